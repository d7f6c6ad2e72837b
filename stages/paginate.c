/* postkamer-paginate: counts the pages of every file and says of each how it is to be read. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "stages/common/page_records.h"
#include "stages/common/paginate_worker.h"
#include "stages/common/tasks.h"
#include "stages/common/words.h"
#include "stages/formats/type.h"

#define RANGE 32     /* pages a job */
#define DEATHS_MAX 5 /* workers that a file may kill one after the other */

/* A file whose first job is queued, by its `file` record. */
struct first_job {
    struct first_job *next;
    const json_t *file;
    struct task *task;
};

struct paginate {
    struct tasks tasks;
    struct first_job *jobs, **end; /* oldest first; where the next one goes */
};

static struct paginate state = {.end = &state.jobs};

/* What is known of a file while its pages are gathered. */
struct gather {
    struct stage *self;
    struct submission *s;
    const json_t *file;
    const char *name, *blob, *type;
    int pages, next; /* of the file, 0: not yet known; the next that is to be looked at */
    int deaths;
    bool done;
};

static void question_of(const struct gather *g, int first, char *out, size_t size)
{
    snprintf(out, size, PAGINATE_VERSION " %s %s %s %d+%d", POSTKAMER_VERSION, g->blob, g->type,
             first, RANGE);
}

/* Files that are pages: no containers, nothing that has been refused as a whole. */
static bool is_paper(const json_t *problems, const json_t *file)
{
    const char *role = record_text(file, "role"), *name = record_text(file, "file");
    return !strcmp(record_kind(file), "file") && name && role && strcmp(role, "container") != 0 &&
           !problem_indexed(problems, name, 0);
}

/* Kept as it is and looked at by nobody. */
static bool is_litter(const json_t *file)
{
    const char *role = record_text(file, "role");
    return !strcmp(role, "litter") || !strcmp(role, "signature");
}

static struct task *ask(const struct gather *g, int first)
{
    return tasks_add(&state.tasks, g->blob,
                     json_pack("{s:s,s:i,s:i}", "type", g->type, "first", first, "most", RANGE));
}

/* Queues the first job of a file whose answer is not known. -1: no memory. */
static int start_file(struct stage *self, struct submission *s, const json_t *file)
{
    char question[400], key[SPOOL_KEY_SIZE];
    struct gather g = {self,
                       s,
                       file,
                       record_text(file, "file"),
                       record_text(file, "blob"),
                       record_text(file, "type"),
                       0,
                       1,
                       0,
                       false};
    if (is_litter(file) || !g.blob || !g.type || !spool_key_valid(g.blob))
        return 0;
    question_of(&g, 1, question, sizeof question);
    if (spool_recall(&self->spool, question, key) == 1)
        return 0;
    struct first_job *job = calloc(1, sizeof *job);
    if (!job || !(job->task = ask(&g, 1))) {
        free(job);
        return -1;
    }
    job->file = file;
    *state.end = job;
    state.end = &job->next;
    return 0;
}

static int start(struct stage *self, struct submission *s)
{
    json_t *problems = problem_index(s), *file;
    size_t i;
    int status = problems ? 0 : -1;
    json_array_foreach(s->records, i, file)
    {
        if (status == 0 && is_paper(problems, file))
            status = start_file(self, s, file);
    }
    json_decref(problems);
    if (status < 0)
        diag_warn("out of memory");
    return status < 0 ? EXIT_IO : EXIT_DONE;
}

static struct task *take_job(const json_t *file)
{
    for (struct first_job **at = &state.jobs; *at; at = &(*at)->next)
        if ((*at)->file == file) {
            struct first_job *job = *at;
            struct task *task = job->task;
            *at = job->next;
            if (!*at)
                state.end = at;
            free(job);
            return task;
        }
    return NULL;
}

/* The words of a page as the worker wrote them, checked and stored; "" when there are none. */
static int store_words(struct gather *g, json_t *words, char key[SPOOL_KEY_SIZE])
{
    struct page page = {0};
    int status = words_from_json(words, &page);
    json_t *checked = status == 0 ? words_to_json(&page) : NULL;
    char *text = checked ? json_dumps(checked, JSON_COMPACT) : NULL;
    status = text ? spool_store(&g->self->spool, text, strlen(text), key) : -1;
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
    const char *code = record_text(item, "code"), *detail = record_text(item, "detail");
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
    int status = code ? problem_record_add(g->s, g->name, g->next, code, detail ? detail : "") : 0;
    g->next++;
    return status;
}

static int whole_problem(struct gather *g, const json_t *item)
{
    const char *code = record_text(item, "code"), *detail = record_text(item, "detail");
    g->done = true;
    return problem_record_add(g->s, g->name, 0, code ? code : "unreadable", detail ? detail : "");
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
    if (!strcmp(kind, "page") && g->pages > 0 && number == g->next && number <= g->pages)
        return add_page(g, item);
    return 0;
}

