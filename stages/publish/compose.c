#include "stages/publish/compose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/problem.h"
#include "pipeline/result.h"
#include "stages/common/words.h"
#include "stages/formats/pdf_write.h"

#define REQUEST_MAX ((off_t)256 << 20) /* bytes of a request that comes as a file */

struct composing {
    struct pdf_writer *writer;
    const int *inputs;
    size_t count;
    struct result_writer *out;
    json_int_t piece; /* which one is being made */
    size_t problems;  /* of its pages */
};

static int report(struct composing *c, const struct problem *p, size_t index)
{
    json_t *item = json_pack("{s:s,s:I,s:s,s:s,s:I}", "item", "problem", "piece", c->piece, "code",
                             p->code, "detail", p->detail, "page", (json_int_t)index);
    c->problems++;
    int status = item ? result_item(c->out, item, NULL, 0) : -1;
    json_decref(item);
    return status;
}

/* The request that stands in a file. NULL: it cannot be read, or is not JSON. */
static json_t *load_request(int fd)
{
    struct stat st;
    if (fstat(fd, &st) < 0 || st.st_size <= 0 || st.st_size > REQUEST_MAX)
        return NULL;
    size_t size = (size_t)st.st_size, got = 0;
    char *text = malloc(size);
    while (text && got < size) {
        ssize_t n = pread(fd, text + got, size - got, (off_t)got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    json_t *request = text ? json_loadb(text, got, 0, NULL) : NULL;
    free(text);
    return request;
}

static json_t *parse_request(const char *text, const int *inputs, size_t count)
{
    json_t *request = json_loads(text, 0, NULL);
    const json_t *from = json_object_get(request, "from");
    if (!from)
        return request;
    json_int_t at = json_integer_value(from);
    json_decref(request);
    return at >= 0 && (size_t)at < count ? load_request(inputs[at]) : NULL;
}

/* The layer of a page; *layer stays NULL when it has none. -1: its words are not understood. */
static int page_layer(const json_t *page, struct page *words, struct pdf_layer *room,
                      const struct pdf_layer **layer)
{
    const json_t *object = json_object_get(page, "words");
    *layer = NULL;
    if (!json_is_object(object))
        return 0;
    room->words = words;
    room->skew = (float)json_number_value(json_object_get(page, "skew"));
    *layer = room;
    return words_from_json(object, words);
}

static int add_page(struct composing *c, const json_t *page, struct problem *p)
{
    json_int_t input = json_integer_value(json_object_get(page, "input"));
    const char *type = json_string_value(json_object_get(page, "type"));
    int number = (int)json_integer_value(json_object_get(page, "page"));
    int rotation = (int)json_integer_value(json_object_get(page, "rotation")) % 360;
    const struct pdf_layer *layer;
    struct pdf_layer room;
    struct page words = {0};
    if (input < 0 || (size_t)input >= c->count || !type || number < 1 || rotation % 90)
        return problem_set(p, "broken", "the request is not understood");
    int fd = c->inputs[input], status = page_layer(page, &words, &room, &layer);
    if (status < 0)
        problem_set(p, "broken", "the words of the page are not understood");
    else if (!strcmp(type, "application/pdf"))
        status = pdf_writer_add_pdf(c->writer, fd, number, rotation, layer, p);
    else
        status = pdf_writer_add_image(c->writer, fd, type, number, rotation, layer, p);
    page_release(&words);
    return status;
}

static int add_pages(struct composing *c, const json_t *pages)
{
    struct problem p;
    for (size_t i = 0; i < json_array_size(pages); i++)
        if (add_page(c, json_array_get(pages, i), &p) < 0 && report(c, &p, i) < 0)
            return -1;
    return 0;
}

static int to_result(void *context, const void *data, size_t size)
{
    return result_bytes(context, data, size);
}

/* The document, and after it the picture, which was drawn before it was written. */
static int write_items(struct composing *c, size_t pages)
{
    struct problem p;
    unsigned char *png = NULL;
    size_t size = 0;
    json_t *head =
        json_pack("{s:s,s:I,s:I}", "item", "pdf", "piece", c->piece, "pages", (json_int_t)pages);
    json_t *picture = json_pack("{s:s,s:I}", "item", "thumbnail", "piece", c->piece);
    pdf_writer_thumbnail(c->writer, &png, &size, NULL);
    int status = head && picture ? result_begin(c->out, head) : -1;
    if (status == 0)
        status = pdf_writer_finish(c->writer, to_result, c->out, &p);
    if (status == 0)
        status = result_close(c->out);
    if (status == 0 && png)
        status = result_item(c->out, picture, png, size);
    free(png);
    json_decref(head);
    json_decref(picture);
    return status;
}

static int begin(struct composing *c, const char *title)
{
    struct problem p;
    if (c->writer)
        return pdf_writer_next(c->writer, title, &p);
    c->writer = pdf_writer_new(title, &p);
    return c->writer ? 0 : -1;
}

/* A document lacks no page: when one cannot be taken in, there is no document. */
static int compose_piece(struct composing *c, const json_t *piece)
{
    const json_t *pages = json_object_get(piece, "pages");
    c->piece = json_integer_value(json_object_get(piece, "piece"));
    c->problems = 0;
    if (json_array_size(pages) == 0 ||
        begin(c, json_string_value(json_object_get(piece, "title"))) < 0 || add_pages(c, pages) < 0)
        return -1;
    return c->problems ? 0 : write_items(c, json_array_size(pages));
}

static int compose(void *state, const char *text, const int *inputs, size_t count,
                   struct result_writer *out)
{
    struct composing c = {.inputs = inputs, .count = count, .out = out};
    json_t *request = parse_request(text, inputs, count);
    size_t pieces = json_array_size(request);
    int status = pieces ? 0 : -1;
    (void)state;
    for (size_t i = 0; i < pieces && status == 0; i++)
        status = compose_piece(&c, json_array_get(request, i));
    pdf_writer_free(c.writer);
    json_decref(request);
    return status;
}

const struct worker_class compose_class = {
    .name = "compose", .work = compose, .needs = {.threads = true}}; /* HEIC */
