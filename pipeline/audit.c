/* Entries of the audit trail, in the ledger and in their file. */
#include "pipeline/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "pipeline/ledger_db.h"
#include "pipeline/stream.h"

#define TAIL_MAX ((off_t)1 << 20) /* longer than any entry */
#define BATCH 1000

static void utc_now(char *text, size_t size)
{
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

int audit_head(struct ledger *l, long long *seq, char hash[SPOOL_KEY_SIZE])
{
    sqlite3_stmt *stmt =
        ledger_prepare(l, "SELECT seq, line FROM audit ORDER BY seq DESC LIMIT 1", "");
    if (!stmt)
        return -1;
    int step = sqlite3_step(stmt), status = 0;
    const char *line = step == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 1) : NULL;
    *seq = line ? sqlite3_column_int64(stmt, 0) : 0;
    memset(hash, '0', SPOOL_KEY_SIZE - 1);
    hash[SPOOL_KEY_SIZE - 1] = '\0';
    if (line)
        hash_bytes(line, strlen(line), hash);
    else if (step != SQLITE_DONE)
        status = ledger_failed(l, "cannot read the audit trail");
    sqlite3_finalize(stmt);
    return status;
}

int audit_add(struct ledger *l, json_t *event)
{
    char prev[SPOOL_KEY_SIZE], now[32];
    long long seq;
    int status = audit_head(l, &seq, prev);

    utc_now(now, sizeof now);
    if (!status && (!event || json_object_set_new(event, "seq", json_integer(seq + 1)) ||
                    json_object_set_new(event, "prev", json_string(prev)) ||
                    json_object_set_new(event, "time", json_string(now)))) {
        snprintf(l->why, sizeof l->why, "cannot write the audit trail: out of memory");
        status = -1;
    }
    char *line = status ? NULL : json_dumps(event, JSON_COMPACT | JSON_SORT_KEYS);
    if (!status)
        status = ledger_exec(l, "INSERT INTO audit(seq, line) VALUES(?,?)", "it", seq + 1, line);
    free(line);
    json_decref(event);
    return status;
}

/* Codes of an array of {"code", ...}. */
static json_t *codes_of(const json_t *reasons)
{
    json_t *codes = json_array();
    const json_t *reason;
    size_t i;

    json_array_foreach(reasons, i, reason)
        json_array_append(codes, json_object_get(reason, "code"));
    return codes;
}

json_t *audit_piece_event(const json_t *piece)
{
    static const char *const kept[] = {"piece",        "submission_id", "decision", "dossier",
                                       "type",         "confidence",    "person",   "by",
                                       "duplicate_of", "candidates",    "sha256"};
    json_t *event = json_pack("{s:s,s:o}", "event", "piece", "evidence",
                              codes_of(json_object_get(piece, "reasons")));

    for (size_t i = 0; event && i < sizeof kept / sizeof *kept; i++) {
        json_t *value = json_object_get(piece, kept[i]);
        if (value && !json_is_null(value))
            json_object_set(event, kept[i], value);
    }
    return event;
}

json_t *audit_lines(struct ledger *l, long long after, int most)
{
    return ledger_rows(l,
                       ledger_prepare(l, "SELECT line FROM audit WHERE seq>? ORDER BY seq LIMIT ?",
                                      "ii", after, (long long)most),
                       false);
}

/* The file's end: the seq of its last whole line, and what follows that line without a newline
 * (caller frees). -1 with errno. */
static int read_tail(int fd, long long *seq, char **rest)
{
    struct stat st;
    if (fstat(fd, &st))
        return -1;
    off_t size = st.st_size < TAIL_MAX ? st.st_size : TAIL_MAX;
    char *text = calloc(1, (size_t)size + 1);
    if (!text || pread(fd, text, (size_t)size, st.st_size - size) != size) {
        free(text);
        return -1;
    }
    char *end = strrchr(text, '\n'), *line;
    *rest = strdup(end ? end + 1 : text);
    *seq = 0;
    if (end) {
        *end = '\0';
        line = strrchr(text, '\n');
        json_t *last = json_loads(line ? line + 1 : text, 0, NULL);
        *seq = last ? (long long)json_integer_value(json_object_get(last, "seq")) : -1;
        json_decref(last);
    }
    free(text);
    return *rest ? 0 : -1;
}

static int write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno != EINTR)
            return -1;
        text += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

/* Appends lines; of the first, what a crash left of it is there already. */
static int append(int fd, const json_t *lines, const char *rest)
{
    size_t i;
    const json_t *line;

    json_array_foreach(lines, i, line)
    {
        const char *text = json_string_value(line);
        size_t there = i == 0 ? strlen(rest) : 0;
        if (strncmp(text, rest, there) != 0)
            return 0; /* somebody else's: verify names it */
        if (write_all(fd, text + there, strlen(text) - there) || write_all(fd, "\n", 1))
            return -1;
    }
    return 0;
}

static int catch_up(struct ledger *l, int fd)
{
    long long seq, head;
    char hash[SPOOL_KEY_SIZE], *rest = NULL;
    int status = read_tail(fd, &seq, &rest);

    if (status)
        snprintf(l->why, sizeof l->why, "cannot read " AUDIT_FILE ": %s", strerror(errno));
    else
        status = audit_head(l, &head, hash);
    bool grown = false;
    while (!status && seq >= 0 && seq < head) {
        json_t *lines = audit_lines(l, seq, BATCH);
        status = lines ? append(fd, lines, rest) : -1;
        if (lines && status)
            snprintf(l->why, sizeof l->why, "cannot write " AUDIT_FILE ": %s", strerror(errno));
        *rest = '\0';
        seq += BATCH;
        grown = true;
        json_decref(lines);
    }
    if (!status && grown && fsync(fd)) {
        snprintf(l->why, sizeof l->why, "cannot write " AUDIT_FILE ": %s", strerror(errno));
        status = -1;
    }
    free(rest);
    return status;
}

int audit_export(struct ledger *l, const char *out)
{
    char path[PATH_MAX];

    if ((size_t)snprintf(path, sizeof path, "%s/" AUDIT_FILE, out) >= sizeof path) {
        snprintf(l->why, sizeof l->why, "the name of the output folder is too long");
        return -1;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (fd < 0) {
        snprintf(l->why, sizeof l->why, "cannot open " AUDIT_FILE ": %s", strerror(errno));
        return -1;
    }
    int status = catch_up(l, fd);
    close(fd);
    return status;
}
