#include <archive.h>
#include <archive_entry.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/submission.h"

static la_ssize_t keep(struct archive *a, void *context, const void *bytes, size_t size)
{
    (void)a;
    text_add_bytes(context, bytes, size);
    return (la_ssize_t)size;
}

static void add_member(struct archive *a, const char *name, const struct text *bytes)
{
    struct archive_entry *e = need(archive_entry_new());

    archive_entry_set_pathname_utf8(e, name);
    archive_entry_set_size(e, (la_int64_t)bytes->size);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, 1605000000, 0);
    if (archive_write_header(a, e) != ARCHIVE_OK ||
        archive_write_data(a, bytes->data, bytes->size) != (la_ssize_t)bytes->size)
        die("cannot pack '%s': %s", name, archive_error_string(a));
    archive_entry_free(e);
}

static bool ends(const char *name, const char *tail)
{
    size_t n = strlen(name), t = strlen(tail);

    return n >= t && strcmp(name + n - t, tail) == 0;
}

static void set_tar(struct archive *a, const char *name)
{
    if (ends(name, ".gz") || ends(name, ".tgz")) {
        archive_write_add_filter_gzip(a);
        archive_write_set_filter_option(a, "gzip", "timestamp", NULL);
    } else if (ends(name, ".xz")) {
        archive_write_add_filter_xz(a);
    } else if (ends(name, ".zst")) {
        archive_write_add_filter_zstd(a);
    } else if (ends(name, ".bz2")) {
        archive_write_add_filter_bzip2(a);
    }
    archive_write_set_format_pax_restricted(a);
}

void box_archive(const char *name, const char *const *names, const struct text *bytes, size_t count,
                 struct text *out)
{
    struct archive *a = need(archive_write_new());

    if (ends(name, ".7z"))
        archive_write_set_format_7zip(a);
    else if (ends(name, ".zip") || ends(name, ".odf"))
        archive_write_set_format_zip(a);
    else
        set_tar(a, name);
    if (ends(name, ".odf"))
        archive_write_zip_set_compression_store(a);
    archive_write_set_bytes_in_last_block(a, 1);
    if (archive_write_open(a, out, NULL, keep, NULL) != ARCHIVE_OK)
        die("cannot open an archive");
    for (size_t i = 0; i < count; i++) {
        add_member(a, names[i], &bytes[i]);
        if (ends(name, ".odf"))
            archive_write_zip_set_compression_deflate(a);
    }
    if (archive_write_close(a) != ARCHIVE_OK)
        die("cannot close an archive: %s", archive_error_string(a));
    archive_write_free(a);
}

/* What goes into one box: names within it and their bytes. */
struct content {
    const char **names;
    struct text *bytes;
    size_t count;
};

static void content_add(struct content *c, const char *name, struct text bytes)
{
    c->names = need(realloc(c->names, (c->count + 1) * sizeof *c->names));
    c->bytes = need(realloc(c->bytes, (c->count + 1) * sizeof *c->bytes));
    c->names[c->count] = copy_of(name);
    c->bytes[c->count++] = bytes;
}

static void content_release(struct content *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free((char *)c->names[i]);
        text_release(&c->bytes[i]);
    }
    free(c->names);
    free(c->bytes);
}

/* Puts the members into the PDF that stands in c under that name. */
static void attach(struct content *c, const char *name, const struct content *inner,
                   const char *scratch)
{
    for (size_t i = 0; i < c->count; i++) {
        if (strcmp(c->names[i], name) != 0)
            continue;
        for (size_t k = 0; k < inner->count; k++)
            pdf_attach(&c->bytes[i], inner->names[k], &inner->bytes[k], scratch);
        return;
    }
    die("no PDF '%s' to attach to", name);
}

/* Takes what lies in the same box as member `first` out of c; gives the box's name. */
static void take_inner(struct content *c, size_t first, char *name, size_t size,
                       struct content *inner)
{
    struct content outer = {0};

