#include "classifiers/link.h"

#include <math.h>
#include <string.h>
#include "classifiers/link_fields.h"
#include "classifiers/link_text.h"

#define SURE_P 0.7         /* a value read with less certainty contradicts nothing */
#define KEY_BITS 20.0      /* a number that says less is no key by itself */
#define PARTNER_PRIOR -3.0 /* bits: most papers are the applicant's own */
#define BOTH_BITS 4.0      /* two facts that seldom come together by chance */
#define OTHER_HALF 0.7     /* what the other's agreement adds: it is the same household's */

/* A value is right with chance p and else says nothing. */
static double soften(double bits, double p)
{
    double q = p < 0 ? 0 : p > 0.999 ? 0.999 : p;

    return log2(q * exp2(bits) + (1 - q));
}

static bool personal(enum link_field field)
{
    return field == LINK_BSN || field == LINK_IBAN || field == LINK_NAME ||
           field == LINK_INITIALS || field == LINK_BIRTH;
}

/* Initials beside another's surname are another's. */
static bool beside_another(const struct link_value *v, const struct link_person *person)
{
    return v->of && link_compare_name(v->of, person->surname, 0).grade != LINK_AGREES;
}

/* Of a field's alternatives the one that agrees best decides. */
static void take_best(const struct link_value *v, const struct link_dossier *d,
                      const struct link_person *person, double share, struct link_result *fields)
{
    struct link_result r = link_field(v, d, person, share);
    struct link_result *best = &fields[v->field];

    if (r.grade == LINK_ABSENT || beside_another(v, person))
        return;
    r.bits = soften(r.bits, v->p);
    r.sure = r.sure && v->p >= (v->field == LINK_BSN ? LINK_SURE_NUMBER_P : SURE_P);
    r.value = v;
    if (best->grade == LINK_ABSENT || r.bits > best->bits ||
        (r.bits == best->bits && r.grade < best->grade))
        *best = r;
}

/* A long number that is the known one was read right, however badly it could be read. */
static bool agrees(const struct link_result *fields, enum link_field field)
{
    bool number = field == LINK_BSN || field == LINK_IBAN || field == LINK_NUMBER;

    return fields[field].grade == LINK_AGREES && (number || fields[field].value->p >= 0.5);
}

/* One address is one fact: its parts depend on each other, and on a family's other papers. */
static double address_bits(const struct link_result *f, double share)
{
    double sum = f[LINK_POSTCODE].bits + f[LINK_HOUSE].bits;
    double most = log2(0.85 / (share > 1.0 / 20000 ? share : 1.0 / 20000));

    if (f[LINK_POSTCODE].grade == LINK_ABSENT || f[LINK_POSTCODE].grade == LINK_DIFFERS)
        sum += f[LINK_STREET].bits + f[LINK_CITY].bits;
    if (sum < -2)
        sum = -2; /* people move */
    return sum > most ? most : sum;
}

/* KvK and company are one fact too. */
static double business_bits(const struct link_result *f)
{
    double kvk = f[LINK_KVK].bits, company = f[LINK_COMPANY].bits;

    if (kvk > 0 && company > 0)
        return (kvk > company ? kvk : company) + BOTH_BITS;
    return kvk + company;
}

/* An account in an unknown role may be a payee's; beside the holder's own firm it hardly is. */
static double account_bits(const struct link_result *f)
{
    bool firm = f[LINK_KVK].grade == LINK_AGREES || f[LINK_COMPANY].grade == LINK_AGREES;

    return f[LINK_IBAN].bits + (firm && f[LINK_IBAN].grade == LINK_AGREES ? BOTH_BITS : 0);
}

static double sum_bits(const struct link_result *f, double address_share)
{
    return f[LINK_BSN].bits + account_bits(f) + f[LINK_NUMBER].bits + f[LINK_NAME].bits +
           f[LINK_INITIALS].bits + f[LINK_BIRTH].bits + business_bits(f) +
           address_bits(f, address_share);
}

static bool differs(const struct link_result *fields, enum link_field field)
{
    return fields[field].sure && fields[field].grade == LINK_DIFFERS;
}

/* Does a label call it a name, or is somebody called so? */
static bool surely_name(const struct link_value *v)
{
    return v->borne || v->role != LINK_UNKNOWN;
}

/* Is a number on it that only her papers have in such a place? Then what no label calls a name, and
 * nobody is called, is hardly another's: a heading, a shop, or writing that could not be read. */
static bool named_by_number(const struct link_result *f)
{
    return agrees(f, LINK_BSN) ||
           (agrees(f, LINK_IBAN) && f[LINK_IBAN].value->role != LINK_UNKNOWN);
}

/* Two persons of a family share name and address: first name or birth date tell them apart, and
 * a number that is surely another's outweighs all that agrees. But papers hold many numbers and
 * names, and one that was taken for the person's can be none: what two independent keys say
 * stands against one of them. */
static bool conflicts(const struct link_result *f)
{
    bool bsn = agrees(f, LINK_BSN), birth = agrees(f, LINK_BIRTH), name = agrees(f, LINK_NAME);
    bool iban = agrees(f, LINK_IBAN), firm = agrees(f, LINK_KVK) && agrees(f, LINK_COMPANY);

    if (f[LINK_BSN].sure && !(iban && (name || birth)))
        return true;
    if (differs(f, LINK_BIRTH) && !(bsn && (iban || name)) &&
        !(iban && name && agrees(f, LINK_INITIALS)))
        return true;
    bool day = f[LINK_BIRTH].grade == LINK_AGREES; /* hers among what a written one may be */

    if (differs(f, LINK_NAME) && !(bsn && (iban || day)) && !(iban && birth) &&
        !(named_by_number(f) && !surely_name(f[LINK_NAME].value)))
        return true;
    return differs(f, LINK_INITIALS) && !bsn && !birth && !(name && (iban || firm));
}

