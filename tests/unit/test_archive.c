/* Archives come apart, and those that lie are found out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include "stages/formats/archive.h"
#include "stages/formats/archive_zip.h"
#include "stages/formats/type.h"

#define ROOM (1u << 20)

static char bytes[ROOM]; /* the archive under test */
static size_t size;

/* What the sink saw: "name[problem]=text;" a member, and how a member ended when it did badly. */
static char seen[4096];

static void note(const char *text, int length)
{
    size_t used = strlen(seen);
    snprintf(seen + used, sizeof seen - used, "%.*s", length, text);
}

static int on_begin(void *context, const struct member *m)
{
    (void)context;
    note(m->name, 60);
    if (m->problem) {
        note("[", 1);
        note(m->problem, 20);
        note("]", 1);
    }
    note("=", 1);
    return 0;
}

static int on_bytes(void *context, const void *data, size_t length)
{
    (void)context;
    note(data, (int)(length < 40 ? length : 40));
    return 0;
}

static int on_end(void *context, const char *problem)
{
    (void)context;
    if (problem) {
        note("!", 1);
        note(problem, 20);
    }
    note(";", 1);
    return 0;
}

static int walk(const char *type, struct problem *p)
{
    const struct member_sink sink = {on_begin, on_bytes, on_end, NULL};
    FILE *f = tmpfile();
    seen[0] = '\0';
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fflush(f), 0);
    int result = archive_walk(fileno(f), type, &sink, p);
    fclose(f);
    return result;
}

static struct archive *begin(int format, int filter)
{
    struct archive *a = archive_write_new();
    assert_int_equal(archive_write_set_format(a, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(a, 1);
    return a;
}

static void add(struct archive *a, const char *name, const char *text, int kind)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, (unsigned)kind);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, kind == AE_IFREG ? (la_int64_t)strlen(text) : 0);
    if (kind == AE_IFLNK)
        archive_entry_set_symlink(e, text);
    assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
    if (kind == AE_IFREG)
        archive_write_data(a, text, strlen(text));
    archive_entry_free(e);
}

static void make(int format, int filter)
{
    struct archive *a = begin(format, filter);
    assert_int_equal(archive_write_open_memory(a, bytes, sizeof bytes, &size), ARCHIVE_OK);
    add(a, "map/a.txt", "een", AE_IFREG);
    add(a, "b.txt", "twee", AE_IFREG);
    archive_write_close(a);
    archive_write_free(a);
}

static void test_formats(void **state)
{
    static const struct {
        int format, filter;
        const char *type;
    } kinds[] = {{ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "application/zip"},
                 {ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "application/x-7z-compressed"},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, "application/x-tar"},
                 {ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_GZIP, "application/x-tar"},
                 {ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_XZ, "application/x-tar"},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD, "application/x-tar"},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2, "application/x-tar"}};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct problem p;
        make(kinds[i].format, kinds[i].filter);
        assert_int_equal(walk(kinds[i].type, &p), 0);
        assert_string_equal(seen, "map/a.txt=een;b.txt=twee;");
    }
}

static void test_links_and_devices_are_told(void **state)
{
    struct problem p;
    struct archive *a = begin(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE);
    (void)state;
    archive_write_open_memory(a, bytes, sizeof bytes, &size);
    add(a, "l", "/etc/passwd", AE_IFLNK);
    add(a, "f", "", AE_IFIFO);
    add(a, "d", "", AE_IFDIR);
    add(a, "x", "ja", AE_IFREG);
    archive_write_close(a);
    archive_write_free(a);
    assert_int_equal(walk("application/x-tar", &p), 0);
    assert_string_equal(seen, "l[link]=;f[device]=;x=ja;");
}

static void test_single_compressed_file(void **state)
{
    struct problem p;
    struct archive *a = begin(ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_XZ);
    (void)state;
    archive_write_open_memory(a, bytes, sizeof bytes, &size);
    add(a, "x", "inhoud", AE_IFREG);
    archive_write_close(a);
    archive_write_free(a);
    assert_int_equal(walk("application/x-xz", &p), 0);
    assert_string_equal(seen, "=inhoud;");
}

/* Puts bytes of a made-up zip. */
static void put(const void *data, size_t length)
{
    memcpy(bytes + size, data, length);
    size += length;
}

static void put_number(uint32_t value, int width)
{
    for (int i = 0; i < width; i++, value >>= 8)
        bytes[size++] = (char)value;
}

#define CRC_X 0x8cdc1683u /* of "x" */

