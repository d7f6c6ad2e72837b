#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"
#include "stages/formats/text_beam.h"
#include "stages/formats/text_cells.h"

#define PLAIN 1e-5   /* weight at which a zone is read plainly enough to be half trusted */
#define DOUBTED 0.6  /* chance of what is hardly read at all, though all check digits hold */
#define NAMES_MORE 4 /* fillers of a line of names that may have been read twice */

/* A part of a zone with its own check: `size` places of `line` from `at` on, and where its check
 * digit stands; -1: it has none. */
struct part {
    int line, at, size, check;
};

enum { PART_DOCUMENT, PART_BIRTH, PART_EXPIRY, PART_NUMBER, PARTS };

static const struct part passport_parts[PARTS] = {
    {1, 0, 9, 9}, {1, 13, 6, 19}, {1, 21, 6, 27}, {1, 28, 9, 42}};
static const struct part card_parts[PARTS] = {
    {0, 5, 9, 14}, {1, 0, 6, 6}, {1, 8, 6, 14}, {0, 15, 9, -1}};

/* A zone whose check digits all hold. */
struct zone {
    char lines[2][MRZ_LINE]; /* those with check digits */
    char bsn[10];
    int birth;     /* where the day of birth stands in the second */
    double weight; /* chance of its characters, place by place */
};

#define ZONES_KEPT 16
#define PART_WIDTH 300 /* beginnings that are kept */
#define PART_KEPT 6    /* readings of a part that are tried with those of the others */
#define PART_LEAST 1e-3

struct spelt {
    char text[16];
    double weight;
};

struct spellings {
    struct spelt list[PART_WIDTH * CELL_CHARACTERS];
    int count;
};

