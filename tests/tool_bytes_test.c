/* SPDX-License-Identifier: MIT */
/* ambos cat and ambos write, as a user runs them. */
#include <stdlib.h>
#include <string.h>

#include "tool.h"

static const char bytes[] = "a\r\nb\nc\x1a\0d\xff";

/* What is in the directory besides `kept`. */
static size_t others_than(const char *kept)
{
    const ambos_dir_entry *entry = NULL;
    ambos_dir *dir;
    size_t count = 0;

    CHECK_OK(ambos_dir_open(&dir, test_dir(), 0));
    while (ambos_dir_next(dir, &entry) == AMBOS_OK && entry)
        count += strcmp(entry->name, kept) != 0;
    ambos_dir_close(dir);
    return count;
}

TEST(cat_says_every_byte)
{
    size_t size;
    const char *said;

    test_write_file(test_path("one"), bytes, sizeof bytes);
    test_write_file(test_path("two"), "2", 1);
    said = tool_reply(TOOL_ARGV("cat", test_path("one"), "-", test_path("two")), bytes, sizeof bytes, 0, &size);
    CHECK_INT(size, 2 * sizeof bytes + 1);
    CHECK_MEM(said, sizeof bytes, bytes, sizeof bytes);
    CHECK_MEM(said + sizeof bytes, sizeof bytes, bytes, sizeof bytes);
    CHECK_STR(tool_reply(TOOL_ARGV("cat"), "in", 2, 0, NULL), "in");
}

TEST(cat_goes_on_after_a_failure)
{
    test_write_file(test_path("there"), "there", 5);
    tool_says(TOOL_ARGV("cat", test_path("missing"), test_path("there")), 1, "there",
              "no such file or directory (ENOENT)");
    tool_says(TOOL_ARGV("cat", test_dir()), 1, "", "is a directory (EISDIR)");
}

TEST(write_makes_and_replaces)
{
    const char *path = test_path("file");
    size_t size;

    tool_reply(TOOL_ARGV("write", path), bytes, sizeof bytes, 0, NULL);
    CHECK_MEM(test_read_file(path, &size), sizeof bytes, bytes, sizeof bytes);
    CHECK_INT(size, sizeof bytes);
    tool_reply(TOOL_ARGV("write", "--durable", path), "new", 3, 0, NULL);
    CHECK_STR(test_read_file(path, NULL), "new");
    tool_reply(TOOL_ARGV("write", path), NULL, 0, 0, NULL);
    CHECK_STR(test_read_file(path, NULL), "");
}

TEST(write_takes_what_does_not_fit_into_a_pipe)
{
    enum { SIZE = 5000000 };
    char *much = malloc(SIZE);
    size_t size, i;

    CHECK(much != NULL);
    for (i = 0; i < SIZE; i++)
        much[i] = (char)(i * 7 + i / 251);
    tool_reply(TOOL_ARGV("write", test_path("file")), much, SIZE, 0, NULL);
    CHECK_MEM(test_read_file(test_path("file"), &size), SIZE, much, SIZE);
    CHECK_INT(size, SIZE);
    CHECK_INT(others_than("file"), 0);
    free(much);
}

TEST(write_of_a_new_file_alone)
{
    const char *path = test_path("file");

    tool_reply(TOOL_ARGV("write", "--create-only", path), "first", 5, 0, NULL);
    tool_says(TOOL_ARGV("write", "--create-only", path), 1, "", "already exists (EEXIST)");
    CHECK_STR(test_read_file(path, NULL), "first");
}

TEST(write_with_a_mode)
{
    const char *path = test_path("file");

    tool_reply(TOOL_ARGV("write", "-m", "444", path), "x", 1, 0, NULL);
    CHECK_INT(test_mode(path), 0444);
    tool_reply(TOOL_ARGV("write", "--mode=666", path), "y", 1, 0, NULL);
    CHECK_INT(test_mode(path), 0666);
    tool_says(TOOL_ARGV("write", "-m", "9", path), 2, "", "'9' is no mode");
    tool_says(TOOL_ARGV("write", "-m", "0", path), 2, "", "'0' is no mode");
}

TEST(write_where_nothing_can_be)
{
    tool_says(TOOL_ARGV("write", test_path("missing/file")), 1, "", "ambos: write '");
    tool_says(TOOL_ARGV("write", test_dir()), 1, "", "is a directory (EISDIR)");
    tool_says(TOOL_ARGV("write"), 2, "", "an operand is missing");
}

/* Half of the input is there, the rest never comes. */
TEST(a_writer_that_is_killed_changes_nothing)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE } } };
    const char *path = test_path("file");
    ambos_process *process;
    ambos_file *input;

    test_write_file(path, "old", 3);
    process = child_spawn(TOOL_ARGV("write", path), &options);
    input = child_stream(process, 0);
    CHECK_OK(ambos_file_write(input, bytes, sizeof bytes, NULL));
    CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
    child_wait(process);
    ambos_process_close(process);
    CHECK_OK(ambos_file_close(input));
    CHECK_STR(test_read_file(path, NULL), "old");
}
