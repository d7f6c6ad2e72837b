#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples/make/encode.h"
#include "samples/make/make_file.h"
#include "samples/make/run.h"

void add_bytes_of(const char *path, struct text *out)
{
    size_t size;
    char *bytes = read_file(path, &size);

    text_add_bytes(out, bytes, size);
    free(bytes);
}

static void show_born(const struct making *m, const struct leaf *leaf)
{
    struct leaf_image image = {.dpi_x = 60, .dpi_y = 60};

    if (leaf->document < 0)
        return;
    raster_render(&image.pixels, m->c->documents[leaf->document].pdf, leaf->page, 60, true,
                  m->scratch);
    contact_keep(m->c, m->s, &image, 0);
    raster_release(&image.pixels);
}

/* qpdf joins ranges of pages; an empty page comes from a file made once. */
void make_born(struct making *m, struct text *out)
{
    const char **argv = need(calloc((size_t)m->f->leaf_count * 2 + 10, sizeof *argv));
    char(*numbers)[12] = need(calloc((size_t)m->f->leaf_count + 1, sizeof *numbers));
    char target[500], blank[500];
    int n = 0;

    format_into(target, sizeof target, "%s.pdf", m->scratch);
    format_into(blank, sizeof blank, "%s/blank.pdf", m->c->scratch);
    argv[n++] = "qpdf", argv[n++] = "--warning-exit-0", argv[n++] = "--deterministic-id";
    argv[n++] = "--empty", argv[n++] = "--pages";
    for (int i = 0; i < m->f->leaf_count; i++) {
        const struct leaf *leaf = &m->f->leaves[i];

        format_into(numbers[i], sizeof numbers[i], "%d", leaf->document < 0 ? 1 : leaf->page);
        argv[n++] = leaf->document < 0 ? blank : m->c->documents[leaf->document].pdf;
        argv[n++] = numbers[i];
        if (m->c->contact)
            show_born(m, leaf);
    }
    argv[n++] = "--", argv[n++] = target;
    run(argv);
    add_bytes_of(target, out);
    unlink(target);
    free(argv);
    free(numbers);
}

/* A paper's words, columns and all, as an office program would have them. */
void make_office(struct making *m, struct text *out)
{
    const struct document *d = &m->c->documents[m->f->leaves[0].document];
    char *words = document_text(d, m->scratch);

    office_write(m->f->coding, words, m->r, out);
    free(words);
}

/* As mail programs write bodies: a paragraph a line, a font. */
void make_html(struct making *m, struct text *out)
{
    const struct document *d = &m->c->documents[m->f->leaves[0].document];
    char *words = document_text(d, m->scratch), *rest = words, *line;
    bool div = rng_chance(m->r, 50);

    text_addf(out,
              "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; "
              "charset=utf-8\"><style>p{margin:0;font-family:%s}</style></head>\r\n<body>",
              div ? "Calibri,sans-serif" : "Arial");
    while ((line = strsep(&rest, "\n")) != NULL) {
        text_add(out, div ? "<div>" : "<p>");
        text_add_html(out, line);
        text_add(out, line[0] == '\0' ? "&nbsp;" : "");
        text_add(out, div ? "</div>\r\n" : "</p>\r\n");
    }
    text_add(out, "</body></html>\r\n");
    free(words);
}

void make_locked(struct making *m, struct text *out)
{
    char target[500], blank[500];
    const char *argv[] = {
        "qpdf", "--allow-weak-crypto", "--static-id", "--encrypt", "geheim", "eigenaar",
        "128",  "--use-aes=n",         "--",          blank,       target,   NULL};

    format_into(target, sizeof target, "%s.pdf", m->scratch);
    format_into(blank, sizeof blank, "%s/blank.pdf", m->c->scratch);
    run(argv);
    add_bytes_of(target, out);
    unlink(target);
}

void make_rubbish(struct making *m, struct text *out)
{
    struct leaf_image logo = {.dpi_x = 96, .dpi_y = 96};
    char line[40];

    if (m->f->coding == CODING_BROKEN) {
        text_addf(out, "%%PDF-1.4\n%%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Cat");
        for (int i = 0; i < 900; i++)
            text_addf(out, "%c", rng_int(m->r, 1, 255));
    } else if (m->f->coding == CODING_LITTER) {
        number_digits(m->r, 30, line);
        text_addf(out, "Bud1%s", line);
    } else if (m->f->coding == CODING_LOGO) {
        raster_make(&logo.pixels, rng_int(m->r, 60, 180), rng_int(m->r, 24, 60), 3,
                    (uint8_t)rng_int(m->r, 60, 250));
        raster_noise(&logo.pixels, 3, m->r);
        encode_png(&logo, out);
        raster_release(&logo.pixels);
    }
}

void pdf_attach(struct text *pdf, const char *name, const struct text *bytes, const char *scratch)
{
    char host[520], member[520], target[520], key[300], file[300];
    const char *argv[] = {"qpdf",
                          "--deterministic-id",
                          "--warning-exit-0",
                          "--add-attachment",
                          member,
                          key,
                          file,
                          "--creationdate=D:20201110120000+01'00'",
                          "--moddate=D:20201110120000+01'00'",
                          "--",
                          host,
                          target,
                          NULL};

    format_into(host, sizeof host, "%s.host", scratch);
    format_into(member, sizeof member, "%s.member", scratch);
    format_into(target, sizeof target, "%s.pdf", scratch);
    format_into(key, sizeof key, "--key=%s", name);
    format_into(file, sizeof file, "--filename=%s", name);
    write_file(host, pdf->data, pdf->size);
    write_file(member, bytes->data, bytes->size);
    run(argv);
    text_clear(pdf);
    add_bytes_of(target, pdf);
    unlink(host), unlink(member), unlink(target);
}
