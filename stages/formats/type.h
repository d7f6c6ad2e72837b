/* What a file is, by content and never by name. The only user of libmagic. */
#ifndef POSTKAMER_TYPE_H
#define POSTKAMER_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#define TYPE_MAX 96

struct type_detector; /* libmagic's database, loaded once in a template */
struct type_detector *type_load(char *why, size_t size);
void type_free(struct type_detector *d);

/* Writes one of the names below, or libmagic's MIME type when it is none of them. Leaves the
 * offset of fd anywhere. 0, or -1 with errno.
 *   application/zip, application/x-tar (also inside gz, xz, zst, bz2), application/x-7z-compressed,
 *   application/x-rar, message/rfc822, application/mbox, application/pdf, image/tiff, image/jpeg,
 *   image/png, image/webp, image/heic, image/gif, image/bmp, text/plain, text/html,
 *   application/vnd.openxmlformats-officedocument.wordprocessingml.document (docx),
 *   application/vnd.openxmlformats-officedocument.spreadsheetml.sheet (xlsx),
 *   application/vnd.oasis.opendocument.text (odt), application/vnd.oasis.opendocument.spreadsheet,
 *   inode/x-empty */
int type_detect(struct type_detector *d, int fd, char type[TYPE_MAX]);

/* The same from a file's first bytes (`whole`: there are no more), as far as these can say: a zip
 * may turn out to be an Office file, and a compressed file (application/gzip, application/x-xz,
 * application/zstd, application/x-bzip2, which type_detect also writes when it is no tar) a tar. */
#define TYPE_HEAD 65536
void type_detect_bytes(struct type_detector *d, const void *data, size_t size, bool whole,
                       char type[TYPE_MAX]);

enum type_group {
    TYPE_ARCHIVE, /* also a single compressed file */
    TYPE_MAIL,
    TYPE_PDF,
    TYPE_IMAGE,
    TYPE_PLAIN, /* text/plain, text/html, Office: one page, filed as it is */
    TYPE_UNSUPPORTED,
};
enum type_group type_group(const char *type);
/* Extension with its dot for a type, ".bin" when unknown. */
const char *type_extension(const char *type);

#endif
