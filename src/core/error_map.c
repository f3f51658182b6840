/* SPDX-License-Identifier: MIT */
#include "core/error_map.h"

#include <errno.h>

struct map_row {
    uint32_t native;
    ambos_error code;
};

#define MAP_FIND(table, native) map_find(table, sizeof table / sizeof table[0], native)

/* A walk: a table of a hundred rows is looked at when something has failed. */
static ambos_error map_find(const struct map_row *rows, size_t count, uint32_t native)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (rows[i].native == native)
            return rows[i].code;
    return AMBOS_EUNKNOWN;
}

/* ---- errno: every C library has its own numbers, and not every name ---- */

static const struct map_row map_errno[] = {
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
#ifdef EFTYPE /* the BSDs: wrong kind of file, such as a link where none may be */
    { EFTYPE, AMBOS_ELOOP },
#endif
};

/* ---- Win32: winerror.h ---- */

static const struct map_row map_win32[] = {
    { 0, AMBOS_OK },
    { 1, AMBOS_ENOTSUP },       /* INVALID_FUNCTION */
    { 2, AMBOS_ENOENT },        /* FILE_NOT_FOUND */
    { 3, AMBOS_ENOENT },        /* PATH_NOT_FOUND; ENOTDIR where the call looked */
    { 4, AMBOS_EMFILE },        /* TOO_MANY_OPEN_FILES */
    { 5, AMBOS_EACCES },        /* ACCESS_DENIED */
    { 6, AMBOS_EBADF },         /* INVALID_HANDLE */
    { 8, AMBOS_ENOMEM },        /* NOT_ENOUGH_MEMORY */
    { 11, AMBOS_ENOEXEC },      /* BAD_FORMAT */
    { 14, AMBOS_ENOMEM },       /* OUTOFMEMORY */
    { 15, AMBOS_ENOENT },       /* INVALID_DRIVE */
    { 16, AMBOS_EBUSY },        /* CURRENT_DIRECTORY */
    { 17, AMBOS_EXDEV },        /* NOT_SAME_DEVICE */
    { 18, AMBOS_ENOENT },       /* NO_MORE_FILES */
    { 19, AMBOS_EROFS },        /* WRITE_PROTECT */
    { 20, AMBOS_ENODEV },       /* BAD_UNIT */
    { 21, AMBOS_ENODEV },       /* NOT_READY */
    { 22, AMBOS_EIO },          /* BAD_COMMAND */
    { 23, AMBOS_EIO },          /* CRC */
    { 25, AMBOS_EIO },          /* SEEK */
    { 27, AMBOS_EIO },          /* SECTOR_NOT_FOUND */
    { 29, AMBOS_EIO },          /* WRITE_FAULT */
    { 30, AMBOS_EIO },          /* READ_FAULT */
    { 31, AMBOS_EIO },          /* GEN_FAILURE */
    { 32, AMBOS_EBUSY },        /* SHARING_VIOLATION */
    { 33, AMBOS_EBUSY },        /* LOCK_VIOLATION */
    { 36, AMBOS_ENFILE },       /* SHARING_BUFFER_EXCEEDED */
    { 39, AMBOS_ENOSPC },       /* HANDLE_DISK_FULL */
    { 50, AMBOS_ENOTSUP },      /* NOT_SUPPORTED */
    { 53, AMBOS_ENOENT },       /* BAD_NETPATH */
    { 54, AMBOS_EBUSY },        /* NETWORK_BUSY */
    { 55, AMBOS_ENODEV },       /* DEV_NOT_EXIST */
    { 59, AMBOS_EIO },          /* UNEXP_NET_ERR */
    { 64, AMBOS_EIO },          /* NETNAME_DELETED */
    { 65, AMBOS_EACCES },       /* NETWORK_ACCESS_DENIED */
    { 66, AMBOS_ENOTSUP },      /* BAD_DEV_TYPE */
    { 67, AMBOS_ENOENT },       /* BAD_NET_NAME */
    { 80, AMBOS_EEXIST },       /* FILE_EXISTS */
    { 82, AMBOS_EACCES },       /* CANNOT_MAKE */
    { 84, AMBOS_ENFILE },       /* OUT_OF_STRUCTURES */
    { 87, AMBOS_EINVAL },       /* INVALID_PARAMETER */
    { 89, AMBOS_EAGAIN },       /* NO_PROC_SLOTS */
    { 108, AMBOS_EBUSY },       /* DRIVE_LOCKED */
    { 109, AMBOS_EPIPE },       /* BROKEN_PIPE; the end where a call reads */
    { 110, AMBOS_EIO },         /* OPEN_FAILED */
    { 111, AMBOS_ENAMETOOLONG },/* BUFFER_OVERFLOW */
    { 112, AMBOS_ENOSPC },      /* DISK_FULL */
    { 114, AMBOS_EBADF },       /* INVALID_TARGET_HANDLE */
    { 119, AMBOS_EINVAL },      /* BAD_DRIVER_LEVEL */
    { 120, AMBOS_ENOTSUP },     /* CALL_NOT_IMPLEMENTED */
    { 121, AMBOS_ETIMEDOUT },   /* SEM_TIMEOUT */
    { 122, AMBOS_ERANGE },      /* INSUFFICIENT_BUFFER */
    { 123, AMBOS_EINVAL },      /* INVALID_NAME */
    { 124, AMBOS_ENOTSUP },     /* INVALID_LEVEL */
    { 126, AMBOS_ENOENT },      /* MOD_NOT_FOUND */
    { 127, AMBOS_ENOTSUP },     /* PROC_NOT_FOUND */
    { 128, AMBOS_ECHILD },      /* WAIT_NO_CHILDREN */
    { 130, AMBOS_EBADF },       /* DIRECT_ACCESS_HANDLE */
    { 131, AMBOS_EINVAL },      /* NEGATIVE_SEEK */
    { 132, AMBOS_ESPIPE },      /* SEEK_ON_DEVICE */
    { 145, AMBOS_ENOTEMPTY },   /* DIR_NOT_EMPTY */
    { 158, AMBOS_ENOLCK },      /* NOT_LOCKED */
    { 161, AMBOS_ENOENT },      /* BAD_PATHNAME */
    { 164, AMBOS_EAGAIN },      /* MAX_THRDS_REACHED */
    { 167, AMBOS_EBUSY },       /* LOCK_FAILED */
    { 170, AMBOS_EBUSY },       /* BUSY */
    { 183, AMBOS_EEXIST },      /* ALREADY_EXISTS */
    { 188, AMBOS_ENOEXEC },     /* INVALID_STARTING_CODESEG */
    { 189, AMBOS_ENOEXEC },     /* INVALID_STACKSEG */
    { 190, AMBOS_ENOEXEC },     /* INVALID_MODULETYPE */
    { 191, AMBOS_ENOEXEC },     /* INVALID_EXE_SIGNATURE */
    { 192, AMBOS_ENOEXEC },     /* EXE_MARKED_INVALID */
    { 193, AMBOS_ENOEXEC },     /* BAD_EXE_FORMAT */
    { 197, AMBOS_ENOEXEC },     /* IOPL_NOT_ENABLED */
    { 202, AMBOS_ENOEXEC },     /* INFLOOP_IN_RELOC_CHAIN */
    { 203, AMBOS_ENOENT },      /* ENVVAR_NOT_FOUND */
    { 206, AMBOS_ENAMETOOLONG },/* FILENAME_EXCED_RANGE */
    { 215, AMBOS_EDEADLK },     /* NESTING_NOT_ALLOWED */
    { 216, AMBOS_ENOEXEC },     /* EXE_MACHINE_TYPE_MISMATCH */
    { 223, AMBOS_EFBIG },       /* FILE_TOO_LARGE */
    { 230, AMBOS_EPIPE },       /* BAD_PIPE */
    { 231, AMBOS_EBUSY },       /* PIPE_BUSY */
    { 232, AMBOS_EPIPE },       /* NO_DATA */
    { 233, AMBOS_EPIPE },       /* PIPE_NOT_CONNECTED */
    { 234, AMBOS_ERANGE },      /* MORE_DATA */
    { 258, AMBOS_ETIMEDOUT },   /* WAIT_TIMEOUT */
    { 267, AMBOS_ENOTDIR },     /* DIRECTORY */
    { 282, AMBOS_ENOTSUP },     /* EAS_NOT_SUPPORTED */
    { 298, AMBOS_EOVERFLOW },   /* TOO_MANY_POSTS */
    { 303, AMBOS_EBUSY },       /* DELETE_PENDING */
    { 336, AMBOS_EISDIR },      /* DIRECTORY_NOT_SUPPORTED */
    { 487, AMBOS_EFAULT },      /* INVALID_ADDRESS */
    { 534, AMBOS_EOVERFLOW },   /* ARITHMETIC_OVERFLOW */
    { 536, AMBOS_EAGAIN },      /* PIPE_LISTENING */
    { 740, AMBOS_EPERM },       /* ELEVATION_REQUIRED */
    { 995, AMBOS_ECANCELED },   /* OPERATION_ABORTED */
    { 996, AMBOS_EAGAIN },      /* IO_INCOMPLETE */
    { 997, AMBOS_EAGAIN },      /* IO_PENDING */
    { 998, AMBOS_EFAULT },      /* NOACCESS */
    { 1004, AMBOS_EINVAL },     /* INVALID_FLAGS */
    { 1005, AMBOS_ENODEV },     /* UNRECOGNIZED_VOLUME */
    { 1006, AMBOS_ESTALE },     /* FILE_INVALID */
    { 1106, AMBOS_EINVAL },     /* INVALID_BLOCK_LENGTH */
    { 1112, AMBOS_ENODEV },     /* NO_MEDIA_IN_DRIVE */
    { 1113, AMBOS_EILSEQ },     /* NO_UNICODE_TRANSLATION */
    { 1114, AMBOS_ENOEXEC },    /* DLL_INIT_FAILED */
    { 1117, AMBOS_EIO },        /* IO_DEVICE */
    { 1127, AMBOS_EIO },        /* DISK_OPERATION_FAILED */
    { 1131, AMBOS_EDEADLK },    /* POSSIBLE_DEADLOCK */
    { 1142, AMBOS_EMLINK },     /* TOO_MANY_LINKS */
    { 1167, AMBOS_ENODEV },     /* DEVICE_NOT_CONNECTED */
    { 1168, AMBOS_ENOENT },     /* NOT_FOUND */
    { 1223, AMBOS_ECANCELED },  /* CANCELLED */
    { 1224, AMBOS_ETXTBSY },    /* USER_MAPPED_FILE */
    { 1231, AMBOS_ENOENT },     /* NETWORK_UNREACHABLE */
    { 1235, AMBOS_ECANCELED },  /* REQUEST_ABORTED */
    { 1295, AMBOS_EDQUOT },     /* DISK_QUOTA_EXCEEDED */
    { 1307, AMBOS_EPERM },      /* INVALID_OWNER */
    { 1314, AMBOS_EPERM },      /* PRIVILEGE_NOT_HELD */
    { 1392, AMBOS_EIO },        /* FILE_CORRUPT */
    { 1393, AMBOS_EIO },        /* DISK_CORRUPT */
    { 1450, AMBOS_ENOMEM },     /* NO_SYSTEM_RESOURCES */
    { 1453, AMBOS_EDQUOT },     /* WORKING_SET_QUOTA */
    { 1455, AMBOS_ENOMEM },     /* COMMITMENT_LIMIT */
    { 1460, AMBOS_ETIMEDOUT },  /* TIMEOUT */
    { 1463, AMBOS_EPERM },      /* SYMLINK_CLASS_DISABLED */
    { 1464, AMBOS_ENOTSUP },    /* SYMLINK_NOT_SUPPORTED; EINVAL where a link is read */
    { 1784, AMBOS_EINVAL },     /* INVALID_USER_BUFFER */
    { 1816, AMBOS_ENOMEM },     /* NOT_ENOUGH_QUOTA */
    { 1920, AMBOS_EACCES },     /* CANT_ACCESS_FILE */
    { 1921, AMBOS_ELOOP },      /* CANT_RESOLVE_FILENAME */
    { 4390, AMBOS_EINVAL },     /* NOT_A_REPARSE_POINT */
    { 4392, AMBOS_EIO },        /* INVALID_REPARSE_DATA */
    { 4393, AMBOS_EIO },        /* REPARSE_TAG_INVALID */
    { 4394, AMBOS_EIO },        /* REPARSE_TAG_MISMATCH */
    { 4395, AMBOS_ELOOP },      /* REPARSE_POINT_ENCOUNTERED */
};

