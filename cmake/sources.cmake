# SPDX-License-Identifier: MIT
# Every list of files, in one place and explicit: a file that is not named here is not built, and the tree check
# (cmake/check_tree.py) says so.

set(AMBOS_HEADERS
  ambos.h
  base.h
  dir.h
  env.h
  error.h
  file.h
  path.h
  process.h)

set(AMBOS_CORE_SOURCES
  args_common.c
  base_common.c
  cmdline.c
  crash.c
  dir_common.c
  env_block.c
  env_common.c
  env_object.c
  error_common.c
  error_map.c
  failure.c
  file_common.c
  filetime.c
  glob.c
  glob_common.c
  lexical.c
  memory.c
  nt_path.c
  path_common.c
  process_common.c
  program.c
  reparse.c
  run_common.c
  str.c
  utf.c
  walk_common.c)

# One name for a file in src/posix and its mirror in src/win32.
set(AMBOS_BACKEND_PARTS
  access
  args
  atomic
  clock
  cwd
  dir
  env
  failure
  file
  link
  pipe
  realpath
  rename
  run
  space
  spawn
  stat
  times
  wait)

# Files that exist on one side only: src/<backend>/quirk_<name>.c.
set(AMBOS_POSIX_QUIRKS
  quirk_access.c
  quirk_child.c
  quirk_chmod.c
  quirk_clone.c
  quirk_close.c
  quirk_dirents.c
  quirk_environ.c
  quirk_link.c
  quirk_mount.c
  quirk_newer.c
  quirk_nofollow.c
  quirk_pidfd.c
  quirk_plan.c
  quirk_search.c
  quirk_sigpipe.c
  quirk_stat.c
  quirk_strerror.c
  quirk_thread.c
  quirk_tie.c
  quirk_umask.c
  quirk_unlink.c
  quirk_watch.c)
set(AMBOS_WIN32_QUIRKS
  quirk_case.c
  quirk_command.c
  quirk_open.c
  quirk_path.c
  quirk_private.c
  quirk_program.c
  quirk_remove.c
  quirk_stdio.c
  quirk_text.c)

# The DLLs that the Win32 backend needs beside kernel32.
set(AMBOS_WIN32_LIBRARIES ntdll advapi32)

# tests/<name>_test.c: public headers only, one text for both backends.
set(AMBOS_MODULE_SUITES
  args
  base
  dir
  env
  error
  file
  glob
  link
  listing
  make_path
  names
  owner
  parent
  path
  process
  program
  realpath
  rename
  run
  space
  spawn_env
  stream
  times
  tool
  wait
  walk)

# tests/core/<name>_test.c: the pure helpers; these see src/core and link the static library.
set(AMBOS_CORE_SUITES
  cmdline
  crash
  env_block
  filetime
  glob
  lexical
  nt_path
  program
  reparse
  str
  utf)

# tests/posix/<name>_test.c and tests/win32/<name>_test.c: facts of one system; public headers only.
set(AMBOS_POSIX_SUITES
  file
  identity
  owner
  parent
  signal
  spawn
  trace)
set(AMBOS_WIN32_SUITES
  file
  junction
  spawn)
