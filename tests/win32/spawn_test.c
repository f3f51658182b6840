/* SPDX-License-Identifier: MIT */
/* What only Windows has of ambos_spawn: one command line, 32-bit exit codes, PATHEXT, batch files. Numbers in
   brackets: rows of the list of behaviours. */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include "children.h"
#include "harness.h"

#include <windows.h>

#include <psapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the command line ---- */

static const char *line_of(const char *const argv[], const ambos_spawn_options *options)
{
    const char *lines = child_output(argv, options);

    return child_unhex_line(&lines, NULL);
}

/* As it stands, behind the program's name and one space. */
TEST(raw_command_line)
{
    static const char *const raws[] = {
        "--child command-line", "  --child  command-line  \"a b\" c\"d", "--child command-line \\\\\" ^& %PATH% \t",
    };
    const char *const argv[] = { "p", NULL };

    for (size_t i = 0; i < sizeof raws / sizeof raws[0]; i++) {
        const ambos_spawn_win32 win32 = { .command_line = raws[i] };
        const ambos_spawn_options options = { .program = test_self(), .win32 = &win32 };
        const char *line = line_of(argv, &options);
        size_t tail = strlen(raws[i]);

        CHECK(strlen(line) > tail);
        CHECK_STR(line + strlen(line) - tail, raws[i]);
        CHECK(line[strlen(line) - tail - 1] == ' ');
    }
}

TEST(raw_command_line_and_arguments)
{
    const char *const argv[] = { test_self(), "x", NULL };
    const ambos_spawn_win32 win32 = { .command_line = "--child exit 0" };
    const ambos_spawn_options options = { .win32 = &win32 };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, &options), AMBOS_EINVAL);
    CHECK(process == NULL);
}

/* Nothing can quote it there. */
TEST(quote_in_the_name_told)
{
    const char *const argv[] = { "a\"b", "--child", "exit", "0", NULL };
    const ambos_spawn_options options = { .program = test_self() };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, &options), AMBOS_EINVAL);
    CHECK(process == NULL);
}

/* A backslash means nothing special in the first word, at its end least of all. */
TEST(backslashes_in_the_name_told)
{
    static const char *const names[] = { "a b\\", "\\ \\", "a\\\\b c\\\\", "a \\", "a\\", "\\", "a\\b c", "a\\\\b c", "" };
    const ambos_spawn_options options = { .program = test_self() };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *const argv[] = { names[i], "--child", "echo-args", "x y", NULL };

        /* The C runtime of Wine 8 does take \" in the first word for a quote. */
        if (test_is_wine() && i < 4)
            continue;
        CHECK_STR(child_output(argv, &options), "782079\n");
    }
}

static void length_of_line(size_t pad, ambos_error expected)
{
    char *text = malloc(pad + 1);
    const char *const argv[] = { "p", "--child", "command-line", text, NULL };
    const ambos_spawn_options options = { .program = test_self() };
    ambos_process *process;

    CHECK(text != NULL);
    memset(text, 'x', pad);
    text[pad] = '\0';
    if (expected) {
        CHECK_ERR(ambos_spawn(&process, argv, &options), expected);
        CHECK(process == NULL);
    } else {
        const char *line = line_of(argv, &options);

        CHECK(strcmp(line + strlen(line) - pad, text) == 0);
        CHECK_INT(strlen(line), 32766);
    }
    free(text);
}

/* [10] */
TEST(longest_command_line)
{
    const char *const argv[] = { "p", "--child", "command-line", "x", NULL };
    const ambos_spawn_options options = { .program = test_self() };
    size_t rest = strlen(line_of(argv, &options)) - 1;

    length_of_line(32766 - rest, AMBOS_OK);
    length_of_line(32767 - rest, AMBOS_E2BIG);
    length_of_line(32768 - rest, AMBOS_E2BIG);
    length_of_line(70000, AMBOS_E2BIG);
}

/* Counted in the units of the system, not in bytes of UTF-8. */
TEST(length_counts_utf16_units)
{
    enum { LETTERS = 15000 };
    static char text[LETTERS * 3 + 1];
    const char *const argv[] = { test_self(), "--child", "echo-args", text, NULL };
    const char *lines;

    for (int i = 0; i < LETTERS; i++)
        memcpy(text + 3 * i, "\xe2\x82\xac", 3);
    lines = child_output(argv, NULL);
    CHECK_STR(child_unhex_line(&lines, NULL), text);
}

/* ---- exit codes ---- */

/* [1] [40] */
TEST(exit_codes_of_32_bits)
{
    static const uint32_t codes[] = { 256, 257, 259, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 1000000 };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char text[16];

        snprintf(text, sizeof text, "0x%" PRIx32, codes[i]);
        child_end(child_spawn(CHILD("exit", text), NULL), codes[i]);
    }
}

static void ended_by(const char *command, const char *argument, uint32_t kind, uint32_t code)
{
    ambos_process *process = child_spawn(CHILD(command, argument), NULL);
    ambos_status status = child_wait(process);

    if (status.kind != kind || (code && status.code != code))
        FAIL("%s %s: kind %" PRIu32 ", code 0x%" PRIx32, command, argument, status.kind, status.code);
    ambos_process_close(process);
}

/* [41] */
TEST(crashes_by_their_codes)
{
    /* Wine 8 loses the code of this one. */
    if (!test_is_wine())
        ended_by("crash", "stack-overflow", AMBOS_STATUS_CRASHED, 0xC00000FD);
    ended_by("crash", "fail-fast", AMBOS_STATUS_CRASHED, 0);
    ended_by("raise", "0xE06D7363", AMBOS_STATUS_CRASHED, 0xE06D7363);
    ended_by("raise", "0xC0000096", AMBOS_STATUS_CRASHED, 0xC0000096);
    /* What looks like a status and is in no list is an exit. */
    ended_by("exit", "0xC0FFEE00", AMBOS_STATUS_EXITED, 0xC0FFEE00);
    ended_by("exit", "0xC0000005", AMBOS_STATUS_CRASHED, 0xC0000005);
}

