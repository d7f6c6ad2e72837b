/* Counts of one submission, each put down to the piece of the truth that it is about. */
#include "stages/score/score.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/score/score_private.h"

const char *const score_fields[SCORE_FIELDS] = {"bsn",  "iban",       "kvk",           "dossier",
                                                "name", "birth_date", "document_date", "period"};

/* A piece starts at the page that is its first in truth order. */
static int count_boundaries(struct score_case *out, const struct comparison *c)
{
    char *seen = calloc(c->reports + 1, 1);
    long before = -1;

    if (!seen)
        return -1;
    for (size_t i = 0; i < c->ordered; i++) {
        const struct score_page *page = &c->pages[c->order[i]];
        double *n = out->parts[page->truth].counts;
        bool starts = i == 0 || page->truth != before;
        bool found = page->report >= 0 && !seen[page->report];
        if (page->report >= 0)
            seen[page->report] = 1;
        before = page->truth;
        if (i == 0)
            continue;
        n[COUNT_BOUNDARY_RIGHT] += starts && found;
        n[COUNT_BOUNDARY_EXTRA] += !starts && found;
        n[COUNT_BOUNDARY_MISSED] += starts && !found;
    }
    free(seen);
    return 0;
}

/* What stands on the paper by hand may be given and does not count. */
static bool by_hand(const json_t *truth, const char *field)
{
    const json_t *name;
    size_t i;

    json_array_foreach(json_object_get(truth, "handwritten"), i, name)
    {
        if (json_is_string(name) && strcmp(json_string_value(name), field) == 0)
            return true;
    }
    return false;
}

static void count_fields(double *n, const json_t *truth, const json_t *report, bool whole)
{
    const json_t *has = json_object_get(truth, "fields"),
                 *gives = json_object_get(report, "fields");

    for (int f = 0; f < SCORE_FIELDS; f++) {
        bool right = piece_same(has, gives, score_fields[f]);
        if (by_hand(truth, score_fields[f]))
            continue;
        if (record_text(has, score_fields[f])) {
            n[COUNT_FIELD_TRUTH + f]++;
            n[COUNT_FIELD_RIGHT + f] += right;
        }
        if (whole && record_text(gives, score_fields[f])) {
            n[COUNT_FIELD_GIVEN + f]++;
            n[COUNT_FIELD_GIVEN_RIGHT + f] += right;
        }
    }
}

/* A report piece is put down to the truth piece that it has most of. */
static void count_pieces(struct score_case *out, const struct comparison *c)
{
    double iou;

    for (size_t i = 0; i < c->truths; i++) {
        double *n = out->parts[i].counts;
        long match = comparison_match(c, i, &iou);
        const json_t *report = comparison_report(c, match);
        bool paper = report && piece_is_paper(report);
        bool whole = match >= 0 && comparison_exact(c, i, (size_t)match);
        n[COUNT_TRUTH_PIECES]++;
        n[COUNT_IOU] += paper ? iou : 0;
        n[COUNT_EXACT_PIECES] += paper && whole;
        count_fields(n, json_array_get(c->pieces, i), report, whole);
    }
    for (size_t k = 0; k < c->reports; k++)
        out->parts[comparison_owner(c, k)].counts[COUNT_REPORT_PIECES] +=
            piece_is_paper(json_array_get(c->report, k));
}

static double *counts_of(const struct score_case *out, const struct score_page *page)
{
    return out->parts[page->truth >= 0 ? (size_t)page->truth : out->count - 1].counts;
}

/* A page as a report piece has it. */
static void count_decided(double *n, const struct comparison *c, struct score_page *page,
                          const json_t *report)
{
    const json_t *truth = comparison_truth(c, page->truth);
    bool right = piece_same(truth, report, "dossier");

    if (piece_decided(report, "filed")) {
        n[COUNT_FILED]++;
        n[COUNT_MISFILED] += !right;
        n[COUNT_MISLABELLED] += right && !piece_same(truth, report, "type");
        page->covered = page->covered || right;
    } else if (piece_decided(report, "aside")) {
        n[COUNT_ASIDE]++;
        n[COUNT_WRONGLY_ASIDE] += page->truth != TRUTH_BLANK && !record_true(truth, "duplicate");
    } else if (piece_decided(report, "rejected")) {
        n[COUNT_REJECTED]++;
        n[COUNT_WRONGLY_REJECTED] += truth != NULL;
    }
}

static void count_decisions(struct score_case *out, const struct comparison *c)
{
    size_t i, k;
    const json_t *piece, *place;

    json_array_foreach(c->report, i, piece)
    {
        json_array_foreach(json_object_get(piece, "pages"), k, place)
        {
            struct score_page *page = comparison_page(c, place);
            if (page)
                count_decided(counts_of(out, page), c, page, piece);
        }
    }
}

