# SPDX-License-Identifier: MIT
# Tests of what others do with ambos: a newcomer with the README, and projects of their own. The newcomer installs a
# release; that is moved, and everybody who can takes it from there, since building the library takes the time.
set(home ${PROJECT_BINARY_DIR}/newcomer)
set(moved ${PROJECT_BINARY_DIR}/moved)
set(source ${PROJECT_SOURCE_DIR}/tests/consumer)

# ambos_consumer(name fixtures COMMAND command [argument ...]): a test after those that set the fixtures up, and with
# Wine where programs run under it.
function(ambos_consumer name fixtures)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "COMMAND")
  add_test(NAME ${name} COMMAND ${arg_COMMAND})
  if(ambos_wine)
    list(APPEND fixtures wine)
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "${ambos_wine_prefix};WINEDEBUG=-all;DISPLAY=")
  endif()
  set_tests_properties(${name} PROPERTIES
    FIXTURES_REQUIRED "${fixtures}" TIMEOUT 900 SKIP_RETURN_CODE 77 LABELS consumer)
endfunction()

# ambos_consumer_project(name folder fixtures option...): configured, built, and its own tests run.
function(ambos_consumer_project name folder fixtures)
  ambos_consumer(consumer.${name} "${fixtures}" COMMAND ${CMAKE_CTEST_COMMAND}
    --build-and-test ${source}/${folder} ${PROJECT_BINARY_DIR}/consumer/${name}
    --build-generator ${CMAKE_GENERATOR} --build-options -DCMAKE_BUILD_TYPE=Release ${ARGN}
    --test-command ${CMAKE_CTEST_COMMAND} --output-on-failure --no-tests=error)
endfunction()

set(python ${Python3_EXECUTABLE} -B)
set(check_readme ${python} ${PROJECT_SOURCE_DIR}/cmake/check_readme.py ${PROJECT_SOURCE_DIR} ${home})
set(check_install ${python} ${PROJECT_SOURCE_DIR}/cmake/check_install.py)

if(WIN32)
  set(kind mingw)
  set(install_heading "Windows, from Linux")
  set(release ${home}/ambos/build/release-mingw-x64)
  set(library bin/libambos.dll)
  set(toolchain -DCMAKE_TOOLCHAIN_FILE=${CMAKE_TOOLCHAIN_FILE})
  set(toolchains mingw-x64 mingw-x64-ucrt mingw-x86 mingw-clang)
  set(flavours ambos,shared)
  set(second bin/libambos.dll)
else()
  set(kind elf)
  set(install_heading Install)
  set(release ${home}/ambos/build/release)
  set(library libambos.so.${PROJECT_VERSION})
  set(toolchain "")
  set(toolchains musl)
  set(flavours ambos,shared,static)
  set(second ambos/${library})
endif()

# The newcomer.
ambos_consumer(readme.nothing_is_there "" COMMAND ${CMAKE_COMMAND} -E rm -rf ${home} ${PROJECT_BINARY_DIR}/consumer)
ambos_consumer(readme.install "" COMMAND ${check_readme} ${install_heading})
set_tests_properties(readme.install PROPERTIES FIXTURES_SETUP newcomer DEPENDS readme.nothing_is_there)
set_tests_properties(readme.nothing_is_there PROPERTIES FIXTURES_SETUP newcomer)
if(NOT WIN32)
  ambos_consumer(readme.cmake newcomer COMMAND ${check_readme} CMake)
  ambos_consumer(readme.fetchcontent newcomer COMMAND ${check_readme} FetchContent)
  ambos_consumer(readme.pkg_config newcomer COMMAND ${check_readme} pkg-config)
  # They share a project.
  foreach(test IN ITEMS cmake fetchcontent pkg_config)
    set_tests_properties(readme.${test} PROPERTIES RESOURCE_LOCK hello)
  endforeach()
endif()

# What is installed, and moved.
ambos_consumer(installed.can_be_moved newcomer COMMAND ${check_install} move ${release} ${moved})
set_tests_properties(installed.can_be_moved PROPERTIES FIXTURES_SETUP moved)
set(manifest ${PROJECT_SOURCE_DIR}/cmake/abi/installed-${kind}.txt)
ambos_consumer(installed.files "newcomer;moved" COMMAND ${check_install} manifest ${manifest} ${moved})
ambos_consumer(installed.no_paths "newcomer;moved" COMMAND
  ${check_install} paths ${moved} ${PROJECT_SOURCE_DIR} ${home} ${moved})
ambos_consumer(installed.pkg_config "newcomer;moved" COMMAND
  ${check_install} pkgconfig ${moved} ${source}/main.c ${CMAKE_C_COMPILER} ${CMAKE_CROSSCOMPILING_EMULATOR})
if(WIN32)
  ambos_consumer(installed.version_resource "newcomer;moved" COMMAND
    ${check_install} resource ${moved}/${library} ${PROJECT_VERSION})
endif()

# Packages. Those for Debian configure the release anew, so they come last.
foreach(form IN ITEMS archive debian)
  if(form STREQUAL archive OR NOT WIN32)
    ambos_consumer(packages.${form} "newcomer;moved" COMMAND
      ${python} ${PROJECT_SOURCE_DIR}/cmake/check_packages.py ${form} ${release} ${manifest})
    set_tests_properties(packages.${form} PROPERTIES RESOURCE_LOCK release)
  endif()
endforeach()

# Projects of others.
ambos_consumer_project(package package "newcomer;moved" ${toolchain} -DCMAKE_PREFIX_PATH=${moved})
ambos_consumer_project(subdirectory subdirectory newcomer ${toolchain}
  -DAMBOS_SOURCE_DIR=${home}/ambos -DFLAVOURS=${flavours} -DCMAKE_UNITY_BUILD=ON)
set_tests_properties(consumer.subdirectory PROPERTIES FIXTURES_SETUP second)
ambos_consumer(installed.same_bytes_from_elsewhere "newcomer;second" COMMAND
  ${check_install} same ${release}/${library} ${PROJECT_BINARY_DIR}/consumer/subdirectory/${second})
if(NOT WIN32)
  ambos_consumer_project(build_tree package newcomer -Dambos_DIR=${release})
  set_tests_properties(consumer.build_tree PROPERTIES RESOURCE_LOCK release)
  set_tests_properties(packages.debian PROPERTIES DEPENDS "packages.archive;consumer.build_tree")
  ambos_consumer(consumer.meson "newcomer;moved" COMMAND
    ${source}/meson/build.sh ${PROJECT_BINARY_DIR}/consumer/meson ${moved})
endif()

# The toolchain files serve any project.
foreach(toolchain IN LISTS toolchains)
  ambos_consumer_project(toolchain_${toolchain} toolchain newcomer
    -DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/cmake/toolchains/${toolchain}.cmake)
endforeach()
