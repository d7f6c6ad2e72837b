#include "stages/read/show_worker.h"

#include <stdlib.h>
#include <string.h>
#include "pipeline/result.h"
#include "pipeline/stream.h"
#include "stages/read/page_pixels.h"
#include "stages/common/page_records.h"
#include "stages/formats/image.h"

static int part(const json_t *box, size_t at, double scale)
{
    double value = json_number_value(json_array_get(box, at)) * scale;
    return value > -1e6 && value < 1e6 ? (int)value : 0;
}

/* The request's boxes in pixels; NULL when there are none. */
static struct image_box *boxes_of(const json_t *list, double scale, size_t *count)
{
    const json_t *box;
    size_t i;
    *count = json_array_size(list);
    struct image_box *boxes = *count ? calloc(*count, sizeof *boxes) : NULL;
    *count = boxes ? *count : 0;
    if (boxes)
        json_array_foreach(list, i, box)
        {
            boxes[i] = (struct image_box){part(box, 0, scale),      part(box, 1, scale),
                                          part(box, 2, scale),      part(box, 3, scale),
                                          (uint8_t)part(box, 4, 1), (uint8_t)part(box, 5, 1),
                                          (uint8_t)part(box, 6, 1)};
        }
    return boxes;
}

/* The page as it is read: prepared and turned upright. */
static int prepared_page(const json_t *job, int fd, struct raster *page, struct problem *p)
{
    struct raster pixels = {0};
    struct image_prepared prepared = {0};
    const char *type = record_string(job, "type");
    enum page_source source = page_source_of(record_text(job, "source"));
    if (source == PAGE_TEXT)
        source = PAGE_RENDER;
    if (page_pixels(fd, type, (int)record_number(job, "page", 1), source, &pixels, p) < 0)
        return -1;
    int status = image_prepare(&pixels, READ_DPI, &prepared, p);
    if (status == 0 &&
        image_rotate(&prepared.page, (int)record_number(job, "rotation", 0), page) < 0)
        status = problem_set(p, "memory", "no memory to turn the page");
    if (status == 0)
        page->dpi = prepared.page.dpi;
    image_prepared_release(&prepared);
    raster_release(&pixels);
    return status;
}

static int say(struct result_writer *out, const char *kind, const char *detail, const void *data,
               size_t size)
{
    json_t *item = json_pack("{s:s,s:s}", "item", kind, "detail", detail);
    int status = item ? result_item(out, item, data, size) : -1;
    json_decref(item);
    return status;
}

static int work(void *state, const char *request, const int *inputs, size_t count,
                struct result_writer *out)
{
    (void)state;
    json_t *job = json_loads(request, 0, NULL);
    struct raster page = {0};
    struct problem p = {0};
    size_t size = 0, number = 0;
    void *png = NULL;
    if (job && count == 1 && prepared_page(job, inputs[0], &page, &p) == 0) {
        struct image_box *boxes =
            boxes_of(json_object_get(job, "boxes"), (double)page.dpi / 72, &number);
        png = image_boxes_png(&page, boxes, number, &size);
        free(boxes);
    }
    int status =
        png ? say(out, "png", "", png, size)
            : say(out, "problem", *p.detail ? p.detail : "the page cannot be drawn", "", 0);
    free(png);
    raster_release(&page);
    json_decref(job);
    return status;
}

const struct worker_class show_class = {
    .name = "show", .work = work, .needs = {.threads = true}}; /* HEIC */
