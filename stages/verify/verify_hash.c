/* Hashes and sizes of everything that the ledger names, on all cores. The bytes are only hashed,
 * so this needs no walls. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "stages/verify/verify.h"

#define THREADS_MAX 64

struct shift {
    struct verify *v;
    atomic_size_t next;
};

static const char *look(struct verify *v, const struct verify_bytes *b)
{
    char found[SPOOL_KEY_SIZE];
    uint64_t size = 0;
    int fd = b->path ? openat(v->out_fd, b->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
                     : spool_open(v->spool, b->key);
    if (fd < 0)
        return errno == ENOENT ? "is gone" : "cannot be opened";
    int bad = hash_fd(fd, &size, found);
    close(fd);
    if (bad)
        return "cannot be read";
    if (b->path && size != b->size)
        return "has another size than the ledger says";
    return strcmp(found, b->key) ? "is not what was written" : NULL;
}

static void *work(void *context)
{
    struct shift *s = context;
    size_t i;
    while ((i = atomic_fetch_add(&s->next, 1)) < s->v->bytes_count)
        s->v->bytes[i].wrong = look(s->v, &s->v->bytes[i]);
    return NULL;
}

static int by_key(const void *a, const void *b)
{
    const struct verify_bytes *x = a, *y = b;
    int files = (x->path != NULL) - (y->path != NULL);
    return files ? files : strcmp(x->key, y->key);
}

/* Many pages share an object: each is read once. */
static void drop_doubles(struct verify *v)
{
    size_t kept = 0;
    qsort(v->bytes, v->bytes_count, sizeof *v->bytes, by_key);
    for (size_t i = 0; i < v->bytes_count; i++) {
        struct verify_bytes *b = &v->bytes[i];
        if (kept && !b->path && !v->bytes[kept - 1].path &&
            strcmp(v->bytes[kept - 1].key, b->key) == 0)
            free(b->whose);
        else
            v->bytes[kept++] = *b;
    }
    v->bytes_count = kept;
}

int verify_hashes(struct verify *v)
{
    pthread_t threads[THREADS_MAX];
    long cores = v->workers ? (long)v->workers : sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (size_t)cores, started = 0;
    if (!v->bytes_count)
        return 0;
    drop_doubles(v);
    struct shift s = {.v = v};
    atomic_init(&s.next, 0);
    while (started + 1 < wanted && !pthread_create(&threads[started], NULL, work, &s))
        started++;
    work(&s);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < v->bytes_count; i++) {
        const struct verify_bytes *b = &v->bytes[i];
        if (b->wrong && b->path)
            verify_found(v, "%s: its file %s", b->whose, b->wrong);
        else if (b->wrong)
            verify_found(v, "%s: object %.12s of the spool %s", b->whose, b->key, b->wrong);
    }
    return 0;
}
