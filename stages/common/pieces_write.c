#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/table.h"
#include "stages/common/pieces.h"

struct writer {
    struct submission *s;
    const struct pages_ready *r;
    const struct judgement *j;
    const struct catalogue *c;
    size_t placed;         /* pages in pieces so far */
    struct table done;     /* files that have a piece or pages */
    struct table problems; /* by file: the place of its first problem record */
};

void piece_id(const char *submission_id, const json_t *pages, char id[17])
{
    char key[SPOOL_KEY_SIZE];
    char *text = json_dumps(pages, JSON_COMPACT | JSON_SORT_KEYS);
    size_t size = strlen(submission_id) + (text ? strlen(text) : 0) + 2;
    char *all = malloc(size);
    if (all)
        snprintf(all, size, "%s %s", submission_id, text ? text : "");
    hash_bytes(all ? all : "", all ? strlen(all) : 0, key);
    snprintf(id, 17, "%.16s", key);
    free(all);
    free(text);
}

static json_t *page_json(const char *file, int page)
{
    return json_pack("{s:s,s:i}", "file", file, "page", page);
}

static double rounded(float p)
{
    return round((double)p * 10000) / 10000;
}

static json_t *reason_json(const char *code, const char *detail)
{
    return json_pack("{s:s,s:s}", "code", code, "detail", detail);
}

/* Appends a piece record; steals pages, types and reasons. */
static int add_piece(struct writer *w, json_t *pages, const char *disposition, const char *type,
                     float boundary, float confidence, json_t *types, json_t *reasons)
{
    char id[17];
    piece_id(submission_id(w->s), pages, id);
    json_t *piece =
        json_pack("{s:s,s:s,s:o,s:s,s:s?,s:f,s:f,s:o,s:o}", "kind", "piece", "piece", id, "pages",
                  pages, "disposition", disposition, "type", type, "boundary", rounded(boundary),
                  "confidence", rounded(confidence), "types", types, "reasons", reasons);
    if (piece && json_array_append_new(w->s->records, piece) == 0)
        return 0;
    errno = ENOMEM;
    return -1;
}

/* A piece without a verdict: blank, litter, rejected. */
static int add_plain(struct writer *w, json_t *pages, const char *disposition, const char *code,
                     const char *detail)
{
    json_t *reasons = json_array();
    json_array_append_new(reasons, reason_json(code, detail));
    return add_piece(w, pages, disposition, NULL, 1, 1, json_array(), reasons);
}

static json_t *types_json(const struct writer *w, const struct search_piece *p)
{
    json_t *types = json_array();
    for (size_t i = 0; i < p->type_count; i++)
        if (i == 0 || p->types[i].p >= 0.0005F)
            json_array_append_new(types,
                                  json_pack("{s:s,s:f}", "type",
                                            catalogue_type(w->c, (size_t)p->types[i].type)->code,
                                            "p", rounded(p->types[i].p)));
    return types;
}

/* The last piece is for somebody else. */
static int add_referral(struct writer *w, const struct referral *r)
{
    json_t *piece = json_array_get(w->s->records, json_array_size(w->s->records) - 1);
    const char *kind = r->kind == REFERRAL_SCHEME ? "scheme" : "municipality";
    return json_object_set_new(piece, "referral",
                               json_pack("{s:s,s:s}", "kind", kind, "name", r->name));
}

/* What route asks of the last piece where its borders are in doubt. */
static int add_borders(struct writer *w, const struct search_piece *p)
{
    json_t *piece = json_array_get(w->s->records, json_array_size(w->s->records) - 1);
    return json_object_set_new(piece, "one_type", json_real(rounded(p->kind))) ||
           json_object_set_new(piece, "one_paper", json_real(rounded(p->together)));
}

static int add_judged(struct writer *w, const struct judge_piece *p)
{
    json_t *pages = json_array(), *reasons = json_array();
    for (size_t i = 0; i < p->count; i++) {
        const struct page *page = &w->r->pages[w->r->places[p->pages[i]]];
        json_array_append_new(pages, page_json(page->file, page->number));
    }
    for (size_t i = 0; i < p->reason_count; i++)
        json_array_append_new(reasons, reason_json(p->reasons[i].code, p->reasons[i].detail));
    w->placed += p->count;
    if (add_piece(w, pages, "document", catalogue_type(w->c, (size_t)p->verdict.type)->code,
                  p->verdict.boundary, p->verdict.joint, types_json(w, &p->verdict), reasons) < 0 ||
        add_borders(w, &p->verdict))
        return -1;
    return p->referral.kind == REFERRAL_NONE ? 0 : add_referral(w, &p->referral);
}

static const char *text_or(const json_t *record, const char *member, const char *other)
{
    const char *text = record ? record_text(record, member) : NULL;
    return text && *text ? text : other;
}

