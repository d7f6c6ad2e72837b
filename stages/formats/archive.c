#include "stages/formats/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "stages/formats/archive_zip.h"
#include "stages/formats/type_sniff.h"

#define BLOCK (64u << 10)
#define NAME_MAX_BYTES 4096u /* of a member's whole path; the end is kept */
#define FAILURES_MAX 100u    /* members in a row whose header cannot be read */
#define RETRIES_MAX 1000u    /* answers `try again` within a member */

/* Input through pread, so that the descriptor is never closed and never outside the walls. */
struct input {
    int fd;
    int64_t at, size;
    char block[BLOCK];
};

enum use { USE_TYPE, USE_TAR, USE_ZIP_STREAM };

void archive_open(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
}

static la_ssize_t input_read(struct archive *a, void *context, const void **data)
{
    struct input *in = context;
    ssize_t got;
    do
        got = pread(in->fd, in->block, sizeof in->block, in->at);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        archive_set_error(a, errno, "read");
        return ARCHIVE_FATAL;
    }
    in->at += got;
    *data = in->block;
    return got;
}

static la_int64_t input_skip(struct archive *a, void *context, la_int64_t request)
{
    (void)a;
    struct input *in = context;
    int64_t left = in->at < in->size ? in->size - in->at : 0;
    int64_t step = request < 0 ? 0 : request < left ? request : left;
    in->at += step;
    return step;
}

static la_int64_t input_seek(struct archive *a, void *context, la_int64_t offset, int whence)
{
    (void)a;
    struct input *in = context;
    int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? in->at : in->size, to;
    if (__builtin_add_overflow(base, offset, &to) || to < 0 || to > in->size)
        return ARCHIVE_FATAL;
    in->at = to;
    return to;
}

/* One filter by the first bytes and never a chain: a gzip in a gzip is a member in a member, and
 * the limits count it. */
static int add_filter(struct archive *a, int fd)
{
    char head[16] = "";
    ssize_t got = pread(fd, head, sizeof head, 0);
    const char *type = got > 0 ? sniff_binary(head, (size_t)got) : NULL;
    if (!type)
        return ARCHIVE_FILTER_NONE;
    int filter = strcmp(type, "application/gzip") == 0      ? ARCHIVE_FILTER_GZIP
                 : strcmp(type, "application/x-xz") == 0    ? ARCHIVE_FILTER_XZ
                 : strcmp(type, "application/zstd") == 0    ? ARCHIVE_FILTER_ZSTD
                 : strcmp(type, "application/x-bzip2") == 0 ? ARCHIVE_FILTER_BZIP2
                                                            : ARCHIVE_FILTER_NONE;
    if (filter != ARCHIVE_FILTER_NONE && archive_read_append_filter(a, filter) < ARCHIVE_WARN)
        return -1;
    return filter;
}

static void add_format(struct archive *a, int filter, const char *type, enum use use)
{
    if (use == USE_ZIP_STREAM)
        archive_read_support_format_zip_streamable(a);
    else if (use == USE_TAR || strcmp(type, "application/x-tar") == 0)
        archive_read_support_format_tar(a);
    else if (strcmp(type, "application/zip") == 0)
        archive_read_support_format_zip_seekable(a);
    else if (strcmp(type, "application/x-7z-compressed") == 0)
        archive_read_support_format_7zip(a);
    else if (strcmp(type, "application/x-rar") == 0) {
        archive_read_support_format_rar(a);
        archive_read_support_format_rar5(a);
    } else if (filter != ARCHIVE_FILTER_NONE) {
        archive_read_support_format_raw(a);
        archive_read_support_format_empty(a);
    }
}

/* Opens; *a is the caller's to free, also on failure. in: kept by reference. */
static int open_archive(struct archive **a, struct input *in, int fd, const char *type,
                        enum use use)
{
    struct stat st;
    *a = archive_read_new();
    if (!*a || fstat(fd, &st))
        return -1;
    *in = (struct input){.fd = fd, .size = st.st_size};
    int filter = add_filter(*a, fd);
    if (filter < 0)
        return -1;
    add_format(*a, filter, type, use);
    archive_read_set_read_callback(*a, input_read);
    archive_read_set_skip_callback(*a, input_skip);
    archive_read_set_seek_callback(*a, input_seek);
    archive_read_set_callback_data(*a, in);
    return archive_read_open1(*a) < ARCHIVE_WARN ? -1 : 0;
}

