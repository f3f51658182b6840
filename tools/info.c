/* SPDX-License-Identifier: MIT */
#include "info.h"

#include <string.h>

#include "when.h"

const char *info_type(uint32_t type)
{
    static const char *const names[] = { "unknown", "file",      "directory", "symlink", "junction",
                                         "block",   "character", "fifo",      "socket",  "other" };

    return type < sizeof names / sizeof names[0] ? names[type] : "other";
}

int info_is_link(uint32_t type)
{
    return type == AMBOS_TYPE_SYMLINK || type == AMBOS_TYPE_JUNCTION;
}

/* The bit of a special mode stands where execution does: s or t, large where nobody may execute. */
static void add_special(char *letter, char special, uint32_t bit)
{
    if (bit)
        *letter = (char)(*letter == 'x' ? special : special - 'a' + 'A');
}

const char *info_letters(const ambos_file_info *info)
{
    static const char bits[] = "rwxrwxrwx";
    static const char kinds[] = { '?', '-', 'd', 'l', 'j', 'b', 'c', 'p', 's', '?' };
    static char letters[11];
    int i;

    letters[0] = kinds[info->type < sizeof kinds ? info->type : 0];
    for (i = 0; i < 9; i++)
        letters[1 + i] = (char)(info->mode & (0400u >> i) ? bits[i] : '-');
    add_special(&letters[3], 's', info->mode & AMBOS_MODE_SUID);
    add_special(&letters[6], 's', info->mode & AMBOS_MODE_SGID);
    add_special(&letters[9], 't', info->mode & AMBOS_MODE_STICKY);
    return letters;
}

/* ---- JSON ---- */

static void json_when(const char *key, uint32_t known, ambos_time time)
{
    if (known)
        json_time(key, time);
    else
        json_null(key);
}

/* The 128 bits of an identity as decimal digits: divided by ten until nothing is left. */
static void json_id(const char *key, const uint64_t id[2])
{
    uint32_t limbs[4] = { (uint32_t)(id[1] >> 32), (uint32_t)id[1], (uint32_t)(id[0] >> 32), (uint32_t)id[0] };
    char digits[40], *at = digits + sizeof digits - 1;
    int i;

    *at = '\0';
    do {
        uint64_t rest = 0;

        for (i = 0; i < 4; i++) {
            rest = rest << 32 | limbs[i];
            limbs[i] = (uint32_t)(rest / 10);
            rest %= 10;
        }
        *--at = (char)('0' + rest);
    } while (limbs[0] | limbs[1] | limbs[2] | limbs[3]);
    json_text(key, at);
}

static void json_mode(const char *key, uint32_t mode)
{
    char digits[5] = { (char)('0' + (mode >> 9 & 7)), (char)('0' + (mode >> 6 & 7)), (char)('0' + (mode >> 3 & 7)),
                       (char)('0' + (mode & 7)), '\0' };

    json_text(key, digits);
}

static void json_target(const char *path, uint32_t type)
{
    char *target = NULL;

    /* A link that is gone or cannot be read has none that is known. */
    if (info_is_link(type) && ambos_readlink(path, &target))
        target = NULL;
    json_text("target", target);
    ambos_free(target);
}

static void json_info(const char *path, const ambos_file_info *info)
{
    const uint32_t known = info->known;

    json_int("size", (int64_t)info->size);
    json_mode("mode", info->mode);
    json_known("nlink", (known & AMBOS_INFO_LINKS) != 0, (int64_t)info->nlink);
    json_known("uid", (known & AMBOS_INFO_OWNER) != 0, (int64_t)info->uid);
    json_known("gid", (known & AMBOS_INFO_OWNER) != 0, (int64_t)info->gid);
    if (known & AMBOS_INFO_ID) {
        json_digits("device", info->device);
        json_id("id", info->id);
    } else {
        json_null("device");
        json_null("id");
    }
    json_when("mtime_ns", known & AMBOS_INFO_MODIFIED, info->modified);
    json_when("atime_ns", known & AMBOS_INFO_ACCESSED, info->accessed);
    json_when("ctime_ns", known & AMBOS_INFO_CHANGED, info->changed);
    json_when("birthtime_ns", known & AMBOS_INFO_CREATED, info->created);
    json_target(path, info->type);
    json_known("reparse_tag", info->reparse_tag != 0, info->reparse_tag);
}

void info_json(const char *path, const char *name, uint32_t type, const ambos_file_info *info)
{
    json_begin(NULL, '{');
    json_text("path", path);
    if (name)
        json_text("name", name);
    json_text("type", info_type(info ? info->type : type));
    if (info)
        json_info(path, info);
    json_end('}');
}

/* ---- lines ---- */

void info_line(const ambos_file_info *info)
{
    tool_format("%s %3llu ", info_letters(info), (unsigned long long)info->nlink);
    if (info->known & AMBOS_INFO_OWNER)
        tool_format("%-5lu %-5lu ", (unsigned long)info->uid, (unsigned long)info->gid);
    else
        tool_say("-     -     ");
    tool_format("%10llu %s ", (unsigned long long)info->size, when_minutes(info->modified));
}
