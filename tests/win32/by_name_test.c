/* SPDX-License-Identifier: MIT */
/* What is asked of the kernel for a stat and an access, counted; and what is made of the answers of newer systems,
   which are given here in their place: the calls of the library are led here by its table of imports. */
#include "check.h"

#include <string.h>

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <ambos/ambos.h>

#include "imports.h"

/* ---- counts ---- */

typedef LONG(NTAPI *create_call)(HANDLE *file, ACCESS_MASK access, void *object, void *io, LARGE_INTEGER *allocation,
                                 ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea,
                                 ULONG length);
typedef LONG(NTAPI *query_call)(HANDLE file, void *io, void *buffer, ULONG length, int information_class);
typedef BOOL(WINAPI *close_call)(HANDLE handle);
typedef FARPROC(WINAPI *address_call)(HMODULE module, const char *name);

static create_call real_create;
static query_call real_query;
static close_call real_close;
static address_call real_address;
static struct {
    int by_name, opened, asked, closed;
} calls;
static LONG next_open; /* what the next one says in place of the system */

static LONG NTAPI counted_create(HANDLE *file, ACCESS_MASK access, void *object, void *io, LARGE_INTEGER *allocation,
                                 ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea,
                                 ULONG length)
{
    const LONG refused = next_open;

    calls.opened++;
    next_open = 0;
    if (refused)
        return refused;
    return real_create(file, access, object, io, allocation, attributes, share, disposition, options, ea, length);
}

static ULONG reparse_tag; /* of every file, where not 0 */

static LONG NTAPI counted_query(HANDLE file, void *io, void *buffer, ULONG length, int information_class)
{
    enum { ALL = 18, ATTRIBUTE_TAG = 35, ATTRIBUTES_AT = 32 };
    const LONG status = real_query(file, io, buffer, length, information_class);
    ULONG attributes;

    calls.asked++;
    if (reparse_tag && information_class == ALL) {
        memcpy(&attributes, (BYTE *)buffer + ATTRIBUTES_AT, sizeof attributes);
        attributes |= FILE_ATTRIBUTE_REPARSE_POINT;
        memcpy((BYTE *)buffer + ATTRIBUTES_AT, &attributes, sizeof attributes);
    } else if (reparse_tag && information_class == ATTRIBUTE_TAG) {
        attributes = FILE_ATTRIBUTE_REPARSE_POINT;
        memcpy(buffer, &attributes, sizeof attributes);
        memcpy((BYTE *)buffer + sizeof attributes, &reparse_tag, sizeof reparse_tag);
    }
    return status;
}

static BOOL WINAPI counted_close(HANDLE handle)
{
    calls.closed++;
    return real_close(handle);
}

/* ---- the answers of a newer system ---- */

struct answer {
    LARGE_INTEGER short_id, created, accessed, modified, changed, allocated, size;
    ULONG attributes, tag, links, access, characteristics, unused;
    uint64_t volume, id[2];
};

enum { STAT = 68, STAT_BASIC = 77, MISSING = (int)0xC0000034 };

static struct answer answer;
static LONG answer_status = MISSING;

static LONG NTAPI answer_by_name(void *object, void *io, void *buffer, ULONG length, int information_class)
{
    (void)object;
    (void)io;
    calls.by_name++;
    CHECK(information_class == STAT || information_class == STAT_BASIC);
    CHECK_U64(sizeof answer, 104);
    CHECK(length >= (information_class == STAT ? 72 : 104));
    if (answer_status >= 0)
        memcpy(buffer, &answer, information_class == STAT ? 72 : 104);
    return answer_status;
}

static FARPROC WINAPI found_address(HMODULE module, const char *name)
{
    return strcmp(name, "NtQueryInformationByName") == 0 ? (FARPROC)(any_call)answer_by_name
                                                         : real_address(module, name);
}

static void count_calls(void)
{
    real_create = (create_call)import_replace("NtCreateFile", (any_call)counted_create);
    real_query = (query_call)import_replace("NtQueryInformationFile", (any_call)counted_query);
    real_close = (close_call)import_replace("CloseHandle", (any_call)counted_close);
}

/* To be called before the library looks for the call; it answers that nothing is there. */
static void be_a_newer_system(void)
{
    count_calls();
    real_address = (address_call)import_replace("GetProcAddress", (any_call)found_address);
}

/* From here on the system answers by name what it could say of this file. */
static void answer_of(const char *path)
{
    ambos_file_info info;

    answer_status = MISSING;
    CHECK_OK(ambos_lstat(path, &info));
    memset(&answer, 0, sizeof answer);
    answer.created.QuadPart = 10000000;
    answer.accessed.QuadPart = 20000000;
    answer.modified.QuadPart = 30000001;
    answer.changed.QuadPart = 40000000;
    answer.size.QuadPart = 5;
    answer.allocated.QuadPart = 4096;
    answer.attributes = info.type == AMBOS_TYPE_DIRECTORY ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_READONLY;
    answer.links = 6;
    /* In its upper half what older classes do not tell. */
    answer.volume = info.device | (uint64_t)0xABCD << 32;
    answer.id[0] = info.id[0];
    answer.id[1] = info.id[1];
    answer_status = 0;
}

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    memset(&calls, 0, sizeof calls);
    CHECK_OK(ambos_stat(path, &info));
    return info;
}

