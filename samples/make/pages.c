#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples/make/run.h"
#include "samples/make/submission.h"

/* how: the option that says which kind of text. */
static char *read_words(const struct document *d, int from, int to, const char *how,
                        const char *scratch)
{
    char first[12], last[12], path[1024], *text;
    const char *argv[] = {"pdftotext", "-enc", "UTF-8", "-nopgbrk", how,  "-f",
                          first,       "-l",   last,    d->pdf,     path, NULL};

    format_into(first, sizeof first, "%d", from);
    format_into(last, sizeof last, "%d", to);
    format_into(path, sizeof path, "%s.words", scratch);
    run(argv);
    text = read_file(path, NULL);
    unlink(path);
    return text;
}

char *document_text(const struct document *d, int page, bool layout, const char *scratch)
{
    if (d->pdf[0] == '\0')
        return read_file(d->source, NULL);
    return read_words(d, page > 0 ? page : 1, page > 0 ? page : d->pages, layout ? "-layout" : "-q",
                      scratch);
}

char *document_boxes(const struct document *d, int page, const char *scratch)
{
    return read_words(d, page, page, "-bbox", scratch);
}

/* What a leaf shows: nothing, a page, or the two sides of a card; an Office file the whole paper.
 */
static json_t *leaf_text(const struct corpus *c, const struct leaf *leaf, bool whole,
                         const char *scratch)
{
    struct text both = {0};
    json_t *value;

    text_add(&both, "");
    for (int side = 0; leaf->document >= 0 && side < 2; side++) {
        int page = side == 0 ? leaf->page : leaf->second;
        char *text = page > 0 ? document_text(&c->documents[leaf->document], whole ? 0 : page,
                                              whole, scratch)
                              : NULL;

        text_add(&both, text != NULL ? text : "");
        free(text);
    }
    value = need(json_string(both.data));
    text_release(&both);
    return value;
}

static void add_line(struct text *out, const struct corpus *c, const struct submission *s,
                     const struct file_plan *f, int at, const char *scratch)
{
    const struct leaf *leaf = &f->leaves[at];
    json_t *line = need(json_pack(
        "{s:s, s:s, s:i, s:o, s:s, s:i, s:i, s:b}", "submission", s->name, "file", f->path, "page",
        at + 1, "text", leaf_text(c, leaf, f->coding >= CODING_DOCX, scratch), "wear", file_wear(f),
        "level", file_is_image(f) ? f->wear.level : 0, "rotation", leaf->turn * 90, "handwritten",
        leaf->document >= 0 && c->documents[leaf->document].hand));
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
    struct text out = {0};
    char path[500];

    part_path(c, s, path, sizeof path);
    text_add(&out, "");
    for (int i = 0; i < s->file_count; i++)
        for (int k = 0; k < s->files[i].leaf_count; k++)
            add_line(&out, c, s, &s->files[i], k, path);
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
