#include "stages/formats/text_reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"
#include "stages/formats/image.h"
#include "stages/formats/text_fields.h"
#include "stages/formats/text_labels.h"

#define LINE_HEIGHT 38 /* pixels of text in a crop: best of 24 to 60 */
#define TEXT_MAX 240
#define ZONE_LINES 3

/* One line of a crop, read as numbers are. confidence 0..1. */
static int read_line(struct reader *r, const struct raster *crop, const char *letters, char *text,
                     float *confidence)
{
    TessBaseAPISetVariable(r->numbers, "tessedit_char_whitelist", letters);
    TessBaseAPISetImage(r->numbers, crop->data, crop->width, crop->height, 1, crop->stride);
    TessBaseAPISetSourceResolution(r->numbers, 200);
    *text = '\0';
    *confidence = 0;
    char *raw =
        TessBaseAPIRecognize(r->numbers, NULL) == 0 ? TessBaseAPIGetUTF8Text(r->numbers) : NULL;
    if (raw) {
        snprintf(text, TEXT_MAX, "%s", raw);
        text[strcspn(text, "\n")] = '\0';
        *confidence = (float)TessBaseAPIMeanTextConf(r->numbers) / 100;
        TessDeleteText(raw);
    }
    TessBaseAPIClear(r->numbers);
    return raw ? 0 : -1;
}

typedef int (*cutter)(const struct raster *page, int x0, int y0, int x1, int y1, int height,
                      struct raster *out, struct problem *p);

static int read_look(struct reader *r, const struct raster *page, const struct look *look,
                     cutter cut_out, const char *letters, char *text, float *confidence)
{
    struct raster crop;
    float pixels = page->dpi / 72;
    *text = '\0';
    *confidence = 0;
    if (cut_out(page, (int)(look->x0 * pixels), (int)(look->y0 * pixels),
                (int)ceilf(look->x1 * pixels), (int)ceilf(look->y1 * pixels), LINE_HEIGHT, &crop,
                NULL) < 0)
        return -1;
    int status = read_line(r, &crop, letters, text, confidence);
    raster_release(&crop);
    return status;
}

static int add_reading(struct page *out, const struct look *look, const char *value, float p,
                       bool valid)
{
    struct reading reading = {.value = (char *)value, .probability = p, .valid = valid};
    for (size_t i = 0; i < out->reading_count; i++) {
        struct reading *o = &out->readings[i];
        if (!strcmp(o->field, look->field) && !strcmp(o->value, value) &&
            fabsf(o->x0 - look->x0) < 20 && fabsf(o->y0 - look->y0) < 20) {
            o->probability = fmaxf(o->probability, p);
            return 0;
        }
    }
    snprintf(reading.field, sizeof reading.field, "%s", look->field);
    reading.x0 = look->x0;
    reading.y0 = look->y0;
    reading.x1 = look->x1;
    reading.y1 = look->y1;
    return page_add_reading(out, &reading);
}

/* What two readers make of one place: they agree, or which of them is more to be trusted. The
 * numbers follow what was measured on printed forms: eng alone is right in 98% of the printed
 * numbers that check, nld's text in 68% of all. */
static int weigh(struct page *out, const struct look *look, const char *first, const char *second,
                 float confidence)
{
    char a[FIELD_VALUE_MAX], b[FIELD_VALUE_MAX], mended[FIELD_VALUE_MAX];
    bool a_valid = false, b_valid = false;
    bool has_a = field_value(look->field, first, a, &a_valid);
    bool has_b = field_value(look->field, second, b, &b_valid);
    float trust = 0.5F + 0.5F * fminf(fmaxf(confidence, 0), 1);
    int status = 0;
    if (has_a && has_b && !strcmp(a, b))
        return add_reading(out, look, a, a_valid ? 0.99F : 0.3F, a_valid);
    if (has_b && (look->labelled || b_valid))
        status =
            add_reading(out, look, b, (b_valid ? a_valid ? 0.7F : 0.93F : 0.15F) * trust, b_valid);
    if (status == 0 && has_a && (look->labelled || a_valid))
        status = add_reading(out, look, a, b_valid ? 0.2F : a_valid ? 0.6F : 0.1F, a_valid);
    if (status == 0 && !a_valid && field_repair(look->field, first, mended)) {
        bool agree = has_b && !strcmp(b, mended);
        status = add_reading(out, look, mended, agree ? 0.98F : b_valid ? 0.2F : 0.75F, true);
    }
    if (status == 0 && !b_valid && field_repair(look->field, second, mended))
        status = add_reading(out, look, mended, 0.6F, true);
    return status;
}

