#include "stages/read/ocr_worker.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/result.h"
#include "pipeline/stream.h"
#include "stages/read/ocr_look.h"
#include "stages/read/page_pixels.h"
#include "stages/common/page_records.h"
#include "stages/common/words.h"
#include "stages/formats/image.h"
#include "stages/formats/text.h"
#include "stages/formats/type.h"

static double rounded(double value, double steps)
{
    return isfinite(value) ? round(value * steps) / steps : 0;
}

/* What is known of a page when it has been looked at. */
struct finding {
    bool blank, through; /* through: only the other side of its sheet is seen on it */
};

static int write_words(struct result_writer *out, const struct attempt *a, struct finding found)
{
    char looks[24];
    const struct raster *pixels = look_pixels(a);
    snprintf(looks, sizeof looks, "%016" PRIx64, image_looks(pixels));
    json_t *item = json_pack(
        "{s:s,s:i,s:f,s:f,s:f,s:b,s:b,s:s,s:f,s:f}", "item", "words", "rotation", a->rotation,
        "skew", rounded(a->prepared->skew, 100), "ink", rounded(a->prepared->ink, 10000),
        "confidence", found.blank ? 0 : rounded(a->quality, 1000), "blank", found.blank, "through",
        found.through, "looks", looks, "width", rounded(pixels->width * 72 / pixels->dpi, 10),
        "height", rounded(pixels->height * 72 / pixels->dpi, 10));
    json_t *words = found.blank ? NULL : words_to_json(&a->page);
    char *text = words ? json_dumps(words, JSON_COMPACT) : NULL;
    int status =
        item && (found.blank || text) ? result_item(out, item, text, text ? strlen(text) : 0) : -1;
    json_decref(item);
    json_decref(words);
    free(text);
    return status;
}

/* A page of a file; `count` pages has the file. */
struct place {
    int fd, n, count;
    const char *type;
    enum page_source source;
};

/* Is one of the pages beside this one its other side, and nothing else to be seen? Mostly it is the
 * page before. A neighbour that cannot be read proves nothing. */
static bool shines_through(const struct place *at, const struct raster *pixels)
{
    bool through = false;
    for (int n = at->n - 1; n <= at->n + 1 && !through; n += 2) {
        struct raster other = {0};
        struct problem unread = {0};
        enum page_source source = type_group(at->type) == TYPE_PDF ? PAGE_RENDER : PAGE_IMAGE;
        if (n >= 1 && n <= at->count &&
            page_pixels(at->fd, at->type, n, source, &other, &unread) == 0)
            through = image_shines_through(pixels, &other, &unread) == 1;
        raster_release(&other);
    }
    return through;
}

static int read_page(struct reader *r, const struct place *at, const struct raster *pixels,
                     struct result_writer *out, struct problem *p)
{
    struct look looks[2] = {0}, *l;
    struct finding found = {0};
    int status = look_well(r, pixels, looks, &l, p);
    struct attempt *best = &l->best;
    if (status == 0) {
        found.blank = look_blank(best);
        found.through = !found.blank && look_doubtful(best) && shines_through(at, pixels);
        found.blank |= found.through;
    }
    if (status == 0 && !found.blank)
        status = reader_second_look(r, look_pixels(best), &best->page, p);
    if (status == 0 && reader_drop_scraps(&best->page) < 0)
        status = problem_set(p, "memory", "no memory for the words");
    if (status == 0 && write_words(out, best, found) < 0)
        status = problem_set(p, "unreadable", "the reading cannot be written");
    look_release(&looks[0]);
    look_release(&looks[1]);
    return status;
}

static int say_problem(struct result_writer *out, const struct problem *p)
{
    json_t *item = json_pack("{s:s,s:s,s:s}", "item", "problem", "code",
                             *p->code ? p->code : "unreadable", "detail", p->detail);
    int status = item ? result_item(out, item, NULL, 0) : -1;
    json_decref(item);
    return status;
}

static int work(void *state, const char *request, const int *inputs, size_t count,
                struct result_writer *out)
{
    json_t *job = json_loads(request, 0, NULL);
    const char *type = record_text(job, "type");
    struct raster pixels = {0};
    struct problem p = {0};
    int status = type && count == 1 ? 0 : -1;
    if (status == 0) {
        struct place at = {.fd = inputs[0],
                           .n = (int)record_number(job, "page", 1),
                           .count = (int)record_number(job, "of", 1),
                           .type = type,
                           .source = page_source_of(record_text(job, "source"))};
        int bad = page_pixels(at.fd, type, at.n, at.source, &pixels, &p) < 0 ||
                  read_page(state, &at, &pixels, out, &p) < 0;
        status = bad ? say_problem(out, &p) : 0;
    }
    raster_release(&pixels);
    json_decref(job);
    return status;
}

static void *load(const void *arg, char *why, size_t size)
{
    (void)arg;
    return reader_load(why, size);
}

const struct worker_class ocr_class = {
    .name = "ocr", .load = load, .work = work, .needs = {.threads = true}};
