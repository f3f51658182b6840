/* SPDX-License-Identifier: MIT */
/* The access list of what is made for its owner alone. */
#include "win32/win32.h"

#include <string.h>

/* Of the thread when it acts for somebody else, for that is who will own the file. */
static bool open_token(HANDLE *token)
{
    if (OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token))
        return true;
    return OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token) != FALSE;
}

static ambos_error query_user(TOKEN_USER *user, DWORD size, uint32_t step)
{
    HANDLE token = NULL;
    ambos_error error = AMBOS_OK;

    if (!open_token(&token))
        return ambos__fail_win32(step);
    if (!GetTokenInformation(token, TokenUser, user, size, &size))
        error = ambos__fail_win32(step);
    ambos__handle_close(&token);
    return error;
}

static bool allow(ACL *acl, DWORD inheritance, PSID who)
{
    return AddAccessAllowedAceEx(acl, ACL_REVISION, inheritance, FILE_ALL_ACCESS, who) != FALSE;
}

static bool allow_well_known(ACL *acl, DWORD inheritance, WELL_KNOWN_SID_TYPE type)
{
    union {
        SID sid;
        BYTE bytes[SECURITY_MAX_SID_SIZE];
    } who;
    DWORD size = sizeof who;

    return CreateWellKnownSid(type, NULL, &who, &size) && allow(acl, inheritance, &who);
}

ambos_error ambos__private_init(struct ambos__private *security, bool inherit, uint32_t step)
{
    const DWORD inheritance = inherit ? (DWORD)(OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE) : 0;
    ACL *acl = &security->list.acl;
    union {
        TOKEN_USER user;
        BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } token;
    ambos_error error;

    memset(security, 0, sizeof *security);
    error = query_user(&token.user, sizeof token, step);
    if (error != AMBOS_OK)
        return error;
    /* The user by name and not as OWNER RIGHTS: what an elevated process makes belongs to the Administrators. */
    if (!InitializeAcl(acl, sizeof security->list, ACL_REVISION) || !allow(acl, inheritance, token.user.User.Sid) ||
        !allow_well_known(acl, inheritance, WinLocalSystemSid) ||
        !allow_well_known(acl, inheritance, WinBuiltinAdministratorsSid) ||
        !InitializeSecurityDescriptor(&security->descriptor, SECURITY_DESCRIPTOR_REVISION) ||
        !SetSecurityDescriptorDacl(&security->descriptor, TRUE, acl, FALSE) ||
        !SetSecurityDescriptorControl(&security->descriptor, SE_DACL_PROTECTED, SE_DACL_PROTECTED))
        return ambos__fail_win32(step);
    return AMBOS_OK;
}
