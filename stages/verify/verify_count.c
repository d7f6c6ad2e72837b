/* Pages counted again from the bytes, behind the walls. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "pipeline/pool.h"
#include "pipeline/result.h"
#include "pipeline/stream.h"
#include "stages/verify/verify.h"
#include "stages/formats/image.h"
#include "stages/formats/pdf.h"
#include "stages/formats/type.h"

#define BATCH 32 /* documents a worker: most take less than a fork */
#define QUEUED 8 /* batches in flight; each holds a descriptor a document */

static int count_pages(int fd, const char *type, struct problem *p)
{
    switch (type_group(type)) {
    case TYPE_PDF: {
        struct pdf *d = pdf_open(fd, p);
        int pages = d ? pdf_pages(d) : -1;
        pdf_close(d);
        return pages;
    }
    case TYPE_IMAGE:
        return image_pages(fd, type, p);
    case TYPE_PLAIN:
        return 1;
    default:
        return problem_set(p, "unsupported", "not a document");
    }
}

/* Request: an array of MIME types, one an input. Items: {"input": i, "pages": n}. */
static int work(void *state, const char *request, const int *inputs, size_t count,
                struct result_writer *out)
{
    (void)state;
    json_t *types = json_loads(request, 0, NULL);
    int bad = json_array_size(types) != count;
    for (size_t i = 0; i < count && !bad; i++) {
        struct problem p = {0};
        const char *type = json_string_value(json_array_get(types, i));
        int pages = type ? count_pages(inputs[i], type, &p) : -1;
        json_t *head = json_pack("{s:i,s:i}", "input", (int)i, "pages", pages);
        bad = !head || result_item(out, head, NULL, 0);
        json_decref(head);
    }
    json_decref(types);
    return bad;
}

static const struct worker_class counter = {
    .name = "verify",
    .work = work,
    .needs = {.threads = true},
};

struct pool *verify_counters(unsigned workers)
{
    char why[200];
    struct pool_limits limits = {.seconds = LIMIT_PAGE_SECONDS, .result = 1 << 20};
    struct pool *p = pool_start(&counter, NULL, &limits, workers, why, sizeof why);
    if (!p)
        diag_warn("cannot start workers: %s", why);
    return p;
}

/* Documents first .. first + count - 1, and the job that counts them. */
struct batch {
    size_t first, count;
    struct job *job;
};

static int open_document(const struct verify *v, const struct verify_document *d)
{
    return d->path ? openat(v->out_fd, d->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
                   : spool_open(v->spool, d->key);
}

/* Those that cannot be opened are /dev/null in the batch; the hashes tell of them. */
static int submit(struct verify *v, struct pool *p, struct batch *b)
{
    int inputs[BATCH];
    size_t opened = 0;
    json_t *types = json_array();
    for (; opened < b->count; opened++) {
        const struct verify_document *d = &v->documents[b->first + opened];
        inputs[opened] = open_document(v, d);
        if (inputs[opened] < 0)
            inputs[opened] = spool_temporary(v->spool);
        if (inputs[opened] < 0 || json_array_append_new(types, json_string(d->type)))
            break;
    }
    char *request = opened == b->count ? json_dumps(types, JSON_COMPACT) : NULL;
    int result = request ? spool_temporary(v->spool) : -1;
    b->job = result < 0 ? NULL : pool_submit(p, request, inputs, b->count, result, 0, 0);
    int error = errno;
    for (size_t i = 0; i < opened; i++)
        close(inputs[i]);
    free(request);
    json_decref(types);
    if (b->job)
        return 0;
    diag_warn("cannot count pages: %s", strerror(error));
    return -1;
}

static void take_result(struct verify *v, const struct batch *b)
{
    struct result_reader r;
    json_t *head;
    uint64_t offset, size;
    result_reader_init(&r, job_result(b->job));
    while (result_next(&r, &head, &offset, &size) == 1) {
        double input = record_number(head, "input", -1);
        if (input >= 0 && input < (double)b->count)
            v->documents[b->first + (size_t)input].counted = (long)record_number(head, "pages", -1);
        json_decref(head);
    }
}

/* What a worker left open when it died on a document is tried once more, one a worker. */
static int retry(struct verify *v, struct pool *p, const struct batch *b)
{
    for (size_t i = b->first; i < b->first + b->count; i++) {
        struct batch single = {.first = i, .count = 1};
        if (v->documents[i].counted != -2)
            continue;
        v->documents[i].counted = -1;
        if (submit(v, p, &single) || pool_wait(p, single.job, -1) < 0)
            return -1;
        take_result(v, &single);
        job_free(single.job);
    }
    return 0;
}

static int finish(struct verify *v, struct pool *p, struct batch *b)
{
    if (pool_wait(p, b->job, -1) < 0) {
        diag_warn("cannot count pages: %s", pool_why(p));
        return -1;
    }
    take_result(v, b);
    job_free(b->job);
    b->job = NULL;
    return retry(v, p, b);
}

static void judge(struct verify *v, const struct verify_document *d)
{
    if (d->counted == d->pages || d->excused)
        return;
    if (d->counted < 0)
        verify_found(v, "%s: its pages cannot be counted, there must be %ld", d->whose, d->pages);
    else
        verify_found(v, "%s: %ld pages, there must be %ld", d->whose, d->counted, d->pages);
}

int verify_counts(struct verify *v, struct pool *p)
{
    struct batch queue[QUEUED];
    size_t next = 0, first = 0, waiting = 0;
    for (size_t i = 0; i < v->documents_count; i++)
        v->documents[i].counted = -2; /* nothing heard yet */
    while (next < v->documents_count || waiting > 0) {
        if (next < v->documents_count && waiting < QUEUED) {
            size_t left = v->documents_count - next;
            struct batch *b = &queue[(first + waiting) % QUEUED];
            *b = (struct batch){.first = next, .count = left < BATCH ? left : BATCH};
            if (submit(v, p, b))
                return -1;
            next += b->count;
            waiting++;
            continue;
        }
        if (finish(v, p, &queue[first]))
            return -1;
        first = (first + 1) % QUEUED;
        waiting--;
    }
    for (size_t i = 0; i < v->documents_count; i++)
        judge(v, &v->documents[i]);
    return 0;
}
