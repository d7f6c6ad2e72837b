/* What is left of rules on a fax, the grain of a table beside a photographed paper, shreds of
 * pictures: the recogniser takes them for lines of letters, and is sure of none. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/text.h"

#define FLAT 4.5F        /* points: letters of which a line is lower can hardly be read */
#define FLAT_UNSURE 0.5F /* mean confidence of such a line */
#define UNSURE 0.3F      /* of any line */
#define SHARE 3          /* where more than one letter in three is a scrap, it may be bad print */
#define ZONE 24          /* letters: a line of a machine readable zone, which has no words */
#define DIGITS 4         /* one in four: a number, which the second look may make out */

/* Of the words of a block, which is a line's piece. By bytes: it is a weight. */
struct tally {
    float sure, height; /* summed over its bytes */
    size_t bytes, digits, longest;
};

static void weigh(struct tally *piece, const struct word *w)
{
    size_t bytes = strlen(w->text);
    piece->bytes += bytes;
    piece->sure += w->confidence * (float)bytes;
    piece->height += (w->y1 - w->y0) * (float)bytes;
    piece->longest = bytes > piece->longest ? bytes : piece->longest;
    for (const char *c = w->text; *c; c++)
        piece->digits += (*c >= '0' && *c <= '9') || *c == '<';
}

static bool is_scrap(const struct tally *p)
{
    float bytes = (float)p->bytes;
    if (p->height < FLAT * bytes)
        return p->sure < FLAT_UNSURE * bytes;
    return p->sure < UNSURE * bytes && p->longest < ZONE && p->digits * DIGITS < p->bytes;
}

static void drop(struct page *p, const struct tally *pieces)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        if (is_scrap(&pieces[p->words[i].block]))
            free(p->words[i].text);
        else
            p->words[kept++] = p->words[i];
    }
    p->word_count = kept;
}

int reader_drop_scraps(struct page *p)
{
    int blocks = 0;
    size_t scraps = 0, all = 0;
    for (size_t i = 0; i < p->word_count; i++)
        blocks = p->words[i].block >= blocks ? p->words[i].block + 1 : blocks;
    if (blocks == 0)
        return 0;
    struct tally *pieces = calloc((size_t)blocks, sizeof *pieces);
    if (!pieces)
        return -1;
    for (size_t i = 0; i < p->word_count; i++)
        weigh(&pieces[p->words[i].block], &p->words[i]);
    for (int i = 0; i < blocks; i++) {
        all += pieces[i].bytes;
        scraps += pieces[i].bytes && is_scrap(&pieces[i]) ? pieces[i].bytes : 0;
    }
    if (scraps * SHARE < all)
        drop(p, pieces);
    free(pieces);
    return 0;
}
