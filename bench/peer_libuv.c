/* SPDX-License-Identifier: MIT */
#include "peers.h"

#include <string.h>

#include <uv.h>

static void libuv_on_exit(uv_process_t *process, int64_t status, int number)
{
    *(bool *)process->data = status == 0 && number == 0;
    uv_close((uv_handle_t *)process, NULL);
}

bool bench_libuv(const char *program)
{
    static uv_loop_t *loop;
    uv_stdio_container_t stdio[3];
    uv_process_options_t options;
    uv_process_t process;
    char name[4096], *argv[2] = { name, NULL };
    bool good = false;
    int i;

    if (!loop)
        loop = uv_default_loop();
    strcpy(name, program);
    memset(&options, 0, sizeof options);
    options.file = program;
    options.args = argv;
    options.exit_cb = libuv_on_exit;
    options.stdio = stdio;
    options.stdio_count = 3;
    for (i = 0; i < 3; i++) {
        stdio[i].flags = UV_INHERIT_FD;
        stdio[i].data.fd = i;
    }
    process.data = &good;
    if (uv_spawn(loop, &process, &options))
        uv_close((uv_handle_t *)&process, NULL);
    uv_run(loop, UV_RUN_DEFAULT);
    return good;
}
