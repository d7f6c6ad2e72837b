#include "stages/common/keys.h"

#include <stdlib.h>
#include <string.h>
#include "classifiers/grow.h"
#include "pipeline/spool.h"

#define DEPTH_MAX 100 /* of JSON; ours has five */

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void pack(const char *key, unsigned char bytes[KEY_BYTES])
{
    for (size_t i = 0; i < KEY_BYTES; i++)
        bytes[i] = (unsigned char)(digit(key[2 * i]) << 4 | digit(key[2 * i + 1]));
}

static int add(struct keys *k, const char *key)
{
    if (grow(&k->list, k->count, &k->room, sizeof *k->list))
        return -1;
    pack(key, k->list[k->count++]);
    return 0;
}

static int add_within(struct keys *k, const json_t *value, int depth)
{
    const char *text = json_string_value(value), *name;
    const json_t *item;
    size_t i;
    int bad = depth > DEPTH_MAX;
    if (text)
        return spool_key_valid(text) ? add(k, text) : 0;
    json_array_foreach(value, i, item) bad = bad || add_within(k, item, depth + 1);
    json_object_foreach((json_t *)value, name, item) bad = bad || add_within(k, item, depth + 1);
    return bad ? -1 : 0;
}

int keys_add_all(struct keys *k, const json_t *value)
{
    return add_within(k, value, 0);
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, KEY_BYTES);
}

void keys_sort(struct keys *k)
{
    if (k->count > 1)
        qsort(k->list, k->count, KEY_BYTES, by_bytes);
}

bool keys_hold(const struct keys *k, const char *key)
{
    unsigned char bytes[KEY_BYTES];
    pack(key, bytes);
    return k->count > 0 && bsearch(bytes, k->list, k->count, KEY_BYTES, by_bytes);
}

void keys_release(struct keys *k)
{
    free(k->list);
    *k = (struct keys){0};
}
