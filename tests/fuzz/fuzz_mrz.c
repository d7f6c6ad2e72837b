/* Machine readable zones and labelled numbers, as a recogniser may garble them. */
#include <stdlib.h>
#include "classifiers/checks.h"
#include "classifiers/mrz.h"
#include "stages/formats/text_fields.h"
#include "tests/fuzz/support.h"

static const char *const fields[] = {"bsn", "iban", "kvk", "date", "dossier", "postcode"};

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char *text = fuzz_text(data, size), value[FIELD_VALUE_MAX];
    struct mrz m;
    int digits, holding;
    bool valid;

    mrz_parse(text, 2020, &m);
    check_mrz(text, &digits, &holding);
    if (field_mrz(text, value, &digits, &holding) && holding > digits)
        abort();
    check_bsn(text);
    check_iban(text);
    check_kvk(text);
    check_postcode(text);
    check_date(text);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        field_value(fields[i], text, value, &valid);
        if (field_repair(fields[i], text, value) && !*value)
            abort();
    }
    free(text);
    return 0;
}
