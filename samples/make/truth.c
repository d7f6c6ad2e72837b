#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/submission.h"

static bool holds_paper(const struct file_plan *f)
{
    return f->coding <= CODING_TEXT;
}

bool file_is_image(const struct file_plan *f)
{
    return f->coding != CODING_PDF && f->coding < CODING_DOCX && f->wear.family != WEAR_NONE;
}

const char *file_wear(const struct file_plan *f)
{
    return file_is_image(f) ? wear_name(f->wear.family) : "digital";
}

/* 'fax-2': a family with its level; "mixed" when the files that show the document (-1: all that
 * hold paper) differ. */
static void wear_of(const struct submission *s, int document, char wear[16])
{
    wear[0] = '\0';
    for (int i = 0; i < s->file_count; i++) {
        const struct file_plan *f = &s->files[i];
        bool shows = document < 0 && holds_paper(f);
        char name[16];

        for (int k = 0; k < f->leaf_count; k++)
            shows = shows || (document >= 0 && f->leaves[k].document == document);
        if (!shows)
            continue;
        if (file_is_image(f))
            format_into(name, sizeof name, "%s-%d", file_wear(f), f->wear.level);
        else
            format_into(name, sizeof name, "%s", file_wear(f));
        if (wear[0] != '\0' && strcmp(wear, name) != 0)
            format_into(name, sizeof name, "mixed");
        memcpy(wear, name, sizeof name);
    }
}

static json_t *page_of(const struct file_plan *f, int at)
{
    return need(json_pack("{s:s, s:i}", "file", f->path, "page", at + 1));
}

/* All pages that show the document, in the order of the files. */
static json_t *pages_of(const struct submission *s, int document)
{
    json_t *pages = need(json_array());

    for (int i = 0; i < s->file_count; i++)
        for (int k = 0; k < s->files[i].leaf_count; k++)
            if (s->files[i].leaves[k].document == document)
                json_array_append_new(pages, page_of(&s->files[i], k));
    return pages;
}

static const char *const field_order[] = {"bsn",  "iban",       "kvk",           "dossier",
                                          "name", "birth_date", "document_date", "period"};

static json_t *fields_of(const struct document *d)
{
    json_t *fields = need(json_object());

    for (size_t i = 0; i < sizeof field_order / sizeof *field_order; i++) {
        const char *value = vars_get(&d->fields, field_order[i]);

        if (value[0] != '\0')
            json_object_set_new(fields, field_order[i], json_string(value));
    }
    return fields;
}

/* What is only written by hand: a reader may give it, and it does not count. */
static json_t *handwritten_of(const struct document *d)
{
    json_t *names = need(json_array());
    char name[20];

    for (size_t i = 0; i < sizeof field_order / sizeof *field_order; i++) {
        format_into(name, sizeof name, "%s?", field_order[i]);
        if (vars_find(&d->fields, name) != NULL && vars_find(&d->fields, field_order[i]) == NULL)
            json_array_append_new(names, json_string(field_order[i]));
    }
    return names;
}

/* What the score does not ask for, and what figures can be taken apart by. */
static void add_circumstances(json_t *piece, const struct submission *s, const struct document *d,
                              int document)
{
    const struct person *p = d->partner ? &d->household->partner : &d->household->applicant;
    char wear[16], holder[96];

    wear_of(s, document, wear);
    format_into(holder, sizeof holder, "%s %s", p->surname, p->birth_date);
    json_object_set_new(piece, "handwritten", handwritten_of(d));
    json_object_set_new(piece, "family", json_string(d->template->family));
    json_object_set_new(piece, "wear", json_string(wear));
    json_object_set_new(piece, "person", json_string(d->partner ? "partner" : "applicant"));
    json_object_set_new(piece, "holder", json_string(holder));
}

unsigned alike_set(const struct corpus *c, const struct submission *s)
{
    unsigned set = s->alike;
    const char *last = "";
    int row = 0;

    for (int i = 0; i < s->document_count; i++) {
        const struct document *d = &c->documents[s->documents[i]];

        row = strcmp(d->template->type, last) == 0 ? row + 1 : 1;
        last = d->template->type;
        set |= d->number_wrong && d->pages > 1 ? ALIKE(ALIKE_NUMBER_WRONG) : 0;
        set |= row >= 3 ? ALIKE(ALIKE_SERIES) : 0;
        set |= d->household->alike;
        if (d->template->third_party)
            set |= ALIKE(ALIKE_THIRD_PARTY);
    }
    return set;
}

