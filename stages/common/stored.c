#include "stages/common/stored.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS_MAX ((size_t)1 << 30) /* bytes of one submission's records */

json_t *stored_records(struct spool *s, const json_t *row, char *why, size_t size)
{
    const char *key = record_text(row, "records");
    char *text;
    size_t length;
    if (!key) {
        snprintf(why, size, "none were kept");
        return NULL;
    }
    if (spool_load(s, key, RECORDS_MAX, &text, &length)) {
        snprintf(why, size, "%s", strerror(errno));
        return NULL;
    }
    json_t *records = json_loadb(text, length, 0, NULL);
    free(text);
    if (json_is_array(records))
        return records;
    json_decref(records);
    snprintf(why, size, "not an array of records");
    return NULL;
}

struct submission *stored_submission(struct spool *s, const json_t *row, char *why, size_t size)
{
    json_t *records = stored_records(s, row, why, size);
    if (!records)
        return NULL;
    struct submission *found = submission_new(json_deep_copy(json_object_get(row, "head")));
    if (!found) {
        snprintf(why, size, "out of memory");
        json_decref(records);
        return NULL;
    }
    json_decref(found->records);
    found->records = records;
    return found;
}
