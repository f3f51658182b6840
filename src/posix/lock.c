/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

ambos_error ambos__os_file_lock(ambos_file *file, bool exclusive, bool wait, bool *locked)
{
    int result;

    AMBOS__RETRY(result, ambos__lock_file((int)file->handle, exclusive ? F_WRLCK : F_RDLCK, wait));
    *locked = result == 0;
    if (result == 0 || errno == EAGAIN || errno == EACCES)
        return AMBOS_OK;
    return ambos__fail_errno(AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_file_unlock(ambos_file *file)
{
    int result;

    AMBOS__RETRY(result, ambos__lock_file((int)file->handle, F_UNLCK, false));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CHANGE);
}