/* Numbers and days are no part of what speaks against the person. */
static bool by_name_only(const struct link_result *f)
{
    return !f[LINK_BSN].sure && !differs(f, LINK_BIRTH);
}

/* Does the paper name the other of the household beyond doubt? Then names and days on it that are
 * not this one's may be anybody's who signed or was asked. */
static bool names_other(const struct link_result *other)
{
    return agrees(other, LINK_BSN) || (agrees(other, LINK_NAME) && agrees(other, LINK_BIRTH));
}

/* A number that says little is a key only beside a name or a day. */
static bool key(const struct link_result *f, enum link_field field)
{
    return agrees(f, field) &&
           (f[field].bits >= KEY_BITS || agrees(f, LINK_NAME) || agrees(f, LINK_BIRTH));
}

static bool keyed(const struct link_result *f)
{
    if (key(f, LINK_BSN) || key(f, LINK_NUMBER) || agrees(f, LINK_KVK))
        return true;
    /* An account that no label gives a role can be a payee's; beside its holder's name it hardly
     * is.
     */
    if (agrees(f, LINK_IBAN) && (f[LINK_IBAN].value->role != LINK_UNKNOWN || agrees(f, LINK_NAME)))
        return true;
    return agrees(f, LINK_NAME) && agrees(f, LINK_BIRTH);
}

/* Does the paper name its own person, so that its partner's values are the other one's? */
static bool names_subject(const struct link_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].role == LINK_APPLICANT &&
            (values[i].field == LINK_BSN || values[i].field == LINK_NAME))
            return true;
    return false;
}

/* What is plainly the other's of the household says nothing against this one. */
static bool is_others(const struct link_value *v, const struct link_dossier *d,
                      const struct link_person *self, const struct link_person *other)
{
    return v->role == LINK_UNKNOWN && personal(v->field) &&
           link_field(v, d, self, 0).grade == LINK_DIFFERS &&
           link_field(v, d, other, 0).grade == LINK_AGREES;
}

void link_compare(const struct link_value *values, size_t count, const struct link_dossier *d,
                  enum link_who who, struct link_match *match)
{
    bool applicant = who == LINK_AS_APPLICANT, subject = names_subject(values, count);
    const struct link_person *self = applicant ? &d->applicant : &d->partner;
    const struct link_person *other = applicant ? &d->partner : &d->applicant;
    double share = applicant ? d->surname_share : d->partner_surname_share;
    double others_share = applicant ? d->partner_surname_share : d->surname_share;

    *match = (struct link_match){0};
    for (size_t i = 0; i < count; i++) {
        const struct link_value *v = &values[i];
        bool others = v->role == LINK_PARTNER && (applicant || subject);
        if (v->role == LINK_THIRD)
            continue;
        if (others)
            take_best(v, d, other, others_share, match->partner);
        else if (!is_others(v, d, self, other))
            take_best(v, d, self, share, match->fields);
    }
    match->bits = sum_bits(match->fields, d->address_share);
    for (int f = LINK_BSN; f <= LINK_BIRTH; f++)
        match->bits += OTHER_HALF * match->partner[f].bits;
    if (who == LINK_AS_PARTNER)
        match->bits += PARTNER_PRIOR;
    match->keyed = keyed(match->fields);
    match->conflict =
        conflicts(match->fields) && (match->fields[LINK_BSN].sure || !names_other(match->partner));
    match->by_name = match->conflict && by_name_only(match->fields);
    match->other_named = names_other(match->partner);
}

double link_family_bits(const struct link_match *m)
{
    const struct link_result *f = m->fields;
    double family = f[LINK_NAME].bits + address_bits(f, 0);

    if (agrees(f, LINK_BSN) || agrees(f, LINK_BIRTH) || agrees(f, LINK_INITIALS) ||
        agrees(f, LINK_IBAN) || agrees(f, LINK_NUMBER) || agrees(f, LINK_KVK))
        return 0;
    return family > 0 ? family : 0;
}

double link_posterior(const double *bits, size_t n, double none, double *p)
{
    double top = none, sum = 0;

    for (size_t i = 0; i < n; i++)
        if (bits[i] > top)
            top = bits[i];
    for (size_t i = 0; i < n; i++)
        sum += p[i] = exp2(bits[i] - top);
    sum += exp2(none - top);
    for (size_t i = 0; i < n; i++)
        p[i] /= sum;
    return exp2(none - top) / sum;
}

static bool same_person(const struct link_person *a, const struct link_person *b)
{
    char ka[LINK_KEY_SIZE], kb[LINK_KEY_SIZE];

    if (*a->bsn && *b->bsn && strcmp(a->bsn, b->bsn))
        return false;
    if (*a->birth_date && *b->birth_date && strcmp(a->birth_date, b->birth_date))
        return false;
    if (*a->bsn && *b->bsn)
        return true;
    link_name_key(a->surname, ka, sizeof ka);
    link_name_key(b->surname, kb, sizeof kb);
    return *ka && *a->birth_date && *b->birth_date && strcmp(ka, kb) == 0 &&
           strcmp(a->initials, b->initials) == 0;
}

bool link_same_applicant(const struct link_dossier *a, const struct link_dossier *b)
{
    return same_person(&a->applicant, &b->applicant);
}

bool link_same_household(const struct link_dossier *a, const struct link_dossier *b)
{
    return link_same_applicant(a, b) || same_person(&a->partner, &b->applicant) ||
           same_person(&a->applicant, &b->partner);
}
