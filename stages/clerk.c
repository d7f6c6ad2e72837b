/* postkamer-clerk: a clerk's decisions, `postkamer file`, `postkamer split` and `postkamer join`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "pipeline/lock.h"
#include "pipeline/stage.h"
#include "stages/clerk/clerk.h"

#define PIECE_NAME_MIN 8 /* shorter operands of split are pages */
#define CUTS_MAX 1000

static const char *dossier, *type, *by, *registry, *after, *original;

static const struct stage_option options[] = {
    {"dossier", "D", "file: the dossier that the piece belongs in", &dossier},
    {"type", "T", "file: what the piece is", &type},
    {"original", NULL, "file: the files as they came, when no safe PDF can be made", &original},
    {"registry", "FILE", "file: the dossiers (default: those of the last run)", &registry},
    {"after", "PAGE...", "split: the pages after which a new piece begins", &after},
    {"by", "NAME", "who decides (default: $SUDO_USER or $USER)", &by},
    {0},
};

static struct stage self = {
    .name = "clerk",
    .summary = "Carries out a clerk's decision: file PIECE, split PIECE, join PIECE PIECE.",
    .options = options,
};

static int usage(const char *text)
{
    diag_warn("%s", text);
    return EXIT_USAGE;
}

/* `--after 2 4` and `--after=2` mean the same as the bare pages, so that there may be several:
 * takes the option away from argv. */
static int flatten_after(int argc, char **argv, char **flat)
{
    int count = 0;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--after") == 0)
            continue;
        flat[count++] = strncmp(argv[i], "--after=", 8) == 0 ? argv[i] + 8 : argv[i];
    }
    flat[count] = NULL;
    return count;
}

/* Adds the pages of "2" or "2,4". */
static int parse_pages(const char *text, unsigned long *pages, size_t *count)
{
    for (;;) {
        char *end;
        unsigned long page = strtoul(text, &end, 10);
        if (*text < '0' || *text > '9' || (*end && *end != ',') || page > LIMIT_PAGES ||
            *count == CUTS_MAX) {
            diag_warn("--after wants pages, not '%s'", text);
            return EXIT_USAGE;
        }
        pages[(*count)++] = page;
        if (!*end)
            return EXIT_DONE;
        text = end + 1;
    }
}

static int split(struct clerk *c, char **operands, int count)
{
    const char *piece = NULL;
    unsigned long pages[CUTS_MAX];
    size_t cuts = 0;
    for (int i = 0; i < count; i++) {
        if (strlen(operands[i]) < PIECE_NAME_MIN || strchr(operands[i], ',')) {
            if (parse_pages(operands[i], pages, &cuts))
                return EXIT_USAGE;
        } else if (piece) {
            return usage("split wants one PIECE");
        } else {
            piece = operands[i];
        }
    }
    if (!piece || !cuts)
        return usage("split wants a PIECE (8 digits or more of its id) and --after PAGE...");
    return clerk_split(c, piece, pages, cuts);
}

static int file(struct clerk *c, char **operands, int count)
{
    if (count != 1 || !dossier)
        return usage("file wants a PIECE and --dossier D");
    return clerk_file(c, operands[0]);
}

static int join(struct clerk *c, char **operands, int count)
{
    if (count != 2)
        return usage("join wants two PIECEs");
    return clerk_join(c, operands[0], operands[1]);
}

static int carry_out(const char *what, char **operands, int count)
{
    char name[100];
    struct clerk c = {.out = self.out, .spool = &self.spool, .workers = self.workers};
    c.who = stage_user(by, name, sizeof name);
    c.dossier = dossier;
    c.type = type;
    c.original = original != NULL;
    c.registry = registry;
    int status = clerk_open(&c);
    if (!status && strcmp(what, "file") == 0)
        status = file(&c, operands, count);
    else if (!status && strcmp(what, "split") == 0)
        status = split(&c, operands, count);
    else if (!status)
        status = join(&c, operands, count);
    clerk_close(&c);
    return status;
}

static int run(char **operands, int count)
{
    char command[40];
    struct out_lock lock;
    if (count < 1 || (strcmp(operands[0], "file") && strcmp(operands[0], "split") &&
                      strcmp(operands[0], "join")))
        return usage("say what to do: file, split or join");
    if (strcmp(operands[0], "file") != 0 && (dossier || type || original))
        return usage("--dossier, --type and --original go with file");
    if (access(self.out, F_OK)) {
        diag_warn("no such folder: '%s'", self.out);
        return EXIT_IO;
    }
    snprintf(command, sizeof command, "postkamer %s", operands[0]);
    int status = lock_or_tell(&lock, self.out, command);
    if (!status)
        status = carry_out(operands[0], operands + 1, count - 1);
    lock_release(&lock);
    return status;
}

int main(int argc, char **argv)
{
    int first, status;
    char **flat = calloc((size_t)argc + 1, sizeof *flat);
    if (!flat)
        return EXIT_BUG;
    self.out = getenv("POSTKAMER_OUT");
    int count = flatten_after(argc, argv, flat);
    status = stage_options(&self, count, flat, "file|split|join PIECE...", &first);
    if (status < 0)
        status = self.out ? run(flat + first, count - first) : usage("give --out DIR");
    if (self.spool.dir >= 0)
        spool_release(&self.spool);
    free(flat);
    return status;
}
