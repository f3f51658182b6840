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

static bool allow_user(ACL *acl, DWORD inheritance, HANDLE token)
{
    union {
        TOKEN_USER user;
        BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } who;
    DWORD size;

    return GetTokenInformation(token, TokenUser, &who, sizeof who, &size) && allow(acl, inheritance, who.user.User.Sid);
}

/* What runs in an app container is let in only where its package is, too. */
static bool allow_package(ACL *acl, DWORD inheritance, HANDLE token)
{
    union {
        TOKEN_APPCONTAINER_INFORMATION package;
        BYTE bytes[sizeof(TOKEN_APPCONTAINER_INFORMATION) + SECURITY_MAX_SID_SIZE];
    } who;
    DWORD size;

    return !GetTokenInformation(token, TokenAppContainerSid, &who, sizeof who, &size) ||
           !who.package.TokenAppContainer || allow(acl, inheritance, who.package.TokenAppContainer);
}

ambos_error ambos__private_init(struct ambos__private *security, bool inherit, uint32_t step)
{
    const DWORD inheritance = inherit ? (DWORD)(OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE) : 0;
    ACL *acl = &security->list.acl;
    ambos_error error = AMBOS_OK;
    HANDLE token = NULL;

    memset(security, 0, sizeof *security);
    /* The user by name and not as OWNER RIGHTS: what an elevated process makes belongs to the Administrators. */
    if (!open_token(&token) || !InitializeAcl(acl, sizeof security->list, ACL_REVISION) ||
        !allow_user(acl, inheritance, token) || !allow_package(acl, inheritance, token) ||
        !allow_well_known(acl, inheritance, WinLocalSystemSid) ||
        !allow_well_known(acl, inheritance, WinBuiltinAdministratorsSid) ||
        !InitializeSecurityDescriptor(&security->descriptor, SECURITY_DESCRIPTOR_REVISION) ||
        !SetSecurityDescriptorDacl(&security->descriptor, TRUE, acl, FALSE) ||
        !SetSecurityDescriptorControl(&security->descriptor, SE_DACL_PROTECTED, SE_DACL_PROTECTED))
        error = ambos__fail_win32(step);
    ambos__handle_close(&token);
    return error;
}
