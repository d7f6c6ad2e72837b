#include "stages/formats/text_second.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/text_beam.h"
#include "stages/formats/text_mrz.h"

#define ZONE_LINES 3
#define LINES_KEPT 8 /* readings of one line that are weighed against the other lines' */
#define SHORT_BY 12  /* characters that a reading may lack: fillers at the longest run */
#define LONG_BY 4    /* or have too many */

/* The best reading of a zone so far. */
struct zone {
    char value[FIELD_VALUE_MAX];
    int digits, holding;
    double score; /* likelihood, ten times for each check digit that holds */
};

/* What one line can be under one shape. */
struct zone_line {
    struct alternative list[BEAM_WIDTH];
    int count;
};

/* A line's types with room for fillers that were read twice. */
static void pattern_of(const struct mrz_shape *s, int line, char out[BEAM_VALUE])
{
    size_t last = s->width - 1;
    memcpy(out, s->types[line], last);
    memset(out + last, line == s->names ? 'a' : 'c', LONG_BY + 1);
    out[last + LONG_BY + 1] = '\0';
}

static void consider(struct zone *best, const struct mrz_shape *s, const char *const *lines,
                     double likelihood)
{
    struct zone one = {.digits = 0};
    one.holding = mrz_fit(s, lines, one.value, &one.digits);
    if (one.holding < 0)
        return;
    one.score = likelihood * pow(10, one.holding) * (one.holding == one.digits ? 10 : 1);
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

/* Reads the last lines as this shape has them. */
static void try_shape(const struct mrz_shape *s, const struct second *read, int count,
                      struct zone *best)
{
    struct zone_line lines[ZONE_LINES];
    char pattern[BEAM_VALUE];
    for (int i = 0; i < s->lines; i++) {
        const struct second *line = &read[count - s->lines + i];
        size_t size = strlen(line->text);
        if (size + SHORT_BY < s->width || size > s->width + SHORT_BY)
            return;
        pattern_of(s, i, pattern);
        lines[i].count =
            beam_read(line->steps, line->count, pattern, (int)s->width - SHORT_BY, lines[i].list);
        if (lines[i].count == 0)
            return;
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
    }
}

static bool proven(const struct zone *z)
{
    return *z->value && z->holding == z->digits;
}

int second_zone(struct reader *r, const struct raster *page, const struct look *looks, int count,
                struct page *out)
{
    struct zone best = {.score = 0};
    struct look box = looks[0];
    count = count < ZONE_LINES ? count : ZONE_LINES;
    struct second *read = calloc((size_t)count, sizeof *read);
    for (int way = SECOND_LIFTED; read && way <= SECOND_AS_IT_IS && !proven(&best); way++) {
        for (int i = 0; i < count; i++) {
            box.x0 = fminf(box.x0, looks[i].x0);
            box.x1 = fmaxf(box.x1, looks[i].x1);
            box.y1 = fmaxf(box.y1, looks[i].y1);
            second_read(r, page, &looks[i], (enum second_way)way, &read[i]);
        }
        for (int i = 0; i < MRZ_SHAPES; i++)
            if (mrz_shapes[i].lines == count || (count == 3 && mrz_shapes[i].lines == 2))
                try_shape(&mrz_shapes[i], read, count, &best);
        from_text(read, count, &best);
    }
    for (int i = 0; read && i < count; i++)
        labels_text(out, &looks[i], read[i].text, sizeof read[i].text);
    if (read && !proven(&best))
        from_text(read, count, &best);
    free(read);
    if (!read || !*best.value)
        return read ? 0 : -1;
    float p = ((float)best.holding + 0.3F) / ((float)best.digits + 0.4F);
    return second_add(out, &box, best.value, p, proven(&best));
}
