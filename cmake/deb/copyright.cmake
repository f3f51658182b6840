# SPDX-License-Identifier: MIT
# Run by cpack between staging and packing: every package for Debian has the licence where Debian looks for it.
if(CPACK_GENERATOR STREQUAL "DEB")
  foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER ${component} upper)
    set(doc ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr/share/doc)
    set(package_doc ${doc}/${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
    file(REMOVE_RECURSE ${doc})
    file(MAKE_DIRECTORY ${package_doc})
    file(COPY_FILE ${CPACK_RESOURCE_FILE_LICENSE} ${package_doc}/copyright)
  endforeach()
endif()
