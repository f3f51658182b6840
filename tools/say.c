/* SPDX-License-Identifier: MIT */
/* What the command writes: its output, gathered, and its complaints, each at once. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tool.h"

static struct {
    char text[16384];
    size_t size;
    ambos_error error; /* Of the first write that failed. */
} out;

static void out_write(size_t size)
{
    if (size && !out.error)
        out.error = ambos_print(AMBOS_STDOUT, out.text, size);
    out.size -= size;
    memmove(out.text, out.text + size, out.size);
}

/* How much of a full buffer has no character of UTF-8 cut at its end, which a console would show as two wrong ones. */
static size_t out_whole(void)
{
    size_t lead = out.size - 1;

    while (lead > out.size - 4 && ((unsigned char)out.text[lead] & 0xC0) == 0x80)
        lead--;
    return (unsigned char)out.text[lead] >= 0xC0 ? lead : out.size;
}

void tool_flush(void)
{
    out_write(out.size);
}

void tool_out(const char *text, size_t size)
{
    while (size) {
        size_t part = sizeof out.text - out.size;

        if (part > size)
            part = size;
        memcpy(out.text + out.size, text, part);
        out.size += part;
        text += part;
        size -= part;
        if (out.size == sizeof out.text)
            out_write(out_whole());
    }
}

void tool_say(const char *text)
{
    tool_out(text, strlen(text));
}

/* For short texts; names go through tool_say(). */
void tool_format(const char *format, ...)
{
    char text[512];
    va_list values;

    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    tool_say(text);
}

int tool_out_failed(void)
{
    return out.error != AMBOS_OK;
}

int tool_out_end(void)
{
    tool_flush();
    return out.error ? tool_failed("write", "the output", out.error) : TOOL_DONE;
}

/* ---- complaints ---- */

/* One line in one write, so that lines of several processes do not mix; what is gathered comes before it. */
static void complain_line(const char *line)
{
    size_t size = strlen(line);

    tool_flush();
    /* Where stderr is gone there is nobody to tell. */
    if (ambos_print(AMBOS_STDERR, line, size))
        return;
}

static void TOOL_PRINTF(2, 0) complain(const char *before, const char *format, va_list values, const char *after)
{
    /* Paths can be long, and a cut line still says what matters. */
    static char line[9000];
    size_t used = (size_t)snprintf(line, sizeof line, "%s: ", before);

    vsnprintf(line + used, sizeof line - used - 200, format, values);
    used = strlen(line);
    snprintf(line + used, sizeof line - used, "%s\n", after);
    complain_line(line);
}

int tool_complain(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    complain("ambos", format, values, "");
    va_end(values);
    return TOOL_FAILED;
}

int tool_usage(const struct tool_command *command, const char *format, ...)
{
    char before[40], after[60];
    va_list values;

    snprintf(before, sizeof before, "ambos %s", command->name);
    snprintf(after, sizeof after, "; see ambos %s --help", command->name);
    va_start(values, format);
    complain(before, format, values, after);
    va_end(values);
    return TOOL_USAGE;
}

int tool_failed(const char *what, const char *which, ambos_error error)
{
    return tool_complain("%s '%s': %s (%s)", what, which, ambos_strerror(error), ambos_error_name(error));
}

int tool_failed_to(const char *what, const char *which, const char *to, ambos_error error)
{
    return tool_complain("%s '%s' to '%s': %s (%s)", what, which, to, ambos_strerror(error), ambos_error_name(error));
}
