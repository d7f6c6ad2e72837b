#include <string.h>

#include "samples/make/facts.h"

static void set_amount(struct vars *v, const char *name, long cents)
{
    char line[32];

    number_money(cents, line, sizeof line);
    vars_set(v, name, line);
}

/* A month's wage; the rates are about those of 2020, which is near enough to add up. */
static void set_wage(struct vars *v, struct rng *r)
{
    long hour = rng_int(r, 1020, 3450), hours = rng_int(r, 32, 174), gross = hour * hours;
    long bonus = rng_chance(r, 40) ? rng_int(r, 500, 22000) : 0;
    long pension = gross * rng_int(r, 3, 8) / 100, base = gross + bonus - pension;
    long tax = base > 150000 ? (base - 150000) * 3735 / 10000 + 9500 : base * 6 / 100;
    long disability = gross * 45 / 10000, travel = rng_int(r, 0, 90) * 190;
    long net = base - tax - disability + travel;

    vars_setf(v, "hours", "%ld,00", hours);
    set_amount(v, "hour_wage", hour);
    set_amount(v, "wage", gross);
    set_amount(v, "bonus", bonus);
    set_amount(v, "gross", gross + bonus);
    set_amount(v, "pension", pension);
    set_amount(v, "taxable", base);
    set_amount(v, "wage_tax", tax);
    set_amount(v, "disability", disability);
    set_amount(v, "travel", travel);
    set_amount(v, "net", net);
    set_amount(v, "holiday", (gross + bonus) * 8 / 100);
    set_amount(v, "gross_year", (gross + bonus) * 12);
    set_amount(v, "tax_year", tax * 12);
    set_amount(v, "credit_year", rng_int(r, 100000, 380000));
    set_amount(v, "zvw_year", (gross + bonus) * 12 * 67 / 1000);
}

static void set_benefit(struct vars *v, struct rng *r)
{
    long gross = rng_chance(r, 40) ? 105232 : rng_int(r, 60000, 190000);
    long tax = gross * rng_int(r, 8, 22) / 100, credit = rng_int(r, 0, 1) * rng_int(r, 4000, 12000);
    long kept = gross * 5 / 100, seized = rng_chance(r, 20) ? rng_int(r, 2000, 9000) : 0;

    set_amount(v, "benefit", gross);
    set_amount(v, "benefit_tax", tax);
    set_amount(v, "benefit_credit", credit);
    set_amount(v, "benefit_holiday", kept);
    set_amount(v, "benefit_seized", seized);
    set_amount(v, "benefit_net", gross - tax - kept - seized);
}

static void set_business(struct vars *v, struct rng *r)
{
    long turnover = rng_int(r, 900000, 9500000), cost = turnover * rng_int(r, 15, 45) / 100;
    long other = turnover * rng_int(r, 8, 20) / 100, profit = turnover - cost - other;
    long deduction = 703000, base = (profit - deduction) * 86 / 100;
    long tax = base > 0 ? base * 3735 / 10000 : 0, credit = rng_int(r, 180000, 520000);
    long sales = rng_int(r, 80000, 1900000), paid = sales * rng_int(r, 3, 15) / 100;
    long assets = rng_int(r, 300000, 4000000), debt = assets * rng_int(r, 20, 70) / 100;

    set_amount(v, "turnover", turnover);
    set_amount(v, "turnover_last", turnover * rng_int(r, 70, 130) / 100);
    set_amount(v, "cost", cost);
    set_amount(v, "other_cost", other);
    set_amount(v, "profit", profit);
    set_amount(v, "profit_last", profit * rng_int(r, 70, 130) / 100);
    set_amount(v, "box1", base > 0 ? base : 0);
    set_amount(v, "tax", tax);
    set_amount(v, "tax_credit", credit);
    set_amount(v, "tax_due", tax - credit);
    set_amount(v, "sales", sales);
    set_amount(v, "sales_vat", sales * 21 / 100);
    set_amount(v, "input_vat", paid);
    set_amount(v, "vat_due", sales * 21 / 100 - paid);
    set_amount(v, "assets", assets);
    set_amount(v, "debt", debt);
    set_amount(v, "equity", assets - debt);
    set_amount(v, "loan_sum", rng_int(r, 4, 40) * 25000L);
    set_amount(v, "rent", rng_int(r, 450, 1250) * 100L + rng_int(r, 0, 99));
}

void facts_money(struct sheet *s, const struct subject *of, struct rng *r)
{
    (void)of;
    set_wage(&s->vars, r);
    set_benefit(&s->vars, r);
    set_business(&s->vars, r);
}
