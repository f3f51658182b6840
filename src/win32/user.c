/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <sddl.h>
#include <string.h>

#include "win32/nt.h"

int64_t AMBOS_CALL ambos_getpid(void)
{
    return GetCurrentProcessId();
}

/* Class 0, ProcessBasicInformation. */
struct process_basic {
    ambos__ntstatus status;
    void *peb;
    ULONG_PTR affinity;
    LONG priority;
    ULONG_PTR id;
    ULONG_PTR parent;
};

int64_t AMBOS_CALL ambos_getppid(void)
{
    struct process_basic basic = { 0 };

    if (NtQueryInformationProcess(GetCurrentProcess(), 0, &basic, sizeof basic, NULL) < 0)
        return 0;
    return (int64_t)basic.parent;
}

/* Tokens ------------------------------------------------------------------------------- */

/* That of the thread when it acts for somebody else and this is asked for, else that of the process. */
static HANDLE token_open(bool effective)
{
    HANDLE token = NULL;

    if (effective && OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token))
        return token;
    return OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) ? token : NULL;
}

/* One piece of knowledge of a token, allocated; it may grow between the two looks. */
static ambos_error token_read(HANDLE token, TOKEN_INFORMATION_CLASS class, void **known)
{
    DWORD size = 0;

    *known = NULL;
    while (!GetTokenInformation(token, class, *known, size, &size)) {
        const ambos_error error = ambos__fail_win32(AMBOS_STEP_SYSTEM);

        ambos__release(*known);
        *known = NULL;
        if (GetLastError() != ERROR_INSUFFICIENT_BUFFER)
            return error;
        *known = ambos__allocate(size);
        if (!*known)
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    }
    return AMBOS_OK;
}

static ambos_error token_query(bool effective, TOKEN_INFORMATION_CLASS class, void **known)
{
    HANDLE token = token_open(effective);
    ambos_failure before;
    ambos_error error;

    *known = NULL;
    if (!token)
        return ambos__fail_win32(AMBOS_STEP_SYSTEM);
    ambos_last_failure(&before);
    error = token_read(token, class, known);
    if (error == AMBOS_OK)
        ambos__failure_restore(&before); /* "does not fit" was no failure */
    ambos__handle_close(&token);
    return error;
}

static ambos_error id_from_sid(ambos_id *id, PSID sid)
{
    wchar_t *text;
    size_t i;

    memset(id, 0, sizeof *id);
    if (!ConvertSidToStringSidW(sid, &text))
        return ambos__fail_win32(AMBOS_STEP_SYSTEM);
    id->kind = AMBOS_ID_SID;
    for (i = 0; text[i] && i + 1 < sizeof id->sid; i++)
        id->sid[i] = (char)text[i];
    LocalFree(text);
    return AMBOS_OK;
}

ambos_error ambos__os_identity(uint32_t which, ambos_id *id)
{
    const bool user = which == AMBOS_USER_EFFECTIVE || which == AMBOS_USER_REAL;
    const bool effective = which == AMBOS_USER_EFFECTIVE || which == AMBOS_GROUP_EFFECTIVE;
    void *known;
    ambos_error error = token_query(effective, user ? TokenUser : TokenPrimaryGroup, &known);

    if (error == AMBOS_OK)
        error = id_from_sid(id, user ? ((TOKEN_USER *)known)->User.Sid : ((TOKEN_PRIMARY_GROUP *)known)->PrimaryGroup);
    ambos__release(known);
    return error;
}

static ambos_error groups_copy(const TOKEN_GROUPS *known, ambos_id **groups, size_t *count)
{
    ambos_error error = AMBOS_OK;
    size_t found = 0;
    DWORD i;

    *groups = ambos__allocate((known->GroupCount + 1) * sizeof **groups);
    if (!*groups)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    for (i = 0; error == AMBOS_OK && i < known->GroupCount; i++)
        if (known->Groups[i].Attributes & SE_GROUP_ENABLED)
            error = id_from_sid(*groups + found++, known->Groups[i].Sid);
    *count = found;
    if (error == AMBOS_OK && found > 0)
        return AMBOS_OK;
    ambos__release(*groups);
    *groups = NULL;
    *count = 0;
    return error;
}

ambos_error ambos__os_get_groups(ambos_id **groups, size_t *count)
{
    void *known;
    ambos_error error = token_query(true, TokenGroups, &known);

    if (error == AMBOS_OK)
        error = groups_copy(known, groups, count);
    ambos__release(known);
    return error;
}

