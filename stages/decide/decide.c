#include "stages/decide/decide.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/data.h"
#include "stages/decide/decide_private.h"

#define COMPANIONS_MAX 60 /* dossiers to look for in the text */

int decider_init(struct decider *d, struct registry *registry, struct ledger *ledger,
                 struct spool *spool)
{
    char path[4096];

    *d = (struct decider){.registry = registry, .ledger = ledger, .spool = spool};
    d->later_copies = json_array();
    if (!d->later_copies || data_path("catalogue.json", path, sizeof path))
        return -1;
    d->catalogue = json_load_file(path, 0, NULL);
    if (!d->catalogue)
        errno = errno ? errno : EINVAL;
    return d->catalogue ? 0 : -1;
}

void decider_release(struct decider *d)
{
    json_decref(d->catalogue);
    json_decref(d->later_copies);
    json_decref(d->places);
    *d = (struct decider){0};
}

static json_t *copied(const json_t *record, const char *member, json_t *otherwise)
{
    json_t *value = json_object_get(record, member);

    if (!value)
        return otherwise;
    json_decref(otherwise);
    return json_deep_copy(value);
}

/* The report line's members that do not depend on a decision. */
static json_t *new_piece(const struct decider *d, const struct submission *s, const json_t *record)
{
    size_t position;
    json_t *piece = json_object();

    if (!piece)
        return NULL;
    decide_page(d, json_array_get(json_object_get(record, "pages"), 0), &position);
    json_object_set_new(piece, "kind", json_string("piece"));
    json_object_set_new(piece, "submission", json_string(submission_name(s)));
    json_object_set_new(piece, "piece", copied(record, "piece", json_string("")));
    json_object_set_new(piece, "type", copied(record, "type", json_null()));
    json_object_set_new(piece, "confidence", copied(record, "confidence", json_real(0)));
    json_object_set_new(piece, "pages", copied(record, "pages", json_array()));
    json_object_set_new(piece, "decision", json_string("review"));
    json_object_set_new(piece, "dossier", json_null());
    json_object_set_new(piece, "candidates", json_array());
    json_object_set_new(piece, "reasons", json_array());
    json_object_set_new(piece, "fields", copied(record, "fields", json_object()));
    json_object_set_new(piece, "person", json_null());
    json_object_set_new(piece, "urgent", json_boolean(record_true(record, "urgent")));
    json_object_set_new(piece, "duplicate_of", json_null());
    json_object_set_new(piece, "submission_id", json_string(submission_id(s)));
    json_object_set_new(piece, "received", copied(s->head, "received", json_null()));
    json_object_set_new(piece, "by", json_string("machine"));
    json_object_set_new(piece, "disposition",
                        copied(record, "disposition", json_string("document")));
    json_object_set_new(piece, "position", json_integer((json_int_t)position));
    return piece;
}

/* Blank pages and litter need nobody, what cannot be read needs a clerk. */
static void decide_plain(json_t *piece, const json_t *record, const char *disposition)
{
    bool rejected = strcmp(disposition, "rejected") == 0;
    bool aside = strcmp(disposition, "blank") == 0 || strcmp(disposition, "litter") == 0;

    json_object_set_new(piece, "decision",
                        json_string(rejected ? "rejected"
                                    : aside  ? "aside"
                                             : "review"));
    json_object_set_new(piece, "reasons", copied(record, "reasons", json_array()));
    if (rejected || strcmp(disposition, "blank") == 0)
        json_object_set_new(piece, "type", json_null());
}

json_t *decide_holder(const struct link_dossier *l, const char *person)
{
    const struct link_person *who = !person                       ? NULL
                                    : strcmp(person, "applicant") ? &l->partner
                                                                  : &l->applicant;
    bool partner = *l->partner.bsn || *l->partner.surname;

    const char *bsn = who ? who->bsn : l->applicant.bsn; /* the processing log's, hidden there */

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "dossier", l->dossier, "bsn", bsn, "surname",
                     who ? who->surname : "", "scheme", l->scheme, "kind", l->kind, "partner",
                     partner);
}

static void take_verdict(json_t *piece, const struct paper *p, struct verdict *v)
{
    double confidence = record_number(p->record, "confidence", 0);

    json_object_set_new(piece, "decision", json_string(v->decision));
    if (v->dossier) {
        json_object_set_new(piece, "dossier", json_string(v->dossier->dossier));
        confidence *= v->p;
    }
    if (v->person)
        json_object_set_new(piece, "person",
                            json_string(v->who == LINK_AS_APPLICANT ? "applicant" : "partner"));
    if (v->dossier)
        json_object_set_new(
            piece, "holder",
            decide_holder(v->dossier, v->person ? record_text(piece, "person") : NULL));
    json_object_set_new(piece, "confidence", json_real(floor(confidence * 1000) / 1000));
    json_array_extend(v->reasons, json_object_get(p->record, "reasons"));
    json_object_set(piece, "reasons", v->reasons);
    json_object_set(piece, "candidates", v->candidates);
}

static int decide_paper(struct decider *d, const struct submission *s, struct paper *p,
                        const struct sender *sender, const struct papers *all, json_t *piece)
{
    struct verdict v = {.decision = "review", .reasons = json_array(), .candidates = json_array()};
    int status = v.reasons && v.candidates ? judge_paper(d, p, sender, all, &v) : -1;

    if (!status && strcmp(v.decision, "filed") == 0 && record_true(s->head, "known_name")) {
        v.decision = "review";
        reason_add(v.reasons, "naam-eerder-gebruikt",
                   "Er kwam eerder een inzending met dezelfde naam en een andere inhoud");
    }
    if (!status)
        status = fields_by_registry(d, p, &v, json_object_get(piece, "fields"));
    if (!status)
        take_verdict(piece, p, &v);
    json_decref(v.reasons);
    json_decref(v.candidates);
    return status;
}