/* Dutch words for a problem code; the code itself stays in the reason. */
static const char *problem_sentence(const char *code)
{
    static const char *const sentences[][2] = {
        {"empty", "Het bestand is leeg."},
        {"broken", "Het bestand is beschadigd."},
        {"encrypted", "Het bestand is met een wachtwoord beveiligd."},
        {"unsupported", "Dit soort bestand kan niet worden gelezen."},
        {"unreadable", "Het bestand of de pagina kon niet worden gelezen."},
        {"placeholder", "Dit formulier kan alleen met Adobe Reader worden geopend."},
        {"vanished", "Het bestand verdween tijdens het lezen."},
        {"changed", "Het bestand veranderde tijdens het lezen."},
        {"limit-depth", "Er zijn te veel bestanden in elkaar verpakt."},
        {"limit-members", "Er zitten te veel bestanden in."},
        {"limit-size", "Het bestand wordt uitgepakt te groot."},
        {"limit-ratio", "Het bestand wordt uitgepakt verdacht groot."},
        {"limit-pages", "Het bestand heeft te veel pagina's."},
        {"limit-pixels", "De afbeelding is te groot."},
        {"timeout", "Het lezen duurde te lang."},
        {"crash", "Het lezen ging mis door de inhoud van het bestand."},
        {"memory", "Het lezen vroeg te veel geheugen."},
    };
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(code, sentences[i][0]) == 0)
            return sentences[i][1];
    return "Het bestand is niet verwerkt.";
}

static int add_rejected(struct writer *w, const char *file, int page, const json_t *problem)
{
    const char *code = text_or(problem, "code", "unreadable");
    return add_plain(w, json_pack("[o]", page_json(file, page)), "rejected", code,
                     problem_sentence(code));
}

static int add_unjudged(struct writer *w, size_t i)
{
    const struct page *p = &w->r->pages[i];
    w->placed++;
    if (w->r->fates[i] == FATE_REJECT)
        return add_rejected(w, p->file, p->number, w->r->problems[i]);
    json_t *pages = json_pack("[o]", page_json(p->file, p->number));
    if (w->r->fates[i] == FATE_BLANK && record_true(w->r->records[i], "through"))
        return add_plain(w, pages, "blank", "shines-through",
                         "Achterkant: alleen de andere kant van het blad schijnt door.");
    if (w->r->fates[i] == FATE_BLANK)
        return add_plain(w, pages, "blank", "blank", "De pagina is leeg.");
    return add_plain(w, pages, "litter", "litter",
                     "Dit hoort bij het systeem of bij een handtekening, niet bij de post.");
}

/* Puts what has pages, and every problem of a file as a whole, into tables. */
static int index_files(struct writer *w)
{
    char key[PAGE_KEY_MAX];
    size_t i;
    json_t *record;
    for (i = 0; i < w->r->count; i++) {
        page_key(w->r->pages[i].file, 0, key);
        if (!table_put(&w->done, key, 0))
            return -1;
    }
    json_array_foreach(w->s->records, i, record)
    {
        const char *file = record_text(record, "file");
        if (strcmp(record_kind(record), "problem") != 0 || !file)
            continue;
        page_key(file, 0, key);
        if (!table_put(&w->problems, key, (uint32_t)i))
            return -1;
    }
    return 0;
}

/* A file without pages counts as page 1 of itself: litter, or rejected. A container that was opened
 * is no page. */
static int add_file(struct writer *w, const json_t *record)
{
    const char *file = record_text(record, "file"), *role = text_or(record, "role", "document");
    char key[PAGE_KEY_MAX];
    page_key(file ? file : "", 0, key);
    if (!file || table_get(&w->done, key))
        return 0;
    const uint32_t *at = table_get(&w->problems, key);
    bool litter = !strcmp(role, "litter") || !strcmp(role, "signature");
    bool opened = !at && !strcmp(role, "container");
    if (!opened && !table_put(&w->done, key, 0))
        return -1;
    if (litter)
        return add_plain(w, json_pack("[o]", page_json(file, 1)), "litter", "litter",
                         "Dit hoort bij het systeem of bij een handtekening, niet bij de post.");
    return opened ? 0 : add_rejected(w, file, 1, at ? json_array_get(w->s->records, *at) : NULL);
}

static int add_files(struct writer *w)
{
    size_t count = json_array_size(w->s->records);
    for (size_t i = 0; i < count; i++) {
        const json_t *record = json_array_get(w->s->records, i);
        const char *kind = record_kind(record);
        if ((!strcmp(kind, "file") || !strcmp(kind, "problem")) && add_file(w, record) < 0)
            return -1;
    }
    return 0;
}

/* The first page, in stream order, of a piece. */
static size_t first_place(const struct writer *w, const struct judge_piece *p)
{
    size_t first = w->r->places[p->pages[0]];
    for (size_t k = 1; k < p->count; k++)
        if (w->r->places[p->pages[k]] < first)
            first = w->r->places[p->pages[k]];
    return first;
}

/* All pages in stream order; a piece comes at its first page. */
static int add_pages(struct writer *w)
{
    size_t next = 0;
    for (size_t i = 0; i < w->r->count; i++) {
        if (w->r->fates[i] != FATE_JUDGE) {
            if (add_unjudged(w, i) < 0)
                return -1;
            continue;
        }
        for (; next < w->j->piece_count && first_place(w, &w->j->pieces[next]) <= i; next++)
            if (add_judged(w, &w->j->pieces[next]) < 0)
                return -1;
    }
    return 0;
}

int pieces_write(struct submission *s, const struct pages_ready *r, const struct judgement *j,
                 const struct catalogue *c)
{
    struct writer w = {.s = s, .r = r, .j = j, .c = c};
    int bad = index_files(&w) < 0 || add_files(&w) < 0 || add_pages(&w) < 0;
    table_release(&w.done);
    table_release(&w.problems);
    if (bad)
        return -1;
    if (w.placed == r->count)
        return 0;
    errno = ENOTRECOVERABLE;
    return -1;
}
