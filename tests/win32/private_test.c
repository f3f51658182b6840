/* SPDX-License-Identifier: MIT */
/* The access list of private files, as the kernel is told it when it makes them. */
#include "check.h"

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <ambos/ambos.h>

#include "imports.h"

struct object {
    ULONG length;
    HANDLE root;
    void *name;
    ULONG attributes;
    SECURITY_DESCRIPTOR *security;
    void *quality;
};

typedef LONG(NTAPI *make_call)(HANDLE *file, ACCESS_MASK access, struct object *object, void *io, void *allocation,
                               ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea, ULONG length);

static make_call real_make;
static int seen;
static bool is_directory;

static TOKEN_USER *this_user(void)
{
    static union {
        TOKEN_USER user;
        BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } who;
    DWORD size;
    HANDLE token;

    CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    CHECK(GetTokenInformation(token, TokenUser, &who, sizeof who, &size));
    CHECK(CloseHandle(token));
    return &who.user;
}

static bool has_all_access(ACL *acl, PSID who)
{
    for (DWORD i = 0; i < acl->AceCount; i++) {
        void *entry;
        ACCESS_ALLOWED_ACE *ace;

        CHECK(GetAce(acl, i, &entry));
        ace = entry;
        CHECK_INT(ace->Header.AceType, ACCESS_ALLOWED_ACE_TYPE);
        CHECK_INT(ace->Header.AceFlags, is_directory ? OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE : 0);
        if (EqualSid(&ace->SidStart, who))
            return ace->Mask == FILE_ALL_ACCESS;
    }
    return false;
}

static bool has_well_known(ACL *acl, WELL_KNOWN_SID_TYPE type)
{
    BYTE who[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof who;

    return CreateWellKnownSid(type, NULL, who, &size) && has_all_access(acl, who);
}

/* Elevated or not, whoever the owner becomes: the user is let in by name, and nobody but the system beside him. */
static LONG NTAPI look_at_security(HANDLE *file, ACCESS_MASK access, struct object *object, void *io, void *allocation,
                                   ULONG attributes, ULONG share, ULONG disposition, ULONG options, void *ea,
                                   ULONG length)
{
    SECURITY_DESCRIPTOR_CONTROL control;
    BOOL present, defaulted;
    DWORD revision;
    ACL *acl;

    if (object->security) {
        seen++;
        CHECK(GetSecurityDescriptorControl(object->security, &control, &revision) && (control & SE_DACL_PROTECTED));
        CHECK(GetSecurityDescriptorDacl(object->security, &present, &acl, &defaulted) && present && acl);
        CHECK_INT(acl->AceCount, 3);
        CHECK(has_all_access(acl, this_user()->User.Sid));
        CHECK(has_well_known(acl, WinLocalSystemSid));
        CHECK(has_well_known(acl, WinBuiltinAdministratorsSid));
    }
    return real_make(file, access, object, io, allocation, attributes, share, disposition, options, ea, length);
}

TEST(the_list_of_a_private_file_is_there_at_its_birth)
{
    ambos_file *file;

    real_make = (make_call)import_replace("NtCreateFile", (any_call)look_at_security);
    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_WRITE | AMBOS_CREATE | AMBOS_PRIVATE, 0));
    CHECK_OK(ambos_file_close(file));
    CHECK_INT(seen, 1);
    is_directory = true;
    CHECK_OK(ambos_mkdir(test_path("dir"), 0, AMBOS_PRIVATE));
    CHECK_INT(seen, 2);
    CHECK_OK(ambos_mkdir(test_path("plain"), 0, 0));
    CHECK_OK(ambos_access(test_path("file"), AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE));
    CHECK_INT(seen, 2);
}
