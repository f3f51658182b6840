# SPDX-License-Identifier: MIT
# Libraries and headers. The CMake package and the .pc file come with the packaging work.
include(GNUInstallDirs)

foreach(target IN ITEMS ambos_shared ambos_static)
  if(TARGET ${target})
    install(TARGETS ${target}
      RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endif()
endforeach()
install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ambos)
