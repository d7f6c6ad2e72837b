#include "stages/learn/lessons.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "classifiers/fold.h"
#include "classifiers/grow.h"
#include "classifiers/noise.h"
#include "classifiers/table.h"
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/ledger.h"
#include "stages/common/stored.h"

#define HELD_OF 5 /* one submission in five is for testing */

void lessons_release(struct lessons *l)
{
    for (size_t i = 0; i < l->count; i++) {
        struct lesson *x = &l->list[i];
        pages_ready_release(&x->ready);
        submission_free(x->submission);
        free(x->name);
        free(x->piece);
        free(x->place);
        free(x->pieces);
    }
    free(l->list);
    *l = (struct lessons){0};
}

static bool named_picture(const char *file)
{
    const char *dot = strrchr(file, '.');
    return dot && (!strcmp(dot, ".jpg") || !strcmp(dot, ".jpeg") || !strcmp(dot, ".png"));
}

/* One scanner a submission: its pages are about as hard to read. */
static void spoil_lesson(struct lesson *x)
{
    static const float rates[] = {0.003F, 0.01F, 0.02F, 0.03F, 0.05F, 0.08F};
    unsigned seed = fold_hash(x->name, strlen(x->name), 5);
    float rate = rates[seed % (sizeof rates / sizeof *rates)];
    for (size_t i = 0; i < x->ready.count; i++) {
        struct page *p = &x->ready.pages[i];
        if (p->source == PAGE_TEXT)
            page_spoil(p, seed + (unsigned)i, rate);
    }
    for (size_t i = 0; i < x->ready.judged_count; i++) {
        struct judge_page *p = &x->ready.judged[i];
        p->photo |= named_picture(p->page->file) && p->page->file_page_count == 1;
    }
}

void lessons_spoil(struct lessons *l)
{
    for (size_t i = 0; i < l->count; i++)
        spoil_lesson(&l->list[i]);
}

/* True pieces by page: the table gives a page's piece, `places` its place in it. */
static int index_truth(struct lesson *x, const struct catalogue *c, const json_t *pieces,
                       struct table *by_page, struct table *places)
{
    size_t i, k;
    json_t *piece, *page;
    x->pieces = calloc(json_array_size(pieces) + 1, sizeof *x->pieces);
    if (!x->pieces)
        return -1;
    json_array_foreach(pieces, i, piece)
    {
        const json_t *pages = json_object_get(piece, "pages");
        x->pieces[i].type = catalogue_find(c, record_text(piece, "type"));
        x->pieces[i].pages = (int)json_array_size(pages);
        json_array_foreach(pages, k, page)
        {
            char key[PAGE_KEY_MAX];
            page_key(record_string(page, "file"), (int)record_number(page, "page", 0), key);
            if (!table_put(by_page, key, (uint32_t)i) || !table_put(places, key, (uint32_t)k))
                return -1;
        }
    }
    x->piece_count = json_array_size(pieces);
    return 0;
}

static int label_pages(struct lesson *x, const struct table *by_page, const struct table *places)
{
    x->piece = calloc(x->ready.judged_count + 1, sizeof *x->piece);
    x->place = calloc(x->ready.judged_count + 1, sizeof *x->place);
    if (!x->piece || !x->place)
        return -1;
    for (size_t i = 0; i < x->ready.judged_count; i++) {
        char key[PAGE_KEY_MAX];
        const struct page *p = x->ready.judged[i].page;
        page_key(p->file, p->number, key);
        const uint32_t *piece = table_get(by_page, key), *place = table_get(places, key);
        x->piece[i] = piece ? (int)*piece : -1;
        x->place[i] = place ? (int)*place : -1;
    }
    return 0;
}

int lessons_add(struct lessons *l, const struct catalogue *c, struct spool *spool,
                struct submission *s, const json_t *pieces)
{
    struct table by_page = {0}, places = {0};
    if (grow(&l->list, l->count, &l->room, sizeof *l->list) < 0) {
        submission_free(s);
        return -1;
    }
    struct lesson *x = &l->list[l->count++];
    *x = (struct lesson){.name = strdup(submission_name(s)), .submission = s};
    x->held = l->hold == HOLD_ALL ||
              (l->hold == HOLD_SOME &&
               fold_hash(submission_name(s), strlen(submission_name(s)), 77) % HELD_OF == 0);
    int bad = !x->name || pages_ready_init(&x->ready, spool, s) < 0 ||
              index_truth(x, c, pieces, &by_page, &places) < 0 ||
              label_pages(x, &by_page, &places) < 0;
    table_release(&by_page);
    table_release(&places);
    return bad ? -1 : 0;
}

