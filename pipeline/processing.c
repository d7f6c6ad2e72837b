#include "pipeline/processing.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/clock.h"
#include "pipeline/diag.h"
#include "pipeline/hash.h"
#include "pipeline/data.h"
#include "pipeline/pseudonym.h"
#include "pipeline/stream.h"

#define BATCH 1000

const struct journal processing_journal = {PROCESSING_FILE, "processing"};

/* The key, read once a ledger. */
static const unsigned char *key_of(struct ledger *l)
{
    if (l->person_key)
        return l->person_key;
    unsigned char *key = OPENSSL_malloc(PSEUDONYM_KEY_SIZE);
    if (key && l->out && !pseudonym_key(l->out, true, key))
        return l->person_key = key;
    snprintf(l->why, sizeof l->why, "cannot read or make %s: %s", PSEUDONYM_KEY,
             l->out ? strerror(errno) : "not a writer's ledger");
    OPENSSL_free(key);
    return NULL;
}

/* Whose dossier it was filed in, hidden. A suggestion to a clerk is no finding of whose it is. */
static int add_person(struct ledger *l, const json_t *piece, json_t *attributes)
{
    char text[PSEUDONYM_SIZE];
    const json_t *holder = json_object_get(piece, "holder");
    const char *bsn = record_text(holder, "bsn"), *dossier = record_text(piece, "dossier");
    const char *id = bsn && *bsn ? bsn : dossier, *decision = record_text(piece, "decision");

    if (!id || !*id || !decision || strcmp(decision, "filed") != 0)
        return 0;
    const unsigned char *key = key_of(l);
    if (!key)
        return -1;
    if (pseudonym_make(key, id, text) ||
        json_object_set_new(attributes, "dpl.core.data_subject_id", json_string(text)) ||
        json_object_set_new(attributes, "dpl.core.data_subject_id_type",
                            json_string(id == bsn ? "BSN" : "dossier"))) {
        snprintf(l->why, sizeof l->why, "cannot hide the id of a person");
        return -1;
    }
    return 0;
}

static const char *name_of(const char *decision)
{
    static const char *const names[][2] = {
        {"filed", "file"}, {"review", "ask"}, {"aside", "set-aside"}, {"rejected", "reject"}};

    for (size_t i = 0; decision && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], decision) == 0)
            return names[i][1];
    return "decide";
}

static json_t *attributes_of(struct ledger *l, const json_t *piece,
                             const struct processing_use *use)
{
    const char *activity = getenv("POSTKAMER_PROCESSING_ACTIVITY");
    json_t *all = json_pack("{s:s,s:s?,s:s?,s:s*}", "dpl.core.processing_activity_id",
                            activity && *activity ? activity : PROCESSING_ACTIVITY, "dpl.core.user",
                            use ? use->who : record_text(piece, "by"), "postkamer.piece",
                            record_text(piece, "piece"), "postkamer.to", use ? use->to : NULL);

    if (all && !add_person(l, piece, all))
        return all;
    json_decref(all);
    return NULL;
}

/* Ids as W3C Trace Context has them: of the submission, and of this line. */
static void make_ids(const json_t *piece, long long seq, char trace[33], char operation[17])
{
    char text[160], hash[SPOOL_KEY_SIZE];
    const char *submission = record_string(piece, "submission_id");

    hash_bytes(submission, strlen(submission), hash);
    snprintf(trace, 33, "%.32s", hash);
    snprintf(text, sizeof text, "%.100s:%lld", record_string(piece, "piece"), seq);
    hash_bytes(text, strlen(text), hash);
    snprintf(operation, 17, "%.16s", hash);
}

static json_t *make_line(struct ledger *l, const json_t *piece, const struct processing_use *use,
                         long long seq)
{
    char start[CLOCK_SIZE], end[CLOCK_SIZE], trace[33], operation[17];
    int64_t now = clock_milliseconds();
    json_t *attributes = attributes_of(l, piece, use);

    if (!attributes)
        return NULL;
    clock_write(l->started > 0 && l->started < now ? l->started : now, start);
    clock_write(now, end);
    make_ids(piece, seq, trace, operation);
    return json_pack("{s:I,s:s,s:s,s:s,s:s,s:s,s:s,s:{s:s,s:s},s:o}", "seq", (json_int_t)seq,
                     "trace_id", trace, "operation_id", operation, "status_code", "OK", "name",
                     use ? use->name : name_of(record_text(piece, "decision")), "start_time", start,
                     "end_time", end, "resource", "name", "postkamer", "version", POSTKAMER_VERSION,
                     "attributes", attributes);
}

