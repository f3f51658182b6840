# SPDX-License-Identifier: MIT
# Cases run again while system calls fail, as on older kernels, in sandboxes and at limits. Sanitizers do not run under
# strace, and another compiler makes no other calls.
if(NOT CMAKE_SYSTEM_NAME STREQUAL Linux OR CMAKE_CROSSCOMPILING OR CMAKE_C_FLAGS MATCHES "-fsanitize" OR
    (CMAKE_C_COMPILER_ID MATCHES Clang AND NOT AMBOS_CHECKS))
  return()
endif()
find_program(AMBOS_STRACE strace)

# ambos_inject(name suite case inject...)
function(ambos_inject name suite case)
  ambos_test(inject.${name} inject posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/inject.sh
    ${AMBOS_STRACE} $<TARGET_FILE:${suite}_test> ${case} ${ARGN})
endfunction()

ambos_inject(clone_once_EAGAIN process no_options_are_the_plain_case clone:error=EAGAIN:when=1)
ambos_inject(clone_always_EAGAIN posix_spawn no_more_processes_for_this_user clone,clone3,fork,vfork:error=EAGAIN)
ambos_inject(pipe2_EMFILE posix_spawn tight_limit_of_descriptors pipe2:error=EMFILE:when=3+7)
ambos_inject(poll_EINTR wait timeouts_are_kept ?poll,?ppoll,?waitid:error=EINTR:when=1+3)

# Every call of a copy, and of a move to another file system, fails in turn, or is the last. That takes minutes, and
# another C library makes no other calls: once with the calls of Linux, and in part without.
set(ways "")
if(AMBOS_CHECKS)
  set(ways new over large kill)
elseif(AMBOS_PORTABLE)
  set(ways new kill)
endif()
foreach(how IN LISTS ways)
  ambos_test(sweep.copy_${how} inject posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/sweep.sh
    ${AMBOS_STRACE} $<TARGET_FILE:posix_copy_test> copy ${how})
  ambos_test(sweep.move_${how} inject posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/sweep.sh
    ${AMBOS_STRACE} $<TARGET_FILE:posix_copy_test> move ${how})
  set_tests_properties(sweep.copy_${how} sweep.move_${how} PROPERTIES TIMEOUT 400)
endforeach()

# Every call of work on trees fails in turn: all of it in `./dev slow`, a part always.
foreach(what IN ITEMS copy merge preserve remove move make_path root list glob walk)
  ambos_test(sweep_tree.${what} inject posix slow COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/sweep_tree.sh
    ${AMBOS_STRACE} $<TARGET_FILE:posix_fault_test> ${what} EIO EINTR ENOMEM EMFILE)
  set_tests_properties(sweep_tree.${what} PROPERTIES TIMEOUT 600)
endforeach()
set(short "")
if(AMBOS_CHECKS OR AMBOS_PORTABLE)
  set(short remove make_path list walk)
endif()
foreach(what IN LISTS short)
  ambos_test(sweep_tree_short.${what} inject posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/sweep_tree.sh
    ${AMBOS_STRACE} $<TARGET_FILE:posix_fault_test> ${what} EIO)
  set_tests_properties(sweep_tree_short.${what} PROPERTIES TIMEOUT 400)
endforeach()

# A link that is none any more, or gone, when it is read is looked at again.
foreach(error IN ITEMS EINVAL ENOENT)
  ambos_inject(readlinkat_${error} whole links_are_written_through readlinkat:error=${error}:when=1)
endforeach()
ambos_inject(readlinkat_EINVAL_copy copy links_are_followed readlinkat:error=EINVAL:when=1)

ambos_inject(poll_EINTR_any waitset any_tells_who ?poll,?ppoll:error=EINTR:when=1+2)

