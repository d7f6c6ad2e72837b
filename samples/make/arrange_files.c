#include <stdlib.h>
#include <string.h>

#include "samples/make/arrange.h"

static bool path_taken(const struct submission *s, const char *path)
{
    for (int i = 0; i < s->file_count; i++)
        if (strcmp(s->files[i].path, path) == 0)
            return true;
    return false;
}

/* A name by the same habit for the number that follows, as a telephone counts its pictures. */
static void next_path(struct arranging *a, const struct rng *habit, int number, const char *type,
                      const char *extension, char path[256])
{
    char name[128];

    for (int n = number;; n++) {
        struct rng r = *habit;

        name_file(&r, type, n, name, sizeof name);
        format_into(path, 256, "%s%s%s", a->folder, name, extension);
        if (!path_taken(a->s, path))
            return;
    }
}

void new_path(struct arranging *a, const char *type, const char *extension, char path[256])
{
    struct rng habit;

    rng_seed(&habit, rng_next(&a->r), 5);
    next_path(a, &habit, a->s->file_count + 1, type, extension, path);
}

static int choose_level(struct rng *r)
{
    static const int weights[] = {35, 45, 20};

    return (int)rng_weighted(r, weights, 3);
}

/* The fax is for the test split: what was never trained on. */
void choose_scan_wear(struct arranging *a, struct wear *w)
{
    static const int usual[WEAR_FAMILIES] = {[WEAR_OFFICE] = 45,
                                             [WEAR_BITONAL] = 23,
                                             [WEAR_COPY] = 14,
                                             [WEAR_SCREEN] = 8,
                                             [WEAR_APP] = 6};
    int weights[WEAR_FAMILIES];

    memcpy(weights, usual, sizeof weights);
    if (a->c->split == SPLIT_TEST)
        weights[WEAR_FAX] = 22;
    wear_choose(w, (enum wear_family)rng_weighted(&a->r, weights, WEAR_FAMILIES),
                choose_level(&a->r), &a->r);
}

/* Pictures of one page. Weights; the wear that goes with each. */
static const struct still {
    enum coding coding;
    int weight;
    const char *extensions[3];
    enum wear_family wears[4];
} stills[] = {
    {CODING_JPEG, 74, {".jpg", ".jpeg", ".JPG"}, {WEAR_PHOTO, WEAR_PHOTO, WEAR_APP, WEAR_PHOTO}},
    {CODING_PNG, 7, {".png", ".png", ".PNG"}, {WEAR_BITONAL, WEAR_NONE, WEAR_NONE, WEAR_BITONAL}},
    {CODING_HEIC, 8, {".heic", ".HEIC", ".heic"}, {WEAR_PHOTO, WEAR_PHOTO, WEAR_PHOTO, WEAR_PHOTO}},
    {CODING_WEBP, 5, {".webp", ".webp", ".jpg"}, {WEAR_PHOTO, WEAR_APP, WEAR_NONE, WEAR_PHOTO}},
    {CODING_GIF, 3, {".gif", ".gif", ".GIF"}, {WEAR_BITONAL, WEAR_NONE, WEAR_OFFICE, WEAR_BITONAL}},
    {CODING_BMP, 3, {".bmp", ".bmp", ".BMP"}, {WEAR_BITONAL, WEAR_OFFICE, WEAR_OFFICE, WEAR_NONE}},
};

enum { STILLS = sizeof stills / sizeof *stills };

static const struct still *choose_still(struct arranging *a)
{
    int weights[STILLS];

    for (int i = 0; i < STILLS; i++)
        weights[i] = stills[i].weight;
    return &stills[rng_weighted(&a->r, weights, STILLS)];
}

static void add_stills(struct arranging *a, int document)
{
    const struct document *d = &a->c->documents[document];
    const struct still *still = choose_still(a);
    const char *extension = RNG_PICK(&a->r, still->extensions);
    bool mixed = d->pages > 2 && alike_chance(&a->r, ALIKE_SHUFFLED);
    int first = a->s->file_count + 1;
    struct rng habit;
    struct wear w;

    rng_seed(&habit, rng_next(&a->r), 5);
    wear_choose(&w, RNG_PICK(&a->r, still->wears), choose_level(&a->r), &a->r);
    if (d->pages > 1 && d->template->shape != SHAPE_CARD)
        a->s->alike |= ALIKE(ALIKE_LOOSE_PAGES) | (mixed ? ALIKE(ALIKE_SHUFFLED) : 0);
    for (int i = 1; i <= d->pages; i++) {
        struct file_plan *f;
        char path[256];

        next_path(a, &habit, first + i - 1, d->template->type, extension, path);
        f = submission_file(a->s, path, still->coding);
        f->wear = w;
        file_leaf(f, document, mixed && i < 3 ? 3 - i : i, 0,
                  w.family == WEAR_NONE || rng_chance(&a->r, 85) ? 0 : rng_int(&a->r, 1, 3));
    }
}

