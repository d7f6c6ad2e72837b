/* Fills a template. The language, in full:
 *
 *   {{name}}            a value, escaped for HTML; a date is printed as 31-12-2020
 *   {{name!}}           likewise, and its field is truth: printed on the paper
 *   {{name?}}           likewise, but no truth when the form is filled in by hand
 *   {{name|f|g}}        through filters: cells (a box a character), group (fours), long (31
 * december 2020), slash, dots, iso, upper, travel (31 DEC/DEC 2020)
 *   {{=name}}           truth without printing (printed in another way nearby); {{=name?}} too
 *   {{set x EXPR}}      keeps a value
 *   [[a|b|c]]           one of these, by chance
 *   {{#if x}} {{else}} {{/}}    also {{#if !x}}, {{#if x=value}}; absent or empty is false
 *   {{#chance 40}} ... {{else}} ... {{/}}
 *   {{#each rows}} ... {{/}}    a table's rows, their values first; {{nr}} counts from 1
 *   {{#repeat 3 8}} ... {{/}}
 *
 * EXPR: a name, or: int a b | money a b (euros) | digits n | date a b (days from the sheet's date)
 * | person | man | woman | surname | company | street | number | postcode | city | iban | kvk | vat
 * | phone | time a b (hours). '{{iban}}' is the subject's, '{{iban 1}}' anybody's: a function whose
 * word is also a value's name wants an argument. */
#ifndef SAMPLES_FILL_H
#define SAMPLES_FILL_H

#include "samples/make/lists.h"
#include "samples/make/text.h"
#include "samples/make/vars.h"

struct fill {
    struct sheet *sheet;
    const struct lists *lists;
    struct rng *rng;
    struct vars truth; /* by field what was printed ("bsn") or written by hand ("bsn?"); the caller
                          releases */
    const char *template_name; /* for messages */
    bool hand, plain;          /* filled in by hand; plain text, so no escaping */
};

/* Appends to out; dies on a template that is wrong, naming it. */
void fill_template(struct fill *f, const char *source, struct text *out);

#endif