static bool is_document(const json_t *record)
{
    const char *disposition = record_text(record, "disposition");

    return strcmp(record_kind(record), "piece") == 0 && disposition &&
           strcmp(disposition, "document") == 0;
}

static size_t count_documents(const struct submission *s)
{
    size_t i, count = 0;
    json_t *record;

    json_array_foreach(s->records, i, record) count += is_document(record);
    return count;
}

/* Do the fields alone say whose it is? A twin has the same name and day of birth. */
static bool clear_alone(const struct paper *p)
{
    const struct group *best = p->group_count ? &p->groups[0] : NULL;

    return best && best->p >= DECIDE_PERSON_MIN && best->match.keyed && !best->match.conflict &&
           (best->match.fields[LINK_BSN].grade == LINK_AGREES ||
            best->match.fields[LINK_NUMBER].grade == LINK_AGREES);
}

/* In a batch of several people a paper that the registry has nobody for may be one of them's. */
static int find_companions(struct decider *d, struct papers *all, struct paper *p)
{
    for (size_t i = 0; i < all->count && p->found.count < COMPANIONS_MAX; i++) {
        const struct paper *mate = &all->items[i];
        if (mate == p || !mate->strong)
            continue;
        struct link_dossier theirs = mate->found.items[mate->groups[mate->own].dossier];
        if (paper_find_person(p, d->registry, &theirs))
            return -1;
    }
    return 0;
}

/* Where the fields alone leave it open, the text may tell. */
static int look_closer(struct decider *d, struct papers *all, struct paper *p,
                       const struct sender *sender, unsigned long persons)
{
    if (clear_alone(p))
        return 0;
    if (!sender->person && !p->strong &&
        (find_companions(d, all, p) || paper_weigh(p, sender, persons)))
        return -1;
    return paper_look_up(d, p) || paper_weigh(p, sender, persons) ? -1 : 0;
}

/* All papers weighed: first alone, then with what the submission says. */
static int weigh_papers(struct decider *d, const struct submission *s, struct paper *papers,
                        struct sender *sender)
{
    size_t i, n = 0;
    json_t *record;
    unsigned long persons = registry_size(d->registry);

    if (sender_read(sender, d->registry, s->head))
        return -1;
    json_array_foreach(s->records, i, record)
    {
        if (!is_document(record))
            continue;
        struct paper *p = &papers[n++];
        if (paper_read(p, record))
            return -1;
        paper_take_account(d, p);
        if (paper_find(p, d->registry) ||
            (sender->person && paper_find_person(p, d->registry, sender->person)) ||
            paper_weigh(p, sender, persons))
            return -1;
    }
    bool before = sender->person != NULL;
    if (sender_ask_papers(sender, papers, n, d->registry))
        return -1;
    for (i = 0; i < n && sender->person && !before; i++)
        if (paper_find_person(&papers[i], d->registry, sender->person) ||
            paper_weigh(&papers[i], sender, persons))
            return -1;
    struct papers all = {papers, n};
    for (i = 0; i < n; i++)
        if (look_closer(d, &all, &papers[i], sender, persons))
            return -1;
    for (i = 0; i < n; i++)
        if (paper_ask_neighbours(&all, i, sender, d->registry, persons))
            return -1;
    return 0;
}

static json_t *decide_pieces(struct decider *d, const struct submission *s, struct papers all,
                             const struct sender *sender)
{
    json_t *pieces = json_array(), *record;
    size_t i, n = 0;

    json_array_foreach(s->records, i, record)
    {
        if (strcmp(record_kind(record), "piece"))
            continue;
        json_t *piece = new_piece(d, s, record);
        int status = piece ? 0 : -1;
        if (!status && is_document(record))
            status = decide_paper(d, s, &all.items[n++], sender, &all, piece) ||
                     decide_pages_describe(d, piece);
        else if (!status)
            decide_plain(piece, record, record_string(record, "disposition"));
        if (status || json_array_append_new(pieces, piece)) {
            json_decref(pieces);
            return NULL;
        }
    }
    return pieces;
}

static void drop_marks(json_t *pieces)
{
    size_t i;
    json_t *piece;

    json_array_foreach(pieces, i, piece) json_object_del(piece, "kept");
}

json_t *decide_submission(struct decider *d, const struct submission *s)
{
    size_t count = count_documents(s);
    struct paper *papers = calloc(count + 1, sizeof *papers);
    struct sender sender = {0};
    json_t *pieces = NULL;

    if (papers && !decide_pages_index(d, s) && !weigh_papers(d, s, papers, &sender))
        pieces = decide_pieces(d, s, (struct papers){papers, count}, &sender);
    for (size_t i = 0; papers && i < count; i++)
        paper_release(&papers[i]);
    sender_release(&sender);
    free(papers);
    if (pieces)
        pieces = decide_keep(d, s, pieces);
    if (pieces && decide_twins(d, pieces)) {
        json_decref(pieces);
        pieces = NULL;
        errno = EIO;
    }
    drop_marks(pieces);
    return pieces;
}
