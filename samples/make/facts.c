#include "samples/make/facts.h"

void facts_make(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r)
{
    *s = (struct sheet){0};
    facts_people(s, of, w, r);
    facts_time(s, of, r);
    facts_parties(s, of, w, r);
    facts_style(s, of, w, r);
    facts_money(s, of, r);
    facts_rows(s, of, w, r);
}
