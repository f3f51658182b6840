/* SPDX-License-Identifier: MIT */
/* The ambos command: file and process tools with one meaning on every system,
   on the public API alone. Exit status: 0 done, 1 failed, 2 wrong usage; `run`:
   the program's own, 126 when it could not be run, 127 when it was not found,
   125 for any other failure of ours, 128 + n when signal n ended it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ambos/ambos.h>

enum { EXIT_USAGE = 2, EXIT_RUN_FAILED = 125, EXIT_RUN_NOT_RUNNABLE = 126, EXIT_RUN_NOT_FOUND = 127 };

/* ---- saying what went wrong ---- */

/* ambos: stat 'x': no such file or directory (ENOENT) */
static int tool_failed(const char *what, const char *which, ambos_error error)
{
    fprintf(stderr, "ambos: %s '%s': %s (%s)\n", what, which, ambos_strerror(error), ambos_error_name(error));
    return EXIT_FAILURE;
}

static int tool_usage(const char *usage)
{
    fprintf(stderr, "usage: ambos %s\n", usage);
    return EXIT_USAGE;
}

/* ---- run ---- */

static int run_failed(const char *program, ambos_error error)
{
    ambos_failure failure;

    ambos_last_failure(&failure);
    fprintf(stderr, "ambos: cannot %s: run '%s': %s (%s)\n", ambos_step_text(failure.step), program, ambos_strerror(error),
            ambos_error_name(error));
    if (failure.step != AMBOS_STEP_PROGRAM && failure.step != AMBOS_STEP_EXEC)
        return EXIT_RUN_FAILED;
    return error == AMBOS_ENOENT ? EXIT_RUN_NOT_FOUND : EXIT_RUN_NOT_RUNNABLE;
}

static int run_exit_status(const ambos_status *status)
{
    if (status->kind == AMBOS_STATUS_EXITED)
        return (int)status->code;
    if (status->signal)
        return 128 + (int)status->signal;
    return status->kind == AMBOS_STATUS_CRASHED ? (int)status->code : EXIT_RUN_FAILED;
}

static int tool_run(char **arguments)
{
    ambos_process *process;
    ambos_status status;
    ambos_error error;

    if (arguments[0] && strcmp(arguments[0], "--") == 0)
        arguments++;
    else if (arguments[0] && arguments[0][0] == '-')
        return tool_usage("run [--] PROGRAM [ARGUMENT...]");
    if (!arguments[0])
        return tool_usage("run [--] PROGRAM [ARGUMENT...]");
    error = ambos_spawn(&process, (const char *const *)arguments, NULL);
    if (error)
        return run_failed(arguments[0], error);
    error = ambos_wait(process, AMBOS_FOREVER, &status);
    ambos_process_close(process);
    return error ? run_failed(arguments[0], error) : run_exit_status(&status);
}

/* ---- stat and ls ---- */

static const char *type_name(uint32_t type)
{
    static const char *const names[] = { "unknown", "file",  "directory", "symlink", "junction",
                                         "block",   "character", "fifo",  "socket",  "other" };

    return type < sizeof names / sizeof names[0] ? names[type] : "other";
}

static void print_time(const char *name, uint32_t known, const ambos_time *time)
{
    if (known)
        printf("%s: %lld.%09lu\n", name, (long long)time->sec, (unsigned long)time->nsec);
}

static void print_info(const char *path, const ambos_file_info *info)
{
    printf("path: %s\ntype: %s\nsize: %llu\nmode: %04lo%s\n", path, type_name(info->type),
           (unsigned long long)info->size, (unsigned long)info->mode,
           info->known & AMBOS_INFO_MODE ? "" : " (a summary)");
    if (info->known & AMBOS_INFO_LINKS)
        printf("nlink: %llu\n", (unsigned long long)info->nlink);
    if (info->known & AMBOS_INFO_OWNER)
        printf("uid: %lu\ngid: %lu\n", (unsigned long)info->uid, (unsigned long)info->gid);
    print_time("modified", info->known & AMBOS_INFO_MODIFIED, &info->modified);
    print_time("accessed", info->known & AMBOS_INFO_ACCESSED, &info->accessed);
    print_time("changed", info->known & AMBOS_INFO_CHANGED, &info->changed);
    print_time("created", info->known & AMBOS_INFO_CREATED, &info->created);
}

static void print_target(const char *path)
{
    char *target;

    if (ambos_readlink(path, &target) == AMBOS_OK) {
        printf("target: %s\n", target);
        ambos_free(target);
    }
}

