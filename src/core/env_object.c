/* SPDX-License-Identifier: MIT */
#include "core/env_object.h"

#include <string.h>

#include "core/port.h"

/* So that a place fits into a slot, and no size overflows. */
#define ENV_ENTRIES_MOST (SIZE_MAX / 8 / sizeof(struct ambos__env_entry) > UINT32_MAX / 4 \
                              ? UINT32_MAX / 4                                           \
                              : SIZE_MAX / 8 / sizeof(struct ambos__env_entry))

static size_t env_live_text(const ambos_env *env)
{
    size_t i, total = 0;

    for (i = 0; i < env->count; i++)
        total += env->entries[i].length + 1;
    return total;
}

static void env_copy_text(ambos_env *env, struct ambos__env_entry *entry, const char *text)
{
    entry->text = (const char *)memcpy(env->text + env->text_size, text, entry->length);
    env->text[env->text_size + entry->length] = '\0';
    env->text_size += entry->length + 1;
}

/* ---- slots ---- */

/* The slot of a name, or the free one where it belongs. */
static size_t env_slot(const ambos_env *env, const char *name, size_t length)
{
    size_t slot = ambos__os_env_hash(name, length) & env->slot_mask;

    for (; env->slots[slot] != 0; slot = (slot + 1) & env->slot_mask) {
        const struct ambos__env_entry *entry = &env->entries[env->hidden + env->slots[slot] - 1];

        if (ambos__os_env_same_name(entry->text, entry->name_length, name, length))
            break;
    }
    return slot;
}

static void env_clear_slots(ambos_env *env)
{
    if (env->slots)
        memset(env->slots, 0, (env->slot_mask + 1) * sizeof *env->slots);
}

static void env_fill_slots(ambos_env *env)
{
    size_t i;

    env_clear_slots(env);
    for (i = env->hidden; i < env->count; i++)
        env->slots[env_slot(env, env->entries[i].text, env->entries[i].name_length)] = (uint32_t)(i - env->hidden + 1);
}

/* What lies behind a gap moves into it, unless it is where its hash says or would then be before that. */
static void env_free_slot(ambos_env *env, size_t gap)
{
    const uint32_t gone = env->slots[gap];
    size_t slot = gap, i, k;

    for (;;) {
        const struct ambos__env_entry *entry;
        size_t home;

        slot = (slot + 1) & env->slot_mask;
        if (env->slots[slot] == 0)
            break;
        entry = &env->entries[env->hidden + env->slots[slot] - 1];
        home = ambos__os_env_hash(entry->text, entry->name_length) & env->slot_mask;
        if (((slot - home) & env->slot_mask) >= ((slot - gap) & env->slot_mask)) {
            env->slots[gap] = env->slots[slot];
            gap = slot;
        }
    }
    env->slots[gap] = 0;
    /* In steps of four, which compilers make one instruction of. */
    for (i = 0; i <= env->slot_mask; i += 4)
        for (k = i; k < i + 4; k++)
            env->slots[k] -= env->slots[k] > gone;
}

/* ---- the block ---- */

/* A new block with the living and the given room. The old one is handed back,
   since what is to be copied next may lie in it. */
static ambos_error env_rebuild(ambos_env *env, size_t entries, size_t text_size, void **old)
{
    const size_t capacity = env->count + entries;
    const size_t text_capacity = env_live_text(env) + text_size;
    ambos_env made = *env;
    size_t i, slots = 4;

    if (capacity > ENV_ENTRIES_MOST || text_capacity > SIZE_MAX / 4)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    while (slots < 2 * capacity)
        slots *= 2;
    made.entries = (struct ambos__env_entry *)ambos__allocate(capacity * sizeof *made.entries +
                                                              slots * sizeof *made.slots + text_capacity);
    if (!made.entries)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    made.capacity = capacity;
    made.slots = (uint32_t *)(void *)(made.entries + capacity);
    made.slot_mask = slots - 1;
    made.text = (char *)(made.slots + slots);
    made.text_size = 0;
    made.text_capacity = text_capacity;
    for (i = 0; i < env->count; i++) {
        made.entries[i] = env->entries[i];
        env_copy_text(&made, &made.entries[i], env->entries[i].text);
    }
    env_fill_slots(&made);
    *old = env->entries;
    *env = made;
    return AMBOS_OK;
}

static bool env_has_room(const ambos_env *env, size_t entries, size_t text_size)
{
    return env->capacity - env->count >= entries && env->text_capacity - env->text_size >= text_size;
}

