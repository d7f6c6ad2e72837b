#include "stages/formats/text_second.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/mrz.h"
#include "stages/formats/text_beam.h"
#include "stages/formats/text_cells.h"
#include "stages/formats/text_mrz.h"

#define ZONE_LINES 3
#define LINES_KEPT 8        /* readings of one line that are weighed against the other lines' */
#define SHORT_BY 12         /* characters that a reading may lack: fillers at the longest run */
#define COVERED 16          /* ... in a passport: its holder's number may be covered up */
#define LONG_BY 4           /* or have too many */
#define DUTCH 100           /* how much likelier a zone that can be Dutch is so than another one */
#define PLAIN 1e-4          /* likelihood from which on a zone is plainly read */
#define UNLIKELY 0.7F       /* how far a zone is trusted that was chosen for its check digits */
#define PROVEN_NUMBER 0.98F /* chance of the number in a Dutch zone whose check digits all hold */
#define PLACED 0.3F         /* chance from which on what was read place by place stands */
#define LIKELY_NUMBER 0.6F  /* in another one: the eleven test speaks for it, nothing else does */

/* The best reading of a zone so far. */
struct zone {
    char value[FIELD_VALUE_MAX];
    int digits, holding;
    bool dutch;        /* read as a Dutch zone */
    double likelihood; /* of its lines as they were read */
    double score;      /* likelihood, ten times for each check that holds */
};

/* What one line can be under one shape. */
struct zone_line {
    struct alternative list[BEAM_WIDTH];
    int count;
};

static size_t short_by(const struct mrz_shape *s)
{
    return s->types[0][0] == 'P' ? COVERED : SHORT_BY;
}

/* The pattern by which a line is read: its types with room for fillers that were read twice; where
 * fillers are all that can stand they are passed over. How many characters it has at least. */
static int pattern_of(const struct mrz_shape *s, int line, char out[BEAM_VALUE])
{
    size_t size = 0;
    const char *types = s->types[line];
    for (size_t i = 0; i < s->width; i++)
        if (types[i] != '<')
            out[size++] = i > 0 && types[i - 1] == '<' ? 'd' : types[i];
    out[size] = '\0';
    if (size < s->width)
        return (int)size;
    memset(out + size - 1, line == s->names ? 'a' : 'c', LONG_BY + 1);
    out[size + LONG_BY] = '\0';
    return (int)(s->width - short_by(s));
}

/* Puts the fillers back that were passed over. */
static void put_fillers(const struct mrz_shape *s, int line, char value[BEAM_VALUE])
{
    const char *types = s->types[line], *run = strchr(types, '<');
    size_t size = strlen(value), at = run ? (size_t)(run - types) : 0,
           more = strspn(types + at, "<");
    if (!run || size + more >= BEAM_VALUE)
        return;
    memmove(value + at + more, value + at, size - at + 1);
    memset(value + at, '<', more);
}

/* The holder's number in a Dutch zone, when it passes its test. */
static bool number_of(const struct zone *z, char bsn[10])
{
    struct mrz m;
    *bsn = '\0';
    if (mrz_parse(z->value, 0, &m))
        strcpy(bsn, m.bsn);
    return *bsn;
}

static void consider(struct zone *best, const struct mrz_shape *s, const char *const *lines,
                     double likelihood)
{
    struct zone one = {.dutch = s->dutch, .likelihood = likelihood};
    char bsn[10];
    one.holding = mrz_fit(s, lines, one.value, &one.digits);
    if (one.holding < 0)
        return;
    one.score = likelihood * pow(10, one.holding) * (one.holding == one.digits ? 10 : 1) *
                (s->dutch ? DUTCH : 1) * (s->dutch && number_of(&one, bsn) ? 10 : 1);
    if (one.score > best->score)
        *best = one;
}

