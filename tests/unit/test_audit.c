/* The audit trail: one entry a decision, and whatever is done to it afterwards is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/audit.h"

static char out[64], printed[120];
static struct ledger ledger;
static char findings[2000];

static void note(void *context, const char *finding)
{
    (void)context;
    strncat(findings, finding, sizeof findings - strlen(findings) - 2);
    strcat(findings, "\n");
}

static const char *verified(const char *anchor)
{
    struct ledger reader;

    findings[0] = '\0';
    assert_int_equal(ledger_open(&reader, out, false), 0);
    assert_int_equal(audit_verify(&reader, out, anchor, note, NULL), 0);
    ledger_close(&reader);
    return findings;
}

static void decide(const char *id, const char *decision, const char *run)
{
    json_t *piece = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:{s:s},s:[{s:s,s:s}]}", "piece", id,
                              "submission_id", "s1", "submission", "Jan de Vries.pdf", "decision",
                              decision, "dossier", "R-1", "run", run, "by", "machine", "fields",
                              "bsn", "999990019", "reasons", "code", "bsn-matches", "detail",
                              "BSN 999990019 hoort bij dit dossier");

    assert_int_equal(ledger_begin(&ledger), 0);
    assert_int_equal(ledger_put_piece(&ledger, piece), 0);
    assert_int_equal(ledger_commit(&ledger), 0);
    json_decref(piece);
}

static void sql(const char *statement)
{
    assert_int_equal(sqlite3_exec(ledger.db, statement, NULL, NULL, NULL), SQLITE_OK);
}

static void reopen(void)
{
    ledger_close(&ledger);
    assert_int_equal(ledger_open(&ledger, out, true), 0);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(out, "/tmp/test-audit-XXXXXX");
    assert_non_null(mkdtemp(out));
    assert_int_equal(ledger_open(&ledger, out, true), 0);
    decide("aaaaaaaaaaaaaaaa", "review", "one");
    decide("bbbbbbbbbbbbbbbb", "filed", "one");
    decide("aaaaaaaaaaaaaaaa", "filed", "two");
    decide("aaaaaaaaaaaaaaaa", "filed", "three"); /* the same again: no entry */
    assert_int_equal(audit_checkpoint(&ledger, out, "three", printed, sizeof printed), 0);
    reopen();
    return 0;
}

static int tear_down(void **state)
{
    char command[100];

    (void)state;
    ledger_close(&ledger);
    snprintf(command, sizeof command, "rm -rf %s", out);
    return system(command);
}

static char *file_text(void)
{
    char path[100];
    static char text[8000];

    snprintf(path, sizeof path, "%s/" AUDIT_FILE, out);
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    return text;
}

static void write_file(const char *name, const char *text, size_t size)
{
    char path[100];

    snprintf(path, sizeof path, "%s/%s", out, name);
    FILE *file = fopen(path, "we");
    assert_int_equal(fwrite(text, 1, size, file), size);
    fclose(file);
}

static int lines_of(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static void test_a_decision_is_an_entry(void **state)
{
    (void)state;
    assert_string_equal(verified(printed), "");
    assert_int_equal(lines_of(file_text()), 3);
    assert_int_equal(strncmp(printed, "3:", 2), 0);
    assert_non_null(strstr(file_text(), "\"evidence\":[\"bsn-matches\"]"));
}

static void test_nothing_of_a_person_is_in_it(void **state)
{
    (void)state;
    assert_null(strstr(file_text(), "999990019"));
    assert_null(strstr(file_text(), "Vries"));
}

static void test_changed_removed_and_reordered_entries_are_named(void **state)
{
    (void)state;
    sql("UPDATE audit SET line=replace(line,'review','filed') WHERE seq=1");
    assert_non_null(strstr(verified(NULL), "changed before entry 2"));
    assert_non_null(strstr(findings, AUDIT_FILE ": line 1 is not"));
    sql("UPDATE audit SET line=replace(line,'filed','review') WHERE seq=1");
    assert_string_equal(verified(NULL), "");
    sql("UPDATE audit SET seq=9 WHERE seq=2; UPDATE audit SET seq=2 WHERE seq=3;"
        "UPDATE audit SET seq=3 WHERE seq=9");
    assert_non_null(strstr(verified(NULL), "lacks entry 2"));
}

static void test_a_line_of_the_file_is_named(void **state)
{
    (void)state;
    char *text = strdup(file_text());
    char *at = strstr(strchr(text, '\n'), "filed");
    memcpy(at, "fixed", 5);
    write_file(AUDIT_FILE, text, strlen(text));
    assert_non_null(strstr(verified(NULL), AUDIT_FILE ": line 2 is not what was written"));
    free(text);
}

static void test_a_cut_tail_shows_against_checkpoints(void **state)
{
    (void)state;
    sql("DELETE FROM audit WHERE seq=3");
    char *text = file_text();
    *(strrchr(text, '\n')) = '\0';
    *(strrchr(text, '\n') + 1) = '\0';
    write_file(AUDIT_FILE, text, strlen(text));
    assert_non_null(strstr(verified(NULL), "cut: run three saw 3 entries, 2 are left"));
    write_file(AUDIT_CHECKPOINTS, "", 0);
    assert_string_equal(verified(NULL), "");
    assert_non_null(strstr(verified(printed), "cut: the checkpoint that was given"));
}

static void test_a_checkpoint_of_another_hand_is_named(void **state)
{
    static const char forged[] = "{\"hash\":\"0\",\"kind\":\"checkpoint\",\"run\":\"x\",\"seq\":0,"
                                 "\"signature\":\"00\"}\n";
    (void)state;
    write_file(AUDIT_CHECKPOINTS, forged, sizeof forged - 1);
    assert_non_null(strstr(verified(NULL), "line 1 is not signed"));
}

static void test_a_torn_file_is_completed(void **state)
{
    (void)state;
    char *whole = strdup(file_text());
    for (size_t cut = 0; cut <= strlen(whole); cut++) {
        write_file(AUDIT_FILE, whole, cut);
        reopen();
        assert_string_equal(file_text(), whole);
    }
    free(whole);
}

static void test_a_rollback_leaves_no_entry(void **state)
{
    (void)state;
    assert_int_equal(ledger_begin(&ledger), 0);
    assert_int_equal(ledger_drop_piece(&ledger, "bbbbbbbbbbbbbbbb"), 0);
    ledger_rollback(&ledger);
    reopen();
    assert_int_equal(lines_of(file_text()), 3);
    assert_string_equal(verified(NULL), "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_decision_is_an_entry),
        TEST(test_nothing_of_a_person_is_in_it),
        TEST(test_changed_removed_and_reordered_entries_are_named),
        TEST(test_a_line_of_the_file_is_named),
        TEST(test_a_cut_tail_shows_against_checkpoints),
        TEST(test_a_checkpoint_of_another_hand_is_named),
        TEST(test_a_torn_file_is_completed),
        TEST(test_a_rollback_leaves_no_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
