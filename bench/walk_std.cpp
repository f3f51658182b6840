/* SPDX-License-Identifier: MIT */
#include "walk_peers.h"

#include <filesystem>

namespace fs = std::filesystem;

extern "C" long bench_walk_cxx(const char *root, bool stat)
{
    std::error_code error;
    long count = 0;

    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(root, error)) {
        if (stat && entry.last_write_time(error) == fs::file_time_type::min())
            return -1;
        count++;
    }
    return error ? -1 : count;
}
