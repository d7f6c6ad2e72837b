/* Inside publishing only: what a piece becomes on disk, and the steps there.
 *
 *   plan      what each piece becomes, and what of the ledger's it gives up
 *   compose   PDFs by workers, into temporaries
 *   place     names, intents, temporaries, renames
 *   accept    one transaction */
#ifndef POSTKAMER_PUBLISH_PRIVATE_H
#define POSTKAMER_PUBLISH_PRIVATE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include "pipeline/ledger.h"
#include "pipeline/pool.h"
#include "pipeline/spool.h"
#include "pipeline/stream.h"
#include "stages/publish/publish.h"
#include "stages/report/report.h"

#define PUBLISH_NAME_MAX 256

struct publisher {
    int out; /* descriptor of OUT */
    struct spool *spool;
    struct ledger *ledger;
    struct pool *pool;
    unsigned workers;
    unsigned long temporaries; /* made so far */
    bool together;             /* files wait for files_settle to be durable */
};

enum making {
    MAKE_PDF,      /* composed of its pages */
    MAKE_COPY,     /* the bytes of its one file as they are */
    MAKE_ORIGINALS /* every file that it has pages of, as it came */
};

/* A file that is about to stand somewhere. */
struct placed {
    char temporary[64];  /* within OUT, "" when it is not made */
    char path[PATH_MAX]; /* within OUT */
};

struct item {
    json_t *piece;     /* borrowed */
    const json_t *old; /* the ledger's of this id, NULL: new */
    enum making making;
    char made[SPOOL_KEY_SIZE]; /* a hash of all that its bytes depend on */
    bool kept;                 /* stands already, byte for byte */
    struct job *job;  /* of the pieces that a worker makes together, by the first of them */
    size_t batch;     /* how many from here on go together; 0: it is not the first */
    char source[64];  /* its composed bytes: a temporary within OUT */
    char problem[32]; /* why a worker made none; "" when it said nothing */
    char sha256[SPOOL_KEY_SIZE];
    uint64_t size;
    struct placed *files; /* the first is the piece's path */
    size_t file_count;
};

struct plan {
    const struct submission *submission;
    const char *run;
    json_t *pieces; /* borrowed */
    json_t *before; /* the ledger's pieces of this submission, owned */
    json_t *pages;  /* {file: {page: page record}}, owned; the records are borrowed */
    json_t *files;  /* {file: file record}, owned */
    json_t *taken;  /* {path: true} of this plan, owned */
    json_t *copies; /* {blob: {"temporary", "sha256", "size"}} of this plan, owned */
    uint64_t room;  /* bytes that composed pieces may still take */
    struct item *items;
    size_t count;
};

/* publish_name.c: "2020-11-14 Bankafschrift van der Meer.pdf" and a folder for a piece in
 * review, aside or rejected. extension has its dot. */
void name_of_file(const json_t *piece, const char *extension, char *out, size_t size);
void name_of_folder(const json_t *piece, char *out, size_t size);
/* The last part of a path within a submission, made safe; keeps its extension. size >= 150. */
void name_of_original(const char *file, char *out, size_t size);

/* publish_plan.c. All 0, or -1 after a message. */
int plan_init(struct plan *plan, struct publisher *p, const struct submission *s, json_t *pieces,
              const char *run);
void plan_release(struct plan *plan);
const json_t *plan_page(const struct plan *plan, const json_t *place); /* NULL: none */
/* The spool key and MIME type of a file, by its page or file record; NULL: none. */
const char *plan_blob(const struct plan *plan, const json_t *place, const char **type);
const char *piece_disposition(const json_t *piece);
/* The piece waits for a clerk, with the files that it came in. */
void item_fall_back(struct item *item, const char *why);

/* publish_compose.c: makes what has to be made. 0, or -1 after a message. */
int compose_items(struct publisher *p, struct plan *plan);

/* publish_request.c. All 0, or -1 after a message. */
/* Sees whether the item stands already, made as it is to be made now: another making is another
 * digest. */
int compose_look(struct publisher *p, const struct plan *plan, struct item *item);
bool compose_wanted(const struct item *item); /* is it still to be composed? */
/* Has a worker make what is wanted of the `count` items from `first` on; first gets the job. What
 * cannot be asked for waits for a clerk. */
int compose_submit(struct publisher *p, const struct plan *plan, struct item *first, size_t count);

/* publish_place.c: the files of each piece, as intents and temporaries, then in their places. */
int place_items(struct publisher *p, struct plan *plan);

/* publish_paths.c: where a piece stands. */
/* Does what the ledger has of this piece stand on disk, made of the same things? 1, 0, or -1 after
 * a message when it cannot be looked at now. */
int item_stands(struct publisher *p, const struct item *item);
/* The old path, when it is one that the piece could get now; else NULL. */
const char *path_kept(const struct item *item);
/* Chooses path (a file's name with its extension) by decision; takes it in plan->taken. */
int path_choose(struct publisher *p, struct plan *plan, const struct item *item, const char *name,
                char path[PATH_MAX]);

/* publish_accept.c: the transaction, then what it gave up. */
int accept_items(struct publisher *p, struct plan *plan);

/* publish_files.c. Paths are within OUT. All 0, or -1 after a message. */
int files_open(struct publisher *p, const char *out);
/* From now on: are so many files and folders made durable together, by files_settle, or each by
 * itself? A sync a file takes minutes for a heap of them. */
void files_expect(struct publisher *p, size_t count);
int files_settle(struct publisher *p);
/* Copies from fd at offset to a new temporary, synced; size UINT64_MAX: to its end. Writes hash and
 * size when they are asked for. */
int files_copy(struct publisher *p, int fd, uint64_t offset, uint64_t size, char temporary[64],
               char sha256[SPOOL_KEY_SIZE], uint64_t *copied);
/* A temporary that is another one's bytes by a second name. Silent: not every file system has
 * these. */
int files_link(struct publisher *p, const char *from, char temporary[64]);
int files_write(struct publisher *p, const char *text, size_t size, char temporary[64]);
bool files_exist(struct publisher *p, const char *path);
/* Renames without replacing, making the folder; syncs neither. */
int files_move(struct publisher *p, const char *from, const char *to, bool replace);
/* Syncs the folder that holds path, and the folder that holds that one; or files_settle will. */
int files_sync(struct publisher *p, const char *path);
/* Removes a file and, when it was the last there, its folder. Gone already is well. */
int files_remove(struct publisher *p, const char *path);
void files_drop(struct publisher *p, char temporary[64]); /* sets it to "" */
/* Removes what the ledger says was begun or given up, and all temporaries. */
int files_sweep(struct publisher *p);

#endif
