#include <stdlib.h>
#include <string.h>

#include "samples/make/submission.h"

struct arranging {
    struct corpus *c;
    struct submission *s;
    struct rng r;
    const char *folder; /* "" or "scans/": where files go in the box */
};

struct file_plan *submission_file(struct submission *s, const char *path, enum coding coding)
{
    struct file_plan *f;

    s->files = need(realloc(s->files, ((size_t)s->file_count + 1) * sizeof *s->files));
    f = &s->files[s->file_count++];
    *f = (struct file_plan){.coding = coding};
    format_into(f->path, sizeof f->path, "%s", path);
    return f;
}

void file_leaf(struct file_plan *f, int document, int page, int second, int turn)
{
    f->leaves = need(realloc(f->leaves, ((size_t)f->leaf_count + 1) * sizeof *f->leaves));
    f->leaves[f->leaf_count++] = (struct leaf){document, page, second, turn};
}

static bool path_taken(const struct submission *s, const char *path)
{
    for (int i = 0; i < s->file_count; i++)
        if (strcmp(s->files[i].path, path) == 0)
            return true;
    return false;
}

static void new_path(struct arranging *a, const char *type, const char *extension, char path[256])
{
    char name[128];

    for (int n = a->s->file_count + 1;; n++) {
        name_file(&a->r, type, n, name, sizeof name);
        format_into(path, 256, "%s%s%s", a->folder, name, extension);
        if (!path_taken(a->s, path))
            return;
    }
}

static int choose_level(struct rng *r)
{
    static const int weights[] = {35, 45, 20};

    return (int)rng_weighted(r, weights, 3);
}

/* The fax is for the test split: what was never trained on. */
static void choose_scan_wear(struct arranging *a, struct wear *w)
{
    static const int usual[] = {45, 25, 14, 0, 8, 0}, test[] = {36, 22, 12, 0, 8, 22};
    const int *weights = a->c->split == SPLIT_TEST ? test : usual;

    wear_choose(w, (enum wear_family)rng_weighted(&a->r, weights, WEAR_FAMILIES),
                choose_level(&a->r), &a->r);
}

static int choose_turn(struct arranging *a)
{
    return rng_chance(&a->r, 93) ? 0 : rng_chance(&a->r, 60) ? 2 : rng_chance(&a->r, 50) ? 1 : 3;
}

static void add_card(struct arranging *a, struct file_plan *f, int document)
{
    const struct document *d = &a->c->documents[document];

    if (d->pages > 1 && rng_chance(&a->r, 60)) {
        file_leaf(f, document, 1, 2, choose_turn(a));
        return;
    }
    for (int page = 1; page <= d->pages; page++)
        file_leaf(f, document, page, 0, choose_turn(a));
}

/* The order in which a paper's pages lie: now and then reversed, or one is missing. */
static void add_pages(struct arranging *a, struct file_plan *f, int document, bool blanks)
{
    const struct document *d = &a->c->documents[document];
    bool back = d->pages > 1 && rng_chance(&a->r, 3);
    int missing = d->pages > 2 && rng_chance(&a->r, 6) ? rng_int(&a->r, 1, d->pages) : 0;
    int turn = rng_chance(&a->r, 4) ? 2 : 0;

    if (d->template->shape == SHAPE_CARD) {
        add_card(a, f, document);
        return;
    }
    for (int i = 1; i <= d->pages; i++) {
        int page = back ? d->pages + 1 - i : i;

        if (page == missing)
            continue;
        file_leaf(f, document, page, 0, turn != 0 ? turn : choose_turn(a));
        if (blanks && rng_chance(&a->r, 95))
            file_leaf(f, -1, 0, 0, 0);
    }
}

static void add_photos(struct arranging *a, int document)
{
    const struct document *d = &a->c->documents[document];
    bool png = rng_chance(&a->r, 6);
    int level = choose_level(&a->r);
    struct wear w;

    wear_choose(&w, png ? WEAR_BITONAL : WEAR_PHOTO, level, &a->r);
    for (int page = 1; page <= d->pages; page++) {
        char path[256];
        struct file_plan *f;

        new_path(a, d->template->type, png ? ".png" : ".jpg", path);
        f = submission_file(a->s, path, png ? CODING_PNG : CODING_JPEG);
        f->wear = w;
        file_leaf(f, document, page, 0, rng_chance(&a->r, 85) ? 0 : rng_int(&a->r, 1, 3));
    }
}

