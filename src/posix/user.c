/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>

int64_t AMBOS_CALL ambos_getpid(void)
{
    return getpid();
}

int64_t AMBOS_CALL ambos_getppid(void)
{
    return getppid();
}

int AMBOS_CALL ambos_is_elevated(void)
{
    return geteuid() == 0;
}

static void id_number(ambos_id *id, uint32_t number)
{
    memset(id, 0, sizeof *id);
    id->kind = AMBOS_ID_NUMBER;
    id->number = number;
}

ambos_error ambos__os_identity(uint32_t which, ambos_id *id)
{
    switch (which) {
    case AMBOS_USER_REAL:
        id_number(id, (uint32_t)getuid());
        break;
    case AMBOS_GROUP_EFFECTIVE:
        id_number(id, (uint32_t)getegid());
        break;
    case AMBOS_GROUP_REAL:
        id_number(id, (uint32_t)getgid());
        break;
    default:
        id_number(id, (uint32_t)geteuid());
        break;
    }
    return AMBOS_OK;
}

/* The list may grow between the two looks: then it does not fit, and is asked for again. */
static ambos_error groups_read(gid_t **list, int *count)
{
    do {
        ambos__release(*list);
        *list = NULL;
        *count = getgroups(0, NULL);
        if (*count <= 0)
            return *count == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_SYSTEM);
        *list = ambos__allocate((size_t)*count * sizeof **list);
        if (!*list)
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        *count = getgroups(*count, *list);
    } while (*count < 0 && errno == EINVAL);
    return *count >= 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_SYSTEM);
}

static ambos_error groups_hand_over(const gid_t *list, int number, ambos_id **groups, size_t *count)
{
    int i;

    if (number > 0) {
        *groups = ambos__allocate((size_t)number * sizeof **groups);
        if (!*groups)
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    }
    for (i = 0; i < number; i++)
        id_number(*groups + i, (uint32_t)list[i]);
    *count = (size_t)number;
    return AMBOS_OK;
}

ambos_error ambos__os_get_groups(ambos_id **groups, size_t *count)
{
    gid_t *list = NULL;
    int number;
    ambos_error error = groups_read(&list, &number);

    if (error == AMBOS_OK)
        error = groups_hand_over(list, number, groups, count);
    ambos__release(list);
    return error;
}

/* -1 is not a number of anybody: to the system it says "leave it", and the call would seem to have worked. */
static bool id_is_number(const ambos_id *id)
{
    return id->kind == AMBOS_ID_NUMBER && id->number != UINT32_MAX;
}

ambos_error ambos__os_set_identity(uint32_t which, const ambos_id *id)
{
    int result;

    if (!id_is_number(id))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    result = which == AMBOS_USER_EFFECTIVE ? seteuid((uid_t)id->number) : setegid((gid_t)id->number);
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_USER);
}

/* POSIX says 0 for "none", and systems say other things. */
static ambos_error entry_missing(int error)
{
    if (error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_SYSTEM);
    return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)error, AMBOS_STEP_SYSTEM);
}

/* An entry of the list of users, of the user with this name, or with this number when there is none. Its texts are in
   `room`, which is empty at entry and the caller's to free. */
static ambos_error user_entry(struct passwd *entry, struct ambos__str *room, const char *name, uid_t number)
{
    struct passwd *found;
    size_t wanted = 1024;
    int error;

    do {
        if (ambos__str_reserve(room, wanted))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        error = name ? getpwnam_r(name, entry, room->data, room->capacity, &found)
                     : getpwuid_r(number, entry, room->data, room->capacity, &found);
        wanted = room->capacity * 2;
    } while (error == EINTR || error == ERANGE);
    return found ? AMBOS_OK : entry_missing(error);
}

static ambos_error group_entry(struct group *entry, struct ambos__str *room, gid_t number)
{
    struct group *found;
    size_t wanted = 1024;
    int error;

    do {
        if (ambos__str_reserve(room, wanted))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        error = getgrgid_r(number, entry, room->data, room->capacity, &found);
        wanted = room->capacity * 2;
    } while (error == EINTR || error == ERANGE);
    return found ? AMBOS_OK : entry_missing(error);
}

static ambos_error user_text(struct ambos__str *text, const char *value)
{
    if (!value || value[0] == '\0')
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_SYSTEM);
    return ambos__str_append_text(text, value) ? ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY) : AMBOS_OK;
}

ambos_error ambos__os_user_name(const ambos_id *id, struct ambos__str *name)
{
    struct ambos__str room = { NULL, 0, 0 };
    struct passwd entry;
    ambos_error error;

    if (!id_is_number(id))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = user_entry(&entry, &room, NULL, (uid_t)id->number);
    if (error == AMBOS_OK)
        error = user_text(name, entry.pw_name);
    ambos__str_free(&room);
    return error;
}

ambos_error ambos__os_user_home(const char *name, struct ambos__str *home)
{
    struct ambos__str room = { NULL, 0, 0 };
    struct passwd entry;
    ambos_error error = user_entry(&entry, &room, name, geteuid());

    if (error == AMBOS_OK)
        error = user_text(home, entry.pw_dir);
    ambos__str_free(&room);
    return error;
}

ambos_error ambos__os_group_name(const ambos_id *id, struct ambos__str *name)
{
    struct ambos__str room = { NULL, 0, 0 };
    struct group entry;
    ambos_error error;

    if (!id_is_number(id))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = group_entry(&entry, &room, (gid_t)id->number);
    if (error == AMBOS_OK)
        error = user_text(name, entry.gr_name);
    ambos__str_free(&room);
    return error;
}

/* Through void, because macOS has int there. */
static ambos_error user_groups(const struct passwd *entry, ambos_id **groups, size_t *count)
{
    int number = 32, room;
    void *list = NULL;
    ambos_error error;

    do {
        room = number;
        ambos__release(list);
        list = ambos__allocate((size_t)room * sizeof(gid_t));
        if (!list)
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        if (getgrouplist(entry->pw_name, entry->pw_gid, list, &number) >= 0)
            break;
        /* Not every system says how many there are. */
        number = number > room ? number : room * 2;
    } while (number > room);
    error = groups_hand_over(list, number, groups, count);
    ambos__release(list);
    return error;
}

ambos_error ambos__os_find_user(const char *name, ambos_id *user, ambos_id **groups, size_t *count)
{
    struct ambos__str room = { NULL, 0, 0 };
    struct passwd entry;
    ambos_error error = user_entry(&entry, &room, name, 0);

    if (error == AMBOS_OK)
        id_number(user, (uint32_t)entry.pw_uid);
    if (error == AMBOS_OK && groups)
        error = user_groups(&entry, groups, count);
    ambos__str_free(&room);
    return error;
}
