/* SPDX-License-Identifier: MIT */
/* What is asked of the kernel where Windows minds and Wine does not; and what is made of answers that only Windows
   gives, which are given here in its place. */
#include "check.h"

#include <string.h>

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
#include <winioctl.h>

#include <ambos/ambos.h>

#include "imports.h"

enum { NO_PRIVILEGE = (int)0xC0000061, CANNOT_DELETE = (int)0xC0000121, NO_RESOURCES = (int)0xC000009A };
enum { INVALID = (int)0xC000000D };

/* ---- the privilege to make symlinks ---- */

typedef LONG(NTAPI *control_call)(HANDLE file, HANDLE event, void *apc, void *context, void *io, ULONG code,
                                  void *input, ULONG input_length, void *output, ULONG output_length);

static control_call real_control;
static bool acts_for_somebody;
static int requests, adjusted;

static bool thread_has_token(void)
{
    HANDLE token;

    if (!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token))
        return false;
    CHECK(CloseHandle(token));
    return true;
}

static BOOL WINAPI heard_adjust(HANDLE token, BOOL none, TOKEN_PRIVILEGES *wanted, DWORD size, TOKEN_PRIVILEGES *before,
                                DWORD *needed)
{
    (void)token;
    (void)size;
    (void)before;
    (void)needed;
    CHECK(!none && wanted->PrivilegeCount == 1 && wanted->Privileges[0].Attributes == SE_PRIVILEGE_ENABLED);
    CHECK(wanted->Privileges[0].Luid.LowPart == 35 && wanted->Privileges[0].Luid.HighPart == 0);
    adjusted++;
    SetLastError(ERROR_NOT_ALL_ASSIGNED);
    return TRUE;
}

static LONG NTAPI refuse_control(HANDLE file, HANDLE event, void *apc, void *context, void *io, ULONG code, void *input,
                                 ULONG input_length, void *output, ULONG output_length)
{
    if (code != FSCTL_SET_REPARSE_POINT)
        return real_control(file, event, apc, context, io, code, input, input_length, output, output_length);
    requests++;
    CHECK(thread_has_token());
    CHECK_INT(adjusted, acts_for_somebody ? 0 : 1);
    return NO_PRIVILEGE;
}

TEST(a_symlink_in_a_root_is_made_with_the_privilege_of_its_user)
{
    ambos_root *root;

    real_control = (control_call)import_replace("NtFsControlFile", (any_call)refuse_control);
    (void)import_replace("AdjustTokenPrivileges", (any_call)heard_adjust);
    CHECK_OK(ambos_root_open(&root, test_dir()));
    CHECK_ERR(ambos_root_symlink(root, "target", "link", AMBOS_SYMLINK_FILE), AMBOS_EPERM);
    CHECK_INT(requests, 1);
    CHECK(!thread_has_token() && !test_exists(test_path("link")));
    CHECK(ImpersonateSelf(SecurityImpersonation));
    adjusted = 0;
    acts_for_somebody = true;
    CHECK_ERR(ambos_root_symlink(root, "target", "link", AMBOS_SYMLINK_FILE), AMBOS_EPERM);
    CHECK_INT(requests, 2);
    CHECK(thread_has_token() && RevertToSelf());
    ambos_root_close(root);
}

/* ---- names in directories ---- */

struct object {
    ULONG length;
    HANDLE root;
    void *name;
    ULONG attributes;
    void *security;
    void *quality;
};

typedef LONG(NTAPI *create_call)(HANDLE *file, ACCESS_MASK access, struct object *object, void *io, void *allocation,
                                 ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea,
                                 ULONG length);

enum { OPEN_REPARSE_POINT = 0x200000, DONT_REPARSE = 0x1000 };

static create_call real_create;
static int confined;
static bool is_older;

static LONG NTAPI heard_create(HANDLE *file, ACCESS_MASK access, struct object *object, void *io, void *allocation,
                               ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea, ULONG length)
{
    if (object->attributes & DONT_REPARSE) {
        CHECK(object->root && (options & OPEN_REPARSE_POINT));
        confined++;
        if (is_older)
            return INVALID;
    }
    return real_create(file, access, object, io, allocation, attributes, share, disposition, options, ea, length);
}

TEST(a_name_in_a_root_leads_nowhere_else)
{
    ambos_root *root;

    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "x", 1);
    CHECK_OK(ambos_root_open(&root, test_dir()));
    real_create = (create_call)import_replace("NtCreateFile", (any_call)heard_create);
    for (int older = 0; older < 2; older++) {
        ambos_file_info info;

        is_older = older != 0;
        confined = 0;
        CHECK_OK(ambos_root_stat(root, "dir/file", &info));
        CHECK(confined >= 2);
    }
    confined = 0;
    CHECK_OK(ambos_root_unlink(root, "dir/file"));
    CHECK(confined >= 2);
    ambos_root_close(root);
    CHECK(!test_exists(test_path("dir/file")));
}

