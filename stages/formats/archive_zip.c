#include "stages/formats/archive_zip.h"
#include "classifiers/grow.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define END_SIZE 22       /* end of central directory record */
#define END_COMMENT 65535 /* that may follow it */
#define LOCATOR_SIZE 20   /* zip64 end of central directory locator */
#define END64_SIZE 56     /* zip64 end of central directory record */
#define ENTRY_SIZE 46     /* central file header */
#define LOCAL_SIZE 30     /* local file header */
#define DIRECTORY_MAX (64u << 20)

struct directory {
    uint64_t offset, size; /* in the file */
    uint64_t shift;        /* bytes that stand before the archive: added to all its offsets */
};

static uint16_t u16(const unsigned char *d)
{
    return (uint16_t)(d[0] | d[1] << 8);
}

static uint32_t u32(const unsigned char *d)
{
    return u16(d) | (uint32_t)u16(d + 2) << 16;
}

static uint64_t u64(const unsigned char *d)
{
    return u32(d) | (uint64_t)u32(d + 4) << 32;
}

/* All size bytes at offset, or -1. */
static int read_at(int fd, uint64_t offset, void *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(fd, (char *)data + done, size - done, (off_t)(offset + done));
        if (got <= 0)
            return -1;
        done += (size_t)got;
    }
    return 0;
}

/* The zip64 record, when its locator stands before the end record at `end`. */
static void find_zip64(int fd, uint64_t end, uint64_t *offset, uint64_t *size)
{
    unsigned char locator[LOCATOR_SIZE], record[END64_SIZE];
    if (end < LOCATOR_SIZE || read_at(fd, end - LOCATOR_SIZE, locator, sizeof locator) ||
        memcmp(locator, "PK\006\007", 4) != 0)
        return;
    uint64_t at = u64(locator + 8);
    if (at > end || end - at < END64_SIZE || read_at(fd, at, record, sizeof record) ||
        memcmp(record, "PK\006\006", 4) != 0)
        return;
    *size = u64(record + 40);
    *offset = u64(record + 48);
}

/* Where the last end record in the file stands, in `tail`, its last `held` bytes. */
static const unsigned char *find_end(const unsigned char *tail, size_t held)
{
    for (size_t back = END_SIZE; back <= held; back++) {
        const unsigned char *d = tail + held - back;
        if (memcmp(d, "PK\005\006", 4) == 0 && u16(d + 20) <= back - END_SIZE)
            return d;
    }
    return NULL;
}

static int find_directory(int fd, struct directory *dir)
{
    struct stat st;
    if (fstat(fd, &st) || st.st_size < END_SIZE)
        return -1;
    uint64_t file = (uint64_t)st.st_size;
    size_t held = file < END_SIZE + END_COMMENT ? (size_t)file : END_SIZE + END_COMMENT;
    unsigned char *tail = malloc(held);
    if (!tail)
        return -1;
    const unsigned char *d = read_at(fd, file - held, tail, held) ? NULL : find_end(tail, held);
    uint64_t end = 0, size = 0, offset = 0;
    if (d) {
        end = file - held + (uint64_t)(d - tail);
        size = u32(d + 12);
        offset = u32(d + 16);
    }
    free(tail);
    if (!d)
        return -1;
    if (size == UINT32_MAX || offset == UINT32_MAX)
        find_zip64(fd, end, &offset, &size);
    else if (size <= end && offset <= end - size)
        dir->shift = end - size - offset; /* the directory ends where the end record begins */
    if (size > DIRECTORY_MAX || offset > end || size > end - offset)
        return -1;
    dir->offset = offset + dir->shift;
    dir->size = size;
    return 0;
}

/* Sizes that did not fit stand in the zip64 extra field, in this order and only those. */
static void read_zip64(const unsigned char *extra, size_t size, bool unpacked, struct zip_entry *e)
{
    while (size >= 4) {
        size_t length = u16(extra + 2);
        if (length > size - 4)
            return;
        if (u16(extra) == 1) {
            size_t at = unpacked ? 8 : 0;
            if (e->packed == UINT32_MAX && at + 8 <= length) {
                e->packed = u64(extra + 4 + at);
                at += 8;
            }
            if (e->offset == UINT32_MAX && at + 8 <= length)
                e->offset = u64(extra + 4 + at);
            return;
        }
        extra += 4 + length;
        size -= 4 + length;
    }
}

/* Parses the entry at d; its size in the directory, 0 when there is none. */
static size_t parse_entry(const unsigned char *d, size_t left, uint64_t shift, struct zip_entry *e)
{
    if (left < ENTRY_SIZE || memcmp(d, "PK\001\002", 4) != 0)
        return 0;
    size_t name = u16(d + 28), extra = u16(d + 30), comment = u16(d + 32);
    if (name + extra + comment > left - ENTRY_SIZE)
        return 0;
    *e = (struct zip_entry){.name = (const char *)d + ENTRY_SIZE,
                            .name_size = name,
                            .offset = u32(d + 42),
                            .packed = u32(d + 20),
                            .flags = u16(d + 8),
                            .method = u16(d + 10)};
    read_zip64(d + ENTRY_SIZE + name, extra, u32(d + 24) == UINT32_MAX, e);
    e->offset += shift;
    return ENTRY_SIZE + name + extra + comment;
}

