/* Days, periods and names as papers write them, and points in time as machines do. */
#include <stdlib.h>
#include <string.h>
#include "classifiers/dates.h"
#include "classifiers/fold.h"
#include "classifiers/link_text.h"
#include "classifiers/people.h"
#include "stages/unpack/unpack_date.h"
#include "tests/fuzz/support.h"

#define MOST 16

static void find(const char *text)
{
    struct found_day days[MOST];
    struct found_period periods[MOST];
    char written[24];
    size_t size = strlen(text), count = days_find(text, days, MOST);

    for (size_t i = 0; i < count; i++) {
        if (!day_valid(days[i].day) || days[i].begin > days[i].end || days[i].end > size)
            abort();
        day_text(days[i].day, written, 11);
    }
    for (int how = 0; how < 4; how++) {
        count = periods_find(text, how & 1, how & 2, periods, MOST);
        for (size_t i = 0; i < count; i++) {
            struct period p = periods[i].period;
            if (!day_valid(p.first) || !day_valid(p.last) || day_order(p.first, p.last) > 0 ||
                periods[i].begin > periods[i].end || periods[i].end > size)
                abort();
            period_text(p, written, 22);
        }
    }
}

static void names(const char *text)
{
    char name[NAME_SIZE], key[LINK_KEY_SIZE];
    bool couple = false;

    for (int how = 0; how < 4; how++)
        person_surname(text, how & 1, how & 2, name, &couple);
    surname_cased(text, name);
    link_fold(text, key, sizeof key);
    link_name_key(text, key, sizeof key);
    link_company_key(text, key, sizeof key);
    link_number_key(text, key, sizeof key);
    link_distance(text, key, 4);
    link_shares_part(key, text);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char *text = fuzz_text(data, size), *folded = malloc(size + 1), iso[DATE_SIZE];
    int64_t when;

    if (fold_text(text, folded, size + 1) > size)
        abort();
    find(folded);
    names(text);
    if (date_parse(text, &when, iso) == 0)
        date_format(when, iso);
    free(folded);
    free(text);
    return 0;
}
