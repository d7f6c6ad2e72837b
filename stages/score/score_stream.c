#include "stages/score/score_stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"

bool score_is_stream(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".tsv") == 0;
}

/* The column of the header that is called `document`; -1: none. */
static int document_column(char *header)
{
    char *save = NULL;
    int n = 0;
    for (char *name = strtok_r(header, "\t\r\n", &save); name;
         name = strtok_r(NULL, "\t\r\n", &save), n++)
        if (strcmp(name, "document") == 0)
            return n;
    return -1;
}

/* Cuts the field out of a line; NULL: the line has too few. */
static char *field_of(char *line, int column)
{
    line[strcspn(line, "\r\n")] = 0;
    for (; line && column > 0; column--) {
        line = strchr(line, '\t');
        line = line ? line + 1 : NULL;
    }
    if (line)
        line[strcspn(line, "\t")] = 0;
    return line;
}

/* Adds row `number` to the piece of the row before it when `goes_on`. 0, or -1: no memory. */
static int add_row(json_t *pieces, bool goes_on, long number, bool truth)
{
    json_t *page = json_pack("{s:s,s:I}", "file", "stream", "page", (json_int_t)number);
    json_t *piece;
    char id[24];
    if (goes_on)
        return json_array_append_new(
            json_object_get(json_array_get(pieces, json_array_size(pieces) - 1), "pages"), page);
    snprintf(id, sizeof id, "%016lx", (unsigned long)number);
    if (truth)
        piece = json_pack("{s:n,s:n,s:[o]}", "type", "dossier", "pages", page);
    else
        piece = json_pack("{s:s,s:s,s:s,s:n,s:f,s:[o],s:s,s:n}", "kind", "piece", "submission",
                          "stream", "piece", id, "type", "confidence", 0.0, "pages", page,
                          "decision", "review", "dossier");
    return json_array_append_new(pieces, piece);
}

static json_t *read_rows(FILE *in, const char *path, bool truth)
{
    json_t *pieces = json_array();
    char *line = NULL, *before = NULL;
    size_t room = 0;
    long number = 0;
    int column = getline(&line, &room, in) < 0 ? -1 : document_column(line);
    bool bad = !pieces || column < 0;
    if (column < 0)
        diag_warn("%s: the header has no column 'document'", path);
    while (!bad && getline(&line, &room, in) >= 0) {
        char *document = field_of(line, column);
        number++;
        bad = !document;
        if (bad) {
            diag_warn("%s:%ld: too few columns", path, number + 1);
            break;
        }
        bad = add_row(pieces, before && strcmp(before, document) == 0, number, truth) < 0;
        free(before);
        before = strdup(document);
        bad = bad || !before;
    }
    free(before);
    free(line);
    if (bad) {
        json_decref(pieces);
        return NULL;
    }
    return pieces;
}

json_t *score_read_stream(const char *path, bool truth)
{
    FILE *in = fopen(path, "re");
    if (!in) {
        diag_warn("cannot open '%s': %s", path, strerror(errno));
        return NULL;
    }
    json_t *pieces = read_rows(in, path, truth);
    fclose(in);
    if (!truth || !pieces)
        return pieces;
    return json_pack("[{s:s,s:o,s:[],s:[]}]", "submission", "stream", "pieces", pieces, "blank",
                     "rejected");
}
