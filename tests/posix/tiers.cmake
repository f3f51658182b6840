# SPDX-License-Identifier: MIT
# The suite of trees again on the lower tiers: where no cgroup is to be seen, and as a user who may make none.
if(NOT CMAKE_SYSTEM_NAME STREQUAL Linux OR CMAKE_CROSSCOMPILING OR AMBOS_PORTABLE)
  return()
endif()

file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/tree_test.c cases REGEX "^TEST\\([a-z0-9_]+\\)")
list(TRANSFORM cases REPLACE "^TEST\\(([a-z0-9_]+)\\).*" "\\1")
foreach(tier IN ITEMS hidden user)
  foreach(case IN LISTS cases)
    ambos_test(tree_${tier}.${case} tree posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/tiers.sh
      ${tier} $<TARGET_FILE:tree_test> ${case})
  endforeach()
endforeach()
