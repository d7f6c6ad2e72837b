#include "stages/formats/text_second.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"
#include "stages/formats/image.h"
#include "stages/formats/text_beam.h"
#include "stages/formats/text_choices.h"
#include "stages/formats/text_fields.h"
#include "stages/formats/text_shape.h"

#define CELLS_BEFORE 60  /* points before a look, at which boxes may begin */
#define CELLS_WIDE 0.6F  /* of the page's width: how far they may reach */
#define CELLS_OVER 0.4F  /* of the look's height over and below it */
#define KEPT 3           /* readings of one place */
#define UNKNOWN 0.01     /* weight of a value that no reader offers, beside a label */
#define UNKNOWN_KVK 0.06 /* the same of a number without a check: two readers have to agree */
#define ELSE 0.3         /* weight of its being something else, without one */
#define ELSE_IBAN 0.02   /* an account says by its form what it is */
#define OTHER_LENGTH 0.1 /* weight of a number that is too short or too long */
#define SURE 0.97        /* from here on no other preparation is tried */
#define LIKELY 0.5       /* weight from which on a number without a label is not looked at again */
#define LEAST 0.02       /* readings below it are not kept */

/* How far a reader is trusted: the network's own steps, the text of the first pass where it is
 * valid as it stands, or with half of a doubled pair dropped. */
#define TRUST_STEPS 1.0
#define TRUST_FIRST 0.15
#define TRUST_MENDED 0.02
#define TRUST_TEXT 0.3
#define TRUST_WORDS 0.15 /* the steps of the network that reads words */

/* The forms of a field along a line of steps. */
static const struct form {
    const char *field;
    const char *patterns[5];
} forms[] = {
    {"bsn", {"999999999"}},
    {"kvk", {"99999999"}},
    {"iban", {"NL99AAAA9999999999"}},
    {"postcode", {"9999AA"}},
    {"date", {"99-99-9999", "9-99-9999", "99-9-9999", "9-9-9999", "99999999"}},
};

/* A string of a pattern as the field's value; false: it cannot be. */
static bool value_of(const char *field, const char *text, char value[FIELD_VALUE_MAX])
{
    bool valid = false;
    snprintf(value, FIELD_VALUE_MAX, "%.*s", BEAM_VALUE, text);
    if (!strcmp(field, "bsn"))
        return check_bsn(text);
    if (!strcmp(field, "kvk"))
        return check_kvk(text);
    if (!strcmp(field, "iban"))
        return check_iban(text);
    return field_value(field, text, value, &valid) && valid;
}

static void read_steps(const char *field, const struct second *line, enum reader_of who,
                       struct choices *c)
{
    double trust = who == BY_NUMBERS ? TRUST_STEPS : TRUST_WORDS;
    struct alternative found[BEAM_WIDTH];
    char value[FIELD_VALUE_MAX];
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        for (int k = 0; !strcmp(forms[i].field, field) && k < 5 && forms[i].patterns[k]; k++) {
            const char *pattern = forms[i].patterns[k];
            int count = beam_read(line->steps, line->count, pattern, (int)strlen(pattern), found);
            for (int n = 0; n < count; n++)
                if (value_of(field, found[n].value, value))
                    choices_add(c, value, found[n].p, trust, who);
        }
}

/* A number of persons has nine digits: what reads as well with one less or more, as that of a
 * company and a comma, may be none. A stroke beside it is often read as a 1. */
static void weigh_lengths(const struct second *line, double trust, struct choices *c)
{
    struct alternative found[BEAM_WIDTH];
    if (beam_read(line->steps, line->count, "99999999", 8, found) > 0)
        c->against += OTHER_LENGTH * trust * found[0].p;
    if (beam_read(line->steps, line->count, "9999999999", 10, found) > 0 &&
        found[0].value[0] != '1' && found[0].value[9] != '1')
        c->against += OTHER_LENGTH * trust * found[0].p;
}

static void read_text(const char *field, const char *text, double trust, enum reader_of who,
                      struct choices *c)
{
    char value[FIELD_VALUE_MAX];
    bool valid = false;
    if (field_value(field, text, value, &valid) && valid)
        choices_add(c, value, 1, trust, who);
    else if (field_repair(field, text, value))
        choices_add(c, value, 1, TRUST_MENDED, who);
}

/* The weight of what no reader offers. */
static double weight_of_else(const struct look *look)
{
    if (look->labelled)
        return !strcmp(look->field, "kvk") ? UNKNOWN_KVK : UNKNOWN;
    return !strcmp(look->field, "iban") ? ELSE_IBAN : ELSE;
}

