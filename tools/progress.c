/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <string.h>

#include "width.h"

#define SECOND INT64_C(1000000000)

static struct {
    const char *done;
    const char *path; /* Of the operand. */
    ambos_interrupt *interrupt;
    uint32_t came;           /* What interrupted it. */
    uint64_t entries, bytes; /* Of the operands before. */
    int64_t began, looked, shown;
    int visible;
    size_t width; /* Of the line that stands there. */
} progress;

void progress_begin(const char *done, int quiet)
{
    progress.done = done;
    progress.path = "";
    progress.began = ambos_clock_ns();
    progress.visible = !quiet && ambos_is_terminal(AMBOS_STDERR);
    /* Where that cannot be, an interrupt ends the program at once, as it always did. */
    if (ambos_interrupt_open(&progress.interrupt, 0))
        progress.interrupt = NULL;
}

void progress_on(const char *path)
{
    progress.path = path;
}

/* ---- the line ---- */

static struct {
    char text[2048];
    size_t size;
} line;

static void line_give(const char *text, size_t size)
{
    if (size > sizeof line.text - line.size)
        return;
    memcpy(line.text + line.size, text, size);
    line.size += size;
}

static void line_spaces(size_t count)
{
    while (count-- > 0)
        line_give(" ", 1);
}

static void line_write(void)
{
    line_give("\r", 1);
    /* A terminal that has gone shows nothing. */
    if (ambos_print(AMBOS_STDERR, line.text, line.size))
        progress.visible = 0;
    line.size = 0;
}

static void line_erase(void)
{
    if (!progress.width)
        return;
    line_give("\r", 1);
    line_spaces(progress.width);
    line_write();
    progress.width = 0;
}

/* 17 bytes, 1.7 MiB */
static void size_text(char *text, size_t size, uint64_t bytes)
{
    static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    double count = (double)bytes;
    size_t unit = 0;

    for (; count >= 1024; unit++)
        count /= 1024;
    snprintf(text, size, unit ? "%.1f %s" : "%.0f %s", count, units[unit]);
}

/* removed 17 entries; copied 17 entries, 1.7 MiB */
static void sum_text(char *text, size_t size, uint64_t entries, uint64_t bytes)
{
    char sum[40] = "";

    if (bytes)
        size_text(sum, sizeof sum, bytes);
    snprintf(text, size, "%s %llu %s%s%s", progress.done, (unsigned long long)entries,
             entries == 1 ? "entry" : "entries", bytes ? ", " : "", sum);
}

/* So much of the end of a path as fits. */
static const char *tail_that_fits(const char *path, size_t room)
{
    const size_t length = strlen(path);

    if (length > 1000)
        path += length - 1000;
    while (*path && width_of(path) > room)
        path++;
    /* Not from the middle of a character on. */
    while (((unsigned char)*path & 0xc0) == 0x80)
        path++;
    return path;
}

static void line_show(uint64_t entries, uint64_t bytes, const char *path)
{
    uint32_t columns;
    char sum[120];
    size_t room, before = progress.width;
    const char *tail;

    if (ambos_terminal_size(AMBOS_STDERR, &columns, NULL) || columns < 20)
        columns = columns ? 20 : 80;
    sum_text(sum, sizeof sum, entries, bytes);
    /* The last column stays free: some terminals begin a new line behind it. */
    room = columns - 1;
    line_give("\r", 1);
    line_give(sum, strlen(sum) < room ? strlen(sum) : room);
    progress.width = strlen(sum) < room ? strlen(sum) : room;
    if (progress.width + 6 < room) {
        room -= progress.width + 2;
        tail = width_of(path) > room ? tail_that_fits(path, room - 3) : path;
        line_give(": ", 2);
        line_give("...", tail == path ? 0U : 3U);
        width_give(tail, line_give);
        progress.width += 2 + (tail == path ? 0U : 3U) + width_of(tail);
    }
    line_spaces(before > progress.width ? before - progress.width : 0);
    line_write();
}

/* ---- looking ---- */

int progress_interrupted(void)
{
    if (progress.interrupt && !progress.came && ambos_interrupt_next(progress.interrupt, 0, &progress.came))
        progress.came = 0;
    return progress.came != 0;
}

/* Entries can be done in microseconds: it looks and speaks so often that nobody waits. */
static int look(uint64_t entries, uint64_t bytes, const char *path)
{
    const int64_t now = ambos_clock_ns();

    if (now - progress.looked < SECOND / 50)
        return progress.came != 0;
    progress.looked = now;
    if (progress.visible && now - progress.began >= 2 * SECOND && now - progress.shown >= SECOND / 10) {
        progress.shown = now;
        line_show(progress.entries + entries, progress.bytes + bytes, path);
    }
    return progress_interrupted();
}

int AMBOS_CALL progress_tree(void *context, const ambos_tree_progress *tree)
{
    (void)context;
    return look(tree->entries, tree->bytes, tree->path);
}

int AMBOS_CALL progress_file(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    (void)total;
    return look(0, done, progress.path);
}

void progress_add(uint64_t entries, uint64_t bytes)
{
    line_erase();
    progress.entries += entries;
    progress.bytes += bytes;
}

int progress_end(int status)
{
    const int signal = progress.came & AMBOS_INTERRUPT_INT ? 2 : 15;
    char sum[120];

    ambos_interrupt_close(progress.interrupt);
    progress.interrupt = NULL;
    if (!progress.came)
        return status;
    sum_text(sum, sizeof sum, progress.entries, progress.bytes);
    tool_complain("interrupted: %s", sum);
    return 128 + signal;
}
