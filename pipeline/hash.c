#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "pipeline/hash.h"
#include "pipeline/spool.h"

#define BLOCK 65536

int hash_begin(struct hash *h)
{
    h->context = EVP_MD_CTX_new();
    if (h->context && EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) == 1)
        return 0;
    EVP_MD_CTX_free(h->context);
    h->context = NULL;
    errno = ENOMEM;
    return -1;
}

void hash_add(struct hash *h, const void *data, size_t size)
{
    EVP_DigestUpdate(h->context, data, size);
}

void hash_end(struct hash *h, char key[SPOOL_KEY_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    EVP_DigestFinal_ex(h->context, digest, NULL);
    for (size_t i = 0; i < 32; i++)
        snprintf(key + 2 * i, 3, "%02x", digest[i]);
    EVP_MD_CTX_free(h->context);
    h->context = NULL;
}

void hash_bytes(const void *data, size_t size, char key[SPOOL_KEY_SIZE])
{
    struct hash h;
    if (hash_begin(&h))
        abort(); /* libcrypto without SHA-256 or memory for 100 bytes: no key can be right */
    hash_add(&h, data, size);
    hash_end(&h, key);
}

int hash_fd(int fd, uint64_t *size, char key[SPOOL_KEY_SIZE])
{
    struct hash h;
    if (hash_begin(&h))
        return -1;
    char block[BLOCK];
    off_t offset = 0;
    ssize_t got;
    while ((got = pread(fd, block, sizeof block, offset)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        hash_add(&h, block, (size_t)got);
        offset += got;
    }
    int error = errno;
    hash_end(&h, key);
    errno = error;
    if (got < 0)
        return -1;
    if (size)
        *size = (uint64_t)offset;
    return 0;
}
