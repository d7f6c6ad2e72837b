/* Lays truth and report of a submission side by side, page by page. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/grow.h"
#include "pipeline/stream.h"
#include "stages/score/score_private.h"

/* The key of a page; the caller frees it. NULL with errno. */
static char *page_key(const char *file, double page)
{
    char *key;

    if (!file) {
        errno = EINVAL;
        return NULL;
    }
    return asprintf(&key, "%.0f %s", page, file) < 0 ? NULL : key;
}

/* The number of a page, made when it is new; -1 with errno. */
static long page_number(struct comparison *c, const char *file, double page)
{
    char *key = page_key(file, page);
    long number = -1;

    if (!key)
        return -1;
    const json_t *known = json_object_get(c->numbers, key);
    if (known)
        number = (long)json_integer_value(known);
    else if (!grow(&c->pages, c->count, &c->room, sizeof *c->pages) &&
             !json_object_set_new(c->numbers, key, json_integer((json_int_t)c->count))) {
        number = (long)c->count++;
        c->pages[number] = (struct score_page){TRUTH_UNKNOWN, -1, 0, false};
    }
    free(key);
    return number;
}

static long place_number(struct comparison *c, const json_t *place)
{
    return page_number(c, record_text(place, "file"), record_number(place, "page", 1));
}

struct score_page *comparison_page(const struct comparison *c, const json_t *place)
{
    char *key = page_key(record_text(place, "file"), record_number(place, "page", 1));
    const json_t *number = key ? json_object_get(c->numbers, key) : NULL;

    free(key);
    return number ? &c->pages[json_integer_value(number)] : NULL;
}

/* What the truth says of a page, which it may say once. */
static int set_truth(struct comparison *c, long page, long truth)
{
    if (page < 0)
        return -1;
    if (c->pages[page].truth != TRUTH_UNKNOWN) {
        errno = EINVAL;
        return -1;
    }
    c->pages[page].truth = truth;
    return 0;
}

static int read_truth_piece(struct comparison *c, size_t number, const json_t *piece)
{
    const json_t *pages = json_object_get(piece, "pages"), *place;
    size_t i;
    long *order = realloc(c->order, (c->ordered + json_array_size(pages) + 1) * sizeof *order);

    if (!order)
        return -1;
    c->order = order;
    json_array_foreach(pages, i, place)
    {
        long page = place_number(c, place);
        if (set_truth(c, page, (long)number))
            return -1;
        c->order[c->ordered++] = page;
    }
    return 0;
}

static int read_truth(struct comparison *c)
{
    size_t i;
    const json_t *item;

    json_array_foreach(c->pieces, i, item)
    {
        if (read_truth_piece(c, i, item))
            return -1;
    }
    json_array_foreach(json_object_get(c->truth, "blank"), i, item)
    {
        if (set_truth(c, place_number(c, item), TRUTH_BLANK))
            return -1;
    }
    json_array_foreach(json_object_get(c->truth, "rejected"), i, item)
    {
        if (set_truth(c, page_number(c, json_string_value(item), 1), TRUTH_REJECTED))
            return -1;
    }
    return 0;
}

static int read_report(struct comparison *c)
{
    size_t i, k;
    const json_t *piece, *place;

    json_array_foreach(c->report, i, piece)
    {
        json_array_foreach(json_object_get(piece, "pages"), k, place)
        {
            long page = place_number(c, place);
            if (page < 0)
                return -1;
            c->pages[page].report = (long)i;
            c->pages[page].times++;
        }
    }
    return 0;
}

/* How many pages each pair of pieces shares. A page that the report has twice counts for the last
 * of them: it is wrong in `accounted` anyway. */
static int count_common(struct comparison *c)
{
    c->common = calloc(c->truths * c->reports + 1, sizeof *c->common);
    if (!c->common)
        return -1;
    for (size_t p = 0; p < c->count; p++)
        if (c->pages[p].truth >= 0 && c->pages[p].report >= 0)
            c->common[(size_t)c->pages[p].truth * c->reports + (size_t)c->pages[p].report]++;
    return 0;
}

int comparison_init(struct comparison *c, const json_t *truth, const json_t *report)
{
    *c = (struct comparison){.truth = truth,
                             .pieces = json_object_get(truth, "pieces"),
                             .report = report,
                             .numbers = json_object()};
    c->truths = json_array_size(c->pieces);
    c->reports = json_array_size(report);
    if (!json_is_array(c->pieces)) {
        errno = EINVAL;
        return -1;
    }
    errno = ENOMEM;
    return c->numbers && !read_truth(c) && !read_report(c) && !count_common(c) ? 0 : -1;
}

void comparison_release(struct comparison *c)
{
    json_decref(c->numbers);
    free(c->pages);
    free(c->order);
    free(c->common);
}

const json_t *comparison_truth(const struct comparison *c, long number)
{
    return number >= 0 ? json_array_get(c->pieces, (size_t)number) : NULL;
}

const json_t *comparison_report(const struct comparison *c, long number)
{
    return number >= 0 ? json_array_get(c->report, (size_t)number) : NULL;
}

static size_t size_of(const json_t *piece)
{
    return json_array_size(json_object_get(piece, "pages"));
}

static size_t common(const struct comparison *c, size_t truth, size_t report)
{
    return c->common[truth * c->reports + report];
}

long comparison_match(const struct comparison *c, size_t truth, double *iou)
{
    size_t pages = size_of(json_array_get(c->pieces, truth));

    for (size_t k = 0; k < c->reports; k++) {
        double shared = (double)common(c, truth, k);
        *iou = shared / ((double)pages + (double)size_of(json_array_get(c->report, k)) - shared);
        if (shared > 0 && *iou > 0.5)
            return (long)k;
    }
    *iou = 0;
    return -1;
}

size_t comparison_owner(const struct comparison *c, size_t report)
{
    size_t owner = c->truths, most = 0;

    for (size_t i = 0; i < c->truths; i++)
        if (common(c, i, report) > most) {
            most = common(c, i, report);
            owner = i;
        }
    return owner;
}

bool comparison_exact(const struct comparison *c, size_t truth, size_t report)
{
    size_t pages = truth < c->truths ? common(c, truth, report) : 0;

    return pages && pages == size_of(json_array_get(c->pieces, truth)) &&
           pages == size_of(json_array_get(c->report, report));
}

bool piece_same(const json_t *a, const json_t *b, const char *member)
{
    const char *x = record_text(a, member), *y = record_text(b, member);

    return x && y && strcmp(x, y) == 0;
}

bool piece_decided(const json_t *piece, const char *decision)
{
    const char *text = record_text(piece, "decision");

    return text && strcmp(text, decision) == 0;
}

bool piece_is_paper(const json_t *piece)
{
    return record_text(piece, "type") ||
           !(piece_decided(piece, "aside") || piece_decided(piece, "rejected"));
}
