/* SPDX-License-Identifier: MIT */
/* Writes so many bytes, as fast as they are taken: writer BYTES. */
#include <stdlib.h>
#include <unistd.h>

static char block[65536];

int main(int argc, char **argv)
{
    unsigned long long left = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;

    while (left > 0) {
        const size_t size = left < sizeof block ? (size_t)left : sizeof block;
        const ssize_t count = write(1, block, size);

        if (count <= 0)
            return 1;
        left -= (unsigned long long)count;
    }
    return 0;
}
