#include "stages/common/score.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"

const char *const score_fields[SCORE_FIELDS] = {"bsn",  "iban",       "kvk",           "dossier",
                                                "name", "birth_date", "document_date", "period"};

/* What the truth says of a page, and where the report has it. */
struct page_score {
    long truth;     /* number of the piece; BLANK, REJECTED, or UNKNOWN: not in the truth */
    long report;    /* number of the last piece that has it, -1: none */
    unsigned times; /* in how many pieces */
};
enum { BLANK = -1, REJECTED = -2, UNKNOWN = -3 };

struct comparison {
    const json_t *truth, *pieces, *report;
    json_t *numbers; /* "page file" -> number of the page */
    struct page_score *pages;
    size_t count, room;
    long *order; /* pages of the truth's pieces, in truth order */
    size_t ordered;
    size_t *common; /* pages that truth piece i and report piece k share: [i * reports + k] */
    size_t truths, reports;
    double *n;
};

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = record_text(object, member);

    return text ? text : "";
}

/* The number of a page, made when it is new; -1: no memory. */
static long page_number(struct comparison *c, const char *file, double page)
{
    char *key;

    if (asprintf(&key, "%.0f %s", page, file) < 0)
        return -1;
    const json_t *known = json_object_get(c->numbers, key);
    long number = known ? (long)json_integer_value(known) : (long)c->count;
    int failed = 0;
    if (!known && c->count >= c->room) {
        size_t room = c->room ? 2 * c->room : 64;
        struct page_score *pages = realloc(c->pages, room * sizeof *pages);
        failed = !pages;
        c->pages = pages ? pages : c->pages;
        c->room = pages ? room : c->room;
    }
    if (!known && !failed) {
        failed = json_object_set_new(c->numbers, key, json_integer(number));
        c->pages[c->count++] = (struct page_score){UNKNOWN, -1, 0};
    }
    free(key);
    return failed ? -1 : number;
}

static long place_number(struct comparison *c, const json_t *place)
{
    const char *file = record_text(place, "file");

    if (!file) {
        errno = EINVAL;
        return -1;
    }
    return page_number(c, file, record_number(place, "page", 1));
}

static int read_truth_piece(struct comparison *c, size_t number, const json_t *piece)
{
    const json_t *pages = json_object_get(piece, "pages"), *place;
    size_t i;
    long *order = realloc(c->order, (c->ordered + json_array_size(pages) + 1) * sizeof *order);

    if (!order)
        return -1;
    c->order = order;
    json_array_foreach(pages, i, place)
    {
        long page = place_number(c, place);
        if (page < 0)
            return -1;
        c->pages[page].truth = (long)number;
        c->order[c->ordered++] = page;
    }
    return 0;
}

static int read_truth(struct comparison *c)
{
    size_t i;
    const json_t *item;

    json_array_foreach(c->pieces, i, item) if (read_truth_piece(c, i, item)) return -1;
    json_array_foreach(json_object_get(c->truth, "blank"), i, item)
    {
        long page = place_number(c, item);
        if (page < 0)
            return -1;
        c->pages[page].truth = BLANK;
    }
    json_array_foreach(json_object_get(c->truth, "rejected"), i, item)
    {
        const char *file = json_string_value(item);
        long page = file ? page_number(c, file, 1) : -1;
        if (page < 0)
            return -1;
        c->pages[page].truth = REJECTED;
    }
    c->n[COUNT_PAGES] += (double)c->count;
    return 0;
}

static int read_report(struct comparison *c)
{
    size_t i, k;
    const json_t *piece, *place;

    json_array_foreach(c->report, i, piece)
    {
        json_array_foreach(json_object_get(piece, "pages"), k, place)
        {
            long page = place_number(c, place);
            if (page < 0)
                return -1;
            c->pages[page].report = (long)i;
            c->pages[page].times++;
        }
    }
    return 0;
}

/* How many pages each pair of pieces shares. A page that the report has twice counts for the last
 * of them: it is wrong in `accounted` anyway. */
