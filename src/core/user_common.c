/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/port.h"

static const ambos_id no_id;

ambos_error AMBOS_CALL ambos_identity(uint32_t which, ambos_id *id)
{
    if (id)
        *id = no_id;
    if (!id || which > AMBOS_GROUP_REAL)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_identity(which, id);
}

ambos_error AMBOS_CALL ambos_get_groups(ambos_id **groups, size_t *count)
{
    if (groups)
        *groups = NULL;
    if (count)
        *count = 0;
    if (!groups || !count)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_get_groups(groups, count);
}

ambos_error AMBOS_CALL ambos_set_identity(uint32_t which, const ambos_id *id)
{
    if (!id || (which != AMBOS_USER_EFFECTIVE && which != AMBOS_GROUP_EFFECTIVE))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_set_identity(which, id);
}

/* `own`: which of ours when there is no id. */
static ambos_error id_name(const ambos_id *id, uint32_t own, char **name)
{
    struct ambos__str text = { NULL, 0, 0 };
    ambos_id ours;
    ambos_error error = AMBOS_OK;

    if (!name)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *name = NULL;
    if (!id)
        error = ambos__os_identity(own, &ours);
    if (error == AMBOS_OK)
        error = (own == AMBOS_USER_EFFECTIVE ? ambos__os_user_name : ambos__os_group_name)(id ? id : &ours, &text);
    return ambos__text_hand_over(error, &text, name);
}

ambos_error AMBOS_CALL ambos_user_name(const ambos_id *id, char **name)
{
    return id_name(id, AMBOS_USER_EFFECTIVE, name);
}

ambos_error AMBOS_CALL ambos_group_name(const ambos_id *id, char **name)
{
    return id_name(id, AMBOS_GROUP_EFFECTIVE, name);
}

ambos_error AMBOS_CALL ambos_find_user(const char *name, ambos_id *user, ambos_id **groups, size_t *count)
{
    ambos_error error;

    if (user)
        *user = no_id;
    if (groups)
        *groups = NULL;
    if (count)
        *count = 0;
    if (!name || !user || (groups && !count))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos__os_find_user(name, user, groups, count);
    if (error)
        *user = no_id;
    return error;
}

ambos_error AMBOS_CALL ambos_user_home(const char *name, char **home)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!home)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *home = NULL;
    return ambos__text_hand_over(ambos__os_user_home(name, &text), &text, home);
}

ambos_error AMBOS_CALL ambos_place(uint32_t which, char **path)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *path = NULL;
    if (which < AMBOS_PLACE_HOME || which > AMBOS_PLACE_RUNTIME)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__text_hand_over(ambos__os_place(which, &text), &text, path);
}

ambos_error AMBOS_CALL ambos_program_path(char **path)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *path = NULL;
    return ambos__text_hand_over(ambos__os_program_path(&text), &text, path);
}

ambos_error AMBOS_CALL ambos_host_name(char **name)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!name)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *name = NULL;
    return ambos__text_hand_over(ambos__os_host_name(&text), &text, name);
}
