/* The spool: bytes by their SHA-256, and what stages found, by their question.
 *
 *   objects/ab/cdef...   the bytes, mode 0640, immutable
 *   cache/ab/cdef...     one object key a question
 *   tmp/                 temporaries
 *
 * The same bytes are never stored twice. Objects are atomic and durable: written to a
 * temporary, fsynced, linked, directory fsynced. A cache entry is atomic only: what a power cut
 * leaves of it is seen to be no answer, and the question is asked again. */
#ifndef POSTKAMER_SPOOL_H
#define POSTKAMER_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPOOL_KEY_SIZE 65 /* 64 lower-case hex digits and NUL */

struct spool {
    int dir;    /* descriptor of the spool's folder, -1 when closed */
    bool batch; /* spool_batch was called: objects wait for spool_sync to be durable */
};

/* Opens path and makes it when it is missing. 0, or -1 with errno. */
int spool_init(struct spool *s, const char *path);
void spool_release(struct spool *s);
/* The path of its folder, for those that keep a file of another kind there. 0, or -1 with errno. */
int spool_where(const struct spool *s, char *path, size_t size);

/* Is this 64 lower-case hex digits? Every key from a stream is checked with it. */
bool spool_key_valid(const char *key);

/* Stores bytes or the rest of a descriptor; writes the key. 0, or -1 with errno. */
int spool_store(struct spool *s, const void *data, size_t size, char key[SPOOL_KEY_SIZE]);
int spool_store_fd(struct spool *s, int fd, uint64_t *size, char key[SPOOL_KEY_SIZE]);

/* The same for a part of a file, which is mapped at `map` from its offset 0 and gives its room on
 * the disk back while it is copied, where the file system can do that: the bytes stand there once.
 */
int spool_move(struct spool *s, int fd, const char *map, uint64_t offset, size_t size,
               char key[SPOOL_KEY_SIZE]);

/* For who stores many: until spool_sync objects are atomic but not durable one by one. Nothing that
 * names them may be told to others before spool_sync returned 0. sync: -1 with errno. */
void spool_batch(struct spool *s);
int spool_sync(struct spool *s);

/* Opens an object for reading at offset 0; -1 with errno (ENOENT: not there). */
int spool_open(struct spool *s, const char *key);
bool spool_has(struct spool *s, const char *key);
/* Reads a whole object, NUL added beyond size. The caller frees *data.
 * -1 with errno; EFBIG when it is larger than limit. */
int spool_load(struct spool *s, const char *key, size_t limit, char **data, size_t *size);

/* An unlinked read-write temporary in the spool's file system; -1 with errno. */
int spool_temporary(struct spool *s);

/* What a stage found, by a question that spells out everything the answer depends on
 * (input key, page, program and model version, settings). The answer is an object key.
 * get: 1 found, 0 not known (also when the object is gone), -1 with errno. */
int spool_recall(struct spool *s, const char *question, char key[SPOOL_KEY_SIZE]);
int spool_remember(struct spool *s, const char *question, const char *key);

/* SHA-256 as 64 hex digits. */
void hash_bytes(const void *data, size_t size, char key[SPOOL_KEY_SIZE]);
/* Hashes fd from offset 0 to its end without moving the offset (pread). -1 with errno. */
int hash_fd(int fd, uint64_t *size, char key[SPOOL_KEY_SIZE]);

#endif