# Calls that older kernels have not, and the portable build does not make.
if(NOT AMBOS_PORTABLE)
  # Without /proc.
  ambos_inject(lgetxattr_ENOENT posix_replace the_access_list_is_kept lgetxattr:error=ENOENT)
  # Each way to start a process refused once: the next one does it.
  foreach(error IN ITEMS ENOSYS EPERM EINVAL)
    ambos_inject(clone_${error} process no_options_are_the_plain_case clone:error=${error}:when=1)
  endforeach()
  # And the ways after that, down to fork.
  ambos_inject(clone_twice_ENOSYS process no_options_are_the_plain_case clone:error=ENOSYS:when=1..2)
  ambos_inject(clone_thrice_ENOSYS process no_options_are_the_plain_case clone:error=ENOSYS:when=1..3)
  ambos_inject(clone_thrice_failing process missing_program_is_the_step clone:error=ENOSYS:when=1..3)
  # A tied child has a thread first; musl makes one by the same call as a child.
  if(NOT CMAKE_C_COMPILER MATCHES musl)
    ambos_inject(thread_once_EAGAIN parent tied_or_refused clone3:error=EAGAIN:when=1)
  endif()
  # Children without a pidfd are waited for and killed by number.
  ambos_inject(pidfd_open_ENOSYS wait timeouts_are_kept clone:error=ENOSYS:when=1 pidfd_open:error=ENOSYS:when=1)
  ambos_inject(pidfd_open_EPERM wait waiting_again_says_the_same
    clone:error=EPERM:when=1 pidfd_open:error=EPERM:when=1)
  # Kernels before 5.2 pass over CLONE_PIDFD and leave the number as it was.
  ambos_inject(clone_without_pidfd wait waiting_again_says_the_same clone:poke_exit=@arg3=ffffffff:when=1)
  # No child has one, in all that can be done with them. musl makes a thread by the same call as a child, and would find
  # the number of a thread spoilt.
  set(with_threads end.wait_kill_and_stop_at_once waitset.sets_of_several_threads_share_a_process
    posix_wait.status_is_recalled_while_another_thread_takes_all)
  if(CMAKE_C_COMPILER MATCHES musl)
    set(with_threads "")
  endif()
  foreach(case IN ITEMS ${with_threads} end.kill_after_the_end end.stop_asks waitset.any_tells_who
      waitset.set_takes_the_dead waitset.set_of_many waitset.one_process_in_two_sets
      waitset.closing_and_freeing_in_any_order
      posix_wait.numbers_that_are_used_again posix_wait.handle_can_be_polled
      posix_wait.handle_of_one_that_was_waited_for posix_wait.stop_of_a_stopped_child)
    string(REPLACE "." ";" suite_and_case ${case})
    ambos_inject(no_pidfd.${case} ${suite_and_case} clone:poke_exit=@arg3=ffffffff pidfd_open:error=ENOSYS)
  endforeach()
  ambos_inject(pidfd_open_ENOSYS_open posix_wait open_works_or_is_said_not_to pidfd_open:error=ENOSYS)
  # The kernel remembers nothing of what was reaped.
  ambos_inject(pidfd_info_ENOTTY posix_wait status_is_recalled_though_the_host_took_it ioctl:error=ENOTTY)
  ambos_inject(pidfd_info_ENOTTY_ignored posix_wait status_is_recalled_though_sigchld_is_ignored ioctl:error=ENOTTY)
  ambos_inject(pidfd_info_ENOTTY_open waitset open_of_a_grandchild ioctl:error=ENOTTY)
  # Waiting for many without a queue, with one that takes not all, and with signals.
  ambos_inject(epoll_create1_ENOSYS waitset set_of_many epoll_create1:error=ENOSYS)
  ambos_inject(epoll_create1_ENOSYS_order waitset closing_and_freeing_in_any_order epoll_create1:error=ENOSYS)
  ambos_inject(epoll_ctl_EPERM waitset set_hands_out_who_has_ended epoll_ctl:error=EPERM:when=1)
  ambos_inject(epoll_ctl_EPERM_all waitset one_process_in_two_sets epoll_ctl:error=EPERM)
  ambos_inject(epoll_EINTR waitset set_keeps_its_time ?epoll_wait,?epoll_pwait:error=EINTR:when=1+2)
  ambos_inject(pidfd_send_signal_ENOSYS run time_over_hands_over_what_came
    pidfd_send_signal:error=ENOSYS:when=1)
  ambos_inject(pidfd_send_signal_EPERM run time_over_hands_over_what_came pidfd_send_signal:error=EPERM:when=1)
  ambos_inject(close_range_ENOSYS stream nothing_else_arrives close_range:error=ENOSYS)
  ambos_inject(close_range_EPERM stream nothing_else_arrives close_range:error=EPERM)
  ambos_inject(close_range_EINVAL posix_spawn ten_thousand_descriptors_stay_here close_range:error=EINVAL)
  # Without the kernel's list of signals each is set to its default.
  foreach(case IN ITEMS signals_start_anew signals_start_anew_beside_threads ignored_signals_are_kept_on_request)
    ambos_inject(no_list_of_signals.${case} posix_signal ${case} openat:error=ENOENT /proc/self/status)
  endforeach()
  # A supervisor is refused where something is missing that it needs, and else finds another way.
  ambos_inject(tree_pidfd_open_ENOSYS tree strict_or_refused may:mkdirat:error=EACCES pidfd_open:error=ENOSYS)
  ambos_inject(tree_close_range_ENOSYS tree strict_or_refused may:mkdirat:error=EACCES close_range:error=ENOSYS)
  ambos_inject(tree_clone_ENOSYS tree failures_of_trees_are_told may:mkdirat:error=EACCES clone:error=ENOSYS:when=1)
  # The ways to copy, down to the last; and those that say that a file has ended which has not.
  foreach(error IN ITEMS ENOSYS EPERM EINVAL EXDEV EIO)
    ambos_inject(copy_file_range_${error} copy contents_of_every_size_arrive copy_file_range:error=${error})
  endforeach()
  ambos_inject(copy_file_range_0 copy contents_of_every_size_arrive copy_file_range:retval=0)
  ambos_inject(sendfile_EINVAL copy contents_of_every_size_arrive copy_file_range:error=EXDEV sendfile:error=EINVAL)
  ambos_inject(sendfile_0 copy contents_of_every_size_arrive copy_file_range:retval=0 sendfile:retval=0)
  ambos_inject(copy_by_hand_of_gaps copy gaps_stay_gaps copy_file_range:error=EXDEV sendfile:error=EINVAL)
  # Renaming where the kernel or the file system lacks the flag.
  foreach(error IN ITEMS ENOSYS EINVAL)
    ambos_inject(renameat2_${error} rename no_replace_replaces_nothing renameat2:error=${error})
    ambos_inject(renameat2_links_${error} rename no_replace_of_links_replaces_nothing renameat2:error=${error})
    ambos_inject(renameat2_copy_${error} copy no_replace_and_whole renameat2:error=${error})
  endforeach()
  # Pipes that cannot be told not to wait, as before Linux 6.4.
  foreach(error IN ITEMS EOPNOTSUPP ENOSYS EPERM)
    ambos_inject(preadv2_${error} timed nothing_comes_and_then_something preadv2:error=${error})
    ambos_inject(pwritev2_${error} timed so_much_was_written_as_is_said pwritev2:error=${error})
  endforeach()
  ambos_inject(nowait_EINTR timed all_of_it_in_the_end preadv2,pwritev2:error=EINTR:when=1+3)
  ambos_inject(waitid_EINVAL wait waiting_again_says_the_same waitid:error=EINVAL:when=1)
  ambos_inject(waitid_ENOSYS wait timeouts_are_kept waitid:error=ENOSYS:when=1)
