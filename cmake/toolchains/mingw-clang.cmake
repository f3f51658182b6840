# SPDX-License-Identifier: MIT
# Windows on x86_64 with clang and the headers and libraries of MinGW-w64 gcc: a second compiler's warnings.
#
# For any project: cmake -DCMAKE_TOOLCHAIN_FILE=.../mingw-clang.cmake
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(AMBOS_TRIPLE x86_64-w64-mingw32)
set(CMAKE_C_COMPILER clang)
set(CMAKE_C_COMPILER_TARGET ${AMBOS_TRIPLE})
include(${CMAKE_CURRENT_LIST_DIR}/mingw.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/wine64.cmake)

# Debian's clang does not look there for libgcc.
file(GLOB libgcc_dirs /usr/lib/gcc/${AMBOS_TRIPLE}/*-win32)
foreach(kind IN ITEMS EXE SHARED)
  list(TRANSFORM libgcc_dirs PREPEND -L OUTPUT_VARIABLE libgcc_flags)
  list(JOIN libgcc_flags " " CMAKE_${kind}_LINKER_FLAGS_INIT)
endforeach()
