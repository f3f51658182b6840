/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <wchar.h>

#include "core/cmdline.h"

/* The command line itself: what `main` gets has gone through a code page. */
ambos_error ambos__os_args(int argc, char *const argv[], char ***args)
{
    const wchar_t *line = GetCommandLineW();
    struct ambos__str text = { NULL, 0, 0 };
    char *block = NULL;
    ambos_error error;

    (void)argc;
    (void)argv;
    error = ambos__str_append_wide(&text, line, wcslen(line));
    if (!error)
        error = ambos__str_take(&text, &block);
    if (!error)
        error = ambos__cmdline_split(block, args);
    ambos__release(block);
    ambos__str_free(&text);
    return error ? ambos__fail(error, AMBOS_STEP_TEXT) : AMBOS_OK;
}
