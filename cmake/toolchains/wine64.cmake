# SPDX-License-Identifier: MIT
# What starts 64-bit Windows programs here, if anything does. Part of the toolchains that say so, none by itself.
find_program(AMBOS_WINE NAMES wine wine64 PATHS /usr/lib/wine)
if(AMBOS_WINE)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${AMBOS_WINE})
endif()
