/* SPDX-License-Identifier: MIT */
/* One real thing in each area of ambos, the same text on every system. What is
   printed is the same everywhere too, but for the lines that begin with "~":
   there the systems cannot agree, and the line says why. Exits with 1 when a
   thing did not do what it says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ambos/ambos.h>

static int failures;

/* ---- saying what was seen ---- */

#define say(...) (printf(__VA_ARGS__), putchar('\n'))

static void say_failure(const char *what)
{
    ambos_failure failure;

    ambos_last_failure(&failure);
    say("FAILED %s: cannot %s: %s (%s)", what, ambos_step_text(failure.step), ambos_strerror(failure.code),
        ambos_error_name(failure.code));
    failures++;
}

/* The call must have worked. */
static int must(ambos_error error, const char *what)
{
    if (error)
        say_failure(what);
    return error == AMBOS_OK;
}

/* The thing must be so. */
static void check(int so, const char *what)
{
    if (!so) {
        say("FAILED %s: it is not so", what);
        failures++;
    }
}

/* ---- the tour as its own child ---- */

static int child_upper(void)
{
    int c;

    while ((c = getchar()) != EOF)
        putchar(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return 0;
}

static int child_main(int argc, char **argv)
{
    if (strcmp(argv[2], "upper") == 0)
        return child_upper();
    if (strcmp(argv[2], "variable") == 0 && argc > 3)
        return fputs(getenv(argv[3]) ? getenv(argv[3]) : "(unset)", stdout) < 0;
    if (strcmp(argv[2], "arguments") == 0) {
        for (int i = 3; i < argc; i++)
            printf("[%s]", argv[i]);
        return 0;
    }
    if (strcmp(argv[2], "wait") == 0) /* until the standard input ends */
        while (getchar() != EOF)
            continue;
    return argc > 3 ? atoi(argv[3]) : 0;
}

/* ---- 1, 2: spawn and wait ---- */

static void tour_spawn(const char *self)
{
    const char *const upper[] = { self, "--child", "upper", NULL };
    const char *const arguments[] = { self, "--child", "arguments", "", "two words", "a\"quote", "back\\slash\\", NULL };
    const char *const missing[] = { "ambos-has-no-such-program", NULL };
    const char *const hostname[] = { "hostname", NULL };
    ambos_run_options options = { 0 };
    ambos_run_result result;
    ambos_process *process;

    say("1. Spawn");
    options.input = "fed to a child, captured from it";
    options.input_size = strlen("fed to a child, captured from it");
    if (must(ambos_run(upper, &options, &result), "run the tour itself"))
        say("   a child answers: %s", result.output);
    ambos_run_free(&result);
    if (must(ambos_run(arguments, NULL, &result), "run with arguments"))
        say("   arguments arrive: %s", result.output);
    ambos_run_free(&result);
    if (must(ambos_run(hostname, NULL, &result), "run a system program")) {
        say("   a system program ends with %u", (unsigned)result.status.code);
        say("~  its answer is this system's own: %.*s", (int)strcspn(result.output, "\r\n"), result.output);
    }
    ambos_run_free(&result);
    check(ambos_spawn(&process, missing, NULL) == AMBOS_ENOENT, "a missing program is told at once");
    say("   a missing program: %s", ambos_strerror(AMBOS_ENOENT));
}

static void tour_wait(const char *self)
{
    const char *const waiter[] = { self, "--child", "wait", "42", NULL };
    ambos_spawn_options options = { 0 };
    ambos_process *process;
    ambos_status status;
    ambos_file *input = NULL;

    say("2. Wait");
    options.stdio[0].kind = AMBOS_STREAM_PIPE;
    if (!must(ambos_spawn(&process, waiter, &options), "spawn"))
        return;
    check(ambos_process_id(process) > 0, "a child has a number");
    check(ambos_wait(process, AMBOS_POLL, &status) == AMBOS_ETIMEDOUT, "it runs while its input is open");
    say("   it runs: %s", ambos_strerror(AMBOS_ETIMEDOUT));
    if (must(ambos_process_take_stream(process, 0, &input), "take its input"))
        (void)ambos_file_close(input);
    if (must(ambos_wait(process, AMBOS_FOREVER, &status), "wait")) {
        check(status.kind == AMBOS_STATUS_EXITED && status.code == 42, "the exit code is the child's");
        say("   its input closed, it ends with %u", (unsigned)status.code);
    }
    ambos_process_close(process);
}

/* ---- 3: environment ---- */

static void tour_environment(const char *self)
{
    const char *const variable[] = { self, "--child", "variable", "AMBOS_TOUR", NULL };
    ambos_spawn_options spawn = { 0 };
    ambos_run_options options = { 0 };
    ambos_run_result result;
    ambos_env *env = NULL;
    char *value;

    say("3. Environment");
    if (must(ambos_env_snapshot(&env), "snapshot") && must(ambos_env_set(env, "AMBOS_TOUR", "only the child's"), "set")) {
        spawn.env = env;
        options.spawn = &spawn;
        if (must(ambos_run(variable, &options, &result), "run with an environment"))
            say("   the child has: %s", result.output);
        ambos_run_free(&result);
    }
    ambos_env_free(env);
    check(ambos_getenv("AMBOS_TOUR", &value) == AMBOS_ENOENT, "this process does not have it");
    if (must(ambos_setenv("AMBOS_TOUR", ""), "set to nothing") && must(ambos_getenv("AMBOS_TOUR", &value), "get")) {
        say("   empty is not unset: \"%s\"", value);
        ambos_free(value);
    }
    (void)must(ambos_unsetenv("AMBOS_TOUR"), "unset");
}

/* ---- 4: stat and permissions ---- */

static int make_file(const char *path, const char *text)
{
    ambos_file *file = NULL;
    int made = must(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0), path) &&
               must(ambos_file_write(file, text, strlen(text), NULL), path);

    return must(ambos_file_close(file), path) && made;
}

