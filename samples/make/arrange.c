#include <stdlib.h>
#include <string.h>

#include "samples/make/arrange.h"

struct file_plan *submission_file(struct submission *s, const char *path, enum coding coding)
{
    struct file_plan *f;

    s->files = need(realloc(s->files, ((size_t)s->file_count + 1) * sizeof *s->files));
    f = &s->files[s->file_count++];
    *f = (struct file_plan){.coding = coding, .seed = s->seed + (uint64_t)s->file_count};
    format_into(f->path, sizeof f->path, "%s", path);
    return f;
}

void file_leaf(struct file_plan *f, int document, int page, int second, int turn)
{
    f->leaves = need(realloc(f->leaves, ((size_t)f->leaf_count + 1) * sizeof *f->leaves));
    f->leaves[f->leaf_count++] = (struct leaf){document, page, second, turn, false};
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
        if (a->c->documents[document].copy_of >= 0)
            a->s->alike |= ALIKE(ALIKE_COPY_RESCAN);
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

static bool is_movable(const struct file_plan *f)
{
    return f->coding != CODING_LITTER && f->coding != CODING_LOGO &&
           strncmp(f->path, "body", 4) != 0;
}

static void move_into(struct file_plan *f, const char *box)
{
    char path[256];

    format_into(path, sizeof path, "%s%s", box, f->path);
    memcpy(f->path, path, sizeof path);
}

/* Some of the files of a box lie in another box in it, which may lie in a third. */
static void nest(struct arranging *a)
{
    static const char *const inner[] = {"bijlagen.zip!/",
                                        "scans.zip!/",
                                        "documenten.zip!/",
                                        "Archief.zip!/Tozo/",
                                        "stukken.7z!/",
                                        "alles.tar.gz!/",
                                        "export.zip!/bijlagen.zip!/",
                                        "backup.tar!/map/scans.zip!/"};
    const char *before = RNG_PICK(&a->r, inner);

    for (int i = 0; i < a->s->file_count; i++)
        if (is_movable(&a->s->files[i]) && !rng_chance(&a->r, 30))
            move_into(&a->s->files[i], before);
}

/* A born-digital letter that carries another file in itself. */
static void embed(struct arranging *a)
{
    struct submission *s = a->s;
    char box[260];
    int host = -1;

    for (int i = 0; i < s->file_count && host < 0; i++)
        if (s->files[i].coding == CODING_PDF)
            host = i;
    for (int i = 0; host >= 0 && i < s->file_count; i++) {
        struct file_plan *f = &s->files[i];

        if (i == host || !is_movable(f) || strchr(f->path, '/') != NULL)
            continue;
        format_into(box, sizeof box, "%s!/", s->files[host].path);
        move_into(f, box);
        return;
    }
}

static const char *entry_extension(struct arranging *a)
{
    static const char *const by_box[] = {"", "", ".zip", "", ".7z", ".eml", ".mbox"};
    static const char *const tars[] = {".tar.gz", ".tar",     ".tgz",
                                       ".tar.xz", ".tar.zst", ".tar.bz2"};
    const char *dot;

    if (a->s->box == BOX_TAR)
        return RNG_PICK(&a->r, tars);
    if (a->s->box != BOX_NONE)
        return by_box[a->s->box];
    dot = strrchr(a->s->files[0].path, '.');
    return dot != NULL ? dot : "";
}

/* An entry that is one document: the first file is it, and what does not fit goes along in a
 * folder. */
static void settle_box(struct arranging *a)
{
    struct submission *s = a->s;
    const char *extension;

    if (s->box == BOX_NONE && s->file_count > 1)
        s->box = BOX_FOLDER;
    extension = entry_extension(a);
    name_entry(s, &a->r, extension);
    for (bool again = true; again;) {
        again = false;
        for (int i = 0; i < a->c->submission_count && &a->c->submissions[i] != s; i++)
            again = again || strcmp(a->c->submissions[i].name, s->name) == 0;
        if (again)
            name_entry(s, &a->r, extension);
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
    else if (s->box != BOX_NONE && rng_chance(&a.r, 5))
        embed(&a);
    settle_box(&a);
}