static int relative;

/* Nothing in a directory, nor the directory itself, is opened so that a link would be followed. */
static LONG NTAPI watched_create(HANDLE *file, ACCESS_MASK access, struct object *object, void *io, void *allocation,
                                 ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea,
                                 ULONG length)
{
    if (object->root) {
        relative++;
        CHECK((options & OPEN_REPARSE_POINT) != 0);
        CHECK((object->attributes & DONT_REPARSE) || ((const USHORT *)object->name)[0] == 0);
    }
    return real_create(file, access, object, io, allocation, attributes, share, disposition, options, ea, length);
}

TEST(nothing_in_a_root_is_opened_to_be_followed)
{
    const uint32_t make = AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE;
    ambos_file_info info;
    ambos_file *file;
    ambos_dir *dir;
    ambos_root *root;
    char *target;

    CHECK_OK(ambos_root_open(&root, test_dir()));
    real_create = (create_call)import_replace("NtCreateFile", (any_call)watched_create);
    CHECK_OK(ambos_root_mkdir(root, "dir", 0, 0));
    CHECK_OK(ambos_root_make_path(root, "dir/a/b", 0));
    CHECK_OK(ambos_root_file_open(&file, root, "dir/file", make, 0));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_root_write_file(root, "dir/file", "x", 1, NULL));
    CHECK_OK(ambos_root_write_file(root, "dir/new", "x", 1, NULL));
    CHECK_OK(ambos_root_chmod(root, "dir/new", 0444));
    CHECK_OK(ambos_root_stat(root, "dir/new", &info));
    CHECK_ERR(ambos_root_readlink(root, "dir/new", &target), AMBOS_EINVAL);
    CHECK_OK(ambos_root_rename(root, "dir/file", "dir/new", NULL));
    CHECK_OK(ambos_root_unlink(root, "dir/new"));
    CHECK_OK(ambos_root_dir_open(&dir, root, "dir"));
    ambos_dir_close(dir);
    CHECK_OK(ambos_root_dir_open(&dir, root, "."));
    ambos_dir_close(dir);
    CHECK_OK(ambos_root_rmdir(root, "dir/a/b"));
    CHECK_OK(ambos_root_remove_tree(root, "dir", NULL, NULL));
    CHECK(relative > 20);
    ambos_root_close(root);
}

/* ---- answers about open files ---- */

typedef LONG(NTAPI *information_call)(HANDLE file, void *io, void *buffer, ULONG length, int information_class);

static information_call real_query, real_set;

static LONG NTAPI tell_no_tag(HANDLE file, void *io, void *buffer, ULONG length, int information_class)
{
    enum { BASIC = 4, ATTRIBUTE_TAG = 35 };

    if (information_class == BASIC || information_class == ATTRIBUTE_TAG)
        return NO_RESOURCES;
    return real_query(file, io, buffer, length, information_class);
}

TEST(what_may_be_a_link_is_taken_for_none_only_when_it_says_so)
{
    ambos_dir *dir;

    test_make_dir(test_path("dir"));
    real_query = (information_call)import_replace("NtQueryInformationFile", (any_call)tell_no_tag);
    CHECK_ERR(ambos_dir_open(&dir, test_path("dir"), AMBOS_NOFOLLOW), AMBOS_ENOMEM);
    CHECK_OK(ambos_dir_open(&dir, test_path("dir"), 0));
    ambos_dir_close(dir);
}

static bool all_are_junctions;

static LONG NTAPI tell_junction(HANDLE file, void *io, void *buffer, ULONG length, int information_class)
{
    enum { ATTRIBUTE_TAG = 35 };
    const ULONG junction[2] = { FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT, IO_REPARSE_TAG_MOUNT_POINT };
    const LONG status = real_query(file, io, buffer, length, information_class);

    if (all_are_junctions && information_class == ATTRIBUTE_TAG)
        memcpy(buffer, junction, sizeof junction);
    return status;
}

TEST(a_root_that_has_become_a_junction_is_not_left)
{
    ambos_root *root;
    ambos_dir *dir;

    real_query = (information_call)import_replace("NtQueryInformationFile", (any_call)tell_junction);
    CHECK_OK(ambos_root_open(&root, test_dir()));
    all_are_junctions = true;
    CHECK_ERR(ambos_root_dir_open(&dir, root, "."), AMBOS_ELOOP);
    CHECK_ERR(ambos_root_write_file(root, "file", "x", 1, NULL), AMBOS_ELOOP);
    all_are_junctions = false;
    CHECK(!test_exists(test_path("file")));
    ambos_root_close(root);
}

