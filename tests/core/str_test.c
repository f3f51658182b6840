/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "ambos/base.h"
#include "ambos/error.h"
#include "core/memory.h"
#include "core/str.h"

/* An allocator that counts and, once told to, refuses. */
static struct {
    size_t calls;
    uint64_t bytes;
    bool refuse;
} memory;

static void *AMBOS_CALL count_resize(void *context, void *block, size_t size)
{
    (void)context;
    memory.calls++;
    memory.bytes += size;
    return memory.refuse ? NULL : realloc(block, size);
}

static void *AMBOS_CALL count_allocate(void *context, size_t size)
{
    return count_resize(context, NULL, size);
}

static void AMBOS_CALL count_release(void *context, void *block)
{
    (void)context;
    free(block);
}

static void use_counting_allocator(void)
{
    static const ambos_allocator counting = { count_allocate, count_resize, count_release, NULL };

    CHECK_OK(ambos_set_allocator(&counting));
}

TEST(appends_bytes_texts_and_characters)
{
    struct ambos__str str = { 0 };

    CHECK_OK(ambos__str_append(&str, "a\0b", 3));
    CHECK_OK(ambos__str_append_text(&str, "text"));
    CHECK_OK(ambos__str_append_char(&str, '\0'));
    CHECK_OK(ambos__str_append_char(&str, '\xFF'));
    CHECK_OK(ambos__str_append(&str, NULL, 0));
    CHECK_OK(ambos__str_append_text(&str, ""));
    CHECK_MEM(str.data, str.size, "a\0btext\0\xFF", 9);
    ambos__str_free(&str);
    CHECK(!str.data && str.size == 0 && str.capacity == 0);
    ambos__str_free(&str);
}

TEST(take_hands_over_a_terminated_block)
{
    struct ambos__str str = { 0 };
    char *block;

    CHECK_OK(ambos__str_append_text(&str, "one"));
    CHECK_OK(ambos__str_take(&str, &block));
    CHECK_STR(block, "one");
    CHECK(!str.data && str.size == 0 && str.capacity == 0);
    ambos__release(block);
    CHECK_OK(ambos__str_append_text(&str, "two"));
    CHECK_OK(ambos__str_take(&str, &block));
    CHECK_STR(block, "two");
    ambos__release(block);
}

TEST(take_of_an_empty_string_is_an_empty_block)
{
    struct ambos__str str = { 0 };
    char *block;

    CHECK_OK(ambos__str_take(&str, &block));
    CHECK_STR(block, "");
    ambos__release(block);
}

/* The bytes fill the room exactly: the terminator must still find a place. */
TEST(room_for_the_terminator_is_never_forgotten)
{
    for (size_t size = 0; size < 300; size++) {
        struct ambos__str str = { 0 };
        char *block;

        CHECK_OK(ambos__str_reserve(&str, size));
        CHECK(str.capacity > size);
        for (size_t i = 0; i < size; i++)
            CHECK_OK(ambos__str_append_char(&str, 'x'));
        CHECK_U64(str.size, size);
        CHECK(str.capacity > str.size);
        CHECK_OK(ambos__str_take(&str, &block));
        CHECK_U64(strlen(block), size);
        ambos__release(block);
    }
}

TEST(reserved_room_is_the_owners_to_write)
{
    struct ambos__str str = { 0 };

    CHECK_OK(ambos__str_append_text(&str, "ab"));
    CHECK_OK(ambos__str_reserve(&str, 1000));
    memset(str.data + str.size, 'c', 1000);
    str.size += 1000;
    CHECK_OK(ambos__str_append_char(&str, 'd'));
    CHECK_U64(str.size, 1003);
    CHECK(str.data[0] == 'a' && str.data[2] == 'c' && str.data[1001] == 'c' && str.data[1002] == 'd');
    ambos__str_free(&str);
}

/* Doubling: the sizes asked for add up to less than twice the last, and that is less than twice what is held. */
TEST(many_appends_cost_linear_time)
{
    struct ambos__str str = { 0 };
    const size_t total = 8 * 1024 * 1024;
    char chunk[1000] = { 0 };

    use_counting_allocator();
    while (str.size < total)
        CHECK_OK(ambos__str_append(&str, chunk, sizeof chunk));
    CHECK(memory.calls <= 24);
    CHECK(memory.bytes <= 4 * (uint64_t)str.size);
    CHECK(str.capacity <= 2 * str.size);
    ambos__str_free(&str);
}

TEST(failure_leaves_the_string_unchanged)
{
    struct ambos__str str = { 0 }, before;
    char bytes[200] = { 0 };
    char *block = bytes;

    use_counting_allocator();
    memory.refuse = true;
    CHECK_CODE(ambos__str_take(&str, &block), AMBOS_ENOMEM);
    CHECK(!block);
    CHECK_CODE(ambos__str_append_char(&str, 'x'), AMBOS_ENOMEM);
    CHECK(!str.data && str.size == 0 && str.capacity == 0);
    memory.refuse = false;
    CHECK_OK(ambos__str_append_text(&str, "kept"));
    memory.refuse = true;
    before = str;
    CHECK_CODE(ambos__str_append(&str, bytes, sizeof bytes), AMBOS_ENOMEM);
    CHECK_CODE(ambos__str_reserve(&str, sizeof bytes), AMBOS_ENOMEM);
    CHECK(str.data == before.data && str.size == before.size && str.capacity == before.capacity);
    CHECK_OK(ambos__str_append_text(&str, " and more"));
    CHECK_OK(ambos__str_take(&str, &block));
    CHECK_STR(block, "kept and more");
    ambos__release(block);
}

/* Sizes that would wrap around never reach the allocator. */
TEST(sizes_that_overflow_are_refused)
{
    struct ambos__str str = { 0 };
    char byte = 0;

    use_counting_allocator();
    CHECK_OK(ambos__str_append_text(&str, "x"));
    memory.calls = 0;
    CHECK_CODE(ambos__str_reserve(&str, SIZE_MAX), AMBOS_ENOMEM);
    CHECK_CODE(ambos__str_reserve(&str, SIZE_MAX - 1), AMBOS_ENOMEM);
    CHECK_CODE(ambos__str_append(&str, &byte, SIZE_MAX), AMBOS_ENOMEM);
    CHECK_U64(memory.calls, 0);
    memory.refuse = true;
    CHECK_CODE(ambos__str_reserve(&str, SIZE_MAX - 2), AMBOS_ENOMEM);
    CHECK_U64(memory.calls, 1);
    CHECK_MEM(str.data, str.size, "x", 1);
    ambos__str_free(&str);
}
