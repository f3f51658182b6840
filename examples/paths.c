/* SPDX-License-Identifier: MIT */
/* Paths as text: taken apart, put together, made relative, judged; those of both systems on each. */
#include "example.h"

/* Prints a result and frees it. */
static void show(const char *what, char *path)
{
    printf("%s: %s\n", what, path);
    ambos_free(path);
}

static void take_apart(void)
{
    /* [ambos_path_split] */
    const char *path = "C:\\photos\\cat.jpg";
    ambos_path_parts parts;

    must(ambos_path_split(path, AMBOS_GRAMMAR_WINDOWS, &parts), path);
    printf("drive %.*s, directory %.*s, name %s, extension %s\n", (int)parts.drive, path, (int)parts.directory, path,
           path + parts.name, path + parts.extension);
    /* [ambos_path_split] */
}

static void put_together(void)
{
    char *path;

    /* [ambos_path_join] */
    must(ambos_path_join("photos", "cat.jpg", AMBOS_GRAMMAR_POSIX, &path), "join");
    show("joined", path);
    must(ambos_path_join("photos", "/etc/passwd", AMBOS_GRAMMAR_POSIX, &path), "join"); /* absolute: it replaces */
    show("joined", path);
    /* [ambos_path_join] */

    /* [ambos_path_normalise] */
    must(ambos_path_normalise("photos//./old/../cat.jpg", AMBOS_GRAMMAR_POSIX, &path), "normalise");
    printf("normalised: %s\n", path);
    ambos_free(path);
    /* [ambos_path_normalise] */

    /* [ambos_path_relative] */
    must(ambos_path_relative("/home/ada/photos", "/home/ada/letters", AMBOS_GRAMMAR_POSIX, &path), "relative");
    printf("from letters to photos: %s\n", path);
    ambos_free(path);
    /* [ambos_path_relative] */

    /* [ambos_path_with_extension] */
    must(ambos_path_with_extension("photos/cat.jpg", ".png", AMBOS_GRAMMAR_NATIVE, &path), "with_extension");
    printf("as PNG: %s\n", path);
    ambos_free(path);
    /* [ambos_path_with_extension] */

    /* [ambos_path_portable] */
    must(ambos_path_portable("photos\\cat.jpg", AMBOS_GRAMMAR_WINDOWS, &path), "portable");
    printf("for a file that leaves this machine: %s\n", path);
    ambos_free(path);
    /* [ambos_path_portable] */

    /* [ambos_path_native] */
    must(ambos_path_native("photos/cat.jpg", AMBOS_GRAMMAR_WINDOWS, &path), "native");
    printf("for people with Windows: %s\n", path);
    ambos_free(path);
    /* [ambos_path_native] */
}

static void absolute(void)
{
    char *path;

    /* [ambos_path_absolute] */
    must(ambos_path_absolute("missing.txt", &path), "absolute"); /* by its text: it need not exist */
    printf("%s\n", ambos_path_is_absolute(path, AMBOS_GRAMMAR_NATIVE) ? "absolute now" : "still relative");
    ambos_free(path);
    /* [ambos_path_absolute] */
}

static void judge(const char *path)
{
    /* [ambos_path_is_absolute] */
    if (ambos_path_is_absolute(path, AMBOS_GRAMMAR_WINDOWS))
        printf("%s means the same in every directory\n", path);
    else
        printf("%s counts from somewhere\n", path);
    /* [ambos_path_is_absolute] */

    /* [ambos_path_is_local] */
    if (ambos_path_is_local(path, AMBOS_GRAMMAR_WINDOWS))
        puts("  and stays below it"); /* by its text: links are not seen, see ambos_root_open() */
    else
        puts("  and may lead anywhere");
    /* [ambos_path_is_local] */

    /* [ambos_path_is_reserved] */
    if (ambos_path_is_reserved(path, AMBOS_GRAMMAR_WINDOWS))
        puts("  and has one that Windows gives another meaning");
    else
        puts("  and has names that are ordinary everywhere");
    /* [ambos_path_is_reserved] */
}

int main(void)
{
    take_apart();
    put_together();
    absolute();
    judge("C:\\photos");
    judge("photos/cat.jpg");
    judge("../cat.jpg");
    judge("photos/NUL");
    return 0;
}
