#include "stages/read/tasks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/limits.h"

#define ITEM_MAX ((uint64_t)64 << 20)
#define RESULT_MIN ((uint64_t)1 << 20) /* the text of a range of pages, nearly always */

int tasks_open(struct tasks *t, struct stage *stage, const struct worker_class *class,
               const struct pool_limits *limits)
{
    char why[240];
    long cores = stage->workers ? (long)stage->workers : sysconf(_SC_NPROCESSORS_ONLN);
    struct pool_limits own = *limits;
    *t = (struct tasks){.stage = stage, .most = (size_t)(cores < 1 ? 1 : cores) * 3 + 8};
    if (own.result == 0)
        own.result = LIMIT_AHEAD / t->most > RESULT_MIN ? LIMIT_AHEAD / t->most : RESULT_MIN;
    t->pool = pool_start(class, NULL, &own, stage->workers, why, sizeof why);
    t->about_end = &t->about;
    if (t->pool)
        return EXIT_DONE;
    diag_warn("cannot start workers: %s", why);
    return EXIT_IO;
}

void tasks_close(struct tasks *t)
{
    while (t->about) {
        struct task *task = t->about;
        t->about = task->next_about;
        tasks_free(t, task);
    }
    pool_stop(t->pool);
    t->pool = NULL;
}

static void unlink_task(struct tasks *t, struct task *task)
{
    if (!task->queued)
        return;
    *(task->previous ? &task->previous->next : &t->first) = task->next;
    *(task->next ? &task->next->previous : &t->last) = task->previous;
    task->next = task->previous = NULL;
    task->queued = false;
}

/* Gives a task to the pool. -1 with errno. */
static int send_task(struct tasks *t, struct task *task)
{
    struct spool *spool = &t->stage->spool;
    unlink_task(t, task);
    int in = spool_open(spool, task->blob);
    int out = in < 0 ? -1 : spool_temporary(spool);
    if (out >= 0)
        task->job = pool_submit(t->pool, task->request, &in, 1, out, 0, task->bytes);
    int error = errno;
    if (in >= 0)
        close(in);
    errno = error;
    t->sent += task->job != NULL;
    return task->job ? 0 : -1;
}

/* Sends what the pool has room for. A task that cannot be sent waits: tasks_wait will say why. */
static void pump(struct tasks *t)
{
    while (t->first && t->sent < t->most)
        if (send_task(t, t->first) < 0)
            return;
}

struct task *tasks_add(struct tasks *t, const char *blob, json_t *request, uint64_t bytes)
{
    struct task *task = calloc(1, sizeof *task);
    char *text = json_dumps(request, JSON_COMPACT);
    json_decref(request);
    if (!task || !text || !spool_key_valid(blob)) {
        free(task);
        free(text);
        return NULL;
    }
    task->request = text;
    task->bytes = bytes;
    memcpy(task->blob, blob, sizeof task->blob);
    task->queued = true;
    task->previous = t->last;
    *(t->last ? &t->last->next : &t->first) = task;
    t->last = task;
    pump(t);
    return task;
}

int tasks_add_about(struct tasks *t, const json_t *about, const char *blob, json_t *request)
{
    struct task *task = tasks_add(t, blob, request, 0);
    if (!task)
        return -1;
    task->about = about;
    *t->about_end = task;
    t->about_end = &task->next_about;
    return 0;
}

/* Records are asked for in the order in which they came: the first is nearly always it. */
struct task *tasks_take(struct tasks *t, const json_t *about)
{
    for (struct task **at = &t->about; *at; at = &(*at)->next_about) {
        struct task *task = *at;
        const char *blob = record_text(about, "blob");
        if (task->about != about || !blob || strcmp(task->blob, blob) != 0)
            continue; /* a record that is gone may have stood at the same address */
        *at = task->next_about;
        if (!*at)
            t->about_end = at;
        return task;
    }
    return NULL;
}

int tasks_wait(struct tasks *t, struct task *task)
{
    int status;
    if (!task->job && send_task(t, task) < 0)
        return -1;
    while ((status = pool_wait(t->pool, task->job, t->stage->wake)) == 0)
        stage_take_up(t->stage);
    return status < 0 ? -1 : 0;
}

void tasks_free(struct tasks *t, struct task *task)
{
    if (!task)
        return;
    unlink_task(t, task);
    t->sent -= task->job != NULL;
    job_free(task->job);
    free(task->request);
    free(task);
    pump(t);
}

json_t *tasks_load(const struct result_reader *r, uint64_t offset, uint64_t size)
{
    char *text = size > 0 && size <= ITEM_MAX ? result_load(r, offset, size) : NULL;
    json_t *json = text ? json_loadb(text, size, 0, NULL) : NULL;
    free(text);
    return json;
}
