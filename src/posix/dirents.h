/* SPDX-License-Identifier: MIT */
/* An open directory and its raw entries. Include after posix.h. */
#ifndef AMBOS_POSIX_DIRENTS_H
#define AMBOS_POSIX_DIRENTS_H

#include <dirent.h>

#define AMBOS__DIRENTS_SIZE 32768

struct ambos_dir {
    ambos_dir_entry entry;
    int fd;
#if AMBOS__LINUX
    size_t size; /* of what is in the buffer */
    size_t next;
    _Alignas(8) char buffer[AMBOS__DIRENTS_SIZE];
#else
    DIR *stream;
    const struct dirent *read; /* or NULL */
#endif
};

/* quirk_dirents.c. Begin takes the descriptor, but not when it fails with errno. */
bool ambos__dirents_begin(ambos_dir *listing, int fd);
bool ambos__dirents_rewind(ambos_dir *listing);
/* The next raw entry of those that were read into listing->entry, "." and ".." too. False: none is left. */
bool ambos__dirents_take(ambos_dir *listing);
/* Reads more, when none is left: 1; the end: 0; errno: -1. */
int ambos__dirents_read(ambos_dir *listing);
void ambos__dirents_end(ambos_dir *listing);
/* The same, but gives the descriptor or another of the same directory; -1: there is none left. */
int ambos__dirents_detach(ambos_dir *listing);

#endif
