#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples/make/encode.h"
#include "samples/make/run.h"
#include "samples/make/submission.h"

struct making {
    const struct corpus *c;
    const struct submission *s;
    const struct file_plan *f;
    struct rng *r;
    char scratch[450];
};

static void render(const struct making *m, const struct leaf *leaf, int page, struct raster *out)
{
    const struct wear *w = &m->f->wear;

    raster_render(out, m->c->documents[leaf->document].pdf, page, w->dpi, w->colour, m->scratch);
}

static void put_card(struct raster *sheet, const struct raster *card, double x, double y,
                     struct rng *r)
{
    double tilt = rng_gauss(r) * 0.012, w = card->width, h = card->height;
    double corners[8] = {
        x, y, x + w, y + w * tilt, x + w - h * tilt, y + h + w * tilt, x - h * tilt, y + h};

    raster_place(sheet, card, corners, 0);
}

/* Cards on a copier: one or both sides somewhere on a white sheet. */
static void card_on_sheet(const struct making *m, const struct leaf *leaf, struct raster *page)
{
    struct raster sheet, back;
    double mm = m->f->wear.dpi / 25.4, room;

    wear_blank(&m->f->wear, &sheet);
    room = sheet.width - page->width - 10 * mm;
    if (room < 0)
        room = 1;
    put_card(&sheet, page, 5 * mm + rng_real(m->r, 0, room), mm * rng_real(m->r, 8, 70), m->r);
    if (leaf->second > 0) {
        render(m, leaf, leaf->second, &back);
        put_card(&sheet, &back, 5 * mm + rng_real(m->r, 0, room),
                 mm * rng_real(m->r, 85, 130) + back.height / 2.0, m->r);
        raster_release(&back);
    }
    raster_release(page);
    *page = sheet;
}

/* Stamps of the town hall: received on, seen, copy. */
static void stamp(const struct making *m, struct raster *page)
{
    const struct raster *mark;
    struct raster copy, tilted;
    double corners[8], a = rng_gauss(m->r) * 0.05, mm = m->f->wear.dpi / 25.4;

    if (m->c->stamp_count == 0 || m->f->wear.family == WEAR_PHOTO || !rng_chance(m->r, 9))
        return;
    mark = &m->c->stamps[rng_int(m->r, 0, m->c->stamp_count - 1)];
    raster_make(&copy, mark->width, mark->height, 3, 255);
    memcpy(copy.data, mark->data, (size_t)mark->width * (size_t)mark->height * 3);
    raster_scale(&copy, mark->width * m->f->wear.dpi / 200, mark->height * m->f->wear.dpi / 200);
    if (page->channels == 1)
        raster_gray(&copy);
    raster_make(&tilted, copy.width + (int)(8 * mm), copy.height + (int)(16 * mm), page->channels,
                255);
    for (int i = 0; i < 4; i++) {
        double x = i == 1 || i == 2 ? copy.width : 0, y = i >= 2 ? copy.height : 0;

        corners[2 * i] = 4 * mm + x - y * a;
        corners[2 * i + 1] = 8 * mm + y + x * a;
    }
    raster_place(&tilted, &copy, corners, 0);
    raster_multiply(page, &tilted, rng_int(m->r, 0, page->width - copy.width),
                    rng_chance(m->r, 75) ? rng_int(m->r, 0, page->height / 4)
                                         : rng_int(m->r, 0, page->height - copy.height),
                    rng_real(m->r, 0.5, 0.95));
    raster_release(&copy);
    raster_release(&tilted);
}

static void make_leaf(const struct making *m, int at, struct leaf_image *image)
{
    const struct leaf *leaf = &m->f->leaves[at];
    struct raster page, back;
    struct wear w = m->f->wear;
    bool shines = m->f->wear.family != WEAR_PHOTO && rng_chance(m->r, 7) && at > 0 &&
                  m->f->leaves[at - 1].document >= 0 && m->f->leaves[at - 1].second == 0;

    if (leaf->document < 0)
        wear_blank(&m->f->wear, &page);
    else
        render(m, leaf, leaf->page, &page);
    if (leaf->cut)
        raster_down(&page, (int)(m->f->wear.dpi / 25.4 * rng_real(m->r, 11, 14)));
    if (leaf->document >= 0) {
        if (m->c->documents[leaf->document].template->shape == SHAPE_CARD) {
            if (m->f->wear.family != WEAR_PHOTO)
                card_on_sheet(m, leaf, &page);
        } else {
            stamp(m, &page);
        }
    }
    if (shines)
        render(m, &m->f->leaves[at - 1], m->f->leaves[at - 1].page, &back);
    w.sheet = at + 1;
    wear_apply(&w, &page, shines ? &back : NULL, leaf->document < 0, m->r, image);
    if (shines)
        raster_release(&back);
}

/* Turned in its pixels; a sheet fed sideways also has its resolutions the other way round. */
static void turn(struct leaf_image *image, int quarters)
{
    int was = image->dpi_x;

    raster_turn(&image->pixels, quarters);
    if (quarters % 2 == 0)
        return;
    image->dpi_x = image->dpi_y;
    image->dpi_y = was;
}

