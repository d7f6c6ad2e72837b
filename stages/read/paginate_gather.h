/* Gathering the pages of one file: by what the spool remembers, or range by range from workers.
 * A page at which a worker dies gets its records, and the pages behind it go on. */
#ifndef POSTKAMER_PAGINATE_GATHER_H
#define POSTKAMER_PAGINATE_GATHER_H

#include "stages/read/budget.h"
#include "stages/read/tasks.h"

struct gather {
    struct tasks *tasks; /* all borrowed */
    struct spool *spool;
    struct submission *s;
    const json_t *file;    /* its record */
    struct budget *budget; /* of the submission */
    const char *name, *blob, *type;
    int pages, next; /* of the file, 0: not yet known; the next that is to be looked at, from 1 */
    int deaths;      /* workers that died one after the other */
    bool done;       /* a problem of the file as a whole was found */
};

/* Queues the first job unless its answer is known. 0, or -1: no memory. */
int gather_start(struct gather *g);

/* Adds all page and problem records of the file to the submission. 0, or -1 with errno. */
int gather_pages(struct gather *g);

#endif