    format_into(name, size, "%.*s", (int)(strstr(c->names[first], "!/") - c->names[first]),
                c->names[first]);
    for (size_t i = 0; i < c->count; i++) {
        size_t n = strlen(name);
        bool in = strncmp(c->names[i], name, n) == 0 && strncmp(c->names[i] + n, "!/", 2) == 0;

        content_add(in ? inner : &outer, in ? c->names[i] + n + 2 : c->names[i], c->bytes[i]);
        free((char *)c->names[i]);
    }
    free(c->names);
    free(c->bytes);
    *c = outer;
}

/* Files under 'x.zip!/' become one file x.zip, and so on inward; those under 'x.pdf!/' files in
 * that PDF; those under 'x.eml!/' a mail. */
static void pack(const struct submission *s, struct content *c, struct rng *r, const char *scratch)
{
    for (size_t i = 0; i < c->count; i++) {
        struct content inner = {0};
        struct text packed = {0};
        char name[256];

        if (strstr(c->names[i], "!/") == NULL)
            continue;
        take_inner(c, i, name, sizeof name, &inner);
        pack(s, &inner, r, scratch);
        if (ends(name, ".pdf")) {
            attach(c, name, &inner, scratch);
        } else {
            if (ends(name, ".eml"))
                box_mail(s, inner.names, inner.bytes, inner.count, r, &packed);
            else
                box_archive(name, inner.names, inner.bytes, inner.count, &packed);
            content_add(c, name, packed);
        }
        content_release(&inner);
        i = (size_t)-1;
    }
}

static void collect(const struct corpus *c, const struct submission *s, struct rng *r,
                    struct content *content)
{
    char scratch[500];

    for (int i = 0; i < s->file_count; i++) {
        struct text bytes = {0};

        make_file(c, s, &s->files[i], &bytes);
        content_add(content, s->files[i].path, bytes);
    }
    format_into(scratch, sizeof scratch, "%s/box%d", c->scratch, (int)(s - c->submissions));
    pack(s, content, r, scratch);
}

static void write_folder(const char *path, const struct content *content)
{
    char file[1024];

    for (size_t i = 0; i < content->count; i++) {
        format_into(file, sizeof file, "%s/%s", path, content->names[i]);
        *strrchr(file, '/') = '\0';
        make_folder(file);
        format_into(file, sizeof file, "%s/%s", path, content->names[i]);
        write_file(file, content->bytes[i].data, content->bytes[i].size);
    }
}

static void set_member(json_t *o, const char *key, const char *value)
{
    if (value[0] != '\0')
        json_object_set_new(o, key, json_string(value));
}

static void write_sidecar(const struct submission *s, const char *path, struct rng *r)
{
    json_t *o = need(json_object());
    char name[1024], *line;

    if (s->channel[0] == '\0' || (strcmp(s->channel, "mail") == 0 && rng_chance(r, 60)))
        return;
    set_member(o, "received", s->received);
    set_member(o, "channel", s->channel);
    set_member(o, "reference", s->reference);
    set_member(o, "bsn", s->bsn);
    if (s->named)
        set_member(o, "name", s->sender);
    format_into(name, sizeof name, "%s.meta.json", path);
    line = need(json_dumps(o, JSON_PRESERVE_ORDER));
    write_file(name, line, strlen(line));
    free(line);
    json_decref(o);
}

void write_submission(const struct corpus *c, const struct submission *s)
{
    struct content content = {0};
    struct text out = {0};
    struct rng r;
    char path[800];

    rng_seed(&r, s->seed, 3);
    format_into(path, sizeof path, "%s/INBOX/%s", c->folder, s->name);
    collect(c, s, &r, &content);
    if (s->box == BOX_FOLDER)
        write_folder(path, &content);
    else if (s->box == BOX_NONE)
        write_file(path, content.bytes[0].data, content.bytes[0].size);
    else if (s->box == BOX_MAIL || s->box == BOX_MBOX)
        box_mail(s, content.names, content.bytes, content.count, &r, &out);
    else
        box_archive(s->name, content.names, content.bytes, content.count, &out);
    if (out.size > 0)
        write_file(path, out.data, out.size);
    write_sidecar(s, path, &r);
    text_release(&out);
    content_release(&content);
}