/* Under the last page of the scan, unless it is a card or empty. */
static void add_layer(struct making *m, const struct leaf *leaf, int misread, struct scan *scan)
{
    const struct scan_shape *shape = &scan->shapes[scan->count - 1];
    struct layer_page page = {.high = shape->height * 72.0 / shape->dpi_y,
                              .scale = shape->width * 72.0 / shape->dpi_x / (8.27 * 72)};
    const struct document *d;
    char *boxes;

    if (leaf->document < 0 || m->f->wear.family == WEAR_PHOTO)
        return;
    d = &m->c->documents[leaf->document];
    if (d->template->shape == SHAPE_CARD)
        return;
    boxes = document_boxes(d, leaf->page, m->scratch);
    layer_write(boxes, &page, misread, m->r, &scan->layers[scan->count - 1]);
    free(boxes);
}

static void make_scan(struct making *m, struct text *out)
{
    struct scan scan = {0};
    bool layered = m->f->coding == CODING_SCAN_PDF && rng_chance(m->r, 15);
    int misread = !layered ? 0 : rng_chance(m->r, 40) ? 1 : rng_int(m->r, 4, 16);
    char tiff[500];

    format_into(tiff, sizeof tiff, "%s.tif", m->scratch);
    for (int i = 0; i < m->f->leaf_count; i++) {
        struct leaf_image image;
        int quarters = m->f->leaves[i].turn;
        bool by_viewer = m->f->coding == CODING_SCAN_PDF && rng_chance(m->r, 6);

        make_leaf(m, i, &image);
        contact_keep(m->c, m->s, &image, quarters);
        turn(&image, (quarters + (by_viewer ? 3 : 0)) % 4);
        scan_add(&scan, &image, by_viewer ? 1 : 0, tiff);
        if (misread > 0 && quarters == 0 && !by_viewer)
            add_layer(m, &m->f->leaves[i], misread, &scan);
        raster_release(&image.pixels);
    }
    if (m->f->coding == CODING_TIFF)
        scan_to_tiff(&scan, tiff, out);
    else
        scan_to_pdf(&scan, m->r, out);
    scan_release(&scan);
    unlink(tiff);
}

/* EXIF orientation 6 is shown turned clockwise: the pixels lie the other way. */
static void make_photo(struct making *m, struct text *out)
{
    struct leaf_image image;
    int quarters = m->f->leaves[0].turn;
    bool tagged = m->f->coding == CODING_JPEG && rng_chance(m->r, 40);
    bool sideways = tagged && rng_chance(m->r, 50);

    make_leaf(m, 0, &image);
    contact_keep(m->c, m->s, &image, quarters);
    turn(&image, (quarters + (sideways ? 3 : 0)) % 4);
    if (m->f->coding == CODING_JPEG)
        encode_jpeg(&image, sideways ? 6 : tagged ? 1 : 0, out);
    else if (m->f->coding == CODING_PNG)
        encode_png(&image, out);
    else if (m->f->coding == CODING_HEIC)
        encode_heic(&image, out);
    else if (m->f->coding == CODING_WEBP)
        encode_webp(&image, out);
    else if (m->f->coding == CODING_GIF)
        encode_gif(&image, out);
    else
        encode_bmp(&image, out);
    raster_release(&image.pixels);
}

static void add_bytes_of(const char *path, struct text *out)
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
static void make_born(struct making *m, struct text *out)
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
static void make_office(struct making *m, struct text *out)
{
    const struct document *d = &m->c->documents[m->f->leaves[0].document];
    char *words = document_text(d, m->scratch);

    office_write(m->f->coding, words, m->r, out);
    free(words);
}

/* As mail programs write bodies: a paragraph a line, a font. */
static void make_html(struct making *m, struct text *out)
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

static void make_locked(struct making *m, struct text *out)
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

static void make_rubbish(struct making *m, struct text *out)
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

void make_file(const struct corpus *c, const struct submission *s, const struct file_plan *f,
               struct text *out)
{
    struct rng r;
    struct making m = {.c = c, .s = s, .f = f, .r = &r};

    rng_seed(&r, f->seed, 3);
    format_into(m.scratch, sizeof m.scratch, "%s/w%d", c->scratch, (int)(s - c->submissions));
    text_add(out, "");
    if (f->coding == CODING_SCAN_PDF || f->coding == CODING_TIFF)
        make_scan(&m, out);
    else if (f->coding >= CODING_JPEG && f->coding <= CODING_BMP)
        make_photo(&m, out);
    else if (f->coding == CODING_PDF)
        make_born(&m, out);
    else if (f->coding >= CODING_DOCX && f->coding <= CODING_ODS)
        make_office(&m, out);
    else if (f->coding == CODING_HTML)
        make_html(&m, out);
    else if (f->coding == CODING_TEXT)
        add_bytes_of(c->documents[f->leaves[0].document].source, out);
    else if (f->coding == CODING_LOCKED)
        make_locked(&m, out);
    else
        make_rubbish(&m, out);
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
