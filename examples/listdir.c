/* SPDX-License-Identifier: MIT */
/* List a directory in one call: sorted, with the type of each entry. */
#include "example.h"

int main(void)
{
    ambos_dir_entry *entries;
    size_t count;

    work_in_temporary_directory();
    write_text("second.txt", "");
    write_text("first.txt", "");
    write_text("\xC3\xA9t\xC3\xA9.txt", "");
    must(ambos_mkdir("folder", 0, 0), "folder");

    /* [ambos_listdir] */
    must(ambos_listdir(".", 0, &entries, &count), "list .");
    for (size_t i = 0; i < count; i++)
        printf("%s%s\n", entries[i].name, entries[i].type == AMBOS_TYPE_DIRECTORY ? "/" : "");
    ambos_free(entries);
    /* [ambos_listdir] */
    printf("%u entries\n", (unsigned)count);
    return 0;
}