/* Ended from outside with a code: that is all that is known. */
TEST(ended_by_somebody_else)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("drain"), &options);

    test_end_process((uint64_t)ambos_process_id(process));
    child_end(process, 1);
}

/* ---- which program ---- */

static ambos_env *search(const char *path, const char *endings)
{
    ambos_env *env;

    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "PATH", path));
    CHECK_OK(endings ? ambos_env_set(env, "PATHEXT", endings) : ambos_env_unset(env, "PATHEXT"));
    return env;
}

static const char *file_name(const char *path)
{
    const char *name = path;

    for (; *path; path++)
        if (*path == '\\' || *path == '/')
            name = path + 1;
    return name;
}

/* ambos_find_program() must answer as ambos_spawn() does, and with a whole path. */
static void is_found(const char *program, const ambos_spawn_options *options, const char *expected)
{
    char *path;

    CHECK_OK(ambos_find_program(program, options, &path));
    CHECK(path[1] == ':' && path[2] == '\\' && !strchr(path, '/'));
    if (_stricmp(file_name(path), expected) != 0)
        FAIL("found %s, not %s", path, expected);
    CHECK(test_exists(path));
    ambos_free(path);
}

static void is_not_found(const char *program, const ambos_spawn_options *options, ambos_error error)
{
    char *path;

    CHECK_ERR(ambos_find_program(program, options, &path), error);
    CHECK(path == NULL);
}

/* Wants the program of this name to say that it is this file. */
static void finds(const char *program, ambos_env *env, const char *expected)
{
    const char *const argv[] = { program, "--child", "self", NULL };
    const ambos_spawn_options options = { .env = env };
    char wanted[64];

    snprintf(wanted, sizeof wanted, "%s\n", expected);
    CHECK_STR(file_name(child_output(argv, &options)), wanted);
    is_found(program, &options, expected);
    ambos_env_free(env);
}

static void fails(const char *program, ambos_env *env, ambos_error error)
{
    const char *const argv[] = { program, "--child", "self", NULL };
    const ambos_spawn_options options = { .env = env };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, &options), error);
    CHECK(process == NULL);
    /* What is wrong inside the file only a start can tell. */
    if (error != AMBOS_ENOEXEC)
        is_not_found(program, &options, error);
    ambos_env_free(env);
}

/* [15] */
TEST(endings_are_tried_in_their_order)
{
    test_copy_program(test_path("tool.exe"));
    test_copy_program(test_path("tool.com"));
    finds("tool", search(test_dir(), ".EXE;.COM"), "tool.exe");
    finds("tool", search(test_dir(), ".COM;.EXE"), "tool.com");
    finds("tool", search(test_dir(), NULL), "tool.com");
    finds("tool.exe", search(test_dir(), ".COM;.EXE"), "tool.exe");
    fails("tool", search(test_dir(), ".FOO"), AMBOS_ENOENT);
}

/* [15] */
TEST(endings_twice)
{
    test_copy_program(test_path("tool.exe.exe"));
    finds("tool.exe", search(test_dir(), ".EXE"), "tool.exe.exe");
    test_copy_program(test_path("tool.exe"));
    finds("tool.exe", search(test_dir(), ".EXE"), "tool.exe");
}

/* [14] An ending that only looks like one. */
TEST(programs_with_batch_in_their_names)
{
    test_copy_program(test_path("archive.bat.exe"));
    finds("archive.bat", search(test_dir(), ".EXE"), "archive.bat.exe");
    finds(test_path("archive.bat.exe"), search(test_dir(), ".EXE"), "archive.bat.exe");
}

TEST(path_is_named_in_any_case)
{
    ambos_env *env;
    char entry[4096];
    const char *const entries[] = { entry, "PathExt=.EXE", NULL };

    snprintf(entry, sizeof entry, "Path=%s", test_dir());
    test_copy_program(test_path("tool.exe"));
    CHECK_OK(ambos_env_from_list(&env, entries));
    finds("TOOL", env, "tool.exe");
}

TEST(quoted_entry_of_path)
{
    const char *const argv[] = { "tool", "--child", "exit", "0", NULL };
    ambos_spawn_options options = { 0 };
    ambos_process *process;
    ambos_env *env;
    char path[4096];

    test_make_dir(test_path("a;b"));
    test_copy_program(test_path("a;b/tool.exe"));
    snprintf(path, sizeof path, "C:\\nothing;\"%s\"", test_path("a;b"));
    /* It starts; the semicolon keeps the loader from finding its DLL, which is not our affair. */
    options.env = env = search(path, NULL);
    CHECK_OK(ambos_spawn(&process, argv, &options));
    (void)child_wait(process);
    ambos_process_close(process);
    ambos_env_free(env);
}

/* [17] None of these can be found by what the current directory or drive happens to be. */
TEST(entries_that_are_not_absolute)
{
    const char *here = test_path("bin");
    char drive[64];
    char rooted[4096];

    test_make_dir(here);
    test_copy_program(test_path("bin/tool.exe"));
    CHECK_OK(ambos_chdir(test_dir()));
    fails("tool", search("bin;.\\bin;;.", NULL), AMBOS_ENOENT);
    snprintf(drive, sizeof drive, "%c:bin", here[0]);
    fails("tool", search(drive, NULL), AMBOS_ENOENT);
    snprintf(rooted, sizeof rooted, "%s", here + 2);
    fails("tool", search(rooted, NULL), AMBOS_ENOENT);
    CHECK_OK(ambos_chdir("/"));
}

/* "npm" beside "npm.cmd" is for another system's shell. */
TEST(name_without_an_ending_is_tried_last)
{
    test_make_dir(test_path("later"));
    test_copy_program(test_path("tool"));
    test_copy_program(test_path("later/tool.exe"));
    finds("tool", search(test_join(test_dir(), test_join(";", test_path("later"))), ".EXE"), "tool.exe");
    test_remove_file(test_path("later/tool.exe"));
    finds("tool", search(test_dir(), ".EXE"), "tool");
}