static void add_text(struct arranging *a, int document)
{
    struct file_plan *f;
    char path[256];
    bool mail = strcmp(a->c->documents[document].template->type, "mail") == 0;

    if (mail) {
        format_into(path, sizeof path, "body.txt");
        for (int n = 2; path_taken(a->s, path); n++)
            format_into(path, sizeof path, "body (%d).txt", n);
    } else {
        new_path(a, "brief", ".txt", path);
    }
    f = submission_file(a->s, path, CODING_TEXT);
    file_leaf(f, document, 1, 0, 0);
}

static void add_file(struct arranging *a, int document)
{
    static const int weights[] = {38, 40, 14, 8};
    const struct document *d = &a->c->documents[document];
    size_t kind = rng_weighted(&a->r, weights, 4);
    static const enum coding codings[] = {CODING_PDF, CODING_SCAN_PDF, CODING_JPEG, CODING_TIFF};
    struct file_plan *f;
    char path[256];

    if (d->template->shape == SHAPE_CARD)
        kind = kind == 0 || kind == 3 ? 2 : kind;
    if (kind == 2) {
        add_photos(a, document);
        return;
    }
    new_path(a, d->template->type, kind == 3 ? ".tif" : ".pdf", path);
    f = submission_file(a->s, path, codings[kind]);
    choose_scan_wear(a, &f->wear);
    if (kind == 3 && rng_chance(&a->r, 60))
        wear_choose(&f->wear, WEAR_BITONAL, f->wear.level, &a->r);
    if (kind == 0)
        for (int page = 1; page <= d->pages; page++)
            file_leaf(f, document, page, 0, 0);
    else
        add_pages(a, f, document, rng_chance(&a->r, 4));
}

static void arrange_files(struct arranging *a)
{
    for (int i = 0; i < a->s->document_count; i++) {
        int document = a->s->documents[i];

        if (a->c->documents[document].template->shape == SHAPE_TEXT)
            add_text(a, document);
        else if (a->s->style == STYLE_PHOTOS)
            add_photos(a, document);
        else
            add_file(a, document);
    }
}

/* All papers through the feeder at once. Scanned on both sides, a paper of an odd number of pages
 * leaves an empty back; single sheets leave one each. */
static void arrange_batch(struct arranging *a)
{
    bool tour = a->c->tour && a->s->style == STYLE_BATCH && strcmp(a->s->channel, "scan") == 0;
    bool both_sides = rng_chance(&a->r, 40) || tour, tiff = rng_chance(&a->r, 25) || tour;
    struct file_plan *f;
    char path[256];

    for (int i = 0; i < a->s->document_count; i++)
        if (a->c->documents[a->s->documents[i]].template->shape == SHAPE_TEXT)
            add_text(a, a->s->documents[i]);
    new_path(a, "", tiff ? ".tif" : ".pdf", path);
    f = submission_file(a->s, path, tiff ? CODING_TIFF : CODING_SCAN_PDF);
    choose_scan_wear(a, &f->wear);
    if (tiff && rng_chance(&a->r, 80) && f->wear.family != WEAR_FAX)
        wear_choose(&f->wear, WEAR_BITONAL, f->wear.level, &a->r);
    for (int i = 0; i < a->s->document_count; i++) {
        int document = a->s->documents[i], before = f->leaf_count;
        bool singles = both_sides && rng_chance(&a->r, 12);

        if (a->c->documents[document].template->shape == SHAPE_TEXT)
            continue;
        add_pages(a, f, document, singles);
        if (both_sides && !singles && (f->leaf_count - before) % 2 == 1)
            file_leaf(f, -1, 0, 0, 0);
    }
    if (rng_chance(&a->r, 4))
        for (int i = 0; i < f->leaf_count; i++)
            f->leaves[i].turn = 2;
}

