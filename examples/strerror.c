/* SPDX-License-Identifier: MIT */
/* Errors: what went wrong, at which step, and the system's own number and words for it. */
#include "example.h"

static void explain(const char *path)
{
    /* [ambos_strerror] */
    ambos_file *file;
    ambos_error error = ambos_file_open(&file, path, AMBOS_READ, 0);

    if (error)
        printf("%s: %s\n", path, ambos_strerror(error)); /* the same text on every system */
    (void)ambos_file_close(file);
    /* [ambos_strerror] */

    /* [ambos_error_name] */
    const char *name = ambos_error_name(error); /* static; "E?" for a number that is in no list */

    if (error)
        printf("for a log: AMBOS_%s (%d)\n", name, (int)error);
    /* [ambos_error_name] */
}

static void explain_more(const char *path)
{
    char words[200];
    size_t length;

    /* [ambos_last_failure] */
    ambos_failure failure;
    ambos_file_info info;

    if (ambos_stat(path, &info) != AMBOS_OK) {
        ambos_last_failure(&failure); /* before the next call of this thread */
        printf("%s: cannot %s: %s\n", path, ambos_step_text(failure.step), ambos_strerror(failure.code));
        printf("~the system's own number: %u\n", (unsigned)failure.native); /* whose, says failure.domain */
    }
    /* [ambos_last_failure] */

    /* [ambos_native_text] */
    length = ambos_native_text(failure.domain, failure.native, words, sizeof words);
    printf("~the system's own words: %s\n", words);
    if (length >= sizeof words)
        puts("~... cut off");
    /* [ambos_native_text] */
}

static void explain_step(void)
{
    const char *const command[] = { "ambos-has-no-such-program", NULL };
    const ambos_spawn_options options = { .cwd = "missing/directory" };
    ambos_process *process;
    ambos_failure failure;

    /* [ambos_step_text] */
    if (ambos_spawn(&process, command, &options) != AMBOS_OK) {
        ambos_last_failure(&failure); /* it might be the program, the directory, a stream ... */
        printf("cannot %s: %s\n", ambos_step_text(failure.step), ambos_strerror(failure.code));
    }
    /* [ambos_step_text] */
    ambos_process_close(process);
}

int main(void)
{
    work_in_temporary_directory();
    explain("missing.txt");
    explain(".");
    explain_more("missing.txt");
    explain_step();

    /* [ambos_error_from_native] */
    const uint32_t sharing_violation = 32; /* of GetLastError(), from a log of any system */
    const ambos_error error = ambos_error_from_native(AMBOS_DOMAIN_WIN32, sharing_violation);

    printf("Win32 error 32 means: %s\n", ambos_strerror(error));
    /* [ambos_error_from_native] */
    printf("and 999999: %s\n", ambos_strerror(ambos_error_from_native(AMBOS_DOMAIN_WIN32, 999999)));
    return 0;
}
