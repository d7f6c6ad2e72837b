#include "stages/clerk/clerk.h"

#include <stdio.h>
#include <string.h>
#include "pipeline/clock.h"
#include "pipeline/diag.h"
#include "stages/decide/decide.h"
#include "stages/common/pieces.h"
#include "stages/publish/publish.h"
#include "stages/report/report.h"
#include "stages/common/stored.h"

int clerk_open(struct clerk *c)
{
    if (!ledger_open(&c->ledger, c->out, true))
        return EXIT_DONE;
    diag_warn("cannot open the ledger of '%s': %s", c->out, c->ledger.why);
    return EXIT_IO;
}

void clerk_close(struct clerk *c)
{
    json_decref(c->row);
    json_decref(c->pieces);
    submission_free(c->s);
    ledger_close(&c->ledger);
}

static int ledger_trouble(struct clerk *c)
{
    diag_warn("cannot read the ledger: %s", c->ledger.why);
    return EXIT_IO;
}

/* The submission that the piece is of, once. */
static int load_submission(struct clerk *c, const char *id)
{
    char why[200];
    if (c->row && strcmp(record_text(c->row, "id"), id) == 0)
        return EXIT_DONE;
    if (c->row) {
        diag_warn("the pieces are of two submissions");
        return EXIT_USAGE;
    }
    c->row = ledger_submission(&c->ledger, id);
    c->pieces = ledger_pieces(&c->ledger, id);
    if (!c->row || !c->pieces)
        return ledger_trouble(c);
    c->s = stored_submission(c->spool, c->row, why, sizeof why);
    if (c->s)
        return EXIT_DONE;
    diag_warn("cannot read the records of '%s': %s", record_text(c->row, "submission"), why);
    return EXIT_IO;
}

static bool names(const json_t *pieces, const char *id)
{
    size_t i;
    const json_t *piece;

    json_array_foreach(pieces, i, piece)
    {
        const char *other = record_text(piece, "piece");
        if (other && strlen(id) >= 8 && strncmp(other, id, strlen(id)) == 0)
            return true;
    }
    return false;
}

/* A piece that is no more: who made what of it? */
static void tell_gone(struct clerk *c, const char *name)
{
    json_t *corrections = ledger_corrections(&c->ledger), *one, *piece;
    const json_t *last = NULL;
    char text[120];
    size_t i;

    json_array_foreach(corrections, i, one) if (names(json_object_get(one, "before"), name) &&
                                                !names(json_object_get(one, "after"), name)) last =
        one;
    if (!last)
        diag_warn("no such piece: '%s'", diag_printable(name, text, sizeof text));
    else
        diag_warn("piece '%s' is no more: %s of %s by '%s'", name, record_text(last, "action"),
                  record_text(last, "time"),
                  diag_printable(record_text(last, "who"), text, sizeof text));
    json_array_foreach(json_object_get(last, "after"), i, piece)
        diag_warn("it became piece '%s'", record_text(piece, "piece"));
    json_decref(corrections);
}

int clerk_find(struct clerk *c, const char *name, json_t **piece, size_t *at)
{
    json_t *found = ledger_piece(&c->ledger, name);
    if (!found && c->ledger.why[0])
        return ledger_trouble(c);
    if (!found) {
        tell_gone(c, name);
        return EXIT_USAGE;
    }
    int status = load_submission(c, record_text(found, "submission_id"));
    for (size_t i = 0; i < json_array_size(c->pieces) && !status; i++) {
        if (!json_equal(json_object_get(json_array_get(c->pieces, i), "piece"),
                        json_object_get(found, "piece")))
            continue;
        *piece = json_array_get(c->pieces, i);
        *at = i;
        json_decref(found);
        return EXIT_DONE;
    }
    json_decref(found);
    return status ? status : ledger_trouble(c);
}

/* Before the publishing: a decision that a crash keeps from being carried out was still made,
 * and the clerk sees that it failed. */
static int write_correction(struct clerk *c, const char *action, const char *piece, json_t *before,
                            json_t *after)
{
    char now[CLOCK_SIZE];
    clock_utc(CLOCK_ISO, now);
    json_t *correction =
        json_pack("{s:s,s:s,s:s,s:s,s:O,s:O}", "time", now, "who", c->who, "action", action,
                  "piece", piece, "before", before, "after", after);
    int bad = !correction || ledger_correct(&c->ledger, correction);
    json_decref(correction);
    if (!bad)
        return EXIT_DONE;
    diag_warn("cannot write the correction: %s", c->ledger.why);
    return EXIT_IO;
}

static void number_pieces(json_t *pieces)
{
    size_t i;
    json_t *piece;
    json_array_foreach(pieces, i, piece)
        json_object_set_new(piece, "position", json_integer((json_int_t)i));
}

static int publish(struct clerk *c)
{
    struct publisher *p = publisher_open(c->out, c->spool, &c->ledger, c->workers);
    if (!p)
        return EXIT_IO;
    number_pieces(c->pieces);
    int bad = publish_submission(p, c->s, c->pieces, record_text(c->row, "run"));
    publisher_close(p);
    if (!bad)
        bad = report_write(c->out, c->spool, &c->ledger, NULL);
    return bad ? EXIT_IO : EXIT_DONE;
}

int clerk_carry_out(struct clerk *c, const char *action, const char *piece, json_t *before,
                    json_t *after)
{
    int status = write_correction(c, action, piece, before, after);
    if (!status)
        status = publish(c);
    if (status)
        return status;
    size_t i;
    json_t *now;
    json_array_foreach(after, i, now)
    {
        if (strcmp(action, "file") == 0 && strcmp(record_text(now, "decision"), "filed") != 0)
            diag_warn(
                "piece %s could not be filed: see its why.txt; --original files it as it came",
                record_text(now, "piece"));
        printf("%s %s %s\n", record_text(now, "piece"), record_text(now, "decision"),
               record_text(now, "path") ? record_text(now, "path") : "-");
    }
    return fflush(stdout) ? EXIT_IO : EXIT_DONE;
}

int clerk_mark(json_t *piece, const char *decision, const char *code, const char *detail)
{
    json_t *reasons = json_pack("[{s:s,s:s}]", "code", code, "detail", detail);
    /* What publishing and deciding keep there for themselves is of the old state. */
    static const char *const stale[] = {"kept", "path",  "sha256",    "size",
                                        "made", "files", "thumbnail", "original"};
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++)
        json_object_del(piece, stale[i]);
    return json_object_set_new(piece, "decision", json_string(decision)) ||
           json_object_set_new(piece, "reasons", reasons) ||
           json_object_set_new(piece, "duplicate_of", json_null()) ||
           json_object_set_new(piece, "by", json_string("clerk"));
}

/* What the new pages are made of, by which later copies of them are known. */
static int describe(const struct clerk *c, json_t *piece)
{
    struct decider d = {.spool = c->spool};
    json_object_del(piece, "content");
    int bad = decide_pages_index(&d, c->s) || decide_pages_describe(&d, piece);
    json_decref(d.places);
    return bad;
}

json_t *clerk_piece(const struct clerk *c, const json_t *model, json_t *pages, const char *code,
                    const char *detail)
{
    char id[17] = "";
    json_t *piece = json_deep_copy(model);
    if (piece && pages)
        piece_id(record_text(model, "submission_id"), pages, id);
    int bad = !id[0] || json_object_set(piece, "pages", pages) ||
              json_object_set_new(piece, "piece", json_string(id)) || describe(c, piece) ||
              clerk_mark(piece, "review", code, detail);
    json_decref(pages);
    if (!bad)
        return piece;
    json_decref(piece);
    return NULL;
}
