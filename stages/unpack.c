/* postkamer-unpack: the source of the stream. Lists the inbox, takes new entries into the spool,
 * opens what holds others, and says of every file what it is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/ledger.h"
#include "pipeline/pool.h"
#include "pipeline/progress.h"
#include "pipeline/result.h"
#include "pipeline/scarce.h"
#include "pipeline/stage.h"
#include "stages/unpack/unpack_tree.h"
#include "stages/unpack/unpack_worker.h"

#define WINDOW 16            /* submissions in flight */
#define JOBS_A_WORKER 8      /* queued, so that none waits for us */
#define DATES_AT_ONCE 64     /* mails that are asked for their date together */
#define RECENT_SECONDS 2     /* what was touched this short ago may still be growing */
#define SETTLE_NS 200000000L /* how long that is watched */

struct unpack {
    struct stage *stage;
    struct pool *pool;
    struct ledger ledger;
    struct inbox inbox;
    struct stream_writer out;
    struct unpacking *window[WINDOW];
    size_t open, next; /* submissions in the window; the entry that comes next */
    size_t most;       /* jobs queued or running */
    int now;           /* a descriptor that is always readable: waiting for it is looking */
};

static struct stage unpack = {
    .name = "unpack",
    .summary = "Writes the records of an inbox's new submissions and the files in them.",
};

/* The Date of a mail, for its entry. */
static void take_date(struct inbox_entry *e, const struct job *job)
{
    struct result_reader r;
    json_t *item;
    uint64_t offset, size;
    result_reader_init(&r, job_result(job));
    while (result_next(&r, &item, &offset, &size) == 1) {
        const char *date = record_text(item, "date");
        if (date && *date)
            inbox_set_date(e, date);
        json_decref(item);
    }
}

/* Queues that, when the entry may be a mail. -1 with errno: another date than the mail's own would
 * be another order, so who lacks descriptors or room says so. */
static int ask_date(struct unpack *u, const struct inbox_entry *e, struct job **job)
{
    *job = NULL;
    if (e->dated || !S_ISREG(e->st.st_mode))
        return 0;
    int fd = inbox_open_file(u->inbox.dir, e->name);
    if (fd < 0)
        return errno_scarce(errno) ? -1 : 0;
    struct stat st;
    int bad = 0;
    if (!fstat(fd, &st) && S_ISREG(st.st_mode) && inbox_maybe_mail(fd)) {
        int result = spool_temporary(&u->stage->spool);
        if (result >= 0)
            *job = pool_submit(u->pool, "{\"job\":\"date\"}", &fd, 1, result, 0, 0);
        bad = *job ? 0 : -1;
    }
    int error = errno;
    close(fd);
    errno = error;
    return bad;
}

/* Of some entries; -1 after a message. */
static int ask_some(struct unpack *u, struct inbox_entry *entries, size_t count)
{
    struct job *jobs[DATES_AT_ONCE] = {NULL};
    int bad = 0;
    for (size_t i = 0; i < count && !bad; i++) {
        bad = ask_date(u, &entries[i], &jobs[i]);
        if (bad)
            diag_warn("cannot look at '%s': %s", entries[i].shown, strerror(errno));
    }
    for (size_t i = 0; i < count; i++) {
        if (jobs[i] && !bad && (bad = pool_wait(u->pool, jobs[i], -1) < 0))
            diag_warn("%s", pool_why(u->pool));
        if (jobs[i] && !bad)
            take_date(&entries[i], jobs[i]);
        job_free(jobs[i]);
    }
    return bad ? -1 : 0;
}

/* Mails without a sidecar were received at their Date, and the order goes by that. */
static int ask_dates(struct unpack *u)
{
    for (size_t at = 0; at < u->inbox.count; at += DATES_AT_ONCE) {
        size_t left = u->inbox.count - at;
        if (ask_some(u, u->inbox.entries + at, left < DATES_AT_ONCE ? left : DATES_AT_ONCE))
            return EXIT_IO;
    }
    return EXIT_DONE;
}

