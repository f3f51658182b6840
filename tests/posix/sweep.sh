#!/bin/sh
# SPDX-License-Identifier: MIT
# Each system call of one copy or move fails in turn, or is the last before the process is killed:
# sweep.sh STRACE PROGRAM WHAT HOW.
#
# WHAT is what the program is told with --child: copy, move. HOW: new, the name is free; over, it is not; large, and the
# file has more bytes than fit into a buffer, with a gap; kill, as over, and the process is killed instead.
# After a failure everything is as it was. After a kill the name has the old contents or the new ones, and what else is
# there begins with .ambos-.
strace=$1 program=$2 what=$3 how=$4
if [ ! -x "$strace" ]; then
  echo "sweep.sh: SKIP: no strace here"
  exit 77
fi
"$strace" -o /dev/null true 2>/dev/null || { echo "sweep.sh: SKIP: this machine lets nobody trace"; exit 77; }

work=$(mktemp -d)
there=$work/dir
if [ "$what" = move ]; then
  there=$(mktemp -d -p /dev/shm) || { echo "sweep.sh: SKIP: no /dev/shm"; exit 77; }
fi
trap 'rm -rf "$work" "$there"' EXIT
if [ "$what" = move ] && [ "$(stat -c %d "$work")" = "$(stat -c %d "$there")" ]; then
  echo "sweep.sh: SKIP: it is all one file system"
  exit 77
fi
failed=0 tried=0

fail() {
  echo "sweep.sh: $what $how, $inject: $1"
  failed=1
}

prepare() {
  rm -rf "$work/dir" "$there"
  mkdir "$work/dir"
  mkdir -p "$there"
  cp "$work/new" "$work/dir/from"
  [ "$how" = new ] || [ "$how" = large ] || cp "$work/old" "$there/to"
}

run() {
  rm -f "$work/log"
  (cd "$work/dir" && "$strace" -f -qq -o "$work/log" -e "$1" $command from "$there/to") >"$work/out" 2>&1
}

# The sources of a move are gone when it has succeeded.
check_done() {
  cmp -s "$work/new" "$there/to" || fail "not all is there"
  [ "$what" = move ] || cmp -s "$work/new" "$work/dir/from" || fail "the source has changed"
  [ "$what" = copy ] || [ ! -e "$work/dir/from" ] || fail "the source is there"
}

check_undone() {
  cmp -s "$work/new" "$work/dir/from" || fail "the source has changed"
  if [ "$how" = new ] || [ "$how" = large ]; then
    [ ! -e "$there/to" ] || fail "something is there"
  else
    cmp -s "$work/old" "$there/to" || fail "the old one has changed"
  fi
}

check_no_leftover() {
  for name in "$work/dir"/* "$work/dir"/.[!.]* "$there"/* "$there"/.[!.]*; do
    case $name in */from | */to | */\* | *\*) ;; *) fail "left behind: ${name##*/}" ;; esac
  done
}

# What is moved is safe under its new name before the old one goes.
check_order() {
  prepare
  run trace=fsync,?rename,renameat,renameat2,?unlink,unlinkat || fail "$(cat "$work/out")"
  order=$(sed -n -E 's/^[0-9]+ +(fsync|rename|unlink)[a-z0-9]*\(.*= 0$/\1/p' "$work/log" | tr '\n' ' ')
  [ "$order" = "fsync rename fsync unlink " ] || fail "the order is $order"
}

# A file whose new name could not be flushed is under both.
is_under_both() {
  grep flushed "$work/out" >/dev/null && cmp -s "$work/new" "$there/to" && cmp -s "$work/new" "$work/dir/from"
}

# One failure, wherever it is: in ours, or in what starts the program (127), or in what the result does not need.
fail_at() {
  inject=$1:error=$2:when=$3
  prepare
  run "inject=$inject"
  status=$?
  grep INJECTED "$work/log" >/dev/null || return 1
  tried=$((tried + 1))
  case $status in
    0) check_done ;;
    1) grep removed "$work/out" >/dev/null || is_under_both || check_undone ;;
    127) check_undone ;;
    *) fail "ended with $status" ;;
  esac
  check_no_leftover
  # A signal is nobody's failure.
  [ "$2" != EINTR ] || [ "$status" -ne 1 ] || fail "interrupted: $(cat "$work/out")"
}

kill_at() {
  inject=$1:signal=KILL:when=$2
  prepare
  { run "inject=$inject"; } 2>/dev/null
  [ "$?" -eq 137 ] || return 1
  tried=$((tried + 1))
  cmp -s "$work/old" "$there/to" || cmp -s "$work/new" "$there/to" || fail "neither old nor new"
  cmp -s "$work/new" "$work/dir/from" || [ "$what" = move ] || fail "the source has changed"
  [ -e "$work/dir/from" ] || cmp -s "$work/new" "$there/to" || fail "the file is lost"
  for name in "$work/dir"/.[!.]* "$there"/.[!.]*; do
    case $name in */.ambos-* | *\*) ;; *) fail "left behind: ${name##*/}" ;; esac
  done
}

# At each call of each kind that it makes.
kill_everywhere() {
  prepare
  run trace=all || { echo "sweep.sh: $command: $(cat "$work/out")"; exit 1; }
  for call in $(sed -n -E 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1/p' "$work/log" | sort -u | grep -v -E '^(execve|exit_group)$'); do
    number=1
    while kill_at "$call" "$number"; do number=$((number + 1)); done
  done
}

if [ "$how" = large ]; then
  head -c 100000 /dev/zero | tr '\0' x >"$work/new"
  truncate -s 4000000 "$work/new"
  echo end >>"$work/new"
else
  echo "the new one" >"$work/new"
fi
echo "the old one" >"$work/old"

command="$program --child $what"
[ "$what" = copy ] || check_order
if [ "$how" = kill ]; then
  kill_everywhere
  # One that writes over the old file must be caught, or all this shows nothing.
  if [ "$failed" -eq 0 ]; then
    command="cp"
    kill_everywhere >/dev/null
    [ "$failed" -eq 1 ] || { echo "sweep.sh: cp passes"; exit 1; }
    failed=0
  fi
else
  for fault in openat:EMFILE openat:EINTR openat:EAGAIN newfstatat:EIO fstat:EIO statx:EIO read:EIO read:EINTR write:ENOSPC write:EINTR \
    fchmod:EIO fchmod:EPERM close:EIO close:EINTR ioctl:EINTR copy_file_range:EIO copy_file_range:ENOSPC \
    copy_file_range:EINTR sendfile:EIO lseek:EINVAL ftruncate:ENOSPC ftruncate:EINTR fsync:EIO fsync:EINTR \
    renameat:EXDEV renameat:EBUSY renameat:EINTR flistxattr:EIO fgetxattr:EIO futimens:EIO utimensat:EROFS \
    fchown:EPERM unlinkat:EINTR unlinkat:EACCES; do
    call=${fault%:*}
    "$strace" -qq -e "inject=$call:error=EIO:when=9999" true 2>/dev/null || continue # this system has no such call
    number=1
    while fail_at "$call" "${fault#*:}" "$number"; do number=$((number + 1)); done
  done
fi
echo "$tried faults"
[ "$tried" -gt 10 ] || { echo "sweep.sh: too few of them"; exit 1; }
exit $failed
