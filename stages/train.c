/* postkamer-train: makes the model from labelled corpora and from what clerks decided. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/stage.h"
#include "stages/common/catalogue_file.h"
#include "stages/common/lessons.h"
#include "stages/common/model_file.h"

#define SEED 20201114U

static const char *corpus, *model_path, *catalogue_path, *dry_run;

/* How a model did on submissions that it never saw. */
struct marks {
    size_t pieces, exact, typed, pages, right_pages;
    double sure; /* sum of confidences of exact, typed or not */
    size_t judged;
};

/* Adds what a submission shows to the course. */
static int add_lesson(const struct lesson *x, struct catalogue *c, const struct model *m,
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
    for (size_t i = 0; i < n; i++) {
        int p = x->piece[i];
        types[i] = p < 0 ? -1 : x->pieces[p].type;
        firsts[i] = p < 0 ? -1 : x->place[i] == 0;
        lasts[i] = p < 0 ? -1 : x->place[i] == x->pieces[p].pages - 1;
        starts[i] = !i || p < 0 || x->piece[i - 1] < 0 ? -1 : p != x->piece[i - 1];
    }
    int bad = course_add(course, c, &j, types, firsts, lasts, starts);
    judgement_release(&j);
    free(all);
    return bad;
}

/* Is this piece exactly a true one? Its ordinal, or -1. */
static int exact_piece(const struct lesson *x, const struct judge_piece *p)
{
    int piece = x->piece[p->pages[0]];
    if (piece < 0 || x->pieces[piece].pages != (int)p->count)
        return -1;
    for (size_t i = 1; i < p->count; i++)
        if (x->piece[p->pages[i]] != piece)
            return -1;
    return piece;
}

static int mark_lesson(const struct lesson *x, struct catalogue *c, const struct model *m,
                       struct marks *marks)
{
    struct judgement j;
    if (judge(&j, c, m, x->ready.judged, x->ready.judged_count, x->ready.year) < 0)
        return -1;
    marks->pieces += x->piece_count;
    for (size_t i = 0; i < j.piece_count; i++) {
        const struct judge_piece *p = &j.pieces[i];
        int exact = exact_piece(x, p);
        marks->exact += exact >= 0;
        marks->typed += exact >= 0 && x->pieces[exact].type == p->verdict.type;
        marks->judged++;
        marks->sure += (double)p->verdict.joint;
        for (size_t k = 0; k < p->count; k++) {
            int piece = x->piece[p->pages[k]];
            marks->pages += piece >= 0;
            marks->right_pages += piece >= 0 && x->pieces[piece].type == p->verdict.type;
        }
    }
    judgement_release(&j);
    return 0;
}

static int mark_all(const struct lessons *l, struct catalogue *c, const struct model *m,
                    struct marks *marks)
{
    *marks = (struct marks){0};
    for (size_t i = 0; i < l->count; i++)
        if (l->list[i].held && mark_lesson(&l->list[i], c, m, marks) < 0)
            return -1;
    return 0;
}

static double share(size_t part, size_t all)
{
    return all ? 100.0 * (double)part / (double)all : 0;
}

static void print_marks(const char *name, const struct marks *m)
{
    printf("%-8s pieces exact and typed %zu of %zu (%.1f%%), exact %.1f%%, pages typed %.1f%%, "
           "mean confidence %.3f\n",
           name, m->typed, m->pieces, share(m->typed, m->pieces), share(m->exact, m->pieces),
           share(m->right_pages, m->pages), m->judged ? m->sure / (double)m->judged : 0);
}

static int read_lessons(struct stage *self, struct catalogue *c, char **more, int count,
                        struct lessons *l)
{
    char work[PATH_MAX];
    if (snprintf(work, sizeof work, "%s/train", self->out) >= (int)sizeof work ||
        (mkdir(work, 0750) < 0 && errno != EEXIST)) {
        diag_warn("cannot make '%s': %s", work, strerror(errno));
        return -1;
    }
    if (corpus && lessons_read(l, c, corpus, work) < 0)
        return -1;
    for (int i = 0; i < count; i++)
        if (lessons_read(l, c, more[i], work) < 0)
            return -1;
    return lessons_corrections(l, c, self->out);
}

