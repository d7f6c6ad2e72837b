/* postkamer-ocr: reads the pages that have no text layer. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "pipeline/progress.h"
#include "stages/read/budget.h"
#include "stages/read/ocr_worker.h"
#include "stages/common/page_records.h"
#include "stages/read/tasks.h"
#include "stages/common/words.h"
#include "stages/formats/text.h"

#define QUESTION_MAX 400

static struct tasks tasks;

/* Pages that are read here: pixels, and nothing wrong with them so far. */
static bool is_picture(const json_t *problems, const json_t *record)
{
    const char *file = record_text(record, "file"), *source = record_text(record, "source");
    const char *blob = record_text(record, "blob");
    return !strcmp(record_kind(record), "page") && file && source && blob &&
           spool_key_valid(blob) && record_text(record, "type") && !record_true(record, "blank") &&
           (!strcmp(source, "image") || !strcmp(source, "render")) &&
           !problem_indexed(problems, file, (int)record_number(record, "page", 0));
}

static void question_of(const json_t *page, char out[QUESTION_MAX])
{
    snprintf(out, QUESTION_MAX, OCR_VERSION " %s %s %s %s %d %s", POSTKAMER_VERSION,
             reader_version(), record_text(page, "blob"), record_text(page, "type"),
             (int)record_number(page, "page", 1), record_text(page, "source"));
}

/* Queues the page's job unless its answer is known. -1: no memory. */
static int start_page(struct stage *self, const json_t *page)
{
    char question[QUESTION_MAX], key[SPOOL_KEY_SIZE];
    question_of(page, question);
    if (spool_recall(&self->spool, question, key) == 1)
        return 0;
    json_t *request = json_pack("{s:O,s:O,s:O?,s:O}", "type", json_object_get(page, "type"), "page",
                                json_object_get(page, "page"), "of", json_object_get(page, "of"),
                                "source", json_object_get(page, "source"));
    return tasks_add_about(&tasks, page, record_text(page, "blob"), request);
}

static int start(struct stage *self, struct submission *s)
{
    json_t *problems = problem_index(s), *record;
    size_t i;
    int status = problems ? 0 : -1;
    json_array_foreach(s->records, i, record)
    {
        if (status == 0 && is_picture(problems, record))
            status = start_page(self, record);
    }
    json_decref(problems);
    if (status < 0)
        diag_warn("out of memory");
    return status < 0 ? EXIT_IO : EXIT_DONE;
}

static void set_number(json_t *page, const json_t *answer, const char *name, double least,
                       double most)
{
    double value = record_number(answer, name, 0);
    json_object_set_new(page, name,
                        json_real(fmin(fmax(isfinite(value) ? value : 0, least), most)));
}

/* What was found about the page goes into its record. */
static void take_answer(json_t *page, const json_t *answer, const char *key)
{
    const char *looks = record_text(answer, "looks");
    int rotation = (int)record_number(answer, "rotation", 0);
    bool blank = record_true(answer, "blank");
    json_object_set_new(
        page, "rotation",
        json_integer(rotation == 90 || rotation == 180 || rotation == 270 ? rotation : 0));
    set_number(page, answer, "skew", -90, 90);
    set_number(page, answer, "ink", 0, 1);
    set_number(page, answer, "confidence", 0, 1);
    set_number(page, answer, "width", 0, 1e6);
    set_number(page, answer, "height", 0, 1e6);
    json_object_set_new(page, "blank", json_boolean(blank));
    if (record_true(answer, "through"))
        json_object_set_new(page, "through", json_true());
    if (looks && strlen(looks) == 16)
        json_object_set_new(page, "looks", json_string(looks));
    if (!blank)
        json_object_set_new(page, "words", json_string(key));
}

/* The answer as it is kept: the words object, checked, and what was found in it as "page". */
static json_t *checked_answer(const json_t *head, const json_t *words)
{
    struct page page = {0};
    bool blank = record_true(head, "blank");
    json_t *answer = blank ? json_object() : NULL;
    if (!blank && words_from_json(words, &page) == 0)
        answer = words_to_json(&page);
    page_release(&page);
    if (answer)
        json_object_set(answer, "page", (json_t *)head);
    return answer;
}

static int keep(struct stage *self, json_t *page, json_t *answer, struct budget *budget)
{
    char question[QUESTION_MAX], key[SPOOL_KEY_SIZE];
    char *text = json_dumps(answer, JSON_COMPACT | JSON_SORT_KEYS);
    question_of(page, question);
    int status = text ? spool_store(&self->spool, text, strlen(text), key) : -1;
    budget->used += text ? strlen(text) : 0;
    free(text);
    if (status == 0)
        status = spool_remember(&self->spool, question, key);
    if (status == 0)
        take_answer(page, json_object_get(answer, "page"), key);
    return status;
}

