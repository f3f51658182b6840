/* SPDX-License-Identifier: MIT */
#include <stdio.h>

void greet(const char *name, long long number)
{
    printf("hello, %s %lld\n", name, number);
}
