/* A municipality's profile: what is its own. A file of data a municipality, profiles/CODE.json. */
#ifndef POSTKAMER_PROFILE_H
#define POSTKAMER_PROFILE_H

#include <jansson.h>
#include <stddef.h>
#include "classifiers/catalogue.h"
#include "classifiers/referral.h"

/* The profile `given` (a code like "rotterdam", or a path with a '/'), or that of
 * $POSTKAMER_PROFILE when NULL; a JSON object whose members the README lists, all of the right
 * kind. Without any, an object with no municipality and the catalogue's own schemes. NULL after
 * filling `why`. New reference. */
json_t *profile_load(const char *given, char *why, size_t size);

/* What is not for us, by the profile, the shipped list of municipalities, and the catalogue (a
 * path; NULL: the shipped one) with its schemes and referrals. NULL after filling `why`. */
struct referrals *profile_referrals(const json_t *profile, const char *catalogue, char *why,
                                    size_t size);

#endif