static void put_local(const char *name, unsigned flags)
{
    put("PK\003\004\024\000", 6);
    put_number(flags, 2);
    put("\000\000\000\000\000\000", 6);
    put_number(CRC_X, 4);
    put_number(1, 4);
    put_number(1, 4);
    put_number((uint32_t)strlen(name), 2);
    put_number(0, 2);
    put(name, strlen(name));
    put("x", 1);
}

static void put_central(const char *name, unsigned flags, uint32_t offset)
{
    put("PK\001\002\024\000\024\000", 8);
    put_number(flags, 2);
    put("\000\000\000\000\000\000", 6);
    put_number(CRC_X, 4);
    put_number(1, 4);
    put_number(1, 4);
    put_number((uint32_t)strlen(name), 2);
    put("\000\000\000\000\000\000\000\000\000\000\000\000", 12);
    put_number(offset, 4);
    put(name, strlen(name));
}

static void put_end(unsigned entries, size_t directory)
{
    size_t length = size - directory;
    put("PK\005\006\000\000\000\000", 8);
    put_number(entries, 2);
    put_number(entries, 2);
    put_number((uint32_t)length, 4);
    put_number((uint32_t)directory, 4);
    put_number(0, 2);
}

static void test_overlap(void **state)
{
    struct problem p;
    (void)state;
    size = 0;
    put_local("a", 0);
    size_t directory = size;
    put_central("a", 0, 0);
    put_central("b", 0, 0);
    put_end(2, directory);
    assert_int_equal(walk("application/zip", &p), -1);
    assert_string_equal(p.code, "overlap");
    assert_string_equal(seen, "");
}

static void test_encrypted_member_beside_a_good_one(void **state)
{
    struct problem p;
    (void)state;
    size = 0;
    put_local("a", 1);
    size_t second = size;
    put_local("b", 0);
    size_t directory = size;
    put_central("a", 1, 0);
    put_central("b", 0, (uint32_t)second);
    put_end(2, directory);
    assert_int_equal(walk("application/zip", &p), 0);
    assert_string_equal(seen, "a[encrypted]=;b=x;");
}

static void test_broken_member_and_cut_archive(void **state)
{
    struct problem p;
    (void)state;
    size = 0;
    put_local("a", 0);
    size_t second = size;
    put_local("b", 0);
    bytes[size - 1] = 'y';
    size_t directory = size;
    put_central("a", 0, 0);
    put_central("b", 0, (uint32_t)second);
    put_end(2, directory);
    assert_int_equal(walk("application/zip", &p), -1);
    assert_string_equal(p.code, "broken");
    assert_string_equal(seen, "a=x;b=y!broken;");
    size = directory; /* the list is gone: what stands before it is still read */
    bytes[size - 1] = 'x';
    assert_int_equal(walk("application/zip", &p), -1);
    assert_string_equal(p.code, "broken");
    assert_string_equal(seen, "a=x;b=x;");
}

static void test_name_that_is_falsely_called_utf8(void **state)
{
    struct problem p;
    (void)state;
    size = 0;
    put_local("\377a", 0);
    size_t directory = size;
    put_central("\377a", 0x800, 0);
    put_end(1, directory);
    assert_int_equal(walk("application/zip", &p), 0);
    assert_string_equal(seen, "\377a=x;");
}

static void test_empty_zip(void **state)
{
    struct problem p;
    (void)state;
    size = 0;
    put_end(0, 0);
    assert_int_equal(walk("application/zip", &p), 0);
    assert_string_equal(seen, "");
}

/* Every length in the directory is checked: any one byte of it may lie. */
static void test_directory_of_lies(void **state)
{
    (void)state;
    make(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE);
    for (size_t at = size > 200 ? size - 200 : 0; at < size; at++) {
        char was = bytes[at];
        FILE *f = tmpfile();
        bytes[at] = '\377';
        assert_non_null(f);
        fwrite(bytes, 1, size, f);
        fflush(f);
        zip_overlaps(fileno(f));
        zip_office_type(fileno(f));
        assert_true(zip_entries(fileno(f), NULL, NULL) <= 2);
        fclose(f);
        bytes[at] = was;
    }
}

/* A store-only writer of RAR, versions 4 and 5, as far as needed: nothing here can make one.
 * Headers by the format's own notes; a header's sum is CRC-32 of what follows it, in version 4 its
 * low half. */
static void rar4_block(unsigned type, unsigned flags, const void *body, unsigned length)
{
    unsigned char head[7] = {0, 0, (unsigned char)type, (unsigned char)flags,
                             (unsigned char)(flags >> 8)};
    unsigned all = length + 7;
    head[5] = (unsigned char)all;
    head[6] = (unsigned char)(all >> 8);
    uLong sum = crc32(crc32(0, head + 2, 5), body, length);
    head[0] = (unsigned char)sum;
    head[1] = (unsigned char)(sum >> 8);
    put(head, 7);
    put(body, length);
}

