/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_PROGRAM_H
#define AMBOS_CORE_PROGRAM_H

#include <stdbool.h>

#include "ambos/base.h"
#include "core/str.h"

/* The search for a program on Windows, as text: which paths are looked at, and in which order. What lies there is asked
   of the caller, so that all of it is tested on every system. Texts are WTF-8; `/` and `\` both separate.

   - A name with a separator or a colon is a path. A relative one counts from the child's working directory, never from
     ours; "D:tool" from the child's directory on that drive. It is tried as it stands, then with each ending.
   - A bare name is looked for in each directory of PATH that is fully qualified ("C:\bin", "\\server\share\bin"): empty
     entries, ".", "bin", "\bin" and "C:bin" are passed over, for they mean a current directory. Quotes around an entry
     or a part of it are taken away and hide semicolons.
   - In each directory a bare name with a dot in it is tried as it stands, then with each ending: "python3.11" finds
     python3.11.exe, and nothing is ever put in place of what stands after the dot. A bare name without a dot is tried
     with each ending, and only when no directory has any of those as it stands: beside npm.cmd there lies an npm
     that is for another system's shell.
   - Endings are put on in small letters.
   - The first file wins, whether or not it can be run. Directories are passed over. */

enum ambos__probe_result { AMBOS__PROBE_NOTHING, AMBOS__PROBE_FILE, AMBOS__PROBE_DIRECTORY };

typedef enum ambos__probe_result ambos__probe(void *context, const char *path);

struct ambos__search {
    const char *path;             /* the child's PATH; NULL: it has none, then only system_directory is looked in */
    const char *endings;          /* its PATHEXT; NULL, or none in it that begins with a dot: .COM;.EXE;.BAT;.CMD */
    const char *system_directory; /* absolute */
    const char *cwd;              /* the child's working directory, absolute; asked for only with relative paths */
    const char *drive_cwd;        /* its directory on the drive of a name like "D:tool"; NULL: the root of the drive */
    ambos__probe *probe;
    void *context;
};

/* True for a name that is looked up in PATH. */
bool ambos__program_is_bare(const char *name);

/* True for "C:\..." and "\\...", which mean the same in every directory. */
bool ambos__program_is_absolute(const char *path);

/* `found` is empty at entry; on AMBOS_OK it holds the path with a NUL behind it that is not counted, else it is valid
   and to be freed. AMBOS_ENOENT: nothing; AMBOS_EACCES: only directories; AMBOS_ENOMEM. Sets no failure slot. */
ambos_error ambos__program_find(const struct ambos__search *search, const char *name, struct ambos__str *found);

#endif