static int add_line(struct ledger *l, const json_t *piece, const struct processing_use *use)
{
    long long seq;

    if (journal_last(l, &processing_journal, &seq, NULL))
        return -1;
    l->why[0] = '\0';
    json_t *line = make_line(l, piece, use, seq + 1);
    char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    int status = text ? journal_add(l, &processing_journal, seq + 1, text) : -1;
    if (!text && !l->why[0])
        snprintf(l->why, sizeof l->why, "cannot write " PROCESSING_FILE ": out of memory");
    free(text);
    json_decref(line);
    return status;
}

int processing_add(struct ledger *l, const json_t *piece)
{
    return add_line(l, piece, NULL);
}

int processing_use(struct ledger *l, const json_t *piece, const struct processing_use *use)
{
    int fd = journal_lock(l, &processing_journal, l->out);

    if (fd < 0)
        return -1;
    int status = ledger_begin(l);
    if (!status)
        status = add_line(l, piece, use);
    if (!status)
        status = ledger_commit(l);
    if (status)
        ledger_rollback(l);
    return journal_unlock(l, &processing_journal, fd) ? -1 : status;
}

static bool hex(const char *text, size_t size)
{
    return text && strlen(text) == size && strspn(text, "0123456789abcdef") == size;
}

bool processing_read(const json_t *line, struct processing_line *out)
{
    const json_t *attributes = json_object_get(line, "attributes");
    const char *activity = record_text(attributes, "dpl.core.processing_activity_id");
    const char *start = record_text(line, "start_time"), *end = record_text(line, "end_time");

    *out = (struct processing_line){.name = record_text(line, "name"),
                                    .trace = record_text(line, "trace_id"),
                                    .operation = record_text(line, "operation_id"),
                                    .person_type =
                                        record_text(attributes, "dpl.core.data_subject_id_type"),
                                    .person = record_text(attributes, "dpl.core.data_subject_id")};
    return out->name && hex(out->trace, 32) && hex(out->operation, 16) && activity && start &&
           end && record_text(line, "status_code") && !out->person == !out->person_type;
}

/* A line of the file against the ledger's; NULL: the ledger has no more. */
static bool same(const char *line, const char *wanted)
{
    struct processing_line parts;
    size_t size = wanted ? strlen(wanted) : 0;
    bool good = wanted && strncmp(line, wanted, size) == 0 && strcmp(line + size, "\n") == 0;
    json_t *parsed = good ? json_loads(wanted, 0, NULL) : NULL;

    good = good && processing_read(parsed, &parts);
    json_decref(parsed);
    return good;
}

/* Compares the file's next lines with these; false: told what is wrong. */
static bool compare(FILE *file, const json_t *lines, long long *seq, audit_found *found,
                    void *context)
{
    char finding[120], *line = NULL;
    size_t room = 0, i;
    const json_t *wanted;
    bool good = true;

    json_array_foreach(lines, i, wanted)
    {
        bool there = good && file && getline(&line, &room, file) > 0;
        if (!good)
            continue;
        (*seq)++;
        good = there && same(line, json_string_value(wanted));
        snprintf(finding, sizeof finding, PROCESSING_FILE ": line %lld is %s", *seq,
                 there ? "not what was written" : "gone");
        if (!good)
            found(context, finding);
    }
    free(line);
    return good;
}

int processing_verify(struct ledger *l, const char *out, audit_found *found, void *context)
{
    FILE *file = journal_open(&processing_journal, out);
    long long seq = 0;
    size_t count = BATCH;
    bool good = true;
    int status = 0;

    while (l->db && good && !status && count == BATCH) {
        json_t *lines = journal_lines(l, &processing_journal, seq, BATCH);
        count = json_array_size(lines);
        status = lines ? 0 : -1;
        good = !status && compare(file, lines, &seq, found, context);
        json_decref(lines);
    }
    if (file && good && !status && getc(file) != EOF)
        found(context, PROCESSING_FILE ": it has lines that nobody wrote");
    if (file)
        fclose(file);
    return status;
}
