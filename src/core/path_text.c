/* SPDX-License-Identifier: MIT */
#include "core/path_text.h"

#include <string.h>

#include <ambos/error.h>

/* A path taken apart so far that its separators and its names are known. */
struct text_path {
    const char *text;
    size_t length;
    size_t drive; /* length of the drive, share or device in front */
    bool windows;
    bool verbatim; /* `\\?\` or `\??\`: only `\` separates */
};

static char text_separator(bool windows)
{
    return windows ? '\\' : '/';
}

static bool text_separates(const struct text_path *path, size_t at)
{
    if (at >= path->length)
        return false;
    return path->windows ? path->text[at] == '\\' || (path->text[at] == '/' && !path->verbatim) : path->text[at] == '/';
}

static char text_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

/* Letters of ASCII are the same in both cases on Windows; taking others for different is never wrong here. */
static bool text_same(const char *a, const char *b, size_t length, bool windows)
{
    size_t i;

    for (i = 0; i < length; i++)
        if (windows ? text_lower(a[i]) != text_lower(b[i]) : a[i] != b[i])
            return false;
    return true;
}

static bool text_is_drive_letter(const char *text, size_t length)
{
    const char letter = text_lower(text[0]);

    return length >= 2 && letter >= 'a' && letter <= 'z' && text[1] == ':';
}

static size_t text_name_end(const struct text_path *path, size_t at)
{
    while (at < path->length && !text_separates(path, at))
        at++;
    return at;
}

static size_t text_separators_end(const struct text_path *path, size_t at)
{
    while (text_separates(path, at))
        at++;
    return at;
}

/* `\\server\share`, `\\.\device`, `\\?\C:`, `\\?\UNC\server\share`: two names behind the separators. */
static size_t text_share_end(const struct text_path *path)
{
    const bool unc = path->length >= 8 && text_separates(path, 3) && text_separates(path, 7) && path->text[2] == '?' &&
                     text_same(path->text + 4, "unc", 3, true);
    const size_t server = text_name_end(path, unc ? 8 : 2);

    return server == path->length ? server : text_name_end(path, server + 1);
}

static size_t text_drive_end(const struct text_path *path)
{
    if (!path->windows)
        return 0;
    if ((text_separates(path, 0) && text_separates(path, 1)) || path->verbatim)
        return text_share_end(path);
    return text_is_drive_letter(path->text, path->length) ? 2 : 0;
}

static struct text_path text_path_of(const char *text, bool windows)
{
    struct text_path path = { text, strlen(text), 0, windows, false };

    path.verbatim = windows && (strncmp(text, "\\\\?\\", 4) == 0 || strncmp(text, "\\??\\", 4) == 0);
    path.drive = text_drive_end(&path);
    return path;
}

static bool text_rooted(const struct text_path *path)
{
    return text_separates(path, path->drive);
}

/* Splitting -------------------------------------------------------------------------- */

static uint32_t text_slashed_kind(const struct text_path *path)
{
    const bool device = path->length > 2 && (path->text[2] == '.' || path->text[2] == '?') &&
                        (path->length == 3 || text_separates(path, 3));

    return device ? AMBOS_PATH_DEVICE : AMBOS_PATH_UNC;
}

static uint32_t text_kind(const struct text_path *path)
{
    if (path->verbatim)
        return AMBOS_PATH_VERBATIM;
    if (path->drive > 0 && text_separates(path, 0))
        return text_slashed_kind(path);
    if (path->drive > 0)
        return text_rooted(path) ? AMBOS_PATH_ABSOLUTE : AMBOS_PATH_DRIVE_RELATIVE;
    if (!text_rooted(path))
        return AMBOS_PATH_RELATIVE;
    return path->windows ? AMBOS_PATH_ROOTED : AMBOS_PATH_ABSOLUTE;
}

/* The last dot of a name, unless only dots stand before it. */
static size_t text_extension(const struct text_path *path, size_t name)
{
    size_t first = name, dot = path->length;

    while (first < path->length && path->text[first] == '.')
        first++;
    while (dot > first && path->text[dot - 1] != '.')
        dot--;
    return dot > first ? dot - 1 : path->length;
}

