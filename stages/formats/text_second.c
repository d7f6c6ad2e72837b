#include "stages/formats/text_second.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "stages/formats/image.h"

#define LINE_HEIGHT 38 /* pixels of text in a crop: best of 24 to 60 */
#define VOUCHED 0.98F  /* chance of a number that stands in a zone and in print */
#define CROP_DPI 200   /* at which letters of that height are usual ones */

int second_read(const struct net *n, const struct raster *page, const struct look *look,
                enum second_way way, struct second *line)
{
    struct raster crop;
    int (*cut_out)(const struct raster *, int, int, int, int, int, struct raster *,
                   struct problem *) = way == SECOND_LIFTED ? image_crop : image_strip;
    float pixels = page->dpi / 72;
    *line->text = '\0';
    line->count = 0;
    if (cut_out(page, (int)(look->x0 * pixels), (int)(look->y0 * pixels),
                (int)ceilf(look->x1 * pixels), (int)ceilf(look->y1 * pixels), LINE_HEIGHT, &crop,
                NULL) < 0)
        return -1;
    crop.dpi = CROP_DPI;
    int status = line_read(n, &crop, line);
    raster_release(&crop);
    return status;
}

int second_add(struct page *out, const struct look *look, const char *value, float p, bool valid)
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

/* Zone lines from looks[at] on that belong together: their number. */
static int zone_size(const struct look *looks, int at, int count)
{
    int size = 1;
    while (at + size < count && !strcmp(looks[at + size].field, "mrz") &&
           looks[at + size].y0 < looks[at + size - 1].y1 + 30)
        size++;
    return size;
}

/* Does the reading stand in a machine readable zone? */
static bool of_zone(const struct page *p, const struct reading *r)
{
    for (size_t i = 0; i < p->reading_count; i++) {
        const struct reading *z = &p->readings[i];
        if (!strcmp(z->field, "mrz") && z->x0 == r->x0 && z->y0 == r->y0)
            return true;
    }
    return false;
}

/* The number in a zone needs no label, and the same one in print was read by itself: they vouch for
 * each other. */
static void vouch(struct page *p)
{
    for (size_t i = 0; i < p->reading_count; i++)
        for (size_t k = 0; k < p->reading_count; k++) {
            struct reading *a = &p->readings[i], *b = &p->readings[k];
            if (strcmp(a->field, "bsn") != 0 || strcmp(b->field, "bsn") != 0 ||
                strcmp(a->value, b->value) != 0 || !of_zone(p, a) || of_zone(p, b))
                continue;
            a->probability = fmaxf(a->probability, VOUCHED);
            b->probability = fmaxf(b->probability, VOUCHED);
        }
}

int reader_second_look(struct reader *r, const struct raster *page, struct page *out,
                       struct problem *p)
{
    struct look looks[LOOKS_MAX];
    if (!r->numbers)
        return 0;
    int count = labels_find(out, looks), status = 0;
    for (int i = 0; i < count && status == 0;) {
        int size = 1;
        if (!strcmp(looks[i].field, "mrz")) {
            size = zone_size(looks, i, count);
            status = second_zone(r, page, &looks[i], size, out);
        } else {
            status = second_value(r, page, &looks[i], out);
        }
        i += size;
    }
    vouch(out);
    return status == 0 ? 0 : problem_set(p, "memory", "no memory for readings");
}