/* ---- the system as it is ---- */

TEST(one_open_two_questions_one_close)
{
    ambos_file_info info;

    test_write_file(test_path("file"), "12345", 5);
    count_calls();
    info = info_of(test_path("file"));
    CHECK_INT(info.known & AMBOS_INFO_LISTING, 0);
    CHECK(calls.opened <= 1 && calls.asked <= 2);
    CHECK_INT(calls.closed, calls.opened);
    memset(&calls, 0, sizeof calls);
    CHECK_OK(ambos_access(test_path("file"), AMBOS_ACCESS_READ));
    CHECK(calls.opened <= 1);
    CHECK_INT(calls.asked, 0);
    CHECK_INT(calls.closed, calls.opened);
    memset(&calls, 0, sizeof calls);
    CHECK_ERR(ambos_stat(test_path("missing"), &info), AMBOS_ENOENT);
    CHECK_INT(calls.opened, 1);
    CHECK_INT(calls.closed, 0);
}

/* Such as pagefile.sys. */
TEST(what_cannot_be_opened_is_looked_up_in_its_directory)
{
    static const LONG refusals[] = { (LONG)0xC0000022, (LONG)0xC0000043, (LONG)0xC0000056 };
    ambos_file_info opened, listed;

    test_write_file(test_path("file.exe"), "12345", 5);
    count_calls();
    opened = info_of(test_path("file.exe"));
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        next_open = refusals[i];
        listed = info_of(test_path("file.exe"));
        CHECK_INT(calls.closed, calls.opened - 1);
        CHECK(listed.known & AMBOS_INFO_LISTING);
        CHECK_INT(listed.known & AMBOS_INFO_LINKS, 0);
        CHECK_INT(listed.type, AMBOS_TYPE_FILE);
        CHECK_INT(listed.mode, 0777);
        CHECK_U64(listed.size, 5);
        CHECK(listed.modified.sec == opened.modified.sec && listed.modified.nsec == opened.modified.nsec);
        CHECK(ambos_same_file(&opened, &listed) || !(listed.known & AMBOS_INFO_ID));
    }
    next_open = refusals[0];
    CHECK_ERR(ambos_stat(test_path("missing"), &listed), AMBOS_EACCES);
    next_open = refusals[0];
    CHECK_ERR(ambos_stat(test_path("f*"), &listed), AMBOS_EACCES);
    next_open = refusals[1];
    CHECK_ERR(ambos_stat(test_path("file.exe/"), &listed), AMBOS_EBUSY);
}

/* Sockets, aliases of packaged programs, FIFOs of WSL: what is followed is the thing itself, unless it is a link. */
TEST(what_nobody_serves_is_what_it_is)
{
    static const struct {
        ULONG tag;
        uint32_t type;
    } kinds[] = { { 0x80000023, AMBOS_TYPE_SOCKET }, { 0x8000001B, AMBOS_TYPE_OTHER },
                  { 0x80000024, AMBOS_TYPE_FIFO },   { 0x80000025, AMBOS_TYPE_CHARACTER },
                  { 0x80000026, AMBOS_TYPE_BLOCK },  { 0x9000001A, AMBOS_TYPE_FILE },
                  { 0x80000013, AMBOS_TYPE_FILE } };
    const LONG not_handled = (LONG)0xC0000279;
    ambos_file_info info;

    test_write_file(test_path("file"), "12345", 5);
    count_calls();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        reparse_tag = kinds[i].tag;
        next_open = not_handled;
        info = info_of(test_path("file"));
        CHECK_INT(info.type, kinds[i].type);
        CHECK_U64(info.reparse_tag, kinds[i].tag);
        CHECK_INT(calls.closed, 1);
        CHECK_OK(ambos_lstat(test_path("file"), &info));
        CHECK_INT(info.type, kinds[i].type);
    }
    reparse_tag = 0xA000001D;
    next_open = not_handled;
    CHECK(ambos_stat(test_path("file"), &info) != AMBOS_OK);
    CHECK_OK(ambos_lstat(test_path("file"), &info));
    CHECK_INT(info.type, AMBOS_TYPE_SYMLINK);
    reparse_tag = 0xA0000003;
    CHECK_OK(ambos_lstat(test_path("file"), &info));
    CHECK_INT(info.type, AMBOS_TYPE_JUNCTION);
}

/* ---- newer ones ---- */

