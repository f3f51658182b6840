/* SPDX-License-Identifier: MIT */
#include "core/cmdline.h"

#include <stdint.h>
#include <string.h>

#include "ambos/error.h"
#include "core/memory.h"
#include "core/utf.h"

/* Only space and tab separate, but some start-up code splits at any white space: quotes never hurt. */
static bool cmdline_is_plain(const char *text, const char *special)
{
    if (text[0] == '\0' || strpbrk(text, special))
        return false;
    for (; *text; text++) {
        if ((unsigned char)*text <= ' ')
            return false;
    }
    return true;
}

static ambos_error cmdline_append_quoted(struct ambos__str *line, const char *text)
{
    ambos_error error = ambos__str_append_char(line, '"');

    if (!error)
        error = ambos__str_append_text(line, text);
    if (!error)
        error = ambos__str_append_char(line, '"');
    return error;
}

ambos_error ambos__cmdline_append_program(struct ambos__str *line, const char *program)
{
    if (strchr(program, '"'))
        return AMBOS_EINVAL;
    if (cmdline_is_plain(program, "*?"))
        return ambos__str_append_text(line, program);
    return cmdline_append_quoted(line, program);
}

/* Backslashes escape only in a run that ends at a quote, the closing one too: there each of them is doubled. Room for
   the worst case was made before. */
static void cmdline_put_escaped(struct ambos__str *line, const char *text)
{
    char *out = line->data + line->size;
    size_t run = 0;

    *out++ = '"';
    for (;; text++) {
        if (*text == '"' || *text == '\0') {
            memset(out, '\\', run);
            out += run;
        }
        run = *text == '\\' ? run + 1 : 0;
        if (*text == '\0')
            break;
        if (*text == '"')
            *out++ = '\\';
        *out++ = *text;
    }
    *out++ = '"';
    line->size = (size_t)(out - line->data);
}

ambos_error ambos__cmdline_append_argument(struct ambos__str *line, const char *argument)
{
    size_t length = strlen(argument);
    ambos_error error = ambos__str_append_char(line, ' ');

    if (error)
        return error;
    if (cmdline_is_plain(argument, "\"*?"))
        return ambos__str_append(line, argument, length);
    if (length > (SIZE_MAX - 2) / 2)
        return AMBOS_E2BIG;
    error = ambos__str_reserve(line, 2 * length + 2);
    if (!error)
        cmdline_put_escaped(line, argument);
    return error;
}

ambos_error ambos__cmdline_check(const struct ambos__str *line, size_t limit)
{
    size_t units;
    ambos_error error = ambos__utf8_to_utf16(line->data, line->size, NULL, 0, &units);

    if (error == AMBOS_EILSEQ)
        return error;
    return units > limit ? AMBOS_E2BIG : AMBOS_OK;
}

ambos_error ambos__cmdline_build(struct ambos__str *line, const char *const *argv)
{
    ambos_error error;

    if (!argv[0])
        return AMBOS_EINVAL;
    error = ambos__cmdline_append_program(line, argv[0]);
    for (size_t i = 1; !error && argv[i]; i++)
        error = ambos__cmdline_append_argument(line, argv[i]);
    return error ? error : ambos__cmdline_check(line, AMBOS__CMDLINE_MAX);
}

static bool cmdline_is_separator(char c)
{
    return c == '/' || c == '\\';
}

/* Windows drops trailing dots and spaces of a name, and of what is left before a last "\." */
static size_t cmdline_trimmed_length(const char *name, size_t length)
{
    while (length > 0 && (name[length - 1] == '.' || name[length - 1] == ' ' || cmdline_is_separator(name[length - 1])))
        length--;
    return length;
}

/* ASCII case is enough: no other character has one of these letters as its upper case. */
static char cmdline_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool cmdline_has_suffix(const char *name, size_t length, const char *suffix)
{
    size_t size = strlen(suffix);

    if (length < size)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (cmdline_lower(name[length - size + i]) != suffix[i])
            return false;
    }
    return true;
}

/* "x.bat::$DATA" is x.bat itself and CreateProcessW also goes by the end of "x.exe:y.bat", so each part counts. */
bool ambos__is_batch_name(const char *name, size_t length)
{
    size_t end = cmdline_trimmed_length(name, length);

    for (;;) {
        size_t start = end;

        if (cmdline_has_suffix(name, end, ".bat") || cmdline_has_suffix(name, end, ".cmd"))
            return true;
        while (start > 0 && name[start - 1] != ':' && !cmdline_is_separator(name[start - 1]))
            start--;
        if (start == 0 || name[start - 1] != ':')
            return false;
        end = cmdline_trimmed_length(name, start - 1);
    }
}