void ambos__path_split(const char *path, bool windows, ambos_path_parts *parts)
{
    const struct text_path text = text_path_of(path, windows);

    memset(parts, 0, sizeof *parts);
    parts->kind = text_kind(&text);
    parts->length = text.length;
    parts->drive = text.drive;
    parts->root = text_separators_end(&text, text.drive);
    parts->name = text.length;
    while (parts->name > text.drive && !text_separates(&text, parts->name - 1))
        parts->name--;
    parts->directory = parts->name;
    while (parts->directory > parts->root && text_separates(&text, parts->directory - 1))
        parts->directory--;
    parts->extension = text_extension(&text, parts->name);
}

/* Building ----------------------------------------------------------------------------- */

/* Names put one behind the other, ".." taking the last one back. */
struct text_builder {
    struct ambos__str *out; /* has room for all that comes */
    size_t base;            /* where the names begin */
    size_t keep;            /* nothing before this is taken back */
    bool windows;
    bool rooted; /* above the first name there is nothing */
};

static void build_bytes(struct text_builder *builder, const char *bytes, size_t length)
{
    memcpy(builder->out->data + builder->out->size, bytes, length);
    builder->out->size += length;
}

static void build_separator(struct text_builder *builder)
{
    builder->out->data[builder->out->size++] = text_separator(builder->windows);
}

static void build_name(struct text_builder *builder, const char *name, size_t length)
{
    if (builder->out->size > builder->base)
        build_separator(builder);
    build_bytes(builder, name, length);
}

static void build_up(struct text_builder *builder)
{
    struct ambos__str *out = builder->out;

    if (out->size > builder->keep) {
        while (out->size > builder->keep && out->data[out->size - 1] != text_separator(builder->windows))
            out->size--;
        out->size -= out->size > builder->keep;
    } else if (!builder->rooted) {
        build_name(builder, "..", 2);
        builder->keep = out->size;
    }
}

static void build_names(struct text_builder *builder, const struct text_path *path, size_t at)
{
    for (at = text_separators_end(path, at); at < path->length; at = text_separators_end(path, at)) {
        const size_t end = text_name_end(path, at), length = end - at;
        const bool dots = path->text[at] == '.' && (length == 1 || (length == 2 && path->text[at + 1] == '.'));

        if (!dots)
            build_name(builder, path->text + at, length);
        else if (length == 2)
            build_up(builder);
        at = end;
    }
}

/* The drive, spelled with `\`, and one separator where there is a root. POSIX leaves the meaning of two to the system. */
static void build_root(struct text_builder *builder, const struct text_path *path)
{
    size_t i;

    build_bytes(builder, path->text, path->drive);
    for (i = 0; i < path->drive; i++)
        if (text_separates(path, i))
            builder->out->data[builder->out->size - path->drive + i] = text_separator(path->windows);
    builder->rooted = text_rooted(path);
    if (builder->rooted)
        build_separator(builder);
    if (!path->windows && text_separators_end(path, 0) == 2)
        build_separator(builder);
    builder->base = builder->keep = builder->out->size;
}

/* A name that would now be read as a drive or as `\??\` must not become one: "./c:x" is not "c:x". */
static void build_finish(struct text_builder *builder, bool had_drive)
{
    struct ambos__str *out = builder->out;
    const char *names = out->data + builder->base;
    const size_t length = out->size - builder->base;
    bool misread = false;

    if (out->size == 0)
        build_bytes(builder, ".", 1);
    else if (builder->windows && !had_drive)
        misread = builder->rooted ? length >= 3 && memcmp(names, "??\\", 3) == 0 : text_is_drive_letter(names, length);
    if (!misread)
        return;
    memmove(out->data + builder->base + 2, names, length);
    memcpy(out->data + builder->base, ".\\", 2);
    out->size += 2;
}

ambos_error ambos__path_normalise(const char *path, bool windows, struct ambos__str *normal)
{
    const struct text_path text = text_path_of(path, windows);
    struct text_builder builder = { normal, 0, 0, windows, false };

    if (text.verbatim)
        return ambos__str_append(normal, path, text.length);
    if (ambos__str_reserve(normal, text.length + 3))
        return AMBOS_ENOMEM;
    build_root(&builder, &text);
    build_names(&builder, &text, text.drive);
    build_finish(&builder, text.drive > 0);
    return AMBOS_OK;
}

/* Joining ------------------------------------------------------------------------------ */

