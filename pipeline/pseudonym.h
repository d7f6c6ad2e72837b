/* A person's id in a form that only who holds the key can read: AES-256-SIV (RFC 5297) of the id.
 *
 * SIV because the same id gives the same text each time, so that all lines about a person are
 * found by one comparison, and because it needs no counter that a crash could set back. A keyed
 * hash would do for finding, but could not be read back by who must answer for a line. Whoever has
 * the file without the key learns only which lines are about the same person. */
#ifndef POSTKAMER_PSEUDONYM_H
#define POSTKAMER_PSEUDONYM_H

#include <stdbool.h>
#include <stddef.h>

#define PSEUDONYM_KEY "processing.key" /* in OUT, readable to its owner only */
#define PSEUDONYM_KEY_SIZE 64          /* bytes; of both halves of AES-256-SIV */
#define PSEUDONYM_ID_MAX 120           /* bytes of an id, a longer one is cut */
#define PSEUDONYM_SIZE (2 * (16 + PSEUDONYM_ID_MAX) + 1)

/* OUT/processing.key ($POSTKAMER_PROCESSING_KEY: another file); made when missing and `make`.
 * 0, or -1 with errno (EINVAL: the file is no such key). */
int pseudonym_key(const char *out, bool make, unsigned char key[PSEUDONYM_KEY_SIZE]);

/* The id as hex digits: the synthetic vector, then the ciphertext. 0, or -1. */
int pseudonym_make(const unsigned char key[PSEUDONYM_KEY_SIZE], const char *id,
                   char text[PSEUDONYM_SIZE]);
/* And back; -1: not made with this key, or changed. */
int pseudonym_read(const unsigned char key[PSEUDONYM_KEY_SIZE], const char *text,
                   char id[PSEUDONYM_ID_MAX + 1]);

#endif
