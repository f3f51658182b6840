/* SPDX-License-Identifier: MIT */
/* Who runs this process: numbers, users, groups and their names. What they are differs from machine to machine, so this
   prints what holds on all of them. */
#include "example.h"

static void numbers(char *const argv[])
{
    char *self = own_path(argv);
    const char *const child[] = { self, "--parent", NULL };
    ambos_run_result result;
    int64_t parent;

    /* [ambos_getpid] */
    int64_t id = ambos_getpid(); /* for log files and the like; to wait or kill use an ambos_process */

    printf("this process has a number: %s\n", id > 0 ? "yes" : "no");
    /* [ambos_getpid] */
    must(ambos_run(child, NULL, &result), self);
    parent = strtoll(result.output, NULL, 10);
    printf("its child says who its parent is: %s\n", yes(parent == id));
    ambos_run_free(&result);
    ambos_free(self);
}

static void users(void)
{
    ambos_id user, group, *groups;
    size_t count;
    char *name, *home;
    ambos_error error;

    /* [ambos_identity] */
    must(ambos_identity(AMBOS_USER_EFFECTIVE, &user), "the user");
    if (user.kind == AMBOS_ID_NUMBER)
        printf("~user %u\n", (unsigned)user.number); /* POSIX */
    else
        printf("~user %s\n", user.sid); /* Windows */
    /* [ambos_identity] */
    must(ambos_identity(AMBOS_GROUP_EFFECTIVE, &group), "the group");

    /* [ambos_group_name] */
    error = ambos_group_name(&group, &name); /* NULL: the effective group */
    if (error == AMBOS_ENOENT)
        puts("~the system has no name for this group");
    else if (must(error, "the name of the group"))
        printf("~in group %s\n", name);
    ambos_free(name);
    /* [ambos_group_name] */

    /* [ambos_get_groups] */
    must(ambos_get_groups(&groups, &count), "the groups");
    for (size_t i = 0; i < count; i++)
        if (memcmp(&groups[i], &group, sizeof group) == 0)
            printf("~the effective group is among the others\n");
    ambos_free(groups);
    /* [ambos_get_groups] */

    /* [ambos_user_name] */
    error = ambos_user_name(&user, &name); /* NULL: the effective user */
    if (error == AMBOS_ENOENT)
        puts("~the system has no name for this user"); /* in a container, say */
    else if (must(error, "the name"))
        printf("~named %s\n", name);
    ambos_free(name);
    /* [ambos_user_name] */

    /* [ambos_user_home] */
    error = ambos_user_home(NULL, &home);
    if (error == AMBOS_ENOENT)
        puts("~and no home");
    else if (must(error, "the home"))
        printf("~at home in %s\n", home);
    ambos_free(home);
    /* [ambos_user_home] */

    /* [ambos_find_user] */
    error = ambos_find_user("no-such-user-here", &user, &groups, &count); /* POSIX: to spawn as that user */
    if (error == AMBOS_ENOENT)
        puts("there is no such user");
    else if (must(error, "a user"))
        printf("of %u groups\n", (unsigned)count);
    ambos_free(groups);
    /* [ambos_find_user] */
    printf("a user that is not: %s\n", ambos_strerror(ambos_user_home("no-such-user-here", &home)));
}

static void rights(void)
{
    ambos_id user;

    /* [ambos_is_elevated] */
    if (ambos_is_elevated())
        puts("~this process may do what only administrators may");
    else
        puts("~this process is an ordinary one");
    /* [ambos_is_elevated] */

    /* [ambos_set_identity] */
    must(ambos_identity(AMBOS_USER_REAL, &user), "the real user");

    ambos_error error = ambos_set_identity(AMBOS_USER_EFFECTIVE, &user); /* act as whoever started this */

    if (error == AMBOS_ENOTSUP)
        puts("~a process is always the same user here"); /* Windows */
    else
        must(error, "become the real user");
    /* [ambos_set_identity] */
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--parent") == 0) {
        /* [ambos_getppid] */
        const int64_t parent = ambos_getppid(); /* who started this process; 0: the system does not tell */

        printf("%lld\n", (long long)parent);
        /* [ambos_getppid] */
        return 0;
    }
    numbers(argv);
    users();
    rights();
    return 0;
}