/* A verbatim path is taken as it stands, so what is put behind it must be clean. */
static void join_verbatim(const struct text_path *base, const struct text_path *name, struct ambos__str *joined)
{
    struct text_builder builder = { joined, base->drive + 1, base->drive + 1, true, true };

    build_bytes(&builder, base->text, text_rooted(name) ? base->drive : base->length);
    while (joined->size > base->drive && joined->data[joined->size - 1] == '\\')
        joined->size--;
    if (joined->size == base->drive)
        build_separator(&builder);
    build_names(&builder, name, 0);
}

static bool join_same_drive(const struct text_path *a, const struct text_path *b)
{
    return a->drive == b->drive && text_same(a->text, b->text, a->drive, true);
}

ambos_error ambos__path_join(const char *base, const char *name, bool windows, struct ambos__str *joined)
{
    const struct text_path front = text_path_of(base, windows), back = text_path_of(name, windows);
    struct text_builder builder = { joined, 0, 0, windows, false };
    const struct text_path *drive = back.drive > 0 ? &back : &front;
    const bool whole = text_rooted(&back) || (back.drive > 0 && !join_same_drive(&front, &back));

    if (ambos__str_reserve(joined, front.length + back.length + 2))
        return AMBOS_ENOMEM;
    if (front.verbatim && back.drive == 0) {
        join_verbatim(&front, &back, joined);
        return AMBOS_OK;
    }
    build_bytes(&builder, drive->text, drive->drive);
    if (!whole) {
        build_bytes(&builder, front.text + front.drive, front.length - front.drive);
        if (front.length > front.drive && !text_separates(&front, front.length - 1))
            build_separator(&builder);
    }
    /* A share and a name need a separator between them, a drive and a name must not get one. */
    if (joined->size == drive->drive && drive->drive > 0 && back.length > back.drive && !text_rooted(&back) &&
        drive->text[drive->drive - 1] != ':')
        build_separator(&builder);
    build_bytes(&builder, back.text + back.drive, back.length - back.drive);
    return AMBOS_OK;
}

/* From one to the other ------------------------------------------------------------------ */

/* How much of two clean paths is the same names, from their roots on; *from and *to move behind it. */
static void relative_skip(const struct text_path *path, size_t *from, const struct text_path *start, size_t *to)
{
    while (*from < path->length && *to < start->length) {
        const size_t a = text_name_end(path, *from) - *from, b = text_name_end(start, *to) - *to;

        if (a != b || !text_same(path->text + *from, start->text + *to, a, path->windows))
            return;
        *from = text_separators_end(path, *from + a);
        *to = text_separators_end(start, *to + b);
    }
}

static ambos_error relative_build(const struct text_path *path, const struct text_path *start, struct ambos__str *relative)
{
    struct text_builder builder = { relative, 0, 0, path->windows, false };
    size_t from = text_separators_end(path, path->drive), at = text_separators_end(start, start->drive);

    relative_skip(path, &from, start, &at);
    /* Each name is a ".." and a separator at most. */
    if (ambos__str_reserve(relative, path->length + 3 * start->length + 3))
        return AMBOS_ENOMEM;
    while (at < start->length) {
        const size_t end = text_name_end(start, at);

        if (end - at == 2 && memcmp(start->text + at, "..", 2) == 0)
            return AMBOS_EINVAL;
        build_name(&builder, "..", 2);
        at = text_separators_end(start, end);
    }
    if (from < path->length)
        build_name(&builder, path->text + from, path->length - from);
    build_finish(&builder, false);
    return AMBOS_OK;
}

/* "." names nothing: it is the place where one counts from. */
static struct text_path relative_side(const struct ambos__str *normal, bool windows)
{
    struct text_path path = text_path_of(normal->data, windows);

    if (path.length == 1 && path.text[0] == '.')
        path.length = 0;
    return path;
}

static ambos_error relative_of(const struct ambos__str *path, const struct ambos__str *start, bool windows,
                               struct ambos__str *relative)
{
    const struct text_path to = relative_side(path, windows), from = relative_side(start, windows);

    if (!join_same_drive(&to, &from))
        return to.drive > 0 && from.drive > 0 ? AMBOS_EXDEV : AMBOS_EINVAL;
    /* A share is its own root. */
    if (text_rooted(&to) != text_rooted(&from) && !(to.drive > 2))
        return AMBOS_EINVAL;
    return relative_build(&to, &from, relative);
}

