#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Run a command of this tree in the root of another Debian: root.sh SUITE ARCHITECTURE PACKAGE[,PACKAGE...] COMMAND ...
#
# The root is made once, in build/roots. The tree is at /src in it; the mounts are the command's own and end with it.
# Exits 77 with the reason where no such root can be.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=$1 architecture=$2 packages=$3
shift 3
root=$PWD/build/roots/$suite-$architecture

if ! arch-test "$architecture" >/dev/null; then
  echo "SKIP: this kernel runs no $architecture programs"
  exit 77
fi
if [ ! -e "$root/made" ]; then
  echo "making a root of $suite for $architecture"
  rm -rf "$root"
  mkdir -p "$(dirname "$root")"
  mmdebstrap --quiet --variant=apt --architectures="$architecture" --include="$packages" "$suite" "$root"
  mkdir "$root/src"
  touch "$root/made"
fi

export ROOT=$root TREE=$PWD
# shellcheck disable=SC2016 # for the inner shell
exec unshare --mount --propagation private bash -euc '
  mount --bind "$TREE" "$ROOT/src"
  mount -t proc proc "$ROOT/proc"
  mount --rbind /dev "$ROOT/dev"
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    chroot "$ROOT" sh -euc "cd /src; exec \"\$@\"" sh "$@"' bash "$@"