static int count_common(struct comparison *c)
{
    c->common = calloc(c->truths * c->reports + 1, sizeof *c->common);
    if (!c->common)
        return -1;
    for (size_t p = 0; p < c->count; p++)
        if (c->pages[p].truth >= 0 && c->pages[p].report >= 0)
            c->common[(size_t)c->pages[p].truth * c->reports + (size_t)c->pages[p].report]++;
    return 0;
}

static const json_t *truth_piece(const struct comparison *c, long number)
{
    return number >= 0 ? json_array_get(c->pieces, (size_t)number) : NULL;
}

static const json_t *report_piece(const struct comparison *c, long number)
{
    return number >= 0 ? json_array_get(c->report, (size_t)number) : NULL;
}

static bool same(const json_t *a, const json_t *b, const char *member)
{
    const char *x = record_text(a, member), *y = record_text(b, member);

    return x && y && strcmp(x, y) == 0;
}

static bool decided(const json_t *piece, const char *decision)
{
    return strcmp(text_of(piece, "decision"), decision) == 0;
}

/* A report's blank page or rejected file is no paper. */
static bool is_paper(const json_t *piece)
{
    return record_text(piece, "type") || !(decided(piece, "aside") || decided(piece, "rejected"));
}

/* A piece starts at the page that is its first in truth order. */
static int count_boundaries(struct comparison *c)
{
    char *seen = calloc(c->reports + 1, 1);
    long before = -1;

    if (!seen)
        return -1;
    for (size_t i = 0; i < c->ordered; i++) {
        const struct page_score *page = &c->pages[c->order[i]];
        bool starts = i == 0 || page->truth != before;
        bool found = page->report >= 0 && !seen[page->report];
        if (page->report >= 0)
            seen[page->report] = 1;
        before = page->truth;
        if (i == 0)
            continue;
        c->n[COUNT_BOUNDARY_RIGHT] += starts && found;
        c->n[COUNT_BOUNDARY_EXTRA] += !starts && found;
        c->n[COUNT_BOUNDARY_MISSED] += starts && !found;
    }
    free(seen);
    return 0;
}

static size_t size_of(const json_t *piece)
{
    return json_array_size(json_object_get(piece, "pages"));
}

static size_t common(const struct comparison *c, size_t truth, size_t report)
{
    return c->common[truth * c->reports + report];
}

/* The report piece with IoU above one half, of which there is at most one; -1: none. */
static long matching(const struct comparison *c, size_t truth, double *iou)
{
    size_t pages = size_of(json_array_get(c->pieces, truth));

    for (size_t k = 0; k < c->reports; k++) {
        const json_t *piece = json_array_get(c->report, k);
        double shared = (double)common(c, truth, k);
        *iou = shared / ((double)pages + (double)size_of(piece) - shared);
        if (shared > 0 && *iou > 0.5)
            return (long)k;
    }
    *iou = 0;
    return -1;
}

static bool exact(const struct comparison *c, size_t truth, size_t report)
{
    size_t pages = common(c, truth, report);

    return pages && pages == size_of(json_array_get(c->pieces, truth)) &&
           pages == size_of(json_array_get(c->report, report));
}

static void count_fields(struct comparison *c, const json_t *truth, const json_t *report,
                         bool whole)
{
    const json_t *has = json_object_get(truth, "fields"),
                 *gives = json_object_get(report, "fields");

    for (int f = 0; f < SCORE_FIELDS; f++) {
        bool right = same(has, gives, score_fields[f]);
        if (record_text(has, score_fields[f])) {
            c->n[COUNT_FIELD_TRUTH + f]++;
            c->n[COUNT_FIELD_RIGHT + f] += right;
        }
        if (whole && record_text(gives, score_fields[f])) {
            c->n[COUNT_FIELD_GIVEN + f]++;
            c->n[COUNT_FIELD_GIVEN_RIGHT + f] += right;
        }
    }
}

static void count_pieces(struct comparison *c)
{
    double iou;

    for (size_t i = 0; i < c->truths; i++) {
        long match = matching(c, i, &iou);
        const json_t *report = report_piece(c, match);
        bool paper = report && is_paper(report), whole = match >= 0 && exact(c, i, (size_t)match);
        c->n[COUNT_TRUTH_PIECES]++;
        c->n[COUNT_MATCHED_PIECES] += paper;
        c->n[COUNT_IOU] += paper ? iou : 0;
        c->n[COUNT_EXACT_PIECES] += paper && whole;
        count_fields(c, json_array_get(c->pieces, i), report, whole);
    }
    for (size_t k = 0; k < c->reports; k++)
        c->n[COUNT_REPORT_PIECES] += is_paper(json_array_get(c->report, k));
}

