#include "stages/registry/registry_csv.h"

#include <string.h>

void csv_init(struct csv *c, const char *text, size_t size)
{
    c->text = text;
    c->size = size;
    c->at = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    c->delimiter = ',';
    c->next = 1;
    c->line = 0;
    c->broken = NULL;
    c->count = 0;
}

/* Where a record is being taken apart. */
struct cursor {
    size_t at, used;     /* in the text, in the buffer */
    unsigned long lines; /* line ends passed */
};

static int put(struct csv *c, struct cursor *k, char byte)
{
    if (byte == '\0')
        c->broken = "it holds a NUL byte";
    else if (k->used >= CSV_RECORD_MAX)
        c->broken = "it is too long, or a quote is not closed";
    else
        c->buffer[k->used++] = byte;
    return c->broken ? -1 : 0;
}

/* Reads on after an opening quote, up to and with the closing one. */
static int quoted(struct csv *c, struct cursor *k)
{
    while (k->at < c->size) {
        char byte = c->text[k->at++];
        if (byte == '"') {
            if (k->at >= c->size || c->text[k->at] != '"')
                return 0;
            k->at++;
        }
        k->lines += byte == '\n';
        if (put(c, k, byte))
            return -1;
    }
    c->broken = "a quote is not closed";
    return -1;
}

static int at_end(const struct csv *c, size_t at)
{
    if (at >= c->size || c->text[at] == '\n')
        return 1;
    return c->text[at] == '\r' && (at + 1 >= c->size || c->text[at + 1] == '\n');
}

static int field(struct csv *c, struct cursor *k)
{
    if (c->count >= CSV_FIELDS_MAX) {
        c->broken = "it has too many columns";
        return -1;
    }
    c->fields[c->count++] = c->buffer + k->used;
    if (k->at < c->size && c->text[k->at] == '"') {
        k->at++;
        if (quoted(c, k))
            return -1;
        if (!at_end(c, k->at) && c->text[k->at] != c->delimiter) {
            c->broken = "there is text after a closing quote";
            return -1;
        }
    }
    while (!at_end(c, k->at) && c->text[k->at] != c->delimiter)
        if (put(c, k, c->text[k->at++]))
            return -1;
    if (k->used >= CSV_RECORD_MAX) {
        c->broken = "it is too long, or a quote is not closed";
        return -1;
    }
    c->buffer[k->used++] = '\0';
    return 0;
}

/* To the start of the next physical line. */
static void skip_line(struct csv *c)
{
    const char *end = memchr(c->text + c->at, '\n', c->size - c->at);

    c->at = end ? (size_t)(end - c->text) + 1 : c->size;
    c->next++;
}

int csv_next(struct csv *c)
{
    while (c->at < c->size && at_end(c, c->at))
        skip_line(c);
    c->count = 0;
    c->broken = NULL;
    c->line = c->next;
    if (c->at >= c->size)
        return 0;
    struct cursor k = {c->at, 0, 0};
    int status = field(c, &k);
    while (!status && !at_end(c, k.at)) {
        k.at++;
        status = field(c, &k);
    }
    if (!status) {
        c->at = k.at;
        c->next += k.lines;
    }
    skip_line(c);
    return 1;
}
