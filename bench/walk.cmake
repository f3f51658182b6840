# SPDX-License-Identifier: MIT
# What walking a tree takes, beside others. Included by CMakeLists.txt in a build for benches.

ambos_executable(bench_walk walk.c walk_system.c numbers.c)
target_compile_definitions(bench_walk PRIVATE _GNU_SOURCE)
target_link_libraries(bench_walk PRIVATE ambos::static)
ambos_bench_peer(libuv libuv bench_walk walk_libuv.c)
ambos_bench_peer(glib glib-2.0 bench_walk walk_glib.c)
ambos_bench_peer(apr apr-1 bench_walk walk_apr.c)
if(CMAKE_CXX_COMPILER) # found by files.cmake
  target_sources(bench_walk PRIVATE walk_std.cpp)
  target_compile_features(bench_walk PRIVATE cxx_std_17)
  target_compile_definitions(bench_walk PRIVATE BENCH_CXX)
endif()