int archive_holds_tar(int fd)
{
    struct input *in = malloc(sizeof *in);
    struct archive *a = NULL;
    struct archive_entry *entry;
    int tar = in && open_archive(&a, in, fd, "", USE_TAR) == 0 &&
              archive_filter_code(a, 0) != ARCHIVE_FILTER_NONE;
    if (tar) {
        int status = archive_read_next_header(a, &entry);
        tar = status == ARCHIVE_OK || status == ARCHIVE_WARN;
    }
    archive_read_free(a);
    free(in);
    return tar;
}

struct walk {
    struct archive *a;
    const struct member_sink *sink;
    const char *type;
    int fd;
    unsigned long headers, members, bad, locked;
    bool opened, stopped, sparse; /* the sink wants no more; a member had holes */
};

/* The end of a name that is too long, from a folder on. */
static const char *shorten(const char *name)
{
    size_t length = strlen(name);
    if (length <= NAME_MAX_BYTES)
        return name;
    const char *tail = name + length - NAME_MAX_BYTES, *slash = strchr(tail, '/');
    return slash ? slash + 1 : tail;
}

/* The member's name. libarchive gives bytes as they are where the container does not say, and
 * UTF-8 where it does; nothing when a zip says so falsely: *raw is then the caller's to free. */
static const char *entry_name(const struct walk *w, struct archive_entry *entry, char **raw)
{
    const char *name = archive_entry_pathname(entry);
    if (!name)
        name = archive_entry_pathname_utf8(entry);
    if ((!name || !*name) && archive_format(w->a) == ARCHIVE_FORMAT_ZIP)
        name = *raw = zip_name(w->fd, w->headers - 1);
    return name ? shorten(name) : "";
}

/* How bytes of a name that are no UTF-8 are read. said: the container calls it UTF-8. */
static const char *fallback_charset(const char *type, bool said)
{
    if (strcmp(type, "application/zip") == 0 && !said)
        return "cp437";
    bool latin = strcmp(type, "application/x-tar") == 0 || strcmp(type, "application/gzip") == 0;
    return latin ? "latin-1" : "utf-8";
}

/* A problem code for what has no bytes of its own. */
static const char *entry_problem(struct archive_entry *entry)
{
    if (archive_entry_symlink(entry) || archive_entry_hardlink(entry))
        return "link";
    unsigned type = archive_entry_filetype(entry);
    if (type == AE_IFLNK)
        return "link";
    if (type != AE_IFREG && type != 0)
        return "device";
    if (archive_entry_is_encrypted(entry))
        return "encrypted";
    return archive_entry_sparse_count(entry) > 0 ? "sparse" : NULL;
}

/* Some readers find out that a member is encrypted only when they read it. */
static const char *read_failure(struct archive *a)
{
    const char *why = archive_error_string(a);
    bool locked = why && (strstr(why, "ncrypt") || strstr(why, "assphrase"));
    return locked ? "encrypted" : "broken";
}

/* Hands on a member's bytes. "" when it is whole, else why not; NULL when the sink stops. A
 * block must begin where the one before ended: what is said to lie between is a hole that would
 * be filled with any number of zeros. */
static const char *copy_bytes(struct walk *w)
{
    int64_t expected = 0;
    unsigned retries = 0;
    bool damaged = false;
    for (;;) {
        const void *data;
        size_t size;
        la_int64_t offset;
        int status = archive_read_data_block(w->a, &data, &size, &offset);
        if (status == ARCHIVE_EOF)
            return damaged ? "broken" : "";
        if (status < ARCHIVE_WARN && (status != ARCHIVE_RETRY || ++retries > RETRIES_MAX))
            return read_failure(w->a);
        damaged |= status != ARCHIVE_OK;
        if (status == ARCHIVE_RETRY)
            continue;
        if (size > 0 && offset != expected)
            return "sparse";
        expected += (int64_t)size;
        if (size > 0 && w->sink->bytes(w->sink->context, data, size))
            return NULL;
        if (size == 0 && ++retries > RETRIES_MAX)
            return "broken";
    }
}