static bool cmdline_batch_path_allowed(const char *path)
{
    size_t length = strlen(path);

    return length > 0 && !cmdline_is_separator(path[length - 1]) && !strpbrk(path, "\"%!&|<>^\r\n");
}

static bool cmdline_batch_argument_allowed(const char *argument)
{
    size_t length = strlen(argument);

    return (length == 0 || argument[length - 1] != '\\') && !strpbrk(argument, "\"%!&|<>^()\r\n");
}

/* Quotes around every word: , ; = separate arguments for cmd.exe as well. */
static ambos_error cmdline_append_batch_arguments(struct ambos__str *line, const char *const *arguments)
{
    ambos_error error = AMBOS_OK;

    for (size_t i = 0; !error && arguments[i]; i++) {
        if (!cmdline_batch_argument_allowed(arguments[i]))
            return AMBOS_EINVAL;
        error = ambos__str_append_char(line, ' ');
        if (!error)
            error = cmdline_append_quoted(line, arguments[i]);
    }
    return error;
}

ambos_error ambos__batch_command_line(struct ambos__str *line, const char *interpreter, const char *script,
                                      const char *const *arguments)
{
    ambos_error error;

    if (!cmdline_batch_path_allowed(interpreter) || !cmdline_batch_path_allowed(script))
        return AMBOS_EINVAL;
    error = cmdline_append_quoted(line, interpreter);
    /* cmd.exe takes the first and the last quote after /c away; with four or more in between it never hesitates. */
    if (!error)
        error = ambos__str_append_text(line, " /d /e:ON /v:OFF /c \"");
    if (!error)
        error = cmdline_append_quoted(line, script);
    if (!error)
        error = cmdline_append_batch_arguments(line, arguments);
    if (!error)
        error = ambos__str_append_char(line, '"');
    return error ? error : ambos__cmdline_check(line, AMBOS__BATCH_CMDLINE_MAX);
}

/* ---- reading a command line back ---- */

static bool cmdline_is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Quotes group, nothing escapes. */
static const char *cmdline_read_program(const char *at, char **to)
{
    bool quoted = false;

    for (; *at && (quoted || !cmdline_is_blank(*at)); at++)
        if (*at == '"')
            quoted = !quoted;
        else
            *(*to)++ = *at;
    *(*to)++ = '\0';
    return at;
}

/* A quote with `slashes` backslashes before it: half of them count, an odd one
   escapes it, and two quotes within quotes are one. */
static const char *cmdline_read_quote(const char *at, size_t slashes, bool *quoted, char **to)
{
    const bool doubled = *quoted && at[1] == '"';

    memset(*to, '\\', slashes / 2);
    *to += slashes / 2;
    if (slashes % 2 || doubled)
        *(*to)++ = '"';
    else
        *quoted = !*quoted;
    return at + (slashes % 2 == 0 && doubled ? 2 : 1);
}

static const char *cmdline_read_argument(const char *at, char **to)
{
    bool quoted = false;

    while (*at && (quoted || !cmdline_is_blank(*at))) {
        const size_t slashes = strspn(at, "\\");

        at += slashes;
        if (*at == '"') {
            at = cmdline_read_quote(at, slashes, &quoted, to);
            continue;
        }
        memset(*to, '\\', slashes);
        *to += slashes;
        if (slashes == 0)
            *(*to)++ = *at++;
    }
    *(*to)++ = '\0';
    return at;
}

ambos_error ambos__cmdline_split(const char *line, char ***arguments)
{
    const size_t length = strlen(line);
    const size_t most = length / 2 + 2; /* a letter and a blank each, the program, the end */
    char **made = (char **)ambos__allocate((most + 1) * sizeof *made + length + most + 1);
    char *to = (char *)(made + most + 1);
    size_t count = 0;

    *arguments = made;
    if (!made)
        return AMBOS_ENOMEM;
    made[count++] = to;
    line = cmdline_read_program(line, &to);
    for (line += strspn(line, " \t"); *line; line += strspn(line, " \t")) {
        made[count++] = to;
        line = cmdline_read_argument(line, &to);
    }
    made[count] = NULL;
    return AMBOS_OK;
}
