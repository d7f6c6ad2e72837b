/* What workers are asked to compose. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "stages/publish/publish_private.h"

#define WORDS_MAX ((size_t)64 << 20)

/* The rotation that the page was read at: a quarter turn, or none. */
static int rotation_of(const json_t *page)
{
    int rotation = (int)record_number(page, "rotation", 0);

    return rotation == 90 || rotation == 180 || rotation == 270 ? rotation : 0;
}

/* Degrees that were taken off before reading: the layer leans with the paper. */
static double skew_of(const json_t *page)
{
    return record_number(page, "skew", 0);
}

/* Key of the words that become the invisible layer; NULL: the page has its own text, or none. */
static const char *layer_key(const json_t *page)
{
    const char *source = record_text(page, "source"), *words = record_text(page, "words");

    if (!source || (strcmp(source, "image") != 0 && strcmp(source, "render") != 0))
        return NULL;
    return words && spool_key_valid(words) && !record_true(page, "blank") ? words : NULL;
}

static json_t *title_of(const json_t *piece)
{
    char name[PUBLISH_NAME_MAX];

    name_of_file(piece, "", name, sizeof name);
    return json_string(name);
}

/* Fills item->made; the request without what its bytes do not depend on. */
static int digest(const struct plan *plan, struct item *item)
{
    json_t *all = json_array();
    size_t i;
    const json_t *place;
    const char *type;

    json_array_append_new(all, json_string("postkamer " POSTKAMER_VERSION));
    json_array_append_new(all, json_integer(item->making));
    json_array_append_new(all, title_of(item->piece));
    json_array_foreach(json_object_get(item->piece, "pages"), i, place)
    {
        const json_t *page = plan_page(plan, place);
        const char *blob = plan_blob(plan, place, &type), *words = layer_key(page);
        json_array_append_new(all, json_pack("[s?, s?, f, i, f, s?]", blob, type,
                                             record_number(place, "page", 0), rotation_of(page),
                                             skew_of(page), words));
    }
    char *text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    if (!text) {
        diag_warn("out of memory");
        return -1;
    }
    hash_bytes(text, strlen(text), item->made);
    free(text);
    return 0;
}

/* null: there are none; NULL with errno: they cannot be read now. */
static json_t *load_words(struct publisher *p, const char *key)
{
    char *data;
    size_t size;

    if (!key)
        return json_null();
    if (spool_load(p->spool, key, WORDS_MAX, &data, &size) < 0)
        return errno == ENOENT || errno == EFBIG ? json_null() : NULL;
    json_t *words = json_loadb(data, size, 0, NULL);
    free(data);
    return words ? words : json_null();
}

/* Descriptors of the files of pages. */
struct inputs {
    int fds[POOL_INPUTS_MAX];
    size_t count;
    json_t *places; /* {blob: index} */
};

static void inputs_release(struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++)
        close(in->fds[i]);
    json_decref(in->places);
}

/* The index of a file among the inputs; opened when it is new. -1 with errno; ENOENT: not there,
 * E2BIG: too many. */
static int input_of(struct publisher *p, struct inputs *in, const char *blob)
{
    const json_t *known = json_object_get(in->places, blob);

    if (known)
        return (int)json_integer_value(known);
    errno = E2BIG;
    if (in->count == POOL_INPUTS_MAX)
        return -1;
    int fd = spool_open(p->spool, blob);
    if (fd < 0)
        return -1;
    in->fds[in->count] = fd;
    json_object_set_new(in->places, blob, json_integer((json_int_t)in->count));
    return (int)in->count++;
}

/* What a worker is asked for a piece, the at-th of those it makes together; NULL with errno when it
 * cannot be composed. */
static json_t *request_of(struct publisher *p, const struct plan *plan, const struct item *item,
                          size_t at, struct inputs *in)
{
    json_t *pages = json_array();
    json_t *request = json_pack("{s:I,s:o,s:o}", "piece", (json_int_t)at, "title",
                                title_of(item->piece), "pages", pages);
    size_t i;
    const json_t *place;

    json_array_foreach(json_object_get(item->piece, "pages"), i, place)
    {
        const json_t *page = plan_page(plan, place);
        const char *type, *blob = plan_blob(plan, place, &type);
        errno = ENOENT;
        int input = blob ? input_of(p, in, blob) : -1;
        json_t *words = input < 0 ? NULL : load_words(p, layer_key(page));
        if (!words) {
            json_decref(request);
            return NULL;
        }
        json_array_append_new(pages,
                              json_pack("{s:i,s:s?,s:i,s:i,s:f,s:o}", "input", input, "type", type,
                                        "page", (int)record_number(place, "page", 1), "rotation",
                                        rotation_of(page), "skew", skew_of(page), "words", words));
    }
    return request;
}

int compose_look(struct publisher *p, const struct plan *plan, struct item *item)
{
    int stands = digest(plan, item) < 0 ? -1 : item_stands(p, item);
    item->kept = stands > 0;
    return stands < 0 ? -1 : 0;
}

bool compose_wanted(const struct item *item)
{
    return item->making == MAKE_PDF && !item->kept && !item->source[0];
}

/* Asks for a piece; what cannot be composed waits for a clerk. */
static int ask(struct publisher *p, const struct plan *plan, struct item *item, size_t at,
               struct inputs *in, json_t *requests)
{
    json_t *request = request_of(p, plan, item, at, in);

    if (request)
        return json_array_append_new(requests, request);
    if (errno != ENOENT && errno != E2BIG) {
        diag_warn("cannot read what a piece is made of: %s", strerror(errno));
        return -1;
    }
    item_fall_back(item,
                   errno == E2BIG ? "het bestaat uit te veel bestanden" : "een bestand ontbreekt");
    return compose_look(p, plan, item);
}

static struct job *queue(struct publisher *p, const json_t *requests, const struct inputs *in,
                         size_t pages)
{
    char *text = json_dumps(requests, JSON_COMPACT);
    int result = text ? spool_temporary(p->spool) : -1;
    unsigned seconds = LIMIT_PAGE_SECONDS + (unsigned)pages;
    struct job *job =
        result < 0 ? NULL : pool_submit(p->pool, text, in->fds, in->count, result, seconds, 0);

    if (!job)
        diag_warn("cannot queue a piece: %s", strerror(errno));
    free(text);
    return job;
}

int compose_submit(struct publisher *p, const struct plan *plan, struct item *first, size_t count)
{
    struct inputs in = {.places = json_object()};
    json_t *requests = json_array();
    size_t pages = 0;
    int rc = in.places && requests ? 0 : -1;

    first->batch = count;
    for (size_t i = 0; i < count && rc == 0; i++)
        if (compose_wanted(first + i)) {
            pages += json_array_size(json_object_get(first[i].piece, "pages"));
            rc = ask(p, plan, first + i, i, &in, requests);
        }
    if (rc == 0 && json_array_size(requests) > 0) {
        first->job = queue(p, requests, &in, pages);
        rc = first->job ? 0 : -1;
    }
    json_decref(requests);
    inputs_release(&in);
    return rc;
}
