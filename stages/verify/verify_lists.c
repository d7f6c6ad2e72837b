/* What verify has to look at: growing lists. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/grow.h"
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/verify/verify.h"

void verify_found(struct verify *v, const char *format, ...)
{
    char raw[600], line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    printf("%s\n", diag_printable(raw, line, sizeof line));
    v->found++;
}

static int add_bytes(struct verify *v, struct verify_bytes b)
{
    if (!b.whose || grow(&v->bytes, v->bytes_count, &v->bytes_room, sizeof *v->bytes) < 0) {
        free(b.path);
        free(b.whose);
        errno = ENOMEM;
        return -1;
    }
    v->bytes[v->bytes_count++] = b;
    return 0;
}

int verify_add_object(struct verify *v, const char *key, const char *whose)
{
    if (!spool_key_valid(key)) {
        verify_found(v, "%s: names an object that has no hash", whose);
        return 0;
    }
    struct verify_bytes b = {.whose = strdup(whose)};
    memcpy(b.key, key, sizeof b.key);
    return add_bytes(v, b);
}

int verify_add_published(struct verify *v, const json_t *piece, const char *whose)
{
    const char *sha = record_text(piece, "sha256"), *path = record_text(piece, "path");
    if (!spool_key_valid(sha)) {
        verify_found(v, "%s: the ledger has no hash of its file", whose);
        return 0;
    }
    struct verify_bytes b = {.whose = strdup(whose), .path = strdup(path)};
    memcpy(b.key, sha, sizeof b.key);
    b.size = (uint64_t)record_number(piece, "size", 0);
    if (!b.path) {
        free(b.whose);
        b.whose = NULL;
    }
    return add_bytes(v, b);
}

int verify_add_document(struct verify *v, const struct verify_document *d)
{
    if (grow(&v->documents, v->documents_count, &v->documents_room, sizeof *v->documents) < 0)
        return -1;
    struct verify_document *mine = &v->documents[v->documents_count];
    *mine = *d;
    mine->path = d->path ? strdup(d->path) : NULL;
    mine->type = strdup(d->type);
    mine->whose = strdup(d->whose);
    if (mine->type && mine->whose && (mine->path || !d->path)) {
        v->documents_count++;
        return 0;
    }
    free(mine->path);
    free(mine->type);
    free(mine->whose);
    errno = ENOMEM;
    return -1;
}

void verify_release(struct verify *v)
{
    for (size_t i = 0; i < v->bytes_count; i++) {
        free(v->bytes[i].path);
        free(v->bytes[i].whose);
    }
    for (size_t i = 0; i < v->documents_count; i++) {
        free(v->documents[i].path);
        free(v->documents[i].type);
        free(v->documents[i].whose);
    }
    free(v->bytes);
    free(v->documents);
    json_decref(v->paths);
}