/* ---- NTSTATUS: ntstatus.h. Finer than what Win32 makes of it. ---- */

static const struct map_row map_ntstatus[] = {
    { 0x00000102, AMBOS_ETIMEDOUT },    /* TIMEOUT: a success code that is none here */
    { 0x00000103, AMBOS_EAGAIN },       /* PENDING, likewise */
    { 0x80000002, AMBOS_EFAULT },       /* DATATYPE_MISALIGNMENT */
    { 0x80000005, AMBOS_ERANGE },       /* BUFFER_OVERFLOW */
    { 0x80000006, AMBOS_ENOENT },       /* NO_MORE_FILES */
    { 0x80000010, AMBOS_ENODEV },       /* DEVICE_OFF_LINE */
    { 0x80000011, AMBOS_EBUSY },        /* DEVICE_BUSY */
    { 0x8000001A, AMBOS_ENOENT },       /* NO_MORE_ENTRIES */
    { 0x8000002D, AMBOS_ELOOP },        /* STOPPED_ON_SYMLINK */
    { 0xC0000001, AMBOS_EIO },          /* UNSUCCESSFUL */
    { 0xC0000002, AMBOS_ENOTSUP },      /* NOT_IMPLEMENTED */
    { 0xC0000003, AMBOS_ENOTSUP },      /* INVALID_INFO_CLASS */
    { 0xC0000004, AMBOS_EINVAL },       /* INFO_LENGTH_MISMATCH */
    { 0xC0000005, AMBOS_EFAULT },       /* ACCESS_VIOLATION */
    { 0xC0000006, AMBOS_EIO },          /* IN_PAGE_ERROR */
    { 0xC0000008, AMBOS_EBADF },        /* INVALID_HANDLE */
    { 0xC000000B, AMBOS_ESRCH },        /* INVALID_CID */
    { 0xC000000D, AMBOS_EINVAL },       /* INVALID_PARAMETER */
    { 0xC000000E, AMBOS_ENODEV },       /* NO_SUCH_DEVICE */
    { 0xC000000F, AMBOS_ENOENT },       /* NO_SUCH_FILE */
    { 0xC0000010, AMBOS_ENOTSUP },      /* INVALID_DEVICE_REQUEST */
    { 0xC0000013, AMBOS_ENODEV },       /* NO_MEDIA_IN_DEVICE */
    { 0xC0000014, AMBOS_ENODEV },       /* UNRECOGNIZED_MEDIA */
    { 0xC0000015, AMBOS_EIO },          /* NONEXISTENT_SECTOR */
    { 0xC0000017, AMBOS_ENOMEM },       /* NO_MEMORY */
    { 0xC0000022, AMBOS_EACCES },       /* ACCESS_DENIED */
    { 0xC0000023, AMBOS_ERANGE },       /* BUFFER_TOO_SMALL */
    { 0xC0000024, AMBOS_EBADF },        /* OBJECT_TYPE_MISMATCH */
    { 0xC0000032, AMBOS_EIO },          /* DISK_CORRUPT_ERROR */
    { 0xC0000033, AMBOS_EINVAL },       /* OBJECT_NAME_INVALID */
    { 0xC0000034, AMBOS_ENOENT },       /* OBJECT_NAME_NOT_FOUND */
    { 0xC0000035, AMBOS_EEXIST },       /* OBJECT_NAME_COLLISION */
    { 0xC0000039, AMBOS_ENOENT },       /* OBJECT_PATH_INVALID */
    { 0xC000003A, AMBOS_ENOENT },       /* OBJECT_PATH_NOT_FOUND; ENOTDIR where the call looked */
    { 0xC000003B, AMBOS_EINVAL },       /* OBJECT_PATH_SYNTAX_BAD */
    { 0xC000003E, AMBOS_EIO },          /* DATA_ERROR */
    { 0xC000003F, AMBOS_EIO },          /* CRC_ERROR */
    { 0xC0000040, AMBOS_ENOMEM },       /* SECTION_TOO_BIG */
    { 0xC0000043, AMBOS_EBUSY },        /* SHARING_VIOLATION */
    { 0xC0000044, AMBOS_EDQUOT },       /* QUOTA_EXCEEDED */
    { 0xC000004F, AMBOS_ENOTSUP },      /* EAS_NOT_SUPPORTED */
    { 0xC0000054, AMBOS_EBUSY },        /* FILE_LOCK_CONFLICT */
    { 0xC0000055, AMBOS_EBUSY },        /* LOCK_NOT_GRANTED */
    { 0xC0000056, AMBOS_EBUSY },        /* DELETE_PENDING */
    { 0xC000005A, AMBOS_EPERM },        /* INVALID_OWNER */
    { 0xC0000061, AMBOS_EPERM },        /* PRIVILEGE_NOT_HELD */
    { 0xC000007B, AMBOS_ENOEXEC },      /* INVALID_IMAGE_FORMAT */
    { 0xC000007E, AMBOS_ENOLCK },       /* RANGE_NOT_LOCKED */
    { 0xC000007F, AMBOS_ENOSPC },       /* DISK_FULL */
    { 0xC000009A, AMBOS_ENOMEM },       /* INSUFFICIENT_RESOURCES */
    { 0xC000009C, AMBOS_EIO },          /* DEVICE_DATA_ERROR */
    { 0xC000009D, AMBOS_ENODEV },       /* DEVICE_NOT_CONNECTED */
    { 0xC00000A1, AMBOS_EDQUOT },       /* WORKING_SET_QUOTA */
    { 0xC00000A2, AMBOS_EROFS },        /* MEDIA_WRITE_PROTECTED */
    { 0xC00000A3, AMBOS_ENODEV },       /* DEVICE_NOT_READY */
    { 0xC00000AC, AMBOS_EBUSY },        /* PIPE_NOT_AVAILABLE */
    { 0xC00000AE, AMBOS_EBUSY },        /* PIPE_BUSY */
    { 0xC00000B0, AMBOS_EPIPE },        /* PIPE_DISCONNECTED */
    { 0xC00000B1, AMBOS_EPIPE },        /* PIPE_CLOSING */
    { 0xC00000B5, AMBOS_ETIMEDOUT },    /* IO_TIMEOUT */
    { 0xC00000BA, AMBOS_EISDIR },       /* FILE_IS_A_DIRECTORY */
    { 0xC00000BB, AMBOS_ENOTSUP },      /* NOT_SUPPORTED */
    { 0xC00000BE, AMBOS_ENOENT },       /* BAD_NETWORK_PATH */
    { 0xC00000BF, AMBOS_EBUSY },        /* NETWORK_BUSY */
    { 0xC00000C9, AMBOS_EIO },          /* NETWORK_NAME_DELETED */
    { 0xC00000CA, AMBOS_EACCES },       /* NETWORK_ACCESS_DENIED */
    { 0xC00000CB, AMBOS_ENOTSUP },      /* BAD_DEVICE_TYPE */
    { 0xC00000CC, AMBOS_ENOENT },       /* BAD_NETWORK_NAME */
    { 0xC00000D4, AMBOS_EXDEV },        /* NOT_SAME_DEVICE */
    { 0xC00000D5, AMBOS_EBUSY },        /* FILE_RENAMED */
    { 0xC00000FB, AMBOS_ENOENT },       /* REDIRECTOR_NOT_STARTED */
    { 0xC0000101, AMBOS_ENOTEMPTY },    /* DIRECTORY_NOT_EMPTY */
    { 0xC0000102, AMBOS_EIO },          /* FILE_CORRUPT_ERROR */
    { 0xC0000103, AMBOS_ENOTDIR },      /* NOT_A_DIRECTORY */
    { 0xC0000106, AMBOS_ENAMETOOLONG }, /* NAME_TOO_LONG */
    { 0xC000010A, AMBOS_ESRCH },        /* PROCESS_IS_TERMINATING */
    { 0xC000011F, AMBOS_EMFILE },       /* TOO_MANY_OPENED_FILES */
    { 0xC0000120, AMBOS_ECANCELED },    /* CANCELLED */
    { 0xC0000121, AMBOS_ETXTBSY },      /* CANNOT_DELETE: a mapped image, or read-only where the call looked */
    { 0xC0000123, AMBOS_ENOENT },       /* FILE_DELETED */
    { 0xC0000128, AMBOS_EBADF },        /* FILE_CLOSED */
    { 0xC000012D, AMBOS_ENOMEM },       /* COMMITMENT_LIMIT */
    { 0xC000012F, AMBOS_ENOEXEC },      /* INVALID_IMAGE_NOT_MZ */
    { 0xC0000130, AMBOS_ENOEXEC },      /* INVALID_IMAGE_PROTECT */
    { 0xC0000131, AMBOS_ENOEXEC },      /* INVALID_IMAGE_WIN_16 */
    { 0xC0000135, AMBOS_ENOENT },       /* DLL_NOT_FOUND */
    { 0xC000014B, AMBOS_EPIPE },        /* PIPE_BROKEN */
    { 0xC0000184, AMBOS_EINVAL },       /* INVALID_DEVICE_STATE */
    { 0xC0000185, AMBOS_EIO },          /* IO_DEVICE_ERROR */
    { 0xC0000194, AMBOS_EDEADLK },      /* POSSIBLE_DEADLOCK */
    { 0xC0000225, AMBOS_ENOENT },       /* NOT_FOUND */
    { 0xC0000243, AMBOS_ETXTBSY },      /* USER_MAPPED_FILE */
    { 0xC0000265, AMBOS_EMLINK },       /* TOO_MANY_LINKS */
    { 0xC000026E, AMBOS_ENODEV },       /* VOLUME_DISMOUNTED */
    { 0xC0000275, AMBOS_EINVAL },       /* NOT_A_REPARSE_POINT */
    { 0xC0000276, AMBOS_EIO },          /* IO_REPARSE_TAG_INVALID */
    { 0xC0000277, AMBOS_EIO },          /* IO_REPARSE_TAG_MISMATCH */
    { 0xC0000278, AMBOS_EIO },          /* IO_REPARSE_DATA_INVALID */
    { 0xC0000279, AMBOS_EACCES },       /* IO_REPARSE_TAG_NOT_HANDLED */
    { 0xC0000280, AMBOS_ELOOP },        /* REPARSE_POINT_NOT_RESOLVED */
    { 0xC0000359, AMBOS_ENOEXEC },      /* INVALID_IMAGE_WIN_32 */
    { 0xC000035A, AMBOS_ENOEXEC },      /* INVALID_IMAGE_WIN_64 */
    { 0xC0000361, AMBOS_EACCES },       /* ACCESS_DISABLED_BY_POLICY_DEFAULT */
    { 0xC000042C, AMBOS_EPERM },        /* ELEVATION_REQUIRED */
    { 0xC000050B, AMBOS_ELOOP },        /* REPARSE_POINT_ENCOUNTERED */
    { 0xC0000715, AMBOS_EPERM },        /* SYMLINK_CLASS_DISABLED */
    { 0xC0000802, AMBOS_EDQUOT },       /* DISK_QUOTA_EXCEEDED */
    { 0xC0000904, AMBOS_EFBIG },        /* FILE_TOO_LARGE */
};

