#!/bin/sh
# A bare Debian to try things on, so that nothing counts that merely happens to be installed here:
# nothing but Debian's smallest set, this machine's Node and a fresh clone of what is committed.
#
#   scripts/clean-root.sh make FOLDER             a new root in FOLDER, with the clone in /srv/bellhop
#   scripts/clean-root.sh run FOLDER COMMAND…     runs COMMAND in that clone, as root
#   scripts/clean-root.sh remove FOLDER
#
# Needs root and debootstrap. It asks for this machine's own release from this machine's own mirror.
set -eu

cache="${XDG_CACHE_HOME:-$HOME/.cache}/bellhop"

say() { echo "clean-root: $*" >&2; }

mirror() {
  apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $1" | head -n 1
}

# The bare system, kept as an archive: only the first root has to load its packages.
base() {
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  archive="$cache/root-$codename.tar"
  if [ ! -e "$archive" ]; then
    say "loading Debian $codename"
    work=$(mktemp -d)
    debootstrap --variant=minbase "$codename" "$work/root" "$(mirror "$codename")" >"$work/log" ||
      { tail -n 20 "$work/log" >&2; exit 1; }
    mkdir -p "$cache"
    tar -C "$work/root" -cf "$archive.new" .
    mv "$archive.new" "$archive"
    rm -rf "$work"
  fi
  echo "$archive"
}

copy_node() {
  npm_home="$(npm --loglevel=silent root --global)/npm"
  install -D "$(readlink -f "$(command -v node)")" "$1/usr/local/bin/node"
  mkdir -p "$1/usr/local/lib/node_modules"
  cp -r "$npm_home" "$1/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$1/usr/local/bin/npx"
}

# How this machine reaches its registries: name server, npm's settings, certificates.
copy_network() {
  cp -L /etc/resolv.conf /etc/hosts "$1/etc/"
  for file in "$HOME/.npmrc" "$(npm --loglevel=silent config get globalconfig)"; do
    if [ -e "$file" ]; then cat "$file" >>"$1/root/.npmrc"; fi
  done
  certificates="${NODE_EXTRA_CA_CERTS:-}"
  if [ -n "$certificates" ]; then install -D "$certificates" "$1$certificates"; fi
}

make_root() {
  [ ! -e "$1" ] || { say "$1 is there already"; exit 1; }
  archive=$(base)
  mkdir -p "$1"
  tar -C "$1" -xf "$archive"
  copy_node "$1"
  copy_network "$1"
  git clone --quiet --no-hardlinks "$(dirname "$0")/.." "$1/srv/bellhop"
}

# A mount and process namespace of its own: all that was started in it ends with the command.
# The root is changed by pivot_root, as the kernel gives no user namespaces, and so no sandbox to
# Chromium, in a mere chroot.
run_in() {
  root=$1
  shift
  exec unshare --mount --pid --fork --kill-child sh -c '
    set -e
    root=$1
    shift
    mount --bind "$root" "$root"
    cd "$root"
    mount -t proc proc proc
    mount -t tmpfs tmpfs dev
    for name in null zero full random urandom tty; do
      touch "dev/$name"
      mount --bind "/dev/$name" "dev/$name"
    done
    ln -s /proc/self/fd dev/fd
    mkdir dev/shm dev/pts
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    pivot_root . .
    umount -l .
    cd /srv/bellhop
    exec env -i HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS"} \
      ${BELLHOP_PORT:+BELLHOP_PORT="$BELLHOP_PORT"} \
      "$@"
  ' sh "$root" "$@"
}

case "${1:-}" in
  make) make_root "$2" ;;
  run) shift; run_in "$@" ;;
  remove) rm -rf --one-file-system "$2" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
