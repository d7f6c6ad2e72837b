/* postkamer-processing: what was done with a person's papers, from the processing log. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/processing.h"
#include "pipeline/pseudonym.h"
#include "pipeline/stage.h"

#define PERSONS_MAX 1000

static struct stage self = {
    .name = "processing",
    .summary =
        "Prints the lines of the processing log about the persons whose BSN, or dossier, is on "
        "stdin.",
};

struct asked {
    char *persons[PERSONS_MAX]; /* as the log has them, owned */
    size_t count;
};

static void release(struct asked *a)
{
    for (size_t i = 0; i < a->count; i++)
        free(a->persons[i]);
}

/* Ids come on stdin and not as operands: those anybody on the machine can read. */
static int read_persons(struct asked *a, const unsigned char *key)
{
    char *line = NULL, text[PSEUDONYM_SIZE];
    size_t room = 0;
    int status = EXIT_DONE;

    while (!status && getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (!*line)
            continue;
        if (a->count == PERSONS_MAX || strlen(line) > PSEUDONYM_ID_MAX) {
            diag_warn("at most %d ids of %d characters", PERSONS_MAX, PSEUDONYM_ID_MAX);
            status = EXIT_USAGE;
        } else if (pseudonym_make(key, line, text) || !(a->persons[a->count] = strdup(text))) {
            diag_warn("cannot hide the id of a person");
            status = EXIT_BUG;
        } else {
            a->count++;
        }
    }
    free(line);
    if (!status && ferror(stdin)) {
        diag_warn("cannot read stdin: %s", strerror(errno));
        status = EXIT_IO;
    }
    return status;
}

static bool about(const struct asked *a, const char *person)
{
    for (size_t i = 0; person && i < a->count; i++)
        if (strcmp(a->persons[i], person) == 0)
            return true;
    return false;
}

static int print_lines(const struct asked *a, FILE *log)
{
    char *line = NULL;
    size_t room = 0;
    unsigned long number = 0;
    int status = EXIT_DONE;

    while (getline(&line, &room, log) > 0) {
        struct processing_line parts;
        json_t *parsed = json_loads(line, 0, NULL);
        number++;
        if (!processing_read(parsed, &parts)) {
            diag_warn(PROCESSING_FILE ": line %lu is none of the log's", number);
            status = EXIT_FOUND;
        } else if (about(a, parts.person)) {
            fputs(line, stdout);
        }
        json_decref(parsed);
    }
    free(line);
    if (!ferror(log) && !fflush(stdout) && !ferror(stdout))
        return status;
    diag_warn("cannot read " PROCESSING_FILE " or write its lines: %s", strerror(errno));
    return EXIT_IO;
}

static int look(struct asked *a)
{
    unsigned char key[PSEUDONYM_KEY_SIZE];
    FILE *log = journal_open(&processing_journal, self.out);

    if (!log || pseudonym_key(self.out, false, key)) {
        diag_warn("cannot open '%s/%s': %s", self.out, log ? PSEUDONYM_KEY : PROCESSING_FILE,
                  strerror(errno));
        if (log)
            fclose(log);
        return EXIT_IO;
    }
    int status = read_persons(a, key);
    if (!status)
        status = print_lines(a, log);
    fclose(log);
    explicit_bzero(key, sizeof key);
    return status;
}

int main(int argc, char **argv)
{
    struct asked asked = {0};
    int status = stage_options_out(&self, argc, argv);
    if (status >= 0)
        return status;
    status = look(&asked);
    release(&asked);
    spool_release(&self.spool);
    return status;
}
