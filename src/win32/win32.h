/* SPDX-License-Identifier: MIT */
/* What the files of the Win32 backend share; the first include of each of them,
   and the only place that includes <windows.h>.

   Functions that return ambos_error have set the failure slot when they fail.
   Those that return ambos__ntstatus have not. */
#ifndef AMBOS_WIN32_WIN32_H
#define AMBOS_WIN32_WIN32_H

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#undef WINVER
#undef _WIN32_WINNT
#define WINVER 0x0A00
#define _WIN32_WINNT 0x0A00
#include <windows.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/port.h"

/* NTSTATUS, under a name that no system header defines or leaves out. */
typedef LONG ambos__ntstatus;

/* Failures (failure.c) ---------------------------------------------------------- */

/* What GetLastError() says; to be called before anything else can change it. */
ambos_error ambos__fail_win32(uint32_t step);
ambos_error ambos__fail_nt(ambos__ntstatus status, uint32_t step);

/* Text (quirk_text.c) ----------------------------------------------------------------- */

/* UTF-16 text with a NUL behind it, on the stack unless it is long. It must not be
   copied or moved, since `text` may point into it. */
enum { AMBOS__WIDE_ROOM = 512 };
struct ambos__wide {
    wchar_t *text;
    size_t length;   /* without the NUL */
    size_t capacity; /* with the NUL */
    wchar_t room[AMBOS__WIDE_ROOM];
};

/* An empty text; cannot fail. */
void ambos__wide_init(struct ambos__wide *wide);
/* Room for `length` units and a NUL; what was there is kept. On failure `wide` is
   as it was and is still to be freed. */
ambos_error ambos__wide_reserve(struct ambos__wide *wide, size_t length);
ambos_error ambos__wide_append(struct ambos__wide *wide, const wchar_t *text, size_t length);
/* Makes it from WTF-8: AMBOS_EILSEQ and step TEXT when it is none. On failure there
   is nothing to free (but freeing does no harm). */
ambos_error ambos__wide_from(struct ambos__wide *wide, const char *text, size_t length);
void ambos__wide_free(struct ambos__wide *wide);

/* Appends UTF-16 as WTF-8. */
ambos_error ambos__str_append_wide(struct ambos__str *str, const wchar_t *text, size_t length);

/* Paths (quirk_path.c) ------------------------------------------------------------------ */

/* The absolute Win32 path that an ordinary path means now, of any length, by
   GetFullPathNameW; one that begins with \\?\ or \??\ as it stands. "" is AMBOS_ENOENT.
   On failure there is nothing to free. */
ambos_error ambos__full_path(struct ambos__wide *full, const char *path, uint32_t step);
/* The same path for a Win32 call that knows MAX_PATH: from 248 units on it gets its
   \\?\ prefix. */
ambos_error ambos__long_path(struct ambos__wide *full, const char *path, uint32_t step);

/* The same as ambos__full_path for what becomes a current directory, which is at odds with \\?\ in its name: that goes
   where the rest alone means the same. */
ambos_error ambos__directory_path(struct ambos__wide *full, const char *path, uint32_t step);

/* A path as NT opens it: an absolute name, or one relative to `root`. */
struct ambos__path {
    HANDLE root;    /* NULL: the name is absolute */
    bool directory; /* what it names must be a directory */
    bool dot;       /* its last name is "." or ".." */
    struct ambos__wide name;
};
ambos_error ambos__path_init(struct ambos__path *path, ambos_native dir, const char *text, uint32_t step);
/* The same from UTF-16 text, not relative to a handle; `.` and `..` go even from a verbatim path. */
ambos_error ambos__path_init_wide(struct ambos__path *path, const wchar_t *text, uint32_t step);
void ambos__path_free(struct ambos__path *path);
/* The kernel's name as a verbatim one, for calls of Win32; to be freed in any case. */
ambos_error ambos__win32_path(struct ambos__wide *full, const struct ambos__path *path, uint32_t step);
/* Anything but a name on a drive, or relative to a directory. */
bool ambos__path_may_be_device(const struct ambos__path *path);

/* Files (file.c) ------------------------------------------------------------------------ */

/* Gives an overlapped call its event; it begins at 0. False with GetLastError(). */
bool ambos__file_overlapped(ambos_file *file, OVERLAPPED *overlapped);
/* What a failed ReadFile or WriteFile means, by its GetLastError(). */
ambos_error ambos__file_fail_read(const ambos_file *file, DWORD last);
ambos_error ambos__file_fail_write(DWORD last);

/* Opening (quirk_open.c) --------------------------------------------------------------- */

/* How; zero is the default. Sharing is always for reading, writing and deleting,
   and the handle is synchronous and not inherited. The numbers are nt.h's. */
struct ambos__how {
    ACCESS_MASK access; /* SYNCHRONIZE is added */
    ULONG disposition;  /* AMBOS__NT_OPEN ... */
    ULONG options;      /* AMBOS__NT_DIRECTORY_FILE ... */
    ULONG attributes;   /* of what is made; 0: FILE_ATTRIBUTE_NORMAL */
    void *security;     /* SECURITY_DESCRIPTOR of what is made */
    ULONG_PTR *done;    /* receives what was done: AMBOS__NT_CREATED ...; may be NULL */
};
ambos__ntstatus ambos__nt_open(HANDLE *handle, const struct ambos__path *path, const struct ambos__how *how);

/* The failure of ambos__nt_open: tells ENOENT from ENOTDIR, a file being deleted
   from one that is forbidden. */
ambos_error ambos__fail_open(ambos__ntstatus status, const struct ambos__path *path, uint32_t step);

/* All of it in one. */
ambos_error ambos__open(HANDLE *handle, ambos_native dir, const char *path, const struct ambos__how *how,
                        uint32_t step);

/* Handles (quirk_open.c), security (quirk_private.c), names (access.c) ------------------- */

/* Closes a handle that is neither NULL nor INVALID_HANDLE_VALUE, and marks it
   closed; GetLastError() stays. */
void ambos__handle_close(HANDLE *handle);

/* The security of files and directories made AMBOS_PRIVATE: a protected list with
   the user, SYSTEM and Administrators. Holds pointers into itself. */
struct ambos__private {
    SECURITY_DESCRIPTOR descriptor;
    union {
        ACL acl;
        BYTE bytes[512];
    } list;
};
/* `inherit`: for a directory, so that what is made inside is private too. */
ambos_error ambos__private_init(struct ambos__private *security, bool inherit, uint32_t step);

/* Does the name end in .exe, .com, .bat or .cmd? */
bool ambos__has_program_name(const wchar_t *name, size_t length);

#endif
