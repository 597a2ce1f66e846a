#!/bin/sh
# A hub and another computer of its network, each in a network namespace of its own: 192.168.77.1 and 192.168.77.2.
# Prints the hub's first line, and then runs lines of the shell from standard input, `hub …` and `peer …` before them
# saying where; after each it prints "ended CODE". Everything ends with it.
#
#   two-networks.sh DATA
set -eu

ip link set lo up
unshare --net sleep 600 &
peer=$!
trap 'kill "$peer" "$hub" 2>/dev/null' EXIT
hub=
until [ "$(readlink "/proc/$peer/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do :; done
ip link add hub0 type veth peer name peer0 netns "$peer"
ip addr add 192.168.77.1/24 dev hub0
ip link set hub0 up
nsenter --target "$peer" --net sh -c '
  ip link set lo up
  ip addr add 192.168.77.2/24 dev peer0
  ip link set peer0 up
  ip route add 224.0.0.0/4 dev peer0'
node out/main/headless.js --port 0 --data "$1" --log warn &
hub=$!
while read -r where line; do
  code=0
  case $where in
    hub) sh -c "$line" </dev/null || code=$? ;;
    peer) nsenter --target "$peer" --net sh -c "$line" </dev/null || code=$? ;;
  esac
  echo "ended $code"
done
