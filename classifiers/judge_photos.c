/* Loose photos: the sides of a card and the pages of a paper come as files of their own, in any
 * order. What belongs together without doubt is joined; what may belong together is doubted. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/judge.h"

#define CARD_TRUST 0.85F
#define PAPER_TRUST 0.7F
#define DOUBT 0.65F

static const struct view *view_of(const struct judgement *j, size_t piece)
{
    return j->neighbours[j->pieces[piece].pages[0]].view;
}

/* Is the piece one page that is a picture by itself? */
static bool single_photo(const struct judgement *j, size_t piece)
{
    const struct judge_piece *p = &j->pieces[piece];
    return p->count == 1 && j->neighbours[p->pages[0]].photo;
}

static bool has_zone(const struct view *v)
{
    return v->has_mrz || v->zone;
}

/* Front and back: one has the zone, or, on cards without one, one has the title. */
static bool sides(const struct view *a, const struct view *b)
{
    if (has_zone(a) != has_zone(b))
        return true;
    return !has_zone(a) && (a->title > 0.5F) != (b->title > 0.5F);
}

/* Letters of a file's name without folders and ending, small, where the word for a side was
 * replaced by a mark: 1 front, -1 back, 0 no side is named. */
static int side_named(const char *file, char *rest, size_t size)
{
    static const char *const words[] = {"voorkant",   "voorzijde",   "voor",   "front",
                                        "achterkant", "achterzijde", "achter", "back"};
    const char *name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    char folded[120];
    size_t used = 0;
    int side = 0;
    if (strlen(name) >= sizeof folded)
        return 0;
    fold_text(name, folded, sizeof folded);
    folded[strcspn(folded, ".")] = 0;
    for (const char *c = folded; *c && used + 1 < size;) {
        size_t n = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words && !side; i++)
            if (strncmp(c, words[i], strlen(words[i])) == 0) {
                n = strlen(words[i]);
                side = i < 4 ? 1 : -1;
            }
        if (n || isalpha((unsigned char)*c))
            rest[used++] = n ? '*' : *c;
        c += n ? n : 1;
    }
    rest[used] = 0;
    return side;
}

/* "rijbewijs voorkant.jpg" and "rijbewijs achterkant.jpg". */
static bool named_sides(const struct view *front, const struct view *back)
{
    char a[120], b[120];
    return side_named(front->sheet.page->file, a, sizeof a) > 0 &&
           side_named(back->sheet.page->file, b, sizeof b) < 0 && strcmp(a, b) == 0;
}

/* Can piece b be the rest of piece a: the other side, or a later page? */
static bool may_follow(const struct judgement *j, const struct catalogue *c, size_t a, size_t b)
{
    const struct document_type *t = catalogue_type(c, (size_t)j->pieces[a].verdict.type);
    const struct view *v = view_of(j, a), *w = view_of(j, b);
    if (a == b || !single_photo(j, b))
        return false;
    if (t->card && named_sides(v, w)) /* the piece is of the type of its front */
        return j->pieces[b].verdict.kind <= j->pieces[a].verdict.kind;
    if (j->pieces[b].verdict.type != j->pieces[a].verdict.type)
        return false;
    if (t->card)
        return sides(v, w) && (has_zone(w) || (!has_zone(v) && w->title < 0.5F));
    return t->usual >= 2 && v->title > 0.5F && w->title < 0.3F && !w->salutation &&
           w->number.page != 1;
}

/* How many pieces can follow a, or be followed by it; *only is the last of them. */
static size_t rests(const struct judgement *j, const struct catalogue *c, size_t a, bool forward,
                    size_t *only)
{
    size_t count = 0;
    for (size_t b = 0; b < j->piece_count; b++)
        if (forward ? may_follow(j, c, a, b) : single_photo(j, b) && may_follow(j, c, b, a)) {
            *only = b;
            count++;
        }
    return count;
}

static void doubt(struct judge_piece *p)
{
    p->verdict.boundary *= DOUBT;
    p->verdict.joint *= DOUBT;
    if (p->reason_count == REASONS_MAX)
        return;
    struct reason *r = &p->reasons[p->reason_count++];
    r->code = "loose-photos";
    snprintf(r->detail, sizeof r->detail,
             "Er is nog een losse foto van zo'n stuk; misschien horen ze bij elkaar.");
}

/* Is there a photo of which nobody can say what it is? It may be a page of any of them. */
static bool has_stray(const struct judgement *j)
{
    for (size_t a = 0; a < j->piece_count; a++)
        if (single_photo(j, a) && j->pieces[a].verdict.type_count &&
            j->pieces[a].verdict.types[0].p < 0.75F)
            return true;
    return false;
}

int judge_photos(struct judgement *j, const struct catalogue *c)
{
    if (j->piece_count > 400) /* a folder of photos is smaller; keeps this from growing square */
        return 0;
    for (size_t a = 0; a < j->piece_count; a++) {
        size_t b = 0, back = 0;
        if (!single_photo(j, a) || rests(j, c, a, true, &b) == 0)
            continue;
        const struct document_type *t = catalogue_type(c, (size_t)j->pieces[a].verdict.type);
        if (rests(j, c, a, true, &b) == 1 && rests(j, c, b, false, &back) == 1) {
            if (judge_merge(j, a, b, t->card ? CARD_TRUST : PAPER_TRUST, "joined-photos",
                            "Deze losse foto's lijken de delen van een stuk.") < 0)
                return -1;
            a -= b < a;
        }
    }
    bool stray = has_stray(j);
    for (size_t a = 0; a < j->piece_count; a++) {
        size_t b = 0;
        if (!single_photo(j, a))
            continue;
        const struct document_type *t = catalogue_type(c, (size_t)j->pieces[a].verdict.type);
        bool open = stray && !t->card && t->usual >= 2 && !view_of(j, a)->number.of;
        if (open || rests(j, c, a, true, &b) > 0 || rests(j, c, a, false, &b) > 0)
            doubt(&j->pieces[a]);
    }
    return 0;
}
