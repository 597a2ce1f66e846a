#!/bin/sh
# Runs inside the bare root of the package's test: puts the package on, starts it as an ordinary
# user, and takes it off again when the other side closes our stdin.
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
    env HOME="/home/$user" DISPLAY="$display" BELLHOP_PORT="$BELLHOP_PORT" LANG=C.UTF-8 "$@"
}

start_package() {
  useradd --create-home "$user"
  mkfifo /tmp/display
  become_user Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>/tmp/display 2>/dev/null &
  read -r number </tmp/display
  display=":$number"
  become_user bellhop &
  app=$!
}

# Every line from the other side asks for a picture of the display; the end of its lines, for the end.
take_pictures() {
  while read -r name; do
    (become_user xwd -root -silent) >"/tmp/${name}xwd"
    say "picture $name"
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
start_package
take_pictures
kill -TERM "$app"
wait "$app"
remove_package
