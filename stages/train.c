/* postkamer-train: makes the model from labelled corpora and from what clerks decided. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/stage.h"
#include "stages/learn/boundaries.h"
#include "stages/common/catalogue_file.h"
#include "stages/learn/marks_report.h"
#include "stages/common/model_file.h"

#define SEED 20201114U
#define WRONG_MOST 0.005 /* of submissions with a piece taken without a look */

static const char *corpus, *test, *model_path, *catalogue_path, *dry_run, *measure, *errors_path,
    *noisy, *scratch, *anyway, *report, *chart, *boundaries, *folds;

static int mark_all(const struct lessons *l, struct catalogue *c, const struct model *m,
                    struct marks *marks, FILE *errors)
{
    *marks = (struct marks){0};
    for (size_t i = 0; i < l->count; i++)
        if (l->list[i].held && marks_add(marks, &l->list[i], c, m, errors) < 0)
            return -1;
    return 0;
}

/* Folders in a text, separated by ':'. */
static int read_list(struct lessons *l, struct catalogue *c, const char *folders, const char *work)
{
    char *copy = strdup(folders), *save = NULL;
    int bad = copy ? 0 : -1;
    for (char *one = copy ? strtok_r(copy, ":", &save) : NULL; one && !bad;
         one = strtok_r(NULL, ":", &save))
        bad = lessons_read(l, c, one, work);
    free(copy);
    return bad;
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
    l->hold = measure ? HOLD_ALL : test ? HOLD_NONE : HOLD_SOME;
    if (corpus && lessons_read(l, c, corpus, work) < 0)
        return -1;
    for (int i = 0; i < count; i++)
        if (lessons_read(l, c, more[i], work) < 0)
            return -1;
    if (lessons_corrections(l, c, self->out) < 0)
        return -1;
    l->hold = HOLD_ALL;
    return test ? read_list(l, c, test, work) : 0;
}

static int add_lessons(const struct lessons *l, struct catalogue *c, const struct model *m,
                       struct course *course)
{
    int bad = 0;
    for (size_t i = 0; i < l->count && !bad; i++)
        if (!l->list[i].held)
            bad = lesson_teach(&l->list[i], c, m, course);
    return bad;
}

static int teach(struct lessons *l, struct catalogue *c, struct model *m, const struct model *base)
{
    struct course course = {0};
    struct model plain;
    model_init(&plain);
    size_t gaps = 0;
    int bad = add_lessons(l, c, &plain, &course);
    if (noisy && !bad) { /* a second time, as if scanned */
        lessons_spoil(l);
        bad = add_lessons(l, c, &plain, &course);
    }
    for (size_t i = 0; i < course.gap_count; i++)
        gaps += course.gaps[i].start >= 0;
    diag_note("%zu pages and %zu gaps to learn from", course.page_count, gaps);
    if (!bad)
        bad = learn(m, &course, SEED, base);
    course_release(&course);
    model_release(&plain);
    if (bad)
        diag_warn("nothing could be learned");
    return bad;
}

/* Loads the model in use; the hand-set one where there is none. */
static void load_present(struct model *m, struct catalogue *c)
{
    char why[400];
    if (model_load(m, c, measure ? model_path : NULL, why, sizeof why) < 0) {
        diag_warn("%s; the hand-set model stands for it", why);
        model_init(m);
    }
}

static int write_model(struct catalogue *c, struct model *fresh, const char *path)
{
    if (model_save(fresh, c, path) < 0) {
        diag_warn("cannot write '%s': %s", path, strerror(errno));
        return EXIT_IO;
    }
    printf("written: %s\n", path);
    return EXIT_DONE;
}

/* Puts the new model to use only when it finds more. */
static int decide(struct catalogue *c, const struct lessons *l, const struct model *present,
                  struct model *fresh, const char *path)
{
    struct marks before = {0}, after = {0};
    int bad = mark_all(l, c, present, &before, NULL) < 0 || mark_all(l, c, fresh, &after, NULL) < 0;
    if (bad) {
        diag_warn("cannot test: %s", strerror(errno));
    } else {
        marks_print("present", &before);
        marks_print("new", &after);
    }
    calibration_fit(&fresh->calibration, after.list, after.count);
    calibration_certify(&fresh->calibration, after.list, after.count, WRONG_MOST);
    bool better = after.typed > before.typed ||
                  (after.typed == before.typed && after.pages_typed > before.pages_typed);
    int status = bad ? EXIT_IO : better ? EXIT_DONE : EXIT_FOUND;
    if (!bad)
        printf("%s: %+ld of %zu pieces\n", better ? "better" : "not better",
               (long)after.typed - (long)before.typed, after.pieces);
    if (!bad && fresh->calibration.accept <= 1)
        printf("taken without a look from %.2f on: at most %.2f%% of submissions wrong (95%%)\n",
               (double)fresh->calibration.accept, 100 * (double)fresh->calibration.bound);
    if (!bad && (better || anyway) && !dry_run)
        status = write_model(c, fresh, path);
    marks_release(&before);
    marks_release(&after);
    return status;
}

