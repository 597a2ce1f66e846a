#!/bin/sh
# Runs inside the bare root of the package's test: puts the package on, does what the other side asks
# for line by line as an ordinary user, and takes it off again when that side closes our stdin.
#
#   inside.sh PACKAGE
set -eu

package=$1
user=ringer
display=

say() { echo "inside: $*"; }

install_package() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update >/dev/null
  # The display, and what takes its picture, are the test's own.
  apt-get -q install --yes --no-install-recommends xvfb x11-apps >/dev/null
  apt-get -q install --yes --no-install-recommends "$package" >/dev/null
  say installed
}

# Becomes the program, so that a background job's number is the program's own.
become_user() {
  exec setpriv --reuid "$user" --regid "$user" --init-groups --reset-env \
    env HOME="/home/$user" ${display:+DISPLAY="$display"} BELLHOP_PORT="$BELLHOP_PORT" \
    LANG=C.UTF-8 "$@"
}

start_package() {
  mkfifo /tmp/display
  become_user Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>/tmp/display 2>/dev/null &
  read -r number </tmp/display
  display=":$number"
  become_user bellhop &
  app=$!
}

# A script that the other side has laid down, without a display and far from any terminal.
run_script() {
  ended=0
  (display='' && become_user sh "/tmp/$1.sh") </dev/null >"/tmp/$1.out" 2>"/tmp/$1.err" || ended=$?
  say "ended $1 $ended"
}

take_picture() {
  (become_user xwd -root -silent) >"/tmp/$1.xwd"
  say "picture $1"
}

take_orders() {
  while read -r order name; do
    case $order in
      start) start_package ;;
      script) run_script "$name" ;;
      picture) take_picture "$name" ;;
    esac
  done
}

remove_package() {
  apt-get -q purge --yes bellhop >/dev/null
  left=$(find / -xdev -iname '*bellhop*' -not -path '/srv/*' -not -path "/home/$user/*" \
    -not -path '/proc/*' -not -path '/tmp/*' -not -path '/root/*' -print)
  if [ -n "$left" ]; then
    say "left behind: $left"
    exit 1
  fi
  say removed
}

install_package
useradd --create-home "$user"
take_orders
kill -TERM "$app"
wait "$app"
remove_package
