/* Journals: files of JSON lines in OUT that are only ever appended to (`chattr +a` may be set on
 * them). Their lines are written into the ledger first, in the transaction that makes the
 * decision, so that the two stand or fall together; the file is a copy for other eyes. Each line
 * has `seq`, from 1.
 *
 * Who holds OUT is not the only writer: `show` adds its lines at any time. So a journal's file has
 * a lock of its own, held from before a line's commit until the file has it where that matters. */
#ifndef POSTKAMER_JOURNAL_H
#define POSTKAMER_JOURNAL_H

#include <jansson.h>
#include <stdio.h>
#include "pipeline/ledger.h"

struct journal {
    const char *file;  /* its name in OUT */
    const char *table; /* of the ledger, with columns seq and line; never from outside */
};

/* The last line's seq, 0 when there is none. line: its text, the caller frees; NULL: none. 0, or
 * -1 with l->why. */
int journal_last(struct ledger *l, const struct journal *j, long long *seq, char **line);
/* Adds a line, which has its seq already. 0, or -1 with l->why. */
int journal_add(struct ledger *l, const struct journal *j, long long seq, const char *line);
/* An array of lines after this seq, at most `most`. NULL with l->why. */
json_t *journal_lines(struct ledger *l, const struct journal *j, long long after, int most);

/* Appends to the file what the ledger has beyond it. A tail that was cut by a crash is completed;
 * a file that is not the ledger's is left alone, for verify to name. 0, or -1 with l->why when the
 * file cannot be read or written. */
int journal_export(struct ledger *l, const struct journal *j, const char *out);

/* The same in two steps, for who commits lines while others may read: lock waits for the file and
 * gives its descriptor, -1 with l->why; unlock appends what the ledger has, and ends the lock. */
int journal_lock(struct ledger *l, const struct journal *j, const char *out);
int journal_unlock(struct ledger *l, const struct journal *j, int fd);

/* The file, for reading, while nobody writes; NULL with errno. */
FILE *journal_open(const struct journal *j, const char *out);

#endif
