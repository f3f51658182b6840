/* SPDX-License-Identifier: MIT */
#include "when.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 86400, DAYS_OF_400_YEARS = 146097 };

struct date {
    int64_t year;
    unsigned month, day;
};

/* ---- days and dates: years begin in March here, so that the day that comes and goes is the last ---- */

static struct date date_of(int64_t days)
{
    const int64_t since = days + 719468; /* From 0000-03-01. */
    const int64_t era = (since >= 0 ? since : since - DAYS_OF_400_YEARS + 1) / DAYS_OF_400_YEARS;
    const unsigned of_era = (unsigned)(since - era * DAYS_OF_400_YEARS);
    const unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    const unsigned month = (5 * of_year + 2) / 153;
    struct date date;

    date.day = of_year - (153 * month + 2) / 5 + 1;
    date.month = month < 10 ? month + 3 : month - 9;
    date.year = (int64_t)year + era * 400 + (date.month <= 2);
    return date;
}

static int64_t days_of(const struct date *date)
{
    const int64_t years = date->year - (date->month <= 2);
    const int64_t era = (years >= 0 ? years : years - 399) / 400;
    const unsigned year = (unsigned)(years - era * 400);
    const unsigned of_year = (153 * (date->month > 2 ? date->month - 3 : date->month + 9) + 2) / 5 + date->day - 1;

    return era * DAYS_OF_400_YEARS + (int64_t)(year * 365 + year / 4 - year / 100 + of_year) - 719468;
}

/* ---- saying ---- */

static void split(ambos_time time, struct date *date, unsigned *second)
{
    int64_t days = time.sec / DAY, left = time.sec % DAY;

    if (left < 0) {
        left += DAY;
        days--;
    }
    *date = date_of(days);
    *second = (unsigned)left;
}

const char *when_exact(ambos_time time)
{
    static char text[60];
    struct date date;
    unsigned second;

    split(time, &date, &second);
    snprintf(text, sizeof text, "%04lld-%02u-%02uT%02u:%02u:%02u.%09luZ", (long long)date.year, date.month, date.day,
             second / 3600, second / 60 % 60, second % 60, (unsigned long)time.nsec);
    return text;
}

const char *when_minutes(ambos_time time)
{
    static char text[40];
    struct date date;
    unsigned second;

    split(time, &date, &second);
    snprintf(text, sizeof text, "%04lld-%02u-%02u %02u:%02u", (long long)date.year, date.month, date.day, second / 3600,
             second / 60 % 60);
    return text;
}

/* ---- reading ---- */

/* So many digits, moving on; or it is not one. */
static int read_digits(const char **text, unsigned count, unsigned most, unsigned *number)
{
    *number = 0;
    for (; count > 0; count--, (*text)++) {
        if (**text < '0' || **text > '9')
            return 0;
        *number = *number * 10 + (unsigned)(**text - '0');
    }
    return *number <= most;
}

static int skip(const char **text, char expected)
{
    if (**text != expected)
        return 0;
    (*text)++;
    return 1;
}

/* .5 is 500000000; digits behind the ninth are dropped. */
static int read_fraction(const char **text, uint32_t *nsec)
{
    uint32_t unit = 100000000;
    const char *start;

    *nsec = 0;
    if (!skip(text, '.'))
        return 1;
    for (start = *text; **text >= '0' && **text <= '9'; (*text)++, unit /= 10)
        *nsec += (uint32_t)(**text - '0') * unit;
    return *text > start;
}

static unsigned days_of_month(const struct date *date)
{
    const struct date next = { date->year + date->month / 12, date->month % 12 + 1, 1 };
    const struct date first = { date->year, date->month, 1 };

    return (unsigned)(days_of(&next) - days_of(&first));
}

static int read_date(const char **text, int64_t *days)
{
    struct date date;
    unsigned year;

    if (!read_digits(text, 4, 9999, &year) || !skip(text, '-') || !read_digits(text, 2, 12, &date.month) ||
        !skip(text, '-') || !read_digits(text, 2, 31, &date.day) || date.month == 0 || date.day == 0)
        return 0;
    date.year = year;
    *days = days_of(&date);
    return date.day <= days_of_month(&date);
}

static int read_clock(const char **text, ambos_time *time)
{
    unsigned hour, minute, second = 0;

    if (!read_digits(text, 2, 23, &hour) || !skip(text, ':') || !read_digits(text, 2, 59, &minute))
        return 0;
    if (skip(text, ':') && (!read_digits(text, 2, 59, &second) || !read_fraction(text, &time->nsec)))
        return 0;
    time->sec += (int64_t)hour * 3600 + (int64_t)minute * 60 + (int64_t)second;
    return 1;
}

static int read_zone(const char **text, ambos_time *time)
{
    const int east = **text == '+';
    unsigned hours, minutes;
    int64_t offset;

    if (skip(text, 'Z') || **text == '\0')
        return 1;
    if ((!skip(text, '+') && !skip(text, '-')) || !read_digits(text, 2, 23, &hours))
        return 0;
    skip(text, ':');
    if (!read_digits(text, 2, 59, &minutes))
        return 0;
    offset = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    time->sec += east ? -offset : offset;
    return 1;
}

/* The seconds may be negative, and a fraction goes on away from 0: @-1.5 is a second and a half before. */
static int read_seconds(const char *text, ambos_time *time)
{
    const int negative = skip(&text, '-');
    size_t length = strcspn(text, ".");
    char digits[24];
    uint64_t whole;

    if (length >= sizeof digits)
        return 0;
    memcpy(digits, text, length);
    digits[length] = '\0';
    text += length;
    if (!tool_number(digits, 10, INT64_MAX, &whole) || !read_fraction(&text, &time->nsec))
        return 0;
    time->sec = negative ? -(int64_t)whole : (int64_t)whole;
    if (negative && time->nsec) {
        time->sec--;
        time->nsec = 1000000000 - time->nsec;
    }
    return *text == '\0';
}

int when_read(const char *text, ambos_time *time)
{
    int64_t days;

    time->sec = 0;
    time->nsec = 0;
    if (strcmp(text, "now") == 0) {
        time->nsec = AMBOS_TIME_NOW;
        return 1;
    }
    if (skip(&text, '@'))
        return read_seconds(text, time);
    if (!read_date(&text, &days))
        return 0;
    time->sec = days * DAY;
    if (*text && ((!skip(&text, 'T') && !skip(&text, ' ')) || !read_clock(&text, time) || !read_zone(&text, time)))
        return 0;
    return *text == '\0';
}
