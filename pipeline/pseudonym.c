#include "pipeline/pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/keyfile.h"

#define VECTOR 16 /* bytes of the synthetic vector */

static int read_key(const char *path, unsigned char key[PSEUDONYM_KEY_SIZE])
{
    unsigned char bytes[PSEUDONYM_KEY_SIZE + 1];
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t got;

    if (fd < 0)
        return -1;
    do
        got = read(fd, bytes, sizeof bytes);
    while (got < 0 && errno == EINTR);
    int error = got < 0 ? errno : got != PSEUDONYM_KEY_SIZE ? EINVAL : 0;
    close(fd);
    memcpy(key, bytes, PSEUDONYM_KEY_SIZE);
    errno = error;
    return error ? -1 : 0;
}

int pseudonym_key(const char *out, bool make, unsigned char key[PSEUDONYM_KEY_SIZE])
{
    char own[PATH_MAX];
    const char *given = getenv("POSTKAMER_PROCESSING_KEY");

    if ((size_t)snprintf(own, sizeof own, "%s/" PSEUDONYM_KEY, out) >= sizeof own) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (!read_key(given ? given : own, key))
        return 0;
    if (given || !make || errno != ENOENT)
        return -1;
    if (RAND_priv_bytes(key, PSEUDONYM_KEY_SIZE) != 1) {
        errno = EIO;
        return -1;
    }
    return keyfile_write(own, 0600, key, PSEUDONYM_KEY_SIZE);
}

/* SIV is of one piece: a second Update would be another message. tag: written, or compared. */
static int run_cipher(const unsigned char *key, bool encrypt, const unsigned char *in, int size,
                      unsigned char *out, unsigned char tag[VECTOR])
{
    int got = 0, last = 0;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-SIV", NULL);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool good = cipher && c && EVP_CipherInit_ex2(c, cipher, key, NULL, encrypt, NULL) == 1;

    if (good && !encrypt)
        good = EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, VECTOR, tag) == 1;
    good = good && EVP_CipherUpdate(c, out, &got, in, size) == 1 && got == size &&
           EVP_CipherFinal_ex(c, out + got, &last) == 1;
    if (good && encrypt)
        good = EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, VECTOR, tag) == 1;
    EVP_CIPHER_CTX_free(c);
    EVP_CIPHER_free(cipher);
    return good ? 0 : -1;
}

int pseudonym_make(const unsigned char key[PSEUDONYM_KEY_SIZE], const char *id,
                   char text[PSEUDONYM_SIZE])
{
    unsigned char bytes[VECTOR + PSEUDONYM_ID_MAX];
    size_t size = strnlen(id, PSEUDONYM_ID_MAX);

    text[0] = '\0';
    if (size == 0 ||
        run_cipher(key, true, (const unsigned char *)id, (int)size, bytes + VECTOR, bytes))
        return -1;
    for (size_t i = 0; i < VECTOR + size; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

static int digit(char c)
{
    const char *at = c ? strchr("0123456789abcdef", c) : NULL;
    return at ? (int)(at - "0123456789abcdef") : -1;
}

int pseudonym_read(const unsigned char key[PSEUDONYM_KEY_SIZE], const char *text,
                   char id[PSEUDONYM_ID_MAX + 1])
{
    unsigned char bytes[VECTOR + PSEUDONYM_ID_MAX];
    size_t size = strlen(text);

    id[0] = '\0';
    if (size % 2 || size / 2 <= VECTOR || size / 2 > sizeof bytes)
        return -1;
    size /= 2;
    for (size_t i = 0; i < size; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return -1;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    if (run_cipher(key, false, bytes + VECTOR, (int)(size - VECTOR), (unsigned char *)id, bytes)) {
        id[0] = '\0';
        return -1;
    }
    id[size - VECTOR] = '\0';
    return 0;
}