static int count_pages(struct score_case *out, const struct comparison *c)
{
    for (size_t p = 0; p < c->count; p++) {
        const struct score_page *page = &c->pages[p];
        const json_t *truth = comparison_truth(c, page->truth),
                     *report = comparison_report(c, page->report);
        const char *type = record_text(truth, "type"), *found = record_text(report, "type");
        double *n = counts_of(out, page);
        n[COUNT_PAGES] += page->truth != TRUTH_UNKNOWN;
        n[COUNT_ACCOUNTED] += page->truth != TRUTH_UNKNOWN && page->times == 1;
        if (!truth)
            continue;
        n[COUNT_TYPED_PAGES]++;
        n[COUNT_TYPE_RIGHT] += piece_same(truth, report, "type");
        if (record_text(truth, "dossier") && !record_true(truth, "duplicate")) {
            n[COUNT_DOSSIER_PAGES]++;
            n[COUNT_COVERED] += page->covered;
        }
        if (json_array_append_new(out->types,
                                  json_pack("[s, s]", type ? type : "-", found ? found : "-")))
            return -1;
    }
    return 0;
}

/* Is this truth piece reported exactly, and filed or rightly set aside? */
static bool straight(const struct comparison *c, size_t truth)
{
    double iou;
    long match = comparison_match(c, truth, &iou);
    const json_t *piece = comparison_truth(c, (long)truth), *report = comparison_report(c, match);
    bool aside = record_true(piece, "duplicate") && piece_decided(report, "aside");

    if (match < 0 || !comparison_exact(c, truth, (size_t)match) ||
        !piece_same(piece, report, "type") || !(aside || piece_decided(report, "filed")))
        return false;
    return piece_same(piece, report, "dossier") || (aside && !record_text(piece, "dossier"));
}

static void count_straight(struct score_case *out, const struct comparison *c)
{
    bool possible = json_array_size(json_object_get(c->truth, "rejected")) == 0, right = true;
    double *n = out->parts[c->truths].counts;

    for (size_t i = 0; i < c->truths; i++) {
        const json_t *piece = comparison_truth(c, (long)i);
        possible = possible && (record_text(piece, "dossier") || record_true(piece, "duplicate"));
        right = right && straight(c, i);
    }
    for (size_t p = 0; p < c->count; p++) {
        const struct score_page *page = &c->pages[p];
        const json_t *report = comparison_report(c, page->report);
        right = right && page->times == 1 && page->truth != TRUTH_UNKNOWN &&
                (page->truth != TRUTH_BLANK || piece_decided(report, "aside"));
    }
    n[COUNT_POSSIBLE] += possible;
    n[COUNT_STRAIGHT] += possible && right;
}

/* A stranger's paper has no dossier, and is right with none. */
static bool same_dossier(const json_t *truth, const json_t *report)
{
    return piece_same(truth, report, "dossier") ||
           (truth && !record_text(truth, "dossier") && !record_text(report, "dossier"));
}

/* Papers that are filed or wait: with which confidence, and are they wholly right? */
static int list_judged(struct score_case *out, const struct comparison *c)
{
    size_t k;
    const json_t *report;

    json_array_foreach(c->report, k, report)
    {
        size_t owner = comparison_owner(c, k);
        const json_t *truth = comparison_truth(c, owner < c->truths ? (long)owner : -1);
        if (!piece_decided(report, "filed") && !piece_decided(report, "review"))
            continue;
        bool right = comparison_exact(c, owner, k) && piece_same(truth, report, "type") &&
                     same_dossier(truth, report);
        if (json_array_append_new(
                out->judged,
                json_pack("{s:f, s:b, s:I}", "confidence", record_number(report, "confidence", 0),
                          "right", right, "pages",
                          (json_int_t)json_array_size(json_object_get(report, "pages")))))
            return -1;
    }
    return 0;
}

int score_case_init(struct score_case *out, const json_t *truth, const json_t *report)
{
    struct comparison c;
    int status = comparison_init(&c, truth, report);

    *out = (struct score_case){.truth = truth,
                               .parts = calloc(c.truths + 1, sizeof *out->parts),
                               .count = c.truths + 1,
                               .types = json_array(),
                               .judged = json_array()};
    if (!status && (!out->parts || !out->types || !out->judged || count_boundaries(out, &c))) {
        errno = ENOMEM;
        status = -1;
    }
    if (!status) {
        count_pieces(out, &c);
        count_decisions(out, &c);
        count_straight(out, &c);
        status = count_pages(out, &c) || list_judged(out, &c) ? -1 : 0;
    }
    comparison_release(&c);
    return status;
}

void score_case_release(struct score_case *c)
{
    free(c->parts);
    json_decref(c->types);
    json_decref(c->judged);
}
