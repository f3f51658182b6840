# SPDX-License-Identifier: MIT
# Cases run again while system calls fail, as on older kernels, in sandboxes and at limits. Sanitizers do not run under
# strace.
if(NOT CMAKE_SYSTEM_NAME STREQUAL Linux OR CMAKE_CROSSCOMPILING OR CMAKE_C_FLAGS MATCHES "-fsanitize")
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

# Calls that older kernels have not, and the portable build does not make.
if(NOT AMBOS_PORTABLE)
  # Each way to start a process refused once: the next one does it.
  foreach(error IN ITEMS ENOSYS EPERM EINVAL)
    ambos_inject(clone_${error} process no_options_are_the_plain_case clone:error=${error}:when=1)
  endforeach()
  ambos_inject(close_range_ENOSYS stream nothing_else_arrives close_range:error=ENOSYS)
  ambos_inject(close_range_EPERM stream nothing_else_arrives close_range:error=EPERM)
  ambos_inject(close_range_EINVAL posix_spawn ten_thousand_descriptors_stay_here close_range:error=EINVAL)
  ambos_inject(waitid_EINVAL wait waiting_again_says_the_same waitid:error=EINVAL:when=1)
  ambos_inject(waitid_ENOSYS wait timeouts_are_kept waitid:error=ENOSYS:when=1)
endif()