/* Weighs all readings of the lines with check digits; the line of names has none. */
static void combine(const struct mrz_shape *s, const struct zone_line *lines, struct zone *best)
{
    const char *chosen[ZONE_LINES];
    int a = s->names == 0 ? 1 : 0, b = s->lines == 3 ? 1 : a;
    if (s->names >= 0)
        chosen[s->names] = lines[s->names].list[0].value;
    for (int i = 0; i < lines[a].count && i < LINES_KEPT; i++)
        for (int k = 0; k < (a == b ? 1 : lines[b].count) && k < LINES_KEPT; k++) {
            chosen[a] = lines[a].list[i].value;
            if (a != b)
                chosen[b] = lines[b].list[k].value;
            consider(best, s, chosen, lines[a].list[i].p * (a == b ? 1 : lines[b].list[k].p));
        }
}

/* A zone of one line has few check digits to tell it from print: as it was read by itself it must
 * begin as all do, but for one character. */
static bool begins_alike(const struct mrz_shape *s, const char *text)
{
    int wrong = 0;
    for (size_t i = 0; i < 5 && text[i]; i++)
        wrong += isupper((unsigned char)s->types[0][i]) && text[i] != s->types[0][i];
    return s->lines > 1 || wrong <= 1;
}

/* Only passports begin with this letter; what lacks fillers is as long as a smaller card's zone. */
static bool of_passport(const struct mrz_shape *s, const char *text)
{
    return s->lines == 2 && s->types[0][0] != 'P' && text[0] == 'P';
}

/* Reads the last lines as this shape has them. */
static void try_shape(const struct mrz_shape *s, const struct second *read, int count,
                      struct zone *best)
{
    struct zone_line lines[ZONE_LINES];
    char pattern[BEAM_VALUE];
    if (of_passport(s, read[count - s->lines].text))
        return;
    for (int i = 0; i < s->lines; i++) {
        const struct second *line = &read[count - s->lines + i];
        size_t size = strlen(line->text);
        if (size + short_by(s) < s->width || size > s->width + SHORT_BY ||
            !begins_alike(s, line->text))
            return;
        int least = pattern_of(s, i, pattern);
        lines[i].count = beam_read(line->steps, line->count, pattern, least, lines[i].list);
        if (lines[i].count == 0)
            return;
        for (int k = 0; k < lines[i].count; k++)
            put_fillers(s, i, lines[i].list[k].value);
    }
    combine(s, lines, best);
}

static void from_text(const struct second *read, int count, struct zone *best)
{
    char text[ZONE_LINES * (SECOND_TEXT + 1) + 1] = "", value[FIELD_VALUE_MAX];
    int digits, holding;
    for (int i = 0; i < count; i++) {
        strcat(text, read[i].text);
        strcat(text, "\n");
    }
    if (field_mrz(text, value, &digits, &holding) &&
        (!*best->value || holding * best->digits > best->holding * digits)) {
        strcpy(best->value, value);
        best->digits = digits;
        best->holding = holding;
        best->dutch = false;
        best->likelihood = holding == digits;
    }
}

static bool proven(const struct zone *z)
{
    return *z->value && z->holding == z->digits;
}

/* Is its number as sure as check digits make it? Among unlikely readings there is always one for
 * which they hold. */
static bool proves_number(const struct zone *z)
{
    return z->dutch && proven(z) && z->likelihood > PLAIN;
}

/* Is it plainly another state's? Where it could be Dutch, a number is to be found. */
static bool foreign(const struct zone *z)
{
    int alike = 0;
    for (int i = 0; i < 3 && strlen(z->value) > 5; i++)
        alike += z->value[2 + i] == "NLD"[i];
    return alike <= 1;
}

/* Is there nothing more to be found out? A licence has no number in its zone. */
static bool settled(const struct zone *z)
{
    return proven(z) &&
           (proves_number(z) || (foreign(z) && z->likelihood > PLAIN) || !strchr(z->value, '\n'));
}

