#include "stages/read/ocr_look.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "stages/read/page_pixels.h"

#define GOOD 0.35F /* score a letter of a page that is surely the right way up: mostly 0.45 */
#define FAIR 0.15F /* of one neither sideways (0.03) nor mirrored (0.1); upside down has 0.16 */
#define GOOD_LETTERS 30 /* so many letters make that one to go by */
#define MARGIN 1.3F     /* how much better another direction has to be */
#define FAINT 0.12F     /* contrast below which marks without a word are show-through */
#define DOUBTFUL 10.0F  /* score of a page on which next to nothing is read */
#define SMALL 4.5F      /* points: words of 5 point print are lower */
#define READABLE 0.6F   /* quality from which a closer look helps */
#define FINE_DPI 300    /* at which small print is read */

static void attempt_release(struct attempt *a)
{
    raster_release(&a->turned);
    reader_lines_release(&a->lines);
    page_release(&a->page);
}

const struct raster *look_pixels(const struct attempt *a)
{
    return a->rotation ? &a->turned : &a->prepared->page;
}

static int letters_of(const char *text)
{
    int letters = 0;
    for (; *text; text++)
        letters += isalnum((unsigned char)*text) != 0;
    return letters;
}

/* Upside down or sideways, recognisers are sure of nothing that is longer than two letters. */
static void judge(struct attempt *a)
{
    float sum = 0;
    a->letters = 0;
    a->score = 0;
    for (size_t i = 0; i < a->page.word_count; i++) {
        const struct word *w = &a->page.words[i];
        int letters = letters_of(w->text);
        if (letters < 2)
            continue;
        a->letters += letters;
        sum += w->confidence * (float)letters;
        if (letters > 2 && w->confidence > 0.6F)
            a->score += (w->confidence - 0.5F) * (float)letters;
    }
    a->quality = a->letters ? sum / (float)a->letters : 0;
}

static bool reaches(const struct attempt *a, float score)
{
    return a->letters >= GOOD_LETTERS && a->score >= score * (float)a->letters;
}

/* Reads the longest lines of the page, turned by `rotation`. */
static int sample(struct reader *r, const struct image_prepared *prepared, int rotation,
                  struct attempt *a, struct problem *p)
{
    *a = (struct attempt){.prepared = prepared, .rotation = rotation};
    if (rotation && image_rotate(&prepared->page, rotation, &a->turned) < 0)
        return problem_set(p, "memory", "no memory to turn the page");
    if (reader_layout(look_pixels(a), &a->lines, p) < 0 ||
        reader_sample(r, &a->lines, &a->page, p) < 0)
        return -1;
    judge(a);
    return 0;
}

/* Reads the page the way up in which its longest lines read best. Nearly all come upright; a line
 * at the head alone is too little to go by, and mostly a fax machine's. */
static int read_upright(struct reader *r, const struct image_prepared *prepared,
                        struct attempt *best, struct problem *p)
{
    static const int others[] = {180, 90, 270};
    static const float enough[] = {GOOD, FAIR, GOOD}; /* for not trying it */
    int status = sample(r, prepared, 0, best, p);
    int tries = prepared->head_only ? 0 : 3;
    for (int i = 0; i < tries && status == 0 && !reaches(best, enough[i]); i++) {
        struct attempt other;
        status = sample(r, prepared, others[i], &other, p);
        if (status == 0 && other.score > best->score * MARGIN + 2) {
            struct attempt worse = *best;
            *best = other;
            other = worse;
        }
        attempt_release(&other);
    }
    if (status == 0)
        status = reader_rest(r, &best->lines, &best->page, p);
    judge(best);
    return status;
}

static bool has_word(const struct page *page)
{
    for (size_t i = 0; i < page->word_count; i++)
        if (letters_of(page->words[i].text) >= 2 && page->words[i].confidence >= 0.5F)
            return true;
    return false;
}

static bool has_time(const char *text)
{
    for (; *text; text++)
        if (isdigit((unsigned char)text[0]) && (text[1] == ':' || text[1] == '.') &&
            isdigit((unsigned char)text[2]) && isdigit((unsigned char)text[3]))
            return true;
    return false;
}

#define FAX_DIGITS 17 /* 12 of date and time, 5 of a number or more */

/* All that is read is the line that fax machines print above a page: date and time, number, page.
 * A browser prints date and time too, over a page that may hold a pale line more. */
static bool only_fax_line(const struct page *p)
{
    bool time = false;
    size_t digits = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        if (w->y1 > p->height * IMAGE_HEAD)
            return false;
        time |= has_time(w->text);
        for (const char *c = w->text; *c; c++)
            digits += isdigit((unsigned char)*c) != 0;
    }
    return time && digits >= FAX_DIGITS;
}

/* Nothing is written: no mark at all, or faint ones in which no word is to be found. Where the
 * recogniser saw no word of any kind and next to no ink, they may be a little less faint. Lines too
 * faint to be read may be show-through or a pale print: a clerk looks. */
bool look_blank(const struct attempt *a)
{
    const struct image_prepared *look = a->prepared;
    if (look->faint)
        return false;
    if (look->head_only && a->rotation == 0 && only_fax_line(&a->page))
        return true;
    if (a->page.word_count == 0 && look->ink < 0.0015F && look->contrast < 0.2F)
        return true;
    return look->blank || (!has_word(&a->page) && look->contrast < FAINT && look->ink < 0.05F);
}

bool look_doubtful(const struct attempt *a)
{
    return a->score < DOUBTFUL || a->score < FAIR * (float)a->letters;
}

void look_release(struct look *l)
{
    attempt_release(&l->best);
    image_prepared_release(&l->prepared);
}

static int look_first(struct reader *r, const struct raster *pixels, struct look *l,
                      struct problem *p)
{
    l->best.prepared = &l->prepared;
    if (image_prepare(pixels, READ_DPI, &l->prepared, p) < 0)
        return -1;
    return l->prepared.blank ? 0 : read_upright(r, &l->prepared, &l->best, p);
}

/* Is a good part of what could be read lower than the recogniser likes letters? */
static bool has_small_print(const struct attempt *a)
{
    size_t small = 0, all = 0;
    for (size_t i = 0; i < a->page.word_count; i++) {
        const struct word *w = &a->page.words[i];
        size_t bytes = strlen(w->text);
        all += bytes > 3 ? bytes : 0;
        small += bytes > 3 && w->y1 - w->y0 < SMALL ? bytes : 0;
    }
    return a->quality > READABLE && small * 4 > all;
}

static int look_closer(struct reader *r, const struct raster *pixels, int rotation, struct look *l,
                       struct problem *p)
{
    if (image_prepare(pixels, FINE_DPI, &l->prepared, p) < 0 ||
        sample(r, &l->prepared, rotation, &l->best, p) < 0 ||
        reader_rest(r, &l->best.lines, &l->best.page, p) < 0)
        return -1;
    judge(&l->best);
    return 0;
}

/* Looks once, and where print is small once more at more pixels; *l gets what read better. */
int look_well(struct reader *r, const struct raster *pixels, struct look looks[2], struct look **l,
              struct problem *p)
{
    *l = &looks[0];
    if (look_first(r, pixels, &looks[0], p) < 0)
        return -1;
    if (!has_small_print(&looks[0].best))
        return 0;
    if (look_closer(r, pixels, looks[0].best.rotation, &looks[1], p) < 0)
        return -1;
    *l = &looks[looks[1].best.score > looks[0].best.score];
    return 0;
}
