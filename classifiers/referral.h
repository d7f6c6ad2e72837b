/* A paper meant for somebody else: another municipality, or a scheme that is not carried out here.
 * Names and titles are data; which are ours says the municipality's profile. */
#ifndef POSTKAMER_REFERRAL_H
#define POSTKAMER_REFERRAL_H

#include "classifiers/view.h"

enum referral_kind { REFERRAL_NONE, REFERRAL_MUNICIPALITY, REFERRAL_SCHEME };

struct referral {
    enum referral_kind kind;
    char name[80]; /* of the municipality or the scheme, as the data has it */
};

struct referrals;

struct referrals *referrals_new(void); /* NULL: no memory */
void referrals_free(struct referrals *r);

/* A municipality's name ("Capelle aan den IJssel"), ours or not. The last word on a name holds. 0,
 * or -1: no memory, too long. */
int referrals_add_municipality(struct referrals *r, const char *name, bool ours);
/* Words that only our own letterhead has. */
int referrals_add_letterhead(struct referrals *r, const char *text);
/* A title of applications for a scheme that is not ours. */
int referrals_add_scheme(struct referrals *r, const char *label, const char *title);

/* Whom is the paper that begins with this page for, when not for us? A municipality counts where
 * its name stands as sender or addressee and ours does not; a scheme where it is the title. */
struct referral referral_find(const struct referrals *r, const struct view *first);

#endif
