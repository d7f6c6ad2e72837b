/* postkamer-show: what was read on a page, for the person who asks why. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/ledger.h"
#include "pipeline/limits.h"
#include "pipeline/processing.h"
#include "stages/read/show_worker.h"
#include "stages/common/stored.h"
#include "stages/read/tasks.h"
#include "stages/common/words.h"

static const char *words_wanted, *image_path;

static const struct stage_option options[] = {
    {"words", NULL, "print the page's words and second looks (the default)", &words_wanted},
    {"image", "FILE.png", "write the page as the recogniser saw it, with boxes", &image_path},
    {0},
};

static struct stage self = {
    .name = "show",
    .summary = "Shows what was read on a page of a submission; without PAGE lists its pages.",
    .options = options,
};

/* Text from outside, without what would steer a terminal. */
static void print_text(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        bool second = c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;
        putchar(*c < 0x20 || *c == 0x7f || second ? '?' : *c);
        c += second;
    }
}

static void print_words(const struct page *page)
{
    printf("# %.0f x %.0f points; x0 y0 x1 y1 confidence line word\n", (double)page->width,
           (double)page->height);
    for (size_t i = 0; i < page->word_count; i++) {
        const struct word *w = &page->words[i];
        printf("%.1f %.1f %.1f %.1f %.3f %d ", (double)w->x0, (double)w->y0, (double)w->x1,
               (double)w->y1, (double)w->confidence, w->line);
        print_text(w->text);
        putchar('\n');
    }
    if (page->reading_count)
        puts("# second looks; x0 y0 x1 y1 probability field holds value");
    for (size_t i = 0; i < page->reading_count; i++) {
        const struct reading *r = &page->readings[i];
        printf("%.1f %.1f %.1f %.1f %.3f %s %s ", (double)r->x0, (double)r->y0, (double)r->x1,
               (double)r->y1, (double)r->probability, r->field, r->valid ? "yes" : "no");
        print_text(r->value);
        putchar('\n');
    }
}

static void print_pages(const struct submission *s)
{
    const json_t *record;
    size_t i, number = 0;
    json_array_foreach(s->records, i, record)
    {
        if (strcmp(record_kind(record), "page") != 0)
            continue;
        printf("%zu ", ++number);
        print_text(record_string(record, "file"));
        printf(" page %d, %s%s\n", (int)record_number(record, "page", 0),
               record_text(record, "source") ? record_text(record, "source") : "?",
               record_true(record, "blank") ? ", blank" : "");
    }
}

/* The submission's page number `wanted`, from 1; NULL: it has fewer. */
static const json_t *nth_page(const struct submission *s, unsigned long wanted)
{
    const json_t *record;
    size_t i;
    json_array_foreach(s->records, i, record)
    {
        if (strcmp(record_kind(record), "page") == 0 && --wanted == 0)
            return record;
    }
    return NULL;
}

static int add_box(json_t *boxes, float x0, float y0, float x1, float y1, const int colour[3])
{
    return json_array_append_new(boxes,
                                 json_pack("[f,f,f,f,i,i,i]", (double)x0, (double)y0, (double)x1,
                                           (double)y1, colour[0], colour[1], colour[2]));
}

/* Words from green (sure) over orange to red, second looks in blue. NULL: no memory. */
static json_t *boxes_of(const struct page *page)
{
    static const int sure[] = {0, 150, 0}, fair[] = {230, 140, 0}, poor[] = {220, 0, 0},
                     looked[] = {0, 70, 230};
    json_t *boxes = json_array();
    int bad = !boxes;
    for (size_t i = 0; i < page->word_count && !bad; i++) {
        const struct word *w = &page->words[i];
        const int *colour = w->confidence >= 0.85F ? sure : w->confidence >= 0.6F ? fair : poor;
        bad = add_box(boxes, w->x0, w->y0, w->x1, w->y1, colour);
    }
    for (size_t i = 0; i < page->reading_count && !bad; i++) {
        const struct reading *r = &page->readings[i];
        bad = add_box(boxes, r->x0, r->y0, r->x1, r->y1, looked);
    }
    if (!bad)
        return boxes;
    json_decref(boxes);
    return NULL;
}

static int write_file(const char *data, size_t size)
{
    FILE *f = fopen(image_path, "wb");
    bool bad = !f || fwrite(data, 1, size, f) != size;
    if (f && fclose(f))
        bad = true;
    if (bad)
        diag_warn("cannot write '%s': %s", image_path, strerror(errno));
    return bad ? EXIT_IO : EXIT_DONE;
}

/* Writes what the worker drew. */
static int take_picture(const struct task *task)
{
    struct result_reader reader;
    json_t *head = NULL;
    uint64_t offset, size;
    result_reader_init(&reader, job_result(task->job));
    if (job_outcome(task->job) != JOB_DONE || result_next(&reader, &head, &offset, &size) <= 0) {
        diag_warn("the page cannot be drawn");
        return EXIT_FOUND;
    }
    const char *kind = record_text(head, "item"), *detail = record_text(head, "detail");
    bool drawn = kind && !strcmp(kind, "png");
    char *data = drawn ? result_load(&reader, offset, size) : NULL;
    int status = EXIT_FOUND;
    if (data)
        status = write_file(data, (size_t)size);
    else
        diag_warn("the page cannot be drawn: %s", detail ? detail : "no picture came");
    free(data);
    json_decref(head);
    return status;
}

