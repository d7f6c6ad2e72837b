#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stages/common/page_records.h"
#include "stages/common/words.h"

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
        cmocka_unit_test(words_come_back),
        cmocka_unit_test(refuses_what_is_no_words_object),
        cmocka_unit_test(text_has_lines),
        cmocka_unit_test(problems_are_found_by_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
