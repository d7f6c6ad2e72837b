/* Checkpoints of the audit trail, signed with Ed25519 (RFC 8032). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/audit.h"
#include "pipeline/audit_private.h"
#include "pipeline/keyfile.h"

static int failed(struct ledger *l, const char *what)
{
    snprintf(l->why, sizeof l->why, "%s: %s", what, errno ? strerror(errno) : "no such key");
    return -1;
}

static int write_pem(const char *path, bool secret, EVP_PKEY *key)
{
    BIO *text = BIO_new(BIO_s_secmem());
    char *bytes;
    int good = text && (secret ? PEM_write_bio_PrivateKey(text, key, NULL, NULL, 0, NULL, NULL)
                               : PEM_write_bio_PUBKEY(text, key));
    long size = good ? BIO_get_mem_data(text, &bytes) : 0;
    int status = size > 0 ? keyfile_write(path, secret ? 0600 : 0640, bytes, (size_t)size) : -1;

    BIO_free(text);
    return status;
}

static EVP_PKEY *read_pem(const char *path, bool secret)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    EVP_PKEY *key = secret ? PEM_read_PrivateKey(file, NULL, NULL, NULL)
                           : PEM_read_PUBKEY(file, NULL, NULL, NULL);
    fclose(file);
    errno = 0;
    return key;
}

/* The key to sign with; made when there is none. */
static EVP_PKEY *signing_key(const char *out)
{
    char own[PATH_MAX], public[PATH_MAX];
    const char *given = getenv("POSTKAMER_AUDIT_KEY");

    if ((size_t)snprintf(own, sizeof own, "%s/" AUDIT_KEY, out) >= sizeof own ||
        (size_t)snprintf(public, sizeof public, "%s/" AUDIT_PUBLIC, out) >= sizeof public)
        return NULL;
    EVP_PKEY *key = read_pem(given ? given : own, true);
    if (!key && !given && access(own, F_OK) != 0) {
        key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
        if (key && write_pem(own, true, key)) {
            EVP_PKEY_free(key);
            key = NULL;
        }
    }
    if (key && access(public, F_OK) != 0 && write_pem(public, false, key)) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

EVP_PKEY *audit_public_key(const char *out)
{
    char path[PATH_MAX];

    if ((size_t)snprintf(path, sizeof path, "%s/" AUDIT_PUBLIC, out) >= sizeof path)
        return NULL;
    return read_pem(path, false);
}

static char *signed_text(const json_t *checkpoint)
{
    json_t *bare = json_copy((json_t *)checkpoint);
    json_object_del(bare, "signature");
    char *text = json_dumps(bare, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(bare);
    return text;
}

static int sign(EVP_PKEY *key, json_t *checkpoint)
{
    unsigned char signature[AUDIT_SIGNATURE];
    char hex[2 * AUDIT_SIGNATURE + 1];
    size_t size = sizeof signature;
    char *text = signed_text(checkpoint);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int good = text && context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
               EVP_DigestSign(context, signature, &size, (unsigned char *)text, strlen(text)) == 1;

    for (size_t i = 0; good && i < size; i++)
        snprintf(hex + 2 * i, 3, "%02x", signature[i]);
    EVP_MD_CTX_free(context);
    free(text);
    return good ? json_object_set_new(checkpoint, "signature", json_string(hex)) : -1;
}

static int from_hex(const char *hex, unsigned char *bytes, size_t size)
{
    unsigned value;

    if (!hex || strlen(hex) != 2 * size)
        return -1;
    for (size_t i = 0; i < size; i++) {
        if (sscanf(hex + 2 * i, "%2x", &value) != 1)
            return -1;
        bytes[i] = (unsigned char)value;
    }
    return 0;
}

bool audit_signed(EVP_PKEY *key, const json_t *checkpoint)
{
    unsigned char signature[AUDIT_SIGNATURE];
    const char *hex = json_string_value(json_object_get(checkpoint, "signature"));

    if (from_hex(hex, signature, sizeof signature))
        return false;
    char *text = signed_text(checkpoint);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = text && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(context, signature, sizeof signature, (unsigned char *)text,
                                 strlen(text)) == 1;
    EVP_MD_CTX_free(context);
    free(text);
    return good;
}

/* What a crash left of a last line is taken away, so that the next is a line of its own. */
static int drop_torn_line(int fd)
{
    char last = '\n';
    off_t end = lseek(fd, 0, SEEK_END);

    while (end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n')
        end--;
    return end >= 0 ? ftruncate(fd, end) : -1;
}

static int append_line(const char *out, const json_t *checkpoint)
{
    char path[PATH_MAX];
    char *text = json_dumps(checkpoint, JSON_COMPACT | JSON_SORT_KEYS);
    int status = -1;

    if (text && (size_t)snprintf(path, sizeof path, "%s/" AUDIT_CHECKPOINTS, out) < sizeof path) {
        int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);
        status =
            fd >= 0 && drop_torn_line(fd) == 0 && dprintf(fd, "%s\n", text) > 0 && fsync(fd) == 0
                ? 0
                : -1;
        if (fd >= 0)
            close(fd);
    }
    free(text);
    return status;
}

int audit_checkpoint(struct ledger *l, const char *out, const char *run, char *text, size_t size)
{
    char hash[SPOOL_KEY_SIZE];
    long long seq;

    if (audit_head(l, &seq, hash))
        return -1;
    snprintf(text, size, "%lld:%s", seq, hash);
    errno = 0;
    EVP_PKEY *key = signing_key(out);
    if (!key)
        return failed(l, "cannot use the key of the audit trail");
    json_t *checkpoint = json_pack("{s:s,s:I,s:s,s:s}", "kind", "checkpoint", "seq",
                                   (json_int_t)seq, "hash", hash, "run", run);
    int status = !checkpoint || sign(key, checkpoint) ? -1 : append_line(out, checkpoint);
    if (status)
        failed(l, "cannot write " AUDIT_CHECKPOINTS);
    json_decref(checkpoint);
    EVP_PKEY_free(key);
    return status;
}
