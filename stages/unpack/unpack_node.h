/* Inside unpack_*.c only: a file of a submission that is being taken apart. */
#ifndef POSTKAMER_UNPACK_NODE_H
#define POSTKAMER_UNPACK_NODE_H

#include <jansson.h>
#include "pipeline/spool.h"
#include "stages/unpack/unpack_tree.h"

struct node {
    struct node *parent;
    struct node **children;
    size_t count, room;
    char *path;               /* owned; of the entry itself its own name */
    char key[SPOOL_KEY_SIZE]; /* "" when it has no bytes */
    uint64_t size;
    char *type;          /* MIME type, owned; NULL: not known yet */
    const char *role;    /* static */
    char *code, *detail; /* its problem, owned; NULL: none */
    int depth;           /* 1 for the entry and the files of a folder */
    bool whole;          /* the entry itself: paths start inside it */
    bool ahead;          /* its job has little room, because it is not its turn */
    bool blind;          /* its members' types were not asked for: that crashed a worker */
    json_t *names;       /* paths given out in it, owned */
    struct job *job;
    struct node *next; /* in the list of those to be opened */
};

struct unpacking {
    struct spool *spool;
    struct pool *pool;
    json_t *head;
    struct node root;     /* the inbox's place: its children are the entry, or a folder's files */
    struct node *first;   /* to be opened next; borrowed from the tree, as all in the list */
    struct node **insert; /* where the members of the one that is open now go */
    unsigned long members;
    uint64_t packed, unpacked; /* bytes of the entry, and of all that came out */
    double seconds;            /* of the processor, that its jobs took */
    const char *limit;         /* the limit that the submission reached, NULL: none */
};

/* A new last child of parent, path taken over (NULL: no memory). NULL with errno. */
struct node *node_add(struct node *parent, char *path);
void node_release(struct node *n); /* with all below it, not n itself */

/* Sets the first problem of a node; later ones are its consequences. */
void node_problem(struct node *n, const char *code, const char *detail);
void node_type(struct node *n, const char *type);
/* Left behind by a system? By its name, but somebody's paper may be called so: a picture or PDF is
 * none, nor is what can be opened. */
bool node_litter(const struct node *n);
bool node_aside(const struct node *n); /* litter or signature */

/* Queues a node to be opened, when its type says that it may hold others. */
void unpacking_queue(struct unpacking *u, struct node *n);

/* Gives a node that stays closed because of u->limit its problem. 0, or -1: no memory. */
int unpacking_leave(struct unpacking *u, struct node *n);

/* Takes in a worker's result; done: it came to its end. 0, or -1 with errno. */
int unpacking_take_result(struct unpacking *u, struct node *n, int fd, bool done);

#endif