static void arrange_bundle(struct arranging *a)
{
    struct file_plan *f;
    char path[256];
    int blanks = rng_chance(&a->r, 20);

    new_path(a, "", ".pdf", path);
    f = submission_file(a->s, path, CODING_PDF);
    for (int i = 0; i < a->s->document_count; i++) {
        const struct document *d = &a->c->documents[a->s->documents[i]];

        if (d->template->shape == SHAPE_TEXT)
            continue;
        for (int page = 1; page <= d->pages; page++)
            file_leaf(f, a->s->documents[i], page, 0, 0);
        if (blanks && d->pages % 2 == 1)
            file_leaf(f, -1, 0, 0, 0);
    }
    for (int i = 0; i < a->s->document_count; i++)
        if (a->c->documents[a->s->documents[i]].template->shape == SHAPE_TEXT)
            add_text(a, a->s->documents[i]);
}

/* What is not a paper: files that cannot be read, and litter. */
static void add_rubbish(struct arranging *a)
{
    static const enum coding kinds[] = {CODING_BROKEN, CODING_LOCKED, CODING_EMPTY};
    bool mail = a->s->box == BOX_MAIL, tour = a->c->tour && a->s - a->c->submissions < 2;
    char path[256];

    if (a->s->box == BOX_NONE)
        return;
    if (rng_chance(&a->r, 5) || tour) {
        new_path(a, "", ".pdf", path);
        submission_file(a->s, path,
                        tour ? kinds[a->s - a->c->submissions] : RNG_PICK(&a->r, kinds));
    }
    if (!mail && rng_chance(&a->r, 8))
        submission_file(a->s, rng_chance(&a->r, 50) ? ".DS_Store" : "Thumbs.db", CODING_LITTER);
    if (mail && rng_chance(&a->r, 25))
        submission_file(a->s, "image001.png", CODING_LOGO);
}

/* Some of the files of a box lie in another box in it. */
static void nest(struct arranging *a)
{
    static const char *const inner[] = {"bijlagen.zip!/", "scans.zip!/", "documenten.zip!/",
                                        "Archief.zip!/Tozo/"};
    const char *before = RNG_PICK(&a->r, inner);

    for (int i = 0; i < a->s->file_count; i++) {
        struct file_plan *f = &a->s->files[i];
        char path[256];

        if (f->coding == CODING_LITTER || f->coding == CODING_LOGO ||
            strncmp(f->path, "body", 4) == 0 || rng_chance(&a->r, 30))
            continue;
        format_into(path, sizeof path, "%s%s", before, f->path);
        memcpy(f->path, path, sizeof path);
    }
}

static const char *entry_extension(const struct submission *s)
{
    static const char *const by_box[] = {"", "", ".zip", ".tar.gz", ".7z", ".eml", ".mbox"};
    const char *dot;

    if (s->box != BOX_NONE)
        return by_box[s->box];
    dot = strrchr(s->files[0].path, '.');
    return dot != NULL ? dot : "";
}

/* An entry that is one document: the first file is it, and what does not fit goes along in a
 * folder. */
static void settle_box(struct arranging *a)
{
    struct submission *s = a->s;

    if (s->box == BOX_NONE && s->file_count > 1)
        s->box = BOX_FOLDER;
    name_entry(s, &a->r, entry_extension(s));
    for (bool again = true; again;) {
        again = false;
        for (int i = 0; i < a->c->submission_count && &a->c->submissions[i] != s; i++)
            again = again || strcmp(a->c->submissions[i].name, s->name) == 0;
        if (again)
            name_entry(s, &a->r, entry_extension(s));
    }
    if (s->box == BOX_NONE)
        format_into(s->files[0].path, sizeof s->files[0].path, "%s", s->name);
}

void arrange_submission(struct corpus *c, struct submission *s)
{
    struct arranging a = {.c = c, .s = s, .folder = ""};

    rng_seed(&a.r, s->seed, 2);
    if (s->box != BOX_NONE && s->box != BOX_MAIL && s->box != BOX_MBOX && rng_chance(&a.r, 25))
        a.folder = rng_chance(&a.r, 50) ? "scans/" : "Tozo bijlagen/";
    if (s->style == STYLE_BATCH)
        arrange_batch(&a);
    else if (s->style == STYLE_BUNDLE)
        arrange_bundle(&a);
    else
        arrange_files(&a);
    add_rubbish(&a);
    if ((s->box == BOX_ZIP || s->box == BOX_MAIL) &&
        (rng_chance(&a.r, 20) || (c->tour && s == c->submissions)))
        nest(&a);
    settle_box(&a);
}
