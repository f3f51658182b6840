# SPDX-License-Identifier: MIT
# What capturing costs: `./dev bench capture`.
if(AMBOS_BENCH_CHILD_CC)
  add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/bin/bench_writer DEPENDS writer.c VERBATIM
    COMMAND ${AMBOS_BENCH_CHILD_CC} -O2 -static -o ${PROJECT_BINARY_DIR}/bin/bench_writer
      ${CMAKE_CURRENT_SOURCE_DIR}/writer.c)
  add_custom_target(bench_capture_child ALL DEPENDS ${PROJECT_BINARY_DIR}/bin/bench_writer)
else()
  ambos_executable(bench_writer writer.c)
  target_link_options(bench_writer PRIVATE -static)
endif()

ambos_executable(bench_capture capture.c numbers.c captures_system.c)
target_compile_definitions(bench_capture PRIVATE _GNU_SOURCE)
target_link_libraries(bench_capture PRIVATE ambos::static)
ambos_bench_peer(libuv libuv bench_capture capture_libuv.c)
ambos_bench_peer(glib glib-2.0 bench_capture capture_glib.c)
