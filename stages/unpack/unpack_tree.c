#include "stages/unpack/unpack_tree.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "classifiers/grow.h"
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "stages/unpack/unpack_names.h"
#include "stages/unpack/unpack_node.h"
#include "stages/formats/type.h"

/* Beside LIMIT_EXPANDED these make LIMIT_DISK: what is said of the members, and jobs ahead. */
#define HEADS_ROOM (32ULL << 20)
#define AHEAD_MOST 8
#define AHEAD_BYTES (4ULL << 20)

struct node *node_add(struct node *parent, char *path)
{
    struct node *n = path ? calloc(1, sizeof *n) : NULL;
    if (!n || grow(&parent->children, parent->count, &parent->room, sizeof(struct node *)) < 0) {
        free(path);
        free(n);
        errno = ENOMEM;
        return NULL;
    }
    *n = (struct node){.parent = parent, .path = path, .role = "document"};
    n->depth = parent->depth + 1;
    parent->children[parent->count++] = n;
    return n;
}

void node_release(struct node *n)
{
    for (size_t i = 0; i < n->count; i++) {
        node_release(n->children[i]);
        free(n->children[i]);
    }
    job_free(n->job);
    free(n->children);
    free(n->path);
    free(n->type);
    free(n->code);
    free(n->detail);
    json_decref(n->names);
}

void node_problem(struct node *n, const char *code, const char *detail)
{
    if (n->code)
        return;
    n->code = strdup(code);
    n->detail = strdup(detail ? detail : "");
}

void node_type(struct node *n, const char *type)
{
    free(n->type);
    n->type = strdup(type);
}

bool node_litter(const struct node *n)
{
    enum type_group group = n->type ? type_group(n->type) : TYPE_UNSUPPORTED;
    return names_litter(n->path) && (group == TYPE_PLAIN || group == TYPE_UNSUPPORTED);
}

bool node_aside(const struct node *n)
{
    return strcmp(n->role, "litter") == 0 || strcmp(n->role, "signature") == 0;
}

void unpacking_queue(struct unpacking *u, struct node *n)
{
    enum type_group group = n->type ? type_group(n->type) : TYPE_ARCHIVE;
    bool odd = n->type && strcmp(n->type, "application/octet-stream") == 0;
    if (n->size == 0 || node_aside(n) || !n->key[0] || n->code)
        return;
    if (!odd && (group == TYPE_IMAGE || group == TYPE_PLAIN || group == TYPE_UNSUPPORTED))
        return;
    n->next = *u->insert;
    *u->insert = n;
    u->insert = &n->next;
}

static const char *file_detail(const char *code)
{
    static const char *const details[][2] = {{"link", "a link, no file"},
                                             {"device", "a device or pipe, no file"},
                                             {"unreadable", "the file cannot be read"},
                                             {"limit-depth", "folders are nested too deep"},
                                             {"limit-members", "more files than may be"},
                                             {"empty", "an empty folder"}};
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
        if (strcmp(details[i][0], code) == 0)
            return details[i][1];
    return "";
}

static int add_taken(struct unpacking *u, const struct taken_file *f, bool whole)
{
    char *path = names_clean(f->path, NULL, false);
    if (path && !*path) {
        free(path);
        path = strdup("naamloos");
    }
    struct node *n = node_add(&u->root, names_unique(u->root.names, path));
    if (!n)
        return -1;
    n->whole = whole;
    n->size = f->size;
    memcpy(n->key, f->key, sizeof n->key);
    u->packed += f->size;
    if (f->problem)
        node_problem(n, f->problem, file_detail(f->problem));
    unpacking_queue(u, n);
    return 0;
}

struct unpacking *unpacking_new(struct spool *spool, struct pool *pool, json_t *head,
                                const struct taken *t)
{
    struct unpacking *u = calloc(1, sizeof *u);
    if (!u) {
        json_decref(head);
        return NULL;
    }
    *u = (struct unpacking){.spool = spool, .pool = pool, .head = head};
    u->insert = &u->first;
    u->root.names = json_object();
    bool bad = !u->root.names;
    for (size_t i = 0; i < t->count && !bad; i++)
        bad = add_taken(u, &t->files[i], !t->folder);
    if (!bad)
        return u;
    unpacking_free(u);
    errno = ENOMEM;
    return NULL;
}

void unpacking_free(struct unpacking *u)
{
    if (!u)
        return;
    node_release(&u->root);
    json_decref(u->head);
    free(u);
}

bool unpacking_done(const struct unpacking *u)
{
    return !u->first;
}

