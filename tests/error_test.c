/* SPDX-License-Identifier: MIT */
/* Errors: the numbers that are for ever, names, texts, translation, and the slot of the last failure. */
#include <ambos/ambos.h>
#include "check.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- the lists ---- */

struct pin {
    const char *name;
    int32_t number;
    const char *text;
};

/* What was published: rows are added at the end, none is ever changed. */
static const struct pin error_pins[] = {
    { "EUNKNOWN", 1, "unknown error" },
    { "EINVAL", 2, "invalid argument" },
    { "ENOTSUP", 3, "not supported here" },
    { "ENOMEM", 4, "out of memory" },
    { "EILSEQ", 5, "invalid text encoding" },
    { "ERANGE", 6, "result does not fit" },
    { "E2BIG", 7, "arguments or environment too long" },
    { "ENOENT", 8, "no such file or directory" },
    { "EEXIST", 9, "already exists" },
    { "ENOTDIR", 10, "not a directory" },
    { "EISDIR", 11, "is a directory" },
    { "ENOTEMPTY", 12, "directory not empty" },
    { "EACCES", 13, "permission denied" },
    { "EPERM", 14, "operation not permitted" },
    { "EBUSY", 15, "in use" },
    { "ETXTBSY", 16, "program file in use" },
    { "EXDEV", 17, "on different file systems" },
    { "EROFS", 18, "read-only file system" },
    { "ENOSPC", 19, "no space left on device" },
    { "EDQUOT", 20, "disk quota exceeded" },
    { "EFBIG", 21, "file too large" },
    { "ENAMETOOLONG", 22, "name too long" },
    { "ELOOP", 23, "too many links, or a link where none may be" },
    { "EMLINK", 24, "too many hard links" },
    { "ENOEXEC", 25, "not a program this system can run" },
    { "EMFILE", 26, "too many open files in this process" },
    { "ENFILE", 27, "too many open files in the system" },
    { "EBADF", 28, "bad file handle" },
    { "EPIPE", 29, "the reader has gone" },
    { "ESPIPE", 30, "has no position" },
    { "EAGAIN", 31, "not possible now, try again" },
    { "ETIMEDOUT", 32, "timed out" },
    { "ECANCELED", 33, "cancelled" },
    { "ESRCH", 34, "no such process" },
    { "ECHILD", 35, "not a child of this process" },
    { "EDEADLK", 36, "would deadlock" },
    { "EIO", 37, "input or output error" },
    { "ENXIO", 38, "no such device or address" },
    { "ENODEV", 39, "no such device, or not for it" },
    { "ENOTTY", 40, "not a terminal, or not for this device" },
    { "ENOLCK", 41, "no locks available" },
    { "EOVERFLOW", 42, "number too large" },
    { "ESTALE", 43, "stale file handle" },
    { "EFAULT", 44, "bad address" },
};

static const struct pin step_pins[] = {
    { "NONE", 0, "do it" },
    { "CHECK", 1, "accept the arguments" },
    { "TEXT", 2, "convert text" },
    { "MEMORY", 3, "get memory" },
    { "OPEN", 4, "open the file" },
    { "QUERY", 5, "query the file" },
    { "CHANGE", 6, "change the file" },
    { "READ", 7, "read" },
    { "WRITE", 8, "write" },
    { "SEEK", 9, "move the position" },
    { "FLUSH", 10, "flush to the device" },
    { "CLOSE", 11, "close" },
    { "LIST", 12, "list the directory" },
    { "CREATE", 13, "create it" },
    { "REMOVE", 14, "remove it" },
    { "RENAME", 15, "rename it" },
    { "LINK", 16, "link it" },
    { "VERIFY", 17, "find what was just made" },
    { "ENVIRONMENT", 18, "use the environment" },
    { "CWD", 19, "enter the working directory" },
    { "PROGRAM", 20, "find the program" },
    { "ARGUMENTS", 21, "pass the arguments" },
    { "STREAM_IN", 22, "set up the standard input" },
    { "STREAM_OUT", 23, "set up the standard output" },
    { "STREAM_ERR", 24, "set up the standard error" },
    { "HANDLES", 25, "hand over the handles" },
    { "PIPE", 26, "make a pipe" },
    { "START", 27, "start a process" },
    { "SIGNALS", 28, "reset the signals" },
    { "SESSION", 29, "make the group or session" },
    { "TERMINAL", 30, "take the terminal" },
    { "LIMITS", 31, "set the limits" },
    { "PRIORITY", 32, "set the priority or affinity" },
    { "USER", 33, "become the user" },
    { "PARENT", 34, "tie the child to its parent" },
    { "TREE", 35, "make a killable tree" },
    { "EXEC", 36, "execute the program" },
    { "WAIT", 37, "wait for the process" },
    { "KILL", 38, "end the process" },
};

#define PIN_ROW(name, number, text) { #name, number, text },
static const struct pin listed_errors[] = { AMBOS_ERRORS(PIN_ROW) };
static const struct pin listed_steps[] = { AMBOS_STEPS(PIN_ROW) };

static void check_pins(const struct pin *listed, size_t count, const struct pin *pins, size_t pin_count)
{
    CHECK(count >= pin_count);
    for (size_t i = 0; i < pin_count; i++) {
        CHECK_STR(listed[i].name, pins[i].name);
        CHECK_INT(listed[i].number, pins[i].number);
        CHECK_STR(listed[i].text, pins[i].text);
    }
}

static void check_unique(const struct pin *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            CHECK(rows[i].number != rows[k].number);
            CHECK(strcmp(rows[i].name, rows[k].name) != 0);
            CHECK(strcmp(rows[i].text, rows[k].text) != 0);
        }
    }
}

TEST(codes_keep_their_numbers_names_and_texts)
{
    check_pins(listed_errors, COUNT(listed_errors), error_pins, COUNT(error_pins));
}

TEST(steps_keep_their_numbers_names_and_texts)
{
    check_pins(listed_steps, COUNT(listed_steps), step_pins, COUNT(step_pins));
    CHECK_INT(AMBOS_STEP_COUNT, COUNT(listed_steps));
}

TEST(every_code_and_step_is_unique)
{
    check_unique(listed_errors, COUNT(listed_errors));
    check_unique(listed_steps, COUNT(listed_steps));
}

/* A number without gaps means that none was taken out. */
TEST(lists_have_no_holes)
{
    for (size_t i = 0; i < COUNT(listed_errors); i++)
        CHECK_INT(listed_errors[i].number, i + 1);
    for (size_t i = 0; i < COUNT(listed_steps); i++)
        CHECK_INT(listed_steps[i].number, i);
}

