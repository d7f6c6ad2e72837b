#include "stages/learn/boundaries.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/lesson.h"
#include "pipeline/diag.h"
#include "pipeline/stream.h"

#define COLUMNS_MAX 64
#define YEAR 2021 /* nothing is dated after it that is to be understood */

struct columns {
    int document, page, text;
};

static int find_columns(char *header, struct columns *at)
{
    char *save = NULL;
    int n = 0;
    *at = (struct columns){-1, -1, -1};
    for (char *name = strtok_r(header, "\t\r\n", &save); name;
         name = strtok_r(NULL, "\t\r\n", &save)) {
        if (strcmp(name, "document") == 0)
            at->document = n;
        else if (strcmp(name, "page") == 0)
            at->page = n;
        else if (strcmp(name, "text") == 0)
            at->text = n;
        n++;
    }
    return at->document >= 0 && at->page >= 0 && at->text >= 0 ? 0 : -1;
}

/* Cuts a line at its tabs; returns the fields found. */
static int cut(char *line, char *fields[COLUMNS_MAX])
{
    int n = 0;
    line[strcspn(line, "\r\n")] = 0;
    for (char *at = line; at && n < COLUMNS_MAX;) {
        fields[n++] = at;
        at = strchr(at, '\t');
        if (at)
            *at++ = 0;
    }
    return n;
}

/* Words of a text; "\n" ends a line. 0, or -1: no memory. */
static int add_words(struct page *p, char *text)
{
    int line = 0;
    char *save = NULL;
    for (char *c = text; (c = strstr(c, "\\n")); c += 2)
        memcpy(c, " \n", 2);
    for (char *c = text; (c = strstr(c, "\\t")); c += 2)
        memcpy(c, "  ", 2);
    for (char *row = text; row;) {
        char *next = strchr(row, '\n');
        if (next)
            *next++ = 0;
        for (char *word = strtok_r(row, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
            struct word w = {.confidence = 1, .line = line, .text = word};
            if (page_add_word(p, &w) < 0)
                return -1;
        }
        line++;
        row = next;
    }
    return 0;
}

static int grow(void *array, size_t count, size_t size)
{
    void **at = array;
    if (count & (count - 1)) /* room doubles at powers of two */
        return 0;
    void *bigger = realloc(*at, (count ? 2 * count : 1) * size);
    if (!bigger)
        return -1;
    *at = bigger;
    return 0;
}

/* Adds a page to its document's stream. */
static int add_page(struct lesson *x, const char *document, int number, char *text)
{
    size_t n = x->ready.count;
    bool fresh = !n || strcmp(x->ready.pages[n - 1].file, document) != 0;
    if (grow(&x->ready.pages, n, sizeof *x->ready.pages) < 0 ||
        grow(&x->piece, n, sizeof *x->piece) < 0 || grow(&x->place, n, sizeof *x->place) < 0 ||
        (fresh && grow(&x->pieces, x->piece_count, sizeof *x->pieces) < 0))
        return -1;
    struct page *p = &x->ready.pages[n];
    *p = (struct page){.file = strdup(document), .number = number, .source = PAGE_PLAIN};
    x->ready.count++;
    if (!p->file || add_words(p, text) < 0)
        return -1;
    if (fresh) {
        x->pieces[x->piece_count].type = -1;
        x->pieces[x->piece_count++].pages = 0;
    }
    x->piece[n] = (int)x->piece_count - 1;
    x->place[n] = x->pieces[x->piece_count - 1].pages++;
    return 0;
}

/* All pages stand in one file: a stream has no other borders. */
static int make_ready(struct lesson *x)
{
    x->ready.year = YEAR;
    x->ready.judged = calloc(x->ready.count + 1, sizeof *x->ready.judged);
    if (!x->ready.judged)
        return -1;
    for (size_t i = 0; i < x->ready.count; i++)
        x->ready.judged[i] = (struct judge_page){.page = &x->ready.pages[i]};
    x->ready.judged_count = x->ready.count;
    return 0;
}

static int read_streams(FILE *in, const char *path, struct lesson *streams, unsigned folds)
{
    char *line = NULL, *fields[COLUMNS_MAX];
    size_t room = 0;
    unsigned long number = 1;
    struct columns at;
    int bad = getline(&line, &room, in) < 0 || find_columns(line, &at) < 0;
    if (bad)
        diag_warn("%s: the header lacks document, page or text", path);
    while (!bad && getline(&line, &room, in) >= 0) {
        int n = cut(line, fields);
        number++;
        if (n <= at.document || n <= at.page || n <= at.text) {
            diag_warn("%s: line %lu has too few columns", path, number);
            continue;
        }
        const char *document = fields[at.document];
        unsigned fold = fold_hash(document, strlen(document), 31) % folds;
        bad = add_page(&streams[fold], document, atoi(fields[at.page]), fields[at.text]);
        if (bad)
            diag_warn("%s: %s", path, strerror(ENOMEM));
    }
    free(line);
    for (unsigned i = 0; i < folds && !bad; i++)
        bad = make_ready(&streams[i]);
    return bad ? -1 : 0;
}

static int run_fold(struct lesson *streams, unsigned folds, unsigned held, struct catalogue *c,
                    unsigned seed, struct marks *all)
{
    struct course course = {0};
    struct model plain, fresh;
    struct marks marks = {0};
    char name[32];
    model_init(&plain);
    model_init(&fresh);
    int bad = 0;
    for (unsigned i = 0; i < folds && !bad; i++)
        bad = i == held ? 0 : lesson_teach(&streams[i], c, &plain, &course);
    bad = bad || learn(&fresh, &course, seed, NULL) < 0 ||
          marks_add(&marks, &streams[held], c, &fresh, NULL) < 0 ||
          marks_add(all, &streams[held], c, &fresh, NULL) < 0;
    snprintf(name, sizeof name, "fold %u", held + 1);
    if (!bad)
        marks_print_borders(name, &marks);
    course_release(&course);
    marks_release(&marks);
    model_release(&plain);
    model_release(&fresh);
    return bad ? -1 : 0;
}

int boundaries_run(const char *path, unsigned folds, struct catalogue *c, unsigned seed)
{
    FILE *in = fopen(path, "re");
    struct lessons all_streams = {.list = calloc(folds, sizeof *all_streams.list), .count = folds};
    struct marks all = {0};
    if (!in || !all_streams.list) {
        diag_warn("cannot open '%s': %s", path, strerror(errno));
        if (in)
            fclose(in);
        free(all_streams.list);
        return EXIT_IO;
    }
    int bad = read_streams(in, path, all_streams.list, folds);
    for (unsigned i = 0; i < folds && !bad; i++) {
        bad = run_fold(all_streams.list, folds, i, c, seed, &all);
        if (bad)
            diag_warn("fold %u: nothing could be learned", i + 1);
    }
    if (!bad)
        marks_print_borders("all", &all);
    fclose(in);
    marks_release(&all);
    lessons_release(&all_streams);
    return bad ? EXIT_IO : EXIT_DONE;
}
