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
    show("normalised", path);
    /* [ambos_path_normalise] */

    /* [ambos_path_relative] */
    must(ambos_path_relative("/home/ada/photos", "/home/ada/letters", AMBOS_GRAMMAR_POSIX, &path), "relative");
    show("from letters to photos", path);
    /* [ambos_path_relative] */

    /* [ambos_path_with_extension] */
    must(ambos_path_with_extension("photos/cat.jpg", ".png", AMBOS_GRAMMAR_NATIVE, &path), "extension");
    show("as PNG", path);
    /* [ambos_path_with_extension] */

    /* [ambos_path_portable] */
    must(ambos_path_portable("photos\\cat.jpg", AMBOS_GRAMMAR_WINDOWS, &path), "portable");
    show("for a file that leaves this machine", path);
    /* [ambos_path_portable] */

    /* [ambos_path_native] */
    must(ambos_path_native("photos/cat.jpg", AMBOS_GRAMMAR_WINDOWS, &path), "native");
    show("for people with Windows", path);
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
    int absolute_path = ambos_path_is_absolute(path, AMBOS_GRAMMAR_WINDOWS); /* the same in every current directory */
    /* [ambos_path_is_absolute] */

    /* [ambos_path_is_local] */
    int local = ambos_path_is_local(path, AMBOS_GRAMMAR_WINDOWS); /* stays below where it counts from */
    /* [ambos_path_is_local] */

    /* [ambos_path_is_reserved] */
    int reserved = ambos_path_is_reserved(path, AMBOS_GRAMMAR_WINDOWS); /* means something else on Windows */
    /* [ambos_path_is_reserved] */
    printf("%-14s absolute: %-3s  local: %-3s  reserved: %s\n", path, yes(absolute_path), yes(local), yes(reserved));
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