/* [16] The directory that is current may be in PATH as well. */
TEST(current_directory_by_its_whole_name)
{
    test_copy_program(test_path("tool.exe"));
    CHECK_OK(ambos_chdir(test_dir()));
    finds("tool", search(test_dir(), NULL), "tool.exe");
    CHECK_OK(ambos_chdir("/"));
}

/* [15] */
TEST(spellings_of_entries)
{
    const char *dir = test_path("bin");
    char path[4096];

    test_make_dir(dir);
    test_copy_program(test_path("bin/tool.exe"));
    snprintf(path, sizeof path, ";;%s/;", dir);
    finds("tool", search(path, NULL), "tool.exe");
    snprintf(path, sizeof path, "%c:\\\\%s\\\\", dir[0], dir + 3);
    finds("tool", search(path, NULL), "tool.exe");
    fails("bin/tool.exe", search(test_dir(), NULL), AMBOS_ENOENT);
    fails("tool\\", search(dir, NULL), AMBOS_ENOENT);
}

/* A link that leads nowhere is not the program that a later directory has. */
TEST(broken_link_is_passed_over)
{
    char path[4096];

    if (!test_can(TEST_SYMLINKS))
        SKIP("no links here");
    test_make_dir(test_path("early"));
    test_make_dir(test_path("later"));
    CHECK_OK(ambos_symlink("nothing", test_path("early/tool.exe"), 0));
    test_copy_program(test_path("later/tool.exe"));
    snprintf(path, sizeof path, "%s;%s", test_path("early"), test_path("later"));
    finds("tool", search(path, NULL), "tool.exe");
    is_not_found(test_path("early/tool.exe"), NULL, AMBOS_ENOENT);
}

TEST(found_in_the_childs_directory)
{
    const ambos_spawn_options options = { .cwd = test_path("there") };
    const ambos_spawn_options missing = { .cwd = test_path("nowhere") };
    const ambos_spawn_options named = { .cwd = test_path("there"), .program = "./tool" };
    ambos_failure failure;

    test_make_dir(test_path("there"));
    test_copy_program(test_path("there/tool.exe"));
    is_found("./tool", &options, "tool.exe");
    is_found(".\\tool.EXE", &options, "tool.EXE");
    is_found("../there/tool.exe", &options, "tool.exe");
    is_found("something else", &named, "tool.exe");
    is_not_found("./tool", NULL, AMBOS_ENOENT);
    is_not_found("./tool", &missing, AMBOS_ENOENT);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_CWD);
    is_not_found(test_path("there"), NULL, AMBOS_EACCES);
    is_not_found(test_path("there/tool.exe/x"), NULL, AMBOS_ENOTDIR);
    is_not_found("", NULL, AMBOS_ENOENT);
}

/* ---- batch files ---- */

static const char *batch(const char *name)
{
    const char *path = test_path(name);
    const char *const text = "@echo off\r\necho ran\r\n";

    test_write_file(path, text, strlen(text));
    return path;
}

static void batch_is_refused(const char *program)
{
    const char *const argv[] = { program, "x", NULL };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_EPERM);
    CHECK(process == NULL);
    is_not_found(program, NULL, AMBOS_EPERM);
}

TEST(batch_files_are_found_on_request)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_BATCH };

    is_found(batch("x.bat"), &options, "x.bat");
    is_found(test_path("x"), &options, "x.bat");
}

/* [14] */
TEST(batch_files_are_refused)
{
    batch_is_refused(batch("x.bat"));
    batch_is_refused(batch("y.cmd"));
    batch_is_refused(batch("z.bAt"));
    batch_is_refused(batch("w.CMD"));
    batch_is_refused(test_path("x")); /* PATHEXT finds x.bat */
}

/* [14] Spellings that mean the same file to the system. */
TEST(batch_files_by_other_names)
{
    static const char *const names[] = { "x.bat.", "x.bat..", "x.bat ", "x.bat. .", "x.bat .. ", "x.bat::$DATA", "./x.bat", "a/../x.bat" };
    ambos_spawn_options options = { .cwd = test_dir() };
    ambos_process *process;

    batch("x.bat");
    test_make_dir(test_path("a"));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *const argv[] = { test_path(names[i]), "x", NULL };

        if (ambos_spawn(&process, argv, &options) == AMBOS_OK)
            FAIL("%s was started", names[i]);
        CHECK(process == NULL);
    }
}

/* [14] */
TEST(what_only_looks_like_a_batch_file)
{
    static const char *const names[] = { "archive.bat.zip", "x.bats", "bat", "cmd", "x.cmd.txt" };
    ambos_process *process;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *const argv[] = { batch(names[i]), "x", NULL };

        CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_ENOEXEC);
    }
}

/* [14] */
TEST(batch_file_on_path)
{
    batch("x.bat");
    fails("x", search(test_dir(), ".EXE;.BAT"), AMBOS_EPERM);
    fails("x.bat", search(test_dir(), ".EXE"), AMBOS_EPERM);
}

/* A program that is broken, before a batch file that is not: the first is what was meant. */
TEST(broken_program_before_a_batch_file)
{
    test_write_file(test_path("x.exe"), "not a program", 13);
    batch("x.bat");
    fails("x", search(test_dir(), ".EXE;.BAT"), AMBOS_ENOEXEC);
}

/* A script that hands on what it got, in one of three ways. */
static const char *echoing_script(const char *name, const char *words)
{
    char text[4096];
    const char *path = test_path(name);

    snprintf(text, sizeof text, "@echo off\r\n\"%s\" --child echo-args %s\r\n", test_self(), words);
    test_write_file(path, text, strlen(text));
    return path;
}

TEST(batch_files_run_on_request)
{
    const ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_BATCH };
    const char *const argv[] = { echoing_script("x.bat", "%*"), "hello", "a b", NULL };

    CHECK_STR(child_output(argv, &spawn), "68656c6c6f\n612062\n");
}

