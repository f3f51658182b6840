/* SPDX-License-Identifier: MIT */
/* The kernel's file interface, under own names: the headers of MinGW and of the
   Windows SDK each lack another part of it, and <winternl.h> clashes with what the
   other declares. Include win32.h first. */
#ifndef AMBOS_WIN32_NT_H
#define AMBOS_WIN32_NT_H

struct ambos__nt_string {
    USHORT length;   /* bytes, without a NUL */
    USHORT capacity; /* bytes */
    wchar_t *text;
};

struct ambos__nt_object {
    ULONG length;
    HANDLE root;
    struct ambos__nt_string *name;
    ULONG attributes;
    void *security;
    void *quality;
};

struct ambos__nt_io {
    union {
        ambos__ntstatus status;
        void *pointer;
    } u;
    ULONG_PTR information;
};

typedef void(NTAPI *ambos__nt_apc)(void *context, struct ambos__nt_io *io, ULONG reserved);

__declspec(dllimport) ambos__ntstatus NTAPI
    NtCreateFile(HANDLE *file, ACCESS_MASK access, struct ambos__nt_object *object, struct ambos__nt_io *io,
                 LARGE_INTEGER *allocation, ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea,
                 ULONG ea_length);
__declspec(dllimport) ambos__ntstatus NTAPI
    NtQueryInformationFile(HANDLE file, struct ambos__nt_io *io, void *buffer, ULONG length, int information_class);
__declspec(dllimport) ambos__ntstatus NTAPI
    NtSetInformationFile(HANDLE file, struct ambos__nt_io *io, void *buffer, ULONG length, int information_class);
__declspec(dllimport) ambos__ntstatus NTAPI
    NtQueryVolumeInformationFile(HANDLE file, struct ambos__nt_io *io, void *buffer, ULONG length,
                                 int information_class);
__declspec(dllimport) ambos__ntstatus NTAPI
    NtQueryDirectoryFile(HANDLE file, HANDLE event, ambos__nt_apc apc, void *context, struct ambos__nt_io *io,
                         void *buffer, ULONG length, int information_class, BOOLEAN single_entry,
                         struct ambos__nt_string *pattern, BOOLEAN restart);
__declspec(dllimport) ambos__ntstatus NTAPI
    NtFsControlFile(HANDLE file, HANDLE event, ambos__nt_apc apc, void *context, struct ambos__nt_io *io, ULONG code,
                    void *input, ULONG input_length, void *output, ULONG output_length);
__declspec(dllimport) ambos__ntstatus NTAPI
    NtQueryInformationProcess(HANDLE process, int information_class, void *buffer, ULONG length, ULONG *needed);
__declspec(dllimport) WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR unit);

/* Units of the longest name that fits a string of the kernel. */
enum { AMBOS__NT_NAME_MAX = 32766 };

/* Object attributes. */
enum { AMBOS__NT_CASE_INSENSITIVE = 0x40, AMBOS__NT_DONT_REPARSE = 0x1000 };

/* Dispositions of NtCreateFile. */
enum { AMBOS__NT_OPEN = 1, AMBOS__NT_CREATE = 2, AMBOS__NT_OPEN_IF = 3 };

/* What it did. */
enum { AMBOS__NT_OPENED = 1, AMBOS__NT_CREATED = 2 };

/* Options of NtCreateFile. */
enum {
    AMBOS__NT_DIRECTORY_FILE = 0x00000001,
    AMBOS__NT_SYNCHRONOUS = 0x00000020, /* FILE_SYNCHRONOUS_IO_NONALERT */
    AMBOS__NT_SYNCHRONOUS_ALERT = 0x00000010,
    AMBOS__NT_NON_DIRECTORY_FILE = 0x00000040,
    AMBOS__NT_DELETE_ON_CLOSE = 0x00001000,
    AMBOS__NT_BACKUP = 0x00004000, /* FILE_OPEN_FOR_BACKUP_INTENT */
    AMBOS__NT_REPARSE_POINT = 0x00200000
};

