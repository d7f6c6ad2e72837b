#include "stages/decide/route_copies.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"

#define SETTING "later-copies"
#define RECORDS_MAX ((size_t)1 << 30)

int copies_announce(struct decider *d)
{
    if (json_array_size(d->later_copies) == 0)
        return 0;
    char *text = json_dumps(d->later_copies, JSON_COMPACT);
    int status = text ? ledger_set(d->ledger, SETTING, text) : -1;

    free(text);
    if (status)
        diag_warn("cannot write the ledger: %s", d->ledger->why);
    json_array_clear(d->later_copies);
    return status;
}

/* The submission of a ledger row, as it was routed. NULL with errno. */
static struct submission *load(struct spool *spool, const json_t *row)
{
    const char *key = record_text(row, "records");
    char *text = NULL;
    size_t size = 0;
    json_t *records = NULL;

    errno = ENOENT;
    if (key && !spool_load(spool, key, RECORDS_MAX, &text, &size))
        records = json_loadb(text, size, 0, NULL);
    free(text);
    struct submission *s =
        records ? submission_new(json_deep_copy(json_object_get(row, "head"))) : NULL;
    if (!s) {
        json_decref(records);
        return NULL;
    }
    json_decref(s->records);
    s->records = records;
    return s;
}

/* The pieces of its submission, this one set aside. NULL: nothing is to be done. */
static json_t *changed_pieces(struct ledger *l, const json_t *copy)
{
    const char *id = record_text(copy, "piece"), *first = record_text(copy, "duplicate_of");
    json_t *filed = first ? ledger_piece(l, first) : NULL, *piece, *pieces = NULL;
    const char *decision = record_text(filed, "decision");
    bool found = false;
    size_t i;

    if (id && decision && strcmp(decision, "filed") == 0)
        pieces = ledger_pieces(l, record_text(copy, "submission_id"));
    json_array_foreach(pieces, i, piece)
    {
        const char *other = record_text(piece, "piece"), *state = record_text(piece, "decision");
        const char *by = record_text(piece, "by");
        if (!other || strcmp(other, id) || !state || strcmp(state, "filed") ||
            (by && strcmp(by, "clerk") == 0))
            continue;
        found = !json_array_set_new(pieces, i, decide_later_copy(piece, first));
    }
    if (!found) {
        json_decref(pieces);
        pieces = NULL;
    }
    json_decref(filed);
    return pieces;
}

static int set_aside(struct decider *d, struct publisher *p, const json_t *copy, const char *run)
{
    json_t *pieces = changed_pieces(d->ledger, copy);
    const char *id = record_text(copy, "submission_id");
    int status = -1;

    if (!pieces)
        return 0;
    json_t *row = id ? ledger_submission(d->ledger, id) : NULL;
    struct submission *s = row ? load(d->spool, row) : NULL;
    if (s)
        status = publish_submission(p, s, pieces, run);
    else
        diag_warn("cannot read the records of an earlier submission: %s", strerror(errno));
    submission_free(s);
    json_decref(row);
    json_decref(pieces);
    return status;
}

int copies_resume(struct decider *d, struct publisher *p, const char *run)
{
    char *text = ledger_get(d->ledger, SETTING);
    json_t *copies = text && *text ? json_loads(text, 0, NULL) : NULL, *copy;
    size_t i;
    int status = 0;

    json_array_foreach(copies, i, copy) if (!status) status = set_aside(d, p, copy, run);
    if (!status && text && *text && ledger_set(d->ledger, SETTING, "")) {
        diag_warn("cannot write the ledger: %s", d->ledger->why);
        status = -1;
    }
    json_decref(copies);
    free(text);
    return status;
}