/* [13] What has broken others. Either it is refused or it arrives as it is; nothing else ever runs. */
TEST(payloads_for_batch_files)
{
    static const char *const payloads[] = {
        "a,b", ",", "\\", "\\,\\", ">canary", "&echo x>canary", "&echo hello &echo x>canary", "\"&echo x>canary", "\"", "\"\"",
        "a\"&echo x>canary&\"", "\"&echo x>canary&rem \"", "!TMP!", "key=value", "\"key=value\"", "key=[\"value\"]", "\"\",a=b",
        "key=\"foo bar\"", "key\\=value", "key=\"&echo x>canary\"", "%hello", "%PATH%", "%%cd:~,%", "%PATH%PATH%", "\">canary",
        "abc\"&echo x>canary", "\"hello^\"world\"", "%CMDCMDLINE:~-1%&echo x>canary", "x|echo x>canary", "a^&echo x>canary",
        "^", "^^", "(", ")", "(echo x>canary)", "<nul", "\necho x>canary", "\recho x>canary", "a\r\necho x>canary", "%FOO%",
        "FOO^=123", "\\\"&echo x>canary", "\\\\\"&echo x>canary", "a b\\", "a\\", "1>canary", "@echo", "\x1a", "~", "*",
        "\",\"", ">file.txt", "&a.exe", "&echo hello ", "&echo hello,&whoami,>canary", "key=\"&whoami\"",
        "\"&echo hello&whoami.exe", "\"hello^\"world\",hello &echo oh no >canary", "%CMDCMDLINE:~-1%&calc.exe", "%1", "%*", "%~1",
        "`echo x>canary`", "/c echo x>canary", "/?", "\xef\xbc\x82&echo x>canary&\xef\xbc\x82",
    };
    const char *const scripts[] = {
        echoing_script("all.bat", "%*"), echoing_script("each.cmd", "%1 %2"), echoing_script("bare.bat", "\"%~1\" \"%~2\"") };
    ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_BATCH, .cwd = test_dir() };
    const ambos_run_options options = { .spawn = &spawn, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_env *env;

    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "FOO", "123"));
    CHECK_OK(ambos_env_set(env, "FOO^", "123"));
    CHECK_OK(ambos_env_set(env, "^F^O^O^", "123"));
    spawn.env = env;
    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        for (size_t j = 0; j < 3; j++) {
            const char *const argv[] = { scripts[j], payloads[i], "end", NULL };
            ambos_run_result result;
            ambos_error error = ambos_run(argv, &options, &result);

            if (error && error != AMBOS_EINVAL)
                FAIL("payload %s: %s", payloads[i], ambos_error_name(error));
            if (!error) {
                const char *lines = result.output;

                CHECK_STR(child_unhex_line(&lines, NULL), payloads[i]);
                CHECK_STR(child_unhex_line(&lines, NULL), "end");
            }
            ambos_run_free(&result);
            if (test_exists(test_path("canary")))
                FAIL("payload %s ran something", payloads[i]);
        }
    }
    ambos_env_free(env);
}

/* Nothing of what is refused is needed in most arguments. */
TEST(plain_arguments_reach_batch_files)
{
    enum { SET = 9 };
    static const char *const plain[2][SET] = {
        { "", "a b", "--key=value", "a,b;c=d", "C:\\dir\\file.txt", "\xc3\xa9 \xf0\x9f\x98\x80", "'", "\t", "a\tb" },
        { "=", ";", "a", "$PATH", "-", "\\\\server\\share", "\v\f", "\xc2\xa0", "" },
    };
    const ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_BATCH };
    const char *const scripts[] = {
        echoing_script("all.bat", "%*"), echoing_script("each.cmd", "%1 %2 %3 %4 %5 %6 %7 %8 %9"),
        echoing_script("bare.bat", "\"%~1\" \"%~2\" \"%~3\" \"%~4\" \"%~5\" \"%~6\" \"%~7\" \"%~8\" \"%~9\"") };

    for (size_t i = 0; i < 6; i++) {
        const char *argv[SET + 2] = { scripts[i % 3] };
        const char *lines;

        memcpy(argv + 1, plain[i / 3], sizeof plain[0]);
        lines = child_output(argv, &spawn);
        for (size_t j = 0; j < SET; j++)
            CHECK_STR(child_unhex_line(&lines, NULL), plain[i / 3][j]);
    }
}

/* A value of the interpreter's, for the time of a case; false: there is one already, which stays. */
static bool set_interpreter(const wchar_t *name, DWORD type, const void *data, DWORD size)
{
    static const wchar_t key[] = L"Software\\Microsoft\\Command Processor";

    if (!data)
        return RegDeleteKeyValueW(HKEY_CURRENT_USER, key, name) == ERROR_SUCCESS;
    if (RegGetValueW(HKEY_CURRENT_USER, key, name, RRF_RT_ANY, NULL, NULL, NULL) == ERROR_SUCCESS)
        return false;
    return RegSetKeyValueW(HKEY_CURRENT_USER, key, name, type, data, size) == ERROR_SUCCESS;
}

/* What the user lets every interpreter do at its start is no part of the script. */
TEST(no_commands_of_the_users_run_first)
{
    static const wchar_t command[] = L"if defined AMBOS_CANARY echo x>canary";
    ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_BATCH, .cwd = test_dir() };
    const char *const argv[] = { echoing_script("x.bat", "%*"), "hello", NULL };
    const char *told;
    ambos_env *env;

    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "AMBOS_CANARY", "1"));
    spawn.env = env;
    if (!set_interpreter(L"AutoRun", REG_SZ, command, sizeof command))
        SKIP("this user's interpreter has such commands already");
    told = child_output(argv, &spawn);
    set_interpreter(L"AutoRun", 0, NULL, 0);
    CHECK_STR(told, "68656c6c6f\n");
    CHECK(!test_exists(test_path("canary")));
    ambos_env_free(env);
}

