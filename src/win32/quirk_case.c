/* SPDX-License-Identifier: MIT */
/* Wine finds the new name under its old case, says that the rename succeeded, and renames nothing. */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "win32/nt.h"
#include "win32/rename.h"

static bool entry_is_spelled(const void *record, size_t size, const wchar_t *name, size_t length)
{
    struct ambos__nt_entry entry;

    return ambos__nt_entry_read(record, size, AMBOS__NT_DIRECTORY_INFORMATION, &entry) &&
           entry.name_bytes == length * sizeof *name && memcmp(entry.name, name, entry.name_bytes) == 0;
}

/* Does its directory list the name just so? When that cannot be found out, yes. */
static bool is_spelled(const struct ambos__path *path, size_t last)
{
    wchar_t *name = path->name.text + last;
    const size_t length = path->name.length - last;
    struct ambos__nt_string pattern = { (USHORT)(length * sizeof *name), (USHORT)(length * sizeof *name), name };
    struct ambos__nt_io io = { { 0 }, 0 };
    uint64_t record[256];
    ambos__ntstatus status;
    HANDLE directory;

    if (ambos__nt_open_parent(&directory, path, FILE_LIST_DIRECTORY) < 0)
        return true;
    status = NtQueryDirectoryFile(directory, NULL, NULL, NULL, &io, record, sizeof record,
                                  AMBOS__NT_DIRECTORY_INFORMATION, TRUE, &pattern, TRUE);
    ambos__handle_close(&directory);
    return status < 0 || entry_is_spelled(record, io.information, name, length);
}

/* By way of a name that differs in more than case. */
static ambos__ntstatus rename_twice(HANDLE source, const struct ambos__path *from, const struct ambos__path *to,
                                    struct ambos__path *between)
{
    ambos__ntstatus status = ambos__nt_rename(source, AMBOS__NT_RENAME_INFORMATION, between, 0);

    if (status < 0)
        return status;
    status = ambos__nt_rename(source, AMBOS__NT_RENAME_INFORMATION, to, 0);
    if (status < 0)
        (void)ambos__nt_rename(source, AMBOS__NT_RENAME_INFORMATION, from, 0);
    return status;
}

ambos__ntstatus ambos__nt_finish_case_rename(HANDLE source, const struct ambos__path *from,
                                             const struct ambos__path *to)
{
    struct ambos__path between = { .root = NULL };
    ambos__ntstatus status;
    size_t parent, last;

    if (!ambos__nt_path_split(to->name.text, to->name.length, &parent, &last) || is_spelled(to, last))
        return 0;
    ambos__wide_init(&between.name);
    status = ambos__rename_name_beside(&between, to);
    if (status >= 0)
        status = rename_twice(source, from, to, &between);
    ambos__path_free(&between);
    return status;
}
