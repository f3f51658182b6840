/* SPDX-License-Identifier: MIT */
/* Where the convention of a system puts things: freedesktop.org's, and that of macOS, which heeds the same variables
   where somebody has set them. */
#include "posix/posix.h"

#if defined(__APPLE__)
#define PLACE_CONFIG "Library/Application Support"
#define PLACE_DATA PLACE_CONFIG
#define PLACE_STATE PLACE_CONFIG
#define PLACE_CACHE "Library/Caches"
#else
#define PLACE_CONFIG ".config"
#define PLACE_DATA ".local/share"
#define PLACE_STATE ".local/state"
#define PLACE_CACHE ".cache"
#endif

const struct ambos__place *ambos__place_of(uint32_t which)
{
    static const struct ambos__place places[] = {
        [AMBOS_PLACE_HOME] = { NULL, "" },
        [AMBOS_PLACE_TEMP] = { "TMPDIR", "/tmp" },
        [AMBOS_PLACE_CONFIG] = { "XDG_CONFIG_HOME", PLACE_CONFIG },
        [AMBOS_PLACE_DATA] = { "XDG_DATA_HOME", PLACE_DATA },
        [AMBOS_PLACE_CACHE] = { "XDG_CACHE_HOME", PLACE_CACHE },
        [AMBOS_PLACE_STATE] = { "XDG_STATE_HOME", PLACE_STATE },
        [AMBOS_PLACE_RUNTIME] = { "XDG_RUNTIME_DIR", NULL },
    };

    return &places[which];
}
