# SPDX-License-Identifier: MIT
# Linux with musl, everything static.
#
# For any project: cmake -DCMAKE_TOOLCHAIN_FILE=.../musl.cmake
find_program(CMAKE_C_COMPILER NAMES musl-gcc x86_64-linux-musl-gcc REQUIRED)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