/* Information classes of files. */
enum {
    AMBOS__NT_DIRECTORY_INFORMATION = 1,
    AMBOS__NT_BASIC_INFORMATION = 4,
    AMBOS__NT_STANDARD_INFORMATION = 5,
    AMBOS__NT_INTERNAL_INFORMATION = 6,
    AMBOS__NT_ACCESS_INFORMATION = 8,
    AMBOS__NT_RENAME_INFORMATION = 10,
    AMBOS__NT_LINK_INFORMATION = 11, /* takes what RENAME_INFORMATION takes */
    AMBOS__NT_DISPOSITION_INFORMATION = 13,
    AMBOS__NT_MODE_INFORMATION = 16,
    AMBOS__NT_ALL_INFORMATION = 18,
    AMBOS__NT_END_OF_FILE_INFORMATION = 20,
    AMBOS__NT_PIPE_LOCAL_INFORMATION = 24,
    AMBOS__NT_ATTRIBUTE_TAG_INFORMATION = 35,
    AMBOS__NT_ID_FULL_DIRECTORY_INFORMATION = 38,
    AMBOS__NT_ID_INFORMATION = 59,
    AMBOS__NT_ID_EXTD_DIRECTORY_INFORMATION = 60,
    AMBOS__NT_DISPOSITION_INFORMATION_EX = 64,
    AMBOS__NT_RENAME_INFORMATION_EX = 65,
    AMBOS__NT_STAT_INFORMATION = 68,
    AMBOS__NT_STAT_BASIC_INFORMATION = 77
};

/* Information classes of volumes. */
enum { AMBOS__NT_VOLUME_INFORMATION = 1, AMBOS__NT_SIZE_INFORMATION = 3, AMBOS__NT_FULL_SIZE_INFORMATION = 7 };

enum {
    AMBOS__NT_DISPOSITION_DELETE = 0x01,
    AMBOS__NT_DISPOSITION_POSIX = 0x02,
    AMBOS__NT_DISPOSITION_IGNORE_READONLY = 0x10
};

enum { AMBOS__NT_RENAME_REPLACE = 0x01, AMBOS__NT_RENAME_POSIX = 0x02, AMBOS__NT_RENAME_IGNORE_READONLY = 0x40 };

enum { AMBOS__NT_SET_REPARSE_POINT = 0x000900A4, AMBOS__NT_GET_REPARSE_POINT = 0x000900A8 };

struct ambos__nt_basic {
    LARGE_INTEGER created;
    LARGE_INTEGER accessed;
    LARGE_INTEGER modified;
    LARGE_INTEGER changed;
    ULONG attributes;
};

struct ambos__nt_pipe_local {
    ULONG type;
    ULONG configuration;
    ULONG maximum_instances;
    ULONG current_instances;
    ULONG inbound_quota;
    ULONG read_data_available;
    ULONG outbound_quota;
    ULONG write_quota_available;
    ULONG state;
    ULONG end;
};

struct ambos__nt_standard {
    LARGE_INTEGER allocated;
    LARGE_INTEGER size;
    ULONG links;
    BOOLEAN delete_pending;
    BOOLEAN directory;
};

struct ambos__nt_all {
    struct ambos__nt_basic basic;
    struct ambos__nt_standard standard;
    LARGE_INTEGER id;
    ULONG ea_size;
    ACCESS_MASK access;
    LARGE_INTEGER position;
    ULONG mode;
    ULONG alignment;
    ULONG name_length;
    wchar_t name[1];
};

struct ambos__nt_id {
    uint64_t volume;
    uint64_t id[2];
};

struct ambos__nt_attribute_tag {
    ULONG attributes;
    ULONG tag;
};

/* What STAT_INFORMATION and STAT_BASIC_INFORMATION have in common, up to `links`, and what each has behind it. */
struct ambos__nt_by_name {
    LARGE_INTEGER short_id;
    LARGE_INTEGER created;
    LARGE_INTEGER accessed;
    LARGE_INTEGER modified;
    LARGE_INTEGER changed;
    LARGE_INTEGER allocated;
    LARGE_INTEGER size;
    ULONG attributes;
    ULONG tag;
    ULONG links;
    ULONG access; /* STAT: what the caller may do; the end. STAT_BASIC: the type of the device */
    ULONG characteristics;
    ULONG unused;
    struct ambos__nt_id id;
};

struct ambos__nt_volume {
    LARGE_INTEGER created;
    ULONG serial;
    ULONG label_length;
    BOOLEAN supports_objects;
    wchar_t label[33];
};

/* Units of `sectors` times `bytes`. */
struct ambos__nt_size {
    LARGE_INTEGER total;
    LARGE_INTEGER available;
    ULONG sectors;
    ULONG bytes;
};

struct ambos__nt_full_size {
    LARGE_INTEGER total;
    LARGE_INTEGER available;
    LARGE_INTEGER free;
    ULONG sectors;
    ULONG bytes;
};

/* Of RENAME_INFORMATION_EX; the older class has a BOOLEAN at the place of `flags`. */
struct ambos__nt_rename {
    ULONG flags;
    HANDLE root;
    ULONG name_length; /* bytes */
    wchar_t name[1];
};

