#include "stages/read/paginate_worker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/result.h"
#include "pipeline/stream.h"
#include "stages/common/page_records.h"
#include "stages/common/words.h"
#include "stages/formats/image.h"
#include "stages/formats/markup.h"
#include "stages/formats/pdf.h"
#include "stages/formats/type.h"

#define LOOKS_DPI 40 /* enough for 9 x 8 gray values */

/* The file that is looked at. */
struct paper {
    int fd;
    const char *type;
    enum type_group group;
    struct pdf *pdf;
};

static int say_problem(struct result_writer *out, const struct problem *p)
{
    json_t *item = json_pack("{s:s,s:s,s:s}", "item", "problem", "code",
                             *p->code ? p->code : "unreadable", "detail", p->detail);
    int status = item ? result_item(out, item, NULL, 0) : -1;
    json_decref(item);
    return status;
}

/* Pages of the file; -1 with p. */
static int count_pages(struct paper *f, struct problem *p)
{
    switch (f->group) {
    case TYPE_PDF:
        f->pdf = pdf_open(f->fd, p);
        if (!f->pdf)
            return -1;
        if (pdf_xfa_placeholder(f->pdf))
            return problem_set(p, "placeholder", "a form that wants another reader");
        return pdf_pages(f->pdf) > 0 ? pdf_pages(f->pdf) : problem_set(p, "broken", "no pages");
    case TYPE_IMAGE:
        return image_pages(f->fd, f->type, p);
    case TYPE_PLAIN:
        return 1;
    default:
        return problem_set(p, "unsupported", "files of type %s are not read", f->type);
    }
}

static int look_at(struct paper *f, int n, struct page *page, struct problem *p)
{
    struct image_info info;
    if (f->group == TYPE_PDF)
        return pdf_look(f->pdf, n, page, p);
    if (f->group == TYPE_PLAIN) {
        page->source = PAGE_PLAIN;
        return markup_read(f->fd, f->type, page, p);
    }
    page->source = PAGE_IMAGE;
    if (image_look(f->fd, f->type, n, &info, p) < 0)
        return -1;
    image_points(&info, &page->width, &page->height);
    return 0;
}

/* How a page with a text layer looks: the others are hashed when their pixels are read. */
static void add_looks(struct paper *f, const struct page *page, json_t *item)
{
    struct raster r = {0};
    char text[24];
    if (f->group != TYPE_PDF || page->source != PAGE_TEXT || page->blank ||
        pdf_pixels(f->pdf, page->number, PAGE_RENDER, LOOKS_DPI, &r, NULL) < 0)
        return;
    snprintf(text, sizeof text, "%016" PRIx64, image_looks(&r));
    json_object_set_new(item, "looks", json_string(text));
    raster_release(&r);
}

static int write_page(struct result_writer *out, json_t *item, const struct page *page)
{
    json_t *words = page->word_count ? words_to_json(page) : NULL;
    char *text = words ? json_dumps(words, JSON_COMPACT) : NULL;
    int status =
        page->word_count && !text ? -1 : result_item(out, item, text, text ? strlen(text) : 0);
    json_decref(words);
    free(text);
    return status;
}

static int do_page(struct paper *f, int n, struct result_writer *out)
{
    struct page page = {.number = n, .source = PAGE_RENDER};
    struct problem p = {0};
    int bad = look_at(f, n, &page, &p) < 0;
    json_t *item = json_pack("{s:s,s:i,s:s,s:f,s:f,s:b}", "item", "page", "page", n, "source",
                             page_source_name(page.source), "width", page.width, "height",
                             page.height, "blank", page.blank);
    if (item && bad) {
        json_object_set_new(item, "code", json_string(*p.code ? p.code : "unreadable"));
        json_object_set_new(item, "detail", json_string(p.detail));
    } else if (item) {
        add_looks(f, &page, item);
    }
    int status = item ? write_page(out, item, &page) : -1;
    json_decref(item);
    page_release(&page);
    return status;
}

static int do_file(struct paper *f, int first, int most, struct result_writer *out)
{
    struct problem p = {0};
    int pages = count_pages(f, &p);
    if (pages < 0)
        return say_problem(out, &p);
    json_t *count = json_pack("{s:s,s:i}", "item", "count", "pages", pages);
    int status = count ? result_item(out, count, NULL, 0) : -1;
    json_decref(count);
    for (int n = first; status == 0 && n <= pages && n - first < most; n++)
        status = do_page(f, n, out);
    return status;
}

static int work(void *state, const char *request, const int *inputs, size_t count,
                struct result_writer *out)
{
    (void)state;
    json_t *job = json_loads(request, 0, NULL);
    const char *type = record_text(job, "type");
    int status = -1;
    if (type && count == 1) {
        struct paper f = {.fd = inputs[0], .type = type, .group = type_group(type)};
        status = do_file(&f, (int)record_number(job, "first", 1),
                         (int)record_number(job, "most", 1), out);
        if (f.pdf)
            pdf_close(f.pdf);
    }
    json_decref(job);
    return status;
}

const struct worker_class paginate_class = {.name = "paginate", .work = work};