static json_t *alike_of(const struct corpus *c, const struct submission *s)
{
    json_t *kinds = need(json_array());
    unsigned set = alike_set(c, s);

    for (int i = 0; i < ALIKE_KINDS; i++)
        if (set & ALIKE(i))
            json_array_append_new(kinds, json_string(alike_name((enum lookalike)i)));
    return kinds;
}

static json_t *piece_of(const struct corpus *c, const struct submission *s, int document)
{
    const struct document *d = &c->documents[document];
    const char *type = strcmp(d->template->type, "mail") == 0 ? "brief" : d->template->type;
    json_t *piece = need(json_object()), *pages = pages_of(s, document);

    if (json_array_size(pages) == 0) {
        json_decref(pages);
        json_decref(piece);
        return NULL;
    }
    json_object_set_new(piece, "type", json_string(type));
    json_object_set_new(
        piece, "dossier",
        d->dossier < 0 ? json_null() : json_string(c->world.registry.dossiers[d->dossier].number));
    json_object_set_new(piece, "pages", pages);
    json_object_set_new(piece, "fields", fields_of(d));
    if (d->duplicate)
        json_object_set_new(piece, "duplicate", json_true());
    add_circumstances(piece, s, d, document);
    return piece;
}

static void add_rest(const struct submission *s, json_t *blank, json_t *rejected)
{
    for (int i = 0; i < s->file_count; i++) {
        const struct file_plan *f = &s->files[i];

        if (f->coding == CODING_LITTER || f->coding == CODING_LOGO)
            json_array_append_new(blank, page_of(f, 0));
        else if (!holds_paper(f))
            json_array_append_new(rejected, json_string(f->path));
        for (int k = 0; k < f->leaf_count; k++)
            if (f->leaves[k].document < 0)
                json_array_append_new(blank, page_of(f, k));
    }
}

static void add_submission(struct text *t, const struct corpus *c, const struct submission *s)
{
    json_t *line = need(json_object()), *pieces = need(json_array());
    json_t *blank = need(json_array()), *rejected = need(json_array());
    char *bytes, wear[16];

    for (int i = 0; i < s->document_count; i++) {
        json_t *piece = piece_of(c, s, s->documents[i]);

        if (piece != NULL)
            json_array_append_new(pieces, piece);
    }
    add_rest(s, blank, rejected);
    json_object_set_new(line, "submission", json_string(s->name));
    json_object_set_new(line, "pieces", pieces);
    json_object_set_new(line, "blank", blank);
    json_object_set_new(line, "rejected", rejected);
    wear_of(s, -1, wear);
    json_object_set_new(line, "split", json_string(split_name(c->split)));
    json_object_set_new(line, "channel", json_string(s->channel));
    json_object_set_new(line, "wear", json_string(wear));
    json_object_set_new(line, "lookalikes", alike_of(c, s));
    bytes = need(json_dumps(line, JSON_COMPACT));
    text_add(t, bytes);
    text_add(t, "\n");
    free(bytes);
    json_decref(line);
}

/* Where a document first stands: its submission, file and page. */
struct place {
    const struct submission *s;
    const char *file;
    int page;
};

static struct place place_of(const struct corpus *c, int document)
{
    struct place none = {0}, best = {0};

    for (int i = 0; i < c->submission_count; i++) {
        const struct submission *s = &c->submissions[i];

        for (int k = 0; k < s->file_count; k++)
            for (int j = 0; j < s->files[k].leaf_count; j++)
                if (s->files[k].leaves[j].document == document &&
                    (best.s == NULL || strcmp(s->files[k].path, best.file) < 0))
                    best = (struct place){s, s->files[k].path, j};
    }
    return best.s != NULL ? best : none;
}

/* By when it was received, then by name, then by path. */
static int compare(const struct place *a, const struct place *b)
{
    int order = strcmp(a->s->received, b->s->received);

    if (order == 0)
        order = strcmp(a->s->name, b->s->name);
    if (order == 0)
        order = strcmp(a->file, b->file);
    return order != 0 ? order : a->page - b->page;
}

static void mark_duplicates(const struct corpus *c)
{
    for (int i = 0; i < c->document_count; i++) {
        struct document *d = &c->documents[i];
        struct place here, there;

        if (d->copy_of < 0)
            continue;
        here = place_of(c, i);
        there = place_of(c, d->copy_of);
        if (here.s == NULL || there.s == NULL)
            continue;
        if (compare(&here, &there) > 0)
            d->duplicate = true;
        else
            c->documents[d->copy_of].duplicate = true;
    }
}

void write_truth(const struct corpus *c, const char *path)
{
    struct text t = {0};

    mark_duplicates(c);
    for (int i = 0; i < c->submission_count; i++)
        add_submission(&t, c, &c->submissions[i]);
    write_file(path, t.data, t.size);
    text_release(&t);
}