static int likelier(const void *a, const void *b)
{
    double x = ((const struct spelt *)a)->weight, y = ((const struct spelt *)b)->weight;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* One place further: every beginning with every character that can stand there. */
static void spell_on(const double chances[CELL_CHARACTERS], int size, const struct spellings *now,
                     struct spellings *next)
{
    next->count = 0;
    for (int i = 0; i < now->count; i++)
        for (int c = 0; c < CELL_CHARACTERS; c++) {
            if (chances[c] < PART_LEAST)
                continue;
            struct spelt *to = &next->list[next->count++];
            *to = now->list[i];
            to->text[size] = cells_alphabet[c];
            to->text[size + 1] = '\0';
            to->weight *= chances[c];
        }
    qsort(next->list, (size_t)next->count, sizeof *next->list, likelier);
    next->count = next->count > PART_WIDTH ? PART_WIDTH : next->count;
}

static bool is_day(const char *text)
{
    int month = (text[2] - '0') * 10 + text[3] - '0', day = (text[4] - '0') * 10 + text[5] - '0';
    return strspn(text, "0123456789") == 6 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Numbers have eight digits or nine: fillers that are read as 0 make none. */
static bool part_holds(int part, const char *text)
{
    if (part == PART_NUMBER)
        return (check_bsn(text) && strncmp(text, "00", 2) != 0) || !strcmp(text, "<<<<<<<<<");
    return part == PART_DOCUMENT ? text[8] != '<' : is_day(text);
}

/* The likeliest readings of a part whose check holds. */
static int part_readings(const struct cells *lines, const struct part *p, int part,
                         struct spellings two[2], struct spelt out[PART_KEPT])
{
    const struct cells *line = &lines[p->line];
    int count = 0, now = 0;
    two[0].count = 1;
    two[0].list[0] = (struct spelt){.weight = 1};
    for (int i = 0; i < p->size; i++, now = !now)
        spell_on(line->p[p->at + i], i, &two[now], &two[!now]);
    for (int i = 0; i < two[now].count; i++) {
        struct spelt *s = &two[now].list[i];
        char check = check_mrz_digit(s->text, (size_t)p->size);
        s->weight *= !part_holds(part, s->text) ? 0
                     : p->check < 0             ? 1
                                                : line->p[p->check][cells_place(check)];
    }
    qsort(two[now].list, (size_t)two[now].count, sizeof(struct spelt), likelier);
    while (count < PART_KEPT && count < two[now].count && two[now].list[count].weight > 0) {
        out[count] = two[now].list[count];
        count++;
    }
    return count;
}

/* The likeliest character of a place. */
static char likeliest(const double chances[CELL_CHARACTERS])
{
    int best = 0;
    for (int c = 1; c < CELL_CHARACTERS; c++)
        best = chances[c] > chances[best] ? c : best;
    return cells_alphabet[best];
}

/* Sets the parts into the lines; what speaks for the check digit over all of them. */
static double compose(const struct mrz_shape *s, const struct cells *lines,
                      const struct part parts[PARTS], const struct spelt *const chosen[PARTS],
                      struct zone *z)
{
    static const int passport[][2] = {{0, 10}, {13, 7}, {21, 22}},
                     card[][2] = {{0, 7}, {8, 7}, {18, 11}};
    char all[64];
    size_t size = 0;
    for (int i = 0; i < PARTS; i++) {
        const struct part *p = &parts[i];
        memcpy(z->lines[p->line] + p->at, chosen[i]->text, (size_t)p->size);
        if (p->check >= 0)
            z->lines[p->line][p->check] = check_mrz_digit(chosen[i]->text, (size_t)p->size);
    }
    if (s->lines == 3) {
        memcpy(all, z->lines[0] + 5, 25);
        size = 25;
    }
    for (int i = 0; i < 3; i++) {
        const int *range = s->lines == 3 ? card[i] : passport[i];
        memcpy(all + size, z->lines[1] + range[0], (size_t)range[1]);
        size += (size_t)range[1];
    }
    int last = (int)s->width - 1;
    z->lines[1][last] = check_mrz_digit(all, size);
    int place = cells_place(z->lines[1][last]);
    return place < 0 ? 0 : lines[1].p[last][place];
}

static void keep(struct zone out[ZONES_KEPT], int *count, const struct zone *z)
{
    int at = *count < ZONES_KEPT ? (*count)++ : ZONES_KEPT;
    for (; at > 0 && out[at - 1].weight < z->weight; at--)
        if (at < ZONES_KEPT)
            out[at] = out[at - 1];
    if (at < ZONES_KEPT)
        out[at] = *z;
}

/* The lines with what stands in them by their form, or is likeliest. */
static void begin_zone(const struct mrz_shape *s, const struct cells *lines, struct zone *z)
{
    memset(z, 0, sizeof *z);
    for (int i = s->lines == 3 ? 0 : 1; i < 2; i++)
        for (size_t k = 0; k < s->width; k++)
            z->lines[i][k] = likeliest(lines[i].p[k]);
}

/* The likeliest zones under all their check digits, best first. */
static int zones_of(const struct mrz_shape *s, const struct cells *lines,
                    struct zone out[ZONES_KEPT])
{
    const struct part *parts = s->lines == 3 ? card_parts : passport_parts;
    struct spelt read[PARTS][PART_KEPT];
    struct spellings *room = calloc(2, sizeof *room);
    int counts[PARTS] = {0}, count = 0, total = room ? 1 : 0;
    for (int i = 0; i < PARTS && total; i++)
        total *= counts[i] = part_readings(lines, &parts[i], i, room, read[i]);
    struct zone z;
    begin_zone(s, lines, &z);
    for (int n = 0; n < total; n++) {
        const struct spelt *chosen[PARTS];
        z.weight = 1;
        for (int i = 0, rest = n; i < PARTS; rest /= counts[i], i++) {
            chosen[i] = &read[i][rest % counts[i]];
            z.weight *= chosen[i]->weight;
        }
        z.birth = parts[PART_BIRTH].at;
        z.weight *= compose(s, lines, parts, chosen, &z);
        strcpy(z.bsn, *chosen[PART_NUMBER]->text == '<' ? "" : chosen[PART_NUMBER]->text);
        if (z.weight > 0)
            keep(out, &count, &z);
    }
    free(room);
    return count;
}

/* The line of names as one of the readings has it; they have no check digit. */
static void read_names(const struct mrz_shape *s, const struct second *line, char out[MRZ_LINE])
{
    struct alternative found[BEAM_WIDTH];
    char pattern[BEAM_VALUE];
    memcpy(pattern, s->types[s->names], s->width);
    memset(pattern + s->width, 'a', NAMES_MORE);
    pattern[s->width + NAMES_MORE] = '\0';
    int count = beam_read(line->steps, line->count, pattern, 8, found);
    snprintf(out, MRZ_LINE, "%s", count > 0 ? found[0].value : "");
    for (size_t k = strlen(out); k < s->width; k++)
        out[k] = '<', out[k + 1] = '\0';
}

/* The chance of the number and day of birth of the first zone: its share among all that were found,
 * and how plainly it was read. */
static float chance_of_first(const struct zone *zones, int count)
{
    double sum = 0, same = 0;
    for (int i = 0; i < count; i++) {
        sum += zones[i].weight;
        if (!strcmp(zones[i].bsn, zones[0].bsn) &&
            !strncmp(zones[i].lines[1] + zones[i].birth, zones[0].lines[1] + zones[0].birth, 6))
            same += zones[i].weight;
    }
    return (float)(same / sum * (DOUBTED + (1 - DOUBTED) * same / (same + PLAIN)));
}

bool cells_read(const struct second *numbers, const struct second *words, int count,
                struct cells_read *out)
{
    struct cells lines[2];
    struct zone zones[ZONES_KEPT];
    const struct mrz_shape *s = &mrz_shapes[count == 3 ? 1 : 0];
    char names[MRZ_LINE];
    int digits;
    if (count < 2)
        return false;
    for (int i = s->lines == 3 ? 0 : 1; i < 2; i++) {
        const struct second *two[] = {&numbers[i], &words[i]};
        if (!cells_find(two, 2, s->types[i], (int)s->width, &lines[i]))
            return false;
    }
    int found = zones_of(s, lines, zones);
    if (found == 0)
        return false;
    read_names(s, &numbers[s->names], names);
    const char *const three[] = {s->names == 0 ? names : zones[0].lines[0], zones[0].lines[1],
                                 names};
    strcpy(out->bsn, zones[0].bsn);
    out->p = chance_of_first(zones, found);
    return mrz_fit(s, three, out->value, &digits) == digits;
}
