/* Pieces come to stand where they should, once, and what a crash left is swept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include "stages/publish/publish.h"
#include "stages/report/report.h"

static char out[64], png_key[SPOOL_KEY_SIZE], text_key[SPOOL_KEY_SIZE], bad_key[SPOOL_KEY_SIZE];
static struct spool spool;
static struct ledger ledger;
static struct publisher *publisher;

static size_t chunk(unsigned char *at, const char *name, const void *data, uint32_t size)
{
    uint32_t crc = (uint32_t)crc32(crc32(0, (const Bytef *)name, 4), data, size);

    for (int i = 0; i < 4; i++) {
        at[i] = (unsigned char)(size >> (24 - 8 * i));
        at[8 + size + (size_t)i] = (unsigned char)(crc >> (24 - 8 * i));
    }
    memcpy(at + 4, name, 4);
    if (size > 0)
        memcpy(at + 8, data, size);
    return 12 + size;
}

/* A gray page of 80 x 110 pixels with one black bar. */
static size_t make_png(unsigned char *png)
{
    static const unsigned char head[13] = {0, 0, 0, 80, 0, 0, 0, 110, 8, 0, 0, 0, 0};
    unsigned char rows[110][81], packed[10000];
    uLongf size = sizeof packed;

    memset(rows, 255, sizeof rows);
    for (int y = 0; y < 110; y++)
        rows[y][0] = 0;
    memset(rows[20] + 10, 0, 60);
    assert_int_equal(compress(packed, &size, rows[0], sizeof rows), Z_OK);
    memcpy(png, "\x89PNG\r\n\x1a\n", 8);
    size_t used = 8 + chunk(png + 8, "IHDR", head, 13);
    used += chunk(png + used, "IDAT", packed, (uint32_t)size);
    return used + chunk(png + used, "IEND", NULL, 0);
}

static int open_all(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s/spool", out);
    if (spool_init(&spool, path) < 0 || ledger_open(&ledger, out, true) < 0)
        return -1;
    publisher = publisher_open(out, &spool, &ledger, 2);
    return publisher ? 0 : -1;
}

static void close_all(void)
{
    publisher_close(publisher);
    ledger_close(&ledger);
    spool_release(&spool);
}

static int set_up(void **state)
{
    unsigned char png[12000];

    (void)state;
    strcpy(out, "/tmp/test-publish-XXXXXX");
    if (!mkdtemp(out) || open_all() < 0)
        return -1;
    size_t size = make_png(png);
    return spool_store(&spool, png, size, png_key) | spool_store(&spool, "Beste", 5, text_key) |
           spool_store(&spool, "\x89PNG\r\n\x1a\nno", 10, bad_key);
}

static int tear_down(void **state)
{
    char command[100];

    (void)state;
    close_all();
    snprintf(command, sizeof command, "rm -rf '%s'", out);
    return system(command);
}

static void add_page(struct submission *s, const char *file, const char *type, const char *blob,
                     const char *source, bool blank)
{
    json_array_append_new(s->records,
                          json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "kind", "file", "file", file,
                                    "blob", blob, "type", type, "role", "document", "path", file));
    json_array_append_new(s->records, json_pack("{s:s,s:s,s:i,s:i,s:s,s:s,s:s,s:s,s:b,s:i}", "kind",
                                                "page", "file", file, "page", 1, "of", 1, "blob",
                                                blob, "type", type, "role", "document", "source",
                                                source, "blank", blank, "rotation", 0));
}

static struct submission *submission(const char *name, const char *id)
{
    struct submission *s =
        submission_new(json_pack("{s:s,s:s,s:s,s:s}", "kind", "submission", "submission", name,
                                 "id", id, "received", "2020-11-14T21:13:05+01:00"));

    add_page(s, "kaart.png", "image/png", png_key, "image", false);
    add_page(s, "leeg.png", "image/png", png_key, "image", true);
    add_page(s, "body.txt", "text/plain", text_key, "plain", false);
    add_page(s, "stuk.png", "image/png", bad_key, "image", false);
    return s;
}