void add_text(struct arranging *a, int document)
{
    bool mail = strcmp(a->c->documents[document].template->type, "mail") == 0;
    static const enum coding codings[] = {CODING_TEXT, CODING_DOCX, CODING_ODT};
    static const char *const extensions[] = {".txt", ".docx", ".odt"};
    size_t kind = (size_t)rng_int(&a->r, 0, 2);
    char path[256];
    bool html = mail && rng_chance(&a->r, 35);

    if (mail) {
        format_into(path, sizeof path, html ? "body.html" : "body.txt");
        for (int n = 2; path_taken(a->s, path); n++)
            format_into(path, sizeof path, "body (%d).%s", n, html ? "html" : "txt");
        file_leaf(submission_file(a->s, path, html ? CODING_HTML : CODING_TEXT), document, 1, 0, 0);
        return;
    }
    new_path(a, "brief", extensions[kind], path);
    file_leaf(submission_file(a->s, path, codings[kind]), document, 1, 0, 0);
}

/* Papers that people make themselves in an office program come as its file now and then. */
static bool add_office(struct arranging *a, int document)
{
    static const struct {
        const char *type;
        enum coding codings[2];
        const char *extensions[2];
    } kinds[] = {
        {"urenadministratie", {CODING_XLSX, CODING_ODS}, {".xlsx", ".ods"}},
        {"liquiditeitsprognose", {CODING_XLSX, CODING_ODS}, {".xlsx", ".ods"}},
        {"jaarrekening", {CODING_XLSX, CODING_DOCX}, {".xlsx", ".docx"}},
        {"factuur", {CODING_DOCX, CODING_ODT}, {".docx", ".odt"}},
        {"bezwaarschrift", {CODING_DOCX, CODING_ODT}, {".docx", ".odt"}},
        {"brief", {CODING_DOCX, CODING_ODT}, {".docx", ".odt"}},
    };
    const struct document *d = &a->c->documents[document];
    int which = rng_int(&a->r, 0, 99) < 65 ? 0 : 1;
    char path[256];

    if (d->hand || !rng_chance(&a->r, 22))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].type, d->template->type) != 0)
            continue;
        new_path(a, d->template->type, kinds[i].extensions[which], path);
        file_leaf(submission_file(a->s, path, kinds[i].codings[which]), document, 1, 0, 0);
        return true;
    }
    return false;
}

/* Each page by itself: uploads that belong together. */
static void add_loose_pages(struct arranging *a, int document, enum coding coding)
{
    const struct document *d = &a->c->documents[document];
    int first = a->s->file_count + 1;
    struct rng habit;
    struct wear w;

    rng_seed(&habit, rng_next(&a->r), 5);
    choose_scan_wear(a, &w);
    a->s->alike |= ALIKE(ALIKE_LOOSE_PAGES);
    for (int page = 1; page <= d->pages; page++) {
        struct file_plan *f;
        char path[256];

        next_path(a, &habit, first + page - 1, d->template->type, ".pdf", path);
        f = submission_file(a->s, path, coding);
        f->wear = w;
        file_leaf(f, document, page, 0, 0);
    }
}

enum kind { KIND_BORN, KIND_SCAN, KIND_STILL, KIND_TIFF };

static enum kind choose_kind(struct arranging *a, const struct document *d, enum coding but)
{
    static const int weights[] = {40, 37, 15, 8};
    enum kind kind = (enum kind)rng_weighted(&a->r, weights, 4);

    if (d->template->shape == SHAPE_CARD && (kind == KIND_BORN || kind == KIND_TIFF))
        kind = KIND_STILL;
    if (kind == KIND_BORN && but == CODING_PDF)
        kind = KIND_STILL;
    else if (kind == KIND_SCAN && but == CODING_SCAN_PDF)
        kind = KIND_TIFF;
    else if (kind == KIND_STILL && but >= CODING_JPEG && but <= CODING_BMP)
        kind = KIND_SCAN;
    else if (kind == KIND_TIFF && but == CODING_TIFF)
        kind = KIND_SCAN;
    return kind;
}

