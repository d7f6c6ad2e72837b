#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stages/common/page_records.h"
#include "stages/common/words.h"
#include "stages/common/words_scan.h"

static void add_word(struct page *p, const char *text, int line)
{
    struct word w = {
        10.04F, 20, 30, 40, 0.9876F, line, 1, (char *)text,
    };
    assert_int_equal(page_add_word(p, &w), 0);
}

static void words_come_back(void **state)
{
    (void)state;
    struct page p = {.width = 595.28F, .height = 842}, q = {0};
    struct reading r = {"bsn", "999990019", 0.95F, 1, 2, 3, 4, true};
    for (int i = 0; i < 40; i++)
        add_word(&p, "Gemeente", i / 3);
    add_word(&p, "\xff", 14); /* no UTF-8: kept as a mark, not lost */
    assert_int_equal(page_add_reading(&p, &r), 0);
    json_t *object = words_to_json(&p);
    assert_int_equal(words_from_json(object, &q), 0);
    assert_int_equal(q.word_count, 41);
    assert_string_equal(q.words[0].text, "Gemeente");
    assert_string_equal(q.words[40].text, "?");
    assert_true(q.words[0].x0 == 10.0F);
    assert_int_equal(q.words[39].line, 13);
    assert_string_equal(q.readings[0].value, "999990019");
    assert_true(q.readings[0].valid);
    json_decref(object);
    page_release(&p);
    page_release(&q);
}

/* What the scanner makes of an object is what the JSON library makes of it. */
static void scanned_as_parsed(void **state)
{
    (void)state;
    struct page p = {.width = 595.28F, .height = 842}, q = {0}, r = {0};
    struct reading bsn = {"bsn", "999990019", 0.95F, 1, 2, 3, 4, true};
    assert_int_equal(page_add_reading(&p, &bsn), 0);
    for (int i = 0; i < 3000; i++) {
        static const char *const texts[] = {"Gemeente",     "caf\xc3\xa9", "\"Bos\"", "a\\b",
                                            "\xe2\x82\xac", "\"words\":[", "]"};
        struct word w = {(float)i / 7,
                         (float)-i / 30,
                         (float)i / 10,
                         1e6F / (float)(i + 1),
                         (float)(i % 1001) / 1000,
                         i,
                         i / 9,
                         (char *)texts[i % 7]};
        assert_int_equal(page_add_word(&p, &w), 0);
    }
    json_t *object = words_to_json(&p);
    char *data = json_dumps(object, JSON_COMPACT);
    size_t size = strlen(data);
    assert_int_equal(words_from_json(object, &q), 0);
    assert_int_equal(words_scan(data, &size, &r), 0);
    assert_int_equal(q.word_count, r.word_count);
    for (size_t i = 0; i < q.word_count; i++) {
        assert_string_equal(q.words[i].text, r.words[i].text);
        assert_memory_equal(&q.words[i], &r.words[i],
                            offsetof(struct word, block) + sizeof p.words->block);
    }
    json_t *rest = json_loadb(data, size, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(rest, "words")), 0);
    assert_int_equal(json_array_size(json_object_get(rest, "readings")), 1);
    json_decref(rest);
    json_decref(object);
    free(data);
    page_release(&p);
    page_release(&q);
    page_release(&r);
}

/* Anything else is left to the JSON library, as it was. */
static void scans_nothing_else(void **state)
{
    (void)state;
    static const char *const words[] = {
        "[]",
        "[[1,2,3,4,0.5,0,0]]",
        "[[1,2,3,4,2,0,0,\"x\"]]",
        "[[1,2,3,4,0.5,-1,0,\"x\"]]",
        "[[1,2,3,4,0.5,0.0,0,\"x\"]]",
        "[[1e3,2,3,4,0.5,0,0,\"x\"]]",
        "[[01,2,3,4,0.5,0,0,\"x\"]]",
        "[[1,2,3,1000001,0.5,0,0,\"x\"]]",
        "[[1,2,3,99999999999999999999,0.5,0,0,\"x\"]]",
        "[[1,2,3,4.,0.5,0,0,\"x\"]]",
        "[[1,2,3,4,0.5,0,0,\"\"]]",
        "[[1,2,3,4,0.5,0,0,\"\\u0041\"]]",
        "[[1,2,3,4,0.5,0,0,\"\xff\"]]",
        "[[1,2,3,4,0.5,0,0,\"\xed\xa0\x80\"]]",
        "[[1,2,3,4,0.5,0,0,\"\xc0\x80\"]]",
        "[[1,2,3,4,0.5,0,0,\"x\"],]",
        "[[1,2,3,4,0.5,0,0,\"x\"]",
        "[[1,2,3,4,0.5,0,0,\"x",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct page p = {0};
        char data[200], before[200];
        size_t size = (size_t)snprintf(data, sizeof data, "{\"words\":%s", words[i]);
        memcpy(before, data, sizeof before);
        if (words_scan(data, &size, &p) == 0)
            fail_msg("%s", words[i]);
        assert_int_equal(size, strlen(before));
        assert_memory_equal(data, before, size);
        assert_int_equal(p.word_count, 0);
        page_release(&p);
    }
}

static void refuses_what_is_no_words_object(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"width\":1,\"height\":1,\"words\":[[1,2,3,4,0.5,0,0]]}",
        "{\"width\":1,\"height\":1,\"words\":[[1,2,3,4,2,0,0,\"x\"]]}",
        "{\"width\":1,\"height\":1,\"words\":[[1,2,3,4,0.5,-1,0,\"x\"]]}",
        "{\"width\":1,\"height\":1,\"words\":[[1e300,2,3,4,0.5,0,0,\"x\"]]}",
        "{\"width\":1,\"height\":1,\"words\":[[1,2,3,4,0.5,0,0,\"\"]]}",
        ("{\"width\":1,\"height\":1,\"words\":[],\"readings\":[{\"field\":"
         "\"a field with a long name\",\"value\":\"1\",\"p\":1,\"box\":[1,2,3,4]}]}"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct page p = {0};
        json_t *object = json_loads(bad[i], 0, NULL);
        assert_non_null(object);
        assert_int_equal(words_from_json(object, &p), -1);
        json_decref(object);
        page_release(&p);
    }
}

static void text_has_lines(void **state)
{
    (void)state;
    struct page p = {0};
    add_word(&p, "een", 0);
    add_word(&p, "twee", 0);
    add_word(&p, "drie", 4);
    char *text = page_text(&p);
    assert_string_equal(text, "een twee\ndrie");
    free(text);
    page_release(&p);
    text = page_text(&p);
    assert_string_equal(text, "");
    free(text);
}

static void problems_are_found_by_page(void **state)
{
    (void)state;
    struct submission *s = submission_new(json_pack("{s:s}", "kind", "submission"));
    assert_int_equal(problem_record_add(s, "a.pdf", 3, "crash", ""), 0);
    assert_int_equal(problem_record_add(s, "b.pdf", 0, "broken", ""), 0);
    json_t *index = problem_index(s);
    assert_true(problem_indexed(index, "a.pdf", 3));
    assert_false(problem_indexed(index, "a.pdf", 0));
    assert_false(problem_indexed(index, "a.pdf", 1));
    assert_true(problem_indexed(index, "b.pdf", 0));
    json_decref(index);
    submission_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_come_back),    cmocka_unit_test(scanned_as_parsed),
        cmocka_unit_test(scans_nothing_else), cmocka_unit_test(refuses_what_is_no_words_object),
        cmocka_unit_test(text_has_lines),     cmocka_unit_test(problems_are_found_by_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
