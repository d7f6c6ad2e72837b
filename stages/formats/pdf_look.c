/* What a page is: text that holds up, one image, or something to be rendered. */
#include "stages/formats/pdf_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* When somebody's OCR is believed: there is enough of it, and next to nothing is odd. */
#define LAYER_CHARACTERS 200
#define LAYER_PAIRS_PERCENT 90
#define LAYER_SINGLES_PERCENT 20
/* Visible text over an image as large as the page: a letterhead when there is this much text and
 * it spreads over this share of the height, else a scan with a line stamped on it. */
#define RICH_CHARACTERS 600
#define RICH_SPREAD 0.4F

struct look {
    struct pdf *d;
    int n;
    struct page *page;
    struct pdf_sight sight;
    unsigned warned;
    int status; /* -1: no memory in ours */
};

static void clear_words(struct page *page)
{
    for (size_t i = 0; i < page->word_count; i++)
        free(page->words[i].text);
    page->word_count = 0;
}

/* Share of the page's height from the first line of text to the last. */
static float spread(const struct page *page)
{
    float top = INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < page->word_count; i++) {
        top = fminf(top, page->words[i].y0);
        bottom = fmaxf(bottom, page->words[i].y1);
    }
    return page->height > 0 && bottom > top ? (bottom - top) / page->height : 0;
}

/* Does the text say what the page shows, beside these images and outlines? */
static bool tells_all(const struct look *l, const struct pdf_judgement *j)
{
    const struct pdf_sight *s = &l->sight;
    size_t seen = j->characters;
    if (s->buried || s->white * 2 > s->visible || s->outlines > 60 + 2 * seen)
        return false;
    if (s->cover > 0.8F)
        return seen >= RICH_CHARACTERS && spread(l->page) >= RICH_SPREAD;
    if (s->area > 0.5F)
        return seen >= 2 * RICH_CHARACTERS;
    if (s->area > 0.2F)
        return seen >= RICH_CHARACTERS;
    return s->area < 0.05F || seen >= 100;
}

static bool visible_text(struct look *l)
{
    struct pdf_judgement j;
    float turned = 0;
    if (l->sight.visible == 0)
        return false;
    l->status = pdf_words(l->sight.text, l->page, &turned);
    pdf_judge(l->page, &j);
    return l->status == 0 && j.characters > 0 && turned < 0.5F && pdf_plausible(&j) &&
           tells_all(l, &j);
}

/* Somebody's OCR under a scan. */
static bool hidden_text(struct look *l)
{
    const struct pdf_sight *s = &l->sight;
    struct pdf_judgement j;
    float turned = 0;
    /* What is stamped on the scan besides is not in the layer: read it all again. */
    if (s->hidden < LAYER_CHARACTERS || s->cover < 0.8F || s->visible > 0 || s->vectors > 0)
        return false;
    l->status = pdf_words(s->under, l->page, &turned);
    pdf_judge(l->page, &j);
    return l->status == 0 && turned < 0.1F && j.characters >= LAYER_CHARACTERS && j.bad == 0 &&
           j.letters * 2 >= j.characters && j.common * 100 >= j.pairs * LAYER_PAIRS_PERCENT &&
           j.singles * 100 <= j.tokens * LAYER_SINGLES_PERCENT && spread(l->page) >= RICH_SPREAD;
}

static void look(fz_context *ctx, void *arg)
{
    struct look *l = arg;
    struct page *page = l->page;
    const struct pdf_sight *s = &l->sight;
    pdf_sight_take(l->d, l->n, &l->sight);
    page->width = s->page.x1;
    page->height = s->page.y1;
    page->blank = !s->images && !s->vectors && !s->shades && !s->visible && !s->hidden;
    if (page->blank && (s->errors || l->d->warnings != l->warned))
        fz_throw(ctx, FZ_ERROR_GENERIC, "nothing of the page can be shown");
    page->source = PAGE_TEXT;
    if (page->blank || visible_text(l))
        return;
    clear_words(page);
    if (l->status == 0 && hidden_text(l))
        return;
    clear_words(page);
    page->source = pdf_sight_is_image(s) ? PAGE_IMAGE : PAGE_RENDER;
}

int pdf_look(struct pdf *d, int n, struct page *page, struct problem *p)
{
    struct look l = {.d = d, .n = n, .page = page, .warned = d->warnings};
    clear_words(page);
    int status = pdf_guard(d->ctx, p, look, &l);
    pdf_sight_release(d->ctx, &l.sight);
    if (status == 0 && l.status < 0)
        return problem_set(p, "memory", "out of memory");
    return status;
}

static bool asks_for_another_reader(const struct page *page)
{
    static const char *const signs[] = {"Please wait",         "Adobe Reader", "Acrobat Reader",
                                        "Een ogenblik geduld", "PDF viewer",   "PDF-viewer"};
    char *text = page_text(page);
    bool found = false;
    for (char *c = text; c && *c; c++)
        *c = *c == '\n' ? ' ' : *c;
    for (size_t i = 0; text && i < sizeof signs / sizeof *signs; i++)
        found = found || strstr(text, signs[i]);
    free(text);
    return found;
}

struct question {
    struct pdf *d;
    bool xfa, dynamic;
};

static void ask(fz_context *ctx, void *arg)
{
    struct question *q = arg;
    pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, q->d->doc), PDF_NAME(Root));
    q->xfa = pdf_dict_getp(ctx, root, "AcroForm/XFA") != NULL;
    q->dynamic = pdf_to_bool(ctx, pdf_dict_gets(ctx, root, "NeedsRendering"));
}

int pdf_xfa_placeholder(struct pdf *d)
{
    struct question q = {d, false, false};
    struct page page = {0};
    if (d->count != 1 || pdf_guard(d->ctx, NULL, ask, &q) < 0 || !q.xfa)
        return 0;
    bool found = q.dynamic || (pdf_look(d, 1, &page, NULL) == 0 && asks_for_another_reader(&page));
    page_release(&page);
    return found;
}