/* but: a coding that it does not get; CODING_EMPTY: any will do. */
static void add_file(struct arranging *a, int document, enum coding but)
{
    static const enum coding codings[] = {CODING_PDF, CODING_SCAN_PDF, CODING_JPEG, CODING_TIFF};
    const struct document *d = &a->c->documents[document];
    enum kind kind = choose_kind(a, d, but);
    struct file_plan *f;
    char path[256];

    if (kind == KIND_STILL) {
        add_stills(a, document);
        return;
    }
    if (kind != KIND_TIFF && d->pages > 1 && d->template->shape != SHAPE_CARD &&
        alike_chance(&a->r, ALIKE_LOOSE_PAGES)) {
        add_loose_pages(a, document, codings[kind]);
        return;
    }
    new_path(a, d->template->type, kind == KIND_TIFF ? ".tif" : ".pdf", path);
    f = submission_file(a->s, path, codings[kind]);
    choose_scan_wear(a, &f->wear);
    if (kind == KIND_TIFF && rng_chance(&a->r, 60))
        wear_choose(&f->wear, WEAR_BITONAL, f->wear.level, &a->r);
    if (kind == KIND_BORN)
        for (int page = 1; page <= d->pages; page++)
            file_leaf(f, document, page, 0, 0);
    else
        add_pages(a, f, document, rng_chance(&a->r, 4));
}

/* Whether the file shows that paper and nothing else. */
static bool shows_only(const struct file_plan *f, int document)
{
    for (int i = 0; i < f->leaf_count; i++)
        if (f->leaves[i].document != document)
            return false;
    return f->leaf_count > 0;
}

/* The same files once more under other names; false when the first stands among other papers. */
static bool add_same(struct arranging *a, int document, const struct submission *from, int first)
{
    int count = from->file_count;
    bool any = false;

    for (int i = 0; i < count; i++) {
        struct file_plan old = from->files[i], *f;
        const char *dot = strrchr(old.path, '.');
        char path[256];

        if (!shows_only(&old, first) || dot == NULL)
            continue;
        new_path(a, a->c->documents[document].template->type, dot, path);
        f = submission_file(a->s, path, old.coding);
        f->wear = old.wear;
        f->seed = old.seed;
        for (int k = 0; k < old.leaf_count; k++) {
            file_leaf(f, document, old.leaves[k].page, old.leaves[k].second, old.leaves[k].turn);
            f->leaves[k].cut = old.leaves[k].cut;
        }
        any = true;
    }
    return any;
}

static const struct file_plan *first_file(const struct corpus *c, const struct submission *upto,
                                          int document, const struct submission **where)
{
    for (const struct submission *s = c->submissions; s <= upto; s++)
        for (int i = 0; i < s->file_count; i++)
            for (int k = 0; k < s->files[i].leaf_count; k++)
                if (s->files[i].leaves[k].document == document) {
                    *where = s;
                    return &s->files[i];
                }
    return NULL;
}

static void add_copied(struct arranging *a, int document)
{
    const struct document *d = &a->c->documents[document];
    const struct submission *where = NULL;
    const struct file_plan *first = first_file(a->c, a->s, d->copy_of, &where);
    enum lookalike kind = first != NULL ? d->copy_kind : ALIKE_COPY_RESCAN;

    if (kind == ALIKE_COPY_EXACT && !add_same(a, document, where, d->copy_of))
        kind = ALIKE_COPY_RESCAN;
    if (kind == ALIKE_COPY_FORMAT)
        add_file(a, document, first->coding);
    else if (kind == ALIKE_COPY_RESCAN)
        add_file(a, document, CODING_EMPTY);
    a->s->alike |= ALIKE(kind);
}

void arrange_files(struct arranging *a)
{
    for (int i = 0; i < a->s->document_count; i++) {
        int document = a->s->documents[i];
        const struct document *d = &a->c->documents[document];

        if (d->template->shape == SHAPE_TEXT)
            add_text(a, document);
        else if (d->copy_of >= 0)
            add_copied(a, document);
        else if (a->s->style == STYLE_PHOTOS)
            add_stills(a, document);
        else if (!add_office(a, document))
            add_file(a, document, CODING_EMPTY);
    }
}
