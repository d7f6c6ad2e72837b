#include "stages/formats/type.h"

#include <errno.h>
#include <magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "stages/formats/archive.h"
#include "stages/formats/archive_zip.h"
#include "stages/formats/type_sniff.h"
#include "stages/formats/type_text.h"

#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define ODT "application/vnd.oasis.opendocument.text"
#define ODS "application/vnd.oasis.opendocument.spreadsheet"

struct type_detector {
    magic_t cookie;
};

static const struct {
    const char *type;
    enum type_group group;
    const char *extension;
} types[] = {
    {"application/zip", TYPE_ARCHIVE, ".zip"},
    {"application/x-tar", TYPE_ARCHIVE, ".tar"},
    {"application/x-7z-compressed", TYPE_ARCHIVE, ".7z"},
    {"application/x-rar", TYPE_ARCHIVE, ".rar"},
    {"application/gzip", TYPE_ARCHIVE, ".gz"},
    {"application/x-xz", TYPE_ARCHIVE, ".xz"},
    {"application/zstd", TYPE_ARCHIVE, ".zst"},
    {"application/x-bzip2", TYPE_ARCHIVE, ".bz2"},
    {"message/rfc822", TYPE_MAIL, ".eml"},
    {"application/mbox", TYPE_MAIL, ".mbox"},
    {"application/pdf", TYPE_PDF, ".pdf"},
    {"image/tiff", TYPE_IMAGE, ".tif"},
    {"image/jpeg", TYPE_IMAGE, ".jpg"},
    {"image/png", TYPE_IMAGE, ".png"},
    {"image/webp", TYPE_IMAGE, ".webp"},
    {"image/heic", TYPE_IMAGE, ".heic"},
    {"image/gif", TYPE_IMAGE, ".gif"},
    {"image/bmp", TYPE_IMAGE, ".bmp"},
    {"text/plain", TYPE_PLAIN, ".txt"},
    {"text/html", TYPE_PLAIN, ".html"},
    {DOCX, TYPE_PLAIN, ".docx"},
    {XLSX, TYPE_PLAIN, ".xlsx"},
    {ODT, TYPE_PLAIN, ".odt"},
    {ODS, TYPE_PLAIN, ".ods"},
    {"application/rtf", TYPE_UNSUPPORTED, ".rtf"},
    {"application/msword", TYPE_UNSUPPORTED, ".doc"},
    {"application/vnd.ms-excel", TYPE_UNSUPPORTED, ".xls"},
    {"image/svg+xml", TYPE_UNSUPPORTED, ".svg"},
};

enum type_group type_group(const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].type, type) == 0)
            return types[i].group;
    return TYPE_UNSUPPORTED;
}

const char *type_extension(const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].type, type) == 0)
            return types[i].extension;
    return ".bin";
}

struct type_detector *type_load(char *why, size_t size)
{
    struct type_detector *d = calloc(1, sizeof *d);
    if (!d) {
        snprintf(why, size, "no memory");
        return NULL;
    }
    /* Text is judged in type_text.c, compressed files in archive.c. */
    d->cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TEXT |
                           MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_JSON |
                           MAGIC_NO_CHECK_CSV);
    if (d->cookie && magic_load(d->cookie, NULL) == 0)
        return d;
    snprintf(why, size, "cannot load the magic database: %s",
             d->cookie ? magic_error(d->cookie) : "no memory");
    type_free(d);
    return NULL;
}

void type_free(struct type_detector *d)
{
    if (!d)
        return;
    if (d->cookie)
        magic_close(d->cookie);
    free(d);
}

static void set(char type[TYPE_MAX], const char *value)
{
    snprintf(type, TYPE_MAX, "%s", value);
}

/* What libmagic says of bytes that are none of ours. Its names for types that the contract takes
 * are not believed: their own signature would have been found. */
static void ask_magic(struct type_detector *d, const void *data, size_t size, char type[TYPE_MAX])
{
    const char *answer = magic_buffer(d->cookie, data, size);
    bool ours = !answer || !*answer || type_group(answer) != TYPE_UNSUPPORTED;
    set(type, ours ? "application/octet-stream" : answer);
}

void type_detect_bytes(struct type_detector *d, const void *data, size_t size, bool whole,
                       char type[TYPE_MAX])
{
    const char *known = size == 0 ? "inode/x-empty" : sniff_binary(data, size);
    bool image = known && type_group(known) == TYPE_IMAGE;
    if (known && !image) {
        set(type, known);
        return;
    }
    const char *mail = known ? NULL : text_mail(data, size);
    if (mail) {
        set(type, mail);
        return;
    }
    if (sniff_pdf(data, size)) {
        set(type, "application/pdf");
        return;
    }
    enum text_encoding encoding = known ? TEXT_NONE : text_encoding(data, size, whole);
    if (known)
        set(type, known);
    else if (encoding != TEXT_NONE)
        set(type, text_kind(data, size, encoding));
    else
        ask_magic(d, data, size, type);
}

static bool compressed(const char *type)
{
    return strcmp(type, "application/gzip") == 0 || strcmp(type, "application/x-xz") == 0 ||
           strcmp(type, "application/zstd") == 0 || strcmp(type, "application/x-bzip2") == 0;
}

/* What the first bytes cannot say. */
static void refine(int fd, char type[TYPE_MAX])
{
    if (strcmp(type, "application/zip") == 0) {
        const char *office = zip_office_type(fd);
        if (office)
            set(type, office);
    } else if (compressed(type)) {
        if (archive_holds_tar(fd))
            set(type, "application/x-tar");
    } else if (strcmp(type, "application/octet-stream") == 0) {
        /* A zip is found from its end, so anything may stand before it. */
        if (zip_entries(fd, NULL, NULL) > 0)
            set(type, "application/zip");
    }
}

int type_detect(struct type_detector *d, int fd, char type[TYPE_MAX])
{
    struct stat st;
    char *head = malloc(TYPE_HEAD);
    size_t held = 0;
    ssize_t got = 1;
    if (!head || fstat(fd, &st)) {
        free(head);
        return -1;
    }
    while (held < TYPE_HEAD && got > 0) {
        got = pread(fd, head + held, TYPE_HEAD - held, (off_t)held);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            held += (size_t)got;
    }
    if (got >= 0) {
        type_detect_bytes(d, head, held, (off_t)held >= st.st_size, type);
        refine(fd, type);
    }
    free(head);
    return got < 0 ? -1 : 0;
}