TEST(domains_and_enumerators_keep_their_numbers)
{
    CHECK_INT(AMBOS_OK, 0);
    CHECK_INT(AMBOS_ENOENT, 8);
    CHECK_INT(AMBOS_STEP_TREE, 35);
    CHECK_INT(AMBOS_DOMAIN_NONE, 0);
    CHECK_INT(AMBOS_DOMAIN_ERRNO, 1);
    CHECK_INT(AMBOS_DOMAIN_WIN32, 2);
    CHECK_INT(AMBOS_DOMAIN_NTSTATUS, 3);
    CHECK_INT(AMBOS_DOMAIN_HRESULT, 4);
}

/* ---- names and texts ---- */

static void check_ascii(const char *text)
{
    CHECK(text != NULL);
    CHECK(text[0] != '\0');
    for (; *text; text++)
        CHECK(*text >= ' ' && *text <= '~');
}

/* 129 */
TEST(every_listed_code_has_its_name_and_text)
{
    for (size_t i = 0; i < COUNT(listed_errors); i++) {
        CHECK_STR(ambos_error_name(listed_errors[i].number), listed_errors[i].name);
        CHECK_STR(ambos_strerror(listed_errors[i].number), listed_errors[i].text);
        check_ascii(listed_errors[i].text);
    }
    CHECK_STR(ambos_error_name(AMBOS_OK), "OK");
    CHECK_STR(ambos_strerror(AMBOS_OK), "no error");
}

/* 129 */
TEST(unlisted_codes_have_a_name_and_text_too)
{
    static const ambos_error odd[] = { -1, -2, 45, 999, 4095, INT32_MAX, INT32_MIN };

    for (size_t i = 0; i < COUNT(odd); i++) {
        CHECK_STR(ambos_error_name(odd[i]), "E?");
        CHECK_STR(ambos_strerror(odd[i]), "unlisted error");
    }
    for (ambos_error code = -200; code <= 200; code++) {
        check_ascii(ambos_error_name(code));
        check_ascii(ambos_strerror(code));
    }
}

TEST(every_step_has_its_text)
{
    for (size_t i = 0; i < COUNT(listed_steps); i++) {
        CHECK_STR(ambos_step_text((uint32_t)listed_steps[i].number), listed_steps[i].text);
        check_ascii(listed_steps[i].text);
    }
    CHECK_STR(ambos_step_text(AMBOS_STEP_COUNT), "do it");
    CHECK_STR(ambos_step_text(UINT32_MAX), "do it");
}

/* ---- translation ---- */

struct row {
    uint32_t native;
    ambos_error code;
};