/* Whether or not the user has it on. */
TEST(exclamation_marks_of_a_script_mean_nothing)
{
    static const DWORD on = 1;
    const ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_BATCH };
    const char *const argv[] = { echoing_script("x.bat", "!TMP! %*"), "hello", NULL };
    const char *told;
    bool set = set_interpreter(L"DelayedExpansion", REG_DWORD, &on, sizeof on);

    told = child_output(argv, &spawn);
    if (set)
        set_interpreter(L"DelayedExpansion", 0, NULL, 0);
    CHECK_STR(told, "21544d5021\n68656c6c6f\n");
}

/* COMSPEC could be anything, and the child's above all. */
TEST(interpreter_is_the_systems)
{
    ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_BATCH };
    const char *const argv[] = { echoing_script("x.bat", "%*"), "hello", NULL };
    ambos_env *env;

    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "COMSPEC", test_self()));
    spawn.env = env;
    CHECK_STR(child_output(argv, &spawn), "68656c6c6f\n");
    ambos_env_free(env);
}

/* cmd.exe takes less than CreateProcessW does. */
TEST(longest_line_of_a_batch_file)
{
    static char text[8192];
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_BATCH };
    const char *const argv[] = { batch("x.bat"), text, NULL };
    ambos_process *process;

    memset(text, 'x', sizeof text - 1);
    CHECK_ERR(ambos_spawn(&process, argv, &options), AMBOS_E2BIG);
    CHECK(process == NULL);
}

TEST(batch_file_with_a_raw_command_line)
{
    const char *const argv[] = { batch("x.bat"), NULL };
    const ambos_spawn_win32 win32 = { .command_line = "x&echo x>canary" };
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_BATCH, .win32 = &win32 };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, &options), AMBOS_EINVAL);
    CHECK(process == NULL);
}

/* The failures of one are told as those of a program. */
TEST(batch_file_that_is_not_there)
{
    const char *const argv[] = { test_path("no.bat"), NULL };
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_BATCH };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, &options), AMBOS_ENOENT);
}

/* ---- directory and environment ---- */

TEST(directory_that_is_too_long)
{
    char path[1024];
    ambos_spawn_options options = { .cwd = path };
    ambos_process *process;
    size_t length;

    snprintf(path, sizeof path, "%s", test_dir());
    while ((length = strlen(path)) < 300) {
        snprintf(path + length, sizeof path - length, "/a directory with a long name 0123456789 0123456789");
        CHECK_OK(ambos_mkdir(path, 0, 0));
    }
    CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &options), AMBOS_ENAMETOOLONG);
}

/* [55] Without regard to case, and by units, not by some language. */
TEST(environment_is_sorted)
{
    static const char *const entries[] = { "b=1", "A=2", "_=3", "a_=4", "AB=5", "C=6", "B_=7", "z=8", "\xc3\xa9=9", NULL };
    ambos_env *env;
    ambos_spawn_options options = { 0 };
    const char *lines;
    const char *const order[] = { "A=2\n", "AB=5\n", "a_=4\n", "b=1\n", "B_=7\n", "C=6\n", "z=8\n", "_=3\n", "\xc3\xa9=9\n" };

    CHECK_OK(ambos_env_from_list(&env, entries));
    options.env = env;
    lines = child_output(CHILD("dump-env"), &options);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const char *found = strstr(lines, order[i]);

        if (!found)
            FAIL("%s is not in its place", order[i]);
        lines = found;
    }
    ambos_env_free(env);
}

/* ---- streams ---- */

/* [27] The other way to say that there is none. */
TEST(invalid_streams_of_ours)
{
    static const DWORD numbers[] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };
    HANDLE before[3];

    for (int i = 0; i < 3; i++) {
        before[i] = GetStdHandle(numbers[i]);
        SetStdHandle(numbers[i], INVALID_HANDLE_VALUE);
    }
    child_end(child_spawn(CHILD("cat"), NULL), 0);
    child_end(child_spawn(CHILD("flood", "both", "100000"), NULL), 0);
    for (int i = 0; i < 3; i++)
        SetStdHandle(numbers[i], before[i]);
}

/* A handle that was closed behind our back. */
TEST(stale_stream_of_ours)
{
    HANDLE before = GetStdHandle(STD_INPUT_HANDLE);
    HANDLE stale = CreateEventW(NULL, FALSE, FALSE, NULL);
    ambos_process *process;
    ambos_error error;

    CloseHandle(stale);
    SetStdHandle(STD_INPUT_HANDLE, stale);
    error = ambos_spawn(&process, CHILD("drain"), &(ambos_spawn_options){ .stdio[1] = { .kind = AMBOS_STREAM_NULL } });
    SetStdHandle(STD_INPUT_HANDLE, before);
    /* The null device or an error at that stream: both are right, a crash is not. */
    if (!error)
        ambos_process_close(process);
}

/* Children end synchronously what they begin: an overlapped end would break most programs. */
TEST(kinds_of_the_childs_streams)
{
    static const ambos_spawn_options pipes = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_NULL } } };
    ambos_process *process = child_spawn(CHILD("dump-handles"), &pipes);
    const char *told = child_read(child_stream(process, 1), NULL);

    CHECK(strstr(told, " pipe ") != NULL);
    CHECK(strstr(told, " char ") != NULL);
    CHECK(strstr(told, "closed") == NULL);
    child_end(process, 0);
}

/* Programs use their streams with plain calls, for which an overlapped handle is not made. */
TEST(overlapped_files_are_no_streams)
{
    static const ambos_spawn_options pipes = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_NULL } } };
    ambos_process *process = child_spawn(CHILD("cat"), &pipes);
    ambos_spawn_options options = { 0 };

    for (uint32_t i = 0; i < 2; i++) {
        ambos_file *ours = child_stream(process, i);

        options.stdio[1 - i] = (ambos_stream){ .kind = AMBOS_STREAM_OPEN, .file = ours };
        child_refused(CHILD("exit", "0"), &options, AMBOS_ENOTSUP, AMBOS_STEP_STREAM_IN + 1 - i);
        options.stdio[1 - i] = (ambos_stream){ 0 };
        CHECK_OK(ambos_file_close(ours));
    }
    child_end(process, 0);
}

