# SPDX-License-Identifier: MIT
# The suites of trees again on the lower tiers: where no cgroup is to be seen, and as a user who may make none.
if(NOT CMAKE_SYSTEM_NAME STREQUAL Linux OR CMAKE_CROSSCOMPILING OR AMBOS_PORTABLE)
  return()
endif()

function(ambos_tiers suite source)
  file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/${source} cases REGEX "^TEST\\([a-z0-9_]+\\)")
  list(TRANSFORM cases REPLACE "^TEST\\(([a-z0-9_]+)\\).*" "\\1")
  foreach(tier IN ITEMS hidden user)
    foreach(case IN LISTS cases)
      ambos_test(${suite}_${tier}.${case} tree posix COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/posix/tiers.sh
        ${tier} $<TARGET_FILE:${suite}_test> ${case})
    endforeach()
  endforeach()
endfunction()

ambos_tiers(tree tree_test.c)
ambos_tiers(posix_descendants posix/descendants_test.c)
