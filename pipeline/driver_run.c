/* postkamer run and postkamer rerun. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/audit.h"
#include "pipeline/diag.h"
#include "pipeline/driver.h"
#include "pipeline/ledger.h"
#include "pipeline/stream.h"

/* Pieces of this run's report by decision. */
struct figures {
    unsigned long pieces, filed, review, aside, rejected;
};

static void count_line(struct figures *f, const char *line)
{
    json_t *piece = json_loads(line, 0, NULL);
    const char *decision = record_text(piece, "decision");
    if (decision) {
        f->pieces++;
        f->filed += strcmp(decision, "filed") == 0;
        f->review += strcmp(decision, "review") == 0;
        f->aside += strcmp(decision, "aside") == 0;
        f->rejected += strcmp(decision, "rejected") == 0;
    }
    json_decref(piece);
}

static struct figures read_figures(const struct driver *d)
{
    struct figures f = {0};
    char path[PATH_MAX], *line = NULL;
    size_t capacity = 0;
    FILE *in = NULL;
    if ((size_t)snprintf(path, sizeof path, "%s/runs/%s/report.ndjson", d->out, d->run) <
        sizeof path)
        in = fopen(path, "re");
    while (in && getline(&line, &capacity, in) > 0)
        count_line(&f, line);
    free(line);
    if (in)
        fclose(in);
    return f;
}

static void tell_end(const struct driver *d)
{
    struct figures f = read_figures(d);
    double seconds = meter_seconds(&d->meter);
    diag_note("run %s: %lu submissions, %lu pages in %.1f s, %.1f pages/s", d->run, d->meter.routed,
              d->meter.paged, seconds, seconds > 0 ? (double)d->meter.paged / seconds : 0);
    diag_note("%lu pieces: %lu filed, %lu in review, %lu aside, %lu rejected", f.pieces, f.filed,
              f.review, f.aside, f.rejected);
    if (f.pieces > 0)
        diag_note("see %s/runs/%s/report.html", d->out, d->run);
}

/* INBOX must be there, and OUT may not lie in it: the next run would take it for post. */
static int check_inbox(const struct driver *d)
{
    char inbox[PATH_MAX], out[PATH_MAX];
    if (!realpath(d->operands[0], inbox) || access(inbox, R_OK | X_OK)) {
        diag_warn("cannot open inbox '%s': %s", d->operands[0], strerror(errno));
        return EXIT_IO;
    }
    if (!realpath(d->out, out)) {
        diag_warn("cannot open '%s': %s", d->out, strerror(errno));
        return EXIT_IO;
    }
    size_t length = strlen(inbox);
    if (strncmp(out, inbox, length) == 0 && (out[length] == '\0' || out[length] == '/')) {
        diag_warn("'%s' lies in the inbox '%s'", d->out, d->operands[0]);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static int take_up(struct driver *d)
{
    static const char *const stages[] = {"paginate", "ocr", "split", "classify"};
    struct chain c;
    chain_init(&c);
    struct command *unpack = driver_add(d, &c, "unpack");
    command_add(unpack, "--");
    command_add(unpack, d->operands[0]);
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        driver_add(d, &c, stages[i]);
    return driver_route(d, &c);
}

/* The audit trail as it stands is signed, and said on stdout: who keeps that line (cron mails it)
 * can show later that nothing was cut away. */
static int sign_trail(const struct driver *d)
{
    struct ledger ledger;
    char text[120];
    int status = ledger_open(&ledger, d->out, true);
    if (!status)
        status = audit_checkpoint(&ledger, d->out, d->run, text, sizeof text);
    if (status)
        diag_warn("cannot sign the audit trail: %s", ledger.why);
    ledger_close(&ledger);
    if (!status)
        status = printf("checkpoint %s\n", text) < 0 || fflush(stdout);
    return status ? EXIT_IO : EXIT_DONE;
}

static int verify(struct driver *d)
{
    struct chain c;
    chain_init(&c);
    command_add(driver_add(d, &c, "verify"), "--locked");
    c.output = STDOUT_FILENO;
    int status = chain_run(&c);
    chain_release(&c);
    return status;
}

/* With the lock held. */
static int run_locked(struct driver *d)
{
    int status = driver_name_run(d);
    if (!status)
        diag_note("run %s: inbox '%s'", d->run, d->operands[0]);
    if (!status)
        status = driver_decide_again(d);
    if (!status)
        status = take_up(d);
    meter_clear(&d->meter);
    if (!status) {
        tell_end(d);
        status = sign_trail(d);
        if (!status)
            status = verify(d);
    } else if (!chain_stopped()) {
        diag_warn("the run did not end well (status %d); the next takes up where it stopped",
                  status);
    }
    driver_forget_run(d);
    return status;
}

static int start_meter(struct driver *d)
{
    if (meter_open(&d->meter, !d->quiet) == 0)
        return EXIT_DONE;
    diag_warn("cannot make a socket: %s", strerror(errno));
    return EXIT_IO;
}

int driver_run(struct driver *d)
{
    int status = driver_make_out(d);
    if (!status)
        status = check_inbox(d);
    if (!status)
        status = lock_or_tell(&d->lock, d->out, "postkamer run");
    if (!status)
        status = driver_check_registry(d);
    if (!status)
        status = start_meter(d);
    if (!status) {
        status = run_locked(d);
        meter_close(&d->meter);
    }
    lock_release(&d->lock);
    return status;
}

static int replay(struct driver *d)
{
    struct chain c;
    const char *from = d->from ? d->from : "split";
    chain_init(&c);
    struct command *first = driver_add(d, &c, "replay");
    command_add(first, "--from");
    command_add(first, from);
    command_add(first, "--");
    for (int i = 0; i < d->operand_count; i++)
        command_add(first, d->operands[i]);
    if (strcmp(from, "split") == 0)
        driver_add(d, &c, "split");
    if (strcmp(from, "route") != 0)
        driver_add(d, &c, "classify");
    return driver_route(d, &c);
}

/* Before anything is started: a name that is not known is a usage error. */
static int check_submissions(const struct driver *d)
{
    struct ledger ledger;
    int status = EXIT_DONE;
    if (ledger_open(&ledger, d->out, false)) {
        diag_warn("cannot open the ledger of '%s': %s", d->out, ledger.why);
        return EXIT_IO;
    }
    for (int i = 0; i < d->operand_count && !status; i++) {
        json_t *row = ledger_submission(&ledger, d->operands[i]);
        if (!row && ledger.why[0]) {
            diag_warn("cannot read the ledger of '%s': %s", d->out, ledger.why);
            status = EXIT_IO;
        } else if (!row) {
            diag_warn("no such submission: '%s'", d->operands[i]);
            status = EXIT_USAGE;
        }
        json_decref(row);
    }
    ledger_close(&ledger);
    return status;
}

int driver_rerun(struct driver *d)
{
    d->redo = true;
    int status = check_submissions(d);
    if (!status && !d->registry)
        status = driver_last_registry(d);
    if (!status && !d->dry_run)
        status = lock_or_tell(&d->lock, d->out, "postkamer rerun");
    if (!status)
        status = driver_check_registry(d);
    if (!status)
        status = start_meter(d);
    if (!status) {
        status = d->dry_run ? EXIT_DONE : driver_name_run(d);
        if (!status)
            status = replay(d);
        meter_close(&d->meter);
        driver_forget_run(d);
    }
    lock_release(&d->lock);
    return status;
}
