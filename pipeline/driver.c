#include "pipeline/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "pipeline/clock.h"
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/ledger.h"
#include "pipeline/spool.h"

int driver_make_out(struct driver *d)
{
    if (!mkdir(d->out, 0750) || errno == EEXIST)
        return EXIT_DONE;
    diag_warn("cannot make '%s': %s", d->out, strerror(errno));
    return EXIT_IO;
}

/* The folder of the run under its new name; 0, or -1 with errno. */
static int make_run(struct driver *d)
{
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/runs", d->out) >= sizeof path - sizeof d->run) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (mkdir(path, 0750) && errno != EEXIST)
        return -1;
    size_t length = strlen(path);
    snprintf(path + length, sizeof path - length, "/%s", d->run);
    return mkdir(path, 0750);
}

int driver_name_run(struct driver *d)
{
    do {
        char now[CLOCK_SIZE];
        unsigned short odd = (unsigned short)getpid();
        clock_utc("%Y%m%dT%H%M%SZ", now);
        if (getrandom(&odd, sizeof odd, GRND_NONBLOCK) < 0)
            odd = (unsigned short)(getpid() + clock());
        snprintf(d->run, sizeof d->run, "%.20s-%04x", now, (unsigned)odd);
        if (!make_run(d))
            return EXIT_DONE;
    } while (errno == EEXIST);
    diag_warn("cannot make '%s/runs/%s': %s", d->out, d->run, strerror(errno));
    d->run[0] = '\0';
    return EXIT_IO;
}

void driver_forget_run(struct driver *d)
{
    char path[PATH_MAX];
    if (d->run[0] &&
        (size_t)snprintf(path, sizeof path, "%s/runs/%s", d->out, d->run) < sizeof path)
        rmdir(path); /* refuses where there is a report */
}

int driver_check_registry(struct driver *d)
{
    struct chain c;
    chain_init(&c);
    struct command *route = chain_add(&c, "route");
    command_add(route, "--check-registry");
    command_add(route, d->registry);
    int status = chain_run(&c);
    chain_release(&c);
    return status;
}

struct command *driver_add(const struct driver *d, struct chain *c, const char *name)
{
    struct command *command = chain_add(c, name);
    command_add(command, "--out");
    command_add(command, d->out);
    if (d->jobs) {
        command_add(command, "--jobs");
        command_add(command, d->jobs);
    }
    if (d->quiet)
        command_add(command, "--quiet");
    if (d->no_sandbox)
        command_add(command, "--no-sandbox");
    return command;
}

int driver_route(struct driver *d, struct chain *c)
{
    struct command *route = driver_add(d, c, "route");
    command_add(route, "--registry");
    command_add(route, d->registry);
    if (d->run[0]) {
        command_add(route, "--run");
        command_add(route, d->run);
    }
    if (d->redo)
        command_add(route, "--redo");
    if (d->dry_run)
        command_add(route, "--dry-run");
    c->inherit = d->lock.fd;
    c->meter = &d->meter;
    int status = chain_run(c);
    chain_release(c);
    return status;
}

int driver_last_registry(struct driver *d)
{
    struct ledger ledger;
    if (ledger_open(&ledger, d->out, false)) {
        diag_warn("cannot open the ledger of '%s': %s", d->out, ledger.why);
        return EXIT_IO;
    }
    char *path = ledger_get(&ledger, "registry-path");
    ledger_close(&ledger);
    if (!path) {
        diag_warn("no run has used a registry yet: give --registry FILE");
        return EXIT_USAGE;
    }
    snprintf(d->registry_path, sizeof d->registry_path, "%s", path);
    d->registry = d->registry_path;
    free(path);
    return EXIT_DONE;
}

/* The hash of a file that decisions depend on; "" when it cannot be read. */
static void file_hash(const char *path, char key[SPOOL_KEY_SIZE])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || hash_fd(fd, NULL, key))
        key[0] = '\0';
    if (fd >= 0)
        close(fd);
}

/* Is the setting there, and another than the file's hash now? */
static bool changed(struct ledger *ledger, const char *setting, const char *path)
{
    char key[SPOOL_KEY_SIZE];
    char *before = ledger_get(ledger, setting);
    file_hash(path, key);
    bool other = before && key[0] && strcmp(before, key) != 0;
    free(before);
    return other;
}

/* What is new since the last run, if anything waits for it. */
static int look_for_change(struct driver *d, bool *registry, bool *model)
{
    struct ledger ledger;
    char path[PATH_MAX];
    *registry = *model = false;
    if (ledger_open(&ledger, d->out, false)) {
        diag_warn("cannot open the ledger of '%s': %s", d->out, ledger.why);
        return EXIT_IO;
    }
    json_t *waiting = ledger.db ? ledger_submissions(&ledger, true) : NULL;
    if (json_array_size(waiting) > 0) {
        *registry = changed(&ledger, "registry", d->registry);
        *model = !data_path("model.bin", path, sizeof path) && changed(&ledger, "model", path);
    }
    json_decref(waiting);
    ledger_close(&ledger);
    return EXIT_DONE;
}

int driver_decide_again(struct driver *d)
{
    bool registry, model;
    int status = look_for_change(d, &registry, &model);
    if (status || !(registry || model))
        return status;
    diag_note("the %s changed: deciding again what waits in review", model ? "model" : "registry");
    struct chain c;
    chain_init(&c);
    struct command *replay = driver_add(d, &c, "replay");
    command_add(replay, "--waiting");
    command_add(replay, "--from");
    command_add(replay, model ? "split" : "route");
    if (model) {
        driver_add(d, &c, "split");
        driver_add(d, &c, "classify");
    }
    return driver_route(d, &c);
}