/* [28] Were the other ends in the child too, the end of a pipe would not come before the child's. */
TEST(inheritable_pipes_are_not_held)
{
    enum { MANY = 100 };
    static const ambos_spawn_options pipes = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE }, .stdio[1] = { .kind = AMBOS_STREAM_NULL } };
    SECURITY_ATTRIBUTES inherit = { sizeof inherit, NULL, TRUE };
    HANDLE readers[MANY];
    HANDLE writers[MANY];
    ambos_process *process;

    for (int i = 0; i < MANY; i++)
        CHECK(CreatePipe(&readers[i], &writers[i], &inherit, 0));
    process = child_spawn(CHILD("drain"), &pipes);
    for (int i = 0; i < MANY; i++) {
        char byte;
        DWORD got;

        CloseHandle(writers[i]);
        CHECK(!ReadFile(readers[i], &byte, 1, &got, NULL) && GetLastError() == ERROR_BROKEN_PIPE);
        CloseHandle(readers[i]);
    }
    CHECK_ERR(ambos_wait(process, AMBOS_POLL, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 0);
}

/* ---- what is left behind ---- */

static uint64_t private_memory(void)
{
    PROCESS_MEMORY_COUNTERS_EX counters = { .cb = sizeof counters };

    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), (PROCESS_MEMORY_COUNTERS *)&counters, sizeof counters));
    return counters.PrivateUsage;
}

/* [5] As late as they can fail: in CreateProcessW, with pipes, a job and a handle list made. */
static void fail_late(const char *text, ambos_native handle)
{
    const ambos_handover over = { handle, AMBOS_NO_HANDLE };
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE },
                                                     { .kind = AMBOS_STREAM_PIPE } },
                                          .handles = &over, .handle_count = 1,
                                          .flags = AMBOS_SPAWN_TREE | AMBOS_SPAWN_SUSPENDED };
    const char *const argv[] = { text, "x", NULL };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, &options), AMBOS_ENOEXEC);
}

TEST(a_thousand_late_failures_leave_nothing)
{
    const char *text = test_path("text.exe");
    ambos_native handle;
    int64_t handles = 0;
    uint64_t memory = 0;

    test_write_file(text, "not a program", 13);
    handle = test_open_native(text, true);
    for (int i = 0; i < 1100; i++) {
        fail_late(text, handle);
        if (i == 99) {
            handles = test_handle_count();
            memory = private_memory();
        }
    }
    CHECK_INT(test_handle_count(), handles);
    CHECK(private_memory() < memory + 512 * 1024);
    test_close_native(handle);
}

/* Starts many children, and as many as there is time for on a slow machine. A job is kept until its console has ended too,
   which a later closing sees: those of the last children may be left for a while. */
static void leaves_nothing(void (*start)(void))
{
    const int64_t enough = test_clock_ms() + 15000;
    int64_t least = INT64_MAX, left;
    uint64_t memory;

    for (int i = 0; i < 20; i++) {
        start();
        left = test_handle_count();
        least = left < least ? left : least;
    }
    memory = private_memory();
    for (int i = 0; i < 500 && test_clock_ms() < enough; i++)
        start();
    do {
        start();
        left = test_handle_count() - least;
    } while (left > 1 && test_clock_ms() < enough + 10000);
    if (left > 1)
        FAIL("%" PRId64 " handles are left", left);
    CHECK(private_memory() < memory + 256 * 1024);
}

static void start_with_pipes(void)
{
    static const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_STDOUT } } };

    child_end(child_spawn(CHILD("exit", "0"), &options), 0);
}

/* [52] */
TEST(hundreds_of_children_leave_nothing)
{
    leaves_nothing(start_with_pipes);
}

static void start_in_every_way(void)
{
    static const uint32_t first[] = { 0 };
    const ambos_stream file = { .kind = AMBOS_STREAM_FILE, .path = test_path("said") };
    const ambos_spawn_options options = {
        .flags = AMBOS_SPAWN_SUSPENDED | AMBOS_SPAWN_TREE | AMBOS_SPAWN_DIE_WITH_PARENT | AMBOS_SPAWN_NO_WINDOW,
        .cwd = test_dir(), .cpus = first, .cpu_count = 1, .priority = AMBOS_PRIORITY_LOW,
        .stdio = { { .kind = AMBOS_STREAM_NULL }, file, { .kind = AMBOS_STREAM_STDOUT } } };
    ambos_process *process = child_spawn(CHILD("exit", "0"), &options);

    CHECK_OK(ambos_resume(process));
    child_end(process, 0);
}

/* [52] */
TEST(hundreds_of_children_in_every_way_leave_nothing)
{
    leaves_nothing(start_in_every_way);
}

/* ---- parents that end ---- */

/* A case that needs a parent to lose starts itself once more, as that parent. */
static bool is_middle(void)
{
    return getenv("AMBOS_TEST_MIDDLE") != NULL;
}

/* What the parent does: starts a child, says which, and stands there. */
static void be_middle(uint32_t flags)
{
    static const ambos_stream nothing = { .kind = AMBOS_STREAM_NULL };
    const ambos_spawn_options options = { .flags = flags, .stdio = { nothing, nothing, nothing } };
    ambos_process *process = child_spawn(CHILD("sleep", "60000"), &options);
    char line[8];

    printf("%" PRId64 "\n", ambos_process_id(process));
    fflush(stdout);
    CHECK(fgets(line, sizeof line, stdin) == NULL);
}

