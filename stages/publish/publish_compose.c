/* Having PDFs composed by workers. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "pipeline/result.h"
#include "stages/publish/compose.h"
#include "stages/publish/publish_private.h"

#define AHEAD 4 /* jobs queued a worker: each holds descriptors */
#define THUMBNAIL_MAX (256U << 10)
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

int compose_digest(const struct plan *plan, struct item *item)
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

/* Descriptors of the files of a piece's pages. */
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

/* The request, or NULL with errno when the piece cannot be composed. */
static json_t *request_of(struct publisher *p, const struct plan *plan, const struct item *item,
                          struct inputs *in)
{
    json_t *pages = json_array();
    json_t *request = json_pack("{s:o,s:o}", "title", title_of(item->piece), "pages", pages);
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

/* Sees whether the item stands already, made as it is to be made now: another making is another
 * digest. -1 after a message. */
static int look_for(struct publisher *p, const struct plan *plan, struct item *item)
{
    int stands = compose_digest(plan, item) < 0 ? -1 : item_stands(p, item);
    item->kept = stands > 0;
    return stands < 0 ? -1 : 0;
}

static int submit(struct publisher *p, const struct plan *plan, struct item *item)
{
    struct inputs in = {.places = json_object()};
    json_t *request = request_of(p, plan, item, &in);
    char *text = request ? json_dumps(request, JSON_COMPACT) : NULL;
    size_t pages = json_array_size(json_object_get(item->piece, "pages"));
    int rc = 0;

    if (!text && errno != ENOENT && errno != E2BIG) {
        diag_warn("cannot read what a piece is made of: %s", strerror(errno));
        rc = -1;
    } else if (!text) {
        item_fall_back(item, errno == E2BIG ? "het bestaat uit te veel bestanden"
                                            : "een bestand ontbreekt");
        rc = look_for(p, plan, item);
    } else {
        int result = spool_temporary(p->spool);
        unsigned seconds = LIMIT_PAGE_SECONDS + (unsigned)pages;
        if (result >= 0)
            item->job = pool_submit(p->pool, text, in.fds, in.count, result, seconds, 0);
        if (!item->job) {
            diag_warn("cannot queue a piece: %s", strerror(errno));
            rc = -1;
        }
    }
    json_decref(request);
    free(text);
    inputs_release(&in);
    return rc;
}

/* A worker's picture is a PNG of a sensible size, or none. */
static void keep_thumbnail(struct publisher *p, struct item *item, const struct result_reader *r,
                           uint64_t offset, uint64_t size)
{
    char key[SPOOL_KEY_SIZE];
    char *data = size > 8 && size <= THUMBNAIL_MAX ? result_load(r, offset, size) : NULL;

    if (data && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0 &&
        spool_store(p->spool, data, size, key) == 0)
        json_object_set_new(item->piece, "thumbnail", json_string(key));
    free(data);
}

static int keep_pdf(struct publisher *p, struct item *item, const struct result_reader *r,
                    const json_t *head, uint64_t offset, uint64_t size)
{
    size_t pages = json_array_size(json_object_get(item->piece, "pages"));
    char magic[5];

    if (item->source[0] || record_number(head, "pages", 0) != (double)pages ||
        pread(r->fd, magic, 5, (off_t)offset) != 5 || memcmp(magic, "%PDF-", 5) != 0)
        return 0;
    return files_copy(p, r->fd, offset, size, item->source, item->sha256, &item->size);
}

/* What a worker's problem is called in a clerk's sentence. */
static const char *problem_dutch(const char *code)
{
    static const char *const words[][2] = {
        {"timeout", "het bewerken duurde te lang"},
        {"memory", "het vroeg te veel geheugen"},
        {"limit-size", "de PDF zou te groot worden"},
        {"encrypted", "het bestand is beveiligd met een wachtwoord"},
        {"limit-pixels", "een afbeelding is te groot"},
        {"unsupported", "een pagina heeft een vorm die niet wordt ondersteund"},
    };

    for (size_t i = 0; code && i < sizeof words / sizeof *words; i++)
        if (strcmp(code, words[i][0]) == 0)
            return words[i][1];
    return "een pagina is beschadigd";
}

/* Reads what the worker wrote; item->source is set when it made the PDF. */
static int read_result(struct publisher *p, struct item *item, const char **problem)
{
    static char code[32];
    struct result_reader r;
    uint64_t offset, size;
    json_t *head;
    int rc = 0;

    result_reader_init(&r, job_result(item->job));
    while (rc == 0 && result_next(&r, &head, &offset, &size) == 1) {
        const char *kind = record_text(head, "item");
        if (kind && strcmp(kind, "pdf") == 0)
            rc = keep_pdf(p, item, &r, head, offset, size);
        else if (kind && strcmp(kind, "thumbnail") == 0)
            keep_thumbnail(p, item, &r, offset, size);
        else if (kind && strcmp(kind, "problem") == 0 && record_text(head, "code")) {
            snprintf(code, sizeof code, "%s", record_text(head, "code"));
            *problem = code;
        }
        json_decref(head);
    }
    return rc;
}

/* Of the room that composed pieces have; false: it is used up. */
static bool take_room(struct plan *plan, uint64_t size)
{
    bool fits = size <= plan->room;

    plan->room -= fits ? size : plan->room;
    return fits;
}

static int collect(struct publisher *p, struct plan *plan, struct item *item)
{
    const char *problem = NULL;

    if (item->making != MAKE_PDF)
        return 0;
    if (item->kept) {
        take_room(plan, (uint64_t)record_number(item->old, "size", 0));
        return 0;
    }
    if (pool_wait(p->pool, item->job, -1) < 0) {
        diag_warn("%s", pool_why(p->pool));
        return -1;
    }
    if (job_outcome(item->job) != JOB_DONE)
        problem = job_problem(item->job);
    else if (read_result(p, item, &problem) < 0)
        return -1;
    job_free(item->job);
    item->job = NULL;
    if (item->source[0] && take_room(plan, item->size))
        return 0;
    if (item->source[0]) {
        files_drop(p, item->source);
        problem = "limit-size";
    }
    json_object_del(item->piece, "thumbnail");
    item_fall_back(item, problem_dutch(problem));
    return look_for(p, plan, item);
}

static int start(struct publisher *p, struct plan *plan, struct item *item)
{
    if (look_for(p, plan, item) < 0)
        return -1;
    return item->kept || item->making != MAKE_PDF ? 0 : submit(p, plan, item);
}

int compose_items(struct publisher *p, struct plan *plan)
{
    size_t begun = 0, ahead = (size_t)p->workers * AHEAD;

    for (size_t i = 0; i < plan->count; i++) {
        for (; begun < plan->count && begun < i + ahead; begun++)
            if (start(p, plan, plan->items + begun) < 0)
                return -1;
        if (collect(p, plan, plan->items + i) < 0)
            return -1;
    }
    return 0;
}