/* The part that the directory classes have in common; each puts its own fields
   between `name_length` and the name. */
struct ambos__nt_directory {
    ULONG next; /* bytes to the next one; 0: the last */
    ULONG index;
    LARGE_INTEGER created;
    LARGE_INTEGER accessed;
    LARGE_INTEGER modified;
    LARGE_INTEGER changed;
    LARGE_INTEGER size;
    LARGE_INTEGER allocated;
    ULONG attributes;
    ULONG name_length; /* bytes */
};

/* Statuses that the backend tells apart. */
#define AMBOS__NT_STATUS(number) ((ambos__ntstatus)(number))
#define AMBOS__STATUS_PENDING AMBOS__NT_STATUS(0x00000103)
#define AMBOS__STATUS_BUFFER_OVERFLOW AMBOS__NT_STATUS(0x80000005)
#define AMBOS__STATUS_NO_MORE_FILES AMBOS__NT_STATUS(0x80000006)
#define AMBOS__STATUS_NOT_IMPLEMENTED AMBOS__NT_STATUS(0xC0000002)
#define AMBOS__STATUS_INVALID_INFO_CLASS AMBOS__NT_STATUS(0xC0000003)
#define AMBOS__STATUS_INVALID_PARAMETER AMBOS__NT_STATUS(0xC000000D)
#define AMBOS__STATUS_NO_SUCH_DEVICE AMBOS__NT_STATUS(0xC000000E)
#define AMBOS__STATUS_NO_SUCH_FILE AMBOS__NT_STATUS(0xC000000F)
#define AMBOS__STATUS_INVALID_DEVICE_REQUEST AMBOS__NT_STATUS(0xC0000010)
#define AMBOS__STATUS_NO_MEMORY AMBOS__NT_STATUS(0xC0000017)
#define AMBOS__STATUS_ACCESS_DENIED AMBOS__NT_STATUS(0xC0000022)
#define AMBOS__STATUS_OBJECT_NAME_INVALID AMBOS__NT_STATUS(0xC0000033)
#define AMBOS__STATUS_OBJECT_NAME_NOT_FOUND AMBOS__NT_STATUS(0xC0000034)
#define AMBOS__STATUS_OBJECT_NAME_COLLISION AMBOS__NT_STATUS(0xC0000035)
#define AMBOS__STATUS_OBJECT_PATH_INVALID AMBOS__NT_STATUS(0xC0000039)
#define AMBOS__STATUS_OBJECT_PATH_NOT_FOUND AMBOS__NT_STATUS(0xC000003A)
#define AMBOS__STATUS_SHARING_VIOLATION AMBOS__NT_STATUS(0xC0000043)
#define AMBOS__STATUS_FILE_LOCK_CONFLICT AMBOS__NT_STATUS(0xC0000054)
#define AMBOS__STATUS_DELETE_PENDING AMBOS__NT_STATUS(0xC0000056)
#define AMBOS__STATUS_FILE_IS_A_DIRECTORY AMBOS__NT_STATUS(0xC00000BA)
#define AMBOS__STATUS_NOT_SUPPORTED AMBOS__NT_STATUS(0xC00000BB)
#define AMBOS__STATUS_NOT_SAME_DEVICE AMBOS__NT_STATUS(0xC00000D4)
#define AMBOS__STATUS_DIRECTORY_NOT_EMPTY AMBOS__NT_STATUS(0xC0000101)
#define AMBOS__STATUS_NOT_A_DIRECTORY AMBOS__NT_STATUS(0xC0000103)
#define AMBOS__STATUS_NAME_TOO_LONG AMBOS__NT_STATUS(0xC0000106)
#define AMBOS__STATUS_CANNOT_DELETE AMBOS__NT_STATUS(0xC0000121)
#define AMBOS__STATUS_FILE_DELETED AMBOS__NT_STATUS(0xC0000123)
#define AMBOS__STATUS_USER_MAPPED_FILE AMBOS__NT_STATUS(0xC0000243)
#define AMBOS__STATUS_NOT_A_REPARSE_POINT AMBOS__NT_STATUS(0xC0000275)
#define AMBOS__STATUS_REPARSE_POINT_ENCOUNTERED AMBOS__NT_STATUS(0xC000050B)
#define AMBOS__STATUS_REPARSE_TAG_NOT_HANDLED AMBOS__NT_STATUS(0xC0000279)

/* A file system, driver, old Windows or Wine that does not know this request: the
   next rung of the ladder, in this call only. */
bool ambos__nt_unknown_request(ambos__ntstatus status);

