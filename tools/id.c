/* SPDX-License-Identifier: MIT */
/* ambos id: who runs this. */
#include <string.h>

#include "commands.h"

enum { OPTION_JSON = 256 };

typedef ambos_error AMBOS_CALL name_of(const ambos_id *id, char **name);

struct identity {
    ambos_id user, group, real_user, real_group;
    ambos_id *groups;
    size_t count;
};

static ambos_error get_identity(struct identity *identity)
{
    ambos_error error = ambos_identity(AMBOS_USER_EFFECTIVE, &identity->user);

    if (!error)
        error = ambos_identity(AMBOS_GROUP_EFFECTIVE, &identity->group);
    if (!error)
        error = ambos_identity(AMBOS_USER_REAL, &identity->real_user);
    if (!error)
        error = ambos_identity(AMBOS_GROUP_REAL, &identity->real_group);
    if (!error)
        error = ambos_get_groups(&identity->groups, &identity->count);
    return error;
}

static int same_id(const ambos_id *a, const ambos_id *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* ---- pieces ---- */

static void say_number(const ambos_id *id)
{
    if (id->kind == AMBOS_ID_SID)
        tool_say(id->sid);
    else
        tool_format("%lu", (unsigned long)id->number);
}

/* Its name, where it has one; else its number, which only -n complains of. */
static int say_name(const ambos_id *id, name_of *look_up)
{
    char *name;
    const int known = look_up(id, &name) == AMBOS_OK;

    if (known)
        tool_say(name);
    else
        say_number(id);
    ambos_free(name);
    return known;
}

/* 0(root) */
static void say_both(const char *label, const ambos_id *id, name_of *look_up)
{
    char *name;

    tool_say(label);
    say_number(id);
    if (look_up(id, &name) == AMBOS_OK) {
        tool_say("(");
        tool_say(name);
        tool_say(")");
    }
    ambos_free(name);
}

/* The effective one first, and no other twice, as id of GNU has it. */
static int is_further(const struct identity *identity, size_t index)
{
    size_t i;

    for (i = 0; i < index; i++)
        if (same_id(&identity->groups[i], &identity->groups[index]))
            return 0;
    return !same_id(&identity->groups[index], &identity->group);
}

/* ---- what was asked for ---- */

static void say_all(const struct identity *identity)
{
    size_t i;

    say_both("uid=", &identity->real_user, ambos_user_name);
    say_both(" gid=", &identity->real_group, ambos_group_name);
    if (!same_id(&identity->user, &identity->real_user))
        say_both(" euid=", &identity->user, ambos_user_name);
    if (!same_id(&identity->group, &identity->real_group))
        say_both(" egid=", &identity->group, ambos_group_name);
    say_both(" groups=", &identity->group, ambos_group_name);
    for (i = 0; i < identity->count; i++)
        if (is_further(identity, i))
            say_both(",", &identity->groups[i], ambos_group_name);
    tool_say("\n");
}

static int say_one(const struct tool_call *call, const ambos_id *id, name_of *look_up)
{
    if (!tool_has(call, 'n'))
        say_number(id);
    else if (!say_name(id, look_up))
        return tool_complain("id: nobody knows a name for it");
    return TOOL_DONE;
}

static int say_groups(const struct tool_call *call, const struct identity *identity)
{
    int status = say_one(call, &identity->group, ambos_group_name);
    size_t i;

    for (i = 0; i < identity->count; i++)
        if (is_further(identity, i)) {
            tool_say(" ");
            if (say_one(call, &identity->groups[i], ambos_group_name) != TOOL_DONE)
                status = TOOL_FAILED;
        }
    return status;
}

static int say_asked(const struct tool_call *call, const struct identity *identity)
{
    const int real = tool_has(call, 'r');
    int status;

    if (tool_has(call, 'u'))
        status = say_one(call, real ? &identity->real_user : &identity->user, ambos_user_name);
    else if (tool_has(call, 'g'))
        status = say_one(call, real ? &identity->real_group : &identity->group, ambos_group_name);
    else
        status = say_groups(call, identity);
    tool_say("\n");
    return status;
}

/* ---- JSON ---- */

static void json_id(const char *key, const ambos_id *id, name_of *look_up)
{
    char *name;
    const int known = look_up(id, &name) == AMBOS_OK;

    json_begin(key, '{');
    if (id->kind == AMBOS_ID_SID)
        json_text("id", id->sid);
    else
        json_digits("id", id->number);
    json_text("name", known ? name : NULL);
    json_end('}');
    ambos_free(name);
}

static void say_json(const struct identity *identity)
{
    size_t i;

    json_begin(NULL, '{');
    json_id("user", &identity->user, ambos_user_name);
    json_id("group", &identity->group, ambos_group_name);
    json_id("real_user", &identity->real_user, ambos_user_name);
    json_id("real_group", &identity->real_group, ambos_group_name);
    json_begin("groups", '[');
    json_id(NULL, &identity->group, ambos_group_name);
    for (i = 0; i < identity->count; i++)
        if (is_further(identity, i))
            json_id(NULL, &identity->groups[i], ambos_group_name);
    json_end(']');
    json_bool("elevated", ambos_is_elevated());
    json_end('}');
}

static int id_run(const struct tool_call *call)
{
    const int asked = tool_has(call, 'u') + tool_has(call, 'g') + tool_has(call, 'G');
    struct identity identity = { .groups = NULL };
    ambos_error error;
    int status = TOOL_DONE;

    if (asked > 1 || (asked && tool_has(call, OPTION_JSON)))
        return tool_usage(call->command, "-u, -g, -G and --json exclude each other");
    if (!asked && (tool_has(call, 'n') || tool_has(call, 'r')))
        return tool_usage(call->command, "-n and -r need -u, -g or -G");
    error = get_identity(&identity);
    if (error)
        status = tool_failed("ask for", "the user", error);
    else if (asked)
        status = say_asked(call, &identity);
    else
        (tool_has(call, OPTION_JSON) ? say_json : say_all)(&identity);
    ambos_free(identity.groups);
    return status;
}

static const struct tool_option id_options[] = {
    { 'u', "user", NULL, "the user alone" },
    { 'g', "group", NULL, "the group alone" },
    { 'G', "groups", NULL, "all groups" },
    { 'n', "name", NULL, "the name, not the number" },
    { 'r', "real", NULL, "who started it, not whose rights count" },
    { OPTION_JSON, "json", NULL, "a JSON object: user, group, real_user, real_group, groups, elevated" },
    { 0 },
};

const struct tool_command command_id = {
    .name = "id",
    .synopsis = "[OPTION]...",
    .purpose = "say who runs this",
    .details = "Users and groups are numbers, on Windows SIDs; in JSON each has id (a string) and name.\n\n"
               "examples:\n"
               "  ambos id\n"
               "  ambos id -un\n",
    .options = id_options,
    .run = id_run,
};
