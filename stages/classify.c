/* postkamer-classify: finds on each piece whose it is and what it is about. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/table.h"
#include "pipeline/diag.h"
#include "pipeline/stage.h"
#include "stages/common/catalogue_file.h"
#include "stages/decide/evidence.h"
#include "stages/common/pieces.h"
#include "stages/common/words.h"

static const char *catalogue_path;

/* A submission's pages, found by file and number. */
struct shelf {
    struct page *pages;
    size_t count;
    struct table places;
    int year;
};

static int classify_open(struct stage *self)
{
    char why[400];
    self->state = catalogue_load(catalogue_path, why, sizeof why);
    if (!self->state)
        diag_warn("%s", why);
    return self->state ? 0 : EXIT_IO;
}

static int shelf_init(struct shelf *shelf, struct spool *spool, const struct submission *s)
{
    const char *received = record_text(s->head, "received");
    *shelf = (struct shelf){.year = 2020};
    if (received && strspn(received, "0123456789") == 4)
        shelf->year = atoi(received);
    if (pages_load(spool, s, &shelf->pages, &shelf->count) < 0)
        return -1;
    for (size_t i = 0; i < shelf->count; i++) {
        char key[PAGE_KEY_MAX];
        page_key(shelf->pages[i].file, shelf->pages[i].number, key);
        if (!table_put(&shelf->places, key, (uint32_t)i))
            return -1;
    }
    return 0;
}

static void shelf_release(struct shelf *shelf)
{
    pages_free(shelf->pages, shelf->count);
    table_release(&shelf->places);
}

static const struct page *shelf_find(const struct shelf *shelf, const json_t *place)
{
    char key[PAGE_KEY_MAX];
    page_key(record_string(place, "file"), (int)record_number(place, "page", 0), key);
    const uint32_t *at = table_get(&shelf->places, key);
    return at ? &shelf->pages[*at] : NULL;
}

static int look(struct catalogue *c, const struct shelf *shelf, json_t *piece, struct view *views,
                const struct view **order)
{
    const json_t *pages = json_object_get(piece, "pages");
    int type = catalogue_find(c, record_text(piece, "type"));
    size_t i, n = 0;
    json_t *place;
    if (type < 0)
        return 0;
    int bad = 0;
    json_array_foreach(pages, i, place)
    {
        const struct page *page = shelf_find(shelf, place);
        if (!page || bad)
            continue;
        bad = view_read(&views[n], page, shelf->year);
        if (!bad) {
            order[n] = &views[n];
            n++;
        }
    }
    if (!bad)
        bad = evidence_add(piece, c, catalogue_type(c, (size_t)type), order, n);
    for (i = 0; i < n; i++)
        view_release(&views[i]);
    return bad;
}

static int classify_piece(struct catalogue *c, const struct shelf *shelf, json_t *piece)
{
    size_t count = json_array_size(json_object_get(piece, "pages"));
    struct view *views = calloc(count + 1, sizeof *views);
    const struct view **order = calloc(count + 1, sizeof *order);
    int bad = views && order ? look(c, shelf, piece, views, order) : -1;
    free(views);
    free(order);
    return bad;
}

static int classify_finish(struct stage *self, struct submission *s)
{
    struct shelf shelf;
    size_t i;
    json_t *record;
    int bad = shelf_init(&shelf, &self->spool, s);
    json_array_foreach(s->records, i, record)
    {
        const char *disposition = record_text(record, "disposition");
        if (!bad && strcmp(record_kind(record), "piece") == 0 && disposition &&
            strcmp(disposition, "document") == 0)
            bad = classify_piece(self->state, &shelf, record);
    }
    if (bad)
        diag_warn("cannot classify '%s': %s", submission_name(s), strerror(errno));
    shelf_release(&shelf);
    return bad ? EXIT_IO : 0;
}

static int classify_close(struct stage *self, int complete)
{
    (void)complete;
    catalogue_free(self->state);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct stage_option options[] = {
        {"catalogue", "FILE", "document types instead of the shipped ones", &catalogue_path},
        {NULL, NULL, NULL, NULL},
    };
    struct stage classify = {.name = "classify",
                             .summary = "find whose each piece is and what it says",
                             .options = options,
                             .open = classify_open,
                             .finish = classify_finish,
                             .close = classify_close};
    return stage_run(&classify, argc, argv);
}
