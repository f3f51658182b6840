# SPDX-License-Identifier: MIT
# One file for pkg-config, both flavours: `--static` adds what the archive needs. Every path in it starts from where
# the file itself is.
set(pc_dir ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
foreach(name IN ITEMS libdir includedir)
  string(TOUPPER ${name} upper)
  file(RELATIVE_PATH ${name} ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_${upper}})
endforeach()
file(RELATIVE_PATH prefix ${pc_dir} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" prefix "${prefix}")

if(WIN32)
  list(TRANSFORM AMBOS_WIN32_LIBRARIES PREPEND -l OUTPUT_VARIABLE private)
  list(JOIN private " " private)
else()
  # Newer C libraries have threads within, but who links the archive may have an older one.
  set(private -pthread)
endif()
if(AMBOS_SHARED)
  set(libs -lambos)
else()
  get_target_property(base ambos_static OUTPUT_NAME)
  set(libs "-l${base} ${private}")
  set(private "")
endif()

configure_file(cmake/ambos.pc.in ambos.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ambos.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
