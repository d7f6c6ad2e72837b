#include "stages/formats/image_file.h"

#include <libheif/heif.h>
#include <string.h>

static int failed(struct heif_error error, struct problem *p)
{
    if (error.code == heif_error_Ok)
        return 0;
    const char *code = error.code == heif_error_Unsupported_filetype ||
                               error.code == heif_error_Unsupported_feature
                           ? "unsupported"
                           : "broken";
    return problem_set(p, code, "HEIF: %s", error.message ? error.message : "unknown error");
}

/* The file's primary picture; both are the caller's to free, also after an error. */
static int heif_open(const struct image_bytes *b, struct heif_context **context,
                     struct heif_image_handle **handle, struct problem *p)
{
    *handle = NULL;
    *context = heif_context_alloc();
    if (!*context)
        return problem_set(p, "memory", "no memory for HEIF");
    heif_context_set_maximum_image_size_limit(*context, 20000);
    heif_context_set_max_decoding_threads(*context, 0);
    struct heif_error error =
        heif_context_read_from_memory_without_copy(*context, b->data, b->size, NULL);
    if (failed(error, p) < 0)
        return -1;
    error = heif_context_get_primary_image_handle(*context, handle);
    if (failed(error, p) < 0)
        return -1;
    return image_check_size(heif_image_handle_get_width(*handle),
                            heif_image_handle_get_height(*handle), p);
}

static void heif_close(struct heif_context *context, struct heif_image_handle *handle)
{
    if (handle)
        heif_image_handle_release(handle);
    if (context)
        heif_context_free(context);
}

int heif_look(const struct image_bytes *b, struct image_info *info, struct problem *p)
{
    struct heif_context *context;
    struct heif_image_handle *handle;
    memset(info, 0, sizeof *info);
    info->orientation = 1; /* libheif turns the pixels itself */
    int status = heif_open(b, &context, &handle, p);
    if (status == 0) {
        info->width = heif_image_handle_get_width(handle);
        info->height = heif_image_handle_get_height(handle);
    }
    heif_close(context, handle);
    return status;
}

/* Copies interleaved RGBA over white. */
static int copy_rgba(const struct heif_image *image, struct raster *r, struct problem *p)
{
    int stride, width = heif_image_get_primary_width(image),
                height = heif_image_get_primary_height(image);
    const uint8_t *from = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
    if (image_check_size(width, height, p) < 0)
        return -1;
    if (!from || stride < width * 4 || raster_init(r, width, height, 3) < 0)
        return problem_set(p, "memory", "no memory for HEIF pixels");
    for (int y = 0; y < height; y++) {
        const uint8_t *in = from + (size_t)y * (size_t)stride;
        uint8_t *out = r->data + (size_t)y * (size_t)r->stride;
        for (int i = 0; i < width * 3; i++) {
            int alpha = in[i / 3 * 4 + 3], value = in[i / 3 * 4 + i % 3];
            out[i] = (uint8_t)(alpha == 255 ? value : (value * alpha + 255 * (255 - alpha)) / 255);
        }
    }
    return 0;
}

int heif_read(const struct image_bytes *b, struct raster *r, struct problem *p)
{
    struct heif_context *context;
    struct heif_image_handle *handle;
    struct heif_image *image = NULL;
    struct heif_decoding_options *options = heif_decoding_options_alloc();
    int status = heif_open(b, &context, &handle, p);
    if (options)
        options->strict_decoding = 1;
    if (status == 0)
        status = failed(heif_decode_image(handle, &image, heif_colorspace_RGB,
                                          heif_chroma_interleaved_RGBA, options),
                        p);
    if (status == 0)
        status = copy_rgba(image, r, p);
    if (image)
        heif_image_release(image);
    if (options)
        heif_decoding_options_free(options);
    heif_close(context, handle);
    return status;
}