/* A server that does not know that read-only is to be ignored. */
static LONG NTAPI keep_read_only(HANDLE file, void *io, void *buffer, ULONG length, int information_class)
{
    enum { BASIC = 4, DISPOSITION = 13, DISPOSITION_EX = 64, ATTRIBUTES_AT = 32 };
    BYTE basic[40];
    ULONG attributes;

    if (information_class == DISPOSITION || information_class == DISPOSITION_EX) {
        CHECK_INT(real_query(file, io, basic, sizeof basic, BASIC), 0);
        memcpy(&attributes, basic + ATTRIBUTES_AT, sizeof attributes);
        if (attributes & FILE_ATTRIBUTE_READONLY)
            return CANNOT_DELETE;
    }
    return real_set(file, io, buffer, length, information_class);
}

static LONG NTAPI pass_query(HANDLE file, void *io, void *buffer, ULONG length, int information_class)
{
    return real_query(file, io, buffer, length, information_class);
}

TEST(a_read_only_file_goes_where_that_is_not_ignored)
{
    real_query = (information_call)import_replace("NtQueryInformationFile", (any_call)pass_query);
    real_set = (information_call)import_replace("NtSetInformationFile", (any_call)keep_read_only);
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("file"), 0444, 0));
    CHECK_OK(ambos_unlink(test_path("file")));
    CHECK(!test_exists(test_path("file")));
}

/* ---- locks ---- */

typedef BOOL(WINAPI *lock_call)(HANDLE file, DWORD flags, DWORD reserved, DWORD low, DWORD high, OVERLAPPED *place);

static lock_call real_lock;
static int locks;

static BOOL WINAPI heard_lock(HANDLE file, DWORD flags, DWORD reserved, DWORD low, DWORD high, OVERLAPPED *place)
{
    locks++;
    CHECK(((ULONG_PTR)place->hEvent & 1) != 0);
    return real_lock(file, flags, reserved, low, high, place);
}

/* Its OVERLAPPED is gone by the time a completion port would tell of it. */
TEST(the_end_of_a_lock_goes_to_no_completion_port)
{
    ambos_file *file;
    HANDLE port;
    ULONG_PTR key;
    OVERLAPPED *told;
    DWORD bytes;
    wchar_t path[MAX_PATH];
    HANDLE handle;

    CHECK(MultiByteToWideChar(CP_UTF8, 0, test_path("file"), -1, path, MAX_PATH) > 0);
    handle = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED,
                         NULL);
    CHECK(handle != INVALID_HANDLE_VALUE);
    port = CreateIoCompletionPort(handle, NULL, 0, 0);
    CHECK(port != NULL);
    CHECK_OK(ambos_file_adopt(&file, (ambos_native)handle));
    real_lock = (lock_call)import_replace("LockFileEx", (any_call)heard_lock);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0));
    CHECK_INT(locks, 1);
    CHECK_OK(ambos_file_unlock(file));
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &told, 0) && !told);
    CHECK_OK(ambos_file_close(file));
    CHECK(CloseHandle(port));
}

/* ---- copies ---- */

typedef FARPROC(WINAPI *address_call)(HMODULE module, const char *name);
typedef BOOL(WINAPI *close_call)(HANDLE handle);

static address_call real_address;
static close_call real_close;
static int opened;

static LONG NTAPI counted_create(HANDLE *file, ACCESS_MASK access, struct object *object, void *io, void *allocation,
                                 ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea,
                                 ULONG length)
{
    const LONG status =
        real_create(file, access, object, io, allocation, attributes, share, disposition, options, ea, length);

    opened += status >= 0;
    return status;
}

static BOOL WINAPI counted_close(HANDLE handle)
{
    opened--;
    return real_close(handle);
}

static int opened_then;

static HRESULT WINAPI look_at_copy(const wchar_t *from, const wchar_t *to, void *parameters)
{
    (void)from;
    (void)to;
    (void)parameters;
    opened_then = opened;
    return S_OK;
}

static FARPROC WINAPI find_copy(HMODULE module, const char *name)
{
    return strcmp(name, "CopyFile2") == 0 ? (FARPROC)(any_call)look_at_copy : real_address(module, name);
}

/* What is open cannot be led elsewhere: Windows renames no directory in which something is. */
TEST(source_and_target_are_held_while_the_system_copies)
{
    test_write_file(test_path("from"), "x", 1);
    real_create = (create_call)import_replace("NtCreateFile", (any_call)counted_create);
    real_close = (close_call)import_replace("CloseHandle", (any_call)counted_close);
    real_address = (address_call)import_replace("GetProcAddress", (any_call)find_copy);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    CHECK_INT(opened_then, 2);
    CHECK_INT(opened, 0);
}
