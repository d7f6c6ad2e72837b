/* What a submission may use in a stage that reads its pages: the processor's time, and room in the
 * spool (limits.h). A limit that is reached leaves the pages that come after it unread. */
#ifndef POSTKAMER_BUDGET_H
#define POSTKAMER_BUDGET_H

#include <stdint.h>
#include "pipeline/stream.h"

struct budget {
    double seconds;       /* left */
    uint64_t bytes, used; /* of the room, and how much of it was taken */
};

/* Of a submission, before the stage's work: what was unpacked stands in the spool already. */
void budget_init(struct budget *b, const struct submission *s);

/* The problem code of what is used up, NULL: there is some left. */
const char *budget_spent(const struct budget *b);

#endif
