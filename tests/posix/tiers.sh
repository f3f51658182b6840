#!/bin/sh
# SPDX-License-Identifier: MIT
# Run one case where no cgroup can be made: tiers.sh hidden|user PROGRAM CASE
#
# hidden: something else is mounted over every place where cgroups are to be seen. user: as nobody.
tier=$1
shift
export AMBOS_TEST_STRICT=2 AMBOS_TEST_PLAIN=1
if [ "$tier" = user ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "tiers.sh:1: SKIP: only root can become another user"
    exit 77
  fi
  exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
fi
if ! unshare -m true 2>/dev/null; then
  echo "tiers.sh:1: SKIP: no mounts of its own to be had here"
  exit 77
fi
# shellcheck disable=SC2016 # for the inner shell
exec unshare -m sh -c '
  while read -r _ _ _ _ point rest; do
    case $rest in *" - cgroup2 "*) mount -t tmpfs none "$point" || exit 1 ;; esac
  done < /proc/self/mountinfo
  exec "$@"' sh "$@"
