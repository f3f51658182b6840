/* SPDX-License-Identifier: MIT */
/**
 * @file ambos.h
 * Every public header of ambos. Declares nothing itself.
 */
#ifndef AMBOS_AMBOS_H
#define AMBOS_AMBOS_H

#include <ambos/base.h>
#include <ambos/dir.h>
#include <ambos/env.h>
#include <ambos/error.h>
#include <ambos/file.h>
#include <ambos/path.h>
#include <ambos/process.h>
#include <ambos/user.h>

#endif