/* A value that the first pass read with its check digits right and without doubt. */
static bool settled(const struct page *p, const struct look *look, const char *first)
{
    char value[FIELD_VALUE_MAX];
    bool valid = false;
    if (strcmp(look->field, "iban") != 0 || !field_value(look->field, first, value, &valid) ||
        !valid)
        return false;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        float x = (w->x0 + w->x1) / 2, y = (w->y0 + w->y1) / 2;
        if (x >= look->x0 && x <= look->x1 && y >= look->y0 && y <= look->y1 &&
            w->confidence < 0.85F)
            return false;
    }
    return true;
}

static int look_again(struct reader *r, const struct raster *page, const struct look *look,
                      struct page *out)
{
    char first[TEXT_MAX], second[TEXT_MAX];
    float confidence = 0;
    labels_text(out, look, first, sizeof first);
    if (settled(out, look, first))
        strcpy(second, first);
    else if (read_look(r, page, look, image_crop, "", second, &confidence) < 0)
        *second = '\0';
    return weigh(out, look, first, second, confidence);
}

/* One way of reading the lines of a zone. */
enum zone_way { ZONE_LIFTED, ZONE_AS_IT_IS, ZONE_FIRST_PASS, ZONE_WAYS };

static void zone_text(struct reader *r, const struct raster *page, const struct page *out,
                      const struct look *looks, int count, enum zone_way way, char *lines)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";
    char text[TEXT_MAX];
    float confidence;
    *lines = '\0';
    for (int i = 0; i < count && i < ZONE_LINES; i++) {
        if (way == ZONE_FIRST_PASS)
            labels_text(out, &looks[i], text, sizeof text);
        else if (read_look(r, page, &looks[i], way == ZONE_LIFTED ? image_crop : image_strip,
                           alphabet, text, &confidence) < 0)
            continue;
        strcat(lines, text);
        strcat(lines, "\n");
    }
}

/* The line of names has no check digit, and the first pass reads its fillers as letters: it is
 * taken from the reading with the zone's own alphabet. Two lines have it first, three last. */
static void take_names(char *best, const char *lifted)
{
    size_t size = strlen(best), line = strcspn(best, "\n");
    if (strlen(lifted) != size || strcspn(lifted, "\n") != line || line == size)
        return;
    size_t at = size == 2 * line + 1 ? 0 : size - line;
    memcpy(best + at, lifted + at, line);
}

/* The lines of a zone, read in several ways until one has all its check digits right. */
static int read_zone(struct reader *r, const struct raster *page, const struct look *looks,
                     int count, struct page *out)
{
    char lines[ZONE_LINES * (TEXT_MAX + 1) + 1], value[FIELD_VALUE_MAX], best[FIELD_VALUE_MAX] = "";
    char lifted[FIELD_VALUE_MAX] = "";
    struct look zone = looks[0];
    int digits = 1, holding = 0, most = 0, of = 1;
    for (int i = 0; i < count && i < ZONE_LINES; i++) {
        zone.x0 = fminf(zone.x0, looks[i].x0);
        zone.x1 = fmaxf(zone.x1, looks[i].x1);
        zone.y1 = fmaxf(zone.y1, looks[i].y1);
    }
    for (int way = 0; way < ZONE_WAYS && (!*best || most < of); way++) {
        zone_text(r, page, out, looks, count, (enum zone_way)way, lines);
        if (!field_mrz(lines, value, &digits, &holding) || (*best && holding * of <= most * digits))
            continue;
        strcpy(best, value);
        if (way == ZONE_LIFTED)
            strcpy(lifted, value);
        most = holding;
        of = digits;
    }
    if (!*best)
        return 0;
    take_names(best, lifted);
    return add_reading(out, &zone, best, ((float)most + 0.3F) / ((float)of + 0.4F), most == of);
}

/* Zone lines from looks[at] on that belong together: their number. */
static int zone_size(const struct look *looks, int at, int count)
{
    int size = 1;
    while (at + size < count && !strcmp(looks[at + size].field, "mrz") &&
           looks[at + size].y0 < looks[at + size - 1].y1 + 30)
        size++;
    return size;
}

int reader_second_look(struct reader *r, const struct raster *page, struct page *out,
                       struct problem *p)
{
    struct look looks[LOOKS_MAX];
    int count = labels_find(out, looks), status = 0;
    for (int i = 0; i < count && status == 0;) {
        int size = 1;
        if (!strcmp(looks[i].field, "mrz")) {
            size = zone_size(looks, i, count);
            status = read_zone(r, page, &looks[i], size, out);
        } else {
            status = look_again(r, page, &looks[i], out);
        }
        i += size;
    }
    return status == 0 ? 0 : problem_set(p, "memory", "no memory for readings");
}