ambos_error ambos__env_reserve(ambos_env *env, size_t entries, size_t text_size)
{
    void *old = NULL;
    ambos_error error;

    if (env_has_room(env, entries, text_size))
        return AMBOS_OK;
    error = env_rebuild(env, entries, text_size, &old);
    ambos__release(old);
    return error;
}

/* Room for one more, and as much again, so that adding many is linear. */
static ambos_error env_grow(ambos_env *env, size_t text_size, void **old)
{
    if (env_has_room(env, 1, text_size))
        return AMBOS_OK;
    return env_rebuild(env, env->count + 8, env_live_text(env) + text_size + 256, old);
}

/* ---- entries ---- */

#define ENV_NOWHERE SIZE_MAX

static size_t env_find(const ambos_env *env, const char *name, size_t length)
{
    const uint32_t place = env->slots ? env->slots[env_slot(env, name, length)] : 0;

    return place ? env->hidden + place - 1 : ENV_NOWHERE;
}

/* A new entry in the last place, with room for it made before. */
static struct ambos__env_entry *env_add(ambos_env *env, const char *name, size_t length)
{
    env->slots[env_slot(env, name, length)] = (uint32_t)(env->count - env->hidden + 1);
    return &env->entries[env->count++];
}

/* Where a hidden one of this name is, or at the end of the hidden ones room for it. */
static struct ambos__env_entry *env_hidden_place(ambos_env *env, const char *name, size_t length)
{
    size_t i = 0;

    while (i < env->hidden &&
           !ambos__os_env_same_name(env->entries[i].text, env->entries[i].name_length, name, length))
        i++;
    if (i == env->hidden) {
        memmove(&env->entries[i + 1], &env->entries[i], (env->count++ - i) * sizeof *env->entries);
        env->hidden++;
    }
    return &env->entries[i];
}

ambos_error ambos__env_append(ambos_env *env, const char *text, size_t length)
{
    const size_t name_length = ambos__env_name_length(text, length, true);
    struct ambos__env_entry *entry;
    void *old = NULL;
    ambos_error error;

    if (name_length == 0 || env_find(env, text, name_length) != ENV_NOWHERE)
        return AMBOS_OK;
    error = env_grow(env, length + 1, &old);
    if (error)
        return error;
    ambos__release(old); /* `text` is the system's, not ours */
    entry = text[0] == '=' ? env_hidden_place(env, text, name_length) : env_add(env, text, name_length);
    entry->length = length;
    entry->name_length = name_length;
    env_copy_text(env, entry, text);
    return AMBOS_OK;
}

/* "NAME=value" at the end of the text, with room for it made before. */
static void env_compose(ambos_env *env, struct ambos__env_entry *entry, const char *name, size_t name_length,
                        const char *value, size_t value_length)
{
    char *at = env->text + env->text_size;

    memcpy(at, name, name_length);
    at[name_length] = '=';
    memcpy(at + name_length + 1, value, value_length);
    at[name_length + 1 + value_length] = '\0';
    entry->text = at;
    entry->name_length = name_length;
    entry->length = name_length + 1 + value_length;
    env->text_size += entry->length + 1;
}

static ambos_error env_put(ambos_env *env, const char *name, size_t name_length, const char *value)
{
    const size_t value_length = strlen(value);
    const size_t found = env_find(env, name, name_length);
    size_t kept = found == ENV_NOWHERE ? name_length : env->entries[found].name_length;
    void *old = NULL;
    ambos_error error = env_grow(env, kept + value_length + 2, &old);

    if (error)
        return error;
    if (found == ENV_NOWHERE)
        env_compose(env, env_add(env, name, name_length), name, name_length, value, value_length);
    else
        env_compose(env, &env->entries[found], env->entries[found].text, kept, value, value_length);
    ambos__release(old);
    return AMBOS_OK;
}

/* ---- the public half ---- */

static ambos_error env_check_name(const char *name)
{
    if (!name || !ambos__env_name_valid(name, strlen(name), false))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return AMBOS_OK;
}

static ambos_error env_check_text(const char *text)
{
    if (!ambos__os_text_valid(text, strlen(text)))
        return ambos__fail(AMBOS_EILSEQ, AMBOS_STEP_TEXT);
    return AMBOS_OK;
}

static bool env_is_system_root(const char *name)
{
    return ambos__os_env_same_name(name, strlen(name), "SYSTEMROOT", strlen("SYSTEMROOT"));
}

ambos_error AMBOS_CALL ambos_env_create(ambos_env **env)
{
    if (!env)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *env = (ambos_env *)ambos__allocate_zeroed(sizeof **env);
    return *env ? AMBOS_OK : ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
}

/* Keep what a maker made, or drop it when the maker failed. */
static ambos_error env_settle(ambos_env **env, ambos_error error)
{
    if (error) {
        ambos_env_free(*env);
        *env = NULL;
    }
    return error;
}

