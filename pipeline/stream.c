#include "pipeline/stream.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/spool.h"

#define LINE_MAX_BYTES (64u << 20)
#define READ_BYTES 65536u

void stream_reader_init(struct stream_reader *r, FILE *in)
{
    *r = (struct stream_reader){.in = in};
}

void stream_reader_release(struct stream_reader *r)
{
    free(r->line);
    json_decref(r->stream);
    *r = (struct stream_reader){0};
}

static enum stream_status malformed(struct stream_reader *r, const char *format, ...)
{
    char what[120];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    snprintf(r->why, sizeof r->why, "line %lu: %s", r->number, what);
    return STREAM_MALFORMED;
}

/* More bytes behind those that wait. 1, 0 at the end, -1 with errno. Reads past stdio, whose
 * buffer would hide what has come from poll; a stream without a descriptor (memory) has none to
 * poll. */
static int fill(struct stream_reader *r)
{
    if (r->start > 0) {
        memmove(r->line, r->line + r->start, r->held - r->start);
        r->held -= r->start;
        r->start = 0;
    }
    if (r->capacity - r->held < READ_BYTES) {
        size_t capacity = r->capacity ? r->capacity * 2 : 4 * READ_BYTES;
        char *line = realloc(r->line, capacity);
        if (!line)
            return -1;
        r->line = line;
        r->capacity = capacity;
    }
    int fd = fileno(r->in);
    ssize_t got;
    do
        got = fd < 0 ? (ssize_t)fread(r->line + r->held, 1, READ_BYTES, r->in)
                     : read(fd, r->line + r->held, READ_BYTES);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        r->held += (size_t)got;
    return got < 0 || (got == 0 && fd < 0 && ferror(r->in)) ? -1 : got > 0;
}

/* The next line, without its newline. STREAM_ITEM, STREAM_END at a clean end of file,
 * STREAM_TRUNCATED when the last line has no newline. */
static enum stream_status next_line(struct stream_reader *r, char **line, size_t *length)
{
    size_t seen = 0;
    for (;;) {
        char *from = r->line ? r->line + r->start : NULL;
        size_t waits = r->held - r->start;
        char *newline = waits > seen ? memchr(from + seen, '\n', waits - seen) : NULL;
        if (newline) {
            *line = from;
            *length = (size_t)(newline - from);
            r->start += *length + 1;
            r->number++;
            return STREAM_ITEM;
        }
        if (waits > LINE_MAX_BYTES)
            return malformed(r, "longer than 64 MiB");
        seen = waits;
        int more = fill(r);
        if (more < 0)
            return STREAM_IO;
        if (more == 0)
            return waits ? STREAM_TRUNCATED : STREAM_END;
    }
}

bool stream_waiting(const struct stream_reader *r)
{
    return r->held > r->start && memchr(r->line + r->start, '\n', r->held - r->start) != NULL;
}

/* The next record; at the end of file always STREAM_TRUNCATED. */
static enum stream_status next_record(struct stream_reader *r, json_t **record)
{
    char *line;
    size_t length;
    enum stream_status status = next_line(r, &line, &length);
    if (status == STREAM_END)
        return STREAM_TRUNCATED;
    if (status != STREAM_ITEM)
        return status;
    json_error_t error;
    *record = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    if (!*record)
        return malformed(r, "%s", error.text);
    if (json_is_object(*record) && *record_kind(*record))
        return STREAM_ITEM;
    json_decref(*record);
    *record = NULL;
    return malformed(r, "not a record");
}

static enum stream_status read_start(struct stream_reader *r)
{
    enum stream_status status = next_record(r, &r->stream);
    if (status != STREAM_ITEM)
        return status;
    if (strcmp(record_kind(r->stream), "stream") != 0)
        return malformed(r, "not a record stream");
    if (record_number(r->stream, "version", 0) != STREAM_VERSION)
        return malformed(r, "a stream of another version");
    r->started = true;
    return STREAM_ITEM;
}

/* After `end` there is nothing: a second stream behind the first would be lost in silence. */
static enum stream_status read_end(struct stream_reader *r, const json_t *record)
{
    const json_t *counts = json_object_get(record, "counts");
    if (record_number(counts, "submissions", -1) != (double)r->submissions)
        return malformed(r, "the count of submissions is not that of `end`");
    char *line;
    size_t length;
    enum stream_status status = next_line(r, &line, &length);
    if (status == STREAM_ITEM || status == STREAM_TRUNCATED)
        return malformed(r, "something follows `end`");
    r->ended = status == STREAM_END;
    return status;
}

/* Reads on to this submission's `submission-end`. */
static enum stream_status read_records(struct stream_reader *r, struct submission *s)
{
    for (;;) {
        json_t *record;
        enum stream_status status = next_record(r, &record);
        if (status != STREAM_ITEM)
            return status;
        const char *kind = record_kind(record);
        if (strcmp(kind, "submission-end") == 0) {
            const char *name = record_text(record, "submission");
            bool right = name && strcmp(name, submission_name(s)) == 0;
            json_decref(record);
            return right ? STREAM_ITEM : malformed(r, "the end of another submission");
        }
        if (strcmp(kind, "stream") == 0 || strcmp(kind, "submission") == 0 ||
            strcmp(kind, "end") == 0) {
            status = malformed(r, "`%s` within a submission", kind);
            json_decref(record);
            return status;
        }
        if (json_array_append_new(s->records, record))
            return STREAM_IO;
    }
}

enum stream_status stream_read(struct stream_reader *r, struct submission **s)
{
    enum stream_status status = r->started ? STREAM_ITEM : read_start(r);
    if (status != STREAM_ITEM)
        return status;
    if (r->ended)
        return STREAM_END;
    json_t *head;
    status = next_record(r, &head);
    if (status != STREAM_ITEM)
        return status;
    if (strcmp(record_kind(head), "end") == 0) {
        status = read_end(r, head);
        json_decref(head);
        return status;
    }
    const char *id = record_text(head, "id"), *name = record_text(head, "submission");
    if (strcmp(record_kind(head), "submission") != 0 || !name || !*name || !id ||
        !spool_key_valid(id)) {
        json_decref(head);
        return malformed(r, "not a submission with its name and id");
    }
    *s = submission_new(head);
    if (!*s)
        return STREAM_IO;
    status = read_records(r, *s);
    if (status == STREAM_ITEM)
        r->submissions++;
    else
        submission_free(*s);
    return status;
}
