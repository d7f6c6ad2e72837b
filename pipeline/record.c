/* Submissions in memory, and reading members of records; declared in stream.h. */
#include <errno.h>
#include <stdlib.h>
#include "pipeline/stream.h"

struct submission *submission_new(json_t *head)
{
    struct submission *s = calloc(1, sizeof *s);
    json_t *records = json_array();
    if (!s || !records || !head) {
        free(s);
        json_decref(records);
        json_decref(head);
        errno = ENOMEM;
        return NULL;
    }
    s->head = head;
    s->records = records;
    return s;
}

void submission_free(struct submission *s)
{
    if (!s)
        return;
    json_decref(s->head);
    json_decref(s->records);
    free(s);
}

const char *submission_name(const struct submission *s)
{
    return record_string(s->head, "submission");
}

const char *submission_id(const struct submission *s)
{
    return record_string(s->head, "id");
}

const char *record_kind(const json_t *record)
{
    return record_string(record, "kind");
}

const char *record_text(const json_t *record, const char *member)
{
    return json_string_value(json_object_get(record, member));
}

const char *record_string(const json_t *record, const char *member)
{
    const char *text = record_text(record, member);
    return text ? text : "";
}

double record_number(const json_t *record, const char *member, double fallback)
{
    const json_t *value = json_object_get(record, member);
    return json_is_number(value) ? json_number_value(value) : fallback;
}

bool record_true(const json_t *record, const char *member)
{
    return json_is_true(json_object_get(record, member));
}
