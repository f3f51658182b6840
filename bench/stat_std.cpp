/* SPDX-License-Identifier: MIT */
#include "stat_peers.h"

#include <filesystem>

namespace fs = std::filesystem;

/* What a program asks for one by one: type and mode, size, time, links. */
extern "C" bool bench_stat_cxx(const char *path)
{
    const fs::path file(path);
    std::error_code error;
    const fs::file_status status = fs::status(file, error);

    return fs::is_regular_file(status) && fs::file_size(file, error) == 5 &&
           fs::last_write_time(file, error) != fs::file_time_type::min() && fs::hard_link_count(file, error) == 1;
}

extern "C" bool bench_stat_cxx_type(const char *path)
{
    std::error_code error;

    return fs::is_regular_file(fs::status(fs::path(path), error));
}