/* Starts the parent, ends it by force, and gives what became of its child: the child's handle. */
static HANDLE lose_middle(const char *name, uint64_t *pid)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    const char *const argv[] = { test_self(), name, NULL };
    ambos_process *middle;
    ambos_file *output;
    char line[32] = { 0 };
    size_t got = 1;
    HANDLE child;

    CHECK_OK(ambos_setenv("AMBOS_TEST_MIDDLE", "1"));
    middle = child_spawn(argv, &options);
    output = child_stream(middle, 1);
    child_expect(output, test_join(test_join("BEGIN ", name), "\n"));
    for (size_t i = 0; i + 1 < sizeof line && got && !strchr(line, '\n'); i++)
        CHECK_OK(ambos_file_read(output, line + i, 1, &got));
    *pid = strtoull(line, NULL, 10);
    child = OpenProcess(SYNCHRONIZE, FALSE, (DWORD)*pid);
    CHECK(child != NULL);
    CHECK_INT(WaitForSingleObject(child, 0), WAIT_TIMEOUT);
    test_end_process((uint64_t)ambos_process_id(middle));
    CHECK_INT(child_wait(middle).code, 1);
    ambos_process_close(middle);
    CHECK_OK(ambos_file_close(output));
    return child;
}

TEST(tied_child_that_never_began)
{
    uint64_t pid;
    HANDLE child;

    if (is_middle()) {
        be_middle(AMBOS_SPAWN_DIE_WITH_PARENT | AMBOS_SPAWN_SUSPENDED);
        return;
    }
    child = lose_middle("tied_child_that_never_began", &pid);
    CHECK_INT(WaitForSingleObject(child, CHILD_PATIENCE_MS), WAIT_OBJECT_0);
    CloseHandle(child);
}

/* [31] */
TEST(detached_child_outlives_its_parent)
{
    uint64_t pid;
    HANDLE child;

    if (is_middle()) {
        be_middle(AMBOS_SPAWN_DETACHED);
        return;
    }
    child = lose_middle("detached_child_outlives_its_parent", &pid);
    CHECK_INT(WaitForSingleObject(child, 0), WAIT_TIMEOUT);
    test_end_process(pid);
    CloseHandle(child);
}

/* ---- priority, suspended ---- */

TEST(priority_classes)
{
    static const struct {
        uint32_t priority;
        DWORD expected;
    } classes[] = {
        { AMBOS_PRIORITY_IDLE, IDLE_PRIORITY_CLASS }, { AMBOS_PRIORITY_LOW, BELOW_NORMAL_PRIORITY_CLASS },
        { AMBOS_PRIORITY_NORMAL, NORMAL_PRIORITY_CLASS }, { AMBOS_PRIORITY_HIGH, ABOVE_NORMAL_PRIORITY_CLASS },
        { AMBOS_PRIORITY_URGENT, HIGH_PRIORITY_CLASS },
    };

    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        const ambos_spawn_options options = { .priority = classes[i].priority, .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
        ambos_process *process = child_spawn(CHILD("drain"), &options);
        HANDLE handle = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, (DWORD)ambos_process_id(process));

        CHECK(handle != NULL);
        if (test_is_wine() && GetPriorityClass(handle) == NORMAL_PRIORITY_CLASS)
            SKIP("this Wine makes every process with the normal priority");
        CHECK_INT(GetPriorityClass(handle), classes[i].expected);
        CloseHandle(handle);
        ambos_process_close(process);
    }
}

/* A twin that was started later comes to its end before the first has said a word. */
TEST(suspended_until_resumed)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_SUSPENDED, .stdio[0] = { .kind = AMBOS_STREAM_NULL },
                                          .stdio[1] = { .kind = AMBOS_STREAM_PIPE }, .stdio[2] = { .kind = AMBOS_STREAM_NULL } };
    const ambos_spawn_options at_once = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("write-stdout", "said"), &options);
    ambos_process *twin = child_spawn(CHILD("write-stdout", "said"), &at_once);
    ambos_file *output = child_stream(process, 1);
    DWORD there;

    CHECK_STR(child_read(child_stream(twin, 1), NULL), "said");
    child_end(twin, 0);
    CHECK_ERR(ambos_wait(process, AMBOS_POLL, NULL), AMBOS_ETIMEDOUT);
    CHECK(PeekNamedPipe((HANDLE)ambos_file_native(output), NULL, 0, NULL, &there, NULL));
    CHECK_INT(there, 0);
    CHECK_OK(ambos_resume(process));
    CHECK_STR(child_read(output, NULL), "said");
    child_end(process, 0);
}

/* Nothing of ours is inherited: were a check to fail, what stands still would keep our output open for ever, and whoever
   reads it waiting. */
#define STANDING_STILL \
    .flags = AMBOS_SPAWN_SUSPENDED, \
    .stdio = { { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL } }

TEST(suspended_is_resumed_once)
{
    const ambos_spawn_options options = { STANDING_STILL };
    ambos_process *process = child_spawn(CHILD("exit", "6"), &options);
    int64_t before = test_handle_count();

    CHECK_OK(ambos_resume(process));
    CHECK_INT(test_handle_count(), before - 1);
    CHECK_ERR(ambos_resume(process), AMBOS_EINVAL);
    (void)child_wait(process);
    CHECK_ERR(ambos_resume(process), AMBOS_EINVAL);
    child_end(process, 6);
}

TEST(only_the_suspended_are_resumed)
{
    static const uint32_t first[] = { 0 };
    const ambos_spawn_options bound = { .cpus = first, .cpu_count = 1 };
    ambos_process *process = child_spawn(CHILD("exit", "0"), NULL);

    CHECK_ERR(ambos_resume(process), AMBOS_EINVAL);
    CHECK_ERR(ambos_resume(NULL), AMBOS_EINVAL);
    child_end(process, 0);
    process = child_spawn(CHILD("exit", "7"), &bound);
    CHECK_ERR(ambos_resume(process), AMBOS_EINVAL);
    child_end(process, 7);
}

