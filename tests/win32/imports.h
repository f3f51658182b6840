/* SPDX-License-Identifier: MIT */
/* Leads calls of the library to a function of the test's, by the table of imports of whatever the library is part of.
 */
#ifndef AMBOS_TESTS_IMPORTS_H
#define AMBOS_TESTS_IMPORTS_H

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <string.h>

#include "check.h"

typedef void (*any_call)(void);

static BYTE *import_at(HMODULE module, DWORD rva)
{
    return (BYTE *)module + rva;
}

static DWORD import_directory(HMODULE module)
{
    const IMAGE_DOS_HEADER *dos = (const IMAGE_DOS_HEADER *)(const void *)module;
    const IMAGE_NT_HEADERS *nt = (const IMAGE_NT_HEADERS *)(const void *)import_at(module, (DWORD)dos->e_lfanew);

    return nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress;
}

static any_call import_replace_in(HMODULE module, const IMAGE_IMPORT_DESCRIPTOR *imports, const char *name,
                                  any_call replacement)
{
    const IMAGE_THUNK_DATA *names = (const IMAGE_THUNK_DATA *)(void *)import_at(module, imports->OriginalFirstThunk);
    IMAGE_THUNK_DATA *entries = (IMAGE_THUNK_DATA *)(void *)import_at(module, imports->FirstThunk);
    DWORD before;

    for (; names->u1.AddressOfData; names++, entries++) {
        any_call old;

        if (IMAGE_SNAP_BY_ORDINAL(names->u1.Ordinal) ||
            strcmp((const char *)import_at(module, (DWORD)names->u1.AddressOfData) + 2, name) != 0)
            continue;
        CHECK(VirtualProtect(entries, sizeof *entries, PAGE_READWRITE, &before));
        memcpy(&old, &entries->u1.Function, sizeof old);
        memcpy(&entries->u1.Function, &replacement, sizeof replacement);
        return old;
    }
    return NULL;
}

/* Of this program and, where the library is apart, of the library; what the call led to before. */
static any_call import_replace(const char *name, any_call replacement)
{
    static const wchar_t *const libraries[] = { NULL, L"libambos.dll", L"ambos.dll" };
    any_call old = NULL;

    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        const HMODULE module = GetModuleHandleW(libraries[i]);
        const IMAGE_IMPORT_DESCRIPTOR *imports;

        if (!module)
            continue;
        imports = (const IMAGE_IMPORT_DESCRIPTOR *)(void *)import_at(module, import_directory(module));
        for (; imports->Name; imports++) {
            const any_call found = import_replace_in(module, imports, name, replacement);

            old = found ? found : old;
        }
    }
    CHECK(old != NULL);
    return old;
}

#endif
