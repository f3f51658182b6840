/* SPDX-License-Identifier: MIT */
/* The privilege to make symlinks: who is elevated has it, but not switched on. CreateSymbolicLinkW switches it on while
   it works, and so must who does without that call. */
#include "win32/win32.h"

#include "win32/nt.h"

/* SE_CREATE_SYMBOLIC_LINK_PRIVILEGE, which only the headers of drivers have. */
enum { SYMLINK_PRIVILEGE = 35 };

static void enable_privilege(void)
{
    TOKEN_PRIVILEGES wanted = { .PrivilegeCount = 1 };
    HANDLE token = NULL;

    wanted.Privileges[0].Luid.LowPart = SYMLINK_PRIVILEGE;
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    if (OpenThreadToken(GetCurrentThread(), TOKEN_ADJUST_PRIVILEGES, TRUE, &token))
        (void)AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
    ambos__handle_close(&token);
}

/* A thread that acts for somebody else keeps the token that it has. */
bool ambos__symlink_privilege_begin(void)
{
    HANDLE token = NULL;
    const bool acting =
        OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token) || GetLastError() != ERROR_NO_TOKEN;

    ambos__handle_close(&token);
    if (acting || !ImpersonateSelf(SecurityImpersonation))
        return false;
    enable_privilege();
    return true;
}

void ambos__symlink_privilege_end(bool begun)
{
    if (begun)
        (void)RevertToSelf();
}