endif()

# Faults in the middle of a tree.
foreach(fault IN ITEMS unlinkat:error=EIO:when=3 unlinkat:error=EINTR:when=2+3 unlinkat:error=EACCES:when=4..5
    getdents64:error=EIO:when=2 getdents64:error=ENOENT:when=4 getdents64:error=EINTR:when=1+2)
  string(MAKE_C_IDENTIFIER ${fault} name)
  ambos_inject(tree_${name} posix_tree faults_are_told_and_passed_over ${fault})
endforeach()
if(NOT AMBOS_PORTABLE)
  foreach(fault IN ITEMS error=ENOMEM:when=3 error=EIO:when=2 error=EMFILE:when=4..6 error=EINTR:when=2+2)
    string(MAKE_C_IDENTIFIER ${fault} name)
    ambos_inject(tree_openat2_${name} posix_tree faults_are_told_and_passed_over openat2:${fault})
  endforeach()
  # Kernels and sandboxes without openat2: part by part, and mounts by their numbers.
  foreach(error IN ITEMS ENOSYS EPERM)
    ambos_inject(openat2_${error}_mount posix_tree a_bind_mount_inside_is_not_entered openat2:error=${error})
    ambos_inject(openat2_${error}_walk posix_tree a_bind_mount_inside_is_not_walked openat2:error=${error})
    ambos_inject(openat2_${error}_copy copy_tree a_mount_in_the_source_is_not_copied openat2:error=${error})
    ambos_inject(openat2_${error}_root root a_root_is_worked_in openat2:error=${error})
    ambos_inject(openat2_${error}_links root links_are_not_followed openat2:error=${error})
  endforeach()
  ambos_inject(openat2_statx_mount posix_tree a_bind_mount_inside_is_not_entered
    openat2:error=ENOSYS statx:error=ENOSYS)
  ambos_inject(openat2_EAGAIN_root root a_root_is_worked_in openat2:error=EAGAIN:when=1..3)
endif()

# However many descriptors a child gets, and however high the limit, one call closes the rest.
function(ambos_closes_once suite case)
  ambos_test(closes_once.${case} inject posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/closes_once.sh
    ${AMBOS_STRACE} $<TARGET_FILE:${suite}_test> ${case})
endfunction()

if(NOT AMBOS_PORTABLE)
  ambos_closes_once(posix_spawn handover_of_many)
  ambos_closes_once(posix_spawn highest_limit_costs_nothing)
  ambos_closes_once(posix_spawn ten_thousand_descriptors_stay_here)
endif()

# Under valgrind a child shares no memory whatever it is asked to share, and each access is looked at.
find_program(AMBOS_VALGRIND valgrind)
function(ambos_valgrind suite case)
  ambos_test(valgrind.${suite}.${case} valgrind posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/valgrind.sh
    ${AMBOS_VALGRIND} $<TARGET_FILE:${suite}_test> ${case})
endfunction()

ambos_valgrind(process no_options_are_the_plain_case)
ambos_valgrind(process missing_program_is_the_step)
ambos_valgrind(process missing_directory_is_the_step)
ambos_valgrind(process detached_failures_are_said)
ambos_valgrind(stream three_pipes_lead_to_the_child)
ambos_valgrind(run a_mebibyte_there_and_back)
ambos_valgrind(talk lines_are_told_and_kept)
ambos_valgrind(pipeline output_of_each_is_input_of_the_next)
ambos_valgrind(timed nothing_comes_and_then_something)
ambos_valgrind(parent tied_or_refused)
ambos_valgrind(program first_directory_of_path_wins)
