#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples/make/run.h"
#include "samples/make/submission.h"

/* Pages from..to; how: the option that says which kind of text. Each page ends in a form feed. */
static char *read_words(const struct document *d, int from, int to, const char *how,
                        const char *scratch)
{
    char first[12], last[12], path[1024], *text;
    const char *argv[] = {"pdftotext", "-enc", "UTF-8", how,  "-f", first,
                          "-l",        last,   d->pdf,  path, NULL};

    format_into(first, sizeof first, "%d", from);
    format_into(last, sizeof last, "%d", to);
    format_into(path, sizeof path, "%s.words", scratch);
    run(argv);
    text = read_file(path, NULL);
    unlink(path);
    return text;
}

char *document_text(const struct document *d, const char *scratch)
{
    char *text;

    if (d->pdf[0] == '\0')
        return read_file(d->source, NULL);
    text = read_words(d, 1, d->pages, "-layout", scratch);
    for (char *s = text; *s != '\0'; s++)
        if (*s == '\f')
            *s = '\n';
    return text;
}

char *document_boxes(const struct document *d, int page, const char *scratch)
{
    return read_words(d, page, page, "-bbox", scratch);
}

/* The paper that was read last: its pages mostly follow each other. */
struct last_read {
    const struct document *of;
    char *words;
};

static void add_page(struct text *to, struct last_read *last, const struct document *d, int page,
                     const char *scratch)
{
    const char *at;

    if (last->of != d) {
        free(last->words);
        last->words = d->pdf[0] == '\0' ? read_file(d->source, NULL)
                                        : read_words(d, 1, d->pages, "-q", scratch);
        last->of = d;
    }
    at = last->words;
    for (int i = 1; i < page && at != NULL; i++)
        at = strchr(at, '\f') != NULL ? strchr(at, '\f') + 1 : NULL;
    if (at != NULL)
        text_add_bytes(to, at, strcspn(at, "\f"));
}

/* What a leaf shows: nothing, a page, or the two sides of a card; an Office file the whole paper.
 */
static json_t *leaf_text(const struct corpus *c, const struct leaf *leaf, bool whole,
                         struct last_read *last, const char *scratch)
{
    const struct document *d = leaf->document >= 0 ? &c->documents[leaf->document] : NULL;
    struct text t = {0};
    json_t *value;

    text_add(&t, "");
    if (d != NULL && whole) {
        char *all = document_text(d, scratch);

        text_add(&t, all);
        free(all);
    } else if (d != NULL) {
        add_page(&t, last, d, leaf->page, scratch);
        if (leaf->second > 0)
            add_page(&t, last, d, leaf->second, scratch);
    }
    value = need(json_string(t.data));
    text_release(&t);
    return value;
}

static void add_line(struct text *out, const struct corpus *c, const struct submission *s,
                     const struct file_plan *f, int at, struct last_read *last, const char *scratch)
{
    const struct leaf *leaf = &f->leaves[at];
    json_t *line = need(json_pack(
        "{s:s, s:s, s:i, s:o, s:s, s:i, s:i, s:b}", "submission", s->name, "file", f->path, "page",
        at + 1, "text", leaf_text(c, leaf, f->coding >= CODING_DOCX, last, scratch), "wear",
        file_wear(f), "level", file_is_image(f) ? f->wear.level : 0, "rotation", leaf->turn * 90,
        "handwritten", leaf->document >= 0 && c->documents[leaf->document].hand));
    char *bytes = need(json_dumps(line, JSON_COMPACT));

    text_add(out, bytes);
    text_add(out, "\n");
    free(bytes);
    json_decref(line);
}

static void part_path(const struct corpus *c, const struct submission *s, char *path, size_t size)
{
    format_into(path, size, "%s/pages%d", c->scratch, (int)(s - c->submissions));
}

void write_pages(const struct corpus *c, const struct submission *s)
{
    struct last_read last = {0};
    struct text out = {0};
    char path[500];

    part_path(c, s, path, sizeof path);
    text_add(&out, "");
    for (int i = 0; i < s->file_count; i++)
        for (int k = 0; k < s->files[i].leaf_count; k++)
            add_line(&out, c, s, &s->files[i], k, &last, path);
    free(last.words);
    write_file(path, out.data, out.size);
    text_release(&out);
}

void join_pages(const struct corpus *c, const char *target)
{
    struct text all = {0};

    text_add(&all, "");
    for (int i = 0; i < c->submission_count; i++) {
        char path[500], *bytes;
        size_t size;

        part_path(c, &c->submissions[i], path, sizeof path);
        bytes = read_file(path, &size);
        text_add_bytes(&all, bytes, size);
        free(bytes);
    }
    write_file(target, all.data, all.size);
    text_release(&all);
}
