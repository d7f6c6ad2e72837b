#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/lesson.h"
#include "tests/unit/paper.h"

/* A small course: payslips and letters that the catalogue does not know, in words of their own. */
static void teach(struct course *k, struct catalogue *c, struct model *plain)
{
    static const char *const words[] = {"kwartelei schuimspaan", "hooivork dakpannen"};
    static const char *const types[] = {"factuur", "huurcontract"};
    for (int i = 0; i < 24; i++) {
        char text[200];
        struct page p;
        struct judgement j;
        int type = catalogue_find(c, types[i % 2]), one = 1;
        snprintf(text, sizeof text, "%s %c%c%c\nregel %s nog meer tekst", words[i % 2], 'a' + i,
                 'b' + i % 7, 'c' + i % 5, words[i % 2]);
        paper(&p, "a.pdf", 1, text);
        struct judge_page judged = {.page = &p};
        assert_int_equal(judge_views(&j, c, plain, &judged, 1, 2020), 0);
        assert_int_equal(course_add(k, c, &j, &type, &one, &one, &one), 0);
        judgement_release(&j);
        page_release(&p);
    }
}

static void learned(struct model *m, struct catalogue *c)
{
    struct course k = {0};
    struct model plain;
    model_init(&plain);
    model_init(m);
    teach(&k, c, &plain);
    assert_int_equal(learn(m, &k, 7, NULL), 0);
    course_release(&k);
    model_release(&plain);
}

static int best_type(const struct model *m, struct catalogue *c, const char *text)
{
    struct page p;
    struct view v;
    float scores[CATALOGUE_TYPES_MAX];
    int best = 0;
    paper(&p, "a.pdf", 1, text);
    assert_int_equal(view_init(&v, c, &p, false, 2020), 0);
    model_apply(m, &v);
    model_scores(m, c, &v, scores);
    for (size_t i = 1; i < catalogue_count(c); i++)
        best = scores[i] > scores[best] ? (int)i : best;
    view_release(&v);
    page_release(&p);
    return best;
}

/* What was learned of one type stays when lessons of another are learned on top of it. */
static void keeps_what_it_knew(void **state)
{
    struct catalogue *c = paper_catalogue();
    struct course k = {0};
    struct model plain, known, m;
    int bill = catalogue_find(c, "factuur"), letter = catalogue_find(c, "machtiging");
    (void)state;
    learned(&known, c);
    model_init(&plain);
    teach(&k, c, &plain);
    for (size_t i = 0; i < k.page_count; i++) /* lessons of other types only */
        k.pages[i].type = k.pages[i].type == bill ? letter : catalogue_find(c, "loonstrook");
    for (int on_top = 0; on_top < 2; on_top++) {
        model_init(&m);
        assert_int_equal(learn(&m, &k, 7, on_top ? &known : NULL), 0);
        m.grams = 4;
        int said = best_type(&m, c, "regel hooivork dakpannen nog iets");
        assert_int_equal(said, catalogue_find(c, on_top ? "huurcontract" : "loonstrook"));
        model_release(&m);
    }
    course_release(&k);
    model_release(&plain);
    model_release(&known);
    catalogue_free(c);
}

static void learns_words(void **state)
{
    struct catalogue *c = paper_catalogue();
    struct model m;
    (void)state;
    learned(&m, c);
    m.grams = 4; /* let the n-grams speak */
    assert_int_equal(best_type(&m, c, "regel hooivork dakpannen nog iets"),
                     catalogue_find(c, "huurcontract"));
    assert_int_equal(best_type(&m, c, "regel kwartelei schuimspaan nog iets"),
                     catalogue_find(c, "factuur"));
    model_release(&m);
    catalogue_free(c);
}

static void bytes_are_the_model(void **state)
{
    struct catalogue *c = paper_catalogue();
    struct model m, again;
    uint8_t *data, *more;
    size_t size, more_size;
    (void)state;
    learned(&m, c);
    assert_int_equal(model_write(&m, c, &data, &size), 0);
    assert_true(size < 10U << 20);
    assert_int_equal(model_read(&again, c, data, size), 0);
    assert_int_equal(model_write(&again, c, &more, &more_size), 0);
    assert_int_equal(size, more_size);
    assert_memory_equal(data, more, size);
    model_release(&again);
    learned(&again, c);
    free(more);
    assert_int_equal(model_write(&again, c, &more, &more_size), 0);
    assert_int_equal(size, more_size); /* the same lessons, the same bytes */
    assert_memory_equal(data, more, size);
    free(data);
    free(more);
    model_release(&m);
    model_release(&again);
    catalogue_free(c);
}

