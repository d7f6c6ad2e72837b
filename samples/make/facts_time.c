#include <string.h>

#include "samples/make/facts.h"

enum span { SPAN_NONE, SPAN_MONTH, SPAN_QUARTER, SPAN_YEAR, SPAN_AHEAD };

static enum span span_of(const char *type, struct rng *r)
{
    static const struct {
        const char *type;
        enum span span;
    } spans[] = {
        {"bankafschrift", SPAN_MONTH},   {"loonstrook", SPAN_MONTH},
        {"jaaropgaaf", SPAN_YEAR},       {"uitkeringsspecificatie", SPAN_MONTH},
        {"aangifte-ib", SPAN_YEAR},      {"aanslag-ib", SPAN_YEAR},
        {"btw-aangifte", SPAN_QUARTER},  {"urenadministratie", SPAN_MONTH},
        {"jaarrekening", SPAN_YEAR},     {"liquiditeitsprognose", SPAN_AHEAD},
        {"inkomstenopgave", SPAN_MONTH},
    };

    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (strcmp(spans[i].type, type) == 0)
            return strcmp(type, "urenadministratie") == 0 && rng_chance(r, 50) ? SPAN_QUARTER
                                                                               : spans[i].span;
    return SPAN_NONE;
}

static void find_period(const struct subject *of, struct rng *r, char first[11], char last[11])
{
    enum span span = span_of(of->type, r);
    int back = of->months_back > 0 ? of->months_back : rng_int(r, 1, 3);
    int year = date_year(of->date), quarter;
    char unused[11];

    if (span == SPAN_YEAR) {
        year -= of->months_back > 0 ? of->months_back : rng_int(r, 1, 2);
        format_into(first, 11, "%d-01-01", year % 10000);
        format_into(last, 11, "%d-12-31", year % 10000);
    } else if (span == SPAN_QUARTER) {
        quarter = (date_month_number(of->date) - 1) / 3;
        format_into(first, 11, "%d-%02d-01", year % 10000, quarter * 3 % 12 + 1);
        date_month(first, -3 * back, first, unused);
        date_month(first, 2, unused, last);
    } else if (span == SPAN_AHEAD) {
        date_month(of->date, 1, first, unused);
        date_month(first, rng_int(r, 2, 11), unused, last);
    } else {
        date_month(of->date, -back, first, last);
    }
}

static void set_period(struct sheet *s, const char *first, const char *last)
{
    struct vars *v = &s->vars;
    char both[32];

    format_into(both, sizeof both, "%s/%s", first, last);
    vars_set_truth(v, "period", "", "period", both);
    vars_set(v, "period_from", first);
    vars_set(v, "period_to", last);
    vars_set(v, "month", month_names[date_month_number(first) - 1]);
    vars_set(v, "month_to", month_names[date_month_number(last) - 1]);
    vars_setf(v, "month_nr", "%02d", date_month_number(first));
    vars_setf(v, "year", "%d", date_year(first));
    vars_setf(v, "next_year", "%d", date_year(first) + 1);
    vars_setf(v, "last_year", "%d", date_year(first) - 1);
    vars_setf(v, "quarter", "%d", (date_month_number(first) - 1) / 3 + 1);
}

/* A paper about a period is dated after it and before it was sent. */
static void set_date(struct sheet *s, const struct subject *of, struct rng *r, const char *last)
{
    long sent = date_days(of->date), day = sent - rng_int(r, 0, 25), end = date_days(last);

    if (span_of(of->type, r) != SPAN_NONE && span_of(of->type, r) != SPAN_AHEAD) {
        day = end + rng_int(r, 0, 20);
        if (span_of(of->type, r) == SPAN_YEAR)
            day = end + rng_int(r, 15, 140);
        if (strcmp(of->type, "loonstrook") == 0)
            day = end - rng_int(r, 0, 7);
        if (day > sent)
            day = sent;
    }
    date_from_days(day, s->date);
    vars_set_truth(&s->vars, "doc_date", s->date, "document_date", NULL);
    vars_set(&s->vars, "sent_date", of->date);
}

static void set_dossier(struct sheet *s, const struct subject *of)
{
    struct vars *v = &s->vars;
    const struct dossier *d = of->dossier;
    bool tozo = d == NULL || strncmp(d->scheme, "tozo", 4) == 0;

    vars_set_truth(v, "dossier", d != NULL ? d->number : "", "dossier", NULL);
    vars_set(v, "scheme_nr", d != NULL && tozo ? d->scheme + 4 : tozo ? "1" : "");
    vars_setf(v, "scheme", "%s%s", tozo ? "Tozo " : "Bbz", tozo ? vars_get(v, "scheme_nr") : "");
    vars_set(v, "round_from", d != NULL ? d->period_start : "2020-03-01");
    vars_set(v, "round_to", d != NULL ? d->period_end : "2020-05-31");
    vars_setf(v, "round_truth", "%s/%s", vars_get(v, "round_from"), vars_get(v, "round_to"));
    vars_set_truth(v, "round", "", "period", vars_get(v, "round_truth"));
    vars_set(v, "loan", d != NULL && strcmp(d->kind, "bedrijfskapitaal") == 0 ? "1" : "");
}

void facts_time(struct sheet *s, const struct subject *of, struct rng *r)
{
    char first[11], last[11];

    find_period(of, r, first, last);
    set_period(s, first, last);
    set_date(s, of, r, last);
    set_dossier(s, of);
}