/* The truth of a corpus by submission; NULL after a message. */
static json_t *load_truth(const char *corpus)
{
    char path[PATH_MAX], *line = NULL;
    size_t room = 0;
    snprintf(path, sizeof path, "%s/truth.ndjson", corpus);
    FILE *in = fopen(path, "re");
    json_t *all = json_object();
    unsigned long number = 0;
    if (!in)
        diag_warn("cannot open '%s': %s", path, strerror(errno));
    while (in && all && getline(&line, &room, in) >= 0) {
        json_t *one = json_loads(line, 0, NULL);
        const char *name = record_text(one, "submission");
        number++;
        if (name)
            json_object_set(all, name, json_object_get(one, "pieces"));
        else
            diag_warn("%s: line %lu is no truth", path, number);
        json_decref(one);
    }
    free(line);
    if (in)
        fclose(in);
    if (!in) {
        json_decref(all);
        all = NULL;
    }
    return all;
}

/* Starts one of our programs between two descriptors. -1 with errno. */
static pid_t start(const char *name, const char *work, const char *inbox, int in, int out)
{
    char path[PATH_MAX];
    if (data_program(name, path, sizeof path) < 0)
        return -1;
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    if ((in >= 0 && dup2(in, STDIN_FILENO) < 0) || dup2(out, STDOUT_FILENO) < 0)
        _exit(EXIT_IO);
    execl(path, path, "--quiet", "--out", work, inbox, (char *)NULL);
    _exit(EXIT_IO);
}

/* unpack | paginate | ocr; the last one's output, or NULL after a message. */
static FILE *start_reading(const char *corpus, const char *work, pid_t pids[3])
{
    static const char *const names[3] = {"unpack", "paginate", "ocr"};
    char inbox[PATH_MAX];
    int in = -1;
    snprintf(inbox, sizeof inbox, "%s/INBOX", corpus);
    for (int i = 0; i < 3; i++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) < 0)
            return NULL;
        pids[i] = start(names[i], work, i ? NULL : inbox, in, ends[1]);
        close(ends[1]);
        if (in >= 0)
            close(in);
        in = ends[0];
        if (pids[i] < 0) {
            diag_warn("cannot start '%s': %s", names[i], strerror(errno));
            close(in);
            return NULL;
        }
    }
    return fdopen(in, "r");
}

static int take_stream(struct lessons *l, const struct catalogue *c, struct spool *spool, FILE *in,
                       const json_t *truth)
{
    struct stream_reader reader;
    struct submission *s;
    enum stream_status status;
    int bad = 0;
    stream_reader_init(&reader, in);
    while ((status = stream_read(&reader, &s)) == STREAM_ITEM && !bad) {
        const json_t *pieces = json_object_get(truth, submission_name(s));
        if (pieces) {
            bad = lessons_add(l, c, spool, s, pieces);
        } else {
            l->unlabelled++;
            submission_free(s);
        }
    }
    stream_reader_release(&reader);
    if (status != STREAM_END)
        diag_warn("the pages could not be read to the end");
    return bad || status != STREAM_END ? -1 : 0;
}

/* A corpus that was read before: words.ndjson and its spool beside the truth. 0 when there is none,
 * 1 when it was taken, -1 after a message. */
static int take_read(struct lessons *l, const struct catalogue *c, const char *corpus,
                     const json_t *truth)
{
    char path[PATH_MAX];
    struct spool spool = {.dir = -1};
    snprintf(path, sizeof path, "%s/words.ndjson", corpus);
    FILE *in = fopen(path, "re");
    if (!in)
        return 0;
    snprintf(path, sizeof path, "%s/spool", corpus);
    int bad = spool_init(&spool, path) < 0 || take_stream(l, c, &spool, in, truth) < 0;
    fclose(in);
    spool_release(&spool);
    return bad ? -1 : 1;
}