ambos_error ambos__os_set_identity(uint32_t which, const ambos_id *id)
{
    (void)which;
    (void)id;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_USER);
}

int AMBOS_CALL ambos_is_elevated(void)
{
    TOKEN_ELEVATION elevation = { 0 };
    HANDLE token = token_open(true);
    DWORD size;

    if (!token)
        return 0;
    if (!GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &size))
        elevation.TokenIsElevated = 0;
    ambos__handle_close(&token);
    return elevation.TokenIsElevated != 0;
}

/* Names -------------------------------------------------------------------------------- */

static ambos_error user_fail(void)
{
    const DWORD code = GetLastError();

    if (code == ERROR_NONE_MAPPED || code == ERROR_FILE_NOT_FOUND)
        return ambos__fail_as(AMBOS_ENOENT, AMBOS_DOMAIN_WIN32, code, AMBOS_STEP_SYSTEM);
    return ambos__fail_win32(AMBOS_STEP_SYSTEM);
}

/* Names of accounts and of their domains have at most this many units (UNLEN, DNLEN; DNS names of domains 255). */
enum { ACCOUNT_ROOM = 257 };

ambos_error ambos__os_user_name(const ambos_id *id, struct ambos__str *name)
{
    wchar_t account[ACCOUNT_ROOM], domain[ACCOUNT_ROOM];
    DWORD length = ACCOUNT_ROOM, domain_length = ACCOUNT_ROOM;
    SID_NAME_USE use;
    PSID sid;
    ambos_error error;

    if (id->kind != AMBOS_ID_SID || !memchr(id->sid, 0, sizeof id->sid) || !ConvertStringSidToSidA(id->sid, &sid))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (LookupAccountSidW(NULL, sid, account, &length, domain, &domain_length, &use))
        error = ambos__str_append_wide(name, account, length);
    else
        error = user_fail();
    LocalFree(sid);
    return error;
}

/* Homes -------------------------------------------------------------------------------- */

/* What the list of profiles says of a SID; environment variables in it are put in by the registry. */
static ambos_error profile_of(const char *sid, struct ambos__str *home)
{
    static const wchar_t list[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\";
    struct ambos__wide key, path;
    DWORD size;
    LSTATUS status;
    ambos_error error = ambos__wide_from(&key, sid, strlen(sid));

    if (error != AMBOS_OK)
        return error;
    ambos__wide_init(&path);
    error = ambos__wide_append(&path, list, sizeof list / sizeof list[0] - 1);
    if (error == AMBOS_OK)
        error = ambos__wide_append(&path, key.text, key.length);
    ambos__wide_free(&key);
    ambos__wide_init(&key);
    size = (DWORD)(key.capacity * sizeof(wchar_t));
    if (error == AMBOS_OK) {
        status = RegGetValueW(HKEY_LOCAL_MACHINE, path.text, L"ProfileImagePath", RRF_RT_REG_SZ, NULL, key.text, &size);
        SetLastError((DWORD)status);
        error = status == ERROR_SUCCESS ? ambos__str_append_wide(home, key.text, wcslen(key.text)) : user_fail();
    }
    ambos__wide_free(&path);
    return error;
}

static ambos_error sid_of_name(const char *name, ambos_id *id)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    wchar_t domain[ACCOUNT_ROOM];
    DWORD size = sizeof sid, domain_length = ACCOUNT_ROOM;
    struct ambos__wide wide;
    SID_NAME_USE use;
    ambos_error error = ambos__wide_from(&wide, name, strlen(name));

    if (error != AMBOS_OK)
        return error;
    if (!LookupAccountNameW(NULL, wide.text, sid, &size, domain, &domain_length, &use))
        error = user_fail();
    ambos__wide_free(&wide);
    return error == AMBOS_OK ? id_from_sid(id, sid) : error;
}

ambos_error ambos__os_user_home(const char *name, struct ambos__str *home)
{
    ambos_id id;
    ambos_error error = name ? sid_of_name(name, &id) : ambos__os_identity(AMBOS_USER_EFFECTIVE, &id);

    return error == AMBOS_OK ? profile_of(id.sid, home) : error;
}

ambos_error ambos__os_group_name(const ambos_id *id, struct ambos__str *name)
{
    return ambos__os_user_name(id, name);
}

ambos_error ambos__os_find_user(const char *name, ambos_id *user, ambos_id **groups, size_t *count)
{
    (void)groups;
    (void)count;
    return sid_of_name(name, user);
}
