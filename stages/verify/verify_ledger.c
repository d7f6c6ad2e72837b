/* All submissions and pieces of the ledger. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/verify/verify.h"

static void count_decision(struct verify *v, const json_t *piece, const char *id)
{
    const char *decision = record_text(piece, "decision");
    v->pieces++;
    if (decision && strcmp(decision, "filed") == 0)
        v->filed++;
    else if (decision && strcmp(decision, "review") == 0)
        v->review++;
    else if (decision && strcmp(decision, "aside") == 0)
        v->aside++;
    else if (decision && strcmp(decision, "rejected") == 0)
        v->rejected++;
    else
        verify_found(v, "piece %s has no decision", id);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* A filed PDF has the pages of its piece; what was rejected, or filed as it came, is the original,
 * with its own. */
static int look_into(struct verify *v, const json_t *piece, const char *path, const char *whose)
{
    const char *decision = record_text(piece, "decision");
    if (!ends_with(path, ".pdf") || !decision || strcmp(decision, "rejected") == 0 ||
        record_true(piece, "original"))
        return 0;
    /* A piece that could not be made into a PDF waits with its original. */
    struct verify_document d = {.path = (char *)path, .type = "application/pdf"};
    d.whose = (char *)whose;
    d.pages = (long)json_array_size(json_object_get(piece, "pages"));
    d.excused = strcmp(decision, "filed") != 0;
    return verify_add_document(v, &d);
}

/* A path that this piece alone may have. */
static int claim(struct verify *v, const char *path, const char *id, const char *whose)
{
    const char *other = json_string_value(json_object_get(v->paths, path));
    if (other)
        verify_found(v, "%s has the same file as piece %s", whose, other);
    return json_object_set_new(v->paths, path, json_string(id));
}

/* What lies beside the piece's own file: why.txt, further originals. */
static int claim_others(struct verify *v, const json_t *piece, const char *id, const char *whose)
{
    const char *path = record_text(piece, "path");
    size_t i;
    json_t *file;
    json_array_foreach(json_object_get(piece, "files"), i, file)
    {
        const char *other = json_string_value(file);
        if (!other || strcmp(other, path) == 0)
            continue;
        if (faccessat(v->out_fd, other, F_OK, AT_SYMLINK_NOFOLLOW))
            verify_found(v, "%s: one of its files is gone", whose);
        if (claim(v, other, id, whose))
            return -1;
    }
    return 0;
}

static int take_piece(struct verify *v, const json_t *piece)
{
    const char *id = record_text(piece, "piece"), *path = record_text(piece, "path");
    const char *decision = record_text(piece, "decision");
    char whose[120];
    id = id ? id : "?";
    snprintf(whose, sizeof whose, "piece %s (%s)", id, decision ? decision : "undecided");
    count_decision(v, piece, id);
    if (!path || !*path || *path == '/' || strstr(path, "../")) {
        verify_found(v, "%s has no file", whose);
        return 0;
    }
    if (claim(v, path, id, whose) || claim_others(v, piece, id, whose) ||
        verify_add_published(v, piece, whose))
        return -1;
    return look_into(v, piece, path, whose);
}

static int take_submission(struct verify *v, struct ledger *l, const char *id)
{
    json_t *row = ledger_submission(l, id), *pieces = row ? ledger_pieces(l, id) : NULL;
    if (!pieces) {
        diag_warn("cannot read the ledger: %s", l->why);
        json_decref(row);
        return -1;
    }
    int bad = verify_submission(v, row, pieces);
    for (size_t i = 0; i < json_array_size(pieces) && !bad; i++)
        bad = take_piece(v, json_array_get(pieces, i));
    json_decref(pieces);
    json_decref(row);
    return bad;
}

static int ask_number(struct ledger *l, const char *sql, long long *number)
{
    sqlite3_stmt *statement = NULL;
    int bad = sqlite3_prepare_v2(l->db, sql, -1, &statement, NULL) != SQLITE_OK ||
              sqlite3_step(statement) != SQLITE_ROW;
    if (!bad)
        *number = sqlite3_column_int64(statement, 0);
    else
        diag_warn("cannot read the ledger: %s", sqlite3_errmsg(l->db));
    sqlite3_finalize(statement);
    return bad ? -1 : 0;
}

/* What no submission leads to: pieces of none, and paths whose publishing did not end. */
static int look_around(struct verify *v, struct ledger *l)
{
    long long orphans;
    if (ask_number(l,
                   "SELECT count(*) FROM piece WHERE submission_id NOT IN"
                   " (SELECT id FROM submission)",
                   &orphans))
        return -1;
    if (orphans > 0)
        verify_found(v, "%lld pieces belong to no submission", orphans);
    json_t *pending = ledger_pending(l);
    if (!pending) {
        diag_warn("cannot read the ledger: %s", l->why);
        return -1;
    }
    if (json_array_size(pending) > 0)
        verify_found(v, "%zu files wait for the end of a publication; run again",
                     json_array_size(pending));
    json_decref(pending);
    return 0;
}

int verify_ledger(struct verify *v, struct ledger *l)
{
    v->paths = json_object();
    json_t *ids = ledger_submissions(l, false);
    if (!v->paths || !ids) {
        diag_warn("cannot read the ledger: %s", l->why);
        json_decref(ids);
        return -1;
    }
    int bad = 0;
    for (size_t i = 0; i < json_array_size(ids) && !bad; i++)
        bad = take_submission(v, l, json_string_value(json_array_get(ids, i)));
    json_decref(ids);
    return bad || (l->db && look_around(v, l)) ? -1 : 0;
}