/* ---- HRESULT: the common ones; those of the Win32 facility go by its table ---- */

static const struct map_row map_hresult[] = {
    { 0x80004001, AMBOS_ENOTSUP },   /* E_NOTIMPL */
    { 0x80004002, AMBOS_ENOTSUP },   /* E_NOINTERFACE */
    { 0x80004003, AMBOS_EFAULT },    /* E_POINTER */
    { 0x80004004, AMBOS_ECANCELED }, /* E_ABORT */
    { 0x80004005, AMBOS_EIO },       /* E_FAIL */
    { 0x8000000A, AMBOS_EAGAIN },    /* E_PENDING */
    { 0x80000002, AMBOS_ENOMEM },    /* E_OUTOFMEMORY of 16-bit times */
    { 0x8000FFFF, AMBOS_EIO },       /* E_UNEXPECTED */
};

#define HRESULT_FACILITY_WIN32 0x80070000u
#define HRESULT_FACILITY_NT 0x10000000u
#define TOP_BIT 0x80000000u

static ambos_error map_hresult_lookup(uint32_t native)
{
    if (!(native & TOP_BIT))
        return AMBOS_OK;
    if ((native & 0xFFFF0000u) == HRESULT_FACILITY_WIN32)
        return MAP_FIND(map_win32, native & 0xFFFFu);
    if (native & HRESULT_FACILITY_NT)
        return ambos__error_lookup(AMBOS_DOMAIN_NTSTATUS, native & ~HRESULT_FACILITY_NT);
    return MAP_FIND(map_hresult, native);
}

static ambos_error map_ntstatus_lookup(uint32_t native)
{
    ambos_error code = MAP_FIND(map_ntstatus, native);

    /* Whatever else has a clear top bit is success or information. */
    return code == AMBOS_EUNKNOWN && !(native & TOP_BIT) ? AMBOS_OK : code;
}

ambos_error ambos__error_lookup(uint32_t domain, uint32_t native)
{
    switch (domain) {
    case AMBOS_DOMAIN_ERRNO:
        return MAP_FIND(map_errno, native);
    case AMBOS_DOMAIN_WIN32:
        return MAP_FIND(map_win32, native);
    case AMBOS_DOMAIN_NTSTATUS:
        return map_ntstatus_lookup(native);
    case AMBOS_DOMAIN_HRESULT:
        return map_hresult_lookup(native);
    default:
        return AMBOS_EUNKNOWN;
    }
}