long zip_entries(int fd, int (*each)(void *context, const struct zip_entry *entry), void *context)
{
    struct directory dir = {0};
    if (find_directory(fd, &dir))
        return -1;
    unsigned char *d = malloc(dir.size ? (size_t)dir.size : 1);
    if (!d || read_at(fd, dir.offset, d, (size_t)dir.size)) {
        free(d);
        return -1;
    }
    long count = 0;
    struct zip_entry entry;
    for (size_t at = 0, step; at < dir.size; at += step) {
        step = parse_entry(d + at, (size_t)dir.size - at, dir.shift, &entry);
        if (step == 0)
            break;
        count++;
        if (each && each(context, &entry))
            break;
    }
    free(d);
    return count > 0 || dir.size == 0 ? count : -1;
}

struct span {
    uint64_t start, end;
    size_t index; /* of the entry in the directory */
};

struct spans {
    struct span *list;
    size_t count, room;
};

static int add_span(void *context, const struct zip_entry *e)
{
    struct spans *s = context;
    if (grow(&s->list, s->count, &s->room, sizeof *s->list))
        return 1;
    uint64_t end = e->offset + LOCAL_SIZE + e->packed;
    s->list[s->count] = (struct span){e->offset, end < e->offset ? UINT64_MAX : end, s->count};
    s->count++;
    return 0;
}

static int by_start(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return x->start != y->start ? (x->start > y->start) - (x->start < y->start)
                                : (x->end > y->end) - (x->end < y->end);
}

int zip_overlaps(int fd)
{
    struct spans s = {0};
    int found = 0;
    if (zip_entries(fd, add_span, &s) > 0) {
        qsort(s.list, s.count, sizeof *s.list, by_start);
        for (size_t i = 1; i < s.count && !found; i++)
            found = s.list[i].start < s.list[i - 1].end;
    }
    free(s.list);
    return found;
}

struct wanted {
    size_t index; /* entries still to be passed */
    char *name;
};

static int take_name(void *context, const struct zip_entry *e)
{
    struct wanted *w = context;
    if (w->index-- > 0)
        return 0;
    w->name = strndup(e->name, e->name_size);
    return 1;
}

char *zip_name(int fd, size_t index)
{
    struct spans s = {0};
    struct wanted w = {0};
    if (zip_entries(fd, add_span, &s) > 0 && index < s.count) {
        qsort(s.list, s.count, sizeof *s.list, by_start);
        w.index = s.list[index].index;
        zip_entries(fd, take_name, &w);
    }
    free(s.list);
    return w.name;
}

struct office {
    int fd;
    bool types, word, sheet, slides;
    const char *mimetype;
};

/* OpenDocument 1.3 part 2, 3.3: the type stands as the first entry, stored, in plain text. */
static const char *read_mimetype(int fd, const struct zip_entry *e)
{
    static const char *const known[] = {
        "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics", "application/epub+zip"};
    unsigned char local[LOCAL_SIZE];
    char text[80] = "";
    if (e->method != 0 || e->packed >= sizeof text ||
        read_at(e->offset < INT64_MAX ? fd : -1, e->offset, local, sizeof local))
        return NULL;
    uint64_t at = e->offset + LOCAL_SIZE + u16(local + 26) + u16(local + 28);
    if (read_at(fd, at, text, (size_t)e->packed))
        return NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(text, known[i]) == 0)
            return known[i];
    return NULL;
}

static bool named(const struct zip_entry *e, const char *name)
{
    return e->name_size == strlen(name) && memcmp(e->name, name, e->name_size) == 0;
}

static int look_at_entry(void *context, const struct zip_entry *e)
{
    struct office *o = context;
    o->types |= named(e, "[Content_Types].xml");
    o->word |= named(e, "word/document.xml");
    o->sheet |= named(e, "xl/workbook.xml");
    o->slides |= named(e, "ppt/presentation.xml");
    if (named(e, "mimetype") && !o->mimetype)
        o->mimetype = read_mimetype(o->fd, e);
    return o->mimetype != NULL;
}

const char *zip_office_type(int fd)
{
    struct office o = {.fd = fd};
    if (zip_entries(fd, look_at_entry, &o) < 0)
        return NULL;
    if (o.mimetype)
        return o.mimetype;
    if (!o.types)
        return NULL;
    if (o.word)
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (o.sheet)
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if (o.slides)
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    return NULL;
}
