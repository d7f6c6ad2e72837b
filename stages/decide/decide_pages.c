/* The pages of the submission that is being decided. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stages/decide/decide_private.h"

/* The caller frees; NULL: no memory. */
static char *place_key(const json_t *place)
{
    char *key;
    int length =
        asprintf(&key, "%.0f %s", record_number(place, "page", 0), record_string(place, "file"));

    return length < 0 ? NULL : key;
}

int decide_pages_index(struct decider *d, const struct submission *s)
{
    size_t i;
    json_t *record;

    d->at = s;
    json_decref(d->places);
    d->places = json_object();
    json_array_foreach(s->records, i, record)
    {
        if (strcmp(record_kind(record), "page"))
            continue;
        char *key = place_key(record);
        int status = key ? json_object_set_new(d->places, key, json_integer((json_int_t)i)) : -1;
        free(key);
        if (status)
            return -1;
    }
    return d->places ? 0 : -1;
}

const json_t *decide_page(const struct decider *d, const json_t *place, size_t *at)
{
    char *key = place_key(place);
    const json_t *number = key ? json_object_get(d->places, key) : NULL;

    free(key);
    if (at)
        *at = number ? (size_t)json_integer_value(number) : json_array_size(d->at->records);
    return number ? json_array_get(d->at->records, (size_t)json_integer_value(number)) : NULL;
}

/* Writes the bytes that a page is made of; false when they are not known. */
static bool write_page(FILE *out, const json_t *page, const json_t *place)
{
    if (out)
        fprintf(out, "%s %.0f\n", record_string(page, "blob"), record_number(place, "page", 0));
    return record_text(page, "blob") != NULL;
}

int decide_pages_describe(const struct decider *d, json_t *piece)
{
    json_t *looks = json_array(), *words = json_array(), *place;
    char *all = NULL, key[SPOOL_KEY_SIZE];
    size_t i, size = 0;
    FILE *out = open_memstream(&all, &size);
    bool whole = true;

    json_array_foreach(json_object_get(piece, "pages"), i, place)
    {
        const json_t *page = decide_page(d, place, NULL);
        whole = write_page(out, page, place) && whole;
        json_t *look = json_object_get(page, "looks"), *text = json_object_get(page, "words");
        json_array_append(looks, look ? look : json_null());
        if (json_is_string(text))
            json_array_append(words, text);
    }
    int status = !out || fclose(out) ? -1 : 0;
    if (!status && whole) {
        hash_bytes(all, size, key);
        json_object_set_new(piece, "content", json_string(key));
    }
    free(all);
    return json_object_set_new(piece, "looks", looks) ||
                   json_object_set_new(piece, "words", words) || status
               ? -1
               : 0;
}
