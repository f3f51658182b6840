/* SPDX-License-Identifier: MIT */
#include "captures.h"

#include <stdlib.h>
#include <string.h>

#include <uv.h>

/* Read where it is kept, in a block that doubles. */
struct kept {
    char *data;
    size_t size, capacity;
};

static void kept_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct kept *kept = (struct kept *)handle->data;

    if (kept->capacity - kept->size < suggested) {
        kept->capacity = 2 * kept->capacity + suggested;
        kept->data = (char *)realloc(kept->data, kept->capacity);
    }
    *buffer = uv_buf_init(kept->data + kept->size, (unsigned)(kept->capacity - kept->size));
}

static void kept_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct kept *kept = (struct kept *)stream->data;

    (void)buffer;
    if (got < 0)
        uv_close((uv_handle_t *)stream, NULL);
    else
        kept->size += (size_t)got;
}

static void kept_exit(uv_process_t *process, int64_t status, int number)
{
    *(int *)process->data = status == 0 && number == 0;
    uv_close((uv_handle_t *)process, NULL);
}

size_t capture_libuv(const char *program, const char *size)
{
    uv_loop_t *loop = uv_default_loop();
    uv_stdio_container_t stdio[2] = { { UV_IGNORE, { NULL } }, { UV_CREATE_PIPE | UV_WRITABLE_PIPE, { NULL } } };
    uv_process_options_t options;
    uv_process_t process;
    struct kept kept = { NULL, 0, 0 };
    uv_pipe_t output;
    char name[4096], number[32], *argv[3] = { name, number, NULL };
    int good = 0;

    strcpy(name, program);
    strcpy(number, size);
    memset(&options, 0, sizeof options);
    uv_pipe_init(loop, &output, 0);
    output.data = &kept;
    stdio[1].data.stream = (uv_stream_t *)&output;
    options.file = program;
    options.args = argv;
    options.exit_cb = kept_exit;
    options.stdio = stdio;
    options.stdio_count = 2;
    process.data = &good;
    if (uv_spawn(loop, &process, &options))
        return 0;
    uv_read_start((uv_stream_t *)&output, kept_room, kept_read);
    uv_run(loop, UV_RUN_DEFAULT);
    free(kept.data);
    return good ? kept.size : 0;
}
