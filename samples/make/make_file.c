#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples/make/encode.h"
#include "samples/make/run.h"
#include "samples/make/make_file.h"

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

    if (m->c->stamp_count == 0 || m->f->wear.family == WEAR_PHOTO ||
        m->f->wear.family == WEAR_NONE || !rng_chance(m->r, 9))
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
            if (leaf->second > 0 ||
                (w.family != WEAR_PHOTO && w.family != WEAR_APP && w.family != WEAR_NONE))
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
