/* SPDX-License-Identifier: MIT */
/* May this process use a file? */
#include "example.h"

static void ask(const char *path, uint32_t want, const char *question)
{
    /* [ambos_access] */
    ambos_error error = ambos_access(path, want); /* AMBOS_ACCESS_READ, _WRITE, _EXECUTE, or several of them */

    if (error == AMBOS_OK)
        printf("%s %s: yes\n", path, question);
    else
        printf("%s %s: no, %s\n", path, question, ambos_strerror(error));
    /* [ambos_access] */
}

int main(void)
{
    work_in_temporary_directory();
    write_text("letter.txt", "Dear reader");
    must(ambos_mkdir("folder", 0, 0), "folder");

    ask("letter.txt", AMBOS_ACCESS_EXISTS, "exists");
    ask("letter.txt", AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE, "may be read and written");
    ask("letter.txt", AMBOS_ACCESS_EXECUTE, "may be run");
    ask("folder", AMBOS_ACCESS_EXECUTE, "may be searched");
    ask("missing.txt", AMBOS_ACCESS_EXISTS, "exists");
    ask("letter.txt/x", AMBOS_ACCESS_EXISTS, "exists");
    return 0;
}
