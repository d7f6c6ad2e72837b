#include "pipeline/stage.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/progress.h"

#define WINDOW 64
#define WINDOW_RECORDS 4000

/* Submissions that were read and started and not yet written, oldest first. */
struct stage_window {
    struct stream_reader reader;
    struct stream_writer writer;
    struct submission *flight[WINDOW];
    size_t sizes[WINDOW]; /* records of each when it was read */
    size_t first, count, records;
    bool ended; /* nothing more is read: end, error, or failure */
    int read_errno;
    int failure; /* exit status of the first that went wrong, 0: none */
    enum stream_status status;
};

static bool has_room(const struct stage_window *w)
{
    return !w->ended && w->count < WINDOW && (w->count == 0 || w->records < WINDOW_RECORDS);
}

/* Would reading not wait? */
static bool input_waits(const struct stage_window *w)
{
    if (stream_waiting(&w->reader))
        return true;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) != 0;
}

static void fail(struct stage_window *w, int status)
{
    if (!w->failure)
        w->failure = status;
    w->ended = true;
}

/* Reads one submission and starts it. */
static void take_one(struct stage *self)
{
    struct stage_window *w = self->window;
    struct submission *s;
    w->status = stream_read(&w->reader, &s);
    if (w->status != STREAM_ITEM) {
        w->read_errno = errno;
        w->ended = true;
        return;
    }
    size_t place = (w->first + w->count++) % WINDOW;
    w->flight[place] = s;
    w->sizes[place] = json_array_size(s->records);
    w->records += w->sizes[place];
    int status = self->start ? self->start(self, s) : 0;
    if (status)
        fail(w, status);
}

void stage_take_up(struct stage *self)
{
    struct stage_window *w = self->window;
    while (has_room(w) && input_waits(w))
        take_one(self);
    self->wake = has_room(w) ? STDIN_FILENO : -1;
}

static void tell_progress(const struct stage *self, unsigned long pages)
{
    progress_add("submissions", 1);
    if (!self->own_pages)
        progress_add("pages", pages);
}

static void drop_oldest(struct stage_window *w)
{
    submission_free(w->flight[w->first]);
    w->records -= w->sizes[w->first];
    w->first = (w->first + 1) % WINDOW;
    w->count--;
}

/* Finishes the oldest submission and writes it. */
static void pass_on(struct stage *self)
{
    struct stage_window *w = self->window;
    struct submission *s = w->flight[w->first];
    int status = self->finish ? self->finish(self, s) : 0;
    if (status)
        fail(w, status);
    if (!w->failure) {
        unsigned long pages = w->writer.pages;
        if (stream_write(&w->writer, s)) {
            diag_warn("cannot write records: %s", strerror(errno));
            fail(w, EXIT_IO);
        }
        tell_progress(self, w->writer.pages - pages);
    }
    drop_oldest(w);
}

/* The message and exit status for how the input ended. */
static int input_status(const struct stage_window *w)
{
    switch (w->status) {
    case STREAM_END:
        return EXIT_DONE;
    case STREAM_TRUNCATED:
        diag_warn("the record stream is cut off after line %lu", w->reader.number);
        return EXIT_STREAM;
    case STREAM_MALFORMED:
        diag_warn("bad record stream, %s", w->reader.why);
        return EXIT_STREAM;
    default:
        diag_warn("cannot read records: %s", strerror(w->read_errno));
        return EXIT_IO;
    }
}

static void loop(struct stage *self)
{
    struct stage_window *w = self->window;
    for (;;) {
        if (w->count == 0 && has_room(w))
            take_one(self);
        stage_take_up(self);
        if (w->count == 0 && w->ended)
            break;
        if (w->failure)
            break;
        if (w->count > 0)
            pass_on(self);
    }
    while (w->count > 0)
        drop_oldest(w);
}

/* Reads and writes everything; the exit status. */
static int run(struct stage *self)
{
    struct stage_window *w = self->window;
    if (stream_begin(&w->writer, stdout, diag_program())) {
        diag_warn("cannot write records: %s", strerror(errno));
        fail(w, EXIT_IO);
    }
    loop(self);
    int status = w->failure ? w->failure : input_status(w);
    if (self->close) {
        int closed = self->close(self, status == EXIT_DONE);
        status = status ? status : closed;
    }
    if (status == EXIT_DONE && stream_end(&w->writer)) {
        diag_warn("cannot write records: %s", strerror(errno));
        status = EXIT_IO;
    }
    return status;
}

int stage_run(struct stage *self, int argc, char **argv)
{
    int first, status = stage_options(self, argc, argv, "<records >records", &first);
    if (status >= 0)
        return status;
    if (first < argc || self->spool.dir < 0) {
        diag_warn(first < argc ? "no operand is wanted: '%s'" : "give --out DIR or --spool DIR%s",
                  first < argc ? argv[first] : "");
        spool_release(&self->spool);
        return EXIT_USAGE;
    }
    struct stage_window w = {.ended = false};
    self->window = &w;
    stream_reader_init(&w.reader, stdin);
    status = self->open ? self->open(self) : 0;
    if (!status)
        status = run(self);
    stream_reader_release(&w.reader);
    spool_release(&self->spool);
    self->window = NULL;
    if (fclose(stdout) && !status) {
        diag_warn("cannot write records: %s", strerror(errno));
        status = EXIT_IO;
    }
    return status;
}
