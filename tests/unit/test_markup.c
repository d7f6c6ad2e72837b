/* The text of what is filed as it is, as lines of words. */
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
#include "stages/formats/archive.h"
#include "stages/formats/markup.h"

#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define ODT "application/vnd.oasis.opendocument.text"

/* The page's words, a blank between them, '|' between lines, '/' between blocks. */
static int read_bytes(const void *data, size_t size, const char *type, char *out, size_t room)
{
    struct page page = {0};
    struct problem p = {0};
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fflush(f), 0);
    int result = markup_read(fileno(f), type, &page, &p);
    *out = '\0';
    for (size_t i = 0; i < page.word_count; i++) {
        const struct word *w = &page.words[i], *before = i ? w - 1 : NULL;
        const char *between = !before                     ? ""
                              : before->block != w->block ? "/"
                              : before->line != w->line   ? "|"
                                                          : " ";
        size_t used = strlen(out);
        snprintf(out + used, room - used, "%s%s", between, w->text);
    }
    page_release(&page);
    fclose(f);
    return result;
}

static void expect(const char *data, size_t size, const char *type, const char *wanted)
{
    char out[1000];
    assert_int_equal(read_bytes(data, size, type, out, sizeof out), 0);
    assert_string_equal(out, wanted);
}

#define EXPECT(data, type, wanted) expect(data, sizeof data - 1, type, wanted)

static void test_plain(void **state)
{
    (void)state;
    EXPECT("Geachte heer,\r\n\r\nhierbij  mijn\tstuk\n", "text/plain",
           "Geachte heer,/hierbij mijn stuk");
    EXPECT("caf\351 \200 10", "text/plain", "café € 10");
    EXPECT("\377\376h\000\351\000\n\000x\000", "text/plain", "hé|x");
    EXPECT("\357\273\277a\302\240b", "text/plain", "a b");
    EXPECT("", "text/plain", "");
}

static void test_html(void **state)
{
    (void)state;
    EXPECT("<html><head><title>weg</title><style>p{}</style></head><body><p>Een &amp; twee"
           "\ndrie<br>vier<script>x()</script><table><tr><td>a</td><td>b</td></tr></table>",
           "text/html", "Een & twee drie|vier/a b");
    EXPECT("<meta charset=utf-16><p>caf\303\251", "text/html", "café");
}

static char zip[1u << 16];

static size_t make_zip(const char *const *members)
{
    size_t size = 0;
    struct archive *a = archive_write_new();
    archive_write_set_format_zip(a);
    archive_write_set_bytes_in_last_block(a, 1);
    archive_write_open_memory(a, zip, sizeof zip, &size);
    for (; *members; members += 2) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, members[0]);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_size(e, (la_int64_t)strlen(members[1]));
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        archive_write_data(a, members[1], strlen(members[1]));
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    return size;
}

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

static void test_docx(void **state)
{
    const char *const members[] = {
        "word/document.xml",
        "<w:document " W "><w:body><w:p><w:r><w:t>Hal</w:t></w:r><w:r><w:t>lo</w:t><w:tab/>"
        "<w:t>u</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
        "word/header1.xml", "<w:hdr " W "><w:p><w:r><w:t>Briefhoofd</w:t></w:r></w:p></w:hdr>",
        NULL};
    (void)state;
    expect(zip, make_zip(members), DOCX, "Briefhoofd/Hallo u|a b");
}

static void test_xlsx(void **state)
{
    const char *const members[] = {
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row><c t=\"s\"><v>1</v></c><c><v>12.5</v></c></row>"
        "<row><c t=\"inlineStr\"><is><t>los</t></is></c><c t=\"s\"><v>99</v></c></row>"
        "</sheetData></worksheet>",
        "xl/sharedStrings.xml",
        "<sst><si><t>nul</t></si><si><r><t>uren</t></r><r><t> week</t></r></si></sst>", NULL};
    (void)state;
    expect(zip, make_zip(members), XLSX, "uren week 12.5|los");
}

static void test_odt(void **state)
{
    const char *const members[] = {
        "content.xml",
        "<o:document-content xmlns:o=\"o\" xmlns:t=\"t\"><o:styles>weg</o:styles><o:body><o:text>"
        "<t:h>Kop</t:h><t:p>een<t:s/>twee<t:line-break/>drie</t:p></o:text></o:body>"
        "</o:document-content>",
        NULL};
    (void)state;
    expect(zip, make_zip(members), ODT, "Kop|een twee|drie");
}

static void test_entities_are_not_expanded(void **state)
{
    const char *const members[] = {
        "content.xml",
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">"
        "<!ENTITY c SYSTEM \"file:///etc/passwd\">]><x><body>&b;&c;klaar</body></x>",
        NULL};
    char out[1000];
    (void)state;
    read_bytes(zip, make_zip(members), ODT, out, sizeof out);
    assert_null(strstr(out, "aaaa"));
    assert_null(strstr(out, "root"));
}

static void test_damaged_office_file(void **state)
{
    const char *const members[] = {"word/document.xml", "<w:document " W "><w:body>", NULL};
    const char *const none[] = {"iets.xml", "<x/>", NULL};
    char out[100];
    (void)state;
    assert_int_equal(read_bytes(zip, make_zip(members), DOCX, out, sizeof out), -1);
    assert_int_equal(read_bytes(zip, make_zip(none), DOCX, out, sizeof out), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_docx),
        cmocka_unit_test(test_xlsx),
        cmocka_unit_test(test_odt),
        cmocka_unit_test(test_entities_are_not_expanded),
        cmocka_unit_test(test_damaged_office_file),
    };
    archive_open();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