/* An entry that was touched just now is looked at a moment later: what changed is left. */
static void settle(const struct inbox *in)
{
    struct timespec now, wait = {.tv_nsec = SETTLE_NS};
    bool recent = false;
    clock_gettime(CLOCK_REALTIME, &now);
    for (size_t i = 0; i < in->count; i++) {
        time_t age = now.tv_sec - in->entries[i].st.st_mtim.tv_sec;
        recent |= age >= 0 && age < RECENT_SECONDS;
    }
    if (recent)
        nanosleep(&wait, NULL);
}

static bool known(struct unpack *u, const struct inbox_entry *e)
{
    return ledger_name_known(&u->ledger, e->shown, "") == 1;
}

static void announce(struct unpack *u)
{
    unsigned long fresh = 0;
    for (size_t i = 0; i < u->inbox.count; i++)
        fresh += !known(u, &u->inbox.entries[i]);
    progress_add("expected", fresh);
}

static json_t *make_head(struct unpack *u, const struct inbox_entry *e, const struct taken *t)
{
    bool other = ledger_name_known(&u->ledger, e->shown, t->id) == 1;
    json_t *head =
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:O?,s:O?,s:O?,s:O?,s:b,s:n}", "kind", "submission",
                  "submission", e->shown, "id", t->id, "content", t->content, "received",
                  e->received, "channel", json_object_get(e->meta, "channel"), "reference",
                  json_object_get(e->meta, "reference"), "bsn", json_object_get(e->meta, "bsn"),
                  "name", json_object_get(e->meta, "name"), "known_name", other, "sender");
    if (head && e->trouble)
        json_object_set_new(head, "sidecar_problem", json_string(e->trouble));
    return head;
}

static void left_out(const struct inbox_entry *e, enum take_status status)
{
    if (status == TAKE_VANISHED)
        diag_warn("'%s' is gone before it was read", e->shown);
    else
        diag_warn("'%s' is being written, left for the next run", e->shown);
}

/* 1: accepted before with this very content, 0: not, -1: cannot be told. */
static int done_before(struct unpack *u, const struct inbox_entry *e)
{
    struct taken t;
    if (!known(u, e))
        return 0;
    enum take_status status = take_entry(u->inbox.dir, e, NULL, &t);
    int done = status == TAKE_DONE ? ledger_submission_done(&u->ledger, t.id) : 0;
    taken_release(&t);
    if (done == 0)
        progress_add("expected", 1);
    return done;
}

/* Takes up one entry. */
static int take_up(struct unpack *u, const struct inbox_entry *e)
{
    int done = done_before(u, e);
    if (done < 0) {
        diag_warn("ledger: %s", u->ledger.why);
        return EXIT_IO;
    }
    if (done)
        return EXIT_DONE;
    struct taken t;
    enum take_status status = take_entry(u->inbox.dir, e, &u->stage->spool, &t);
    struct unpacking *taken = NULL;
    json_t *head = status == TAKE_DONE ? make_head(u, e, &t) : NULL;
    if (head)
        taken = unpacking_new(&u->stage->spool, u->pool, head, &t);
    taken_release(&t);
    if (taken) {
        u->window[u->open++] = taken;
        return EXIT_DONE;
    }
    if (status == TAKE_CHANGED || status == TAKE_VANISHED) {
        left_out(e, status);
        progress_add("submissions", 1);
        return EXIT_DONE;
    }
    diag_warn("cannot take in '%s': %s", e->shown, strerror(errno));
    return EXIT_IO;
}

/* Writes the oldest submission; its bytes are durable before anybody is told. */
static int write_oldest(struct unpack *u)
{
    struct unpacking *oldest = u->window[0];
    struct submission *s = unpacking_result(oldest);
    int bad =
        !s || (u->stage->spool.batch && spool_sync(&u->stage->spool)) || stream_write(&u->out, s);
    if (bad)
        diag_warn("cannot write: %s", strerror(errno));
    submission_free(s);
    unpacking_free(oldest);
    u->open--;
    memmove(u->window, u->window + 1, u->open * sizeof *u->window);
    progress_add("submissions", 1);
    return bad ? EXIT_IO : EXIT_DONE;
}

/* Takes what is ready of all submissions in flight, then waits for the oldest unless there is
 * something else to do. */
