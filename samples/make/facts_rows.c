#include <stdlib.h>
#include <string.h>

#include "samples/make/facts.h"

static void set_amount(struct vars *v, const char *name, long cents)
{
    char line[32];

    number_money(cents, line, sizeof line);
    vars_set(v, name, line);
}

/* One line of lists/transactions.txt: sign|least|most|description. Cents; below 0: paid. */
static long transaction(struct sheet *s, const struct world *w, struct rng *r, struct text *what)
{
    const char *line = list_pick(&w->transactions, r), *p;
    struct fill f = {.sheet = s,
                     .lists = &w->lists,
                     .rng = r,
                     .plain = true,
                     .template_name = "lists/transactions.txt"};
    int low = 0, high = 0;

    sscanf(line + 2, "%d|%d|", &low, &high);
    p = strchr(strchr(line + 2, '|') + 1, '|') + 1;
    text_clear(what);
    fill_template(&f, p, what);
    return (line[0] == '-' ? -1 : 1) * (long)rng_int(r, low * 100, high * 100);
}

static void bank_row(struct sheet *s, struct vars *row, const char *day, long amount,
                     const char *what)
{
    static const char *const codes_out[] = {"BA", "GT", "IC", "ID", "OV", "BEA", "SEPA", "bg"};
    static const char *const codes_in[] = {"OV", "VZ", "GT", "cb", "SEPA", "DV"};
    size_t n = strlen(day) ^ strlen(what);

    (void)s;
    vars_set(row, "day", day);
    vars_setf(row, "day_month", "%02d-%02d", date_day(day), date_month_number(day));
    vars_set(row, "what", what);
    vars_set(row, "code", amount < 0 ? codes_out[n % 8] : codes_in[n % 6]);
    set_amount(row, "amount", labs(amount));
    vars_set(row, "minus", amount < 0 ? "1" : "");
}

static void add_bank(struct sheet *s, const struct world *w, struct rng *r)
{
    const char *first = vars_get(&s->vars, "period_from"), *last = vars_get(&s->vars, "period_to");
    long days = date_days(last) - date_days(first), balance = rng_int(r, -40000, 900000), out = 0;
    int count = rng_chance(r, 30) ? rng_int(r, 30, 70) : rng_int(r, 6, 26);
    struct table *t = sheet_table(s, "tx");
    struct text what = {0};
    char day[11];

    set_amount(&s->vars, "balance_from", balance);
    for (int i = 0; i < count; i++) {
        long amount = transaction(s, w, r, &what);
        struct vars *row = table_row(t);

        date_shift(first, (int)(days * (i + 1) / (count + 1)), day);
        balance += amount;
        out += amount < 0 ? -amount : 0;
        bank_row(s, row, day, amount, what.data);
        set_amount(row, "balance", balance);
    }
    set_amount(&s->vars, "balance_to", balance);
    set_amount(&s->vars, "total_out", out);
    text_release(&what);
}

static void add_hours(struct sheet *s, const struct world *w, struct rng *r)
{
    const char *first = vars_get(&s->vars, "period_from"), *last = vars_get(&s->vars, "period_to");
    static const char *const names[] = {"do", "vr", "za", "zo", "ma", "di", "wo"};
    struct table *t = sheet_table(s, "hours");
    long from = date_days(first), to = date_days(last);
    int total = 0, perday = rng_int(r, 1, 2);

    for (long d = from; d <= to; d++) {
        int weekday = (int)(d % 7), start, half;
        char day[11];

        if (weekday == 3 || rng_chance(r, 12))
            continue;
        date_from_days(d, day);
        for (int k = 0; k < perday; k++) {
            struct vars *row = table_row(t);

            start = 8 + k * 5 + rng_int(r, 0, 1), half = rng_int(r, 2, 9);
            total += half;
            vars_set(row, "day", day);
            vars_set(row, "weekday", names[weekday]);
            vars_setf(row, "from", "%d:%s", start, rng_chance(r, 50) ? "00" : "30");
            vars_setf(row, "to", "%d:%s", start + half / 2, half % 2 ? "30" : "00");
            vars_setf(row, "spent", "%d,%d", half / 2, half % 2 * 5);
            vars_set(row, "client", list_pick(&w->lists.companies, r));
            vars_set(row, "what", list_pick(&w->activities, r));
        }
    }
    vars_setf(&s->vars, "hours_total", "%d,%d", total / 2, total % 2 * 5);
}

static void add_months(struct sheet *s, struct rng *r)
{
    char first[11], last[11], day[11];
    struct table *t = sheet_table(s, "months");

    format_into(day, sizeof day, "%s", vars_get(&s->vars, "period_from"));
    for (int i = 0; i < 12; i++) {
        long in = rng_int(r, 20000, 420000), out = rng_int(r, 30000, 260000);
        struct vars *row;

        date_month(day, i, first, last);
        if (date_days(first) > date_days(vars_get(&s->vars, "period_to")) && i >= 3)
            break;
        row = table_row(t);
        vars_setf(row, "m_name", "%.3s-%02d", month_names[date_month_number(first) - 1],
                  date_year(first) % 100);
        set_amount(row, "in", in);
        set_amount(row, "out", out);
        set_amount(row, "result", in - out);
    }
}

static void add_lines(struct sheet *s, const struct world *w, struct rng *r)
{
    static const char *const goods[] = {"Werkzaamheden volgens opdracht",
                                        "Materialen",
                                        "Voorrijkosten",
                                        "Arbeid per uur",
                                        "Onderhoud installatie",
                                        "Abonnement per maand",
                                        "Verpakking en verzending",
                                        "Huur materieel",
                                        "Adviesuren",
                                        "Verf en toebehoren",
                                        "Drukwerk A5 vierkleuren"};
    struct table *t = sheet_table(s, "lines");
    long sum = 0;
    int count = rng_int(r, 1, 7);

    (void)w;
    for (int i = 0; i < count; i++) {
        struct vars *row = table_row(t);
        long price = rng_int(r, 500, 24000);
        int number = rng_int(r, 1, 12);

        vars_set(row, "what", RNG_PICK(r, goods));
        vars_setf(row, "number", "%d", number);
        set_amount(row, "price", price);
        set_amount(row, "sum", price * number);
        sum += price * number;
    }
    set_amount(&s->vars, "sum", sum);
    set_amount(&s->vars, "sum_vat", sum * 21 / 100);
    set_amount(&s->vars, "sum_total", sum + sum * 21 / 100);
}

void facts_rows(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r)
{
    if (strcmp(of->type, "bankafschrift") == 0)
        add_bank(s, w, r);
    else if (strcmp(of->type, "urenadministratie") == 0)
        add_hours(s, w, r);
    add_months(s, r);
    add_lines(s, w, r);
}
