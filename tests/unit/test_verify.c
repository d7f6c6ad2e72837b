/* Every way in which a page can be lost must be found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "pipeline/ledger.h"
#include "pipeline/pool.h"
#include "stages/verify/verify.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LETTER "Geachte heer, mevrouw"
/* Two pages, and no cross-reference table: readers mend that. */
#define PDF                                                                                        \
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"                                       \
    "2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>endobj\n"                                     \
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"                             \
    "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"                             \
    "trailer<</Root 1 0 R/Size 5>>\n%%EOF\n"

struct house {
    char out[40];
    struct spool spool;
    struct ledger ledger;
    json_t *records, *expected, *pieces;
    char pdf[SPOOL_KEY_SIZE], letter[SPOOL_KEY_SIZE];
};

static char *at(const struct house *h, const char *path)
{
    static char full[200];
    snprintf(full, sizeof full, "%s/%s", h->out, path);
    return full;
}

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static json_t *piece(const char *id, const char *path, const char *key, size_t size, json_t *pages)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:o}", "piece", id, "submission", "a",
                     "submission_id", ID, "decision", "filed", "dossier", "D1", "path", path,
                     "sha256", key, "size", (json_int_t)size, "pages", pages);
}

static int make_house(void **state)
{
    struct house *h = calloc(1, sizeof *h);
    strcpy(h->out, "verify-test-XXXXXX");
    assert_non_null(mkdtemp(h->out));
    assert_int_equal(spool_init(&h->spool, at(h, "spool")), 0);
    assert_int_equal(ledger_open(&h->ledger, h->out, true), 0);
    assert_int_equal(mkdir(at(h, "dossiers"), 0750), 0);
    assert_int_equal(mkdir(at(h, "dossiers/D1"), 0750), 0);
    write_file(at(h, "dossiers/D1/form.pdf"), PDF);
    write_file(at(h, "dossiers/D1/letter.txt"), LETTER);
    assert_int_equal(spool_store(&h->spool, PDF, strlen(PDF), h->pdf), 0);
    assert_int_equal(spool_store(&h->spool, LETTER, strlen(LETTER), h->letter), 0);
    h->records = json_pack(
        "[{s:s,s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s,s:s},{s:s,s:s,s:i},{s:s,s:s,s:i},{s:s,s:s,s:i}]",
        "kind", "file", "file", "form.pdf", "blob", h->pdf, "type", "application/pdf", "role",
        "document", "kind", "file", "file", "body.txt", "blob", h->letter, "type", "text/plain",
        "role", "body", "kind", "page", "file", "form.pdf", "page", 1, "kind", "page", "file",
        "form.pdf", "page", 2, "kind", "page", "file", "body.txt", "page", 1);
    h->expected = json_pack("[{s:s,s:i},{s:s,s:i},{s:s,s:i}]", "file", "form.pdf", "page", 1,
                            "file", "form.pdf", "page", 2, "file", "body.txt", "page", 1);
    json_t *form = json_pack("[{s:s,s:i},{s:s,s:i}]", "file", "form.pdf", "page", 1, "file",
                             "form.pdf", "page", 2);
    json_t *letter = json_pack("[{s:s,s:i}]", "file", "body.txt", "page", 1);
    h->pieces = json_array();
    json_array_append_new(
        h->pieces, piece("1111111111111111", "dossiers/D1/form.pdf", h->pdf, strlen(PDF), form));
    json_array_append_new(h->pieces, piece("2222222222222222", "dossiers/D1/letter.txt", h->letter,
                                           strlen(LETTER), letter));
    *state = h;
    return 0;
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static int raze_house(void **state)
{
    struct house *h = *state;
    ledger_close(&h->ledger);
    spool_release(&h->spool);
    json_decref(h->records);
    json_decref(h->expected);
    json_decref(h->pieces);
    nftw(h->out, drop, 16, FTW_DEPTH | FTW_PHYS);
    free(h);
    return 0;
}

static void write_ledger(struct house *h)
{
    char key[SPOOL_KEY_SIZE];
    size_t i;
    json_t *one, *head = json_pack("{s:s,s:s}", "submission", "a", "id", ID);
    char *text = json_dumps(h->records, JSON_COMPACT);
    assert_int_equal(spool_store(&h->spool, text, strlen(text), key), 0);
    free(text);
    assert_int_equal(ledger_put_submission(&h->ledger, head, key, h->expected, "run"), 0);
    json_array_foreach(h->pieces, i, one) assert_int_equal(ledger_put_piece(&h->ledger, one), 0);
    json_decref(head);
}

static struct verify look(struct house *h)
{
    struct pool *pool = verify_counters(1);
    assert_non_null(pool);
    struct verify v = {.out = h->out, .spool = &h->spool, .workers = 2};
    v.out_fd = open(h->out, O_RDONLY | O_DIRECTORY);
    assert_int_equal(verify_ledger(&v, &h->ledger), 0);
    assert_int_equal(verify_tree(&v), 0);
    assert_int_equal(verify_counts(&v, pool), 0);
    assert_int_equal(verify_hashes(&v), 0);
    pool_stop(pool);
    close(v.out_fd);
    verify_release(&v);
    return v;
}

static void all_is_well(void **state)
{
    struct house *h = *state;
    write_ledger(h);
    struct verify v = look(h);
    assert_int_equal(v.found, 0);
    assert_int_equal(v.submissions, 1);
    assert_int_equal(v.files, 2);
    assert_int_equal(v.filed, 2);
    assert_int_equal(v.expected, 3);
    assert_int_equal(v.accounted, 3);
}

static void page_in_no_piece(void **state)
{
    struct house *h = *state;
    json_array_remove(json_object_get(json_array_get(h->pieces, 0), "pages"), 1);
    write_ledger(h);
    struct verify v = look(h);
    assert_int_equal(v.accounted, 2);
    assert_int_equal(v.found, 2); /* and the PDF has a page too many */
}

static void page_in_two_pieces(void **state)
{
    struct house *h = *state;
    json_t *pages = json_object_get(json_array_get(h->pieces, 1), "pages");
    json_array_append_new(pages, json_pack("{s:s,s:i}", "file", "form.pdf", "page", 2));
    write_ledger(h);
    struct verify v = look(h);
    assert_int_equal(v.accounted, 2);
    assert_int_equal(v.found, 1);
}

/* The stage that cut the pages lost one, everywhere. */
static void page_never_recorded(void **state)
{
    struct house *h = *state;
    json_array_remove(h->records, 3);
    json_array_remove(h->expected, 1);
    json_array_remove(json_object_get(json_array_get(h->pieces, 0), "pages"), 1);
    write_ledger(h);
    struct verify v = look(h);
    assert_int_equal(v.accounted, 2);
    assert_true(v.found >= 1);
}

static void file_never_paged(void **state)
{
    struct house *h = *state;
    json_array_remove(h->records, 4);
    json_array_remove(h->expected, 2);
    json_array_remove(h->pieces, 1);
    unlink(at(h, "dossiers/D1/letter.txt"));
    write_ledger(h);
    struct verify v = look(h);
    assert_true(v.found >= 1);
    assert_int_equal(v.expected, 3);
    assert_int_equal(v.accounted, 2);
}

static void published_file_changed(void **state)
{
    struct house *h = *state;
    write_ledger(h);
    write_file(at(h, "dossiers/D1/letter.txt"), "Geachte heer, mevrouW");
    assert_int_equal(look(h).found, 1);
    unlink(at(h, "dossiers/D1/letter.txt"));
    assert_int_equal(look(h).found, 1);
}

static void stranger_in_a_folder(void **state)
{
    struct house *h = *state;
    write_ledger(h);
    write_file(at(h, "dossiers/D1/other.txt"), "x");
    assert_int_equal(look(h).found, 1);
    unlink(at(h, "dossiers/D1/other.txt"));
    assert_int_equal(symlink("letter.txt", at(h, "dossiers/D1/link.txt")), 0);
    assert_int_equal(look(h).found, 1);
}

static void original_changed(void **state)
{
    struct house *h = *state;
    char path[200];
    write_ledger(h);
    snprintf(path, sizeof path, "%s/spool/objects/%.2s/%s", h->out, h->letter, h->letter + 2);
    write_file(path, "other");
    assert_int_equal(look(h).found, 1);
}

static void two_pieces_in_one_file(void **state)
{
    struct house *h = *state;
    json_object_set(json_array_get(h->pieces, 1), "path",
                    json_object_get(json_array_get(h->pieces, 0), "path"));
    write_ledger(h);
    assert_true(look(h).found >= 2); /* and letter.txt belongs to nobody */
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_house, raze_house)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(all_is_well),          CASE(page_in_no_piece),       CASE(page_in_two_pieces),
        CASE(page_never_recorded),  CASE(file_never_paged),       CASE(published_file_changed),
        CASE(stranger_in_a_folder), CASE(two_pieces_in_one_file), CASE(original_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
