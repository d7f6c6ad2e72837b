/* The record stream: one JSON object a line. pipeline/README.md names the records. */
#ifndef POSTKAMER_STREAM_H
#define POSTKAMER_STREAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define STREAM_VERSION 1

/* One submission with everything that the stages before said of it.
 * head: its `submission` record. records: array of its file, page, piece and problem records
 * in stream order. Owns both; stages edit them in place and leave members that they do not
 * know alone. */
struct submission {
    json_t *head;
    json_t *records;
};

struct submission *submission_new(json_t *head); /* steals head; NULL: out of memory */
void submission_free(struct submission *s);      /* NULL is allowed */
const char *submission_name(const struct submission *s);
const char *submission_id(const struct submission *s);

/* The `kind` of a record, "" when it has none. */
const char *record_kind(const json_t *record);
/* A member as string, NULL when absent or not a string. Borrowed. */
const char *record_text(const json_t *record, const char *member);
/* The same, "" when absent or not a string. */
const char *record_string(const json_t *record, const char *member);
/* A member as number, `fallback` when absent or not a number. */
double record_number(const json_t *record, const char *member, double fallback);
bool record_true(const json_t *record, const char *member);

enum stream_status {
    STREAM_ITEM,      /* a submission was read */
    STREAM_END,       /* the explicit `end` record was read */
    STREAM_TRUNCATED, /* the stream stops without `end`, maybe within a submission */
    STREAM_MALFORMED, /* not a record stream of this version; reader->why says where */
    STREAM_IO,        /* read error; errno is set */
};

struct stream_reader {
    FILE *in;   /* borrowed; its descriptor is read past stdio, so read nothing from it before */
    char *line; /* what was read: `held` bytes, of which those from `start` wait */
    size_t capacity, start, held;
    unsigned long number; /* lines read so far */
    json_t *stream;       /* the `stream` record, owned */
    bool started, ended;
    unsigned long submissions;
    char why[200];
};

void stream_reader_init(struct stream_reader *r, FILE *in);
void stream_reader_release(struct stream_reader *r);

/* Reads the next whole submission. On STREAM_ITEM *s is the caller's to free.
 * A line is at most 64 MiB. The `end` record's count of submissions is checked. */
enum stream_status stream_read(struct stream_reader *r, struct submission **s);

/* Has a line been read that was not taken yet? poll(2) does not know of it. */
bool stream_waiting(const struct stream_reader *r);

struct stream_writer {
    FILE *out; /* borrowed */
    unsigned long submissions, pages, pieces, problems;
};

/* Every writer returns 0, or -1 with errno set. */
int stream_begin(struct stream_writer *w, FILE *out, const char *program);
/* Writes submission, records and `submission-end`, then flushes. */
int stream_write(struct stream_writer *w, const struct submission *s);
/* Writes `end` with the counts and closes nothing; flushes and checks. */
int stream_end(struct stream_writer *w);

#endif
