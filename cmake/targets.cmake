# SPDX-License-Identifier: MIT
# How a library and a program of this project are made: target properties only, nothing global.

# What every target of ours has in common.
function(ambos_target target)
  set_target_properties(${target} PROPERTIES
    C_STANDARD 11
    C_STANDARD_REQUIRED ON
    C_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden
    # Programs and the DLL side by side, so that Windows finds it.
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  ambos_warnings(${target})
endfunction()

# One flavour of the library, from the lists of the caller.
function(ambos_library target type)
  add_library(${target} ${type} ${sources} ${headers})
  ambos_target(${target})
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${target} PRIVATE ${system_libraries})
  if(AMBOS_PORTABLE)
    target_compile_definitions(${target} PRIVATE AMBOS_PORTABLE)
  endif()
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ambos)

  if(type STREQUAL SHARED)
    target_compile_definitions(${target} PRIVATE AMBOS_BUILDING_DLL)
    set_target_properties(${target} PROPERTIES
      VERSION ${PROJECT_VERSION}
      SOVERSION ${PROJECT_VERSION_MAJOR})
    if(MINGW)
      # No libgcc DLL to ship, and two builds of one source are the same bytes.
      target_link_options(${target} PRIVATE -static-libgcc -Wl,--no-insert-timestamp)
    endif()
  else()
    # A plugin may take it in.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  if(MSVC AND NOT type STREQUAL SHARED)
    # ambos.lib is the import library there.
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ambos_static)
  endif()
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