static void tour_stat(void)
{
    ambos_file_info info;

    say("4. Files and permissions");
    if (!make_file("letter.txt", "seven .") || !must(ambos_stat("letter.txt", &info), "stat"))
        return;
    check(info.type == AMBOS_TYPE_FILE && (info.known & AMBOS_INFO_MODIFIED), "it is a file with a time");
    say("   letter.txt: %u bytes, %u name", (unsigned)info.size, (unsigned)info.nlink);
    if (must(ambos_chmod("letter.txt", 0444, 0), "chmod") && must(ambos_stat("letter.txt", &info), "stat"))
        say("   made read-only: %s", info.mode & AMBOS_MODE_WUSR ? "no" : "yes");
    if (ambos_access("letter.txt", AMBOS_ACCESS_WRITE) == AMBOS_OK)
        say("~  may it be written? yes: this user (root) is not bound by mode bits");
    else
        say("~  may it be written? no: the attribute binds everyone");
    (void)must(ambos_chmod("letter.txt", 0644, 0), "chmod");
    check(ambos_stat("letter.txt/x", &info) == AMBOS_ENOTDIR, "a file has nothing in it");
    say("   letter.txt/x: %s", ambos_strerror(AMBOS_ENOTDIR));
}

/* ---- 5: directories ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp((const char *)a, (const char *)b);
}

static void tour_list(const char *path)
{
    char names[8][32];
    size_t count = 0;
    const ambos_dir_entry *entry = NULL;
    ambos_dir *dir = NULL;

    if (!must(ambos_dir_open(&dir, path, 0), "list"))
        return;
    while (must(ambos_dir_next(dir, &entry), "next") && entry && count < 8)
        (void)snprintf(names[count++], sizeof names[0], "%.20s%s", entry->name,
                       entry->type == AMBOS_TYPE_DIRECTORY ? "/" : "");
    ambos_dir_close(dir);
    qsort(names, count, sizeof names[0], compare_names);
    for (size_t i = 0; i < count; i++)
        say("   %s/%s", path, names[i]);
}

static void tour_directories(void)
{
    say("5. Directories");
    if (!must(ambos_mkdir("tree", 0, 0), "mkdir") || !must(ambos_mkdir("tree/branch", 0, 0), "mkdir"))
        return;
    (void)make_file("tree/leaf", "");
    (void)make_file("tree/branch/\xC3\xA9", "");
    tour_list("tree");
    tour_list("tree/branch");
    check(ambos_rmdir("tree") == AMBOS_ENOTEMPTY, "a full directory stays");
    say("   rmdir tree: %s", ambos_strerror(AMBOS_ENOTEMPTY));
    (void)must(ambos_unlink("tree/branch/\xC3\xA9"), "unlink");
    (void)must(ambos_unlink("tree/leaf"), "unlink");
    (void)must(ambos_rmdir("tree/branch"), "rmdir");
    (void)must(ambos_rmdir("tree"), "rmdir");
    check(ambos_rmdir("tree") == AMBOS_ENOENT, "it is gone");
}

/* ---- 6: symlinks ---- */