static int teach(const struct lessons *l, struct catalogue *c, struct model *m)
{
    struct course course = {0};
    struct model plain;
    model_init(&plain);
    int bad = 0;
    size_t gaps = 0;
    for (size_t i = 0; i < l->count && !bad; i++)
        if (!l->list[i].held)
            bad = add_lesson(&l->list[i], c, &plain, &course);
    for (size_t i = 0; i < course.gap_count; i++)
        gaps += course.gaps[i].start >= 0;
    diag_note("%zu pages and %zu gaps to learn from", course.page_count, gaps);
    if (!bad)
        bad = learn(m, &course, SEED);
    course_release(&course);
    model_release(&plain);
    if (bad)
        diag_warn("nothing could be learned");
    return bad;
}

/* Confidences as they held: never more than what was right. */
static void calibrate(struct model *m, const struct marks *marks)
{
    double mean = marks->judged ? marks->sure / (double)marks->judged : 1;
    double right = marks->judged ? (double)marks->typed / (double)marks->judged : 1;
    if (mean > right && mean > 0)
        m->sharpness = fmaxf(0.5F, m->sharpness * (float)(right / mean));
}

static int decide(struct catalogue *c, const struct lessons *l, struct model *fresh,
                  const char *path)
{
    struct model present;
    struct marks before, after;
    char why[400];
    if (model_load(&present, c, NULL, why, sizeof why) < 0) {
        diag_warn("%s; the hand-set model stands for it", why);
        model_init(&present);
    }
    int bad = mark_all(l, c, &present, &before) < 0 || mark_all(l, c, fresh, &after) < 0;
    model_release(&present);
    if (bad) {
        diag_warn("cannot test: %s", strerror(errno));
        return EXIT_IO;
    }
    print_marks("present", &before);
    print_marks("new", &after);
    bool better = after.typed > before.typed ||
                  (after.typed == before.typed && after.right_pages > before.right_pages);
    printf("%s: %+ld pieces, %+.1f points\n", better ? "better" : "not better",
           (long)after.typed - (long)before.typed,
           share(after.typed, after.pieces) - share(before.typed, before.pieces));
    if (!better || dry_run)
        return better ? EXIT_DONE : EXIT_FOUND;
    calibrate(fresh, &after);
    if (model_save(fresh, c, path) < 0) {
        diag_warn("cannot write '%s': %s", path, strerror(errno));
        return EXIT_IO;
    }
    printf("written: %s\n", path);
    return EXIT_DONE;
}

static int train(struct stage *self, char **more, int count)
{
    char why[400], shipped[PATH_MAX];
    struct lessons lessons = {0};
    struct model fresh;
    if (!model_path && data_path("model.bin", shipped, sizeof shipped) < 0) {
        diag_warn("cannot find the data folder: %s", strerror(errno));
        return EXIT_IO;
    }
    struct catalogue *c = catalogue_load(catalogue_path, why, sizeof why);
    if (!c) {
        diag_warn("%s", why);
        return EXIT_IO;
    }
    model_init(&fresh);
    int status = EXIT_IO;
    if (read_lessons(self, c, more, count, &lessons) == 0 && teach(&lessons, c, &fresh) == 0)
        status = decide(c, &lessons, &fresh, model_path ? model_path : shipped);
    if (lessons.unlabelled)
        diag_note("%zu submissions have no truth", lessons.unlabelled);
    lessons_release(&lessons);
    model_release(&fresh);
    catalogue_free(c);
    return status;
}

int main(int argc, char **argv)
{
    static const struct stage_option options[] = {
        {"corpus", "DIR", "a labelled corpus: INBOX and truth.ndjson; more may follow", &corpus},
        {"model", "FILE", "where to write the model, instead of the shipped one", &model_path},
        {"catalogue", "FILE", "document types instead of the shipped ones", &catalogue_path},
        {"dry-run", NULL, "only say by how much the new model is better", &dry_run},
        {NULL, NULL, NULL, NULL},
    };
    struct stage self = {.name = "train",
                         .summary = "make the model from labelled corpora and clerks' decisions",
                         .options = options};
    int first;
    int status = stage_options(&self, argc, argv, "[CORPUS...]", &first);
    if (status >= 0)
        return status;
    if (!self.out) {
        diag_warn("--out is missing: a folder to read in, or the OUT whose clerks decided");
        return EXIT_USAGE;
    }
    status = train(&self, argv + first, argc - first);
    if (fclose(stdout) != 0 && status == EXIT_DONE) {
        diag_warn("cannot write: %s", strerror(errno));
        status = EXIT_IO;
    }
    spool_release(&self.spool);
    return status;
}
