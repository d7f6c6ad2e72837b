/* The options that all programs share; declared in stage.h. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/environment.h"
#include "pipeline/sandbox.h"
#include "pipeline/stage.h"

#define OWN_MAX 24
#define JOBS_MAX 1024

enum common { HELP, VERSION, SPOOL, OUT, JOBS, QUIET, NO_SANDBOX, COMMON_COUNT };

static const struct option common_options[COMMON_COUNT] = {
    [HELP] = {"help", no_argument, NULL, HELP},
    [VERSION] = {"version", no_argument, NULL, VERSION},
    [SPOOL] = {"spool", required_argument, NULL, SPOOL},
    [OUT] = {"out", required_argument, NULL, OUT},
    [JOBS] = {"jobs", required_argument, NULL, JOBS},
    [QUIET] = {"quiet", no_argument, NULL, QUIET},
    [NO_SANDBOX] = {"no-sandbox", no_argument, NULL, NO_SANDBOX},
};

static void print_option(const char *name, const char *value, const char *help)
{
    char left[80];
    snprintf(left, sizeof left, "--%s%s%s", name, value ? " " : "", value ? value : "");
    printf("  %-22s %s\n", left, help);
}

static void print_help(const struct stage *self, const char *operands)
{
    const char *sep = operands && *operands ? " " : "";
    printf("usage: postkamer-%s [options]%s%s\n%s\n\n", self->name, sep, operands ? operands : "",
           self->summary);
    for (const struct stage_option *o = self->options; o && o->name; o++)
        print_option(o->name, o->value, o->help);
    print_option("out", "DIR", "the folder that runs write to");
    print_option("spool", "DIR", "the spool (default: OUT/spool)");
    print_option("jobs", "N", "workers at once (default: one a core)");
    print_option("quiet", NULL, "no notes, only warnings and errors");
    print_option("no-sandbox", NULL, "decode without walls: for debugging only");
    print_option("help", NULL, "this text");
    print_option("version", NULL, "the version");
}

/* A core would hold citizens' papers. 1 and not 0: the kernel hands a core to a program named in
 * core_pattern also where the limit is 0, but not where it is 1 (core(5)). */
static void forbid_cores(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit))
        return;
    limit.rlim_cur = limit.rlim_max = limit.rlim_max < 1 ? 0 : 1;
    setrlimit(RLIMIT_CORE, &limit);
}

/* What libraries read before main: when it is not there yet, start again with it. */
static void limit_threads(char **argv)
{
    const char *given = getenv("OMP_THREAD_LIMIT");
    if (given && strcmp(given, "1") == 0)
        return;
    if (getenv("POSTKAMER_AGAIN") || setenv("POSTKAMER_AGAIN", "1", 1) ||
        environment_prepare(argv[0]))
        return;
    execv("/proc/self/exe", argv);
    /* Without /proc the program still works, only slower. */
}

static int parse_jobs(const char *text, unsigned *jobs)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || value > JOBS_MAX)
        return -1;
    *jobs = (unsigned)value;
    return 0;
}

static int open_spool(struct stage *self, const char *spool)
{
    char path[PATH_MAX];
    if (!spool && !self->out)
        return -1;
    int length = spool ? snprintf(path, sizeof path, "%s", spool)
                       : snprintf(path, sizeof path, "%s/spool", self->out);
    errno = ENAMETOOLONG;
    if (length >= 0 && (size_t)length < sizeof path && !spool_init(&self->spool, path))
        return -1;
    diag_warn("cannot open spool '%s': %s", spool ? spool : path, strerror(errno));
    return EXIT_IO;
}

/* Fills all: the common options, then the stage's own. */
static void list_options(const struct stage *self, struct option *all)
{
    memcpy(all, common_options, sizeof common_options);
    int n = COMMON_COUNT;
    for (const struct stage_option *o = self->options; o && o->name; o++, n++) {
        if (n >= COMMON_COUNT + OWN_MAX)
            abort();
        all[n] = (struct option){o->name, o->value ? required_argument : no_argument, NULL, n};
    }
    all[n] = (struct option){0};
}

static int take_option(struct stage *self, int which, const char *operands, const char **spool)
{
    switch (which) {
    case HELP:
        print_help(self, operands);
        return fflush(stdout) ? EXIT_IO : EXIT_DONE;
    case VERSION:
        printf("postkamer-%s %s\n", self->name, POSTKAMER_VERSION);
        return fflush(stdout) ? EXIT_IO : EXIT_DONE;
    case SPOOL:
        *spool = optarg;
        return -1;
    case OUT:
        self->out = optarg;
        return -1;
    case JOBS:
        if (!parse_jobs(optarg, &self->workers))
            return -1;
        diag_warn("--jobs wants a number from 0 to %d, not '%s'", JOBS_MAX, optarg);
        return EXIT_USAGE;
    case QUIET:
        diag_quiet(1);
        return -1;
    case NO_SANDBOX:
        sandbox_disable();
        return -1;
    default:
        *self->options[which - COMMON_COUNT].target = optarg ? optarg : "";
        return -1;
    }
}

int stage_options(struct stage *self, int argc, char **argv, const char *operands, int *first)
{
    static char program[64]; /* diag keeps it */
    struct option all[COMMON_COUNT + OWN_MAX + 1];
    const char *spool = NULL;
    snprintf(program, sizeof program, "postkamer-%s", self->name);
    diag_init(program);
    limit_threads(argv);
    umask(027);
    signal(SIGPIPE, SIG_DFL);
    forbid_cores();
    self->spool.dir = -1;
    self->wake = -1;
    list_options(self, all);
    opterr = 0;
    optind = 0; /* GNU: start afresh */
    for (;;) {
        int which = getopt_long(argc, argv, ":", all, NULL);
        if (which == -1)
            break;
        if (which == '?' || which == ':') {
            diag_warn(which == ':' ? "option '%s' wants a value" : "no such option: '%s'",
                      argv[optind > 1 ? optind - 1 : 1]);
            return EXIT_USAGE;
        }
        int status = take_option(self, which, operands, &spool);
        if (status >= 0)
            return status;
    }
    *first = optind;
    return open_spool(self, spool);
}

int stage_options_out(struct stage *self, int argc, char **argv)
{
    int first;
    self->out = getenv("POSTKAMER_OUT");
    int status = stage_options(self, argc, argv, "", &first);
    if (status >= 0 || (first == argc && self->out))
        return status;
    diag_warn(first < argc ? "no operand is wanted: '%s'" : "give --out DIR%s",
              first < argc ? argv[first] : "");
    spool_release(&self->spool);
    return EXIT_USAGE;
}

const char *stage_user(const char *given, char *name, size_t size)
{
    const char *user = given && *given ? given : getenv("SUDO_USER");
    if (!user || !*user)
        user = getenv("USER");
    const struct passwd *entry = user && *user ? NULL : getpwuid(geteuid());
    if (entry)
        user = entry->pw_name;
    return diag_printable(user && *user ? user : "unknown", name, size);
}
