/* postkamer-split: cuts a submission's pages into pieces and says what each is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stage.h"
#include "stages/common/catalogue_file.h"
#include "stages/common/model_file.h"
#include "stages/common/pieces.h"
#include "stages/common/profile.h"

static const char *catalogue_path, *model_path, *profile_name;

struct split {
    struct catalogue *catalogue;
    struct model model;
    struct referrals *referrals;
};

static int open_profile(struct split *split)
{
    char why[600];
    json_t *profile = profile_load(profile_name, why, sizeof why);
    split->referrals = profile ? profile_referrals(profile, catalogue_path, why, sizeof why) : NULL;
    json_decref(profile);
    if (!split->referrals)
        diag_warn("%s", why);
    return split->referrals ? 0 : -1;
}

static int split_open(struct stage *self)
{
    static struct split split;
    char why[400];
    split.catalogue = catalogue_load(catalogue_path, why, sizeof why);
    if (!split.catalogue) {
        diag_warn("%s", why);
        return EXIT_IO;
    }
    if (model_load(&split.model, split.catalogue, model_path, why, sizeof why) < 0) {
        diag_warn("%s", why);
        catalogue_free(split.catalogue);
        return EXIT_IO;
    }
    if (open_profile(&split) < 0) {
        model_release(&split.model);
        catalogue_free(split.catalogue);
        return EXIT_IO;
    }
    self->state = &split;
    return 0;
}

/* A rerun splits anew: what an earlier split said goes. */
static void drop_pieces(struct submission *s)
{
    for (size_t i = json_array_size(s->records); i > 0; i--)
        if (strcmp(record_kind(json_array_get(s->records, i - 1)), "piece") == 0)
            json_array_remove(s->records, i - 1);
}

static int split_finish(struct stage *self, struct submission *s)
{
    struct split *split = self->state;
    struct pages_ready ready;
    struct judgement verdict = {0};
    drop_pieces(s);
    int bad = pages_ready_init(&ready, &self->spool, s);
    if (!bad)
        bad = judge(&verdict, split->catalogue, &split->model, ready.judged, ready.judged_count,
                    ready.year);
    if (!bad) {
        judge_refer(&verdict, split->catalogue, split->referrals);
        bad = pieces_write(s, &ready, &verdict, split->catalogue);
    }
    int status = !bad ? 0 : errno == ENOTRECOVERABLE ? EXIT_BUG : EXIT_IO;
    if (bad)
        diag_warn("cannot split '%s': %s", submission_name(s),
                  status == EXIT_BUG ? "pages left over" : strerror(errno));
    judgement_release(&verdict);
    pages_ready_release(&ready);
    return status;
}

static int split_close(struct stage *self, int complete)
{
    struct split *split = self->state;
    (void)complete;
    referrals_free(split->referrals);
    model_release(&split->model);
    catalogue_free(split->catalogue);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct stage_option options[] = {
        {"catalogue", "FILE", "document types instead of the shipped ones", &catalogue_path},
        {"model", "FILE", "model instead of the shipped one", &model_path},
        {"profile", "NAME", "the municipality whose mail this is", &profile_name},
        {NULL, NULL, NULL, NULL},
    };
    struct stage split = {.name = "split",
                          .summary = "cut the pages of a submission into pieces",
                          .options = options,
                          .open = split_open,
                          .finish = split_finish,
                          .close = split_close};
    return stage_run(&split, argc, argv);
}