/* Reads a job's items, stores their words, and gathers them in `answer`. -1 with errno. */
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
        if (words && store_words(g, words, key) == 0)
            json_object_set_new(head, "words", json_string(key));
        json_decref(words);
        status = take_item(g, head);
        json_array_append_new(answer, head);
    }
    return status;
}

/* Keeps a whole answer, so that these bytes are not opened again. */
static int keep_answer(struct gather *g, int first, const json_t *answer)
{
    char question[400], key[SPOOL_KEY_SIZE];
    char *text = json_dumps(answer, JSON_COMPACT);
    question_of(g, first, question, sizeof question);
    int status = text ? spool_store(&g->self->spool, text, strlen(text), key) : -1;
    free(text);
    return status < 0 ? -1 : spool_remember(&g->self->spool, question, key);
}

/* A known answer to the question for the range. 1, 0 when there is none, -1 with errno. */
static int recall_answer(struct gather *g)
{
    char question[400], key[SPOOL_KEY_SIZE], *data;
    size_t size, i;
    json_t *item;
    question_of(g, g->next, question, sizeof question);
    if (spool_recall(&g->self->spool, question, key) != 1 ||
        spool_load(&g->self->spool, key, (size_t)64 << 20, &data, &size) < 0)
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

/* The page at which the worker died gets its records; the ones behind it go on. A file that kills
 * one worker after the other is not tried further. */
static int after_death(struct gather *g, const struct task *task, int first)
{
    const char *code = job_problem(task->job);
    char item[240];
    errno = ENOMEM;
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

/* Takes the pages from g->next on, by what is known or by a job. -1 with errno. */
static int gather_range(struct gather *g)
{
    int first = g->next, known = recall_answer(g);
    if (known != 0 && (g->done || g->next > first))
        return known < 0 ? -1 : 0;
    struct task *task = first == 1 && g->deaths == 0 ? take_job(g->file) : NULL;
    if (!task)
        task = ask(g, first);
    json_t *answer = json_array();
    errno = ENOMEM;
    int status = task && answer ? tasks_wait(&state.tasks, task) : -1;
    if (status == 0)
        status = read_result(g, task, answer);
    if (status == 0 && g->next > first)
        g->deaths = 0;
    if (status == 0 && !g->done && job_outcome(task->job) != JOB_DONE)
        status = after_death(g, task, first);
    else if (status == 0 && (g->done || g->next > first))
        status = keep_answer(g, first, answer);
    else if (status == 0)
        status = (g->done = true, problem_record_add(g->s, g->name, g->pages ? g->next : 0,
                                                     "unreadable", "no pages were found"));
    json_decref(answer);
    tasks_free(&state.tasks, task);
    return status;
}

static int gather_file(struct stage *self, struct submission *s, const json_t *file)
{
    struct gather g = {self,
                       s,
                       file,
                       record_text(file, "file"),
                       record_text(file, "blob"),
                       record_text(file, "type"),
                       0,
                       1,
                       0,
                       false};
    errno = ENOMEM;
    if (is_litter(file))
        return page_record_add(s, file, 1, 1, PAGE_PLAIN, 0, 0) ? 0 : -1;
    if (!g.blob || !g.type || !spool_key_valid(g.blob))
        return problem_record_add(s, g.name, 0, "unreadable", "the file has no content");
    int status = 0;
    while (status == 0 && !g.done && (g.pages == 0 || g.next <= g.pages))
        status = gather_range(&g);
    if (status < 0 && errno == ENOENT)
        return problem_record_add(s, g.name, 0, "vanished",
                                  "the file's bytes are not in the spool");
    return status;
}

static int finish(struct stage *self, struct submission *s)
{
    size_t count = json_array_size(s->records);
    json_t *problems = problem_index(s);
    int status = problems ? 0 : -1;
    for (size_t i = 0; i < count && status == 0; i++) {
        json_t *file = json_array_get(s->records, i);
        if (is_paper(problems, file))
            status = gather_file(self, s, file);
    }
    json_decref(problems);
    if (status < 0)
        diag_warn("cannot paginate '%s': %s", submission_name(s), strerror(errno));
    return status < 0 ? EXIT_IO : EXIT_DONE;
}

static int open_pool(struct stage *self)
{
    static const struct pool_limits limits = {LIMIT_WORKER_MEMORY, (uint64_t)256 << 20,
                                              LIMIT_PAGE_SECONDS};
    return tasks_open(&state.tasks, self, &paginate_class, &limits);
}

static int close_pool(struct stage *self, int complete)
{
    (void)self, (void)complete;
    while (state.jobs) {
        struct first_job *job = state.jobs;
        state.jobs = job->next;
        tasks_free(&state.tasks, job->task);
        free(job);
    }
    tasks_close(&state.tasks);
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    struct stage stage = {.name = "paginate",
                          .summary =
                              "Counts the pages of every file and takes up their text layers.",
                          .open = open_pool,
                          .start = start,
                          .finish = finish,
                          .close = close_pool};
    return stage_run(&stage, argc, argv);
}