static const struct row win32_rows[] = {
    { 0, AMBOS_OK },
    { 1, AMBOS_ENOTSUP },           /* INVALID_FUNCTION */
    { 2, AMBOS_ENOENT },            /* FILE_NOT_FOUND */
    { 3, AMBOS_ENOENT },            /* PATH_NOT_FOUND */
    { 4, AMBOS_EMFILE },            /* TOO_MANY_OPEN_FILES */
    { 5, AMBOS_EACCES },            /* ACCESS_DENIED */
    { 6, AMBOS_EBADF },             /* INVALID_HANDLE */
    { 8, AMBOS_ENOMEM },            /* NOT_ENOUGH_MEMORY */
    { 11, AMBOS_ENOEXEC },          /* BAD_FORMAT */
    { 14, AMBOS_ENOMEM },           /* OUTOFMEMORY */
    { 15, AMBOS_ENOENT },           /* INVALID_DRIVE */
    { 16, AMBOS_EBUSY },            /* CURRENT_DIRECTORY */
    { 17, AMBOS_EXDEV },            /* NOT_SAME_DEVICE */
    { 18, AMBOS_ENOENT },           /* NO_MORE_FILES */
    { 19, AMBOS_EROFS },            /* WRITE_PROTECT */
    { 20, AMBOS_ENODEV },           /* BAD_UNIT */
    { 21, AMBOS_ENODEV },           /* NOT_READY */
    { 22, AMBOS_EIO },              /* BAD_COMMAND */
    { 23, AMBOS_EIO },              /* CRC */
    { 25, AMBOS_EIO },              /* SEEK */
    { 27, AMBOS_EIO },              /* SECTOR_NOT_FOUND */
    { 29, AMBOS_EIO },              /* WRITE_FAULT */
    { 30, AMBOS_EIO },              /* READ_FAULT */
    { 31, AMBOS_EIO },              /* GEN_FAILURE */
    { 32, AMBOS_EBUSY },            /* SHARING_VIOLATION */
    { 33, AMBOS_EBUSY },            /* LOCK_VIOLATION */
    { 36, AMBOS_ENFILE },           /* SHARING_BUFFER_EXCEEDED */
    { 39, AMBOS_ENOSPC },           /* HANDLE_DISK_FULL */
    { 50, AMBOS_ENOTSUP },          /* NOT_SUPPORTED */
    { 53, AMBOS_ENOENT },           /* BAD_NETPATH */
    { 54, AMBOS_EBUSY },            /* NETWORK_BUSY */
    { 55, AMBOS_ENODEV },           /* DEV_NOT_EXIST */
    { 59, AMBOS_EIO },              /* UNEXP_NET_ERR */
    { 64, AMBOS_EIO },              /* NETNAME_DELETED */
    { 65, AMBOS_EACCES },           /* NETWORK_ACCESS_DENIED */
    { 67, AMBOS_ENOENT },           /* BAD_NET_NAME */
    { 80, AMBOS_EEXIST },           /* FILE_EXISTS */
    { 82, AMBOS_EACCES },           /* CANNOT_MAKE */
    { 84, AMBOS_ENFILE },           /* OUT_OF_STRUCTURES */
    { 87, AMBOS_EINVAL },           /* INVALID_PARAMETER */
    { 89, AMBOS_EAGAIN },           /* NO_PROC_SLOTS */
    { 108, AMBOS_EBUSY },           /* DRIVE_LOCKED */
    { 109, AMBOS_EPIPE },           /* BROKEN_PIPE */
    { 110, AMBOS_EIO },             /* OPEN_FAILED */
    { 111, AMBOS_ENAMETOOLONG },    /* BUFFER_OVERFLOW */
    { 112, AMBOS_ENOSPC },          /* DISK_FULL */
    { 114, AMBOS_EBADF },           /* INVALID_TARGET_HANDLE */
    { 119, AMBOS_EINVAL },          /* BAD_DRIVER_LEVEL */
    { 120, AMBOS_ENOTSUP },         /* CALL_NOT_IMPLEMENTED */
    { 121, AMBOS_ETIMEDOUT },       /* SEM_TIMEOUT */
    { 122, AMBOS_ERANGE },          /* INSUFFICIENT_BUFFER */
    { 123, AMBOS_EINVAL },          /* INVALID_NAME */
    { 124, AMBOS_ENOTSUP },         /* INVALID_LEVEL */
    { 126, AMBOS_ENOENT },          /* MOD_NOT_FOUND */
    { 127, AMBOS_ENOTSUP },         /* PROC_NOT_FOUND */
    { 128, AMBOS_ECHILD },          /* WAIT_NO_CHILDREN */
    { 130, AMBOS_EBADF },           /* DIRECT_ACCESS_HANDLE */
    { 131, AMBOS_EINVAL },          /* NEGATIVE_SEEK */
    { 132, AMBOS_ESPIPE },          /* SEEK_ON_DEVICE */
    { 145, AMBOS_ENOTEMPTY },       /* DIR_NOT_EMPTY */
    { 158, AMBOS_ENOLCK },          /* NOT_LOCKED */
    { 161, AMBOS_ENOENT },          /* BAD_PATHNAME */
    { 164, AMBOS_EAGAIN },          /* MAX_THRDS_REACHED */
    { 167, AMBOS_EBUSY },           /* LOCK_FAILED */
    { 170, AMBOS_EBUSY },           /* BUSY */
    { 183, AMBOS_EEXIST },          /* ALREADY_EXISTS */
    { 188, AMBOS_ENOEXEC },         /* INVALID_STARTING_CODESEG */
    { 189, AMBOS_ENOEXEC },         /* INVALID_STACKSEG */
    { 190, AMBOS_ENOEXEC },         /* INVALID_MODULETYPE */
    { 191, AMBOS_ENOEXEC },         /* INVALID_EXE_SIGNATURE */
    { 192, AMBOS_ENOEXEC },         /* EXE_MARKED_INVALID */
    { 193, AMBOS_ENOEXEC },         /* BAD_EXE_FORMAT */
    { 197, AMBOS_ENOEXEC },         /* IOPL_NOT_ENABLED */
    { 202, AMBOS_ENOEXEC },         /* INFLOOP_IN_RELOC_CHAIN */
    { 203, AMBOS_ENOENT },          /* ENVVAR_NOT_FOUND */
    { 206, AMBOS_ENAMETOOLONG },    /* FILENAME_EXCED_RANGE */
    { 215, AMBOS_EDEADLK },         /* NESTING_NOT_ALLOWED */
    { 216, AMBOS_ENOEXEC },         /* EXE_MACHINE_TYPE_MISMATCH */
    { 223, AMBOS_EFBIG },           /* FILE_TOO_LARGE */
    { 230, AMBOS_EPIPE },           /* BAD_PIPE */
    { 231, AMBOS_EBUSY },           /* PIPE_BUSY */
    { 232, AMBOS_EPIPE },           /* NO_DATA */
    { 233, AMBOS_EPIPE },           /* PIPE_NOT_CONNECTED */
    { 234, AMBOS_ERANGE },          /* MORE_DATA */
    { 258, AMBOS_ETIMEDOUT },       /* WAIT_TIMEOUT */
    { 267, AMBOS_ENOTDIR },         /* DIRECTORY */
    { 282, AMBOS_ENOTSUP },         /* EAS_NOT_SUPPORTED */
    { 298, AMBOS_EOVERFLOW },       /* TOO_MANY_POSTS */
    { 303, AMBOS_EBUSY },           /* DELETE_PENDING */
    { 336, AMBOS_EISDIR },          /* DIRECTORY_NOT_SUPPORTED */
    { 487, AMBOS_EFAULT },          /* INVALID_ADDRESS */
    { 534, AMBOS_EOVERFLOW },       /* ARITHMETIC_OVERFLOW */
    { 536, AMBOS_EAGAIN },          /* PIPE_LISTENING */
    { 740, AMBOS_EPERM },           /* ELEVATION_REQUIRED */
    { 995, AMBOS_ECANCELED },       /* OPERATION_ABORTED */
    { 996, AMBOS_EAGAIN },          /* IO_INCOMPLETE */
    { 997, AMBOS_EAGAIN },          /* IO_PENDING */
    { 998, AMBOS_EFAULT },          /* NOACCESS */
    { 1004, AMBOS_EINVAL },         /* INVALID_FLAGS */
    { 1005, AMBOS_ENODEV },         /* UNRECOGNIZED_VOLUME */
    { 1006, AMBOS_ESTALE },         /* FILE_INVALID */
    { 1106, AMBOS_EINVAL },         /* INVALID_BLOCK_LENGTH */
    { 1112, AMBOS_ENODEV },         /* NO_MEDIA_IN_DRIVE */
    { 1113, AMBOS_EILSEQ },         /* NO_UNICODE_TRANSLATION */
    { 1114, AMBOS_ENOEXEC },        /* DLL_INIT_FAILED */
    { 1117, AMBOS_EIO },            /* IO_DEVICE */
    { 1127, AMBOS_EIO },            /* DISK_OPERATION_FAILED */
    { 1131, AMBOS_EDEADLK },        /* POSSIBLE_DEADLOCK */
    { 1142, AMBOS_EMLINK },         /* TOO_MANY_LINKS */
    { 1167, AMBOS_ENODEV },         /* DEVICE_NOT_CONNECTED */
    { 1168, AMBOS_ENOENT },         /* NOT_FOUND */
    { 1223, AMBOS_ECANCELED },      /* CANCELLED */
    { 1224, AMBOS_ETXTBSY },        /* USER_MAPPED_FILE */
    { 1231, AMBOS_ENOENT },         /* NETWORK_UNREACHABLE */
    { 1235, AMBOS_ECANCELED },      /* REQUEST_ABORTED */
    { 1295, AMBOS_EDQUOT },         /* DISK_QUOTA_EXCEEDED */
    { 1307, AMBOS_EPERM },          /* INVALID_OWNER */
    { 1314, AMBOS_EPERM },          /* PRIVILEGE_NOT_HELD */
    { 1392, AMBOS_EIO },            /* FILE_CORRUPT */
    { 1393, AMBOS_EIO },            /* DISK_CORRUPT */
    { 1450, AMBOS_ENOMEM },         /* NO_SYSTEM_RESOURCES */
    { 1453, AMBOS_EDQUOT },         /* WORKING_SET_QUOTA */
    { 1455, AMBOS_ENOMEM },         /* COMMITMENT_LIMIT */
    { 1460, AMBOS_ETIMEDOUT },      /* TIMEOUT */
    { 1463, AMBOS_EPERM },          /* SYMLINK_CLASS_DISABLED */
    { 1464, AMBOS_ENOTSUP },        /* SYMLINK_NOT_SUPPORTED */
    { 1784, AMBOS_EINVAL },         /* INVALID_USER_BUFFER */
    { 1816, AMBOS_ENOMEM },         /* NOT_ENOUGH_QUOTA */
    { 1920, AMBOS_EACCES },         /* CANT_ACCESS_FILE */
    { 1921, AMBOS_ELOOP },          /* CANT_RESOLVE_FILENAME */
    { 4390, AMBOS_EINVAL },         /* NOT_A_REPARSE_POINT */
    { 4392, AMBOS_EIO },            /* INVALID_REPARSE_DATA */
    { 4393, AMBOS_EIO },            /* REPARSE_TAG_INVALID */
    { 4394, AMBOS_EIO },            /* REPARSE_TAG_MISMATCH */
    { 4395, AMBOS_ELOOP },          /* REPARSE_POINT_ENCOUNTERED */
};

