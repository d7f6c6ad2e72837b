/* What each piece of a submission becomes on disk. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "stages/publish/publish_private.h"

#define NO_PDF "geen-pdf"

/* {file: {"page number": record}} and {file: record}. Borrowed records are counted. */
static int index_records(struct plan *plan)
{
    size_t i;
    json_t *r;
    int rc = 0;

    json_array_foreach(plan->submission->records, i, r)
    {
        const char *file = record_text(r, "file");
        if (!file)
            continue;
        if (strcmp(record_kind(r), "file") == 0)
            rc |= json_object_set(plan->files, file, r);
        if (strcmp(record_kind(r), "page") != 0)
            continue;
        char number[24];
        json_t *pages = json_object_get(plan->pages, file);
        if (!pages) {
            pages = json_object();
            rc |= json_object_set_new(plan->pages, file, pages);
        }
        snprintf(number, sizeof number, "%.0f", record_number(r, "page", 0));
        rc |= json_object_set(pages, number, r);
    }
    return rc;
}

const json_t *plan_page(const struct plan *plan, const json_t *place)
{
    const char *file = record_text(place, "file");
    char number[24];

    snprintf(number, sizeof number, "%.0f", record_number(place, "page", 0));
    return file ? json_object_get(json_object_get(plan->pages, file), number) : NULL;
}

const char *plan_blob(const struct plan *plan, const json_t *place, const char **type)
{
    const char *file = record_text(place, "file");
    const json_t *record = plan_page(plan, place);

    if (!record && file)
        record = json_object_get(plan->files, file);
    const char *blob = record_text(record, "blob");
    *type = record_text(record, "type");
    return blob && spool_key_valid(blob) ? blob : NULL;
}

const char *piece_disposition(const json_t *piece)
{
    return record_string(piece, "disposition");
}

static bool is_litter(const json_t *record)
{
    const char *role = record_text(record, "role");

    return role && (strcmp(role, "litter") == 0 || strcmp(role, "signature") == 0);
}

/* By what was decided now, which a clerk may have changed, and by what its first page says. */
static const char *disposition(const struct plan *plan, const json_t *piece)
{
    const json_t *place = json_array_get(json_object_get(piece, "pages"), 0);
    const json_t *page = plan_page(plan, place);
    const char *file = record_text(place, "file");

    if (strcmp(record_text(piece, "decision"), "rejected") == 0)
        return "rejected";
    if (record_text(piece, "type"))
        return "document";
    if (record_true(page, "blank"))
        return "blank";
    return is_litter(page) || (file && is_litter(json_object_get(plan->files, file))) ? "litter"
                                                                                      : "document";
}

/* A reason of an earlier publication holds only when it is found again. */
static void forget_fall_back(json_t *piece)
{
    json_t *reasons = json_object_get(piece, "reasons");

    for (size_t i = json_array_size(reasons); i-- > 0;) {
        const char *code = record_text(json_array_get(reasons, i), "code");
        if (code && strcmp(code, NO_PDF) == 0)
            json_array_remove(reasons, i);
    }
}

/* Text, mail bodies and Office files have no pages that a PDF could take. */
static bool plain(const json_t *page)
{
    const char *source = record_text(page, "source");

    return source && strcmp(source, "plain") == 0;
}

static enum making making(const struct plan *plan, const json_t *piece)
{
    const json_t *places = json_object_get(piece, "pages");
    const char *kind = piece_disposition(piece), *type;
    size_t i;
    const json_t *place;

    if (strcmp(kind, "rejected") == 0 || record_true(piece, "original"))
        return MAKE_ORIGINALS;
    if (strcmp(kind, "litter") == 0)
        return MAKE_COPY;
    json_array_foreach(places, i, place)
    {
        const json_t *page = plan_page(plan, place);
        if (plain(page) && json_array_size(places) == 1)
            return MAKE_COPY;
        if (!page || plain(page) || !plan_blob(plan, place, &type))
            return MAKE_ORIGINALS;
    }
    return MAKE_PDF;
}

static const json_t *same_piece(const json_t *pieces, const char *id)
{
    size_t i;
    const json_t *piece;

    json_array_foreach(pieces, i, piece)
    {
        const char *other = record_text(piece, "piece");
        if (other && strcmp(other, id) == 0)
            return piece;
    }
    return NULL;
}

