# SPDX-License-Identifier: MIT
# How a library and a program of this project are made: target properties only, nothing global.

# What every target of ours has in common.
function(ambos_target target)
  set_target_properties(${target} PROPERTIES
    C_STANDARD 11
    C_STANDARD_REQUIRED ON
    C_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden)
  # Programs and the DLL side by side, so that Windows finds it; where a project that takes us in has its own programs.
  if(NOT DEFINED CMAKE_RUNTIME_OUTPUT_DIRECTORY)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  endif()
  ambos_warnings(${target})
endfunction()

# The compiled sources, from the lists of the caller. Both flavours contain them, and a plugin may.
function(ambos_objects)
  add_library(ambos_objects OBJECT ${sources} ${headers})
  ambos_target(ambos_objects)
  # Each file asks the system for its own features before it includes anything.
  set_target_properties(ambos_objects PROPERTIES POSITION_INDEPENDENT_CODE ON UNITY_BUILD OFF)
  target_include_directories(ambos_objects PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(ambos_objects PRIVATE ${system_libraries})
  if(AMBOS_PORTABLE)
    target_compile_definitions(ambos_objects PRIVATE AMBOS_PORTABLE)
  endif()
endfunction()

# One flavour of the library.
function(ambos_library target type)
  if(NOT TARGET ambos_objects)
    ambos_objects()
  endif()
  add_library(${target} ${type} $<TARGET_OBJECTS:ambos_objects>)
  ambos_target(${target})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
  target_link_libraries(${target} PRIVATE ${system_libraries})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ambos LINKER_LANGUAGE C)
  if(type STREQUAL SHARED)
    ambos_shared_library(${target})
  elseif(MSVC)
    # ambos.lib is the import library there.
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ambos_static)
  endif()
endfunction()

function(ambos_shared_library target)
  # A file's version is the whole one; the binary interface is the major one.
  set_target_properties(${target} PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
  if(WIN32)
    ambos_exports(${target})
    ambos_version_resource(${target})
  endif()
  if(MINGW)
    # No libgcc DLL to ship, and two builds of one source are the same bytes.
    target_link_options(${target} PRIVATE -static-libgcc -Wl,--no-insert-timestamp)
  endif()
endfunction()

# The list of symbols says what a DLL exports, and not the objects: these are the static library's too.
function(ambos_exports target)
  set(list ${PROJECT_SOURCE_DIR}/cmake/abi/ambos.symbols)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
  file(STRINGS ${list} names)
  list(JOIN names "\n" names)
  file(CONFIGURE OUTPUT ambos.def CONTENT "EXPORTS\n@names@\n" @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/ambos.def)
endfunction()

# What Windows shows of the DLL's properties.
function(ambos_version_resource target)
  string(REPLACE . , numbers ${PROJECT_VERSION})
  set(file_name ${CMAKE_SHARED_LIBRARY_PREFIX}ambos${CMAKE_SHARED_LIBRARY_SUFFIX})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/version.rc.in ${target}.rc @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc)
endfunction()

function(ambos_executable target)
  add_executable(${target} ${ARGN})
  ambos_target(${target})
endfunction()

# A program on the public API.
function(ambos_program target)
  ambos_executable(${target} ${ARGN})
  target_link_libraries(${target} PRIVATE ambos::ambos)
endfunction()
