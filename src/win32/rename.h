/* SPDX-License-Identifier: MIT */
/* One rename, as its parts see it: rename.c does it, quirk_replace.c what has to be done in steps. Include nt.h first. */
#ifndef AMBOS_WIN32_RENAME_H
#define AMBOS_WIN32_RENAME_H

/* A rename under way: the two names, and what is known of them in this attempt. */
struct ambos__rename_job {
    struct ambos__path from;
    struct ambos__path to;
    bool replace;
    HANDLE opened; /* the caller's own, or NULL */
    HANDLE source;
    bool source_directory;
    bool source_link; /* to a directory: no directory for POSIX, but one for the kernel */
    bool target_exists;
    struct ambos__nt_attribute_tag target;
};

/* How an attempt ended. A code is set where the status alone does not say it. */
struct ambos__rename_result {
    ambos__ntstatus status;
    ambos_error code;
    bool of_target; /* it was about the path of the new name */
    bool busy;      /* somebody holds it, perhaps not for long */
};

struct ambos__rename_result ambos__rename_done(void);
struct ambos__rename_result ambos__rename_refused(ambos_error code, ambos__ntstatus status);
struct ambos__rename_result ambos__rename_busy(ambos__ntstatus status);
bool ambos__rename_is_held(ambos__ntstatus status);
/* For POSIX: a link to one is none. */
bool ambos__rename_is_directory(const struct ambos__nt_attribute_tag *tag);

/* What stands in the way, opened to be removed. */
ambos__ntstatus ambos__rename_open_target(HANDLE *handle, const struct ambos__rename_job *job);
/* What its refusal to go means; and what the refusal of the source to move does. */
struct ambos__rename_result ambos__rename_not_replaced(ambos__ntstatus status);
struct ambos__rename_result ambos__rename_not_moved(const struct ambos__rename_job *job, ambos__ntstatus status);

/* The two requests. */
ambos__ntstatus ambos__rename_newer(const struct ambos__rename_job *job);
ambos__ntstatus ambos__rename_older(const struct ambos__rename_job *job);

/* quirk_replace.c: a name for the time of a rename, in the directory of `path`; the name of `beside` is empty at entry,
   and to be freed in any case. */
ambos__ntstatus ambos__rename_name_beside(struct ambos__path *beside, const struct ambos__path *path);
/* Over a directory, or a link to one; over a read-only file. */
struct ambos__rename_result ambos__rename_in_steps(const struct ambos__rename_job *job);
struct ambos__rename_result ambos__rename_over_read_only(const struct ambos__rename_job *job);

#endif
