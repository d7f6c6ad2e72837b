#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"

/* 15 digits come back as the same text after any number of stages (17 would print 0.993 as
 * 0.99299999999999999). */
#define LINE_FORMAT (JSON_COMPACT | JSON_REAL_PRECISION(15))

static int write_line(FILE *out, const json_t *record)
{
    char *line = json_dumps(record, LINE_FORMAT);
    if (!line) {
        errno = ENOMEM;
        return -1;
    }
    int bad = fputs(line, out) == EOF || putc('\n', out) == EOF;
    free(line);
    return bad ? -1 : 0;
}

/* Steals record; NULL is out of memory. */
static int write_own(FILE *out, json_t *record)
{
    if (!record) {
        errno = ENOMEM;
        return -1;
    }
    int bad = write_line(out, record);
    json_decref(record);
    return bad;
}

int stream_begin(struct stream_writer *w, FILE *out, const char *program)
{
    *w = (struct stream_writer){.out = out};
    if (write_own(out, json_pack("{s:s,s:i,s:s}", "kind", "stream", "version", STREAM_VERSION,
                                 "program", program)))
        return -1;
    return fflush(out) ? -1 : 0;
}

static void count(struct stream_writer *w, const json_t *record)
{
    const char *kind = record_kind(record);
    w->pages += strcmp(kind, "page") == 0;
    w->pieces += strcmp(kind, "piece") == 0;
    w->problems += strcmp(kind, "problem") == 0;
}

int stream_write(struct stream_writer *w, const struct submission *s)
{
    if (write_line(w->out, s->head))
        return -1;
    size_t i;
    json_t *record;
    json_array_foreach(s->records, i, record)
    {
        if (write_line(w->out, record))
            return -1;
        count(w, record);
    }
    if (write_own(w->out, json_pack("{s:s,s:s}", "kind", "submission-end", "submission",
                                    submission_name(s))))
        return -1;
    w->submissions++;
    return fflush(w->out) ? -1 : 0;
}

int stream_end(struct stream_writer *w)
{
    json_t *counts = json_pack("{s:I,s:I,s:I,s:I}", "submissions", (json_int_t)w->submissions,
                               "pages", (json_int_t)w->pages, "pieces", (json_int_t)w->pieces,
                               "problems", (json_int_t)w->problems);
    if (write_own(w->out, json_pack("{s:s,s:o}", "kind", "end", "counts", counts)))
        return -1;
    return fflush(w->out) || ferror(w->out) ? -1 : 0;
}