ambos_error AMBOS_CALL ambos_env_snapshot(ambos_env **env)
{
    ambos_error error = ambos_env_create(env);

    return error ? error : env_settle(env, ambos__os_env_snapshot(*env));
}

static ambos_error env_add_listed(ambos_env *env, const char *text)
{
    const size_t name_length = ambos__env_name_length(text, strlen(text), false);
    ambos_error error;

    if (name_length == 0)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = env_check_text(text);
    return error ? error : env_put(env, text, name_length, text + name_length + 1);
}

static ambos_error env_add_list(ambos_env *env, const char *const entries[])
{
    ambos_error error = AMBOS_OK;
    size_t i;

    for (i = 0; !error && entries[i]; i++)
        error = env_add_listed(env, entries[i]);
    return error;
}

ambos_error AMBOS_CALL ambos_env_from_list(ambos_env **env, const char *const entries[])
{
    ambos_error error = ambos_env_create(env);

    if (error)
        return error;
    return env_settle(env, entries ? env_add_list(*env, entries) : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK));
}

ambos_error AMBOS_CALL ambos_env_get(const ambos_env *env, const char *name, const char **value)
{
    size_t found;

    if (value)
        *value = NULL;
    if (!env || !value)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (env_check_name(name))
        return AMBOS_EINVAL;
    found = env_find(env, name, strlen(name));
    if (found == ENV_NOWHERE)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_ENVIRONMENT);
    *value = env->entries[found].text + env->entries[found].name_length + 1;
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_env_set(ambos_env *env, const char *name, const char *value)
{
    ambos_error error;

    if (!env || !value)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = env_check_name(name);
    if (!error)
        error = env_check_text(name);
    if (!error)
        error = env_check_text(value);
    if (!error)
        error = env_put(env, name, strlen(name), value);
    if (!error && env_is_system_root(name))
        env->no_system_root = false;
    return error;
}

ambos_error AMBOS_CALL ambos_env_unset(ambos_env *env, const char *name)
{
    size_t found;

    if (!env)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (env_check_name(name))
        return AMBOS_EINVAL;
    if (env_is_system_root(name))
        env->no_system_root = true;
    found = env_find(env, name, strlen(name));
    if (found != ENV_NOWHERE) {
        struct ambos__env_entry *entry = &env->entries[found];

        env_free_slot(env, env_slot(env, entry->text, entry->name_length));
        memmove(entry, entry + 1, (--env->count - found) * sizeof *entry);
    }
    return AMBOS_OK;
}

void AMBOS_CALL ambos_env_clear(ambos_env *env)
{
    if (!env)
        return;
    env_clear_slots(env);
    env->count = 0;
    env->hidden = 0;
    env->text_size = 0;
    env->no_system_root = false;
}

/* In the room that was made before. */
static void env_put_hidden(ambos_env *env, const struct ambos__env_entry *from)
{
    struct ambos__env_entry *entry = env_hidden_place(env, from->text, from->name_length);

    *entry = *from;
    env_copy_text(env, entry, from->text);
}

ambos_error AMBOS_CALL ambos_env_merge(ambos_env *env, const ambos_env *other)
{
    ambos_error error;
    size_t i;

    if (!env || !other)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (env == other)
        return AMBOS_OK;
    /* With the room made first, no single variable can fail. A spelling that is
       kept may be longer in bytes than the one that comes, but at most threefold. */
    error = ambos__env_reserve(env, other->count, 3 * env_live_text(other));
    for (i = 0; !error && i < other->count; i++) {
        const struct ambos__env_entry *entry = &other->entries[i];

        if (i < other->hidden)
            env_put_hidden(env, entry);
        else
            error = env_put(env, entry->text, entry->name_length, entry->text + entry->name_length + 1);
    }
    return error;
}

size_t AMBOS_CALL ambos_env_count(const ambos_env *env)
{
    return env ? env->count - env->hidden : 0;
}

ambos_error AMBOS_CALL ambos_env_at(const ambos_env *env, size_t index, const char **entry, size_t *name_length)
{
    size_t unwanted;

    if (entry)
        *entry = NULL;
    if (!name_length)
        name_length = &unwanted;
    *name_length = 0;
    if (!env || !entry)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (index >= env->count - env->hidden)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_ENVIRONMENT);
    *entry = env->entries[env->hidden + index].text;
    *name_length = env->entries[env->hidden + index].name_length;
    return AMBOS_OK;
}

void AMBOS_CALL ambos_env_free(ambos_env *env)
{
    if (!env)
        return;
    ambos__release(env->entries);
    ambos__release(env);
}