/* To be bound to a processor it is stopped for a moment; that must not start it. */
TEST(suspended_and_bound_to_a_processor)
{
    static const uint32_t first[] = { 0 };
    const ambos_spawn_options options = { STANDING_STILL, .cpus = first, .cpu_count = 1 };
    ambos_process *process = child_spawn(CHILD("exit", "8"), &options);

    child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    CHECK_ERR(ambos_wait(process, AMBOS_POLL, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_resume(process));
    child_end(process, 8);
}

TEST(suspended_and_ended)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_SUSPENDED, .stdio[0] = { .kind = AMBOS_STREAM_NULL },
                                          .stdio[1] = { .kind = AMBOS_STREAM_PIPE }, .stdio[2] = { .kind = AMBOS_STREAM_NULL } };
    ambos_process *process = child_spawn(CHILD("write-stdout", "said"), &options);

    test_end_process((uint64_t)ambos_process_id(process));
    CHECK_STR(child_read(child_stream(process, 1), NULL), "");
    child_end(process, 1);
}

/* Closing neither ends it nor lets it begin. */
TEST(suspended_and_closed)
{
    const ambos_spawn_options options = { STANDING_STILL };
    int64_t before = test_handle_count();
    ambos_process *process = child_spawn(CHILD("exit", "0"), &options);
    uint64_t pid = (uint64_t)ambos_process_id(process);

    ambos_process_close(process);
    CHECK_INT(test_handle_count(), before);
    child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    CHECK(test_process_exists(pid));
    test_end_process(pid);
}

TEST(consoles)
{
    static const uint32_t flags[] = { AMBOS_SPAWN_NO_WINDOW, AMBOS_SPAWN_NEW_CONSOLE, AMBOS_SPAWN_NEW_GROUP,
                                      AMBOS_SPAWN_NO_WINDOW | AMBOS_SPAWN_NEW_GROUP };

    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        const ambos_spawn_options options = { .flags = flags[i], .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
        ambos_process *process = child_spawn(CHILD("write-stdout", "said"), &options);

        CHECK_STR(child_read(child_stream(process, 1), NULL), "said");
        child_end(process, 0);
    }
}

/* ---- what they leave ---- */

/* The child is gone, and what it started is still of the tree: it lives on, and would end with us. */
TEST(closing_a_tied_tree_ends_nobody)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT | AMBOS_SPAWN_TREE,
                                          .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(CHILD("grandchild", "cat"), &options);
    ambos_file *input = child_stream(process, 0), *output = child_stream(process, 1);
    char digit = 0;
    size_t got;

    CHECK_INT(child_wait(process).code, 0);
    ambos_process_close(process);
    while (digit != '\n') {
        CHECK_OK(ambos_file_read(output, &digit, 1, &got));
        CHECK_INT(got, 1);
    }
    test_sleep(100);
    CHECK_OK(ambos_file_write(input, "alive", 5, NULL));
    child_expect(output, "alive");
    CHECK_OK(ambos_file_close(input));
    CHECK_STR(child_read(output, NULL), "");
}

/* Not even a handle, once nobody is left. */
TEST(closing_a_tied_tree_that_has_ended)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT | AMBOS_SPAWN_TREE };
    int64_t before;

    child_end(child_spawn(CHILD("exit", "3"), &options), 3);
    before = test_handle_count();
    for (int i = 0; i < 5; i++)
        child_end(child_spawn(CHILD("exit", "3"), &options), 3);
    CHECK_INT(test_handle_count(), before);
}

TEST(verbatim_working_directory)
{
    char path[1024];
    const ambos_spawn_options options = { .cwd = path };
    const char *line;

    snprintf(path, sizeof path, "\\\\?\\%s", test_path("there"));
    for (char *c = path; *c; c++)
        if (*c == '/')
            *c = '\\';
    test_make_dir(test_path("there"));
    line = child_output(CHILD("cwd"), &options);
    CHECK(strncmp(line, path + 4, strlen(path + 4)) == 0);
}

/* Somebody writes it, or looks at it for viruses. */
TEST(program_that_somebody_holds)
{
    const char *const argv[] = { test_path("held.exe"), "--child", "exit", "4", NULL };
    int64_t start = test_clock_ms();
    size_t size;
    const char *image = test_read_file(test_self(), &size);
    ambos_process *process;
    intptr_t held;

    test_write_file(argv[0], image, size);
    held = test_open_native(argv[0], false);
    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_ETXTBSY);
    CHECK(process == NULL);
    CHECK(test_clock_ms() - start >= 100);
    test_close_native(held);
    /* It may lack a library here, but it is started. */
    process = child_spawn(argv, NULL);
    (void)child_wait(process);
    ambos_process_close(process);
}

/* A process may be given what no process would make: a name twice, and what is no variable. */
static int snapshot_of_oddities(int argc, char **argv)
{
    const char *value, *entry;
    ambos_env *env;
    size_t i, length, doubles = 0;

    (void)argc;
    (void)argv;
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_get(env, "aB", &value));
    CHECK_STR(value, "first");
    for (i = 0; !ambos_env_at(env, i, &entry, &length); i++)
        doubles += length == 2 && (entry[0] | 0x20) == 'a' && (entry[1] | 0x20) == 'b';
    CHECK_INT(doubles, 1);
    {
        const ambos_spawn_options options = { .env = env };

        child_end(child_spawn(CHILD("exit", "0"), &options), 0);
    }
    ambos_env_free(env);
    return 5;
}

const struct test_command test_suite_commands[] = {
    { "snapshot-of-oddities", 0, 0, snapshot_of_oddities },
    { NULL, 0, 0, NULL },
};

TEST(a_snapshot_takes_the_first_of_a_name_and_no_more)
{
    wchar_t block[] = L"AB=first\0ab=second\0==x\0none\0SYSTEMROOT=C:\\windows\0";
    wchar_t line[] = L"p --child snapshot-of-oddities", self[MAX_PATH];
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION process;
    DWORD code;

    CHECK(GetModuleFileNameW(NULL, self, MAX_PATH) < MAX_PATH);
    CHECK(CreateProcessW(self, line, NULL, NULL, FALSE, CREATE_UNICODE_ENVIRONMENT, block, NULL, &startup, &process));
    CHECK(WaitForSingleObject(process.hProcess, CHILD_PATIENCE_MS) == WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process.hProcess, &code));
    CHECK_INT(code, 5);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
}
