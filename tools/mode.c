/* SPDX-License-Identifier: MIT */
#include "mode.h"

#include <string.h>

enum { EVERYBODY = 0777 };

/* Reads one clause after the other; without a place for the mode it only looks. */
struct clauses {
    const char *text;
    uint32_t mode;
    uint32_t umask;
    int directory;
};

static uint32_t who_of(char letter)
{
    switch (letter) {
    case 'u':
        return 0700;
    case 'g':
        return 0070;
    case 'o':
        return 0007;
    case 'a':
        return EVERYBODY;
    default:
        return 0;
    }
}

/* The special bits go with those that they are about. */
static uint32_t special_of(uint32_t who)
{
    return (who & 0700 ? (uint32_t)AMBOS_MODE_SUID : 0) | (who & 0070 ? (uint32_t)AMBOS_MODE_SGID : 0) |
           (who == EVERYBODY ? (uint32_t)AMBOS_MODE_STICKY : 0);
}

/* The rights of the owner, the group or the others, given to all three. */
static uint32_t spread(uint32_t mode, unsigned shift)
{
    return (mode >> shift & 7) * 0111;
}

/* What a letter behind the sign stands for; everybody's bits. */
static int right_of(const struct clauses *clauses, char letter, uint32_t *right)
{
    static const char letters[] = "rwxstugoX";
    const uint32_t mode = clauses->mode;
    const uint32_t rights[] = { 0444,
                                0222,
                                0111,
                                AMBOS_MODE_SUID | AMBOS_MODE_SGID,
                                AMBOS_MODE_STICKY,
                                spread(mode, 6),
                                spread(mode, 3),
                                spread(mode, 0),
                                clauses->directory || mode & 0111 ? 0111u : 0u };
    const char *found = letter ? strchr(letters, letter) : NULL;

    if (found)
        *right = rights[found - letters];
    return found != NULL;
}

static uint32_t read_rights(struct clauses *clauses)
{
    uint32_t rights = 0, right;

    for (; right_of(clauses, *clauses->text, &right); clauses->text++)
        rights |= right;
    return rights;
}

static void apply(struct clauses *clauses, char sign, uint32_t who, uint32_t rights)
{
    const uint32_t reach = who | special_of(who);

    rights &= reach;
    if (sign == '+')
        clauses->mode |= rights;
    else if (sign == '-')
        clauses->mode &= ~rights;
    else /* Of a directory chmod keeps the special bits that are not named, as GNU does. */
        clauses->mode = (clauses->mode & ~(clauses->directory ? reach & EVERYBODY : reach)) | rights;
}

/* [ugoa...](+|-|=)[rights] and more signs behind it. */
static int read_clause(struct clauses *clauses)
{
    uint32_t who = 0, mask = 0;

    for (; who_of(*clauses->text); clauses->text++)
        who |= who_of(*clauses->text);
    if (!who) {
        who = EVERYBODY;
        mask = clauses->umask;
    }
    if (!*clauses->text || !strchr("+-=", *clauses->text))
        return 0;
    while (*clauses->text && strchr("+-=", *clauses->text)) {
        const char sign = *clauses->text++;
        const uint32_t rights = read_rights(clauses) & ~mask;

        apply(clauses, sign, who, rights);
    }
    return 1;
}

static int read_clauses(struct clauses *clauses)
{
    do
        if (!read_clause(clauses))
            return 0;
    while (*clauses->text == ',' && clauses->text++);
    return *clauses->text == '\0';
}

int mode_is(const char *text)
{
    struct clauses clauses = { text, 0, 0, 0 };
    uint64_t number;

    return tool_number(text, 8, AMBOS_MODE_ALL, &number) || read_clauses(&clauses);
}

uint32_t mode_changed(const char *text, uint32_t old, int directory)
{
    struct clauses clauses = { text, old, 0, directory };
    uint64_t number;

    if (tool_number(text, 8, AMBOS_MODE_ALL, &number))
        return (uint32_t)number;
    /* Windows has no umask: nothing is kept back. */
    if (ambos_umask(AMBOS_SAME_UMASK, &clauses.umask))
        clauses.umask = 0;
    read_clauses(&clauses);
    return clauses.mode;
}
