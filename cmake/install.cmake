# SPDX-License-Identifier: MIT
# What is installed, in three components: `runtime` is what programs need, `development` is what compilers need, and
# `tools` is the command. All of it works from wherever it is moved to.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ambos)

# ambos_install_flavour(shared|static): with an export file of its own, so that either may be left out.
function(ambos_install_flavour flavour)
  install(TARGETS ambos_${flavour} EXPORT ambos_${flavour}
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  set_target_properties(ambos_${flavour} PROPERTIES EXPORT_NAME ${flavour})
  install(EXPORT ambos_${flavour} NAMESPACE ambos:: FILE ambos-${flavour}.cmake
    DESTINATION ${package_dir} COMPONENT development)
  # find_package finds the build tree as well, where ambos_DIR names it.
  export(EXPORT ambos_${flavour} NAMESPACE ambos:: FILE ${PROJECT_BINARY_DIR}/ambos-${flavour}.cmake)
endfunction()

foreach(flavour IN ITEMS shared static)
  if(TARGET ambos_${flavour})
    ambos_install_flavour(${flavour})
  endif()
endforeach()
install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ambos COMPONENT development)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)

# Before 1.0 a minor version may change what exists.
set(compatible SameMajorVersion)
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatible SameMinorVersion)
endif()
configure_package_config_file(cmake/ambos-config.cmake.in ambos-config.cmake INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(ambos-config-version.cmake COMPATIBILITY ${compatible})
install(FILES ${PROJECT_BINARY_DIR}/ambos-config.cmake ${PROJECT_BINARY_DIR}/ambos-config-version.cmake
  DESTINATION ${package_dir} COMPONENT development)

include(cmake/pkgconfig.cmake)
if(PROJECT_IS_TOP_LEVEL)
  include(cmake/package.cmake)
endif()