static int read_anew(struct lessons *l, const struct catalogue *c, const char *corpus,
                     const char *work, const json_t *truth)
{
    char path[PATH_MAX];
    struct spool spool = {.dir = -1};
    pid_t pids[3] = {-1, -1, -1};
    int bad = snprintf(path, sizeof path, "%s/spool", work) >= (int)sizeof path ||
              spool_init(&spool, path) < 0;
    FILE *in = bad ? NULL : start_reading(corpus, work, pids);
    bad = bad || !in || take_stream(l, c, &spool, in, truth) < 0;
    if (in)
        fclose(in);
    for (int i = 0; i < 3; i++)
        if (pids[i] > 0)
            waitpid(pids[i], NULL, 0);
    spool_release(&spool);
    return bad ? -1 : 0;
}

int lessons_read(struct lessons *l, const struct catalogue *c, const char *corpus, const char *work)
{
    json_t *truth = load_truth(corpus);
    if (!truth)
        return -1;
    int status = take_read(l, c, corpus, truth);
    if (status == 0)
        status = read_anew(l, c, corpus, work, truth);
    json_decref(truth);
    if (status < 0)
        diag_warn("cannot read the corpus '%s'", corpus);
    return status < 0 ? -1 : 0;
}

/* Pieces of a submission that a clerk decided and filed: [{type, pages}]. */
static json_t *clerk_pieces(struct ledger *ledger, const char *id)
{
    json_t *all = ledger_pieces(ledger, id), *chosen = json_array(), *piece;
    size_t i;
    json_array_foreach(all, i, piece)
    {
        const char *by = record_text(piece, "by");
        if (by && strcmp(by, "clerk") == 0 && record_text(piece, "type"))
            json_array_append(chosen, piece);
    }
    json_decref(all);
    return chosen;
}

int lessons_corrections(struct lessons *l, const struct catalogue *c, const char *out)
{
    char path[PATH_MAX];
    struct ledger ledger;
    struct spool spool = {.dir = -1};
    size_t i;
    json_t *id;
    if (ledger_open(&ledger, out, false) < 0) {
        diag_warn("cannot open the ledger: %s", ledger.why);
        return -1;
    }
    snprintf(path, sizeof path, "%s/spool", out);
    if (!ledger.db || spool_init(&spool, path) < 0) {
        ledger_close(&ledger);
        return 0;
    }
    json_t *ids = ledger_submissions(&ledger, false);
    json_array_foreach(ids, i, id)
    {
        json_t *pieces = clerk_pieces(&ledger, json_string_value(id));
        json_t *row =
            json_array_size(pieces) ? ledger_submission(&ledger, json_string_value(id)) : NULL;
        struct submission *s = row ? stored_submission(&spool, row, path, sizeof path) : NULL;
        /* What cannot be read again is left out: the rest still teaches. */
        if (row && (!s || lessons_add(l, c, &spool, s, pieces) < 0))
            diag_warn("cannot learn from '%s': %s", record_text(row, "submission"),
                      s ? strerror(errno) : path);
        l->corrected += json_array_size(pieces);
        json_decref(row);
        json_decref(pieces);
    }
    json_decref(ids);
    spool_release(&spool);
    ledger_close(&ledger);
    return 0;
}

int lesson_teach(const struct lesson *x, struct catalogue *c, const struct model *m,
                 struct course *course)
{
    struct judgement j;
    size_t n = x->ready.judged_count;
    int *all = calloc(4 * n + 4, sizeof *all);
    int *types = all, *firsts = all + n, *lasts = all + 2 * n, *starts = all + 3 * n;
    if (!all || judge_views(&j, c, m, x->ready.judged, n, x->ready.year) < 0) {
        free(all);
        return -1;
    }
    for (size_t i = 0; i < j.chain_count; i++) {
        size_t page = j.order[i];
        int p = x->piece[page], before = i ? x->piece[j.order[i - 1]] : -1;
        types[i] = p < 0 ? -1 : x->pieces[p].type;
        firsts[i] = p < 0 ? -1 : x->place[page] == 0;
        lasts[i] = p < 0 ? -1 : x->place[page] == x->pieces[p].pages - 1;
        starts[i] = p < 0 || before < 0 ? -1 : p != before;
    }
    int bad = course_add(course, c, &j, types, firsts, lasts, starts);
    judgement_release(&j);
    free(all);
    return bad;
}