static const struct row ntstatus_rows[] = {
    { 0x00000102, AMBOS_ETIMEDOUT }, /* TIMEOUT */
    { 0x00000103, AMBOS_EAGAIN },   /* PENDING */
    { 0x80000002, AMBOS_EFAULT },   /* DATATYPE_MISALIGNMENT */
    { 0x80000005, AMBOS_ERANGE },   /* BUFFER_OVERFLOW */
    { 0x80000006, AMBOS_ENOENT },   /* NO_MORE_FILES */
    { 0x80000010, AMBOS_ENODEV },   /* DEVICE_OFF_LINE */
    { 0x80000011, AMBOS_EBUSY },    /* DEVICE_BUSY */
    { 0x8000001A, AMBOS_ENOENT },   /* NO_MORE_ENTRIES */
    { 0x8000002D, AMBOS_ELOOP },    /* STOPPED_ON_SYMLINK */
    { 0xC0000001, AMBOS_EIO },      /* UNSUCCESSFUL */
    { 0xC0000002, AMBOS_ENOTSUP },  /* NOT_IMPLEMENTED */
    { 0xC0000003, AMBOS_ENOTSUP },  /* INVALID_INFO_CLASS */
    { 0xC0000004, AMBOS_EINVAL },   /* INFO_LENGTH_MISMATCH */
    { 0xC0000005, AMBOS_EFAULT },   /* ACCESS_VIOLATION */
    { 0xC0000006, AMBOS_EIO },      /* IN_PAGE_ERROR */
    { 0xC0000008, AMBOS_EBADF },    /* INVALID_HANDLE */
    { 0xC000000B, AMBOS_ESRCH },    /* INVALID_CID */
    { 0xC000000D, AMBOS_EINVAL },   /* INVALID_PARAMETER */
    { 0xC000000E, AMBOS_ENODEV },   /* NO_SUCH_DEVICE */
    { 0xC000000F, AMBOS_ENOENT },   /* NO_SUCH_FILE */
    { 0xC0000010, AMBOS_ENOTSUP },  /* INVALID_DEVICE_REQUEST */
    { 0xC0000013, AMBOS_ENODEV },   /* NO_MEDIA_IN_DEVICE */
    { 0xC0000014, AMBOS_ENODEV },   /* UNRECOGNIZED_MEDIA */
    { 0xC0000015, AMBOS_EIO },      /* NONEXISTENT_SECTOR */
    { 0xC0000017, AMBOS_ENOMEM },   /* NO_MEMORY */
    { 0xC0000022, AMBOS_EACCES },   /* ACCESS_DENIED */
    { 0xC0000023, AMBOS_ERANGE },   /* BUFFER_TOO_SMALL */
    { 0xC0000024, AMBOS_EBADF },    /* OBJECT_TYPE_MISMATCH */
    { 0xC0000032, AMBOS_EIO },      /* DISK_CORRUPT_ERROR */
    { 0xC0000033, AMBOS_EINVAL },   /* OBJECT_NAME_INVALID */
    { 0xC0000034, AMBOS_ENOENT },   /* OBJECT_NAME_NOT_FOUND */
    { 0xC0000035, AMBOS_EEXIST },   /* OBJECT_NAME_COLLISION */
    { 0xC0000039, AMBOS_ENOENT },   /* OBJECT_PATH_INVALID */
    { 0xC000003A, AMBOS_ENOENT },   /* OBJECT_PATH_NOT_FOUND */
    { 0xC000003B, AMBOS_EINVAL },   /* OBJECT_PATH_SYNTAX_BAD */
    { 0xC000003E, AMBOS_EIO },      /* DATA_ERROR */
    { 0xC000003F, AMBOS_EIO },      /* CRC_ERROR */
    { 0xC0000040, AMBOS_ENOMEM },   /* SECTION_TOO_BIG */
    { 0xC0000043, AMBOS_EBUSY },    /* SHARING_VIOLATION */
    { 0xC0000044, AMBOS_EDQUOT },   /* QUOTA_EXCEEDED */
    { 0xC000004F, AMBOS_ENOTSUP },  /* EAS_NOT_SUPPORTED */
    { 0xC0000054, AMBOS_EBUSY },    /* FILE_LOCK_CONFLICT */
    { 0xC0000055, AMBOS_EBUSY },    /* LOCK_NOT_GRANTED */
    { 0xC0000056, AMBOS_EBUSY },    /* DELETE_PENDING */
    { 0xC000005A, AMBOS_EPERM },    /* INVALID_OWNER */
    { 0xC0000061, AMBOS_EPERM },    /* PRIVILEGE_NOT_HELD */
    { 0xC000007B, AMBOS_ENOEXEC },  /* INVALID_IMAGE_FORMAT */
    { 0xC000007E, AMBOS_ENOLCK },   /* RANGE_NOT_LOCKED */
    { 0xC000007F, AMBOS_ENOSPC },   /* DISK_FULL */
    { 0xC000009A, AMBOS_ENOMEM },   /* INSUFFICIENT_RESOURCES */
    { 0xC000009C, AMBOS_EIO },      /* DEVICE_DATA_ERROR */
    { 0xC000009D, AMBOS_ENODEV },   /* DEVICE_NOT_CONNECTED */
    { 0xC00000A1, AMBOS_EDQUOT },   /* WORKING_SET_QUOTA */
    { 0xC00000A2, AMBOS_EROFS },    /* MEDIA_WRITE_PROTECTED */
    { 0xC00000A3, AMBOS_ENODEV },   /* DEVICE_NOT_READY */
    { 0xC00000AC, AMBOS_EBUSY },    /* PIPE_NOT_AVAILABLE */
    { 0xC00000AE, AMBOS_EBUSY },    /* PIPE_BUSY */
    { 0xC00000B0, AMBOS_EPIPE },    /* PIPE_DISCONNECTED */
    { 0xC00000B1, AMBOS_EPIPE },    /* PIPE_CLOSING */
    { 0xC00000B5, AMBOS_ETIMEDOUT }, /* IO_TIMEOUT */
    { 0xC00000BA, AMBOS_EISDIR },   /* FILE_IS_A_DIRECTORY */
    { 0xC00000BB, AMBOS_ENOTSUP },  /* NOT_SUPPORTED */
    { 0xC00000BE, AMBOS_ENOENT },   /* BAD_NETWORK_PATH */
    { 0xC00000BF, AMBOS_EBUSY },    /* NETWORK_BUSY */
    { 0xC00000C9, AMBOS_EIO },      /* NETWORK_NAME_DELETED */
    { 0xC00000CA, AMBOS_EACCES },   /* NETWORK_ACCESS_DENIED */
    { 0xC00000CC, AMBOS_ENOENT },   /* BAD_NETWORK_NAME */
    { 0xC00000D4, AMBOS_EXDEV },    /* NOT_SAME_DEVICE */
    { 0xC00000D5, AMBOS_EBUSY },    /* FILE_RENAMED */
    { 0xC00000FB, AMBOS_ENOENT },   /* REDIRECTOR_NOT_STARTED */
    { 0xC0000101, AMBOS_ENOTEMPTY }, /* DIRECTORY_NOT_EMPTY */
    { 0xC0000102, AMBOS_EIO },      /* FILE_CORRUPT_ERROR */
    { 0xC0000103, AMBOS_ENOTDIR },  /* NOT_A_DIRECTORY */
    { 0xC0000106, AMBOS_ENAMETOOLONG }, /* NAME_TOO_LONG */
    { 0xC000010A, AMBOS_ESRCH },    /* PROCESS_IS_TERMINATING */
    { 0xC000011F, AMBOS_EMFILE },   /* TOO_MANY_OPENED_FILES */
    { 0xC0000120, AMBOS_ECANCELED }, /* CANCELLED */
    { 0xC0000121, AMBOS_ETXTBSY },  /* CANNOT_DELETE */
    { 0xC0000123, AMBOS_ENOENT },   /* FILE_DELETED */
    { 0xC0000128, AMBOS_EBADF },    /* FILE_CLOSED */
    { 0xC000012D, AMBOS_ENOMEM },   /* COMMITMENT_LIMIT */
    { 0xC000012F, AMBOS_ENOEXEC },  /* INVALID_IMAGE_NOT_MZ */
    { 0xC0000130, AMBOS_ENOEXEC },  /* INVALID_IMAGE_PROTECT */
    { 0xC0000131, AMBOS_ENOEXEC },  /* INVALID_IMAGE_WIN_16 */
    { 0xC0000135, AMBOS_ENOENT },   /* DLL_NOT_FOUND */
    { 0xC000014B, AMBOS_EPIPE },    /* PIPE_BROKEN */
    { 0xC0000184, AMBOS_EINVAL },   /* INVALID_DEVICE_STATE */
    { 0xC0000185, AMBOS_EIO },      /* IO_DEVICE_ERROR */
    { 0xC0000194, AMBOS_EDEADLK },  /* POSSIBLE_DEADLOCK */
    { 0xC0000225, AMBOS_ENOENT },   /* NOT_FOUND */
    { 0xC0000243, AMBOS_ETXTBSY },  /* USER_MAPPED_FILE */
    { 0xC0000265, AMBOS_EMLINK },   /* TOO_MANY_LINKS */
    { 0xC000026E, AMBOS_ENODEV },   /* VOLUME_DISMOUNTED */
    { 0xC0000275, AMBOS_EINVAL },   /* NOT_A_REPARSE_POINT */
    { 0xC0000276, AMBOS_EIO },      /* IO_REPARSE_TAG_INVALID */
    { 0xC0000277, AMBOS_EIO },      /* IO_REPARSE_TAG_MISMATCH */
    { 0xC0000278, AMBOS_EIO },      /* IO_REPARSE_DATA_INVALID */
    { 0xC0000279, AMBOS_EACCES },   /* IO_REPARSE_TAG_NOT_HANDLED */
    { 0xC0000280, AMBOS_ELOOP },    /* REPARSE_POINT_NOT_RESOLVED */
    { 0xC0000359, AMBOS_ENOEXEC },  /* INVALID_IMAGE_WIN_32 */
    { 0xC000035A, AMBOS_ENOEXEC },  /* INVALID_IMAGE_WIN_64 */
    { 0xC0000361, AMBOS_EACCES },   /* ACCESS_DISABLED_BY_POLICY_DEFAULT */
    { 0xC000042C, AMBOS_EPERM },    /* ELEVATION_REQUIRED */
    { 0xC000050B, AMBOS_ELOOP },    /* REPARSE_POINT_ENCOUNTERED */
    { 0xC0000715, AMBOS_EPERM },    /* SYMLINK_CLASS_DISABLED */
    { 0xC0000802, AMBOS_EDQUOT },   /* DISK_QUOTA_EXCEEDED */
    { 0xC0000904, AMBOS_EFBIG },    /* FILE_TOO_LARGE */
};

