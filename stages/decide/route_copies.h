/* Later copies: when the earlier copy of a filed piece comes in, the filed one is set aside. What
 * is to be done stands in the ledger before the earlier copy is published, so that a crash in
 * between loses nothing. */
#ifndef POSTKAMER_ROUTE_COPIES_H
#define POSTKAMER_ROUTE_COPIES_H

#include "stages/decide/decide.h"
#include "stages/publish/publish.h"

/* Writes d->later_copies into the ledger and empties it. 0, or -1 after a message. */
int copies_announce(struct decider *d);
/* Does what was announced and empties the announcement. 0, or -1 after a message. */
int copies_resume(struct decider *d, struct publisher *p, const char *run);

#endif