/* Learns on top of the model in use, or from nothing. */
static int train_model(struct catalogue *c, struct lessons *l, struct model *fresh,
                       const char *path)
{
    struct model present;
    load_present(&present, c);
    int status = teach(l, c, fresh, scratch ? NULL : &present) == 0
                     ? decide(c, l, &present, fresh, path)
                     : EXIT_IO;
    model_release(&present);
    return status;
}

/* Only says how the model does on the corpora. */
static int measure_model(struct catalogue *c, const struct lessons *l)
{
    struct model present;
    struct marks marks = {0};
    FILE *errors = errors_path ? fopen(errors_path, "we") : NULL;
    if (errors_path && !errors) {
        diag_warn("cannot write '%s': %s", errors_path, strerror(errno));
        return EXIT_IO;
    }
    load_present(&present, c);
    int bad = mark_all(l, c, &present, &marks, errors);
    if (bad)
        diag_warn("cannot test: %s", strerror(errno));
    else if (report)
        marks_report(stdout, &marks, c, &present.calibration, chart);
    else
        marks_print("measured", &marks);
    if (!bad && chart && (bad = marks_chart(chart, &marks, &present.calibration)) != 0)
        diag_warn("cannot write '%s': %s", chart, strerror(errno));
    marks_release(&marks);
    model_release(&present);
    if (errors && fclose(errors) != 0)
        bad = -1;
    return bad ? EXIT_IO : EXIT_DONE;
}

static int train_boundaries(void)
{
    char why[400];
    int count = folds ? atoi(folds) : 5;
    if (count < 2 || count > 100) {
        diag_warn("--folds wants a number from 2 to 100, not '%s'", folds);
        return EXIT_USAGE;
    }
    struct catalogue *c = catalogue_load(catalogue_path, why, sizeof why);
    if (!c) {
        diag_warn("%s", why);
        return EXIT_IO;
    }
    int status = boundaries_run(boundaries, (unsigned)count, c, SEED);
    catalogue_free(c);
    return status;
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
    if (read_lessons(self, c, more, count, &lessons) == 0) {
        if (measure && noisy)
            lessons_spoil(&lessons);
        if (measure)
            status = measure_model(c, &lessons);
        else
            status = train_model(c, &lessons, &fresh, model_path ? model_path : shipped);
    }
    if (lessons.corrected)
        diag_note("%zu pieces that clerks decided", lessons.corrected);
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
        {"test", "DIR[:DIR]", "corpora to test and calibrate with, instead of a fifth", &test},
        {"model", "FILE", "where to write the model, instead of the shipped one", &model_path},
        {"catalogue", "FILE", "document types instead of the shipped ones", &catalogue_path},
        {"dry-run", NULL, "only say by how much the new model is better", &dry_run},
        {"measure", NULL, "train nothing; say how the model (--model) does", &measure},
        {"errors", "FILE", "with --measure: list what is wrong", &errors_path},
        {"report", NULL, "with --measure: all figures as Markdown", &report},
        {"chart", "FILE", "with --measure: draw the reliability curve as SVG", &chart},
        {"boundaries", "TSV", "only test borders on a labelled stream of page texts", &boundaries},
        {"folds", "N", "with --boundaries: how often to deal it, 5 by default", &folds},
        {"noisy", NULL, "as if the pages had been scanned: with reading errors", &noisy},
        {"anyway", NULL, "write the model though it is not better", &anyway},
        {"from-scratch", NULL, "build on no model: forget what the present one knows", &scratch},
        {NULL, NULL, NULL, NULL},
    };
    struct stage self = {.name = "train",
                         .summary = "make the model from labelled corpora and clerks' decisions",
                         .options = options};
    int first;
    int status = stage_options(&self, argc, argv, "[CORPUS...]", &first);
    if (status >= 0)
        return status;
    if (!self.out && !boundaries) {
        diag_warn("--out is missing: a folder to read in, or the OUT whose clerks decided");
        return EXIT_USAGE;
    }
    status = boundaries ? train_boundaries() : train(&self, argv + first, argc - first);
    if (fclose(stdout) != 0 && status == EXIT_DONE) {
        diag_warn("cannot write: %s", strerror(errno));
        status = EXIT_IO;
    }
    spool_release(&self.spool);
    return status;
}