static const struct row hresult_rows[] = {
    { 0x80004001, AMBOS_ENOTSUP },  /* E_NOTIMPL */
    { 0x80004002, AMBOS_ENOTSUP },  /* E_NOINTERFACE */
    { 0x80004003, AMBOS_EFAULT },   /* E_POINTER */
    { 0x80004004, AMBOS_ECANCELED }, /* E_ABORT */
    { 0x80004005, AMBOS_EIO },      /* E_FAIL */
    { 0x8000000A, AMBOS_EAGAIN },   /* E_PENDING */
    { 0x80000002, AMBOS_ENOMEM },   /* E_OUTOFMEMORY */
    { 0x8000FFFF, AMBOS_EIO },      /* E_UNEXPECTED */
};

static const struct row errno_rows[] = {
    { 0, AMBOS_OK },
    { EPERM, AMBOS_EPERM },
    { ENOENT, AMBOS_ENOENT },
    { ESRCH, AMBOS_ESRCH },
    { EIO, AMBOS_EIO },
    { ENXIO, AMBOS_ENXIO },
    { E2BIG, AMBOS_E2BIG },
    { ENOEXEC, AMBOS_ENOEXEC },
    { EBADF, AMBOS_EBADF },
    { ECHILD, AMBOS_ECHILD },
    { EAGAIN, AMBOS_EAGAIN },
    { EWOULDBLOCK, AMBOS_EAGAIN },
    { ENOMEM, AMBOS_ENOMEM },
    { EACCES, AMBOS_EACCES },
    { EFAULT, AMBOS_EFAULT },
    { EBUSY, AMBOS_EBUSY },
    { EEXIST, AMBOS_EEXIST },
    { EXDEV, AMBOS_EXDEV },
    { ENODEV, AMBOS_ENODEV },
    { ENOTDIR, AMBOS_ENOTDIR },
    { EISDIR, AMBOS_EISDIR },
    { EINVAL, AMBOS_EINVAL },
    { ENFILE, AMBOS_ENFILE },
    { EMFILE, AMBOS_EMFILE },
    { ENOTTY, AMBOS_ENOTTY },
    { ETXTBSY, AMBOS_ETXTBSY },
    { EFBIG, AMBOS_EFBIG },
    { ENOSPC, AMBOS_ENOSPC },
    { ESPIPE, AMBOS_ESPIPE },
    { EROFS, AMBOS_EROFS },
    { EMLINK, AMBOS_EMLINK },
    { EPIPE, AMBOS_EPIPE },
    { ERANGE, AMBOS_ERANGE },
    { EDEADLK, AMBOS_EDEADLK },
    { ENAMETOOLONG, AMBOS_ENAMETOOLONG },
    { ENOLCK, AMBOS_ENOLCK },
    { ENOSYS, AMBOS_ENOTSUP },
    { ENOTEMPTY, AMBOS_ENOTEMPTY },
    { ELOOP, AMBOS_ELOOP },
    { EOVERFLOW, AMBOS_EOVERFLOW },
    { EILSEQ, AMBOS_EILSEQ },
    { ENOTSUP, AMBOS_ENOTSUP },
    { EOPNOTSUPP, AMBOS_ENOTSUP },
    { ETIMEDOUT, AMBOS_ETIMEDOUT },
    { ECANCELED, AMBOS_ECANCELED },
#ifdef EDQUOT
    { EDQUOT, AMBOS_EDQUOT },
#endif
#ifdef ESTALE
    { ESTALE, AMBOS_ESTALE },
#endif
#ifdef ENOMEDIUM
    { ENOMEDIUM, AMBOS_ENODEV },
#endif
#ifdef EFTYPE
    { EFTYPE, AMBOS_ELOOP },
#endif
};

