/* postkamer-paginate: counts the pages of every file and says of each how it is to be read. */
#include <errno.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "stages/common/page_records.h"
#include "stages/read/paginate_gather.h"
#include "stages/read/paginate_worker.h"

static struct tasks tasks;

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

/* What there is to gather of a file. False: nothing but the problem that it has no content. */
static bool gather_init(struct gather *g, struct stage *self, struct submission *s,
                        const json_t *file, struct budget *budget)
{
    *g = (struct gather){.tasks = &tasks,
                         .spool = &self->spool,
                         .s = s,
                         .budget = budget,
                         .file = file,
                         .name = record_text(file, "file"),
                         .blob = record_text(file, "blob"),
                         .type = record_text(file, "type"),
                         .next = 1};
    return g->blob && g->type && spool_key_valid(g->blob);
}

static int start(struct stage *self, struct submission *s)
{
    json_t *problems = problem_index(s), *file;
    struct gather g;
    size_t i;
    int status = problems ? 0 : -1;
    json_array_foreach(s->records, i, file)
    {
        if (status == 0 && is_paper(problems, file) && !is_litter(file) &&
            gather_init(&g, self, s, file, NULL))
            status = gather_start(&g);
    }
    json_decref(problems);
    if (status < 0)
        diag_warn("out of memory");
    return status < 0 ? EXIT_IO : EXIT_DONE;
}

static int finish_file(struct stage *self, struct submission *s, const json_t *file,
                       struct budget *budget)
{
    struct gather g;
    bool content = gather_init(&g, self, s, file, budget);
    errno = ENOMEM;
    if (is_litter(file))
        return page_record_add(s, file, 1, 1, PAGE_PLAIN, 0, 0) ? 0 : -1;
    if (!content)
        return problem_record_add(s, g.name, 0, "unreadable", "the file has no content");
    return gather_pages(&g);
}

static int finish(struct stage *self, struct submission *s)
{
    size_t count = json_array_size(s->records);
    json_t *problems = problem_index(s);
    struct budget budget;
    int status = problems ? 0 : -1;
    budget_init(&budget, s);
    for (size_t i = 0; i < count && status == 0; i++) {
        json_t *file = json_array_get(s->records, i);
        if (is_paper(problems, file))
            status = finish_file(self, s, file, &budget);
    }
    json_decref(problems);
    if (status < 0)
        diag_warn("cannot paginate '%s': %s", submission_name(s), strerror(errno));
    return status < 0 ? EXIT_IO : EXIT_DONE;
}

static int open_pool(struct stage *self)
{
    static const struct pool_limits limits = {LIMIT_WORKER_MEMORY, 0, LIMIT_PAGE_SECONDS};
    return tasks_open(&tasks, self, &paginate_class, &limits);
}

static int close_pool(struct stage *self, int complete)
{
    (void)self, (void)complete;
    tasks_close(&tasks);
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
