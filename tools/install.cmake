# SPDX-License-Identifier: MIT
# The command, its manual page and its completion.
if(NOT TARGET ambos_static)
  # It finds the library beside it, wherever both are moved to.
  file(RELATIVE_PATH libdir ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(ambos_tool PROPERTIES
    INSTALL_RPATH $<IF:$<PLATFORM_ID:Darwin>,@loader_path,$ORIGIN>/${libdir})
endif()
install(TARGETS ambos_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)

if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/ambos.1)
  install(FILES ambos.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tools)
endif()
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/ambos.bash)
  install(FILES ambos.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ambos
    COMPONENT tools)
endif()
