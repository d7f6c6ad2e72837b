#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/driver.h"

static const struct option known[] = {
    {"registry", required_argument, NULL, 'r'}, {"out", required_argument, NULL, 'o'},
    {"jobs", required_argument, NULL, 'j'},     {"from", required_argument, NULL, 'f'},
    {"profile", required_argument, NULL, 'p'},  {"quiet", no_argument, NULL, 'q'},
    {"no-sandbox", no_argument, NULL, 's'},     {"dry-run", no_argument, NULL, 'd'},
    {"help", no_argument, NULL, 'h'},           {0},
};

void driver_help(void)
{
    puts("usage: postkamer run --registry FILE --out DIR [--profile NAME] [--jobs N] [--quiet]\n"
         "                     [--no-sandbox] INBOX\n"
         "       postkamer rerun --out DIR [--registry FILE] [--from split|classify|route]\n"
         "                       [--profile NAME] [--dry-run] [--jobs N] [--quiet] [--no-sandbox]\n"
         "                       SUBMISSION...\n"
         "       postkamer file --out DIR PIECE --dossier D [--type T] [--by NAME]\n"
         "       postkamer split --out DIR PIECE --after PAGE... [--by NAME]\n"
         "       postkamer join --out DIR PIECE PIECE [--by NAME]\n"
         "       postkamer verify --out DIR\n"
         "       postkamer show --out DIR [--words] [--image FILE.png] SUBMISSION [PAGE]\n"
         "       postkamer tidy --out DIR [--days N]\n"
         "       postkamer processing --out DIR <NUMBERS\n"
         "       postkamer export --format mdto|openzaak|zgw --out DIR --to DIR --profile NAME\n"
         "       postkamer COMMAND --help, for COMMAND score, train and the stages\n"
         "       postkamer --version\n"
         "\n"
         "run     takes in the new submissions of INBOX and lays every page in its dossier,\n"
         "        or before a clerk\n"
         "rerun   decides these submissions again; what a clerk decided stays\n"
         "file    a clerk's decision: this piece belongs in that dossier\n"
         "split   a clerk's decision: a new piece begins after these pages\n"
         "join    a clerk's decision: these two are one piece\n"
         "show    what was read on a page, and how surely\n"
         "verify  proves that every page is in exactly one piece, and that all is as it was "
         "written\n"
         "tidy    clears the spool of what no submission needs any more\n"
         "processing  what was done with the papers of these persons\n"
         "export  hands filed pieces over to archive and case system\n"
         "\n"
         "DIR is $POSTKAMER_OUT where --out is not given, the municipality's profile is\n"
         "$POSTKAMER_PROFILE where --profile is not. Exit status: 0 done, 1 done but the\n"
         "accounting found something, 64 usage, 65 unusable registry or stream, 70 bug,\n"
         "74 input or output, 75 another run holds DIR.");
}

static int unwanted(const char *option, const char *command)
{
    diag_warn("%s is no option of '%s'", option, command);
    return EXIT_USAGE;
}

static int check_jobs(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text >= '0' && *text <= '9' && !*end && value <= 1024)
        return -1;
    diag_warn("--jobs wants a number from 0 to 1024, not '%s'", text);
    return EXIT_USAGE;
}

static int check_from(const char *from)
{
    if (!from || !strcmp(from, "split") || !strcmp(from, "classify") || !strcmp(from, "route"))
        return -1;
    diag_warn("--from wants split, classify or route, not '%s'", from);
    return EXIT_USAGE;
}

static int check(const struct driver *d, enum driver_command which)
{
    bool run = which == DRIVER_RUN;
    if (!d->out || !*d->out) {
        diag_warn("give --out DIR");
        return EXIT_USAGE;
    }
    if (run && !d->registry) {
        diag_warn("give --registry FILE");
        return EXIT_USAGE;
    }
    if (run && (d->from || d->dry_run))
        return unwanted(d->from ? "--from" : "--dry-run", "run");
    if (run ? d->operand_count != 1 : d->operand_count < 1) {
        diag_warn(run ? "give one INBOX" : "give at least one SUBMISSION");
        return EXIT_USAGE;
    }
    int bad_jobs = d->jobs ? check_jobs(d->jobs) : -1;
    return bad_jobs >= 0 ? bad_jobs : check_from(d->from);
}

static int take(struct driver *d, int which)
{
    switch (which) {
    case 'r':
        d->registry = optarg;
        return -1;
    case 'o':
        d->out = optarg;
        return -1;
    case 'j':
        d->jobs = optarg;
        return -1;
    case 'f':
        d->from = optarg;
        return -1;
    case 'p': /* all stages read it there */
        return setenv("POSTKAMER_PROFILE", optarg, 1) ? EXIT_IO : -1;
    case 'q':
        d->quiet = true;
        return -1;
    case 's':
        d->no_sandbox = true;
        return -1;
    case 'd':
        d->dry_run = true;
        return -1;
    default:
        driver_help();
        return fflush(stdout) ? EXIT_IO : EXIT_DONE;
    }
}

int driver_options(struct driver *d, enum driver_command which, int argc, char **argv)
{
    *d = (struct driver){.out = getenv("POSTKAMER_OUT"), .lock.fd = -1};
    opterr = 0;
    optind = 0;
    for (;;) {
        int option = getopt_long(argc, argv, ":", known, NULL);
        if (option == -1)
            break;
        if (option == '?' || option == ':') {
            diag_warn(option == ':' ? "option '%s' wants a value" : "no such option: '%s'",
                      argv[optind > 1 ? optind - 1 : 1]);
            return EXIT_USAGE;
        }
        int status = take(d, option);
        if (status >= 0)
            return status;
    }
    d->operands = argv + optind;
    d->operand_count = argc - optind;
    diag_quiet(d->quiet);
    return check(d, which);
}