TEST(stat_by_name_opens_nothing)
{
    const char *path = test_path("file.exe");
    ambos_file_info opened, named;

    be_a_newer_system();
    test_write_file(path, "x", 1);
    opened = info_of(path);
    CHECK(calls.by_name == 1 && calls.opened == 1);
    answer_of(path);
    named = info_of(path);
    CHECK(calls.by_name == 1 && calls.opened == 0 && calls.asked == 0);
    CHECK_INT(named.type, AMBOS_TYPE_FILE);
    CHECK_INT(named.mode, 0555);
    CHECK_U64(named.size, 5);
    CHECK_U64(named.allocated, 4096);
    CHECK_U64(named.nlink, 6);
    CHECK_INT(named.known, opened.known);
    CHECK(named.modified.sec == -INT64_C(11644473600) + 3 && named.modified.nsec == 100);
    CHECK_INT(ambos_same_file(&opened, &named), 1);
    CHECK_OK(ambos_lstat(path, &named));
    CHECK_U64(named.size, 5);
}

/* Each makes the answer one that an open file would not give. */
static void without_times(void)
{
    answer.modified.QuadPart = 0;
}

static void without_identity(void)
{
    answer.id[0] = answer.id[1] = 0;
}

static void of_a_link(void)
{
    answer.attributes |= FILE_ATTRIBUTE_REPARSE_POINT;
    answer.tag = IO_REPARSE_TAG_SYMLINK;
}

static void of_a_file_of_the_cloud(void)
{
    answer.attributes |= FILE_ATTRIBUTE_REPARSE_POINT;
    answer.tag = 0x9000001A;
}

static void missing_by_a_filters_fault(void)
{
    answer_status = MISSING;
}

static void not_known_to_the_file_system(void)
{
    answer_status = (LONG)0xC00000BB;
}

TEST(answers_that_are_not_whole_are_not_taken)
{
    static void (*const faults[])(
        void) = { without_times,          without_identity,           of_a_link,
                  of_a_file_of_the_cloud, missing_by_a_filters_fault, not_known_to_the_file_system };
    const char *path = test_path("file");

    be_a_newer_system();
    test_write_file(path, "x", 1);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        answer_of(path);
        faults[i]();
        CHECK_U64(info_of(path).size, 1);
        CHECK(calls.by_name == 1 && calls.opened == 1 && calls.closed == 1);
    }
    answer_of(path);
    CHECK_U64(info_of(path).size, 5);
}

TEST(names_that_are_not_asked_by_name)
{
    ambos_file_info info;

    be_a_newer_system();
    test_write_file(test_path("file"), "x", 1);
    answer_of(test_path("file"));
    CHECK_ERR(ambos_stat(test_path("file/"), &info), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_access(test_path("file/"), AMBOS_ACCESS_READ), AMBOS_ENOTDIR);
    memset(&calls, 0, sizeof calls);
    CHECK(ambos_stat(test_path("file:stream"), &info) != AMBOS_OK);
    CHECK_INT(calls.by_name, 0);
    CHECK_INT(info_of("NUL").type, AMBOS_TYPE_CHARACTER);
    CHECK_INT(info_of("C:\\").type, AMBOS_TYPE_DIRECTORY);
    CHECK_INT(calls.by_name, 0);
    test_make_dir(test_path("dir"));
    answer_of(test_path("dir"));
    CHECK_INT(info_of(test_path("dir/")).type, AMBOS_TYPE_DIRECTORY);
    CHECK(calls.by_name == 1 && calls.opened == 0);
}

/* What access() says, and whether it opened the file for that. */
static ambos_error may(const char *path, uint32_t want, int opened)
{
    ambos_error error;

    memset(&calls, 0, sizeof calls);
    error = ambos_access(path, want);
    CHECK_INT(calls.opened > 0, opened);
    CHECK_INT(calls.closed, calls.opened);
    return error;
}

TEST(access_by_name)
{
    const char *path = test_path("file.exe");

    be_a_newer_system();
    test_write_file(path, "x", 1);
    test_write_file(test_path("text"), "x", 1);
    answer_of(path);
    answer.access = FILE_GENERIC_READ | FILE_GENERIC_EXECUTE | FILE_GENERIC_WRITE;
    CHECK_OK(may(path, AMBOS_ACCESS_EXISTS, 0));
    CHECK_OK(may(path, AMBOS_ACCESS_READ, 0));
    CHECK_OK(may(path, AMBOS_ACCESS_READ | AMBOS_ACCESS_EXECUTE, 0));
    CHECK_CODE(may(test_path("text"), AMBOS_ACCESS_EXECUTE, 1), AMBOS_EACCES);
    /* A file system that is only to be read says so to an open. */
    CHECK_OK(may(path, AMBOS_ACCESS_WRITE, 1));
    /* A no is asked again. */
    answer.access = FILE_READ_ATTRIBUTES;
    CHECK_OK(may(path, AMBOS_ACCESS_READ, 1));
    of_a_link();
    answer.access = FILE_ALL_ACCESS;
    CHECK_OK(may(path, AMBOS_ACCESS_READ, 1));
    CHECK_OK(may(path, AMBOS_ACCESS_READ | AMBOS_ACCESS_NOFOLLOW, 1));
}