static void count_decided(struct comparison *c, const struct page_score *page)
{
    const json_t *truth = truth_piece(c, page->truth), *report = report_piece(c, page->report);
    bool duplicate = record_true(truth, "duplicate"), right = same(truth, report, "dossier");

    if (truth && record_text(truth, "dossier") && !duplicate) {
        c->n[COUNT_DOSSIER_PAGES]++;
        c->n[COUNT_COVERED] += right && decided(report, "filed");
    }
    if (decided(report, "filed")) {
        c->n[COUNT_FILED]++;
        c->n[COUNT_MISFILED] += !right;
        c->n[COUNT_MISLABELLED] += right && !same(truth, report, "type");
    } else if (decided(report, "aside")) {
        c->n[COUNT_ASIDE]++;
        c->n[COUNT_WRONGLY_ASIDE] += page->truth != BLANK && !duplicate;
    } else if (decided(report, "rejected")) {
        c->n[COUNT_REJECTED]++;
        c->n[COUNT_WRONGLY_REJECTED] += truth != NULL;
    }
}

static void count_pages(struct comparison *c)
{
    for (size_t p = 0; p < c->count; p++) {
        const struct page_score *page = &c->pages[p];
        const json_t *truth = truth_piece(c, page->truth);
        c->n[COUNT_ACCOUNTED] += page->truth != UNKNOWN && page->times == 1;
        if (truth) {
            c->n[COUNT_TYPED_PAGES]++;
            c->n[COUNT_TYPE_RIGHT] += same(truth, report_piece(c, page->report), "type");
        }
        count_decided(c, page);
    }
}

/* Is this truth piece reported exactly, and filed or rightly set aside? */
static bool straight(const struct comparison *c, size_t truth)
{
    double iou;
    long match = matching(c, truth, &iou);
    const json_t *piece = truth_piece(c, (long)truth), *report = report_piece(c, match);
    bool duplicate = record_true(piece, "duplicate");

    if (match < 0 || !exact(c, truth, (size_t)match) || !same(piece, report, "type") ||
        !decided(report, duplicate ? "aside" : "filed"))
        return false;
    return same(piece, report, "dossier") || (duplicate && !record_text(piece, "dossier"));
}

static void count_straight(struct comparison *c)
{
    bool possible = json_array_size(json_object_get(c->truth, "rejected")) == 0, right = true;

    for (size_t i = 0; i < c->truths; i++) {
        const json_t *piece = truth_piece(c, (long)i);
        possible = possible && (record_text(piece, "dossier") || record_true(piece, "duplicate"));
        right = right && straight(c, i);
    }
    for (size_t p = 0; p < c->count; p++) {
        const struct page_score *page = &c->pages[p];
        right = right && page->times == 1 && page->truth != UNKNOWN &&
                (page->truth != BLANK || decided(report_piece(c, page->report), "aside"));
    }
    c->n[COUNT_POSSIBLE] += possible;
    c->n[COUNT_STRAIGHT] += possible && right;
}

static void release(struct comparison *c)
{
    json_decref(c->numbers);
    free(c->pages);
    free(c->order);
    free(c->common);
}

int score_submission(struct score *s, const json_t *truth, const json_t *report)
{
    struct comparison c = {.truth = truth,
                           .pieces = json_object_get(truth, "pieces"),
                           .report = report,
                           .numbers = json_object(),
                           .n = s->counts};
    int status = -1;

    c.truths = json_array_size(c.pieces);
    c.reports = json_array_size(report);
    errno = ENOMEM;
    if (!json_is_array(c.pieces))
        errno = EINVAL;
    else if (c.numbers && !read_truth(&c) && !read_report(&c) && !count_common(&c) &&
             !count_boundaries(&c))
        status = 0;
    if (!status) {
        count_pieces(&c);
        count_pages(&c);
        count_straight(&c);
    }
    release(&c);
    return status;
}
