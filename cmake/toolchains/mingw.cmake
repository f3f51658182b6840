# SPDX-License-Identifier: MIT
# What the MinGW-w64 toolchains have in common. Part of them, none by itself: the including file has set AMBOS_TRIPLE
# and, where programs of that kind can run here, looks for Wine.
set(CMAKE_SYSTEM_NAME Windows)

# The win32 thread model: its programs need no libwinpthread DLL.
if(NOT CMAKE_C_COMPILER)
  find_program(CMAKE_C_COMPILER NAMES ${AMBOS_TRIPLE}-gcc-win32 ${AMBOS_TRIPLE}-gcc REQUIRED)
endif()
find_program(CMAKE_CXX_COMPILER NAMES ${AMBOS_TRIPLE}-g++-win32 ${AMBOS_TRIPLE}-g++)
find_program(CMAKE_RC_COMPILER NAMES ${AMBOS_TRIPLE}-windres)

# Appended, and packages from everywhere: a project that uses this file may have its own prefixes.
list(APPEND CMAKE_FIND_ROOT_PATH /usr/${AMBOS_TRIPLE})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
