#!/bin/sh
# SPDX-License-Identifier: MIT
# Each system call of one work on a tree fails in turn: sweep_tree.sh STRACE PROGRAM WHAT ERROR...
#
# WHAT is one of fault_test.c, whose program looks itself at how failures are told, and at descriptors and memory. Here
# is looked at what is on the disk: the source of a copy is as it was, what is moved is whole on one side at least, and
# what is said to be done is done.
strace=$1 program=$2 what=$3
shift 3
if [ ! -x "$strace" ]; then
  echo "sweep_tree.sh: SKIP: no strace here"
  exit 77
fi
"$strace" -o /dev/null true 2>/dev/null || { echo "sweep_tree.sh: SKIP: this machine lets nobody trace"; exit 77; }

work=$(mktemp -d)
there=$work/there
if [ "$what" = move ]; then
  there=$(mktemp -d -p /dev/shm) || { echo "sweep_tree.sh: SKIP: no /dev/shm"; exit 77; }
fi
trap 'rm -rf "$work" "$there"' EXIT
if [ "$what" = move ] && [ "$(stat -c %d "$work")" = "$(stat -c %d "$there")" ]; then
  echo "sweep_tree.sh: SKIP: it is all one file system"
  exit 77
fi
failed=0 tried=0

fail() {
  echo "sweep_tree.sh: $what, $inject: $1"
  failed=1
}

grow() {
  mkdir -p "$1/dir/empty"
  echo file >"$1/dir/file"
  echo one >"$1/one"
  echo two >"$1/two"
  ln -s nowhere "$1/link"
}

same() {
  diff -r --no-dereference "$1" "$2" >/dev/null 2>&1
}

prepare() {
  rm -rf "$work/from" "$there"
  mkdir -p "$there"
  grow "$work/from"
  [ "$what" != merge ] || { mkdir -p "$there/to/dir"; echo old >"$there/to/one"; }
}

run() {
  rm -f "$work/log"
  "$strace" -f -qq -o "$work/log" -e "$1" "$program" --child work "$what" "$work/from" "$there/to" >"$work/out" 2>&1
}

check_done() {
  case $what in
    copy | merge | preserve) same "$work/kept" "$there/to" || fail "not all is there" ;;
    move) same "$work/kept" "$there/to" && [ ! -e "$work/from" ] || fail "not all was moved" ;;
    remove) [ ! -e "$work/from" ] || fail "something is there" ;;
    make_path) [ -d "$there/to/a/b/c" ] || fail "it was not made" ;;
  esac
}

# Done or not.
check_source() {
  case $what in
    remove) ;;
    move) same "$work/kept" "$work/from" || same "$work/kept" "$there/to" || fail "something is lost" ;;
    root) rm -rf "$work/from/new" && same "$work/kept" "$work/from" || fail "something else has changed" ;;
    *) same "$work/kept" "$work/from" || fail "the source has changed" ;;
  esac
}

# 127: what starts the program has failed. strace makes a close() fail that has closed nothing.
fail_at() {
  inject=$1:error=$2:when=$3
  prepare
  run "inject=$inject"
  status=$?
  grep INJECTED "$work/log" >/dev/null || return 1
  tried=$((tried + 1))
  case $status in
    0) check_done ;;
    1) [ "$2" != EINTR ] || fail "interrupted: $(cat "$work/out")" ;;
    3) [ "$1" = close ] || fail "$(cat "$work/out")" ;;
    127) ;;
    *) fail "ended with $status: $(cat "$work/out")" ;;
  esac
  check_source
}

grow "$work/kept"
inject=none
prepare
run trace=all || { echo "sweep_tree.sh: $what: $(cat "$work/out")"; exit 1; }
check_done
check_source
# fcntl is what the program counts its descriptors with.
for call in $(sed -n -E 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1/p' "$work/log" | sort -u |
  grep -E '^(open|read|write|close|.*stat|getdents|mkdir|unlink|rmdir|rename|copy_file|sendfile|f?chmod|f?chown|utimens|futimens|symlink|link|lseek|ftruncate|fsync|.*xattr|ioctl)'); do
  for error; do
    number=1
    while fail_at "$call" "$error" "$number"; do number=$((number + 1)); done
  done
done
echo "$tried faults"
[ "$tried" -gt 3 ] || { echo "sweep_tree.sh: too few of them"; exit 1; }
exit $failed
