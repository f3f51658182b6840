/* SPDX-License-Identifier: MIT */
/* The system's text for an errno, in English whatever the locale says. */
#include "posix/posix.h"

#include <locale.h>
#include <string.h>

/* Libraries make a text up for a number that they do not know. */
static bool strerror_knows(const char *text)
{
    return text[0] != '\0' && strncmp(text, "Unknown error", 13) != 0 && strcmp(text, "No error information") != 0;
}

#if defined(__APPLE__)

bool ambos__errno_text(int number, char text[AMBOS__TEXT_MAX])
{
    return strerror_r(number, text, AMBOS__TEXT_MAX) == 0 && strerror_knows(text);
}

#else

/* strerror_r, in both its forms, speaks the language of LC_ALL. */
bool ambos__errno_text(int number, char text[AMBOS__TEXT_MAX])
{
    const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const char *found;

    if (!plain)
        return false;
    found = strerror_l(number, plain);
    text[0] = '\0';
    if (found)
        strncat(text, found, AMBOS__TEXT_MAX - 1);
    freelocale(plain);
    return strerror_knows(text);
}

#endif