static int advance(struct unpack *u, bool wait)
{
    for (size_t i = 0; i < u->open; i++) {
        int step;
        do {
            if (unpacking_submit(u->window[i], u->most)) {
                diag_warn("cannot queue work: %s", strerror(errno));
                return EXIT_IO;
            }
            step = unpacking_step(u->window[i], u->now);
        } while (step > 0);
        if (step < 0)
            return EXIT_IO;
    }
    if (!wait || u->open == 0 || unpacking_done(u->window[0]))
        return EXIT_DONE;
    return unpacking_step(u->window[0], -1) < 0 ? EXIT_IO : EXIT_DONE;
}

static int work_through(struct unpack *u)
{
    int status = EXIT_DONE;
    while (status == EXIT_DONE && (u->open > 0 || u->next < u->inbox.count)) {
        bool more = u->open < WINDOW && u->next < u->inbox.count;
        if (more)
            status = take_up(u, &u->inbox.entries[u->next++]);
        if (status == EXIT_DONE)
            status = advance(u, !more);
        while (status == EXIT_DONE && u->open > 0 && unpacking_done(u->window[0]))
            status = write_oldest(u);
    }
    return status;
}

/* OUT may stand in the inbox by mistake: what we write is no submission. */
static void drop_own(struct unpack *u)
{
    struct stat out, spool;
    size_t kept = 0;
    bool with_out = !stat(u->stage->out, &out), with_spool = !fstat(u->stage->spool.dir, &spool);
    for (size_t i = 0; i < u->inbox.count; i++) {
        struct inbox_entry *e = &u->inbox.entries[i], old = u->inbox.entries[kept];
        bool own = (with_out && e->st.st_ino == out.st_ino && e->st.st_dev == out.st_dev) ||
                   (with_spool && e->st.st_ino == spool.st_ino && e->st.st_dev == spool.st_dev);
        if (own) {
            diag_warn("'%s' in the inbox is our own output, left alone", e->shown);
            continue;
        }
        u->inbox.entries[kept++] = *e;
        *e = old;
    }
    for (size_t i = kept; i < u->inbox.count; i++)
        inbox_entry_release(&u->inbox.entries[i]);
    u->inbox.count = kept;
}

static int run(struct unpack *u, const char *path)
{
    char why[256];
    u->pool = pool_start(&unpack_class, NULL, NULL, u->stage->workers, why, sizeof why);
    if (!u->pool) {
        diag_warn("%s", why);
        return EXIT_BUG;
    }
    if (ledger_open(&u->ledger, u->stage->out, false)) {
        diag_warn("ledger: %s", u->ledger.why);
        return EXIT_IO;
    }
    if (inbox_open(&u->inbox, path)) {
        diag_warn("cannot read inbox '%s': %s", path, strerror(errno));
        return EXIT_IO;
    }
    drop_own(u);
    if (stream_begin(&u->out, stdout, "postkamer-unpack")) {
        diag_warn("cannot write: %s", strerror(errno));
        return EXIT_IO;
    }
    announce(u);
    int status = ask_dates(u);
    inbox_sort(&u->inbox);
    settle(&u->inbox);
    if (status == EXIT_DONE)
        status = work_through(u);
    if (status != EXIT_DONE)
        return status;
    if (stream_end(&u->out) || fclose(stdout)) {
        diag_warn("cannot write: %s", strerror(errno));
        return EXIT_IO;
    }
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    int first;
    int status = stage_options(&unpack, argc, argv, "INBOX", &first);
    if (status >= 0)
        return status;
    if (argc - first != 1 || !unpack.out) {
        diag_warn("usage: postkamer-unpack --out OUT INBOX");
        return EXIT_USAGE;
    }
    unsigned workers = unpack.workers ? unpack.workers : (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    struct unpack u = {.stage = &unpack, .inbox = {.dir = -1}, .now = eventfd(1, EFD_CLOEXEC)};
    u.most = (size_t)workers * JOBS_A_WORKER;
    status = u.now < 0 ? EXIT_IO : run(&u, argv[first]);
    for (size_t i = 0; i < u.open; i++)
        unpacking_free(u.window[i]);
    pool_stop(u.pool);
    inbox_release(&u.inbox);
    ledger_close(&u.ledger);
    spool_release(&unpack.spool);
    return status;
}
