#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/judge.h"

static void say(struct judge_piece *p, const char *code, const char *detail)
{
    for (size_t i = 0; i < p->reason_count; i++)
        if (strcmp(p->reasons[i].code, code) == 0 && strcmp(p->reasons[i].detail, detail) == 0)
            return;
    if (p->reason_count == REASONS_MAX)
        return;
    struct reason *r = &p->reasons[p->reason_count++];
    r->code = code;
    snprintf(r->detail, sizeof r->detail, "%s", detail);
}

/* The sentence behind what it is said of: "Het vervolg: de paginanummers tellen door." */
static void say_of(struct judge_piece *p, const char *of, const char *code, const char *sentence)
{
    char text[sizeof p->reasons[0].detail];
    snprintf(text, sizeof text, "%s: %c%s", of, tolower((unsigned char)*sentence), sentence + 1);
    say(p, code, text);
}

/* Says the feature that weighed most for (start) or against (not start) a new piece. */
static void say_gap(const struct judgement *j, const struct catalogue *c, const struct model *m,
                    size_t right, bool start, const char *of, struct judge_piece *p)
{
    float f[GAP_FEATURES], most = 0.3F;
    int top = -1;
    gap_features(c, j->neighbours, j->chain_count, right, f);
    for (int i = 0; i < GAP_FEATURES; i++) {
        float weight = m->gap[i] * f[i] * (start ? 1.0F : -1.0F);
        if (weight > most && gap_code((enum gap_feature)i, start)) {
            most = weight;
            top = i;
        }
    }
    if (top >= 0)
        say_of(p, of, gap_code((enum gap_feature)top, start),
               gap_sentence((enum gap_feature)top, start));
}

static void say_type(const struct judgement *j, const struct catalogue *c, struct judge_piece *p)
{
    const struct document_type *type = catalogue_type(c, (size_t)p->verdict.type);
    const struct view *best = j->neighbours[p->pages[0]].view;
    unsigned typical = 0;
    const char *example = NULL;
    char text[200];
    for (size_t i = 0; i < p->count; i++) {
        const struct view *v = j->neighbours[p->pages[i]].view;
        const struct type_signs *s = &v->signs[p->verdict.type];
        if (s->title_weight > best->signs[p->verdict.type].title_weight)
            best = v;
        if (s->typical_count > typical) {
            typical = s->typical_count;
            example = s->typical;
        }
        if (v->has_mrz && catalogue_mrz(c, v->mrz.code) == p->verdict.type)
            say(p, "machine-readable-zone",
                "De leesbare strook onderaan noemt dit soort document.");
        if (v->body)
            say(p, "mail-body", "Dit is de tekst van een e-mail.");
    }
    if (best->signs[p->verdict.type].title_weight > 1) {
        snprintf(text, sizeof text, "Er staat '%s' boven.", best->signs[p->verdict.type].title);
        say(p, "type-title", text);
    }
    if (typical >= 2) {
        snprintf(text, sizeof text,
                 "Op het stuk staan %u uitdrukkingen die passen bij: %s, zoals '%s'.", typical,
                 type->label, example);
        say(p, "type-phrases", text);
    }
    if (type->unreadable)
        say(p, "unreadable", "Er is te weinig leesbare tekst om te zeggen wat dit is.");
    if (type->fallback)
        say(p, "no-known-type", "De pagina is leesbaar, maar past bij geen bekend soort.");
}

/* A title that stands as one, of a type that the paper was not taken for. */
static void say_other_title(const struct judgement *j, const struct catalogue *c,
                            struct judge_piece *p)
{
    char text[200];
    if (p->other_title < 0)
        return;
    const struct type_signs *signs = j->neighbours[p->pages[0]].view->signs;
    snprintf(text, sizeof text, "Er staat '%s' boven; dat past bij: %s.",
             signs[p->other_title].title, catalogue_type(c, (size_t)p->other_title)->label);
    say(p, "type-other-title", text);
}

static void say_rival(const struct catalogue *c, struct judge_piece *p)
{
    char text[200];
    if (p->verdict.type_count < 2 || p->verdict.types[1].p < 0.1F)
        return;
    int other = p->verdict.types[p->verdict.types[0].type == p->verdict.type ? 1 : 0].type;
    snprintf(text, sizeof text, "Het kan ook dit zijn: %s.",
             catalogue_type(c, (size_t)other)->label);
    say(p, "type-rival", text);
}

void judge_reasons(const struct judgement *j, const struct catalogue *c, const struct model *m,
                   struct judge_piece *p)
{
    size_t first = p->pages[0], last = p->pages[p->count - 1];
    p->reason_count = 0;
    say_other_title(j, c, p);
    say_type(j, c, p);
    if (first > 0)
        say_gap(j, c, m, first, true, "Waarom het hier begint", p);
    for (size_t i = 1; i < p->count && p->reason_count < REASONS_MAX - 2; i++)
        say_gap(j, c, m, p->pages[i], false, "Waarom dit bij elkaar hoort", p);
    if (last + 1 < j->chain_count)
        say_gap(j, c, m, last + 1, true, "Waarom de pagina erna een ander stuk is", p);
    say_rival(c, p);
    if (p->verdict.boundary < 0.5F)
        say(p, "border-doubt", "Het is niet zeker waar dit stuk begint of eindigt.");
}
