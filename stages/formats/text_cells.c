#include "stages/formats/text_cells.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PEAKS_MAX 200
#define SEEN 0.25F    /* chance from which on a step shows a character */
#define STRETCH 0.12F /* how far the distance may be from the first guess */
#define EVEN 0.6F     /* how well the peaks have to stand at even distances, 0..1 */
#define FLOOR 0.004   /* of a character that a reading does not offer in a place */
#define ALIKE 0.3     /* of one that looks like what it offers */
#define SHIFTS 3      /* places by which the first character may have been missed */

const char cells_alphabet[CELL_CHARACTERS + 1] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";

/* What the networks, which learnt no OCR-B, take for what. */
static const char alike[] = "0O0Q0D0U0C1I1l1T1i2Z2z3S3J4A5S5s6G6b6E7T7F7?8B8S9g9q9P9I9S9D9O"
                            "<c<C<e<E<s<S<k<K<x<X<t<T<L<(<{<r<R"
                            "LIILI1I|I]ITIJJ1JIDODPMHMNWVUOUVVUNHHNKXBEEBFPFEPFRE";

int cells_place(char c)
{
    const char *at = c ? strchr(cells_alphabet, toupper((unsigned char)c)) : NULL;
    return at ? (int)(at - cells_alphabet) : -1;
}

/* Where along the line a character was seen. */
static int find_peaks(const struct second *line, float *at, int count)
{
    float sum = 0, weight = 0;
    for (int i = 0; i <= line->count && count < PEAKS_MAX; i++) {
        float p = 0;
        for (int k = 0; i < line->count && k < line->steps[i].count; k++)
            if (*line->steps[i].choices[k].text > ' ' ||
                (signed char)*line->steps[i].choices[k].text < 0)
                p += line->steps[i].choices[k].p;
        if (p >= SEEN) {
            sum += p * (line->left + ((float)i + 0.5F) * line->advance);
            weight += p;
        } else if (weight > 0) {
            at[count++] = sum / weight;
            sum = weight = 0;
        }
    }
    return count;
}

/* How well peaks stand at distances of pitch from `from`, -1..1. */
static float evenness(const float *at, int count, float from, float pitch)
{
    float sum = 0;
    for (int i = 0; i < count; i++)
        sum += cosf(6.2832F * (at[i] - from) / pitch);
    return sum / (float)count;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The usual distance of neighbours within one reading. */
static float usual_gap(const float *at, int count, int first)
{
    float gaps[PEAKS_MAX];
    int n = 0;
    for (int i = 1; i < count; i++)
        if (i != first)
            gaps[n++] = at[i] - at[i - 1];
    qsort(gaps, (size_t)n, sizeof *gaps, by_value);
    return n ? gaps[n / 2] : 0;
}

/* The distance of the characters and where the first stands. False: they stand unevenly. */
static bool fit_grid(const float *at, int count, int first, float *from, float *pitch)
{
    float guess = usual_gap(at, count, first), best = -1;
    for (int i = -24; guess > 0 && i <= 24; i++)
        for (int k = 0; k < 16; k++) {
            float p = guess * (1 + STRETCH * (float)i / 24), f = at[0] + p * ((float)k / 16 - 0.5F);
            float good = evenness(at, count, f, p);
            if (good > best) {
                best = good;
                *from = f;
                *pitch = p;
            }
        }
    return best >= EVEN;
}

/* Adds to the chances of a place what one step offers. */
static void offer(const struct step *s, double seen[CELL_CHARACTERS])
{
    for (int k = 0; k < s->count; k++) {
        const char *text = s->choices[k].text;
        double p = (double)s->choices[k].p;
        int place = cells_place((unsigned char)*text == 0xc2 ? '<' : *text);
        if (place >= 0)
            seen[place] = fmax(seen[place], p);
        for (const char *pair = alike; *text && *pair; pair += 2)
            if (pair[1] == *text)
                seen[cells_place(pair[0])] = fmax(seen[cells_place(pair[0])], ALIKE * p);
    }
}

static bool allowed(char c, char type)
{
    bool digit = isdigit((unsigned char)c), letter = isupper((unsigned char)c);
    switch (type) {
    case 'n':
        return digit || c == '<';
    case 'a':
        return letter || c == '<';
    case 'c':
        return true;
    default:
        return c == type;
    }
}

/* The chances in one place by one reading. */
static void look_at(const struct second *line, float middle, float pitch,
                    double seen[CELL_CHARACTERS])
{
    memset(seen, 0, CELL_CHARACTERS * sizeof *seen);
    for (int i = 0; i < line->count; i++) {
        float x = line->left + ((float)i + 0.5F) * line->advance;
        if (fabsf(x - middle) < 0.55F * pitch)
            offer(&line->steps[i], seen);
    }
}

/* All places from `from` on; what speaks for the form, in logarithms. */
static double fill(const struct second *const *readings, int count, const char *types, int width,
                   float from, float pitch, struct cells *out)
{
    double good = 0;
    out->count = width;
    for (int i = 0; i < width; i++) {
        double sum = 0, all = 0;
        for (int c = 0; c < CELL_CHARACTERS; c++)
            out->p[i][c] = 1;
        for (int r = 0; r < count; r++) {
            double seen[CELL_CHARACTERS];
            look_at(readings[r], from + (float)i * pitch, pitch, seen);
            for (int c = 0; c < CELL_CHARACTERS; c++)
                out->p[i][c] *= seen[c] + FLOOR;
        }
        for (int c = 0; c < CELL_CHARACTERS; c++) {
            all += out->p[i][c];
            out->p[i][c] *= allowed(cells_alphabet[c], types[i]);
            sum += out->p[i][c];
        }
        good += log(sum / all);
        for (int c = 0; c < CELL_CHARACTERS; c++)
            out->p[i][c] /= sum;
    }
    return good;
}

bool cells_find(const struct second *const *readings, int count, const char *types, int width,
                struct cells *out)
{
    float peaks[PEAKS_MAX], from = 0, pitch = 1, least = 0;
    int found = 0, second = 0;
    for (int r = 0; r < count; r++) {
        second = found;
        found = find_peaks(readings[r], peaks, found);
    }
    if (found < width || !fit_grid(peaks, found, second, &from, &pitch))
        return false;
    least = peaks[0];
    for (int i = 0; i < found; i++)
        least = fminf(least, peaks[i]);
    from += pitch * roundf((least - from) / pitch);
    double best = -1e9;
    for (int shift = -SHIFTS; shift <= SHIFTS; shift++) {
        struct cells one;
        double good = fill(readings, count, types, width, from + (float)shift * pitch, pitch, &one);
        if (good > best) {
            best = good;
            *out = one;
        }
    }
    return true;
}
