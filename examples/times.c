/* SPDX-License-Identifier: MIT */
/* Clocks, sleeping, and the times of files. */
#include "example.h"

static const ambos_time millennium = { .sec = 946684800 }; /* 2000-01-01 00:00:00 UTC */
static const ambos_time leave = { .nsec = AMBOS_TIME_OMIT };

static void clocks(void)
{
    /* [ambos_now] */
    ambos_time now = ambos_now(); /* may be set back: for dates */

    printf("seconds since 1970: %s\n", now.sec > 1700000000 ? "many" : "too few");
    /* [ambos_now] */

    /* [ambos_clock_ns] */
    int64_t start = ambos_clock_ns(); /* only goes forward: for durations */

    ambos_sleep(20);

    int64_t took_ms = (ambos_clock_ns() - start) / 1000000;
    /* [ambos_clock_ns] */
    printf("that took 20 ms or more: %s\n", yes(took_ms >= 20));

    /* [ambos_sleep] */
    for (int64_t pause_ms = 1; pause_ms <= 8; pause_ms *= 2) { /* between tries: 1, 2, 4, 8 ms */
        ambos_sleep(pause_ms);
        puts("try again");
    }
    /* [ambos_sleep] */
}

int main(void)
{
    ambos_file_info info;
    ambos_file *file;

    clocks();
    work_in_temporary_directory();
    write_text("letter.txt", "Dear reader");

    /* [ambos_utimens] */
    must(ambos_utimens("letter.txt", &leave, &millennium, 0), "letter.txt"); /* last changed then */
    must(ambos_stat("letter.txt", &info), "letter.txt");
    printf("changed at second %lld\n", (long long)info.modified.sec);
    /* [ambos_utimens] */

    /* [ambos_futimens] */
    must(ambos_file_open(&file, "letter.txt", AMBOS_WRITE, 0), "letter.txt");
    must(ambos_futimens(file, NULL, NULL), "letter.txt"); /* both to now, as `touch` does */
    (void)ambos_file_close(file);
    /* [ambos_futimens] */
    must(ambos_stat("letter.txt", &info), "letter.txt");
    printf("touched since: %s\n", yes(info.modified.sec > millennium.sec));
    return 0;
}
