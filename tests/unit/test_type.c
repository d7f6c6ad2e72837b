/* What a file is, by its content. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/type.h"

static struct type_detector *detector;

static int load(void **state)
{
    char why[200] = "";
    (void)state;
    detector = type_load(why, sizeof why);
    return detector ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    type_free(detector);
    return 0;
}

/* Detected from the file and from its bytes alike. */
static void expect_bytes(const void *data, size_t size, const char *wanted)
{
    char type[TYPE_MAX];
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fflush(f), 0);
    assert_int_equal(type_detect(detector, fileno(f), type), 0);
    assert_string_equal(type, wanted);
    type_detect_bytes(detector, data, size, true, type);
    assert_string_equal(type, wanted);
    fclose(f);
}

#define EXPECT(text, wanted) expect_bytes(text, sizeof text - 1, wanted)

static void test_pictures(void **state)
{
    (void)state;
    EXPECT("\377\330\377\340\000\020JFIF", "image/jpeg");
    EXPECT("\211PNG\r\n\032\n\000\000\000\015IHDR", "image/png");
    EXPECT("II*\000\010\000\000\000", "image/tiff");
    EXPECT("MM\000+\000\010\000\000", "image/tiff");
    EXPECT("RIFF\020\000\000\000WEBPVP8 ", "image/webp");
    EXPECT("\000\000\000\030ftypheic\000\000\000\000mif1heic", "image/heic");
    EXPECT("\000\000\000\030ftypmif1\000\000\000\000mif1heic", "image/heic");
    EXPECT("\000\000\000\030ftypmif1\000\000\000\000mif1avif", "image/avif");
    EXPECT("BM\100\000\000\000\000\000\000\000\066\000\000\000\050\000\000\000\001\000\000\000\001"
           "\000\000\000",
           "image/bmp");
    assert_int_equal(type_group("image/avif"), TYPE_UNSUPPORTED);
}

static void test_pdf_behind_other_bytes(void **state)
{
    (void)state;
    EXPECT("%PDF-1.4\n1 0 obj", "application/pdf");
    EXPECT("GIF89a\001\002\003%PDF-1.4\n1 0 obj\n", "application/pdf");
    EXPECT("\r\njunk\n%PDF-1.7\n1 0 obj\n", "application/pdf");
    EXPECT("A file begins with %PDF-1.4 when it is a PDF.\n", "text/plain");
}

static void test_mail(void **state)
{
    (void)state;
    EXPECT("Received: from a by b\nFrom: x@example.nl\n\nhallo", "message/rfc822");
    EXPECT("Return-Path: <x@example.nl>\r\nDate: Mon, 2 Nov 2020\r\n\r\n", "message/rfc822");
    EXPECT("From: x@example.nl\nTo: y@example.nl\nSubject: z\n\nhallo", "message/rfc822");
    EXPECT("MIME-Version: 1.0\nContent-Type: text/plain\n folded\n\nhallo", "message/rfc822");
    EXPECT("From x@example.nl Mon Nov  2 10:00:00 2020\nFrom: x\nDate: y\n\nz", "application/mbox");
    EXPECT("Subject: bezwaar\n\nGeachte heer,\n", "text/plain");
    EXPECT("From: Jan\nSent: maandag\nTo: Piet\nSubject: z\n\nafgedrukt", "text/plain");
    EXPECT("Van: Jan\nAan: Piet\nBetreft: bezwaar\n\nGeachte heer,\n", "text/plain");
    EXPECT("From here on it goes wrong.\n", "text/plain");
}

static void test_text(void **state)
{
    (void)state;
    EXPECT("import duties were paid, caf\303\251\n", "text/plain");
    EXPECT("caf\351, zo'n 10 \200\n", "text/plain");
    EXPECT("\377\376h\000a\000l\000l\000o\000", "text/plain");
    EXPECT("datum;bedrag\n1-1-2020;10,00\n", "text/plain");
    EXPECT("{\"a\": 1}\n", "text/plain");
    EXPECT(" <!DOCTYPE html>\n<p>x", "text/html");
    EXPECT("\357\273\277<html><body>x", "text/html");
    assert_int_equal(type_group("text/html"), TYPE_PLAIN);
}

static void test_unsupported(void **state)
{
    char type[TYPE_MAX];
    (void)state;
    type_detect_bytes(detector, "#!/bin/sh\nrm -r x\n", 18, true, type);
    assert_int_equal(type_group(type), TYPE_UNSUPPORTED);
    type_detect_bytes(detector, "\177ELF\002\001\001\000\000\000", 10, true, type);
    assert_int_equal(type_group(type), TYPE_UNSUPPORTED);
    EXPECT("{\\rtf1\\ansi x}", "application/rtf");
    EXPECT("", "inode/x-empty");
    assert_string_equal(type_extension("application/rtf"), ".rtf");
    assert_string_equal(type_extension("x/y"), ".bin");
}

/* A character that the head cuts does not make a text something else; within, it does. */
static void test_cut_character(void **state)
{
    char type[TYPE_MAX];
    (void)state;
    type_detect_bytes(detector, "\341\201\342\202", 4, false, type);
    assert_string_not_equal(type, "text/plain");
    type_detect_bytes(detector, "\342\202\254\342\202", 5, false, type);
    assert_string_equal(type, "text/plain");
    type_detect_bytes(detector, "\342\202\254\342\202", 5, true, type);
    assert_string_not_equal(type, "text/plain");
}

static void test_tar_by_checksum(void **state)
{
    unsigned char header[1024] = "a.txt";
    unsigned sum = 8 * ' ';
    char type[TYPE_MAX];
    (void)state;
    memcpy(header + 124, "00000000000", 11);
    for (size_t i = 0; i < 512; i++)
        sum += header[i];
    snprintf((char *)header + 148, 8, "%06o", sum);
    type_detect_bytes(detector, header, sizeof header, true, type);
    assert_string_equal(type, "application/x-tar");
    header[0] = 'b';
    type_detect_bytes(detector, header, sizeof header, true, type);
    assert_string_not_equal(type, "application/x-tar");
}

/* A real G4 page was once taken for a tar: a digit where the checksum stands, and a signed sum
 * of 2. */
static void test_picture_with_the_sum_of_a_tar(void **state)
{
    unsigned char page[512] = "II*";
    char type[TYPE_MAX];
    int sum = 8 * ' ' + 'I' + 'I' + '*';
    (void)state;
    page[148] = '2';
    page[149] = 0x89;
    for (size_t i = 8; sum > 2; i++) {
        int take = sum - 2 < 128 ? sum - 2 : 128;
        page[i] = (unsigned char)(256 - take);
        sum -= take;
    }
    type_detect_bytes(detector, page, sizeof page, true, type);
    assert_string_equal(type, "image/tiff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_pdf_behind_other_bytes),
        cmocka_unit_test(test_mail),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_unsupported),
        cmocka_unit_test(test_cut_character),
        cmocka_unit_test(test_tar_by_checksum),
        cmocka_unit_test(test_picture_with_the_sum_of_a_tar),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
