/* The ledger keeps what it was given, finds it again, and forgets what was rolled back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/ledger.h"

static char out[64];
static struct ledger ledger;

static int set_up(void **state)
{
    (void)state;
    strcpy(out, "/tmp/test-ledger-XXXXXX");
    assert_non_null(mkdtemp(out));
    assert_int_equal(ledger_open(&ledger, out, true), 0);
    return 0;
}

static int tear_down(void **state)
{
    static const char *names[] = {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm",
                                  "audit.ndjson",  "processing.ndjson", "processing.key"};
    char path[128];

    (void)state;
    ledger_close(&ledger);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", out, names[i]);
        unlink(path);
    }
    return rmdir(out);
}

static void put_piece(const char *id, const char *submission, const char *decision, int position)
{
    json_t *piece = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:i}", "piece", id, "submission_id",
                              submission, "submission", "post.pdf", "decision", decision, "dossier",
                              "R-1", "path", id, "position", position);

    assert_int_equal(ledger_put_piece(&ledger, piece), 0);
    json_decref(piece);
}

static void test_pieces_by_position_prefix_and_path(void **state)
{
    (void)state;
    put_piece("bbbbbbbbbbbbbbbb", "s1", "filed", 1);
    put_piece("aaaaaaaaaaaaaaaa", "s1", "review", 2);
    put_piece("aaaaaaaaaaaaaaab", "s1", "filed", 0);
    json_t *all = ledger_pieces(&ledger, "s1");
    assert_int_equal(json_array_size(all), 3);
    assert_string_equal(json_string_value(json_object_get(json_array_get(all, 0), "piece")),
                        "aaaaaaaaaaaaaaab");
    json_decref(all);
    assert_null(ledger_piece(&ledger, "aaaaaaaaaa")); /* two begin with it */
    assert_null(ledger_piece(&ledger, "bbbbbbb"));    /* too short a prefix */
    json_t *one = ledger_piece(&ledger, "bbbbbbbb");
    assert_non_null(one);
    json_decref(one);
    one = ledger_path_owner(&ledger, "aaaaaaaaaaaaaaaa");
    assert_non_null(one);
    json_decref(one);
    json_t *filed = ledger_dossier_pieces(&ledger, "R-1");
    assert_int_equal(json_array_size(filed), 2);
    json_decref(filed);
}

static void test_submissions(void **state)
{
    (void)state;
    json_t *head = json_pack("{s:s,s:s}", "submission", "post.pdf", "id", "s1");
    json_t *expected = json_pack("[{s:s,s:i}]", "file", "a.pdf", "page", 1);
    assert_int_equal(ledger_submission_done(&ledger, "s1"), 0);
    assert_int_equal(ledger_put_submission(&ledger, head, NULL, expected, "run"), 0);
    assert_int_equal(ledger_submission_done(&ledger, "s1"), 1);
    assert_int_equal(ledger_name_known(&ledger, "post.pdf", "s1"), 0);
    assert_int_equal(ledger_name_known(&ledger, "post.pdf", "s2"), 1);
    json_t *waiting = ledger_submissions(&ledger, true);
    assert_int_equal(json_array_size(waiting), 0);
    json_decref(waiting);
    put_piece("cccccccccccccccc", "s1", "review", 0);
    waiting = ledger_submissions(&ledger, true);
    assert_int_equal(json_array_size(waiting), 1);
    json_t *back = ledger_submission(&ledger, "post.pdf");
    assert_true(json_equal(json_object_get(back, "expected"), expected));
    assert_true(json_equal(json_object_get(back, "head"), head));
    json_decref(back);
    json_decref(waiting);
    json_decref(expected);
    json_decref(head);
}

static void test_rollback_and_pending(void **state)
{
    (void)state;
    assert_int_equal(ledger_begin(&ledger), 0);
    assert_int_equal(ledger_intend(&ledger, "dossiers/R-1/x.pdf"), 0);
    ledger_rollback(&ledger);
    json_t *pending = ledger_pending(&ledger);
    assert_int_equal(json_array_size(pending), 0);
    json_decref(pending);
    assert_int_equal(ledger_trash(&ledger, "review/y"), 0);
    pending = ledger_pending(&ledger);
    assert_int_equal(json_array_size(pending), 1);
    json_decref(pending);
    assert_int_equal(ledger_settle(&ledger, "review/y"), 0);
}

static void test_reader_and_settings(void **state)
{
    struct ledger reader;

    (void)state;
    assert_int_equal(ledger_open(&reader, "/nonexistent", false), 0);
    assert_null(reader.db);
    assert_int_equal(ledger_submission_done(&reader, "s1"), 0);
    assert_null(ledger_get(&reader, "registry"));
    assert_int_equal(ledger_set(&ledger, "registry", "abc"), 0);
    assert_int_equal(ledger_open(&reader, out, false), 0);
    char *value = ledger_get(&reader, "registry");
    assert_string_equal(value, "abc");
    free(value);
    ledger_close(&reader);
}

static void test_a_piece_without_an_id_is_refused(void **state)
{
    json_t *piece = json_pack("{s:s}", "decision", "filed");

    (void)state;
    assert_int_equal(ledger_put_piece(&ledger, piece), -1);
    assert_string_not_equal(ledger.why, "");
    json_decref(piece);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pieces_by_position_prefix_and_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_submissions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rollback_and_pending, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reader_and_settings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_piece_without_an_id_is_refused, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