static int page_problem(struct submission *s, const json_t *page, const char *code,
                        const char *detail)
{
    errno = ENOMEM;
    return problem_record_add(s, record_text(page, "file"), (int)record_number(page, "page", 1),
                              code ? code : "unreadable", detail ? detail : "");
}

/* Takes what the worker wrote. -1 with errno. */
static int read_result(struct stage *self, struct submission *s, json_t *page,
                       const struct task *task, struct budget *budget)
{
    struct result_reader reader;
    json_t *head = NULL;
    uint64_t offset, size;
    result_reader_init(&reader, job_result(task->job));
    if (job_outcome(task->job) != JOB_DONE)
        return page_problem(s, page, job_problem(task->job), "the page could not be read");
    if (result_next(&reader, &head, &offset, &size) <= 0)
        return page_problem(s, page, "unreadable", "the page gave nothing");
    const char *kind = record_text(head, "item");
    json_t *words = tasks_load(&reader, offset, size);
    json_t *answer = kind && !strcmp(kind, "words") ? checked_answer(head, words) : NULL;
    int status =
        answer ? keep(self, page, answer, budget)
               : page_problem(s, page, record_text(head, "code"), record_text(head, "detail"));
    json_decref(answer);
    json_decref(words);
    json_decref(head);
    return status;
}

/* The page's answer from the spool. 1, 0 when there is none. */
static int recall(struct stage *self, json_t *page, struct budget *budget)
{
    char question[QUESTION_MAX], key[SPOOL_KEY_SIZE], *data;
    size_t size;
    question_of(page, question);
    if (spool_recall(&self->spool, question, key) != 1 ||
        spool_load(&self->spool, key, (size_t)64 << 20, &data, &size) < 0)
        return 0;
    json_t *answer = json_loadb(data, size, 0, NULL), *found = json_object_get(answer, "page");
    free(data);
    if (found)
        take_answer(page, found, key);
    budget->used += found ? size : 0;
    json_decref(answer);
    return found != NULL;
}

static int finish_page(struct stage *self, struct submission *s, json_t *page,
                       struct budget *budget)
{
    const char *spent;
    struct task *task = tasks_take(&tasks, page);
    if (!task) {
        if (recall(self, page, budget))
            return 0;
        if (start_page(self, page) < 0 || !(task = tasks_take(&tasks, page)))
            return page_problem(s, page, "unreadable", "the page's reading is lost");
    }
    if ((spent = budget_spent(budget))) {
        tasks_free(&tasks, task);
        return page_problem(s, page, spent, "the submission reached this limit before");
    }
    int status = tasks_wait(&tasks, task);
    if (status == 0) {
        budget->seconds -= job_seconds(task->job);
        status = read_result(self, s, page, task, budget);
    } else if (errno == ENOENT)
        status = page_problem(s, page, "vanished", "the file's bytes are not in the spool");
    tasks_free(&tasks, task);
    return status;
}

/* The text of the other pages stands in the spool already. */
static void count_text(struct stage *self, const struct submission *s, struct budget *budget)
{
    size_t i;
    const json_t *r;
    json_array_foreach(s->records, i, r)
    {
        struct stat st;
        const char *words = strcmp(record_kind(r), "page") ? NULL : record_text(r, "words");
        int fd = words && spool_key_valid(words) ? spool_open(&self->spool, words) : -1;
        if (fd < 0)
            continue;
        if (fstat(fd, &st) == 0)
            budget->used += (uint64_t)st.st_size;
        close(fd);
    }
}

static int finish(struct stage *self, struct submission *s)
{
    json_t *problems = problem_index(s);
    size_t count = json_array_size(s->records);
    struct budget budget;
    budget_init(&budget, s);
    count_text(self, s, &budget);
    int status = problems ? 0 : -1;
    for (size_t i = 0; i < count && status == 0; i++) {
        json_t *record = json_array_get(s->records, i);
        if (is_picture(problems, record))
            status = finish_page(self, s, record, &budget);
        if (!strcmp(record_kind(record), "page"))
            progress_add("pages", 1);
    }
    json_decref(problems);
    if (status < 0)
        diag_warn("cannot read the pages of '%s': %s", submission_name(s), strerror(errno));
    return status < 0 ? EXIT_IO : EXIT_DONE;
}

static int open_pool(struct stage *self)
{
    static const struct pool_limits limits = {LIMIT_WORKER_MEMORY, (uint64_t)64 << 20,
                                              LIMIT_PAGE_SECONDS};
    return tasks_open(&tasks, self, &ocr_class, &limits);
}

static int close_pool(struct stage *self, int complete)
{
    (void)self, (void)complete;
    tasks_close(&tasks);
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    struct stage stage = {.name = "ocr",
                          .summary = "Reads the pages that have no text layer.",
                          .open = open_pool,
                          .start = start,
                          .finish = finish,
                          .close = close_pool,
                          .own_pages = true};
    return stage_run(&stage, argc, argv);
}
