/* Clearing the spool of what nobody needs any more. */
#ifndef POSTKAMER_SPOOL_SWEEP_H
#define POSTKAMER_SPOOL_SWEEP_H

#include <time.h>
#include "pipeline/spool.h"

/* Is the object still needed? */
typedef bool spool_keep(void *context, const char *key);

struct spool_swept {
    unsigned long files;
    uint64_t bytes;
};

/* Removes answers last written before that time, and such objects for which keep says no. A
 * question without an answer is asked again. -1 with errno; swept tells how far it came. For who
 * holds the lock of OUT: an object that a stage has just found must not go from under it. */
int spool_sweep(struct spool *s, time_t before, spool_keep *keep, void *context,
                struct spool_swept *swept);

#endif
