#include "stages/read/paginate_gather.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/data.h"
#include "pipeline/limits.h"
#include "stages/common/page_records.h"
#include "stages/read/paginate_worker.h"
#include "stages/common/words.h"

#define RANGE 32       /* pages a job, at least */
#define RANGE_MOST 256 /* ... at most: what one job does is lost when it is killed */
#define RANGES 16      /* jobs for a file in between */
#define TEXT_MAX ((uint64_t)64 << 20)
#define MANY 8       /* pages whose words are made durable together */
#define DEATHS_MAX 5 /* workers that a file may kill one after the other */

/* Each job opens the file and goes through its tree of pages anew, which takes the longer the more
 * pages there are: of a long file it takes more of them at once. How long it is, the first says. */
static int range_of(const struct gather *g, int first)
{
    int share = first == 1 ? 0 : g->pages / RANGES;
    return share < RANGE ? RANGE : share > RANGE_MOST ? RANGE_MOST : share;
}

static void question_of(const struct gather *g, int first, char *out, size_t size)
{
    snprintf(out, size, PAGINATE_VERSION " %s %s %s %d+%d", POSTKAMER_VERSION, g->blob, g->type,
             first, range_of(g, first));
}

static json_t *request_of(const struct gather *g, int first)
{
    return json_pack("{s:s,s:i,s:i}", "type", g->type, "first", first, "most", range_of(g, first));
}

int gather_start(struct gather *g)
{
    char question[400], key[SPOOL_KEY_SIZE];
    question_of(g, 1, question, sizeof question);
    if (spool_recall(g->spool, question, key) == 1)
        return 0;
    return tasks_add_about(g->tasks, g->file, g->blob, request_of(g, 1));
}

/* The words of a page as the worker wrote them, checked and stored. 1: they are none that can be
 * used; -1 with errno when they cannot be stored: a page must not lose its text to a full disk. */
static int store_words(struct gather *g, json_t *words, char key[SPOOL_KEY_SIZE])
{
    struct page page = {0};
    if (words_from_json(words, &page)) {
        page_release(&page);
        return 1;
    }
    json_t *checked = words_to_json(&page);
    char *text = checked ? json_dumps(checked, JSON_COMPACT) : NULL;
    errno = ENOMEM;
    int status = text ? spool_store(g->spool, text, strlen(text), key) : -1;
    free(text);
    json_decref(checked);
    page_release(&page);
    return status;
}

static double length_of(const json_t *item, const char *name)
{
    double value = record_number(item, name, 0);
    return value >= 0 && value <= 1e6 ? round(value * 10) / 10 : 0;
}

/* Adds the records of one page item. -1: no memory. */
static int add_page(struct gather *g, const json_t *item)
{
    const char *code = record_text(item, "code"), *detail = record_string(item, "detail");
    const char *words = record_text(item, "words"), *looks = record_text(item, "looks");
    json_t *r = page_record_add(g->s, g->file, g->next, g->pages,
                                page_source_of(record_text(item, "source")),
                                length_of(item, "width"), length_of(item, "height"));
    if (!r)
        return -1;
    if (record_true(item, "blank"))
        json_object_set_new(r, "blank", json_true());
    if (words)
        json_object_set_new(r, "words", json_string(words));
    if (looks && strlen(looks) == 16)
        json_object_set_new(r, "looks", json_string(looks));
    int status = code ? problem_record_add(g->s, g->name, g->next, code, detail) : 0;
    g->next++;
    return status;
}

static int whole_problem(struct gather *g, const json_t *item)
{
    const char *code = record_text(item, "code");
    g->done = true;
    return problem_record_add(g->s, g->name, 0, code ? code : "unreadable",
                              record_string(item, "detail"));
}

/* One item of an answer, a worker's or a kept one. -1 with errno; an item that does not fit
 * (a worker may have been taken over by its input) is passed by. */
static int take_item(struct gather *g, const json_t *item)
{
    const char *kind = record_text(item, "item");
    int number = (int)record_number(item, kind && !strcmp(kind, "count") ? "pages" : "page", 0);
    errno = ENOMEM;
    if (!kind || g->done)
        return 0;
    if (!strcmp(kind, "problem") && g->pages == 0)
        return whole_problem(g, item);
    if (!strcmp(kind, "count") && g->pages == 0 && number > LIMIT_PAGES) {
        g->done = true;
        return problem_record_add(g->s, g->name, 0, "limit-pages", "too many pages");
    }
    if (!strcmp(kind, "count") && g->pages == 0 && number > 0)
        g->pages = number;
    if (!strcmp(kind, "page") && g->pages > 0 && number == g->next && number <= g->pages) {
        g->budget->used += (uint64_t)record_number(item, "size", 0);
        return add_page(g, item);
    }
    return 0;
}

/* Reads a job's items, stores their words, and gathers them in `answer`. Words of many pages are
 * durable at the end only, before anything names them. -1 with errno. */
static int read_result(struct gather *g, const struct task *task, json_t *answer)
{
    struct result_reader reader;
    json_t *head;
    uint64_t offset, size;
    int more, status = 0;
    result_reader_init(&reader, job_result(task->job));
    while (status == 0 && (more = result_next(&reader, &head, &offset, &size)) > 0) {
        char key[SPOOL_KEY_SIZE];
        json_t *words = tasks_load(&reader, offset, size);
        json_object_del(head, "words");
        if (g->pages >= MANY)
            spool_batch(g->spool);
        int stored = words ? store_words(g, words, key) : 1;
        json_object_del(head, "size");
        if (stored == 0) {
            json_object_set_new(head, "words", json_string(key));
            json_object_set_new(head, "size", json_integer((json_int_t)size));
        }
        json_decref(words);
        status = stored < 0 ? -1 : take_item(g, head);
        json_array_append_new(answer, head);
    }
    if (status == 0 && g->spool->batch)
        status = spool_sync(g->spool);
    return status;
}

