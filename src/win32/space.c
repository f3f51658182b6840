/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/nt.h"

/* Numbers that drivers make up do not wrap. */
static uint64_t unit_bytes(LARGE_INTEGER units, ULONG sectors, ULONG bytes)
{
    const uint64_t count = units.QuadPart > 0 ? (uint64_t)units.QuadPart : 0, size = (uint64_t)sectors * bytes;

    return size != 0 && count > UINT64_MAX / size ? UINT64_MAX : count * size;
}

static ambos__ntstatus query_volume(HANDLE handle, void *buffer, ULONG size, int information_class)
{
    struct ambos__nt_io io = { { 0 }, 0 };

    return NtQueryVolumeInformationFile(handle, &io, buffer, size, information_class);
}

/* The older request does not tell what is kept from this user. */
static ambos__ntstatus query_space(HANDLE handle, ambos_space *space)
{
    struct ambos__nt_full_size full;
    struct ambos__nt_size size;
    ambos__ntstatus status = query_volume(handle, &full, sizeof full, AMBOS__NT_FULL_SIZE_INFORMATION);

    if (status >= 0) {
        space->total = unit_bytes(full.total, full.sectors, full.bytes);
        space->free = unit_bytes(full.free, full.sectors, full.bytes);
        space->available = unit_bytes(full.available, full.sectors, full.bytes);
        return status;
    }
    if (!ambos__nt_unknown_request(status))
        return status;
    status = query_volume(handle, &size, sizeof size, AMBOS__NT_SIZE_INFORMATION);
    if (status >= 0) {
        space->total = unit_bytes(size.total, size.sectors, size.bytes);
        space->available = unit_bytes(size.available, size.sectors, size.bytes);
        space->free = space->available;
    }
    return status;
}

ambos_error ambos__os_space(const char *path, ambos_space *space)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES };
    ambos__ntstatus status;
    HANDLE handle;
    const ambos_error error = ambos__open(&handle, AMBOS__CWD, path, &how, AMBOS_STEP_QUERY);

    if (error != AMBOS_OK)
        return error;
    status = query_space(handle, space);
    ambos__handle_close(&handle);
    return status >= 0 ? AMBOS_OK : ambos__fail_nt(status, AMBOS_STEP_QUERY);
}
