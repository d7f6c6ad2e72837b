/* Looking at the audit trail: the chain in the ledger, its copy in the file, the checkpoints. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/audit.h"
#include "pipeline/audit_private.h"
#include "pipeline/ledger_db.h"

#define BATCH 1000

struct look {
    struct ledger *ledger;
    const char *out;
    audit_found *found;
    void *context;
    json_t *hashes; /* of the ledger's entries, by seq from 1 */
    bool broken;    /* told once: after a break, all that follows differs */
};

static void tell(const struct look *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void tell(const struct look *v, const char *format, ...)
{
    char text[240];
    va_list values;

    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    v->found(v->context, text);
}

static const char *hash_at(const struct look *v, long long seq)
{
    static const char none[] = "0000000000000000000000000000000000000000000000000000000000000000";
    return seq == 0 ? none : json_string_value(json_array_get(v->hashes, (size_t)(seq - 1)));
}

/* One entry of the ledger: does it follow the one before? */
static int take_entry(struct look *v, const char *line)
{
    char hash[SPOOL_KEY_SIZE];
    long long seq = (long long)json_array_size(v->hashes) + 1;
    json_t *entry = json_loads(line, 0, NULL);
    const char *prev = json_string_value(json_object_get(entry, "prev"));

    bool placed = json_integer_value(json_object_get(entry, "seq")) == seq;
    bool chained = prev && strcmp(prev, hash_at(v, seq - 1)) == 0;
    if (!v->broken && !placed)
        tell(v, "the ledger's audit trail lacks entry %lld, or has it out of order", seq);
    else if (!v->broken && !chained)
        tell(v, "the ledger's audit trail was changed before entry %lld", seq);
    v->broken |= !placed || !chained;
    hash_bytes(line, strlen(line), hash);
    json_decref(entry);
    return json_array_append_new(v->hashes, json_string(hash));
}

static int look_at_ledger(struct look *v)
{
    size_t count = BATCH;
    int status = 0;

    while (!status && count == BATCH) {
        json_t *lines =
            journal_lines(v->ledger, &audit_journal, (long long)json_array_size(v->hashes), BATCH);
        count = json_array_size(lines);
        status = lines ? 0 : -1;
        for (size_t i = 0; i < count && !status; i++)
            status = take_entry(v, json_string_value(json_array_get(lines, i)));
        json_decref(lines);
    }
    return status;
}

static FILE *open_file(const struct look *v, const char *name)
{
    char path[PATH_MAX];

    if ((size_t)snprintf(path, sizeof path, "%s/%s", v->out, name) >= sizeof path)
        return NULL;
    return fopen(path, "re");
}

/* The file's lines against the ledger's hashes; the first that differs is named. */
static void look_at_file(struct look *v)
{
    FILE *file = open_file(v, AUDIT_FILE);
    char *line = NULL, hash[SPOOL_KEY_SIZE];
    size_t room = 0, all = json_array_size(v->hashes);
    ssize_t length;
    long long seq = 0;
    bool good = true;

    while (good && file && (length = getline(&line, &room, file)) > 0) {
        const char *wanted = hash_at(v, ++seq);
        hash_bytes(line, (size_t)length - (line[length - 1] == '\n'), hash);
        good = wanted && line[length - 1] == '\n' && strcmp(wanted, hash) == 0;
        if (!good)
            tell(v, AUDIT_FILE ": line %lld is not what was written", seq);
    }
    if (good && (size_t)seq < all)
        tell(v, AUDIT_FILE ": the last %zu of %zu lines are gone%s", all - (size_t)seq, all,
             file ? "" : ", and so is the file");
    free(line);
    if (file)
        fclose(file);
}

/* Where the chain was when somebody wrote it down. */
static void look_at_anchor(struct look *v, long long seq, const char *hash, const char *whose)
{
    const char *now = seq < 0 ? NULL : hash_at(v, seq);

    if (!now)
        tell(v, "the audit trail was cut: %s saw %lld entries, %zu are left", whose, seq,
             json_array_size(v->hashes));
    else if (!hash || strcmp(now, hash) != 0)
        tell(v, "the audit trail is not the one that %s saw at entry %lld", whose, seq);
}

static void look_at_checkpoint(struct look *v, EVP_PKEY *key, const json_t *checkpoint,
                               unsigned long number)
{
    char whose[120];
    const char *run = json_string_value(json_object_get(checkpoint, "run"));

    snprintf(whose, sizeof whose, "run %.80s", run ? run : "?");
    if (!key || !audit_signed(key, checkpoint))
        tell(v, AUDIT_CHECKPOINTS ": line %lu is not signed by this archive's key", number);
    else
        look_at_anchor(v, (long long)json_integer_value(json_object_get(checkpoint, "seq")),
                       json_string_value(json_object_get(checkpoint, "hash")), whose);
}

static void look_at_checkpoints(struct look *v)
{
    FILE *file = open_file(v, AUDIT_CHECKPOINTS);
    EVP_PKEY *key = file ? audit_public_key(v->out) : NULL;
    char *line = NULL;
    size_t room = 0;
    unsigned long number = 0;

    while (file && getline(&line, &room, file) > 0) {
        json_t *checkpoint = json_loads(line, 0, NULL);
        number++;
        /* A last line without end is a signing that a crash cut off. */
        if (checkpoint || strchr(line, '\n'))
            look_at_checkpoint(v, key, checkpoint, number);
        json_decref(checkpoint);
    }
    EVP_PKEY_free(key);
    free(line);
    if (file)
        fclose(file);
}

int audit_verify(struct ledger *l, const char *out, const char *anchor, audit_found *found,
                 void *context)
{
    struct look v = {l, out, found, context, json_array(), false};
    int status = v.hashes ? 0 : -1;

    if (l->db && !status)
        status = look_at_ledger(&v);
    if (!status) {
        look_at_file(&v);
        look_at_checkpoints(&v);
    }
    const char *colon = anchor ? strchr(anchor, ':') : NULL;
    if (!status && anchor)
        look_at_anchor(&v, colon ? strtoll(anchor, NULL, 10) : -1, colon ? colon + 1 : NULL,
                       "the checkpoint that was given");
    json_decref(v.hashes);
    return status;
}