static void check_rows(uint32_t domain, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const ambos_error is = ambos_error_from_native(domain, rows[i].native);

        if (is != rows[i].code)
            FAIL("%" PRIu32 " (0x%" PRIx32 ") of domain %" PRIu32 " gives %s, not %s", rows[i].native, rows[i].native,
                 domain, ambos_error_name(is), ambos_error_name(rows[i].code));
    }
}

/* 133 */
TEST(win32_codes_mean_the_same_everywhere)
{
    check_rows(AMBOS_DOMAIN_WIN32, win32_rows, COUNT(win32_rows));
}

TEST(ntstatus_codes_mean_the_same_everywhere)
{
    check_rows(AMBOS_DOMAIN_NTSTATUS, ntstatus_rows, COUNT(ntstatus_rows));
}

TEST(hresult_codes_mean_the_same_everywhere)
{
    check_rows(AMBOS_DOMAIN_HRESULT, hresult_rows, COUNT(hresult_rows));
}

TEST(errno_codes_go_by_this_c_library)
{
    check_rows(AMBOS_DOMAIN_ERRNO, errno_rows, COUNT(errno_rows));
}

/* What RtlNtStatusToDosError would make one of: three NTSTATUS that Win32 calls ACCESS_DENIED. */
TEST(ntstatus_tells_apart_what_win32_cannot)
{
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_NTSTATUS, 0xC0000022), AMBOS_EACCES);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_NTSTATUS, 0xC0000056), AMBOS_EBUSY);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_NTSTATUS, 0xC00000BA), AMBOS_EISDIR);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_NTSTATUS, 0xC0000121), AMBOS_ETXTBSY);
}

TEST(hresult_of_another_facility_goes_by_its_table)
{
    for (size_t i = 0; i < COUNT(win32_rows); i++)
        if (win32_rows[i].native != 0)
            CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_HRESULT, 0x80070000u | win32_rows[i].native),
                       win32_rows[i].code);
    for (size_t i = 0; i < COUNT(ntstatus_rows); i++)
        if (ntstatus_rows[i].native & 0x80000000u)
            CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_HRESULT, 0x10000000u | ntstatus_rows[i].native),
                       ntstatus_rows[i].code);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_HRESULT, 0x8007FFFF), AMBOS_EUNKNOWN);
}

TEST(numbers_of_success_are_ok)
{
    for (uint32_t domain = AMBOS_DOMAIN_ERRNO; domain <= AMBOS_DOMAIN_HRESULT; domain++)
        CHECK_CODE(ambos_error_from_native(domain, 0), AMBOS_OK);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_NTSTATUS, 0x40000000), AMBOS_OK); /* OBJECT_NAME_EXISTS: informs */
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_HRESULT, 1), AMBOS_OK);           /* S_FALSE */
}

/* 133 */
TEST(unknown_numbers_are_unknown)
{
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_ERRNO, 54321), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_ERRNO, UINT32_MAX), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_WIN32, 54321), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_WIN32, UINT32_MAX), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_NTSTATUS, 0xCFFFFFFF), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_HRESULT, 0x8FFFFFFF), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_NONE, 0), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(AMBOS_DOMAIN_HRESULT + 1, 2), AMBOS_EUNKNOWN);
    CHECK_CODE(ambos_error_from_native(UINT32_MAX, 0), AMBOS_EUNKNOWN);
}

/* ---- the last failure ---- */

static void check_failure(ambos_error code, uint32_t domain, uint32_t native, uint32_t step)
{
    ambos_failure last;

    memset(&last, 0xA5, sizeof last);
    ambos_last_failure(&last);
    CHECK_INT(last.code, code);
    CHECK_U64(last.domain, domain);
    CHECK_U64(last.native, native);
    CHECK_U64(last.step, step);
}

/* A failure of this thread that ambos itself found. */
static void fail_here(void)
{
    CHECK_ERR(ambos_set_allocator(NULL), AMBOS_EINVAL);
}

/* One that the system found. */
static void fail_at_system(void)
{
    ambos_file *file;

    CHECK_ERR(ambos_file_open(&file, test_path("missing"), AMBOS_READ, 0), AMBOS_ENOENT);
}

TEST(last_failure_is_all_zero_at_first)
{
    check_failure(AMBOS_OK, AMBOS_DOMAIN_NONE, 0, AMBOS_STEP_NONE);
    ambos_last_failure(NULL);
}

TEST(last_failure_of_a_bad_call_has_no_native_number)
{
    fail_here();
    check_failure(AMBOS_EINVAL, AMBOS_DOMAIN_NONE, 0, AMBOS_STEP_CHECK);
    ambos_last_failure(NULL);
    check_failure(AMBOS_EINVAL, AMBOS_DOMAIN_NONE, 0, AMBOS_STEP_CHECK);
}

