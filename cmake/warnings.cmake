# SPDX-License-Identifier: MIT
# ambos_warnings(target): our own strictness, on our own targets only. Errors only where a lane asks for them
# (AMBOS_WERROR), so that a newer compiler never breaks somebody's build.

function(ambos_warnings target)
  if(MSVC)
    # Three of /W4 call C11 itself an extension, by the rules of C89: a constant declared before it is defined (C4132),
    # and initialisers that are computed (C4204) or hold the address of a local variable (C4221).
    target_compile_options(${target} PRIVATE /W4 /wd4132 /wd4204 /wd4221 /utf-8 $<$<BOOL:${AMBOS_WERROR}>:/WX>)
    target_compile_definitions(${target} PRIVATE _CRT_SECURE_NO_WARNINGS)
    return()
  endif()
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wmissing-prototypes -Wstrict-prototypes
    -Wold-style-definition -Wvla -Wundef -Wwrite-strings -Wcast-qual -Wformat=2 -Wpointer-arith
    $<$<C_COMPILER_ID:Clang,AppleClang>:-Wgnu>
    $<$<BOOL:${AMBOS_WERROR}>:-Werror>)
endfunction()
