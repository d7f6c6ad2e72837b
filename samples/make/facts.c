#include <string.h>

#include "samples/make/facts.h"

void facts_make(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r)
{
    struct rng issuer;
    bool fixed =
        strcmp(of->type, "loonstrook") == 0 || strcmp(of->type, "uitkeringsspecificatie") == 0;

    rng_seed(&issuer, of->issuer != 0 ? of->issuer : rng_next(r), 6);
    *s = (struct sheet){0};
    facts_people(s, of, w, r);
    facts_time(s, of, r);
    facts_parties(s, of, w, &issuer);
    facts_style(s, of, w, &issuer);
    facts_money(s, of, fixed ? &issuer : r);
    facts_rows(s, of, w, r);
}
