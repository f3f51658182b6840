/* SPDX-License-Identifier: MIT */
/* Attributes of the compilers, here and nowhere else. */
#ifndef AMBOS_CORE_ATTRIBUTES_H
#define AMBOS_CORE_ATTRIBUTES_H

#if defined(__GNUC__)
#define AMBOS__NORETURN __attribute__((noreturn))
#define AMBOS__NOINLINE __attribute__((noinline))
/* Of what runs once an entry of a tree: it stands together, since after a system call each page costs. */
#define AMBOS__HOT __attribute__((hot))
#else
#define AMBOS__NORETURN
#define AMBOS__NOINLINE
#define AMBOS__HOT
#endif

#endif
