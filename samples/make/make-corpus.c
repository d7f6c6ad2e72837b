/* make-corpus: a corpus of submissions with a registry and the truth. See samples/README.md. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples/make/run.h"
#include "samples/make/submission.h"

struct options {
    unsigned long seed;
    const char *split, *out, *contact, *templates, *drawer, *fonts;
    int pages, households, jobs;
    bool proof, plan, tour, digital;
};

static void usage(FILE *to)
{
    fputs("usage: make-corpus --seed N --split train|calibrate|test --pages N --out DIR\n"
          "                   [--households N] [--jobs N] [--samples DIR] [--tour] [--contact "
          "FILE.png]\n"
          "                   [--rate KIND=PERCENT]...   (make-corpus --rates lists the kinds)\n"
          "                   [--digital]\n"
          "       make-corpus --plan ...: tells what it would draw, a line each\n"
          "       make-corpus --proof --split train|calibrate|test --out DIR\n",
          to);
}

static void set_samples(struct options *o, const char *folder)
{
    static char paths[3][1024];

    format_into(paths[0], sizeof paths[0], "%s/templates", folder);
    format_into(paths[1], sizeof paths[1], "%s/make/draw.py", folder);
    format_into(paths[2], sizeof paths[2], "%s/fonts.txt", folder);
    o->templates = paths[0];
    o->drawer = paths[1];
    o->fonts = paths[2];
}

static void read_options(struct options *o, int argc, char **argv)
{
    static const struct option known[] = {
        {"seed", 1, NULL, 's'},    {"split", 1, NULL, 't'},      {"pages", 1, NULL, 'p'},
        {"out", 1, NULL, 'o'},     {"households", 1, NULL, 'H'}, {"jobs", 1, NULL, 'j'},
        {"samples", 1, NULL, 'S'}, {"proof", 0, NULL, 'P'},      {"tour", 0, NULL, 'T'},
        {"rate", 1, NULL, 'r'},    {"contact", 1, NULL, 'C'},    {"plan", 0, NULL, 'L'},
        {"rates", 0, NULL, 'R'},   {"digital", 0, NULL, 'D'},    {"help", 0, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    int c;

    while ((c = getopt_long(argc, argv, "h", known, NULL)) != -1) {
        if (c == 's')
            o->seed = strtoul(optarg, NULL, 10);
        else if (c == 't')
            o->split = optarg;
        else if (c == 'p')
            o->pages = atoi(optarg);
        else if (c == 'o')
            o->out = optarg;
        else if (c == 'H')
            o->households = atoi(optarg);
        else if (c == 'j')
            o->jobs = atoi(optarg);
        else if (c == 'S')
            set_samples(o, optarg);
        else if (c == 'T')
            o->tour = true;
        else if (c == 'D')
            o->digital = true;
        else if (c == 'P')
            o->proof = true;
        else if (c == 'r' && alike_set_rate(optarg))
            continue;
        else if (c == 'C')
            o->contact = optarg;
        else if (c == 'L')
            o->plan = true;
        else if (c == 'R')
            alike_list(), exit(0);
        else {
            usage(c == 'h' ? stdout : stderr);
            exit(c == 'h' ? 0 : 64);
        }
    }
    if (o->out == NULL || o->split == NULL || o->pages < 1 || o->jobs < 1 || o->households < 10 ||
        optind < argc) {
        usage(stderr);
        exit(64);
    }
}

static enum split split_of(const char *name)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(split_name((enum split)i), name) == 0)
            return (enum split)i;
    usage(stderr);
    exit(64);
}

static void list_add(struct list *l, const char *line)
{
    l->lines = need(realloc(l->lines, (l->count + 1) * sizeof *l->lines));
    l->lines[l->count++] = copy_of(line);
}

static void load_lines(struct list *l, const char *folder, const char *name)
{
    char path[1024], *bytes, *save = NULL;

    format_into(path, sizeof path, "%s/lists/%s.txt", folder, name);
    bytes = read_file(path, NULL);
    for (char *line = strtok_r(bytes, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        list_add(l, line);
    free(bytes);
}

/* Lines 'package kind family'. */
static void load_fonts(struct fonts *f, const char *path)
{
    char *bytes = read_file(path, NULL), *save = NULL;

    for (char *line = strtok_r(bytes, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        char kind[16], family[64];

        if (sscanf(line, "%*s %15s %63[^\n]", kind, family) != 2)
            die("'%s': no font in '%s'", path, line);
        list_add(&f->kinds, kind);
        list_add(&f->families, family);
    }
    free(bytes);
}

static void load_world(struct world *w, const struct options *o)
{
    lists_load(&w->lists, o->templates);
    load_lines(&w->transactions, o->templates, "transactions");
    load_lines(&w->activities, o->templates, "activities");
    load_fonts(&w->fonts, o->fonts);
}

/* An empty page as born-digital bundles and locked files need it. */
static void draw_blank(const struct corpus *c, const char *drawer)
{
    struct template t = {.family = "blank"};
    struct document d = {.template = &t};

    format_into(d.source, sizeof d.source, "%s/blank.html", c->scratch);
    format_into(d.pdf, sizeof d.pdf, "%s/blank.pdf", c->scratch);
    write_file(d.source, "<style>@page{size:A4}</style>", 29);
    documents_draw(&d, 1, drawer, 1);
}

static void draw_stamps(struct corpus *c, const char *drawer, struct rng *r)
{
    enum { COUNT = 14 };
    struct document stamps[COUNT];
    struct subject of = {.household = &c->world.registry.households[0], .date = "2020-11-10"};
    const struct template *t = templates_pick(&c->templates, r, "stamp");

    if (t == NULL)
        return;
    c->stamps = need(calloc(COUNT, sizeof *c->stamps));
    for (int i = 0; i < COUNT; i++) {
        t = templates_pick(&c->templates, r, "stamp");
        date_from_days(rng_int(r, 18330, 18890), of.date);
        document_make(&stamps[i], t, &of, &c->world, r, c->scratch, 900000 + i);
        vars_release(&stamps[i].fields);
    }
    documents_draw(stamps, COUNT, drawer, 1);
    for (int i = 0; i < COUNT; i++) {
        char scratch[500];

        format_into(scratch, sizeof scratch, "%s/stamp", c->scratch);
        raster_render(&c->stamps[i], stamps[i].pdf, 1, 200, true, scratch);
    }
    c->stamp_count = COUNT;
}

/* Each process makes every jobs-th submission; each submission has a seed of its own. */
static void write_all(const struct corpus *c, int jobs)
{
    pid_t child[16];

    if (jobs > 16)
        jobs = 16;
    for (int k = 0; k < jobs; k++) {
        child[k] = fork();
        if (child[k] < 0)
            die("cannot fork");
        if (child[k] > 0)
            continue;
        for (int i = k; i < c->submission_count; i += jobs)
            write_submission(c, &c->submissions[i]), write_pages(c, &c->submissions[i]);
        _exit(0);
    }
    for (int k = 0; k < jobs; k++) {
        int status = 0;

        if (waitpid(child[k], &status, 0) != child[k] || status != 0)
            die("a process that makes files failed");
    }
}

/* The same papers in the same files, none printed or scanned: read in no time, to learn from. */
static void keep_digital(struct submission *s)
{
    for (int i = 0; i < s->file_count; i++) {
        enum coding *coding = &s->files[i].coding;

        if (*coding == CODING_SCAN_PDF || *coding == CODING_TIFF ||
            (*coding >= CODING_JPEG && *coding <= CODING_BMP))
            *coding = CODING_PDF;
    }
}

static void prepare(struct corpus *c, const struct options *o)
{
    char path[800];

    format_into(c->folder, sizeof c->folder, "%s", o->out);
    format_into(c->scratch, sizeof c->scratch, "%s/.scratch", o->out);
    format_into(path, sizeof path, "%s/INBOX", o->out);
    make_folder(path);
    make_folder(c->scratch);
    c->split = split_of(o->split);
    c->tour = o->tour;
    c->contact = o->contact != NULL;
    load_world(&c->world, o);
    templates_load(&c->templates, o->templates, c->split);
}

static void clear_scratch(const struct corpus *c)
{
    const char *argv[] = {"rm", "-rf", c->scratch, NULL};

    run(argv);
}

static void finish(struct corpus *c)
{
    char path[800];

    format_into(path, sizeof path, "%s/dossiers.csv", c->folder);
    registry_write(&c->world.registry, path);
    format_into(path, sizeof path, "%s/truth.ndjson", c->folder);
    write_truth(c, path);
    format_into(path, sizeof path, "%s/pages.ndjson", c->folder);
    join_pages(c, path);
    clear_scratch(c);
}

/* One paper of each template, to look at: OUT/<type>.<family>.pdf. */
static void make_proofs(struct corpus *c, const struct options *o, struct rng *r)
{
    int count = (int)c->templates.count;
    struct document *all = need(calloc((size_t)count, sizeof *all));
    struct subject of = {.household = c->world.registry.households,
                         .dossier = c->world.registry.dossiers};

    for (int i = 0; i < count; i++) {
        const struct template *t = &c->templates.items[i];

        of.dossier =
            &c->world.registry.dossiers[rng_int(r, 0, c->world.registry.dossier_count - 1)];
        of.household = &c->world.registry.households[of.dossier->household];
        date_shift(of.dossier->period_start, 20, of.date);
        document_make(&all[i], t, &of, &c->world, r, c->scratch, i);
        if (t->shape != SHAPE_TEXT)
            format_into(all[i].pdf, sizeof all[i].pdf, "%s/%s.%s.pdf", c->folder, t->type,
                        t->family);
    }
    documents_draw(all, count, o->drawer, o->jobs);
    for (int i = 0; i < count; i++) {
        printf("%s %s %d\n", all[i].template->type, all[i].template->family, all[i].pages);
        vars_release(&all[i].fields);
    }
    free(all);
}

int main(int argc, char **argv)
{
    struct options o = {.seed = 1, .pages = 1, .households = 260, .jobs = 2};
    static struct corpus c; /* held to the end, and so no leak */
    struct rng r;

    set_samples(&o, "samples");
    read_options(&o, argc, argv);
    prepare(&c, &o);
    rng_seed(&r, o.seed, (uint64_t)c.split + 11);
    registry_make(&c.world.registry, &c.world.lists, &r, c.split, o.households);
    if (o.proof) {
        make_proofs(&c, &o, &r);
        return 0;
    }
    plan_corpus(&c, &r, o.pages);
    if (o.plan) {
        tell_plan(&c);
        clear_scratch(&c);
        return 0;
    }
    documents_draw(c.documents, c.document_count, o.drawer, o.jobs);
    draw_blank(&c, o.drawer);
    draw_stamps(&c, o.drawer, &r);
    for (int i = 0; i < c.submission_count; i++)
        arrange_submission(&c, &c.submissions[i]);
    for (int i = 0; o.digital && i < c.submission_count; i++)
        keep_digital(&c.submissions[i]);
    write_all(&c, o.jobs);
    if (o.contact != NULL)
        contact_write(&c, o.contact);
    finish(&c);
    printf("%d submissions, %d papers in %s\n", c.submission_count, c.document_count, c.folder);
    return 0;
}
