/* SPDX-License-Identifier: MIT */
/* JSON, as it is said: no tree is built. */
#include <string.h>

#include "tool.h"
#include "utf8.h"

static struct {
    unsigned depth;
    int comma; /* Something stands before the next member. */
} json;

static void json_string(const char *text, size_t size)
{
    static const char names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    size_t i;

    tool_say("\"");
    for (i = 0; i < size; i++) {
        const char *found = text[i] ? strchr(names, text[i]) : NULL;

        if (found)
            tool_format("\\%c", letters[found - names]);
        else if ((unsigned char)text[i] < 0x20)
            tool_format("\\u%04x", (unsigned)text[i]);
        else
            tool_out(text + i, 1);
    }
    tool_say("\"");
}

static void json_member(const char *key, const char *behind)
{
    if (json.comma)
        tool_say(",");
    if (key) {
        tool_format("\"%s%s\":", key, behind);
    }
    json.comma = 1;
}

void json_begin(const char *key, char bracket)
{
    json_member(key, "");
    tool_out(&bracket, 1);
    json.comma = 0;
    json.depth++;
}

void json_end(char bracket)
{
    tool_out(&bracket, 1);
    json.comma = --json.depth > 0;
    if (!json.depth)
        tool_say("\n");
}

/* ---- text ---- */

static void json_base64(const unsigned char *data, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t at;

    tool_say("\"");
    for (at = 0; at < size; at += 3) {
        size_t left = size - at;
        unsigned long bits = (unsigned long)data[at] << 16 | (left > 1 ? (unsigned long)data[at + 1] << 8 : 0) |
                             (left > 2 ? (unsigned long)data[at + 2] : 0);
        char four[4] = { digits[bits >> 18], digits[bits >> 12 & 63], left > 1 ? digits[bits >> 6 & 63] : '=',
                         left > 2 ? digits[bits & 63] : '=' };

        tool_out(four, 4);
    }
    tool_say("\"");
}

void json_bytes(const char *key, const char *data, size_t size)
{
    int text = utf8_is(data, size);

    json_member(key, text ? "" : "_base64");
    if (text)
        json_string(data, size);
    else
        json_base64((const unsigned char *)data, size);
}

void json_text(const char *key, const char *text)
{
    if (text)
        json_bytes(key, text, strlen(text));
    else
        json_null(key);
}

/* ---- the rest ---- */

void json_int(const char *key, int64_t number)
{
    json_member(key, "");
    tool_format("%lld", (long long)number);
}

void json_bool(const char *key, int truth)
{
    json_member(key, "");
    tool_say(truth ? "true" : "false");
}

void json_null(const char *key)
{
    json_member(key, "");
    tool_say("null");
}

void json_digits(const char *key, uint64_t number)
{
    json_member(key, "");
    tool_format("\"%llu\"", (unsigned long long)number);
}

void json_time(const char *key, ambos_time time)
{
    /* -1 s and 3e8 ns is -0.7 s. */
    int negative = time.sec < 0;
    uint64_t sec = negative ? 0 - (uint64_t)time.sec : (uint64_t)time.sec;
    uint32_t nsec = time.nsec;

    if (negative && nsec) {
        sec--;
        nsec = 1000000000 - nsec;
    }
    json_member(key, "");
    /* Digits alone: 64 bits of nanoseconds end in the year 2262. */
    if (sec)
        tool_format("\"%s%llu%09lu\"", negative ? "-" : "", (unsigned long long)sec, (unsigned long)nsec);
    else
        tool_format("\"%s%lu\"", negative ? "-" : "", (unsigned long)nsec);
}

void json_known(const char *key, int known, int64_t number)
{
    if (known)
        json_int(key, number);
    else
        json_null(key);
}
