/* SPDX-License-Identifier: MIT */
/* The library and the machine that it runs on. What that is differs, so most is not compared. */
#include "example.h"

int main(void)
{
    ambos_space space;
    ambos_error error;
    char *name, *path;

    /* [ambos_version] */
    const uint32_t version = ambos_version(); /* of the library that runs: 0x00MMmmpp */

    if (version < AMBOS_VERSION)
        puts("it is older than the header that this was compiled with");
    /* [ambos_version] */
    printf("library and header agree: %s\n", yes(ambos_version() == AMBOS_VERSION));

    /* [ambos_version_text] */
    const char *text = ambos_version_text(); /* not to be freed */

    printf("~ambos %s, compiled with %s\n", text, AMBOS_VERSION_TEXT);
    /* [ambos_version_text] */

    /* [ambos_cpu_count] */
    size_t workers = ambos_cpu_count(); /* those that this process may use; at least 1 */

    if (workers > 8)
        workers = 8;
    printf("~%u workers\n", (unsigned)workers);
    /* [ambos_cpu_count] */
    printf("at least one: %s\n", yes(workers >= 1));

    /* [ambos_host_name] */
    must(ambos_host_name(&name), "the name of the machine");
    printf("~on %s\n", name);
    ambos_free(name);
    /* [ambos_host_name] */

    /* [ambos_get_space] */
    must(ambos_get_space(".", &space), "the file system of .");
    if (space.available < 1 << 20)
        puts("~less than 1 MiB is left for this user");
    /* [ambos_get_space] */
    printf("no more is left than there is: %s\n", yes(space.available <= space.total));

    /* [ambos_program_path] */
    error = ambos_program_path(&path);
    if (error == AMBOS_OK)
        printf("~this program is %s\n", path);
    else
        puts("~this system does not tell which program runs"); /* plain POSIX */
    ambos_free(path);
    /* [ambos_program_path] */

    /* [ambos_place] */
    error = ambos_place(AMBOS_PLACE_CONFIG, &path); /* also HOME, TEMP, DATA, CACHE, STATE, RUNTIME */
    if (error == AMBOS_ENOENT)
        puts("~this user has no place for settings");
    else if (must(error, "the place for settings"))
        printf("~settings belong in %s\n", path);
    ambos_free(path);
    /* [ambos_place] */
    must(ambos_place(AMBOS_PLACE_TEMP, &path), "the place for temporary files");
    printf("that for temporary files is absolute: %s\n", yes(ambos_path_is_absolute(path, AMBOS_GRAMMAR_NATIVE)));
    ambos_free(path);
    return 0;
}
