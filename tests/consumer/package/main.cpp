/* SPDX-License-Identifier: MIT */
/* The same from C++. */
#include "../main.c"
