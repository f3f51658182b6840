/* SPDX-License-Identifier: MIT */
/* Who runs this process, and where its things belong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

static ambos_id identity(uint32_t which)
{
    ambos_id id;

    CHECK_OK(ambos_identity(which, &id));
    return id;
}

/* A user that no system has. */
static ambos_id nobody_at_all(void)
{
    ambos_id id;

    memset(&id, 0, sizeof id);
    id.kind = test_is_windows() ? AMBOS_ID_SID : AMBOS_ID_NUMBER;
    if (test_is_windows())
        snprintf(id.sid, sizeof id.sid, "S-1-5-21-1-2-3-4444");
    else
        id.number = 3999999999U;
    return id;
}

/* What a child says; commands of this suite. */
static int say_parent(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("%lld %lld\n", (long long)ambos_getpid(), (long long)ambos_getppid());
    return 0;
}

static int say_place(int argc, char **argv)
{
    char *path = NULL;
    const ambos_error error = ambos_place((uint32_t)atoi(argv[1]), &path);

    (void)argc;
    printf("%s", error ? ambos_error_name(error) : path);
    ambos_free(path);
    return 0;
}

static int say_program(int argc, char **argv)
{
    char *path = NULL;
    const ambos_error error = ambos_program_path(&path);

    (void)argc;
    (void)argv;
    printf("%s", error ? ambos_error_name(error) : path);
    ambos_free(path);
    return 0;
}

static int say_cpus(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("%u", (unsigned)ambos_cpu_count());
    return 0;
}

const struct test_command test_suite_commands[] = {
    { "parent", 0, 0, say_parent }, { "place", 1, 1, say_place }, { "program", 0, 0, say_program },
    { "cpus", 0, 0, say_cpus },     { NULL, 0, 0, NULL },
};

TEST(users_and_groups_are_of_the_systems_kind)
{
    static const uint32_t all[] = { AMBOS_USER_EFFECTIVE, AMBOS_USER_REAL, AMBOS_GROUP_EFFECTIVE, AMBOS_GROUP_REAL };
    size_t i;

    for (i = 0; i < 4; i++) {
        const ambos_id id = identity(all[i]);

        CHECK_INT(id.kind, test_is_windows() ? AMBOS_ID_SID : AMBOS_ID_NUMBER);
        CHECK_INT(strncmp(id.sid, "S-1-", 4) == 0, test_is_windows());
        CHECK_INT(test_is_windows() && id.number != 0, 0);
    }
}

TEST(a_file_belongs_to_the_effective_user)
{
    ambos_file_info info;
    const ambos_id user = identity(AMBOS_USER_EFFECTIVE);

    if (test_is_windows())
        SKIP("owners are not told of files here");
    test_write_file(test_path("mine"), "", 0);
    CHECK_OK(ambos_stat(test_path("mine"), &info));
    CHECK_INT(info.uid, user.number);
}

