/* SPDX-License-Identifier: MIT */
/* What ambos_run, ambos_communicate and ambos_pipeline share. */
#ifndef AMBOS_CORE_RUN_H
#define AMBOS_CORE_RUN_H

#include "core/port.h"

struct ambos__stage {
    ambos_process *process;
    ambos_status status; /* zero until it is known */
};

struct ambos__job {
    struct ambos__stage *stages;
    size_t count;
    ambos_file *streams[3]; /* our ends: the input of the first, the output of the last, the errors; or NULL */
    int64_t deadline;       /* of all of it */
};

bool ambos__run_options_valid(const ambos_run_options *options);
int64_t ambos__run_deadline(const ambos_run_options *options);

/* Pumps until all have ended, or must be ended, and then are. Fills in the statuses, and all of the result but its
   status and failure; closes the streams. */
ambos_error ambos__run_job(struct ambos__job *job, const ambos_run_options *options, ambos_run_result *result);

/* Ends all of them by force. The slot stays. */
void ambos__run_force_end(struct ambos__job *job);

#endif
