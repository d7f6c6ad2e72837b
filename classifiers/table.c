#include "classifiers/table.h"

#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"

void table_release(struct table *t)
{
    for (size_t i = 0; i < t->size; i++)
        free(t->slots[i].key);
    free(t->slots);
    *t = (struct table){0};
}

static uint32_t hash_of(const char *key)
{
    return fold_hash(key, strlen(key), 1);
}

/* The key's slot, or the free one where it belongs. */
static struct table_slot *place(const struct table *t, const char *key, uint32_t hash)
{
    size_t i = hash & (t->size - 1);
    while (t->slots[i].key && (t->slots[i].hash != hash || strcmp(t->slots[i].key, key) != 0))
        i = (i + 1) & (t->size - 1);
    return &t->slots[i];
}

uint32_t *table_get(const struct table *t, const char *key)
{
    if (!t->size)
        return NULL;
    struct table_slot *slot = place(t, key, hash_of(key));
    return slot->key ? &slot->value : NULL;
}

static int grow(struct table *t)
{
    struct table bigger = {.size = t->size ? t->size * 2 : 256, .used = t->used};
    bigger.slots = calloc(bigger.size, sizeof *bigger.slots);
    if (!bigger.slots)
        return -1;
    for (size_t i = 0; i < t->size; i++)
        if (t->slots[i].key)
            *place(&bigger, t->slots[i].key, t->slots[i].hash) = t->slots[i];
    free(t->slots);
    *t = bigger;
    return 0;
}

uint32_t *table_put(struct table *t, const char *key, uint32_t fresh)
{
    if (t->used * 2 >= t->size && grow(t) < 0)
        return NULL;
    uint32_t hash = hash_of(key);
    struct table_slot *slot = place(t, key, hash);
    if (!slot->key) {
        slot->key = strdup(key);
        if (!slot->key)
            return NULL;
        slot->hash = hash;
        slot->value = fresh;
        t->used++;
    }
    return &slot->value;
}
