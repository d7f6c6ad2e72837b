/* postkamer split and postkamer join: where a paper begins and ends. What the parts are, and in
 * which dossier, is asked anew. */
#include <stdio.h>
#include <string.h>
#include "pipeline/diag.h"
#include "stages/clerk/clerk.h"

#define SPLIT_CODE "gesplitst"
#define SPLIT_DETAIL "Een medewerker heeft dit stuk gesplitst; soort en dossier zijn te bevestigen"
#define JOIN_CODE "samengevoegd"
#define JOIN_DETAIL                                                                                \
    "Een medewerker heeft deze stukken samengevoegd; soort en dossier zijn te bevestigen"

static int no_memory(void)
{
    diag_warn("out of memory");
    return EXIT_BUG;
}

static int check_cuts(const char *name, size_t pages, const unsigned long *after, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (after[i] < 1 || after[i] >= pages) {
            diag_warn("piece '%s' has %zu pages: it cannot be split after page %lu", name, pages,
                      after[i]);
            return EXIT_USAGE;
        }
        if (i && after[i] <= after[i - 1]) {
            diag_warn("the pages after which to split must rise: %lu follows %lu", after[i],
                      after[i - 1]);
            return EXIT_USAGE;
        }
    }
    return EXIT_DONE;
}

/* Pages from first up to last (not with it) of a piece. */
static json_t *some_pages(const json_t *piece, size_t first, size_t last)
{
    const json_t *all = json_object_get(piece, "pages");
    json_t *some = json_array();
    for (size_t i = first; some && i < last; i++)
        json_array_append(some, json_array_get(all, i));
    return some;
}

/* The parts of a piece; NULL without memory. */
static json_t *cut(const struct clerk *c, const json_t *piece, const unsigned long *after,
                   size_t count)
{
    size_t pages = json_array_size(json_object_get(piece, "pages")), first = 0;
    json_t *parts = json_array();
    for (size_t i = 0; i <= count && parts; i++) {
        size_t last = i < count ? after[i] : pages;
        json_t *part =
            clerk_piece(c, piece, some_pages(piece, first, last), SPLIT_CODE, SPLIT_DETAIL);
        if (!part || json_array_append_new(parts, part)) {
            json_decref(parts);
            return NULL;
        }
        first = last;
    }
    return parts;
}

int clerk_split(struct clerk *c, const char *name, const unsigned long *after, size_t count)
{
    json_t *piece;
    size_t at;
    int status = clerk_find(c, name, &piece, &at);
    if (!status)
        status = check_cuts(name, json_array_size(json_object_get(piece, "pages")), after, count);
    if (status)
        return status;
    json_t *before = json_pack("[O]", piece), *parts = cut(c, piece, after, count);
    if (!before || !parts)
        status = no_memory();
    json_array_remove(c->pieces, at);
    for (size_t i = 0; i < json_array_size(parts) && !status; i++) {
        if (json_array_insert(c->pieces, at + i, json_array_get(parts, i)))
            status = no_memory();
    }
    if (!status)
        status = clerk_carry_out(c, "split", record_text(json_array_get(before, 0), "piece"),
                                 before, parts);
    json_decref(before);
    json_decref(parts);
    return status;
}

/* Both were filed alike: then so is the whole. */
static int keep_place(json_t *whole, const json_t *a, const json_t *b)
{
    const char *decision = record_text(a, "decision");
    if (!decision || strcmp(decision, "filed") != 0 ||
        !json_equal(json_object_get(a, "decision"), json_object_get(b, "decision")) ||
        !json_equal(json_object_get(a, "dossier"), json_object_get(b, "dossier")) ||
        !json_equal(json_object_get(a, "type"), json_object_get(b, "type")))
        return 0;
    return json_object_set_new(whole, "decision", json_string("filed"));
}

static json_t *unite(const struct clerk *c, const json_t *a, const json_t *b)
{
    json_t *pages = json_copy(json_object_get(a, "pages"));
    if (!pages || json_array_extend(pages, json_object_get(b, "pages"))) {
        json_decref(pages);
        return NULL;
    }
    json_t *whole = clerk_piece(c, a, pages, JOIN_CODE, JOIN_DETAIL);
    if (whole && !keep_place(whole, a, b))
        return whole;
    json_decref(whole);
    return NULL;
}

static int check_join(const json_t *a, const json_t *b)
{
    const json_t *both[] = {a, b};
    if (a == b) {
        diag_warn("that is one piece, twice");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < 2; i++) {
        const char *decision = record_text(both[i], "decision");
        if (!decision || strcmp(decision, "rejected") != 0)
            continue;
        diag_warn("piece '%s' was rejected: it has no pages to join",
                  record_text(both[i], "piece"));
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

int clerk_join(struct clerk *c, const char *first, const char *second)
{
    json_t *a, *b;
    size_t at_a, at_b;
    int status = clerk_find(c, first, &a, &at_a);
    if (!status)
        status = clerk_find(c, second, &b, &at_b);
    if (!status)
        status = check_join(a, b);
    if (status)
        return status;
    json_t *before = json_pack("[O,O]", a, b), *whole = unite(c, a, b);
    json_t *after = whole ? json_pack("[O]", whole) : NULL;
    if (!before || !after || json_array_set(c->pieces, at_a, whole) ||
        json_array_remove(c->pieces, at_b))
        status = no_memory();
    if (!status)
        status = clerk_carry_out(c, "join", record_text(whole, "piece"), before, after);
    json_decref(before);
    json_decref(after);
    json_decref(whole);
    return status;
}
