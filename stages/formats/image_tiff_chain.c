#include "stages/formats/image_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/limits.h"

#define ENTRIES_MAX 4096
#define SEEN_SIZE 65536 /* more than twice what may be put in */

/* Our own walk over the chain of directories: bounded, and safe from loops. */
struct chain {
    int fd;
    int big_endian, big_tiff;
    uint64_t next;
    uint64_t *seen; /* hashed; 0: free */
    int directories;
};

/* The walk's result: asked for page by page, made once. A worker has one file or a few. */
static struct {
    struct stat file;
    uint64_t *pages;
    int count;
    struct problem end; /* why the chain ended early; code empty: it did not */
} known;

static int read_at(const struct chain *c, uint64_t at, uint8_t *data, size_t size)
{
    size_t done = 0;
    if (at > INT64_MAX - size)
        return -1;
    while (done < size) {
        ssize_t n = pread(c->fd, data + done, size - done, (off_t)(at + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        done += (size_t)n;
    }
    return 0;
}

static uint64_t number(const struct chain *c, const uint8_t *data, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)data[i] << 8 * (c->big_endian ? bytes - 1 - i : i);
    return value;
}

static int chain_init(struct chain *c, int fd, struct problem *p)
{
    uint8_t head[16] = {0};
    *c = (struct chain){.fd = fd};
    if (read_at(c, 0, head, 8) < 0)
        return problem_set(p, "broken", "no TIFF header");
    c->big_endian = head[0] == 'M';
    c->big_tiff = number(c, head + 2, 2) == 43;
    if (c->big_tiff && read_at(c, 0, head, 16) < 0)
        return problem_set(p, "broken", "no BigTIFF header");
    c->next = c->big_tiff ? number(c, head + 8, 8) : number(c, head + 4, 4);
    c->seen = calloc(SEEN_SIZE, sizeof *c->seen);
    return c->seen ? 0 : problem_set(p, "memory", "no memory for TIFF directories");
}

/* Notes a directory's offset; 1 when it was there already: the chain is a loop. */
static int met_before(struct chain *c, uint64_t at)
{
    uint64_t slot = (at * 0x9e3779b97f4a7c15U) >> 48;
    while (c->seen[slot] && c->seen[slot] != at)
        slot = (slot + 1) % SEEN_SIZE;
    int met = c->seen[slot] == at;
    c->seen[slot] = at;
    return met;
}

/* NewSubfileType among the entries: bit 0 a thumbnail, bit 2 a mask. They ascend by tag. */
static uint64_t kind_of(const struct chain *c, const uint8_t *entries, uint64_t count)
{
    size_t size = c->big_tiff ? 20 : 12;
    for (uint64_t i = 0; i < count; i++, entries += size) {
        uint64_t tag = number(c, entries, 2);
        if (tag >= 254)
            return tag == 254 ? number(c, entries + size - (c->big_tiff ? 8 : 4), 4) : 0;
    }
    return 0;
}

/* Reads the directory at c->next and moves on. 1 when it is a page, 0 when not, -1. */
static int take_directory(struct chain *c)
{
    uint8_t data[ENTRIES_MAX * 20 + 8];
    size_t head = c->big_tiff ? 8 : 2, entry = c->big_tiff ? 20 : 12, tail = c->big_tiff ? 8 : 4;
    if (read_at(c, c->next, data, head) < 0)
        return -1;
    uint64_t count = number(c, data, (int)head);
    if (count == 0 || count > ENTRIES_MAX ||
        read_at(c, c->next + head, data, (size_t)count * entry + tail) < 0)
        return -1;
    c->next = number(c, data + (size_t)count * entry, (int)tail);
    return !(kind_of(c, data, count) & 5);
}

/* The offset of the next directory that is a page. 1, 0 at the end, -1 with p. */
static int chain_next(struct chain *c, uint64_t *at, struct problem *p)
{
    while (c->next) {
        *at = c->next;
        if (met_before(c, *at))
            return problem_set(p, "broken", "TIFF directories form a loop");
        if (c->directories++ >= LIMIT_PAGES)
            return problem_set(p, "limit-pages", "more than %d TIFF directories", LIMIT_PAGES);
        int page = take_directory(c);
        if (page < 0)
            return problem_set(p, "broken", "TIFF directory outside the file");
        if (page)
            return 1;
    }
    return 0;
}

static int same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Walks the file's chain unless it is the one that is known. 0, or -1 with p. */
static int know(int fd, struct problem *p)
{
    struct chain c;
    struct stat file;
    uint64_t at;
    if (fstat(fd, &file) < 0)
        return problem_set(p, "unreadable", "cannot look at the file: %s", strerror(errno));
    if (known.pages && same_file(&file, &known.file))
        return 0;
    if (!known.pages && !(known.pages = malloc(LIMIT_PAGES * sizeof *known.pages)))
        return problem_set(p, "memory", "no memory for TIFF directories");
    memset(&known.file, 0, sizeof known.file);
    if (chain_init(&c, fd, p) < 0)
        return -1;
    known.count = 0;
    memset(&known.end, 0, sizeof known.end);
    while (chain_next(&c, &at, &known.end) > 0) /* it ends at LIMIT_PAGES, and says so */
        known.pages[known.count++] = at;
    free(c.seen);
    known.file = file;
    return 0;
}

int tiff_pages(int fd, struct problem *p)
{
    if (know(fd, p) < 0)
        return -1;
    int limit = !strcmp(known.end.code, "limit-pages");
    if (known.count == 0 || limit) {
        if (p)
            *p = known.end;
        return *known.end.code ? -1 : problem_set(p, "broken", "TIFF without a page");
    }
    return known.count; /* the pages before a broken directory are good */
}

int tiff_directory(int fd, int n, uint64_t *offset, struct problem *p)
{
    if (know(fd, p) < 0)
        return -1;
    if (n < 1 || n > known.count)
        return problem_set(p, "broken", "TIFF has no page %d", n);
    *offset = known.pages[n - 1];
    return 0;
}
