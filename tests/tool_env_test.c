/* SPDX-License-Identifier: MIT */
/* ambos env, which, id and dirs, as a user runs them. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

#define SELF test_self(), "--child"

TEST(the_environment_is_listed)
{
    const char *list;
    size_t size;

    CHECK_STR(tool_reply(TOOL_ARGV("env", "-i", "A=1", "B=", "A=3"), NULL, 0, 0, NULL), "A=3\nB=\n");
    list = tool_reply(TOOL_ARGV("env", "-i0", "A=1", "B=2"), NULL, 0, 0, &size);
    CHECK_MEM(list, size, "A=1\0B=2", 8);
    CHECK_STR(tool_reply(TOOL_ARGV("env", "-i", "--json", "A=\"=\""), NULL, 0, 0, NULL),
              "{\"name\":\"A\",\"value\":\"\\\"=\\\"\"}\n");
    tool_says(TOOL_ARGV("env", "AMBOS_NEW=there"), 0, "AMBOS_NEW=there\n", "");
    tool_says(TOOL_ARGV("run", "--env", "AMBOS_X=1", tool(), "env", "-u", "AMBOS_X", SELF, "getenv", "AMBOS_X"), 1, "",
              "");
}

TEST(a_program_in_another_environment)
{
    tool_says(TOOL_ARGV("env", "A=a value", SELF, "getenv", "A"), 0, "a value", "");
    tool_says(TOOL_ARGV("env", SELF, "exit", "9"), 9, "", "");
    tool_says(TOOL_ARGV("env", "--", "A=1", SELF, "getenv", "A"), 0, "1", "");
    test_make_dir(test_path("there"));
    tool_says(TOOL_ARGV("env", "-C", test_path("there"), SELF, "cwd"), 0, "there", "");
    tool_says(TOOL_ARGV("env", "ambos-has-no-such-program"), 127, "", "ambos: env 'ambos-has-no-such-program'");
    tool_says(TOOL_ARGV("env", test_dir()), 126, "", "(EACCES)");
    tool_says(TOOL_ARGV("env", "-0", "program"), 2, "", "for the list");
    tool_says(TOOL_ARGV("env", "=x"), 2, "", "'=x' is no name");
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
    path = tool_reply(TOOL_ARGV("run", "--env", entry, tool(), "which", "ambos-test-program"), NULL, 0, 0, NULL);
    CHECK(strstr(path, "ambos-test-program"));
    CHECK(strchr(path, '\n') == path + strlen(path) - 1);
    path = tool_reply(TOOL_ARGV("run", "--env", entry, tool(), "which", "-a", "ambos-test-program"), NULL, 0, 0, NULL);
    CHECK(strstr(path, "bin") && strstr(strstr(path, "bin"), "other"));
    tool_says(TOOL_ARGV("which", "ambos-has-no-such-program", tool()), 1, test_is_windows() ? "\\ambos.exe\n" : tool(),
              "ambos: which 'ambos-has-no-such-program': no such file or directory (ENOENT)");
    tool_says(TOOL_ARGV("which", "-a", "ambos-has-no-such-program"), 1, "", "(ENOENT)");
    tool_says(TOOL_ARGV("which"), 2, "", "an operand is missing");
}

TEST(id_says_who)
{
    char *name;
    char line[300];

    CHECK_OK(ambos_user_name(NULL, &name));
    snprintf(line, sizeof line, "%s\n", name);
    tool_says(TOOL_ARGV("id", "-un"), 0, line, "");
    snprintf(line, sizeof line, "\"name\":\"%s\"", name);
    tool_says(TOOL_ARGV("id", "--json"), 0, line, "");
    tool_says(TOOL_ARGV("id", "--json"), 0, test_is_windows() ? "{\"user\":{\"id\":\"S-1-" : "{\"user\":{\"id\":\"",
              "");
    tool_says(TOOL_ARGV("id"), 0, "uid=", "");
    tool_says(TOOL_ARGV("id"), 0, " groups=", "");
    tool_says(TOOL_ARGV("id", "-u", "-g"), 2, "", "exclude each other");
    tool_says(TOOL_ARGV("id", "-n"), 2, "", "need -u");
    ambos_free(name);
}

TEST(dirs_says_where)
{
    char *home;
    char line[600];

    CHECK_OK(ambos_place(AMBOS_PLACE_HOME, &home));
    snprintf(line, sizeof line, "%s\n", home);
    CHECK_STR(tool_reply(TOOL_ARGV("dirs", "home"), NULL, 0, 0, NULL), line);
    snprintf(line, sizeof line, "home     %s\n", home);
    tool_says(TOOL_ARGV("dirs"), 0, line, "");
    tool_says(TOOL_ARGV("dirs", "--json"), 0, "{\"name\":\"cache\",\"path\":\"", "");
    tool_says(TOOL_ARGV("dirs", "nowhere"), 2, "", "no place 'nowhere'");
    if (!test_is_windows()) {
        tool_says(TOOL_ARGV("env", "-u", "XDG_RUNTIME_DIR", tool(), "dirs", "runtime"), 1, "", "ambos: dirs 'runtime'");
        tool_says(TOOL_ARGV("env", "-u", "XDG_RUNTIME_DIR", tool(), "dirs", "--json"), 0,
                  "{\"name\":\"runtime\",\"path\":null}", "");
    }
    ambos_free(home);
}
