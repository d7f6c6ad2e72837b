/* The one instant at which a submission's pieces are accepted, and what comes after it. */
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "stages/publish/publish_private.h"

/* The files of a piece in the ledger. */
static const json_t *files_of(const json_t *piece)
{
    return json_object_get(piece, "files");
}

static bool has_string(const json_t *array, const char *text)
{
    size_t i;
    const json_t *value;

    json_array_foreach(array, i, value)
    {
        if (json_is_string(value) && strcmp(json_string_value(value), text) == 0)
            return true;
    }
    return false;
}

static const json_t *new_piece(const struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(record_text(plan->items[i].piece, "piece"), id) == 0)
            return plan->items[i].piece;
    return NULL;
}

/* What the ledger has and this plan has not: pieces, and files of pieces that moved. */
static int give_up(struct publisher *p, const struct plan *plan)
{
    size_t i, k;
    const json_t *old, *file;

    json_array_foreach(plan->before, i, old)
    {
        const json_t *now = new_piece(plan, record_text(old, "piece"));
        if (!now && ledger_drop_piece(p->ledger, record_text(old, "piece")) < 0)
            return -1;
        json_array_foreach(files_of(old), k, file)
        {
            const char *path = json_string_value(file);
            if (path && !has_string(files_of(now), path) && ledger_trash(p->ledger, path) < 0)
                return -1;
        }
    }
    return 0;
}

static int put_pieces(struct publisher *p, const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct item *item = plan->items + i;
        if (ledger_put_piece(p->ledger, item->piece) < 0)
            return -1;
        for (size_t k = 0; k < item->file_count; k++)
            if (ledger_settle(p->ledger, item->files[k].path) < 0)
                return -1;
    }
    return 0;
}

static int add_pageless(const struct plan *plan, json_t *expected, json_t *seen, const char *file)
{
    if (!file || json_object_get(plan->pages, file) || json_object_get(seen, file))
        return 0;
    return json_object_set_new(seen, file, json_true()) |
           json_array_append_new(expected, json_pack("{s:s,s:i}", "file", file, "page", 1));
}

/* Every page there is: all page records, and page 1 of each file that has none. A container that
 * was opened has none of its own, unless it has a problem. */
static json_t *expected_pages(const struct plan *plan)
{
    json_t *expected = json_array(), *seen = json_object();
    size_t i;
    const json_t *r;
    int rc = 0;

    json_array_foreach(plan->submission->records, i, r)
    {
        if (strcmp(record_kind(r), "page") == 0)
            rc |= json_array_append_new(expected,
                                        json_pack("{s:O,s:O}", "file", json_object_get(r, "file"),
                                                  "page", json_object_get(r, "page")));
    }
    json_array_foreach(plan->submission->records, i, r)
    {
        const char *role = record_text(r, "role");
        bool problem = strcmp(record_kind(r), "problem") == 0 && !json_object_get(r, "page");
        bool document = strcmp(record_kind(r), "file") == 0 && role && strcmp(role, "container");
        if (problem || document)
            rc |= add_pageless(plan, expected, seen, record_text(r, "file"));
    }
    json_decref(seen);
    if (rc != 0) {
        json_decref(expected);
        expected = NULL;
    }
    return expected;
}

/* The records as they came, so that a rerun can start from any stage. */
static int keep_records(struct publisher *p, const struct plan *plan, char key[SPOOL_KEY_SIZE])
{
    char *text = json_dumps(plan->submission->records, JSON_COMPACT);
    int rc = text ? spool_store(p->spool, text, strlen(text), key) : -1;

    if (rc < 0)
        diag_warn("cannot keep the records of a submission");
    free(text);
    return rc;
}

static int accept(struct publisher *p, const struct plan *plan, const char *records,
                  const json_t *expected)
{
    if (ledger_begin(p->ledger) < 0)
        return -1;
    if (ledger_put_submission(p->ledger, plan->submission->head, records, expected, plan->run) <
            0 ||
        give_up(p, plan) < 0 || put_pieces(p, plan) < 0 || ledger_commit(p->ledger) < 0) {
        ledger_rollback(p->ledger);
        return -1;
    }
    return 0;
}

int accept_items(struct publisher *p, struct plan *plan)
{
    char records[SPOOL_KEY_SIZE];
    json_t *expected = expected_pages(plan);
    int rc = -1;

    if (!expected)
        diag_warn("out of memory");
    else if (keep_records(p, plan, records) == 0) {
        rc = accept(p, plan, records, expected);
        if (rc < 0)
            diag_warn("%s", p->ledger->why);
    }
    json_decref(expected);
    return rc < 0 ? -1 : files_sweep(p);
}
