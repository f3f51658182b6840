/* SPDX-License-Identifier: MIT */
/* Attributes of the compilers, here and nowhere else. */
#ifndef AMBOS_CORE_ATTRIBUTES_H
#define AMBOS_CORE_ATTRIBUTES_H

#if defined(__GNUC__)
#define AMBOS__NORETURN __attribute__((noreturn))
#define AMBOS__NOINLINE __attribute__((noinline))
#else
#define AMBOS__NORETURN
#define AMBOS__NOINLINE
#endif

#endif