static void refuses_broken_bytes(void **state)
{
    struct catalogue *c = paper_catalogue();
    struct model m, bad;
    uint8_t *data;
    size_t size;
    (void)state;
    learned(&m, c);
    assert_int_equal(model_write(&m, c, &data, &size), 0);
    for (size_t cut = 0; cut < size; cut += cut < 300 ? 1 : 997) {
        assert_int_equal(model_read(&bad, c, data, cut), -1);
        assert_int_equal(bad.outputs, 0); /* the hand-set model stands in */
        model_release(&bad);
    }
    for (size_t i = 0; i < 400 && i < size; i++) {
        uint8_t was = data[i];
        data[i] ^= 0x81;
        if (model_read(&bad, c, data, size) == 0 && bad.outputs > CATALOGUE_TYPES_MAX + 2)
            fail();
        model_release(&bad);
        data[i] = was;
    }
    free(data);
    model_release(&m);
    catalogue_free(c);
}

/* How much of the words of one paper the model knows, by the judge. */
static float share_known(const struct model *m, struct catalogue *c, const char *first,
                         const char *second, float confidence)
{
    struct page p[2];
    struct judge_page judged[2] = {{.page = &p[0]}, {.page = &p[1]}};
    struct judgement j;
    size_t count = second ? 2 : 1;
    paper(&p[0], "a.pdf", 1, first);
    paper(&p[1], "a.pdf", 2, second ? second : "");
    for (size_t i = 0; i < p[1].word_count; i++)
        p[1].words[i].confidence = confidence;
    assert_int_equal(judge(&j, c, m, judged, count, 2020), 0);
    assert_int_equal(j.piece_count, 1);
    float known = j.pieces[0].known;
    judgement_release(&j);
    page_release(&p[0]);
    page_release(&p[1]);
    return known;
}

/* Worn words make a paper strange, but not where they say what it is, and a few of them weigh
 * little. */
static void worn_is_not_strange(void **state)
{
    static const char worn[] = "vqxz wqjk zzxq qkwv jxqz\nkqzj wxqv xzkq jqwx vzkx";
    static const char named[] =
        "#Loonstrook\nvqxz loonheffing wqjk nettoloon zzxq\nkqzj brutoloon vzkx";
    static const char line[] = "regel hooivork dakpannen nog meer tekst hooivork dakpannen\n";
    static const char scraps[] = "vqxz wqjk zzxq\n@pagina 2 van 2";
    static const char text[] = "vqxz wqjk zzxq qkwv jxqz kqzj wxqv xzkq jqwx vzkx\n"
                               "regel hooivork dakpannen nog meer tekst hooivork dakpannen\n"
                               "@pagina 2 van 2";
    char clear[800] = "#Huurovereenkomst\n";
    struct catalogue *c = paper_catalogue();
    struct model m;
    (void)state;
    learned(&m, c);
    assert_true(share_known(&m, c, worn, NULL, 1) < CALIBRATE_STRANGE);
    assert_true(share_known(&m, c, named, NULL, 1) >= CALIBRATE_STRANGE);
    for (int i = 0; i < 9; i++)
        strcat(clear, line);
    strcat(clear, "@pagina 1 van 2");
    assert_true(share_known(&m, c, clear, text, 0.9F) > CALIBRATE_KNOWN);
    assert_true(share_known(&m, c, clear, text, 0.5F) <
                CALIBRATE_KNOWN); /* it may not be its page */
    assert_true(share_known(&m, c, clear, scraps, 0.9F) > CALIBRATE_KNOWN);
    assert_true(share_known(&m, c, clear, scraps, 0.5F) < CALIBRATE_STRANGE);
    model_release(&m);
    catalogue_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_it_knew),  cmocka_unit_test(learns_words),
        cmocka_unit_test(bytes_are_the_model), cmocka_unit_test(refuses_broken_bytes),
        cmocka_unit_test(worn_is_not_strange),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
