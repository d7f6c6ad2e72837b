/* A zip file's central directory, read beside libarchive for what that does not tell: entries
 * that lie over one another, and the names by which Office files are known.
 * Layout: PKWARE APPNOTE 6.3.9, sections 4.3.12 to 4.3.16 and 4.5.3. */
#ifndef POSTKAMER_ARCHIVE_ZIP_H
#define POSTKAMER_ARCHIVE_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zip_entry {
    const char *name; /* raw bytes, not NUL-terminated; valid during the call */
    size_t name_size;
    uint64_t offset; /* of its local header, from the start of the file */
    uint64_t packed; /* bytes of its data */
    uint16_t flags, method;
};

/* Calls each (NULL: only counts) for every entry until it returns non-zero. Returns the number of
 * entries, or -1 when there is no central directory that can be read (cut off, or no zip). */
long zip_entries(int fd, int (*each)(void *context, const struct zip_entry *entry), void *context);

/* 1 when two entries share bytes of the file: no honest packer makes that, a bomb does.
 * 0 when not, also when the directory cannot be read. */
int zip_overlaps(int fd);

/* The raw name of the entry that stands `index`th (from 0) in the file, with NUL at its end; the
 * caller frees. NULL: none. */
char *zip_name(int fd, size_t index);

/* The type of the Office file that this zip is (docx, xlsx, odt, ods, or another that is
 * not supported, like pptx) or NULL: it is an archive. */
const char *zip_office_type(int fd);

#endif
