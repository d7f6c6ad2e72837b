/* A page of any text before the judges: page numbers, phrases, fields, a whole submission. */
#include <stdlib.h>
#include <string.h>
#include "classifiers/fields.h"
#include "classifiers/judge.h"
#include "tests/fuzz/support.h"

static void fields_of(struct judgement *j)
{
    struct catalogue *catalogue = fuzz_catalogue();
    struct candidates found = {0};
    struct field fields[FIELD_KINDS];

    for (size_t i = 0; i < j->page_count; i++) {
        const struct document_type *type =
            catalogue_type(catalogue, i % catalogue_count(catalogue));
        if (find_page(catalogue, type, &j->views[i], i, &found))
            abort();
        fields_choose(type, &found, fields);
        fields_person(type, &found);
    }
    candidates_release(&found);
}

/* A form feed parts pages; the first byte says whether they have boxes. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct page pages[8];
    struct judge_page asked[8] = {0};
    struct judgement j;
    struct model model;
    size_t count = 0;
    bool placed = size > 0 && *data % 2;

    for (const unsigned char *at = data, *end = data + size; at < end && count < 8; count++) {
        const unsigned char *stop = memchr(at, '\f', (size_t)(end - at));
        stop = stop ? stop : end;
        fuzz_page(at, (size_t)(stop - at), placed, &pages[count]);
        asked[count].page = &pages[count];
        at = stop + 1;
    }
    model_init(&model);
    if (judge(&j, fuzz_catalogue(), &model, asked, count, 2020) == 0) {
        size_t placed_pages = 0;
        for (size_t i = 0; i < j.piece_count; i++)
            placed_pages += j.pieces[i].count;
        if (placed_pages != count)
            abort(); /* a page is lost, or stands in two pieces */
        fields_of(&j);
        judgement_release(&j);
    }
    for (size_t i = 0; i < count; i++)
        page_release(&pages[i]);
    model_release(&model);
    return 0;
}