/* What every ledger piece must say of its submission. */
static int complete(const struct plan *plan, json_t *piece, size_t position)
{
    static const char *const taken[][2] = {
        {"submission", "submission"}, {"submission_id", "id"}, {"received", "received"}};
    int rc = 0;

    for (size_t i = 0; i < 3; i++) {
        json_t *value = json_object_get(plan->submission->head, taken[i][1]);
        if (value && !json_object_get(piece, taken[i][0]))
            rc |= json_object_set(piece, taken[i][0], value);
    }
    forget_fall_back(piece);
    rc |= json_object_set_new(piece, "disposition", json_string(disposition(plan, piece)));
    if (!json_object_get(piece, "position"))
        rc |= json_object_set_new(piece, "position", json_integer((json_int_t)position));
    return rc | json_object_set_new(piece, "run", json_string(plan->run));
}

static int fill_items(struct plan *plan)
{
    size_t i;
    json_t *piece;

    json_array_foreach(plan->pieces, i, piece)
    {
        struct item *item = plan->items + i;
        const char *id = record_text(piece, "piece"), *decision = record_text(piece, "decision");
        if (!id || !decision || json_array_size(json_object_get(piece, "pages")) == 0) {
            diag_warn("a piece of submission %.12s has no id, decision or pages",
                      submission_id(plan->submission));
            return -1;
        }
        if (complete(plan, piece, i) != 0)
            return -1;
        item->piece = piece;
        item->old = same_piece(plan->before, id);
        item->making = making(plan, piece);
        if (item->making == MAKE_ORIGINALS && strcmp(decision, "rejected") != 0 &&
            !record_true(piece, "original"))
            item_fall_back(item, "de pagina's zijn niet (alle) te lezen");
        plan->count++;
    }
    return 0;
}

/* What all composed pieces may take: as much as came, and what a submission may ask beyond it. */
static uint64_t room(const struct submission *s)
{
    uint64_t own = 0;
    size_t i;
    const json_t *r;

    json_array_foreach(s->records, i, r)
    {
        double size = record_number(r, "size", 0);
        if (strcmp(record_kind(r), "file") == 0 && !record_text(r, "parent") && size > 0)
            own += (uint64_t)size;
    }
    return own + LIMIT_DISK;
}

int plan_init(struct plan *plan, struct publisher *p, const struct submission *s, json_t *pieces,
              const char *run)
{
    *plan = (struct plan){.submission = s, .run = run, .pieces = pieces};
    plan->pages = json_object();
    plan->files = json_object();
    plan->taken = json_object();
    plan->copies = json_object();
    plan->before = ledger_pieces(p->ledger, submission_id(s));
    plan->items = calloc(json_array_size(pieces) + 1, sizeof *plan->items);
    if (!plan->before) {
        diag_warn("%s", p->ledger->why);
        return -1;
    }
    if (!plan->pages || !plan->files || !plan->taken || !plan->copies || !plan->items ||
        index_records(plan) != 0) {
        diag_warn("out of memory");
        return -1;
    }
    plan->room = room(s);
    return fill_items(plan);
}

void plan_release(struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        job_free(plan->items[i].job);
        free(plan->items[i].files);
    }
    free(plan->items);
    json_decref(plan->before);
    json_decref(plan->pages);
    json_decref(plan->files);
    json_decref(plan->taken);
    json_decref(plan->copies);
}

void item_fall_back(struct item *item, const char *why)
{
    char detail[400];
    const char *decision = record_text(item->piece, "decision");
    json_t *reasons = json_object_get(item->piece, "reasons");

    item->making = MAKE_ORIGINALS;
    if (!json_is_array(reasons)) {
        reasons = json_array();
        json_object_set_new(item->piece, "reasons", reasons);
    }
    snprintf(detail, sizeof detail, "Van dit stuk kon geen veilige PDF worden gemaakt: %s", why);
    json_array_append_new(reasons, json_pack("{s:s,s:s}", "code", NO_PDF, "detail", detail));
    if (strcmp(decision, "filed") == 0)
        json_object_set_new(item->piece, "decision", json_string("review"));
}
