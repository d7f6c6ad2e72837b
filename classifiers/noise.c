#include "classifiers/noise.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What recognisers take for what, as it is often seen; lower and upper case alike. */
static const char *const confusions[] = {
    "a:o", "a:e",  "b:h", "b:6", "c:e", "c:o",  "d:cl", "e:c", "e:o",  "f:t", "g:q",  "g:9",
    "h:b", "i:l",  "i:1", "i:j", "j:i", "k:lc", "l:1",  "l:i", "m:rn", "m:n", "n:ri", "n:m",
    "o:0", "o:c",  "p:n", "q:g", "r:n", "r:t",  "s:5",  "s:8", "t:f",  "t:l", "u:v",  "u:ii",
    "v:y", "w:vv", "x:%", "y:v", "z:2", "0:o",  "0:O",  "1:l", "1:I",  "2:z", "3:8",  "4:A",
    "5:S", "6:b",  "7:1", "8:B", "9:g", ".:,",  ",:.",  "-:~", "/:l"};

static uint32_t draw(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* 0..1 */
static float chance(uint32_t *state)
{
    return (float)(draw(state) & 0xffffff) / (float)0x1000000;
}

/* A text that is taken for this character; "" where it is simply lost. */
static const char *mistake(char c, uint32_t *state)
{
    const char *found[8];
    size_t count = 0;
    for (size_t i = 0; i < sizeof confusions / sizeof *confusions && count < 8; i++)
        if (confusions[i][0] == tolower((unsigned char)c))
            found[count++] = confusions[i] + 2;
    return count && chance(state) < 0.85F ? found[draw(state) % count] : "";
}

/* The word with errors; NULL: no memory, the word stays. */
static char *misread(const char *text, float rate, uint32_t *state)
{
    char *out = malloc(2 * strlen(text) + 1);
    size_t n = 0;
    for (; out && *text; text++) {
        bool ascii = (unsigned char)*text < 128;
        if (!ascii || chance(state) >= rate) {
            out[n++] = *text;
            continue;
        }
        const char *wrong = mistake(*text, state);
        size_t length = strlen(wrong);
        memcpy(out + n, wrong, length);
        n += length;
    }
    if (out)
        out[n] = 0;
    return out;
}

static void shake(struct word *w, float size, uint32_t *state)
{
    float x = (chance(state) - 0.5F) * size, y = (chance(state) - 0.5F) * size;
    float taller = (chance(state) - 0.3F) * size;
    w->x0 += x;
    w->x1 += x;
    w->y0 += y - taller / 2;
    w->y1 += y + taller / 2;
}

/* Joins a word with the next one of its line. 0, or -1: it cannot. */
static int grow_together(struct page *p, size_t i)
{
    struct word *w = &p->words[i], *next = w + 1;
    if (i + 1 >= p->word_count || w->line != next->line)
        return -1;
    char *both = malloc(strlen(w->text) + strlen(next->text) + 1);
    if (!both)
        return -1;
    strcpy(both, w->text);
    strcat(both, next->text);
    free(w->text);
    free(next->text);
    w->text = both;
    w->x1 = next->x1;
    memmove(next, next + 1, (p->word_count - i - 2) * sizeof *next);
    p->word_count--;
    return 0;
}

static void spoil_word(struct page *p, size_t i, float rate, uint32_t *state)
{
    struct word *w = &p->words[i];
    char *wrong = misread(w->text, rate, state);
    if (wrong && *wrong) {
        free(w->text);
        w->text = wrong;
    } else {
        free(wrong);
    }
    w->confidence = fmaxf(0.1F, 1 - 0.05F - 4 * rate * chance(state));
    shake(w, 2.2F, state);
}

/* A page lies askew: lines climb by up to a degree. */
static void tilt(struct page *p, uint32_t *state)
{
    float slope = (chance(state) - 0.5F) * 0.012F, down = (chance(state) - 0.5F) * 12;
    float right = (chance(state) - 0.5F) * 12;
    for (size_t i = 0; i < p->word_count; i++) {
        struct word *w = &p->words[i];
        float dx = right - slope * w->y0, dy = down + slope * w->x0;
        w->x0 += dx;
        w->x1 += dx;
        w->y0 += dy;
        w->y1 += dy;
    }
}

void page_spoil(struct page *p, unsigned seed, float rate)
{
    uint32_t state = seed * 2654435761U + 12345;
    size_t kept = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        if (chance(&state) < rate / 3)
            grow_together(p, i);
        spoil_word(p, i, rate, &state);
    }
    for (size_t i = 0; i < p->word_count; i++) {
        bool lost = p->word_count > 3 && chance(&state) < rate / 3;
        if (lost)
            free(p->words[i].text);
        else
            p->words[kept++] = p->words[i];
    }
    p->word_count = kept;
    tilt(p, &state);
    if (p->source == PAGE_TEXT)
        p->source = PAGE_IMAGE;
}