/* 0 to go on. */
static int take_entry(struct walk *w, struct archive_entry *entry)
{
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return 0;
    char *raw = NULL;
    const char *name = entry_name(w, entry, &raw);
    bool single = archive_format(w->a) == ARCHIVE_FORMAT_RAW;
    if (single && strcmp(name, "data") == 0)
        name = "";
    w->members++;
    struct member m = {.name = name,
                       .charset = fallback_charset(w->type, raw != NULL),
                       .role = "member",
                       .problem = entry_problem(entry),
                       .part = (unsigned)w->members};
    w->stopped = w->sink->begin(w->sink->context, &m) != 0;
    free(raw);
    const char *problem = w->stopped ? NULL : m.problem ? "" : copy_bytes(w);
    if (problem) {
        w->bad += strcmp(problem, "broken") == 0;
        w->locked += strcmp(problem, "encrypted") == 0;
        w->sparse |= strcmp(problem, "sparse") == 0;
        w->stopped = w->sink->end(w->sink->context, *problem ? problem : NULL) != 0;
    }
    w->stopped |= !problem;
    return w->stopped ? -1 : 0;
}

/* Walks until the end (ARCHIVE_EOF), the sink stops, or no more can be read. */
static int walk_entries(struct walk *w)
{
    unsigned failures = 0;
    for (;;) {
        struct archive_entry *entry;
        int status = archive_read_next_header(w->a, &entry);
        if (status == ARCHIVE_EOF || status == ARCHIVE_FATAL)
            return status;
        w->headers++;
        if (status < ARCHIVE_WARN) {
            w->bad++;
            if (++failures > FAILURES_MAX)
                return ARCHIVE_FATAL;
            continue;
        }
        failures = 0;
        if (take_entry(w, entry))
            return ARCHIVE_OK;
    }
}

static int failed(struct walk *w, int status, struct problem *p)
{
    if (w->stopped)
        return -1;
    const char *why = archive_error_string(w->a);
    /* (asked of an archive that was not opened, libarchive crashes) */
    if (w->opened && archive_read_has_encrypted_entries(w->a) == 1 && w->members == 0)
        return problem_set(p, "encrypted", "the archive is encrypted, with its list of members");
    if (w->locked > 0 || (status == ARCHIVE_FATAL && strcmp(read_failure(w->a), "broken") != 0))
        return problem_set(p, "encrypted", "members of the archive are encrypted");
    if (status == ARCHIVE_EOF && w->bad == 0)
        return 0;
    if (status == ARCHIVE_EOF)
        return problem_set(p, "broken", "%lu members of the archive are damaged", w->bad);
    return problem_set(p, "broken", "the archive cannot be read on: %s",
                       why && strlen(why) < 100 ? why : "damaged");
}

static int walk_as(int fd, const char *type, enum use use, const struct member_sink *sink,
                   struct problem *p, unsigned long *members)
{
    struct input *in = malloc(sizeof *in);
    struct walk w = {.sink = sink, .type = type, .fd = fd};
    int status = ARCHIVE_FATAL;
    w.opened = in && open_archive(&w.a, in, fd, type, use) == 0;
    if (w.opened)
        status = walk_entries(&w);
    int result = w.a ? failed(&w, status, p) : problem_set(p, "memory", "no memory");
    if (w.sparse && !w.stopped)
        result = problem_set(p, "sparse", "members of the archive have holes");
    *members = w.members;
    archive_read_free(w.a);
    free(in);
    return result;
}

int archive_walk(int fd, const char *type, const struct member_sink *sink, struct problem *p)
{
    unsigned long members;
    struct problem none;
    p = p ? p : &none;
    *p = (struct problem){0};
    bool zip = strcmp(type, "application/zip") == 0;
    if (zip && zip_entries(fd, NULL, NULL) == 0)
        return 0; /* nothing in it; libarchive calls that no zip */
    if (zip && zip_overlaps(fd))
        return problem_set(p, "overlap", "entries of the archive lie over one another");
    int result = walk_as(fd, type, USE_TYPE, sink, p, &members);
    if (result == 0 || !zip || members > 0 || strcmp(p->code, "broken") != 0)
        return result;
    /* No list of members at the end: what stands in front of it can still be read. It is
     * broken however much of it comes out. */
    struct problem list = *p;
    result = walk_as(fd, type, USE_ZIP_STREAM, sink, p, &members);
    if (result == 0)
        *p = list;
    return -1;
}
