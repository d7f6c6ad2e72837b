/* The inbox: which entries there are, and what their sidecars say (CONTRACT: What goes in). */
#ifndef POSTKAMER_UNPACK_INBOX_H
#define POSTKAMER_UNPACK_INBOX_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include "stages/unpack/unpack_date.h"

struct inbox_entry {
    char *name;     /* as the file system has it; owned, as are the others */
    char *shown;    /* NAME of the records: UTF-8, the only one in this inbox */
    struct stat st; /* when it was listed */
    json_t *meta;   /* the sidecar's `channel`, `reference`, `bsn`, `name` where right */
    char *trouble;  /* why the sidecar, or a part of it, is left out; NULL: it is not */
    int64_t when;   /* received, seconds since 1970; by it and then by name the order goes */
    char received[DATE_SIZE];
    bool dated; /* by its sidecar or its mail, not just by the file's time */
};

struct inbox {
    int dir; /* descriptor, -1 when closed */
    struct inbox_entry *entries;
    size_t count;
};

/* Lists the entries, in order of their names, and reads their sidecars. Warns of sidecars that
 * are broken or alone. 0, or -1 with errno. */
int inbox_open(struct inbox *in, const char *path);
void inbox_release(struct inbox *in);
void inbox_entry_release(struct inbox_entry *e); /* what it owns; for who drops one */

/* May this regular file, by its first bytes, be a mail? Then its Date is worth asking for. */
bool inbox_maybe_mail(int fd);
/* Sets the time received from a mail's Date. */
void inbox_set_date(struct inbox_entry *e, const char *date);

/* By time received, then name: of two copies the later one is the duplicate. */
void inbox_sort(struct inbox *in);

/* A file of the inbox, not through a symbolic link and not waiting for a pipe's other end.
 * A descriptor, or -1 with errno. */
int inbox_open_file(int dir, const char *name);

#endif