static int draw(const json_t *record, const struct page *page)
{
    static const struct pool_limits limits = {LIMIT_WORKER_MEMORY, (uint64_t)256 << 20,
                                              LIMIT_PAGE_SECONDS};
    const char *blob = record_text(record, "blob"), *source = record_text(record, "source");
    struct tasks tasks;
    if (!blob || !spool_key_valid(blob) || !source || !strcmp(source, "plain")) {
        diag_warn("the page is text without a picture");
        return EXIT_USAGE;
    }
    json_t *request =
        json_pack("{s:O?,s:O?,s:s,s:i,s:o}", "type", json_object_get(record, "type"), "page",
                  json_object_get(record, "page"), "source", source, "rotation",
                  (int)record_number(record, "rotation", 0), "boxes", boxes_of(page));
    self.workers = 1;
    int status = tasks_open(&tasks, &self, &show_class, &limits);
    if (status) {
        json_decref(request);
        return status;
    }
    struct task *task = tasks_add(&tasks, blob, request, 0);
    if (task && tasks_wait(&tasks, task) == 0)
        status = take_picture(task);
    else {
        diag_warn("cannot draw the page: %s", strerror(errno));
        status = EXIT_IO;
    }
    tasks_free(&tasks, task);
    tasks_close(&tasks);
    return status;
}

/* The piece that a page stands in, else as much of one as the log needs. NULL: no memory. */
static json_t *piece_of(struct ledger *l, const struct submission *s, const json_t *page)
{
    json_t *pieces = ledger_pieces(l, submission_id(s)), *piece, *one;
    size_t i, k;
    json_array_foreach(pieces, i, piece)
    {
        json_array_foreach(json_object_get(piece, "pages"), k, one)
        {
            if (json_equal(json_object_get(one, "file"), json_object_get(page, "file")) &&
                json_equal(json_object_get(one, "page"), json_object_get(page, "page"))) {
                json_incref(piece);
                json_decref(pieces);
                return piece;
            }
        }
    }
    json_decref(pieces);
    return json_pack("{s:s}", "submission_id", submission_id(s));
}

/* Into the processing log, before anything is seen. */
static int note_use(const struct submission *s, const json_t *page)
{
    struct ledger ledger;
    char name[120];
    const struct processing_use use = {.name = "show", .who = stage_user(NULL, name, sizeof name)};
    int status = ledger_open(&ledger, self.out, true);
    json_t *piece = status ? NULL : piece_of(&ledger, s, page);
    if (!status)
        status = piece ? processing_use(&ledger, piece, &use) : -1;
    if (status)
        diag_warn("it cannot be written down that the page is shown: %s",
                  ledger.why[0] ? ledger.why : "out of memory");
    json_decref(piece);
    ledger_close(&ledger);
    return status ? EXIT_IO : EXIT_DONE;
}

static int show_page(const struct submission *s, const char *number)
{
    char *end;
    unsigned long wanted = strtoul(number, &end, 10);
    const json_t *record = *end || *number < '0' || *number > '9' ? NULL : nth_page(s, wanted);
    struct page page = {0};
    int status = EXIT_DONE;
    if (!record) {
        diag_warn("no such page: '%s'", number);
        return EXIT_USAGE;
    }
    status = note_use(s, record);
    if (!status && page_load(&self.spool, record, &page) < 0) {
        diag_warn("cannot read the page's words: %s", strerror(errno));
        status = EXIT_IO;
    }
    if (!status && (words_wanted || !image_path))
        print_words(&page);
    if (!status && image_path)
        status = draw(record, &page);
    page_release(&page);
    return status;
}

static struct submission *stored(const char *name, int *status)
{
    struct ledger ledger;
    char why[200] = "";
    struct submission *s = NULL;
    *status = EXIT_IO;
    if (ledger_open(&ledger, self.out, false)) {
        diag_warn("cannot open the ledger of '%s': %s", self.out, ledger.why);
        return NULL;
    }
    json_t *row = ledger_submission(&ledger, name);
    if (row && !(s = stored_submission(&self.spool, row, why, sizeof why)))
        diag_warn("cannot read the records of '%s': %s", name, why);
    if (!row && ledger.why[0])
        diag_warn("%s", ledger.why);
    else if (!row) {
        diag_warn("no such submission: '%s'", name);
        *status = EXIT_USAGE;
    }
    json_decref(row);
    ledger_close(&ledger);
    return s;
}

static int run(char **operands)
{
    int status;
    if (!self.out || !operands[0] || (operands[1] && operands[2])) {
        diag_warn(self.out ? "give a SUBMISSION and a PAGE" : "give --out DIR");
        return EXIT_USAGE;
    }
    struct submission *s = stored(operands[0], &status);
    if (!s)
        return status;
    status = EXIT_DONE;
    if (operands[1])
        status = show_page(s, operands[1]);
    else
        print_pages(s);
    submission_free(s);
    if ((fflush(stdout) || ferror(stdout)) && !status) {
        diag_warn("cannot write: %s", strerror(errno));
        status = EXIT_IO;
    }
    return status;
}

int main(int argc, char **argv)
{
    self.out = getenv("POSTKAMER_OUT");
    int first, status = stage_options(&self, argc, argv, "SUBMISSION [PAGE]", &first);
    if (status >= 0)
        return status;
    status = run(argv + first);
    spool_release(&self.spool);
    return status;
}