static json_t *piece(const char *id, const char *file, const char *decision, const char *type)
{
    json_t *p =
        json_pack("{s:s,s:s,s:[{s:s,s:i}],s:s,s:s?,s:s?,s:f,s:[{s:s,s:s}],s:{s:s},s:b}", "kind",
                  "piece", "piece", id, "pages", "file", file, "page", 1, "decision", decision,
                  "type", type, "dossier", strcmp(decision, "filed") == 0 ? "R-1" : NULL,
                  "confidence", 0.9, "reasons", "code", "te-onzeker", "detail",
                  "Waarom <b>niet</b>", "fields", "name", "van der Meer", "urgent", 0);

    return p;
}

static json_t *all_pieces(void)
{
    json_t *pieces = json_array();

    json_array_append_new(pieces, piece("1111111111111111", "kaart.png", "filed", "bankpas"));
    json_array_append_new(pieces, piece("2222222222222222", "leeg.png", "aside", NULL));
    json_array_append_new(pieces, piece("3333333333333333", "body.txt", "filed", "brief"));
    json_array_append_new(pieces, piece("4444444444444444", "stuk.png", "filed", "loonstrook"));
    return pieces;
}

static bool there(const char *path)
{
    char full[400];

    snprintf(full, sizeof full, "%s/%s", out, path);
    return access(full, F_OK) == 0;
}

static char *content(const char *path)
{
    char full[400];
    char *text = calloc(1, 1 << 20);

    snprintf(full, sizeof full, "%s/%s", out, path);
    FILE *f = fopen(full, "rb");
    assert_non_null(f);
    assert_true(fread(text, 1, (1 << 20) - 1, f) > 0);
    fclose(f);
    return text;
}

static const char *path_of(const char *id)
{
    static char path[400];
    json_t *p = ledger_piece(&ledger, id);

    assert_non_null(p);
    snprintf(path, sizeof path, "%s", json_string_value(json_object_get(p, "path")));
    json_decref(p);
    return path;
}

static void publish(const char *name, const char *id, json_t *pieces)
{
    struct submission *s = submission(name, id);

    assert_int_equal(publish_submission(publisher, s, pieces, "run-1"), 0);
    json_decref(pieces);
    submission_free(s);
    json_t *pending = ledger_pending(&ledger);
    assert_int_equal(json_array_size(pending), 0);
    json_decref(pending);
}

static void test_each_kind_in_its_room(void **state)
{
    (void)state;
    publish("post.zip", "s1", all_pieces());
    assert_string_equal(path_of("1111111111111111"),
                        "dossiers/R-1/2020-11-14 Bankpas van der Meer.pdf");
    char *pdf = content(path_of("1111111111111111"));
    assert_memory_equal(pdf, "%PDF-", 5);
    free(pdf);
    assert_string_equal(path_of("3333333333333333"),
                        "dossiers/R-1/2020-11-14 Brief van der Meer.txt");
    assert_string_equal(path_of("2222222222222222"),
                        "aside/2020-11-14 post.zip Blanco pagina 22222222/2020-11-14 Blanco pagina "
                        "van der Meer.pdf");
    /* A picture that is none becomes no PDF: a clerk sees the original. */
    assert_string_equal(path_of("4444444444444444"),
                        "review/2020-11-14 post.zip Loonstrook 44444444/stuk.png");
    char *why = content("review/2020-11-14 post.zip Loonstrook 44444444/why.txt");
    assert_non_null(strstr(why, "postkamer file 4444444444444444 --dossier R-1 --type loonstrook"));
    assert_non_null(strstr(why, "geen veilige PDF"));
    free(why);
    json_t *p = ledger_piece(&ledger, "1111111111111111");
    assert_true(spool_key_valid(json_string_value(json_object_get(p, "sha256"))));
    assert_true(spool_has(&spool, json_string_value(json_object_get(p, "thumbnail"))));
    json_decref(p);
}