/* Is it of no use to open it? Then it has its problem, or is a PDF that stays as it is. */
static bool closed(const struct unpacking *u, struct node *n)
{
    bool pdf = n->type && type_group(n->type) == TYPE_PDF;
    if (n->depth > LIMIT_DEPTH + pdf) {
        node_problem(n, "limit-depth", "containers are nested too deep");
        return true;
    }
    /* Of a PDF it is said when it has attachments; who has no time left cannot look. */
    return u->limit && (!pdf || strcmp(u->limit, "timeout") == 0);
}

/* Bytes that may still come out. */
static uint64_t room_left(const struct unpacking *u)
{
    return u->unpacked < LIMIT_EXPANDED ? LIMIT_EXPANDED - u->unpacked : 0;
}

/* Whose turn it is may fill all the room that the submission has left; who works ahead has little,
 * so that all results together stay within LIMIT_DISK. */
static int submit(struct unpacking *u, struct node *n)
{
    char request[100];
    n->ahead = n != u->first;
    uint64_t room = n->ahead ? LIMIT_EXPANDED : room_left(u);
    snprintf(request, sizeof request, "{\"job\":\"open\",\"detect\":%s,\"room\":%" PRIu64 "}",
             n->blind ? "false" : "true", room);
    int input = spool_open(u->spool, n->key);
    if (input < 0)
        return -1;
    int result = spool_temporary(u->spool);
    if (result >= 0)
        n->job = pool_submit(u->pool, request, &input, 1, result, 0,
                             n->ahead ? AHEAD_BYTES : room + HEADS_ROOM);
    int error = errno;
    close(input);
    errno = error;
    return n->job ? 0 : -1;
}

int unpacking_submit(struct unpacking *u, size_t most)
{
    struct node *n = u->first;
    for (size_t ahead = 0; n && ahead < most && ahead <= AHEAD_MOST; ahead++, n = n->next) {
        if (n != u->first && (u->limit || pool_busy(u->pool) >= most))
            return 0;
        if (!n->job && !closed(u, n) && submit(u, n))
            return -1;
    }
    return 0;
}

/* A worker's end that is no answer. A PDF's own pages are for others to read. */
static void take_failure(struct node *n, const char *code)
{
    if (!n->type)
        node_type(n, "application/octet-stream");
    if (type_group(n->type) != TYPE_PDF)
        node_problem(n, code, "the worker that opened it came to no end");
}

/* The first is done with; what comes out of it comes before all others. */
static void pass(struct unpacking *u)
{
    u->first = u->first->next;
    u->insert = &u->first;
}

/* Did a job that worked ahead lack room, or take more than there is now? What comes out must not
 * depend on when it ran. */
static bool wants_room(const struct unpacking *u, const struct node *n, enum job_outcome outcome)
{
    struct stat st;
    return outcome == JOB_TOO_BIG || fstat(job_result(n->job), &st) ||
           (uint64_t)st.st_size > room_left(u);
}

static int take_job(struct unpacking *u, struct node *n)
{
    enum job_outcome outcome = job_outcome(n->job);
    bool again = n->ahead && wants_room(u, n, outcome);
    u->seconds += job_seconds(n->job);
    if (again || (outcome == JOB_CRASHED && !n->blind)) {
        /* It may have been the look at a member. Without it, the members come out. */
        n->blind |= !again;
        job_free(n->job);
        n->job = NULL;
        return submit(u, n);
    }
    if (u->seconds > LIMIT_SUBMISSION_SECONDS && !u->limit)
        u->limit = "timeout";
    pass(u);
    int bad = unpacking_take_result(u, n, job_result(n->job), outcome == JOB_DONE);
    if (!bad && outcome != JOB_DONE)
        take_failure(n, job_problem(n->job));
    job_free(n->job);
    n->job = NULL;
    return bad;
}

int unpacking_step(struct unpacking *u, int wake)
{
    struct node *n = u->first;
    if (!n)
        return 0;
    /* Asked now, whether or not its job runs: what is left out depends on no worker's speed. */
    if (closed(u, n)) {
        job_free(n->job);
        n->job = NULL;
        pass(u);
        if (!n->code && unpacking_leave(u, n))
            goto fail;
        return 1;
    }
    if (!n->job && submit(u, n))
        goto fail;
    int ready = pool_wait(u->pool, n->job, wake);
    if (ready < 0) {
        diag_warn("%s", pool_why(u->pool));
        return -1;
    }
    if (ready == 0)
        return 0;
    if (!take_job(u, n))
        return 1;
fail:
    diag_warn("cannot unpack '%s': %s", record_text(u->head, "submission"), strerror(errno));
    return -1;
}
