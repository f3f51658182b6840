/* SPDX-License-Identifier: MIT */
/* Taking a stream apart into lines: the same lines, however it is cut. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "ambos/base.h"
#include "ambos/error.h"
#include "core/lines.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What was told: each line in brackets, a piece that goes on with a plus. */
static struct {
    char text[8192];
    size_t size;
    int left; /* so many more, then it is enough; negative: never */
} heard;

static int AMBOS_CALL hear(void *context, uint32_t stream, const char *line, size_t size, int more)
{
    CHECK(context == &heard);
    CHECK_INT(stream, 2);
    CHECK_INT(line[size], 0);
    CHECK(heard.size + size + 3 < sizeof heard.text);
    heard.text[heard.size++] = '[';
    memcpy(heard.text + heard.size, line, size);
    heard.size += size;
    if (more)
        heard.text[heard.size++] = '+';
    heard.text[heard.size++] = ']';
    heard.text[heard.size] = '\0';
    return heard.left >= 0 && heard.left-- == 0;
}

static struct ambos__lines lines_of(size_t limit)
{
    const struct ambos__lines lines = { hear, &heard, 2, limit, { 0 } };

    heard.size = 0;
    heard.text[0] = '\0';
    heard.left = -1;
    return lines;
}

/* In pieces of so many bytes, each with nothing of ours behind it. */
static void take(struct ambos__lines *lines, const char *text, size_t size, size_t piece)
{
    for (size_t at = 0; at < size; at += piece) {
        const size_t part = piece < size - at ? piece : size - at;
        char *copy = malloc(part);

        CHECK(copy != NULL);
        memcpy(copy, text + at, part);
        CHECK_CODE(ambos__lines_take(lines, copy, part), AMBOS_OK);
        CHECK_MEM(copy, part, text + at, part);
        free(copy);
    }
}

static void told(const char *text, size_t size, size_t limit, const char *expected)
{
    for (size_t piece = 1; piece <= size + 1; piece++) {
        struct ambos__lines lines = lines_of(limit);

        take(&lines, text, size, piece);
        CHECK_CODE(ambos__lines_end(&lines), AMBOS_OK);
        CHECK_STR(heard.text, expected);
        CHECK(lines.partial.capacity <= 2 * limit + 66);
        ambos__lines_free(&lines);
    }
}

static const struct {
    const char *text;
    size_t limit;
    const char *expected;
} vectors[] = {
    { "", 10, "" },
    { "\n", 10, "[]" },
    { "\r\n", 10, "[]" },
    { "\n\n", 10, "[][]" },
    { "one\ntwo\n", 10, "[one][two]" },
    { "one\r\ntwo\r\n", 10, "[one][two]" },
    { "one\ntwo", 10, "[one][two]" },
    { "one\r\ntwo\r", 10, "[one][two\r]" },
    { "a\rb\n", 10, "[a\rb]" },
    { "a\r\r\n", 10, "[a\r]" },
    { "\n\r", 10, "[][\r]" },
    { "abc\n", 3, "[abc]" },
    { "abc\r\n", 3, "[abc]" },
    { "abc", 3, "[abc]" },
    { "abc\r", 3, "[abc+][\r]" },
    { "abcd\n", 3, "[abc+][d]" },
    { "abc\rd\n", 3, "[abc+][\rd]" },
    { "abcdef\n", 3, "[abc+][def]" },
    { "abcdef\r\n", 3, "[abc+][def]" },
    { "abcdefg\nh\n", 3, "[abc+][def+][g][h]" },
    { "abcdefgh", 3, "[abc+][def+][gh]" },
    { "ab\ncdef\n", 1, "[a+][b][c+][d+][e+][f]" },
    { "a\r\r\n", 1, "[a+][\r]" },
};

TEST(lines_are_the_same_however_they_are_cut)
{
    for (size_t i = 0; i < COUNT(vectors); i++)
        told(vectors[i].text, strlen(vectors[i].text), vectors[i].limit, vectors[i].expected);
}

TEST(bytes_of_zero_are_bytes)
{
    struct ambos__lines lines = lines_of(10);

    take(&lines, "a\0b\nc\0\n", 7, 7);
    CHECK_MEM(heard.text, heard.size, "[a\0b][c\0]", 9);
    CHECK(lines.partial.data == NULL);
}

/* Nothing is copied where lines come whole. */
TEST(whole_lines_need_no_memory)
{
    struct ambos__lines lines = lines_of(100);

    take(&lines, "one\ntwo\r\nthree\n", 15, 15);
    CHECK_STR(heard.text, "[one][two][three]");
    CHECK(lines.partial.data == NULL);
}

TEST(enough_is_enough)
{
    static const char text[] = "one\ntwo\nthree\n";

    for (int left = 0; left < 3; left++) {
        struct ambos__lines lines = lines_of(3);
        char copy[sizeof text];

        memcpy(copy, text, sizeof text);
        heard.left = left;
        CHECK_CODE(ambos__lines_take(&lines, copy, sizeof text - 1), AMBOS_ECANCELED);
        CHECK_STR(copy, text);
        ambos__lines_free(&lines);
    }
}

TEST(enough_of_the_last_line)
{
    struct ambos__lines lines = lines_of(3);

    take(&lines, "abcde", 5, 5);
    heard.left = 0;
    CHECK_CODE(ambos__lines_end(&lines), AMBOS_ECANCELED);
    ambos__lines_free(&lines);
}

static void *AMBOS_CALL refuse(void *context, size_t size)
{
    (void)context;
    (void)size;
    return NULL;
}

static void *AMBOS_CALL refuse_more(void *context, void *block, size_t size)
{
    (void)context;
    (void)block;
    (void)size;
    return NULL;
}

static void AMBOS_CALL release(void *context, void *block)
{
    (void)context;
    free(block);
}

TEST(no_memory_for_a_part_of_a_line)
{
    static const ambos_allocator none = { refuse, refuse_more, release, NULL };
    struct ambos__lines lines = lines_of(100);
    char text[] = "one\ntw";

    CHECK_OK(ambos_set_allocator(&none));
    CHECK_CODE(ambos__lines_take(&lines, text, 6), AMBOS_ENOMEM);
    CHECK_STR(heard.text, "[one]");
}