static void little(unsigned char *to, uLong value, int count)
{
    for (int i = 0; i < count; i++)
        to[i] = (unsigned char)(value >> 8 * i);
}

static void rar4_file(const char *name, const char *text, uLong sum)
{
    unsigned char body[25 + 60] = {0};
    unsigned length = (unsigned)strlen(text), named = (unsigned)strlen(name);
    little(body, length, 4);
    little(body + 4, length, 4);
    body[8] = 3; /* written on Unix */
    little(body + 9, sum, 4);
    little(body + 13, 0x50e09000, 4); /* a DOS time in 2020 */
    body[17] = 20;
    body[18] = 0x30; /* stored */
    little(body + 19, named, 2);
    little(body + 21, 0100644, 4);
    memcpy(body + 25, name, named);
    rar4_block(0x74, 0x8000, body, 25 + named);
    put(text, length);
}

static uLong sum_of(const char *text)
{
    return crc32(0, (const Bytef *)text, (uInt)strlen(text));
}

static void rar5_block(const unsigned char *body, unsigned length)
{
    unsigned char head[5] = {0};
    assert_true(length < 128); /* a size of one byte */
    head[4] = (unsigned char)length;
    little(head, crc32(crc32(0, head + 4, 1), body, length), 4);
    put(head, 5);
    put(body, length);
}

static void rar5_file(const char *name, const char *text)
{
    unsigned char body[100] = {2, 2, 0, 4}; /* a file; with data; of a size; a checksum is there */
    unsigned length = (unsigned)strlen(text), named = (unsigned)strlen(name);
    assert_true(length < 128 && named < 60);
    body[2] = body[4] = (unsigned char)length;
    body[5] = 0x24; /* attributes */
    little(body + 6, sum_of(text), 4);
    body[11] = 1; /* method 0 (stored) stands in 10; the host is Unix */
    body[12] = (unsigned char)named;
    memcpy(body + 13, name, named);
    rar5_block(body, 13 + named);
    put(text, length);
}

static void rar4(const char *second, uLong sum)
{
    size = 0;
    put("Rar!\x1a\x07\0", 7);
    rar4_block(0x73, 0, "\0\0\0\0\0\0", 6);
    rar4_file("een.txt", "Eerste brief.", sum_of("Eerste brief."));
    rar4_file(second, "Tweede brief.", sum);
    rar4_block(0x7b, 0x4000, "", 0);
}

static void test_rar_comes_apart(void **state)
{
    struct problem p = {0};
    (void)state;
    rar4("map/twee.txt", sum_of("Tweede brief."));
    assert_int_equal(walk("application/x-rar", &p), 0);
    assert_string_equal(seen, "een.txt=Eerste brief.;map/twee.txt=Tweede brief.;");
    size = 0;
    put("Rar!\x1a\x07\x01\0", 8);
    rar5_block((const unsigned char *)"\1\0\0", 3);
    rar5_file("een.txt", "Eerste brief.");
    rar5_file("map/twee.txt", "Tweede brief.");
    rar5_block((const unsigned char *)"\5\0\0", 3);
    assert_int_equal(walk("application/x-rar", &p), 0);
    assert_string_equal(seen, "een.txt=Eerste brief.;map/twee.txt=Tweede brief.;");
}

static void test_rar_that_is_cut(void **state)
{
    struct problem p = {0};
    (void)state;
    /* Cut anywhere. (libarchive does not look at the checksum of what is stored in version 4.) */
    rar4("twee.txt", sum_of("Tweede brief."));
    for (; size > 20; size--) {
        static const char one[] = "een.txt=Eerste brief.;", both[] = "twee.txt=Tweede brief.;";
        int got = walk("application/x-rar", &p);
        const char *rest = strncmp(seen, one, sizeof one - 1) == 0 ? seen + sizeof one - 1 : seen;
        /* Between two members nothing tells that there was another. */
        assert_true(got == -1 || strcmp(rest, "") == 0 || strcmp(rest, both) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rar_comes_apart),
        cmocka_unit_test(test_rar_that_is_cut),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_links_and_devices_are_told),
        cmocka_unit_test(test_single_compressed_file),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_encrypted_member_beside_a_good_one),
        cmocka_unit_test(test_broken_member_and_cut_archive),
        cmocka_unit_test(test_name_that_is_falsely_called_utf8),
        cmocka_unit_test(test_empty_zip),
        cmocka_unit_test(test_directory_of_lies),
    };
    archive_open();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
