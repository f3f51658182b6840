/* SPDX-License-Identifier: MIT */
/* ambos env, which, id and dirs, as a user runs them. */
#include <stdio.h>
#include <string.h>

#include "children.h"

#define SELF test_self(), "--child"

TEST(the_environment_is_listed)
{
    const char *list;
    size_t size;

    CHECK_STR(child_tool_output(TOOL("env", "-i", "A=1", "B=", "A=3"), NULL, 0, 0, NULL), "A=3\nB=\n");
    list = child_tool_output(TOOL("env", "-i0", "A=1", "B=2"), NULL, 0, 0, &size);
    CHECK_MEM(list, size, "A=1\0B=2", 8);
    CHECK_STR(child_tool_output(TOOL("env", "-i", "--json", "A=\"=\""), NULL, 0, 0, NULL),
              "{\"name\":\"A\",\"value\":\"\\\"=\\\"\"}\n");
    child_tool_says(TOOL("env", "AMBOS_NEW=there"), 0, "AMBOS_NEW=there\n", "");
    child_tool_says(TOOL("run", "--env", "AMBOS_X=1", child_tool(), "env", "-u", "AMBOS_X", SELF, "getenv", "AMBOS_X"),
                    1, "", "");
}

TEST(a_program_in_another_environment)
{
    child_tool_says(TOOL("env", "A=a value", SELF, "getenv", "A"), 0, "a value", "");
    child_tool_says(TOOL("env", SELF, "exit", "9"), 9, "", "");
    child_tool_says(TOOL("env", "--", "A=1", SELF, "getenv", "A"), 0, "1", "");
    test_make_dir(test_path("there"));
    child_tool_says(TOOL("env", "-C", test_path("there"), SELF, "cwd"), 0, "there", "");
    child_tool_says(TOOL("env", "ambos-has-no-such-program"), 127, "", "ambos: env 'ambos-has-no-such-program'");
    child_tool_says(TOOL("env", test_dir()), 126, "", "(EACCES)");
    child_tool_says(TOOL("env", "-0", "program"), 2, "", "for the list");
    child_tool_says(TOOL("env", "=x"), 2, "", "'=x' is no name");
}

TEST(which_finds_what_would_run)
{
    const char *dir = test_path("bin"), *other = test_path("other");
    char name[600], entry[1300];
    const char *path;

    test_make_dir(dir);
    test_make_dir(other);
    snprintf(name, sizeof name, "bin/%s", test_program_name("ambos-test-program"));
    test_copy_program(test_path(name));
    snprintf(name, sizeof name, "other/%s", test_program_name("ambos-test-program"));
    test_copy_program(test_path(name));
    snprintf(entry, sizeof entry, "PATH=%s%s%s", dir, test_is_windows() ? ";" : ":", other);
    path =
        child_tool_output(TOOL("run", "--env", entry, child_tool(), "which", "ambos-test-program"), NULL, 0, 0, NULL);
    CHECK(strstr(path, "ambos-test-program"));
    CHECK(strchr(path, '\n') == path + strlen(path) - 1);
    path = child_tool_output(TOOL("run", "--env", entry, child_tool(), "which", "-a", "ambos-test-program"), NULL, 0, 0,
                             NULL);
    CHECK(strstr(path, "bin") && strstr(strstr(path, "bin"), "other"));
    child_tool_says(TOOL("which", "ambos-has-no-such-program", child_tool()), 1,
                    test_is_windows() ? "\\ambos.exe\n" : child_tool(),
                    "ambos: which 'ambos-has-no-such-program': no such file or directory (ENOENT)");
    child_tool_says(TOOL("which", "-a", "ambos-has-no-such-program"), 1, "", "(ENOENT)");
    child_tool_says(TOOL("which"), 2, "", "an operand is missing");
}

TEST(id_says_who)
{
    char *name;
    char line[300];

    CHECK_OK(ambos_user_name(NULL, &name));
    snprintf(line, sizeof line, "%s\n", name);
    child_tool_says(TOOL("id", "-un"), 0, line, "");
    snprintf(line, sizeof line, "\"name\":\"%s\"", name);
    child_tool_says(TOOL("id", "--json"), 0, line, "");
    child_tool_says(TOOL("id", "--json"), 0, test_is_windows() ? "{\"user\":{\"id\":\"S-1-" : "{\"user\":{\"id\":\"",
                    "");
    child_tool_says(TOOL("id"), 0, "uid=", "");
    child_tool_says(TOOL("id"), 0, " groups=", "");
    child_tool_says(TOOL("id", "-u", "-g"), 2, "", "exclude each other");
    child_tool_says(TOOL("id", "-n"), 2, "", "need -u");
    ambos_free(name);
}

TEST(dirs_says_where)
{
    char *home;
    char line[600];

    CHECK_OK(ambos_place(AMBOS_PLACE_HOME, &home));
    snprintf(line, sizeof line, "%s\n", home);
    CHECK_STR(child_tool_output(TOOL("dirs", "home"), NULL, 0, 0, NULL), line);
    snprintf(line, sizeof line, "home     %s\n", home);
    child_tool_says(TOOL("dirs"), 0, line, "");
    child_tool_says(TOOL("dirs", "--json"), 0, "{\"name\":\"cache\",\"path\":\"", "");
    child_tool_says(TOOL("dirs", "nowhere"), 2, "", "no place 'nowhere'");
    if (!test_is_windows()) {
        child_tool_says(TOOL("env", "-u", "XDG_RUNTIME_DIR", child_tool(), "dirs", "runtime"), 1, "",
                        "ambos: dirs 'runtime'");
        child_tool_says(TOOL("env", "-u", "XDG_RUNTIME_DIR", child_tool(), "dirs", "--json"), 0,
                        "{\"name\":\"runtime\",\"path\":null}", "");
    }
    ambos_free(home);
}
