/* Taking an entry of the inbox: its bytes into the spool, its identity from them. */
#ifndef POSTKAMER_UNPACK_TAKE_H
#define POSTKAMER_UNPACK_TAKE_H

#include "pipeline/spool.h"
#include "stages/unpack/unpack_inbox.h"

struct taken_file {
    char *path; /* raw, relative to a folder entry; the entry's own name for a file */
    char key[SPOOL_KEY_SIZE];
    uint64_t size;
    const char *problem; /* why there are no bytes: "link", "device", "unreadable", "limit-depth",
                            "limit-members", "empty" (a folder); NULL: there are */
};

struct taken {
    struct taken_file *files; /* of a folder: bytewise sorted within each folder */
    size_t count, room;
    bool folder;
    char content[SPOOL_KEY_SIZE]; /* of a file its key; of a folder the hash of its list */
    char id[SPOOL_KEY_SIZE];      /* of the submission: NAME and content */
};

enum take_status {
    TAKE_DONE,
    TAKE_CHANGED,  /* it grew or changed while it was read: left for the next run */
    TAKE_VANISHED, /* likewise */
    TAKE_FAILED,   /* the spool cannot be written, or no memory; errno is set */
};

/* Reads the entry. spool NULL: only hashes it (what was filed is not copied again). The caller
 * calls taken_release in every case. */
enum take_status take_entry(int dir, const struct inbox_entry *e, struct spool *spool,
                            struct taken *t);
void taken_release(struct taken *t);

#endif