ambos_error ambos__path_relative(const char *path, const char *start, bool windows, struct ambos__str *relative)
{
    struct ambos__str to = { NULL, 0, 0 }, from = { NULL, 0, 0 };
    ambos_error error = ambos__path_normalise(path, windows, &to);

    if (error == AMBOS_OK)
        error = ambos__path_normalise(start, windows, &from);
    if (error == AMBOS_OK && (ambos__str_append_char(&to, '\0') || ambos__str_append_char(&from, '\0')))
        error = AMBOS_ENOMEM;
    if (error == AMBOS_OK)
        error = relative_of(&to, &from, windows, relative);
    ambos__str_free(&to);
    ambos__str_free(&from);
    return error;
}

/* Changing ----------------------------------------------------------------------------- */

static bool extension_valid(const char *extension, bool windows)
{
    if (extension[0] == '\0')
        return true;
    return extension[0] == '.' && extension[1] != '\0' && !strpbrk(extension, windows ? "/\\" : "/");
}

ambos_error ambos__path_with_extension(const char *path, const char *extension, bool windows, struct ambos__str *changed)
{
    ambos_path_parts parts;

    ambos__path_split(path, windows, &parts);
    /* "", "." and ".." name a directory that goes by another name. */
    if (strspn(path + parts.name, ".") + parts.name == parts.length && parts.length - parts.name < 3)
        return AMBOS_EINVAL;
    if (!extension_valid(extension, windows))
        return AMBOS_EINVAL;
    if (ambos__str_append(changed, path, parts.extension))
        return AMBOS_ENOMEM;
    return ambos__str_append_text(changed, extension);
}

ambos_error ambos__path_separate(const char *path, bool windows, char separator, struct ambos__str *changed)
{
    const struct text_path text = text_path_of(path, windows);
    size_t i;

    if (ambos__str_append(changed, path, text.length))
        return AMBOS_ENOMEM;
    for (i = 0; windows && !text.verbatim && i < text.length; i++)
        if (text_separates(&text, i))
            changed->data[i] = separator;
    return AMBOS_OK;
}

/* Asking --------------------------------------------------------------------------------- */

static bool reserved_digit(const char *digit, size_t length)
{
    if (length == 1)
        return digit[0] >= '1' && digit[0] <= '9';
    /* The superscripts of Latin-1 count as well. */
    return length == 2 && digit[0] == '\xc2' && (digit[1] == '\xb9' || digit[1] == '\xb2' || digit[1] == '\xb3');
}

static bool reserved_device(const char *name, size_t length)
{
    static const char devices[][8] = { "con", "prn", "aux", "nul", "conin$", "conout$" };
    size_t i;

    for (i = 0; i < sizeof devices / sizeof devices[0]; i++)
        if (length == strlen(devices[i]) && text_same(name, devices[i], length, true))
            return true;
    return length > 3 && (text_same(name, "com", 3, true) || text_same(name, "lpt", 3, true)) &&
           reserved_digit(name + 3, length - 3);
}

static bool reserved_name(const char *name, size_t length)
{
    size_t i, stem = 0;

    if (length == 0 || (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'))))
        return false;
    if (name[length - 1] == '.' || name[length - 1] == ' ')
        return true;
    for (i = 0; i < length; i++)
        if ((unsigned char)name[i] < 32 || memchr("\"*/:<>?\\|", name[i], 9))
            return true;
    while (stem < length && name[stem] != '.')
        stem++;
    while (stem > 0 && name[stem - 1] == ' ')
        stem--;
    return reserved_device(name, stem);
}

bool ambos__path_reserved(const char *path, bool windows)
{
    const struct text_path text = text_path_of(path, windows);
    size_t at = text.drive;

    while (windows && at < text.length) {
        const size_t end = text_name_end(&text, at);

        if (reserved_name(path + at, end - at))
            return true;
        at = text_separators_end(&text, end);
    }
    return false;
}

bool ambos__path_local(const char *path, bool windows)
{
    const struct text_path text = text_path_of(path, windows);
    size_t at = 0, depth = 0;

    if (text.length == 0 || text.drive > 0 || text_rooted(&text) || ambos__path_reserved(path, windows))
        return false;
    while (at < text.length) {
        const size_t end = text_name_end(&text, at), length = end - at;
        const bool up = length == 2 && memcmp(path + at, "..", 2) == 0;

        if (up && depth == 0)
            return false;
        if (up)
            depth--;
        else if (length != 1 || path[at] != '.')
            depth++;
        at = text_separators_end(&text, end);
    }
    return true;
}
