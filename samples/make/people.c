#include "samples/make/people.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/text.h"

static void set_surname(struct person *p, const char *line)
{
    const char *bar = strchr(line, '|');

    if (bar == NULL) {
        p->prefix[0] = '\0';
        format_into(p->bare, sizeof p->bare, "%s", line);
        format_into(p->surname, sizeof p->surname, "%s", line);
        return;
    }
    format_into(p->prefix, sizeof p->prefix, "%.*s", (int)(bar - line), line);
    format_into(p->bare, sizeof p->bare, "%s", bar + 1);
    format_into(p->surname, sizeof p->surname, "%s %s", p->prefix, p->bare);
}

/* Length in bytes of the first character of UTF-8 text. */
static int first_character(const char *s)
{
    unsigned char c = (unsigned char)*s;

    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static void set_initials(struct person *p, struct rng *r)
{
    struct text t = {0};
    char third[2] = {(char)rng_int(r, 'A', 'W'), '\0'};

    text_addf(&t, "%.*s.", first_character(p->first), p->first);
    if (p->second[0] != '\0')
        text_addf(&t, "%.*s.", first_character(p->second), p->second);
    if (p->second[0] != '\0' && rng_chance(r, 20))
        text_addf(&t, "%s.", third);
    format_into(p->initials, sizeof p->initials, "%s", t.data);
    text_release(&t);
}

void person_name(struct person *p, const struct lists *l, struct rng *r)
{
    const struct list *names = p->woman ? &l->women : &l->men;

    format_into(p->first, sizeof p->first, "%s", list_pick_origin(names, r, p->origin));
    p->second[0] = '\0';
    if (rng_chance(r, strcmp(p->origin, "nl") == 0 ? 60 : 15))
        format_into(p->second, sizeof p->second, "%s", list_pick_origin(names, r, p->origin));
    set_initials(p, r);
}

void person_make(struct person *p, const struct lists *l, struct rng *r, const char *origin)
{
    *p = (struct person){0};
    if (origin == NULL)
        format_into(p->origin, sizeof p->origin, "%.2s", list_pick(&l->surnames, r));
    else
        format_into(p->origin, sizeof p->origin, "%s", origin);
    p->woman = rng_chance(r, 50);
    set_surname(p, list_pick_origin(&l->surnames, r, p->origin));
    person_name(p, l, r);
    date_from_days(rng_int(r, -8700, 11000), p->birth_date); /* 1946 to early 2000 */
}

static void set_address(struct household *h, const struct lists *l, struct rng *r)
{
    const char *tails[] = {"", "", "", "", "", "a", "B", "-2", " bis", " II"};

    format_into(h->street, sizeof h->street, "%s", list_pick(&l->streets, r));
    format_into(h->house_number, sizeof h->house_number, "%d%s", rng_int(r, 1, 240),
                RNG_PICK(r, tails));
    format_into(h->city, sizeof h->city, "%s", list_pick(&l->cities, r));
    format_into(h->postcode, sizeof h->postcode, "%d%c%c", rng_int(r, 1011, 9989),
                rng_int(r, 'A', 'Z'), rng_int(r, 'B', 'P'));
}

void household_company(struct household *h, const struct lists *l, struct rng *r)
{
    const char *line = list_pick(&l->trades, r), *bar = strchr(line, '|');
    int trade = (int)(bar - line);

    format_into(h->trade, sizeof h->trade, "%s", bar + 1);
    switch (rng_int(r, 0, 3)) {
    case 0:
        format_into(h->company, sizeof h->company, "%.*s %s", trade, line, h->applicant.surname);
        break;
    case 1:
        format_into(h->company, sizeof h->company, "%s %.*s", h->applicant.bare, trade, line);
        break;
    case 2:
        format_into(h->company, sizeof h->company, "%.*s %s", trade, line, h->applicant.first);
        break;
    default:
        format_into(h->company, sizeof h->company, "%.*s %s", trade, line,
                    list_pick(&l->streets, r));
    }
    number_digits(r, 8, h->kvk);
}

static void set_contact(struct household *h, struct rng *r)
{
    static const char *const hosts[] = {"example.nl", "example.com", "mail.example.nl",
                                        "post.example.org"};
    char digits[9], name[64];
    size_t n = 0;

    number_digits(r, 8, digits);
    format_into(h->phone, sizeof h->phone, "06-%s", digits);
    for (const char *s = h->applicant.bare; *s != '\0' && n < 20; s++)
        if (isalpha((unsigned char)*s) && (unsigned char)*s < 0x80)
            name[n++] = (char)tolower((unsigned char)*s);
    name[n] = '\0';
    format_into(h->email, sizeof h->email, "%s%d@%s", n > 0 ? name : "post", rng_int(r, 1, 99),
                RNG_PICK(r, hosts));
}

static void set_partner(struct household *h, const struct lists *l, struct rng *r)
{
    h->has_partner = rng_chance(r, 50);
    if (!h->has_partner)
        return;
    person_make(&h->partner, l, r, rng_chance(r, 75) ? h->applicant.origin : NULL);
    if (rng_chance(r, 85) && h->partner.woman == h->applicant.woman) {
        h->partner.woman = !h->applicant.woman;
        person_name(&h->partner, l, r);
    }
    date_shift(h->applicant.birth_date, rng_int(r, -3000, 3000), h->partner.birth_date);
    if (date_days(h->partner.birth_date) > 11300)
        date_shift(h->applicant.birth_date, -rng_int(r, 0, 900), h->partner.birth_date);
}

void household_make(struct household *h, const struct lists *l, struct rng *r)
{
    *h = (struct household){0};
    person_make(&h->applicant, l, r, rng_chance(r, 68) ? "nl" : NULL);
    set_address(h, l, r);
    household_company(h, l, r);
    set_contact(h, r);
    set_partner(h, l, r);
    number_iban(r, NULL, h->iban);
    number_iban(r, NULL, h->partner_iban);
}