static void test_again_changes_nothing(void **state)
{
    char full[400];
    struct stat before, after;
    json_t *was = ledger_pieces(&ledger, "s1");

    (void)state;
    snprintf(full, sizeof full, "%s/%s", out, path_of("1111111111111111"));
    assert_int_equal(stat(full, &before), 0);
    publish("post.zip", "s1", all_pieces());
    assert_int_equal(stat(full, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    json_t *is = ledger_pieces(&ledger, "s1");
    assert_true(json_equal(was, is));
    json_decref(was);
    json_decref(is);
}

static void test_names_repeat_with_a_number(void **state)
{
    json_t *pieces = json_array();

    (void)state;
    json_array_append_new(pieces, piece("5555555555555555", "kaart.png", "filed", "bankpas"));
    publish("ander.zip", "s2", pieces);
    assert_string_equal(path_of("5555555555555555"),
                        "dossiers/R-1/2020-11-14 Bankpas van der Meer (2).pdf");
}

static void test_given_up_is_removed(void **state)
{
    json_t *pieces = all_pieces();

    (void)state;
    json_array_remove(pieces, 2); /* the body is no piece any more, the card waits */
    json_object_set_new(json_array_get(pieces, 0), "decision", json_string("review"));
    publish("post.zip", "s1", pieces);
    assert_false(there("dossiers/R-1/2020-11-14 Bankpas van der Meer.pdf"));
    assert_false(there("dossiers/R-1/2020-11-14 Brief van der Meer.txt"));
    assert_true(there("review/2020-11-14 post.zip Bankpas 11111111/why.txt"));
    assert_true(there("dossiers/R-1/2020-11-14 Bankpas van der Meer (2).pdf"));
    publish("post.zip", "s1", all_pieces());
    assert_true(there("dossiers/R-1/2020-11-14 Bankpas van der Meer.pdf"));
    assert_false(there("review/2020-11-14 post.zip Bankpas 11111111"));
}

static void put(const char *path)
{
    char full[400];

    snprintf(full, sizeof full, "%s/%s", out, path);
    int fd = open(full, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static void test_what_a_crash_left_is_swept(void **state)
{
    (void)state;
    put("dossiers/R-1/half.pdf");
    put(".tmp/1-1");
    assert_int_equal(ledger_intend(&ledger, "dossiers/R-1/half.pdf"), 0);
    assert_int_equal(ledger_intend(&ledger, path_of("1111111111111111")), 0); /* is owned */
    close_all();
    assert_int_equal(open_all(), 0);
    assert_false(there("dossiers/R-1/half.pdf"));
    assert_false(there(".tmp/1-1"));
    assert_true(there(path_of("1111111111111111")));
}

static void test_nothing_is_overwritten(void **state)
{
    json_t *pieces = json_array();

    (void)state;
    put("dossiers/R-1/2020-11-14 Paspoort van der Meer.pdf"); /* a clerk's own */
    json_array_append_new(pieces, piece("6666666666666666", "kaart.png", "filed", "paspoort"));
    publish("derde.zip", "s3", pieces);
    assert_string_equal(path_of("6666666666666666"),
                        "dossiers/R-1/2020-11-14 Paspoort van der Meer (2).pdf");
}

static void test_reports(void **state)
{
    (void)state;
    json_t *run = json_pack("{s:s,s:s,s:f}", "run", "run-1", "started", "2020-11-15T02:00:00+01:00",
                            "seconds", 2.0);
    assert_int_equal(ledger_put_run(&ledger, run), 0);
    json_decref(run);
    assert_int_equal(report_write(out, &spool, &ledger, "run-1"), 0);
    char *all = content("report.ndjson"), *of_run = content("runs/run-1/report.ndjson");
    assert_string_equal(all, of_run);
    assert_memory_equal(all, "{\"kind\":\"piece\",\"submission\":\"ander.zip\",\"piece\":\"5555",
                        52);
    assert_non_null(strstr(all,
                           "\"confidence\":0.9,\"pages\":[{\"file\":\"kaart.png\",\"page\":1}],"
                           "\"decision\":\"filed\",\"dossier\":\"R-1\",\"candidates\":[],"));
    char *html = content("runs/run-1/report.html");
    assert_null(strstr(html, "<b>niet</b>"));
    assert_non_null(strstr(html, "Waarom &lt;b&gt;niet&lt;/b&gt;"));
    assert_non_null(strstr(html, "href=\"../../dossiers/R-1/2020-11-14%20Bankpas%20van%20der%20"));
    assert_non_null(strstr(html, "zondag 15 november 2020, 02.00 uur"));
    assert_non_null(strstr(html, "data:image/png;base64,"));
    free(all);
    free(of_run);
    free(html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_in_its_room),
        cmocka_unit_test(test_again_changes_nothing),
        cmocka_unit_test(test_names_repeat_with_a_number),
        cmocka_unit_test(test_given_up_is_removed),
        cmocka_unit_test(test_what_a_crash_left_is_swept),
        cmocka_unit_test(test_nothing_is_overwritten),
        cmocka_unit_test(test_reports),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