static void tour_symlinks(void)
{
    ambos_file_info info;
    ambos_error error;
    char *target = NULL;

    say("6. Symlinks");
    error = ambos_symlink("letter.txt", "link", AMBOS_SYMLINK_AUTO);
    if (error == AMBOS_ENOTSUP || error == AMBOS_EPERM) {
        say("~  this system makes none for this user, and says so: %s", ambos_strerror(error));
        check(ambos_lstat("link", &info) == AMBOS_ENOENT, "nothing is left of the try");
        return;
    }
    if (must(error, "symlink") && must(ambos_lstat("link", &info), "lstat") && must(ambos_readlink("link", &target), "readlink"))
        say("~  link -> %s, %s", target, info.type == AMBOS_TYPE_SYMLINK ? "a link" : "not a link");
    ambos_free(target);
    (void)must(ambos_unlink("link"), "unlink");
    (void)must(ambos_stat("letter.txt", &info), "the target stays");
}

/* ---- 7: atomic replacement ---- */

static void tour_rename(void)
{
    ambos_rename_options keep = { 0 };
    char text[16] = "";
    size_t got = 0;
    ambos_file *file = NULL;

    say("7. Atomic rename");
    if (!make_file("letter.new", "replaced") || !must(ambos_rename("letter.new", "letter.txt", NULL), "rename"))
        return;
    if (must(ambos_file_open(&file, "letter.txt", AMBOS_READ, 0), "open"))
        (void)must(ambos_file_read(file, text, sizeof text - 1, &got), "read");
    (void)ambos_file_close(file);
    say("   letter.txt now says: %s", text);
    (void)make_file("other.txt", "");
    keep.flags = AMBOS_RENAME_NO_REPLACE;
    check(ambos_rename("other.txt", "letter.txt", &keep) == AMBOS_EEXIST, "nothing is replaced when told so");
    say("   without replacing: %s", ambos_strerror(AMBOS_EEXIST));
    (void)must(ambos_unlink("other.txt"), "unlink");
    (void)must(ambos_unlink("letter.txt"), "unlink");
}

/* ---- 8: errors ---- */

static void tour_error(const char *what, ambos_error error)
{
    ambos_failure failure;
    char text[200];

    check(error != AMBOS_OK, what);
    ambos_last_failure(&failure);
    (void)ambos_native_text(failure.domain, failure.native, text, sizeof text);
    say("   %s: %s (%s)", what, ambos_strerror(error), ambos_error_name(error));
    if (failure.domain != AMBOS_DOMAIN_NONE)
        say("~    the system's own words: %s", text);
}

static void tour_errors(void)
{
    ambos_file_info info;
    ambos_file *file;

    say("8. Errors");
    tour_error("stat of nothing", ambos_stat("nothing", &info));
    tour_error("mkdir of .", ambos_mkdir(".", 0, 0));
    tour_error("open without access", ambos_file_open(&file, "x", 0, 0));
}

/* ---- a place to work in ---- */

static char *temporary_directory(void)
{
    static const char *const names[] = { "TMPDIR", "TEMP", "TMP" };
    char *value = NULL;

    for (size_t i = 0; i < sizeof names / sizeof names[0] && !value; i++)
        if (ambos_getenv(names[i], &value) == AMBOS_OK && !*value) {
            ambos_free(value);
            value = NULL;
        }
    return value;
}

/* Make a directory of our own and enter it. */
static int enter_workplace(char *name, size_t size)
{
    char *parent = temporary_directory();

    (void)snprintf(name, size, "%s/ambos-tour-%lld", parent ? parent : "/tmp", (long long)ambos_clock_ns());
    ambos_free(parent);
    return must(ambos_mkdir(name, 0, AMBOS_PRIVATE), "make a place to work in") && must(ambos_chdir(name), "enter it");
}

static void leave_workplace(const char *name, const char *before)
{
    (void)must(ambos_chdir(before), "go back");
    (void)must(ambos_rmdir(name), "remove the place again: nothing is left in it");
}

/* The path of this program, good in every directory. */
static const char *find_self(const char *program, const char *before, char *path, size_t size)
{
    const int absolute = program[0] == '/' || program[0] == '\\' || (program[0] && program[1] == ':');

    if (absolute || !strpbrk(program, "/\\"))
        return program;
    (void)snprintf(path, size, "%s/%s", before, program);
    return path;
}

int main(int argc, char **argv)
{
    char workplace[4200], path[8200];
    const char *self;
    char *before = NULL;

    if (argc > 2 && strcmp(argv[1], "--child") == 0)
        return child_main(argc, argv);
    if (!must(ambos_getcwd(&before), "getcwd") || !enter_workplace(workplace, sizeof workplace))
        return 1;
    self = find_self(argv[0], before, path, sizeof path);
    say("ambos %s", ambos_version_text());
    tour_spawn(self);
    tour_wait(self);
    tour_environment(self);
    tour_stat();
    tour_directories();
    tour_symlinks();
    tour_rename();
    tour_errors();
    leave_workplace(workplace, before);
    ambos_free(before);
    if (failures)
        say("%d things did not do what they say", failures);
    else
        say("everything did what it says");
    return failures != 0;
}