TEST(last_failure_has_the_number_of_the_system)
{
    ambos_failure last;

    fail_at_system();
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_OPEN);
    CHECK(last.domain != AMBOS_DOMAIN_NONE);
    CHECK(last.native != 0);
    CHECK_CODE(ambos_error_from_native(last.domain, last.native), AMBOS_ENOENT);
    if (test_is_windows())
        CHECK(last.domain == AMBOS_DOMAIN_WIN32 || last.domain == AMBOS_DOMAIN_NTSTATUS);
    else
        check_failure(AMBOS_ENOENT, AMBOS_DOMAIN_ERRNO, (uint32_t)ENOENT, AMBOS_STEP_OPEN);
}

TEST(a_later_failure_replaces_all_of_an_earlier_one)
{
    fail_at_system();
    fail_here();
    check_failure(AMBOS_EINVAL, AMBOS_DOMAIN_NONE, 0, AMBOS_STEP_CHECK);
}

/* 132 */
TEST(success_leaves_the_last_failure_alone)
{
    const char *path = test_path("file");
    ambos_file_info info;
    ambos_file *file;
    ambos_dir *dir;
    ambos_env *env;
    const ambos_dir_entry *entry;
    char *text;
    size_t got;
    char byte;

    fail_here();
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE, 0));
    CHECK_OK(ambos_file_write(file, "x", 1, NULL));
    CHECK_OK(ambos_file_seek(file, 0, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_read(file, &byte, 1, &got));
    CHECK_OK(ambos_file_read(file, &byte, 1, &got));
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_file_close(NULL));
    CHECK_OK(ambos_stat(path, &info));
    CHECK_OK(ambos_lstat(path, &info));
    CHECK_OK(ambos_chmod(path, 0600, 0));
    CHECK_OK(ambos_access(path, AMBOS_ACCESS_READ));
    CHECK_OK(ambos_rename(path, test_path("other"), NULL));
    CHECK_OK(ambos_unlink(test_path("other")));
    CHECK_OK(ambos_mkdir(test_path("dir"), 0, 0));
    CHECK_OK(ambos_dir_open(&dir, test_path("dir"), 0));
    CHECK_OK(ambos_dir_next(dir, &entry));
    ambos_dir_close(dir);
    ambos_dir_close(NULL);
    CHECK_OK(ambos_rmdir(test_path("dir")));
    CHECK_OK(ambos_getcwd(&text));
    ambos_free(text);
    ambos_free(NULL);
    CHECK_OK(ambos_setenv("AMBOS_TEST_ERRORS", "x"));
    CHECK_OK(ambos_getenv("AMBOS_TEST_ERRORS", &text));
    ambos_free(text);
    CHECK_OK(ambos_unsetenv("AMBOS_TEST_ERRORS"));
    CHECK_OK(ambos_unsetenv("AMBOS_TEST_ERRORS"));
    CHECK_OK(ambos_env_snapshot(&env));
    ambos_env_free(env);
    ambos_env_free(NULL);
    (void)ambos_error_from_native(AMBOS_DOMAIN_WIN32, 99999);
    (void)ambos_native_text(AMBOS_DOMAIN_WIN32, 99999, NULL, 0);
    (void)ambos_strerror(99999);
    check_failure(AMBOS_EINVAL, AMBOS_DOMAIN_NONE, 0, AMBOS_STEP_CHECK);
}

struct slot_check {
    bool clean_at_first;
    bool own_afterwards;
};

static void fail_elsewhere(void *context)
{
    struct slot_check *seen = context;
    ambos_failure last;
    ambos_file *file;

    ambos_last_failure(&last);
    seen->clean_at_first = last.code == AMBOS_OK && last.domain == 0 && last.native == 0 && last.step == 0;
    for (int i = 0; i < 1000; i++) {
        if (ambos_file_open(&file, "", AMBOS_READ, 0) != AMBOS_ENOENT)
            return;
        ambos_last_failure(&last);
        if (last.code != AMBOS_ENOENT)
            return;
    }
    seen->own_afterwards = true;
}

TEST(each_thread_has_its_own_last_failure)
{
    struct slot_check seen[8] = { { false, false } };
    struct test_thread *threads[COUNT(seen)];

    fail_here();
    for (size_t i = 0; i < COUNT(seen); i++)
        threads[i] = test_thread_start(fail_elsewhere, &seen[i]);
    for (int i = 0; i < 1000; i++) {
        fail_here();
        check_failure(AMBOS_EINVAL, AMBOS_DOMAIN_NONE, 0, AMBOS_STEP_CHECK);
    }
    for (size_t i = 0; i < COUNT(seen); i++) {
        test_thread_join(threads[i]);
        CHECK(seen[i].clean_at_first);
        CHECK(seen[i].own_afterwards);
    }
    check_failure(AMBOS_EINVAL, AMBOS_DOMAIN_NONE, 0, AMBOS_STEP_CHECK);
}

/* ---- the system's own text ---- */

static bool valid_utf8(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    while (*at) {
        int more = *at < 0x80 ? 0 : *at < 0xc2 ? -1 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : *at < 0xf5 ? 3 : -1;

        if (more < 0)
            return false;
        for (at++; more > 0; more--, at++)
            if ((*at & 0xc0) != 0x80)
                return false;
    }
    return true;
}

static void check_line(const char *text, size_t length)
{
    CHECK_INT(strlen(text), length);
    CHECK(length > 0);
    CHECK(!strpbrk(text, "\r\n\t"));
    CHECK(text[0] != ' ' && text[length - 1] != ' ');
    CHECK(valid_utf8(text));
}

TEST(native_text_is_one_line_of_utf8)
{
    static char text[4096];

    for (uint32_t domain = 0; domain <= AMBOS_DOMAIN_HRESULT + 1; domain++) {
        for (uint32_t native = 0; native < 1500; native++)
            check_line(text, ambos_native_text(domain, native, text, sizeof text));
        for (uint32_t native = 0xC0000000; native < 0xC0000200; native++)
            check_line(text, ambos_native_text(domain, native, text, sizeof text));
        check_line(text, ambos_native_text(domain, UINT32_MAX, text, sizeof text));
    }
}