static bool better(const struct zone *a, const struct zone *b)
{
    int more = a->holding * b->digits - b->holding * a->digits;
    return *a->value && (!*b->value || more > 0 || (more == 0 && a->score > b->score));
}

/* What the lines as they were read make together. */
static void make_zone(const struct second *read, int count, struct zone *out)
{
    *out = (struct zone){.score = 0};
    for (int i = 0; i < MRZ_SHAPES; i++)
        if (mrz_shapes[i].lines == count || (count == 3 && mrz_shapes[i].lines == 2))
            try_shape(&mrz_shapes[i], read, count, out);
    if (!proven(out))
        from_text(read, count, out);
}

/* Reads the zone with one network in both ways; the best reading goes to *best, its number, if it
 * has one, to bsn. */
static void read_zone(const struct net *n, const struct raster *page, const struct look *looks,
                      int count, struct second *read, struct zone *best, char bsn[10])
{
    *bsn = '\0';
    for (int way = SECOND_LIFTED; n && way <= SECOND_AS_IT_IS && !settled(best); way++) {
        struct zone one;
        char number[10];
        for (int i = 0; i < count; i++)
            second_read(n, page, &looks[i], (enum second_way)way, &read[i]);
        make_zone(read, count, &one);
        if (number_of(&one, number) && (!*bsn || better(&one, best)))
            strcpy(bsn, number);
        if (better(&one, best))
            *best = one;
    }
}

/* Adds the zone, and its number, which two networks may agree on. */
static int add_zone(struct page *out, struct look box, const struct zone *z, bool agreed)
{
    char bsn[10];
    float p = ((float)z->holding + 0.3F) / ((float)z->digits + 0.4F);
    p *= proven(z) && z->likelihood <= PLAIN ? UNLIKELY : 1;
    if (!*z->value || second_add(out, &box, z->value, p, proven(z)) < 0)
        return *z->value ? -1 : 0;
    box.field = "bsn";
    p = agreed || proves_number(z) ? PROVEN_NUMBER : LIKELY_NUMBER;
    return number_of(z, bsn) ? second_add(out, &box, bsn, p, true) : 0;
}

/* Adds a zone that was read place by place, and its number. */
static int add_cells(struct page *out, struct look box, const struct cells_read *c)
{
    if (second_add(out, &box, c->value, c->p, true) < 0)
        return -1;
    box.field = "bsn";
    return *c->bsn ? second_add(out, &box, c->bsn, fminf(c->p, PROVEN_NUMBER), true) : 0;
}

/* The box around all lines of the zone. */
static struct look box_of(const struct look *looks, int count)
{
    struct look box = looks[0];
    for (int i = 1; i < count; i++) {
        box.x0 = fminf(box.x0, looks[i].x0);
        box.x1 = fmaxf(box.x1, looks[i].x1);
        box.y1 = fmaxf(box.y1, looks[i].y1);
    }
    return box;
}

int second_zone(struct reader *r, const struct raster *page, const struct look *looks, int count,
                struct page *out)
{
    struct zone best = {.score = 0};
    struct cells_read places;
    char by_numbers[10], by_words[10];
    count = count < ZONE_LINES ? count : ZONE_LINES;
    struct look box = box_of(looks, count);
    struct second *read = calloc(2 * (size_t)count, sizeof *read), *words = read + count;
    if (!read)
        return -1;
    read_zone(r->numbers, page, looks, count, read, &best, by_numbers);
    read_zone(r->words, page, looks, count, words, &best, by_words);
    bool placed = !settled(&best) && cells_read(read, words, count, &places);
    if (placed && places.p >= PLACED) {
        free(read);
        return add_cells(out, box, &places);
    }
    for (int i = 0; i < count; i++)
        labels_text(out, &looks[i], read[i].text, sizeof read[i].text);
    if (!proven(&best))
        from_text(read, count, &best);
    free(read);
    return add_zone(out, box, &best, *by_numbers && !strcmp(by_numbers, by_words));
}