/* The text of the crop counts where values have forms that no pattern names. */
static bool by_text(const char *field)
{
    return !strcmp(field, "date") || !strcmp(field, "iban") || !strcmp(field, "dossier");
}

/* Reads the place in one way more; the share of the likeliest value so far. */
static double look_once(const struct reader *r, enum reader_of who, const struct raster *page,
                        const struct look *look, enum second_way way, struct choices *c,
                        double *sum)
{
    struct second line;
    const struct net *n = who == BY_NUMBERS ? r->numbers : r->words;
    if (n && second_read(n, page, look, way, &line) == 0) {
        read_steps(look->field, &line, who, c);
        if (!strcmp(look->field, "bsn"))
            weigh_lengths(&line, who == BY_NUMBERS ? TRUST_STEPS : TRUST_WORDS, c);
        if (by_text(look->field) && who == BY_NUMBERS)
            read_text(look->field, line.text, TRUST_TEXT, who, c);
    }
    return choices_sort(c, weight_of_else(look), sum);
}

/* Is it worth another try? */
static bool unsure(const struct look *look, const struct choices *c, double share)
{
    return look->labelled ? share < SURE : c->list[0].weight < LIKELY;
}

/* Where the first pass found digits the line stands as it is; else walls may be between them. */
static bool has_digits(const char *text)
{
    int digits = 0;
    for (; *text; text++)
        digits += *text >= '0' && *text <= '9';
    return digits >= 5;
}

/* The boxes that the value stands in, one character each, where there are such ones about the look:
 * the first pass may have found some of them only. */
static bool find_cells(const struct raster *page, const struct look *look, struct look *cells)
{
    float pixels = page->dpi / 72, width = (float)page->width / pixels;
    float high = look->y1 - look->y0;
    struct image_box box;
    if ((strcmp(look->field, "bsn") != 0 && strcmp(look->field, "iban") != 0) ||
        !image_cells(page, (int)((look->x0 - CELLS_BEFORE) * pixels),
                     (int)((look->y0 - CELLS_OVER * high) * pixels),
                     (int)((look->x0 + CELLS_WIDE * width) * pixels),
                     (int)((look->y1 + CELLS_OVER * high) * pixels), shape_whole(look->field),
                     &box))
        return false;
    *cells = *look;
    cells->x0 = (float)box.x0 / pixels;
    cells->y0 = (float)box.y0 / pixels;
    cells->x1 = (float)box.x1 / pixels;
    cells->y1 = (float)box.y1 / pixels;
    return true;
}

/* The same where the value stands in boxes, as both readers see these. */
static double look_at_cells(const struct reader *r, const struct raster *page,
                            const struct look *look, struct choices *c, double share, double *sum)
{
    struct look cells;
    if (!find_cells(page, look, &cells))
        return share;
    c->against = 0; /* other lengths were of some of the boxes */
    share = look_once(r, BY_NUMBERS, page, &cells, SECOND_LIFTED, c, sum);
    return unsure(look, c, share) ? look_once(r, BY_WORDS, page, &cells, SECOND_LIFTED, c, sum)
                                  : share;
}

int second_value(struct reader *r, const struct raster *page, const struct look *look,
                 struct page *out)
{
    struct choices c = {.count = 0, .list[0].weight = 0};
    char first[SECOND_TEXT];
    double sum;
    int status = 0;
    labels_text(out, look, first, sizeof first);
    if (!strcmp(look->field, "bsn") && shape_case_number(first))
        return 0;
    read_text(look->field, first, TRUST_FIRST, BY_WORDS, &c);
    enum second_way way = has_digits(first) ? SECOND_AS_IT_IS : SECOND_LIFTED;
    enum second_way other = way == SECOND_LIFTED ? SECOND_AS_IT_IS : SECOND_LIFTED;
    double share = look_once(r, BY_NUMBERS, page, look, way, &c, &sum);
    if (unsure(look, &c, share))
        share = look_once(r, BY_NUMBERS, page, look, other, &c, &sum);
    if (look->labelled && unsure(look, &c, share))
        share = look_at_cells(r, page, look, &c, share, &sum);
    if (look->labelled && unsure(look, &c, share)) {
        look_once(r, BY_WORDS, page, look, way, &c, &sum);
        look_once(r, BY_WORDS, page, look, other, &c, &sum);
    }
    for (int i = 0; i < c.count && i < KEPT && status == 0; i++)
        if (c.list[i].weight >= LEAST * sum)
            status = second_add(out, look, c.list[i].value, (float)(c.list[i].weight / sum), true);
    return status;
}