/* 131 */
TEST(native_text_fits_any_buffer)
{
    static const uint32_t domains[] = { AMBOS_DOMAIN_NONE, AMBOS_DOMAIN_ERRNO, AMBOS_DOMAIN_WIN32,
                                        AMBOS_DOMAIN_NTSTATUS, AMBOS_DOMAIN_HRESULT, 77 };
    char whole[1024];
    char cut[1024];

    for (size_t d = 0; d < COUNT(domains); d++) {
        const size_t length = ambos_native_text(domains[d], 2, whole, sizeof whole);

        CHECK_INT(ambos_native_text(domains[d], 2, NULL, 0), length);
        for (size_t size = 0; size <= length + 2; size++) {
            memset(cut, 'Z', sizeof cut);
            CHECK_INT(ambos_native_text(domains[d], 2, cut, size), length);
            for (size_t i = size; i < sizeof cut; i++)
                CHECK(cut[i] == 'Z');
            if (size == 0)
                continue;
            CHECK(strlen(cut) < size);
            CHECK(memcmp(cut, whole, strlen(cut)) == 0);
            CHECK(valid_utf8(cut));
            CHECK(size + 4 > length + 1 ? true : strlen(cut) + 4 >= size);
            if (size > length)
                CHECK_STR(cut, whole);
        }
    }
}

static void check_text(uint32_t domain, uint32_t native, const char *expected)
{
    char text[256];

    CHECK_INT(ambos_native_text(domain, native, text, sizeof text), strlen(expected));
    CHECK_STR(text, expected);
}

TEST(native_text_of_a_number_without_text_is_the_number)
{
    check_text(AMBOS_DOMAIN_ERRNO, 12345, "errno 12345");
    check_text(AMBOS_DOMAIN_ERRNO, UINT32_MAX, "errno 4294967295");
    check_text(AMBOS_DOMAIN_WIN32, 54321, "Win32 error 54321");
    check_text(AMBOS_DOMAIN_NTSTATUS, 0xCFFF0123, "NTSTATUS 0xCFFF0123");
    check_text(AMBOS_DOMAIN_HRESULT, 0x8FFF4005, "HRESULT 0x8FFF4005");
    if (test_is_windows())
        return;
    check_text(AMBOS_DOMAIN_WIN32, 2, "Win32 error 2");
    check_text(AMBOS_DOMAIN_NTSTATUS, 0xC0000123, "NTSTATUS 0xC0000123");
    check_text(AMBOS_DOMAIN_HRESULT, 0x80004005, "HRESULT 0x80004005");
}

TEST(native_text_is_that_of_the_system)
{
    char text[256];

    (void)ambos_native_text(AMBOS_DOMAIN_ERRNO, (uint32_t)ENOENT, text, sizeof text);
    CHECK_STR(text, strerror(ENOENT));
    if (!test_is_windows())
        return;
    (void)ambos_native_text(AMBOS_DOMAIN_WIN32, 5, text, sizeof text);
    CHECK(strstr(text, "ccess") != NULL);
    (void)ambos_native_text(AMBOS_DOMAIN_HRESULT, 0x80070005, text, sizeof text);
    CHECK(strstr(text, "ccess") != NULL);
    /* Wine's ntdll has no texts. */
    (void)ambos_native_text(AMBOS_DOMAIN_NTSTATUS, 0xC0000022, text, sizeof text);
    CHECK(test_is_wine() || strstr(text, "ccess") != NULL);
}

/* 132 */
TEST(texts_and_translation_keep_the_errors_of_the_system)
{
    static const uint32_t numbers[] = { 0, 2, 12345, 0xC0000022, 0xC0FF1234, UINT32_MAX };
    char text[64];

    for (uint32_t domain = 0; domain <= AMBOS_DOMAIN_HRESULT + 1; domain++) {
        for (size_t i = 0; i < COUNT(numbers); i++) {
            test_set_native_errors(77);
            (void)ambos_native_text(domain, numbers[i], text, sizeof text);
            CHECK(test_native_errors_are(77));
            (void)ambos_error_from_native(domain, numbers[i]);
            (void)ambos_strerror((ambos_error)i);
            (void)ambos_error_name((ambos_error)i);
            (void)ambos_step_text((uint32_t)i);
            CHECK(test_native_errors_are(77));
        }
    }
}

/* 132 */
TEST(reading_the_last_failure_keeps_the_errors_of_the_system)
{
    ambos_failure last;

    fail_at_system();
    test_set_native_errors(77);
    ambos_last_failure(&last);
    CHECK(test_native_errors_are(77));
    CHECK_CODE(last.code, AMBOS_ENOENT);
    fail_here();
    CHECK(test_native_errors_are(77));
    ambos_free(NULL);
    ambos_dir_close(NULL);
    ambos_env_free(NULL);
    CHECK_OK(ambos_file_close(NULL));
    CHECK(test_native_errors_are(77));
}

struct reader {
    uint32_t native;
    bool same;
};

static void read_texts(void *context)
{
    struct reader *reader = context;
    char first[256];
    char text[256];

    (void)ambos_native_text(AMBOS_DOMAIN_ERRNO, reader->native, first, sizeof first);
    for (int i = 0; i < 2000; i++) {
        const char *own = ambos_strerror((ambos_error)reader->native);

        (void)ambos_native_text(AMBOS_DOMAIN_ERRNO, reader->native, text, sizeof text);
        if (strcmp(text, first) != 0 || strcmp(own, ambos_strerror((ambos_error)reader->native)) != 0)
            return;
    }
    reader->same = true;
}

/* 130 */
TEST(texts_share_no_buffer_between_threads)
{
    struct reader readers[8];
    struct test_thread *threads[COUNT(readers)];

    for (size_t i = 0; i < COUNT(readers); i++) {
        readers[i].native = (uint32_t)(i == 7 ? 12345 : i + 1);
        readers[i].same = false;
        threads[i] = test_thread_start(read_texts, &readers[i]);
    }
    for (size_t i = 0; i < COUNT(readers); i++) {
        test_thread_join(threads[i]);
        CHECK(readers[i].same);
    }
}

/* 137 */
TEST(texts_are_the_same_in_every_locale)
{
    static const char *const locales[] = { "", "C", "C.UTF-8", "tr_TR", "tr_TR.UTF-8", "de_DE.UTF-8", "Turkish", "ja-JP" };
    char text[256];

    for (size_t i = 0; i < COUNT(locales); i++) {
        (void)setlocale(LC_ALL, locales[i]);
        CHECK_STR(ambos_strerror(AMBOS_EINVAL), "invalid argument");
        CHECK_STR(ambos_error_name(AMBOS_EILSEQ), "EILSEQ");
        CHECK_STR(ambos_step_text(AMBOS_STEP_PIPE), "make a pipe");
        check_line(text, ambos_native_text(AMBOS_DOMAIN_ERRNO, (uint32_t)EINVAL, text, sizeof text));
        check_text(AMBOS_DOMAIN_ERRNO, 12345, "errno 12345");
    }
}
