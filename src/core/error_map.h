/* SPDX-License-Identifier: MIT */
/* What the systems' numbers mean. Pure tables: the Win32, NTSTATUS and HRESULT
   ones hold on every system. */
#ifndef AMBOS_CORE_ERROR_MAP_H
#define AMBOS_CORE_ERROR_MAP_H

#include <ambos/error.h>

/* AMBOS_OK for a number that means success, AMBOS_EUNKNOWN for an unlisted one. */
ambos_error ambos__error_lookup(uint32_t domain, uint32_t native);

#endif
