/* Looking at what a mail shows: is there text in it, and is a picture more than a logo? */
#include "stages/formats/mail_part.h"

#include <string.h>
#include "stages/formats/image_file.h"
#include "stages/formats/type_sniff.h"

#define LOGO_BYTES 20000 /* a picture of this size or more is looked at by its pixels only */
#define LOGO_LONG 640    /* pixels: what is legible on paper is larger than this both ways */
#define LOGO_SHORT 240
#define ICON 100 /* pixels: a picture this small both ways shows no paper at all */

static const char *find_end(const char *at, const char *end, const char *text)
{
    size_t length = strlen(text);
    for (; at + length <= end; at++)
        if (g_ascii_strncasecmp(at, text, length) == 0)
            return at + length;
    return end;
}

/* Behind the tag that begins at `at`; of what is never shown, behind its end tag. */
static const char *skip_tag(const char *at, const char *end)
{
    static const char *const hidden[][2] = {
        {"<!--", "-->"}, {"<style", "</style"}, {"<script", "</script"}, {"<title", "</title"}};
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
        size_t length = strlen(hidden[i][0]);
        if ((size_t)(end - at) >= length && g_ascii_strncasecmp(at, hidden[i][0], length) == 0) {
            at = find_end(at + length, end, hidden[i][1]);
            return i == 0 ? at : find_end(at, end, ">");
        }
    }
    return find_end(at, end, ">");
}

/* Length of the white space that begins at `at`, 0: a letter does. */
static size_t space(const char *at, const char *end, bool html)
{
    static const char *const spaces[] = {"\xc2\xa0", "\xe2\x80\x8b", "\xef\xbb\xbf",
                                         "&nbsp;",   "&#160;",       "&zwnj;"};
    if ((unsigned char)*at <= ' ')
        return 1;
    for (size_t i = 0; i < (html ? G_N_ELEMENTS(spaces) : 3); i++) {
        size_t length = strlen(spaces[i]);
        if ((size_t)(end - at) >= length && memcmp(at, spaces[i], length) == 0)
            return length;
    }
    return 0;
}

bool mail_text_blank(const GByteArray *text, bool html)
{
    if (text->len == 0) /* data may be NULL then */
        return true;
    const char *at = (const char *)text->data, *end = at + text->len;
    while (at < end) {
        if (html && *at == '<') {
            at = skip_tag(at, end);
            continue;
        }
        size_t length = space(at, end, html);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

/* Shown within the text: referenced there, or inline with an id. An attachment is never. */
static bool shown_inline(GMimeObject *o, const GByteArray *html)
{
    const char *id = g_mime_object_get_content_id(o), *d = g_mime_object_get_disposition(o);
    if (d && g_ascii_strcasecmp(d, "inline") != 0)
        return false;
    if (!id || !*id || strlen(id) > 200)
        return d != NULL;
    char reference[210];
    int length = g_snprintf(reference, sizeof reference, "cid:%s", id);
    bool named = html && memmem(html->data, html->len, reference, (size_t)length) != NULL;
    return named || d != NULL;
}

/* By content. Scanners write TIFF and phones HEIC: nobody's signature is one. */
static enum image_kind picture_kind(const struct image_bytes *image)
{
    static const struct {
        const char *type;
        enum image_kind kind;
    } kinds[] = {{"image/png", IMAGE_PNG},
                 {"image/jpeg", IMAGE_JPEG_FILE},
                 {"image/gif", IMAGE_GIF},
                 {"image/bmp", IMAGE_BMP},
                 {"image/webp", IMAGE_WEBP}};
    const char *type = sniff_binary(image->data, image->size);
    for (size_t i = 0; type && i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].kind;
    return IMAGE_UNKNOWN;
}

bool mail_is_logo(GMimeObject *o, const GByteArray *html)
{
    if (!GMIME_IS_PART(o) || !mail_is_type(o, "image", "*") || !shown_inline(o, html))
        return false;
    GByteArray *bytes = mail_part_bytes(GMIME_PART(o));
    struct image_bytes image = {.data = bytes->data, .size = bytes->len};
    struct image_info info = {0};
    enum image_kind kind = picture_kind(&image);
    bool known = kind != IMAGE_UNKNOWN && image_head(&image, kind, &info, NULL) == 0;
    g_byte_array_free(bytes, TRUE);
    if (!known || info.width <= 0 || info.height <= 0)
        return false;
    int longer = MAX(info.width, info.height), shorter = MIN(info.width, info.height);
    if (longer <= ICON)
        return true;
    return image.size < LOGO_BYTES && longer <= LOGO_LONG && shorter <= LOGO_SHORT;
}
