/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <sys/ioctl.h>
#include <termios.h>

bool ambos__os_is_terminal(uint32_t stream)
{
    const int error = errno;
    const bool terminal = isatty((int)stream) == 1;

    errno = error;
    return terminal;
}

ambos_error ambos__os_terminal_size(uint32_t stream, uint32_t *columns, uint32_t *rows)
{
    struct winsize size;
    int result;

    AMBOS__RETRY(result, ioctl((int)stream, TIOCGWINSZ, &size));
    if (result != 0)
        return ambos__fail_errno_as(AMBOS_ENOTTY, AMBOS_STEP_CONSOLE);
    if (size.ws_col == 0)
        return ambos__fail(AMBOS_ENOTTY, AMBOS_STEP_CONSOLE);
    *columns = size.ws_col;
    *rows = size.ws_row;
    return AMBOS_OK;
}

ambos_error ambos__os_print(uint32_t stream, const char *text, size_t size)
{
    ambos_file file;
    size_t written;
    ambos_error error = ambos__os_file_adopt(&file, (ambos_native)stream);

    return error == AMBOS_OK ? ambos__os_file_write(&file, text, size, &written) : error;
}
