/* SPDX-License-Identifier: MIT */
/* What newer systems tell of a file without opening it: NtQueryInformationByName, of Windows 10 1709, and what
   GetFileInformationByName asks it for since Windows 11 24H2. Its answer is taken where it says what an open file
   would; else the file is opened. */
#include "win32/win32.h"

#include "core/nt_path.h"
#include "win32/nt.h"

typedef ambos__ntstatus(NTAPI *query_by_name)(struct ambos__nt_object *object, struct ambos__nt_io *io, void *buffer,
                                              ULONG length, int information_class);

static ambos__ntstatus NTAPI query_nothing(struct ambos__nt_object *object, struct ambos__nt_io *io, void *buffer,
                                           ULONG length, int information_class)
{
    (void)object;
    (void)io;
    (void)buffer;
    (void)length;
    (void)information_class;
    return AMBOS__STATUS_NOT_IMPLEMENTED;
}

/* Looked up once, by whoever comes first; all find the same. */
static query_by_name find_query(void)
{
    static void *volatile known;
    union {
        void *pointer;
        FARPROC found;
        query_by_name call;
    } entry;

    entry.pointer = InterlockedCompareExchangePointer(&known, NULL, NULL);
    if (!entry.pointer) {
        const HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
        const DWORD last = GetLastError();

        entry.found = ntdll ? GetProcAddress(ntdll, "NtQueryInformationByName") : NULL;
        SetLastError(last);
        if (!entry.found)
            entry.call = query_nothing;
        InterlockedExchangePointer(&known, entry.pointer);
    }
    return entry.call;
}

/* Of the streams of a file nothing is promised. */
static bool names_a_stream(const struct ambos__path *path)
{
    size_t parent, i;

    if (!ambos__nt_path_split(path->name.text, path->name.length, &parent, &i))
        return true;
    for (; i < path->name.length; i++)
        if (path->name.text[i] == L':')
            return true;
    return false;
}

/* A link is opened, to be followed or read. Over SMB some answers had no times (CPython #105212); and what is said to
   be missing may be there under a filter (libuv #4844), so that a failure is not believed either. */
static bool is_whole(const struct ambos__path *path, const struct ambos__nt_by_name *found)
{
    return !(found->attributes & FILE_ATTRIBUTE_REPARSE_POINT) && found->created.QuadPart != 0 &&
           found->modified.QuadPart != 0 && (!path->directory || (found->attributes & FILE_ATTRIBUTE_DIRECTORY));
}

bool ambos__nt_query_by_name(const struct ambos__path *path, int information_class, struct ambos__nt_by_name *found)
{
    const USHORT bytes = (USHORT)(path->name.length * sizeof(wchar_t));
    struct ambos__nt_string name = { bytes, bytes, path->name.text };
    struct ambos__nt_object object = { sizeof object, path->root, &name, AMBOS__NT_CASE_INSENSITIVE, NULL, NULL };
    struct ambos__nt_io io = { { 0 }, 0 };

    if (ambos__path_may_be_device(path) || names_a_stream(path))
        return false;
    return find_query()(&object, &io, found, sizeof *found, information_class) >= 0 && is_whole(path, found);
}
