/* Numbers that papers give of persons, companies, accounts and dossiers: printed on a page, and as
 * second looks read them. After a form feed: lines of a field, a blank and a reading. */
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"
#include "classifiers/find.h"
#include "tests/fuzz/support.h"

static void add_readings(struct page *page, char *text)
{
    char *line;

    for (float y = 40; (line = strsep(&text, "\n")); y += 12) {
        struct reading r = {
            .probability = 0.9F, .x0 = 40, .x1 = 200, .y0 = y, .y1 = y + 10, .valid = true};
        char *field = strsep(&line, " ");
        if (!line || strlen(field) >= sizeof r.field)
            continue;
        strcpy(r.field, field);
        r.value = line;
        if (page_add_reading(page, &r))
            abort();
    }
}

static void check(const struct candidate *c)
{
    if (!*c->value || !(c->p >= 0 && c->p <= 1))
        abort();
    if ((c->kind == FIELD_BSN && !check_bsn(c->value)) ||
        (c->kind == FIELD_IBAN && !check_iban(c->value)) ||
        (c->kind == FIELD_KVK && !check_kvk(c->value)))
        abort(); /* a number that cannot be one */
}

static void find(const struct page *page)
{
    struct catalogue *catalogue = fuzz_catalogue();
    struct candidates found = {0};
    struct view view;

    if (view_read(&view, page, 2020))
        return;
    if (find_numbers(NULL, &view, 0, &found))
        abort();
    for (size_t i = 0; i < found.count; i++)
        check(&found.list[i]);
    for (size_t i = 0; i <= catalogue_count(catalogue); i += 4)
        find_dossiers(catalogue, i ? catalogue_type(catalogue, i - 1) : NULL, &view, 0, &found);
    candidates_release(&found);
    view_release(&view);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const unsigned char *stop = memchr(data, '\f', size);
    size_t printed = stop ? (size_t)(stop - data) : size;
    struct page page;

    fuzz_page(data, printed, size % 2, &page);
    if (stop) {
        char *readings = fuzz_text(stop + 1, size - printed - 1);
        add_readings(&page, readings);
        free(readings);
    }
    find(&page);
    page_release(&page);
    return 0;
}