TEST(bad_arguments_of_identity)
{
    ambos_id id = identity(AMBOS_USER_REAL), *groups = &id;
    char *text = &id.sid[0];
    size_t count = 5;

    CHECK_ERR(ambos_identity(AMBOS_USER_REAL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_identity(4, &id), AMBOS_EINVAL);
    CHECK_INT(id.kind, AMBOS_ID_NONE);
    CHECK_ERR(ambos_get_groups(NULL, &count), AMBOS_EINVAL);
    CHECK_ERR(ambos_get_groups(&groups, NULL), AMBOS_EINVAL);
    CHECK(groups == NULL);
    CHECK_ERR(ambos_user_name(&id, &text), AMBOS_EINVAL);
    CHECK(text == NULL);
    CHECK_ERR(ambos_user_name(NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_user_home(NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_group_name(NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_find_user(NULL, &id, NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_find_user("somebody", NULL, NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_find_user("somebody", &id, &groups, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_set_identity(AMBOS_USER_EFFECTIVE, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_set_identity(AMBOS_USER_REAL, &id), AMBOS_EINVAL);
    CHECK_ERR(ambos_place(0, &text), AMBOS_EINVAL);
    CHECK_ERR(ambos_place(8, &text), AMBOS_EINVAL);
    CHECK_ERR(ambos_place(AMBOS_PLACE_HOME, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_program_path(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_host_name(NULL), AMBOS_EINVAL);
}

TEST(groups_are_of_the_systems_kind)
{
    ambos_id *groups;
    size_t count, i;

    CHECK_OK(ambos_get_groups(&groups, &count));
    CHECK_INT(groups == NULL, count == 0);
    for (i = 0; i < count; i++)
        CHECK_INT(groups[i].kind, test_is_windows() ? AMBOS_ID_SID : AMBOS_ID_NUMBER);
    ambos_free(groups);
}

TEST(another_user_on_windows_is_not_supported)
{
    const ambos_id id = identity(AMBOS_USER_EFFECTIVE);

    if (!test_is_windows())
        SKIP("it is, here: see the suite of POSIX");
    CHECK_ERR(ambos_set_identity(AMBOS_USER_EFFECTIVE, &id), AMBOS_ENOTSUP);
    CHECK_ERR(ambos_set_identity(AMBOS_GROUP_EFFECTIVE, &id), AMBOS_ENOTSUP);
}

TEST(the_users_name_leads_to_the_users_home)
{
    const ambos_id user = identity(AMBOS_USER_EFFECTIVE);
    char *name, *same, *home, *by_name;

    CHECK_OK(ambos_user_name(NULL, &name));
    CHECK(name[0] != '\0' && !strchr(name, '\\'));
    CHECK_OK(ambos_user_name(&user, &same));
    CHECK_STR(same, name);
    if (ambos_user_home(NULL, &home) == AMBOS_ENOENT)
        SKIP("this system keeps no list of profiles");
    CHECK(ambos_path_is_absolute(home, AMBOS_GRAMMAR_NATIVE));
    CHECK_OK(ambos_user_home(name, &by_name));
    CHECK_STR(by_name, home);
    ambos_free(name);
    ambos_free(same);
    ambos_free(home);
    ambos_free(by_name);
}

TEST(a_name_leads_to_the_user_and_the_groups)
{
    const ambos_id user = identity(AMBOS_USER_EFFECTIVE);
    ambos_id found, *groups;
    size_t count;
    char *name, *group;

    CHECK_OK(ambos_user_name(NULL, &name));
    CHECK_OK(ambos_find_user(name, &found, &groups, &count));
    CHECK_MEM(&found, sizeof found, &user, sizeof user);
    CHECK_INT(count > 0, !test_is_windows());
    CHECK_INT(groups != NULL, count > 0);
    CHECK_OK(ambos_group_name(count ? &groups[0] : NULL, &group));
    CHECK(group[0] != '\0');
    ambos_free(group);
    ambos_free(groups);
    CHECK_OK(ambos_find_user(name, &found, NULL, NULL));
    ambos_free(name);
}

TEST(unknown_users_are_enoent)
{
    const ambos_id nobody = nobody_at_all();
    ambos_id found;
    char *text;

    CHECK_ERR(ambos_user_name(&nobody, &text), AMBOS_ENOENT);
    CHECK_ERR(ambos_user_home("no such user, ever", &text), AMBOS_ENOENT);
    CHECK(text == NULL);
    CHECK_ERR(ambos_group_name(&nobody, &text), AMBOS_ENOENT);
    CHECK_ERR(ambos_find_user("no such user, ever", &found, NULL, NULL), AMBOS_ENOENT);
    CHECK_INT(found.kind, AMBOS_ID_NONE);
}

TEST(an_id_of_the_other_system_is_refused)
{
    ambos_id other;
    char *text;

    memset(&other, 0, sizeof other);
    other.kind = test_is_windows() ? AMBOS_ID_NUMBER : AMBOS_ID_SID;
    snprintf(other.sid, sizeof other.sid, "S-1-5-18");
    CHECK_ERR(ambos_user_name(&other, &text), AMBOS_EINVAL);
    if (test_is_windows()) {
        other.kind = AMBOS_ID_SID;
        snprintf(other.sid, sizeof other.sid, "no SID");
        CHECK_ERR(ambos_user_name(&other, &text), AMBOS_EINVAL);
        memset(other.sid, 'S', sizeof other.sid);
        CHECK_ERR(ambos_user_name(&other, &text), AMBOS_EINVAL);
    }
}

TEST(a_child_knows_its_parent)
{
    long long id, parent;
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("parent"), NULL, &result));
    CHECK_INT(sscanf(result.output, "%lld %lld", &id, &parent), 2);
    CHECK_INT(parent, ambos_getpid());
    CHECK(id != parent && id > 0);
    ambos_run_free(&result);
}

TEST(the_program_knows_its_file)
{
    const char *self = test_program_name("bin copied");
    ambos_file_info there, told;
    const char *path;

    test_make_dir(test_path("d"));
    self = test_path("d/\xc3\xa4 copy.exe");
    test_copy_program(self);
    path = child_output((const char *const[]){ self, "--child", "program", NULL }, NULL);
    if (strcmp(path, "ENOTSUP") == 0)
        SKIP("the system does not tell");
    CHECK(ambos_path_is_absolute(path, AMBOS_GRAMMAR_NATIVE));
    CHECK_OK(ambos_stat(path, &told));
    CHECK_OK(ambos_stat(self, &there));
    CHECK(ambos_same_file(&told, &there));
}

TEST(a_machine_has_a_name_and_processors)
{
    char *name;

    CHECK_OK(ambos_host_name(&name));
    CHECK(name[0] != '\0');
    ambos_free(name);
    CHECK(ambos_cpu_count() >= 1);
}

TEST(processors_are_those_that_the_affinity_allows)
{
    const uint32_t first = 0;
    const ambos_spawn_options options = { .cpus = &first, .cpu_count = 1 };
    ambos_run_options run = { .spawn = &options };
    ambos_run_result result;
    ambos_error error = ambos_run(CHILD("cpus"), &run, &result);

    if (error == AMBOS_ENOTSUP)
        SKIP("no affinity here");
    CHECK_OK(error);
    CHECK_STR(result.output, "1");
    ambos_run_free(&result);
}

static const char *place_in(ambos_env *env, uint32_t which)
{
    const ambos_spawn_options options = { .env = env };
    char number[8];

    snprintf(number, sizeof number, "%u", (unsigned)which);
    return child_output(CHILD("place", number), &options);
}

TEST(places_are_absolute_and_end_in_no_separator)
{
    uint32_t which;

    for (which = AMBOS_PLACE_HOME; which <= AMBOS_PLACE_STATE; which++) {
        char *path;
        size_t length;

        CHECK_OK(ambos_place(which, &path));
        CHECK(ambos_path_is_absolute(path, AMBOS_GRAMMAR_NATIVE));
        length = strlen(path);
        CHECK(length < 4 || (path[length - 1] != '/' && path[length - 1] != '\\'));
        ambos_free(path);
    }
}

static void set(ambos_env *env, const char *name, const char *value)
{
    CHECK_OK(ambos_env_set(env, name, value));
}

TEST(places_heed_the_variables_of_posix)
{
    ambos_env *env;
    char *temp;

    if (test_is_windows())
        SKIP("another convention");
    CHECK_OK(ambos_temp_dir(&temp, NULL, NULL, 0));
    CHECK_OK(ambos_env_create(&env));
    set(env, "HOME", "/h//");
    CHECK_STR(place_in(env, AMBOS_PLACE_HOME), "/h");
    CHECK_STR(place_in(env, AMBOS_PLACE_TEMP), "/tmp");
    CHECK_STR(place_in(env, AMBOS_PLACE_RUNTIME), "ENOENT");
    set(env, "XDG_CONFIG_HOME", "/c/");
    set(env, "XDG_DATA_HOME", "/d");
    set(env, "XDG_CACHE_HOME", "/");
    set(env, "XDG_STATE_HOME", "relative");
    set(env, "XDG_RUNTIME_DIR", "/r");
    set(env, "TMPDIR", temp);
    CHECK_STR(place_in(env, AMBOS_PLACE_CONFIG), "/c");
    CHECK_STR(place_in(env, AMBOS_PLACE_DATA), "/d");
    CHECK_STR(place_in(env, AMBOS_PLACE_CACHE), "/");
    CHECK(strncmp(place_in(env, AMBOS_PLACE_STATE), "/h/", 3) == 0);
    CHECK_STR(place_in(env, AMBOS_PLACE_RUNTIME), "/r");
    CHECK_STR(place_in(env, AMBOS_PLACE_TEMP), temp);
    CHECK_OK(ambos_rmdir(temp)); /* now it leads nowhere */
    CHECK_STR(place_in(env, AMBOS_PLACE_TEMP), "/tmp");
    set(env, "HOME", "/");
    CHECK(strncmp(place_in(env, AMBOS_PLACE_STATE), "//", 2) != 0);
    CHECK_STR(place_in(env, AMBOS_PLACE_HOME), "/");
    ambos_free(temp);
    ambos_env_free(env);
}

TEST(without_home_it_is_that_of_the_list_of_users)
{
    ambos_env *env;
    char *home;

    if (test_is_windows())
        SKIP("another convention");
    if (ambos_user_home(NULL, &home) == AMBOS_ENOENT)
        SKIP("this user is in no list");
    CHECK_OK(ambos_env_create(&env));
    CHECK_STR(place_in(env, AMBOS_PLACE_HOME), home);
    set(env, "HOME", "not absolute");
    CHECK_STR(place_in(env, AMBOS_PLACE_HOME), home);
    ambos_env_free(env);
    ambos_free(home);
}

TEST(places_of_windows_are_below_the_profile)
{
    char *home, *config, *data;

    if (!test_is_windows())
        SKIP("another convention");
    CHECK_OK(ambos_place(AMBOS_PLACE_HOME, &home));
    CHECK_OK(ambos_place(AMBOS_PLACE_CONFIG, &config));
    CHECK_OK(ambos_place(AMBOS_PLACE_DATA, &data));
    CHECK(strncmp(config, home, strlen(home)) == 0);
    CHECK(strncmp(data, home, strlen(home)) == 0);
    CHECK(strcmp(config, data) != 0);
    ambos_free(home);
    ambos_free(config);
    ambos_free(data);
    CHECK_ERR(ambos_place(AMBOS_PLACE_RUNTIME, &home), AMBOS_ENOENT);
}

TEST(elevation_is_told_of_root)
{
    const int elevated = ambos_is_elevated();

    CHECK(elevated == 0 || elevated == 1);
    if (!test_is_windows())
        CHECK_INT(elevated, identity(AMBOS_USER_EFFECTIVE).number == 0);
}
