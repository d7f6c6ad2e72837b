/* Record linkage: does this paper belong to this dossier? After I. P. Fellegi and A. B. Sunter, "A
 * Theory for Record Linkage", JASA 64 (1969): every compared field adds log2(m / u) bits, m the
 * chance that it agrees (to this grade) when the paper is this person's, u when it is another's.
 * Pure: no files, no registry. */
#ifndef POSTKAMER_LINK_H
#define POSTKAMER_LINK_H

#include <stdbool.h>
#include <stddef.h>

enum link_field {
    LINK_BSN,
    LINK_IBAN,
    LINK_KVK,
    LINK_NUMBER, /* a dossier's number */
    LINK_NAME,   /* surname with its prefix */
    LINK_INITIALS,
    LINK_BIRTH, /* ISO 8601 */
    LINK_POSTCODE,
    LINK_HOUSE,
    LINK_STREET,
    LINK_CITY,
    LINK_COMPANY,
    LINK_FIELDS,
};

enum link_role { LINK_APPLICANT, LINK_PARTNER, LINK_UNKNOWN, LINK_THIRD };

/* A value that was read (or given by a sidecar), one of several alternatives of its field. */
struct link_value {
    enum link_field field;
    enum link_role role;
    const char *text; /* borrowed */
    double p;         /* chance that it was read right, 0..1 */
    bool valid;       /* passes its checksum or grammar */
    const char *file; /* where it stands, for reasons; may be NULL */
    int page;
    const char *of; /* of initials: the surname that they stand beside; NULL: not known */
    bool borne;     /* of a name: somebody in the registry is called so, so it is one */
};

struct link_person {
    const char *bsn, *surname, *initials, *birth_date, *iban; /* "" when not known */
};

/* A dossier of the registry. No member is NULL; "" is not known. */
struct link_dossier {
    const char *dossier, *scheme, *kind, *period_start, *period_end;
    struct link_person applicant, partner;
    const char *street, *house_number, *postcode, *city, *kvk, *company;
    const char *case_id; /* of the case system, not linked by; NULL is allowed */
    bool closed;
    bool doubled; /* several lines of the registry have its number: nothing is filed there */
    /* Share of the registry's persons with this surname, of its dossiers at this address; 0: not
     * known, taken as rare. */
    double surname_share, partner_surname_share, address_share;
    /* Share of the registry's applicants whose BSN begins like this one's; 0: taken as rare. */
    double bsn_share;
};

enum link_who { LINK_AS_APPLICANT, LINK_AS_PARTNER };

enum link_grade {
    LINK_ABSENT, /* one of both sides does not have it */
    LINK_AGREES,
    LINK_NEAR, /* within a recogniser's confusion, or in part */
    LINK_DIFFERS,
};

struct link_result {
    enum link_grade grade;
    double bits;
    const struct link_value *value; /* the one that decided it; NULL when absent */
    bool sure;                      /* a clearly read value that clearly differs */
};

struct link_match {
    double bits;                             /* sum over fields */
    struct link_result fields[LINK_FIELDS];  /* of the person whose paper it may be */
    struct link_result partner[LINK_FIELDS]; /* of the other one, where the paper names both */
    bool keyed;       /* BSN, IBAN, dossier number or KvK agrees, or name with birth date */
    bool other_named; /* likewise of the other one of the household */
    bool conflict;    /* something clearly read says that it is not this person */
    bool by_name;     /* ... which is a name or initials, and nothing else */
};

/* Weighs the values as the paper of d's applicant or partner. Values of third parties never
 * count. On a paper with a partner's section the applicant's values are compared with the
 * applicant and the partner's with the partner. */
void link_compare(const struct link_value *values, size_t count, const struct link_dossier *d,
                  enum link_who who, struct link_match *match);

/* Bits that a relative's paper would have as well: of surname and address, when nothing that is the
 * person's own agrees. */
double link_family_bits(const struct link_match *m);

/* Posterior of n alternatives and of 'none of them' by their bits (log2 odds): p[i] = 2^bits[i] /
 * (sum + 2^none). Returns that of none. n may be 0. */
double link_posterior(const double *bits, size_t n, double none, double *p);

/* Grades of single fields; `share` as in struct link_dossier. For tests and reasons. */
struct link_result link_compare_name(const char *read, const char *known, double share);
struct link_result link_compare_initials(const char *read, const char *known);
struct link_result link_compare_date(const char *read, const char *known);
struct link_result link_compare_bsn(const char *read, bool valid, const char *known);

/* Do these two dossiers have the same applicant: same BSN, or without one the same surname,
 * initials and birth date? */
bool link_same_applicant(const struct link_dossier *a, const struct link_dossier *b);
/* Are they of one household: same applicant, or the one's partner is the other's applicant? */
bool link_same_household(const struct link_dossier *a, const struct link_dossier *b);

#endif
