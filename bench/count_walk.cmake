# SPDX-License-Identifier: MIT
# The system calls of walking a tree. Included by CMakeLists.txt.

if(TARGET bench_count)
  ambos_executable(bench_count_walk count_walk.c)
  target_link_libraries(bench_count_walk PRIVATE ambos::static)
  foreach(what IN ITEMS walk stat)
    ambos_test(bench.system_calls_of_walking_${what} count COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/count.sh
      $<TARGET_FILE:bench_count_walk> ${CMAKE_CURRENT_SOURCE_DIR}/count_walk_${what}.txt ${what})
  endforeach()
endif()