static int tool_stat(char **arguments)
{
    ambos_file_info info;
    ambos_error error;

    if (!arguments[0] || arguments[1])
        return tool_usage("stat PATH");
    error = ambos_lstat(arguments[0], &info);
    if (error)
        return tool_failed("stat", arguments[0], error);
    print_info(arguments[0], &info);
    if (info.type == AMBOS_TYPE_SYMLINK || info.type == AMBOS_TYPE_JUNCTION)
        print_target(arguments[0]);
    return EXIT_SUCCESS;
}

static int tool_ls(char **arguments)
{
    const char *path = arguments[0] ? arguments[0] : ".";
    const ambos_dir_entry *entry = NULL;
    ambos_dir *dir;
    ambos_error error;

    if (arguments[0] && arguments[1])
        return tool_usage("ls [DIRECTORY]");
    error = ambos_dir_open(&dir, path, 0);
    while (!error && (error = ambos_dir_next(dir, &entry)) == AMBOS_OK && entry)
        printf("%-9s %s\n", type_name(entry->type), entry->name);
    ambos_dir_close(dir);
    return error ? tool_failed("ls", path, error) : EXIT_SUCCESS;
}

/* ---- strerror ---- */

struct listed_error {
    ambos_error code;
    const char *name;
};

#define LISTED_ERROR(name, number, text) { number, #name },

static const struct listed_error listed_errors[] = { { AMBOS_OK, "OK" }, AMBOS_ERRORS(LISTED_ERROR) };

/* A code by its number or its name, with or without the AMBOS_ before it. */
static const struct listed_error *find_error(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    size_t i;

    if (strncmp(text, "AMBOS_", 6) == 0)
        text += 6;
    for (i = 0; i < sizeof listed_errors / sizeof listed_errors[0]; i++)
        if (strcmp(text, listed_errors[i].name) == 0 || (end != text && !*end && number == listed_errors[i].code))
            return &listed_errors[i];
    return NULL;
}

static int tool_strerror(char **arguments)
{
    const struct listed_error *found;

    if (!arguments[0] || arguments[1])
        return tool_usage("strerror CODE|NAME");
    found = find_error(arguments[0]);
    if (!found) {
        fprintf(stderr, "ambos: strerror '%s': no such error\n", arguments[0]);
        return EXIT_FAILURE;
    }
    printf("%s (%ld): %s\n", found->name, (long)found->code, ambos_strerror(found->code));
    return EXIT_SUCCESS;
}

/* ---- which ---- */

static int tool_version(char **arguments)
{
    if (arguments[0])
        return tool_usage("--version");
    printf("ambos %s\n", ambos_version_text());
    return EXIT_SUCCESS;
}

static int tool_help(char **arguments);

static const struct {
    const char *name;
    int (*run)(char **arguments);
    const char *help;
} commands[] = {
    { "run", tool_run, "run [--] PROGRAM [ARGUMENT...]   run a program, end with its status" },
    { "stat", tool_stat, "stat PATH                        say what a file is; of a link, the link" },
    { "ls", tool_ls, "ls [DIRECTORY]                   list a directory, unsorted" },
    { "strerror", tool_strerror, "strerror CODE|NAME               explain an error code" },
    { "--version", tool_version, "--version                        say the version" },
    { "--help", tool_help, "--help                           say this" },
};

static int tool_help(char **arguments)
{
    size_t i;

    if (arguments[0])
        return tool_usage("--help");
    for (i = 0; i < sizeof commands / sizeof commands[0]; i++)
        printf("%s ambos %s\n", i == 0 ? "usage:" : "      ", commands[i].help);
    return EXIT_SUCCESS;
}

/* The command of arguments[1], with what stands behind it. */
static int tool_command(char **arguments)
{
    size_t i;

    if (!arguments[0] || !arguments[1])
        return tool_usage("run|stat|ls|strerror|--version|--help ...");
    for (i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(arguments[1], commands[i].name) == 0)
            return commands[i].run(arguments + 2);
    fprintf(stderr, "ambos: no command '%s'; see ambos --help\n", arguments[1]);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    char **arguments;
    int status;
    ambos_error error = ambos_args(argc, argv, &arguments);

    if (error)
        return tool_failed("read", "arguments", error);
    status = tool_command(arguments);
    ambos_free(arguments);
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "ambos: cannot write the output\n");
        return EXIT_FAILURE;
    }
    return status;
}
