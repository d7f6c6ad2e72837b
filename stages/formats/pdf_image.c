/* A page that is one image: the image's own data, placed by its orientation. */
#include "stages/formats/pdf_write_private.h"

#include "stages/formats/image.h"

/* Takes the unit square, where the stored image stands with its first row on top, to a page of
 * w x h points as orientation has it (EXIF 2.3, tag 0x0112). */
static fz_matrix placed(int orientation, float w, float h)
{
    switch (orientation) {
    case 2:
        return fz_make_matrix(-w, 0, 0, h, w, 0);
    case 3:
        return fz_make_matrix(-w, 0, 0, -h, w, h);
    case 4:
        return fz_make_matrix(w, 0, 0, -h, 0, h);
    case 5:
        return fz_make_matrix(0, -h, -w, 0, w, h);
    case 6:
        return fz_make_matrix(0, -h, w, 0, 0, h);
    case 7:
        return fz_make_matrix(0, h, w, 0, 0, 0);
    case 8:
        return fz_make_matrix(0, h, -w, 0, w, 0);
    default:
        return fz_make_matrix(w, 0, 0, h, 0, 0);
    }
}

static void put_colors(fz_context *ctx, pdf_obj *dict, const struct image_data *data)
{
    pdf_obj *plain = data->channels == 1   ? PDF_NAME(DeviceGray)
                     : data->channels == 4 ? PDF_NAME(DeviceCMYK)
                                           : PDF_NAME(DeviceRGB);
    if (!data->palette) {
        pdf_dict_put(ctx, dict, PDF_NAME(ColorSpace), plain);
        return;
    }
    pdf_obj *indexed = pdf_dict_put_array(ctx, dict, PDF_NAME(ColorSpace), 4);
    pdf_array_push(ctx, indexed, PDF_NAME(Indexed));
    pdf_array_push(ctx, indexed, PDF_NAME(DeviceRGB));
    pdf_array_push_int(ctx, indexed, data->colors - 1);
    pdf_array_push_string(ctx, indexed, (const char *)data->palette, (size_t)data->colors * 3);
}

static void put_filter(fz_context *ctx, pdf_obj *dict, const struct image_data *data)
{
    if (data->coding == IMAGE_JPEG) {
        pdf_dict_put(ctx, dict, PDF_NAME(Filter), PDF_NAME(DCTDecode));
        if (data->channels == 4 && data->inverted) {
            pdf_obj *decode = pdf_dict_put_array(ctx, dict, PDF_NAME(Decode), 8);
            for (int i = 0; i < 8; i++)
                pdf_array_push_int(ctx, decode, i % 2 == 0);
        }
        return;
    }
    bool g4 = data->coding == IMAGE_G4;
    pdf_dict_put(ctx, dict, PDF_NAME(Filter),
                 g4 ? PDF_NAME(CCITTFaxDecode) : PDF_NAME(FlateDecode));
    pdf_obj *how = pdf_dict_put_dict(ctx, dict, PDF_NAME(DecodeParms), 4);
    pdf_dict_put_int(ctx, how, PDF_NAME(Columns), data->width);
    if (g4) {
        pdf_dict_put_int(ctx, how, PDF_NAME(K), -1);
        pdf_dict_put_int(ctx, how, PDF_NAME(Rows), data->height);
        pdf_dict_put_bool(ctx, how, PDF_NAME(BlackIs1), data->inverted != 0);
    } else {
        pdf_dict_put_int(ctx, how, PDF_NAME(Predictor), 15);
        pdf_dict_put_int(ctx, how, PDF_NAME(Colors), data->palette ? 1 : data->channels);
        pdf_dict_put_int(ctx, how, PDF_NAME(BitsPerComponent), data->bits);
    }
}

static pdf_obj *add_image(fz_context *ctx, pdf_document *doc, const struct image_data *data)
{
    pdf_obj *dict = pdf_new_dict(ctx, doc, 10);
    fz_buffer *bytes = fz_new_buffer_from_copied_data(ctx, data->data, data->size);
    pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(XObject));
    pdf_dict_put(ctx, dict, PDF_NAME(Subtype), PDF_NAME(Image));
    pdf_dict_put_int(ctx, dict, PDF_NAME(Width), data->width);
    pdf_dict_put_int(ctx, dict, PDF_NAME(Height), data->height);
    pdf_dict_put_int(ctx, dict, PDF_NAME(BitsPerComponent), data->bits);
    put_colors(ctx, dict, data);
    put_filter(ctx, dict, data);
    pdf_obj *image = pdf_add_stream(ctx, doc, bytes, dict, 1);
    fz_drop_buffer(ctx, bytes);
    pdf_drop_obj(ctx, dict);
    return image;
}

struct drawing {
    struct pdf_writer *w;
    struct pdf_draft *draft;
    const struct image_data *data;
    int orientation;
    float width, height;
};

static void draw(fz_context *ctx, void *arg)
{
    struct drawing *d = arg;
    fz_matrix m = placed(d->orientation, d->width, d->height);
    pdf_dict_put_rect(ctx, d->draft->page, PDF_NAME(MediaBox),
                      fz_make_rect(0, 0, d->width, d->height));
    d->draft->resources = pdf_dict_put_dict(ctx, d->draft->page, PDF_NAME(Resources), 2);
    pdf_dict_put_array(ctx, d->draft->page, PDF_NAME(Contents), 2);
    pdf_dict_puts_drop(ctx, pdf_draft_resource(ctx, d->draft, PDF_NAME(XObject)), "Im0",
                       add_image(ctx, d->w->doc, d->data));
    fz_append_printf(ctx, d->draft->after, "q %g %g %g %g %g %g cm /Im0 Do Q\n", m.a, m.b, m.c, m.d,
                     m.e, m.f);
}

int pdf_draw_image(struct pdf_writer *w, int fd, const char *type, int n, struct pdf_draft *draft,
                   struct problem *p)
{
    struct image_info info;
    struct image_data data;
    struct drawing d = {.w = w, .draft = draft, .data = &data};
    if (image_look(fd, type, n, &info, p) < 0 || image_extract(fd, type, n, &data, p) < 0)
        return -1;
    image_points(&info, &d.width, &d.height);
    d.width = fz_clamp(d.width, 1, PDF_POINTS_MAX);
    d.height = fz_clamp(d.height, 1, PDF_POINTS_MAX);
    d.orientation = data.upright ? 1 : info.orientation;
    int status = pdf_guard(w->ctx, p, draw, &d);
    image_data_release(&data);
    return status;
}