/* Keeps a whole answer, so that these bytes are not opened again. */
static int keep_answer(struct gather *g, int first, const json_t *answer)
{
    char question[400], key[SPOOL_KEY_SIZE];
    char *text = json_dumps(answer, JSON_COMPACT);
    question_of(g, first, question, sizeof question);
    int status = text ? spool_store(g->spool, text, strlen(text), key) : -1;
    free(text);
    return status < 0 ? -1 : spool_remember(g->spool, question, key);
}

/* A known answer to the question for the range. 1, 0 when there is none, -1 with errno. */
static int recall_answer(struct gather *g)
{
    char question[400], key[SPOOL_KEY_SIZE], *data;
    size_t size, i;
    json_t *item;
    question_of(g, g->next, question, sizeof question);
    if (spool_recall(g->spool, question, key) != 1 ||
        spool_load(g->spool, key, (size_t)64 << 20, &data, &size) < 0)
        return 0;
    json_t *answer = json_loadb(data, size, 0, NULL);
    int status = json_is_array(answer) ? 1 : 0;
    free(data);
    json_array_foreach(answer, i, item)
    {
        if (take_item(g, item) < 0)
            status = -1;
    }
    json_decref(answer);
    return status;
}

/* For whose turn it is: what the submission has left, or what the text of some pages may be. */
static uint64_t room(const struct gather *g)
{
    uint64_t left = g->budget->bytes - g->budget->used;
    return left < TEXT_MAX ? left : TEXT_MAX;
}

/* The page at which the worker died gets its records; the ones behind it go on. A file that kills
 * one worker after the other is not tried further. */
static int after_death(struct gather *g, const struct task *task, int first)
{
    const char *code = job_problem(task->job);
    char item[240];
    errno = ENOMEM;
    if (g->next == first && task->bytes == 0 && job_outcome(task->job) == JOB_TOO_BIG)
        return 0; /* it worked ahead, in little room */
    if (g->pages == 0) {
        g->done = true;
        return problem_record_add(g->s, g->name, 0, code, "the file cannot be opened");
    }
    /* Time or memory may have gone to the pages before: the page gets a worker of its own. */
    if (g->next > first && job_outcome(task->job) != JOB_CRASHED)
        return 0;
    snprintf(item, sizeof item, "{\"item\":\"page\",\"source\":\"render\",\"code\":\"%s\"}", code);
    json_t *page = json_loads(item, 0, NULL);
    g->deaths++;
    int status = page ? add_page(g, page) : -1;
    while (status == 0 && g->deaths >= DEATHS_MAX && g->next <= g->pages)
        status = add_page(g, page);
    json_decref(page);
    return status;
}

/* The submission has nothing left for this file, or for its pages from here on. */
static int out_of_budget(struct gather *g, const char *code)
{
    json_t *page = json_pack("{s:s,s:s,s:s,s:s}", "item", "page", "source", "render", "code", code,
                             "detail", "the submission reached this limit before");
    int status = page ? 0 : -1;
    errno = ENOMEM;
    if (page && g->pages == 0)
        status = whole_problem(g, page);
    while (status == 0 && !g->done && g->next <= g->pages)
        status = add_page(g, page);
    json_decref(page);
    return status;
}

/* Takes the pages from g->next on, by what is known or by a job. -1 with errno. */
static int gather_range(struct gather *g)
{
    int first = g->next, known = recall_answer(g);
    struct task *task = first == 1 && g->deaths == 0 ? tasks_take(g->tasks, g->file) : NULL;
    if (known != 0 && (g->done || g->next > first)) {
        /* Answered meanwhile by a file with the same bytes: the task goes with its record. */
        tasks_free(g->tasks, task);
        return known < 0 ? -1 : 0;
    }
    const char *spent = budget_spent(g->budget);
    if (spent) {
        tasks_free(g->tasks, task);
        return out_of_budget(g, spent);
    }
    if (!task)
        task = tasks_add(g->tasks, g->blob, request_of(g, first), room(g));
    json_t *answer = json_array();
    errno = ENOMEM;
    int status = task && answer ? tasks_wait(g->tasks, task) : -1;
    if (status == 0) {
        g->budget->seconds -= job_seconds(task->job);
        status = read_result(g, task, answer);
    }
    if (status == 0 && g->next > first)
        g->deaths = 0;
    /* What came before there was no more room is an answer. */
    bool ended = task && status == 0 && job_outcome(task->job) == JOB_TOO_BIG && g->next > first;
    if (status == 0 && !g->done && job_outcome(task->job) != JOB_DONE && !ended)
        status = after_death(g, task, first);
    else if (status == 0 && (g->done || g->next > first))
        status = keep_answer(g, first, answer);
    else if (status == 0)
        status = (g->done = true, problem_record_add(g->s, g->name, g->pages ? g->next : 0,
                                                     "unreadable", "no pages were found"));
    json_decref(answer);
    tasks_free(g->tasks, task);
    return status;
}

int gather_pages(struct gather *g)
{
    int status = 0;
    while (status == 0 && !g->done && (g->pages == 0 || g->next <= g->pages))
        status = gather_range(g);
    if (status < 0 && errno == ENOENT)
        return problem_record_add(g->s, g->name, 0, "vanished",
                                  "the file's bytes are not in the spool");
    return status;
}