/* Asks and changes a file by its handle. */
ambos__ntstatus ambos__nt_query(HANDLE file, int information_class, void *buffer, size_t length);
ambos__ntstatus ambos__nt_set(HANDLE file, int information_class, void *buffer, size_t length);

/* Opens a file as itself, or, to be followed, what it leads to; a reparse point that nobody serves, such as a socket or
   the alias of a packaged program, is what it is. */
ambos__ntstatus ambos__nt_open_file(HANDLE *handle, const struct ambos__path *path, ACCESS_MASK access, bool follow);
/* Another handle of the same file, whatever its name is now, opened as ambos__nt_open does. */
ambos__ntstatus ambos__nt_reopen(HANDLE *handle, HANDLE file, ACCESS_MASK access, ULONG options);
/* Of a handle opened as a reparse point: AMBOS_ELOOP for a link; what a filter serves is opened again. */
ambos_error ambos__nt_refuse_link(HANDLE *handle, ACCESS_MASK access, ULONG options);
/* The directory that the last name of the path is in. */
ambos__ntstatus ambos__nt_open_parent(HANDLE *handle, const struct ambos__path *path, ACCESS_MASK access);

/* Asks for STAT_INFORMATION or STAT_BASIC_INFORMATION without opening (quirk_by_name.c). False: to be opened, which
   tells the same, or why not. */
bool ambos__nt_query_by_name(const struct ambos__path *path, int information_class, struct ambos__nt_by_name *found);

/* Attributes, and the reparse tag or 0. */
ambos__ntstatus ambos__nt_tag(HANDLE file, struct ambos__nt_attribute_tag *tag);
/* Likewise of the last name itself, links not followed. */
ambos__ntstatus ambos__nt_path_tag(const struct ambos__path *path, struct ambos__nt_attribute_tag *tag);
/* Which file it is. Of the volume's number the low half, all that older classes tell. All zero: not known. */
void ambos__nt_identity(HANDLE file, struct ambos__nt_id *id);
/* Attributes and times of a file, through a handle with or without the right to change them. What is 0 stays. */
ambos__ntstatus ambos__nt_set_basic(HANDLE file, struct ambos__nt_basic *basic);
/* All attributes, likewise. */
ambos__ntstatus ambos__nt_set_attributes(HANDLE file, ULONG attributes);

/* Does the failure of making something mean that its name is taken? (dir.c) */
bool ambos__nt_is_taken(ambos__ntstatus status, const struct ambos__path *path);

/* For the time between them this thread may make symlinks if its user may (quirk_privilege.c). */
bool ambos__symlink_privilege_begin(void);
void ambos__symlink_privilege_end(bool begun);

/* The reparse data of a handle that was opened with REPARSE_POINT. */
ambos__ntstatus ambos__nt_reparse(HANDLE file, void *buffer, size_t size, size_t *got);

/* Gives what was opened for DELETE another name, by RENAME_INFORMATION or its _EX; by LINK_INFORMATION gives what was
   opened for FILE_WRITE_ATTRIBUTES a further one. */
ambos__ntstatus ambos__nt_rename(HANDLE file, int information_class, const struct ambos__path *to, ULONG flags);
/* After a rename that changed only the case of the last name (quirk_case.c). */
ambos__ntstatus ambos__nt_finish_case_rename(HANDLE file, const struct ambos__path *from, const struct ambos__path *to);

/* Removes what was opened for DELETE: by the newest means that works, read-only or not (quirk_remove.c). */
ambos__ntstatus ambos__nt_remove(HANDLE file, ULONG attributes);
/* All of ambos_unlink and ambos_rmdir. */
ambos_error ambos__remove(ambos_native dir, const char *path, bool directory);

/* An entry of a listing (dir.c). */
struct ambos__nt_entry {
    struct ambos__nt_directory data;
    ULONG tag;        /* 0: none, or the class does not tell */
    uint64_t id[2];   /* all 0: the class does not tell */
    const BYTE *name; /* not aligned */
    size_t name_bytes;
};
/* Reads the record at the start of `size` bytes; false when it does not fit there. */
bool ambos__nt_entry_read(const void *record, size_t size, int information_class, struct ambos__nt_entry *entry);
/* What an entry tells of a file in this directory (stat.c). info: all zero at entry. */
void ambos__nt_entry_stat(const struct ambos__nt_entry *entry, const struct ambos__nt_id *directory,
                          ambos_file_info *info);

/* The path of an open file as it is now, to be taken as it stands: ERROR_SUCCESS or the failure (realpath.c). */
DWORD ambos__nt_final_path(HANDLE file, struct ambos__wide *path);

#endif
