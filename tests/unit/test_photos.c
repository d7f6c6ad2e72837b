/* Loose photos: which are the sides of one card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include "classifiers/judge.h"
#include "tests/unit/paper.h"

#define CARD "#Identiteitskaart\nNaam de Boer\nGeboortedatum 1 mei 1980"
#define BACK "Burg. van Hogezand\n1 mei 2017"

static void one_page_piece(struct judge_piece *p, size_t at, int type, float sure)
{
    *p = (struct judge_piece){.count = 1, .other_title = -1};
    p->pages = malloc(sizeof *p->pages);
    assert_non_null(p->pages);
    p->pages[0] = at;
    p->verdict.type = type;
    p->verdict.joint = p->verdict.boundary = p->verdict.kind = p->verdict.together = sure;
}

/* Pieces that are left of a card's photo and another one, which looks like a bank card by itself.
 */
static size_t pieces_of(const char *front, const char *back)
{
    struct catalogue *c = paper_catalogue();
    struct model m;
    struct judgement j;
    struct page pages[2];
    struct judge_page judged[2];
    model_init(&m);
    for (int i = 0; i < 2; i++) {
        paper(&pages[i], i ? back : front, 1, i ? BACK : CARD);
        judged[i] = (struct judge_page){.page = &pages[i], .file = i, .photo = true};
    }
    assert_int_equal(judge_views(&j, c, &m, judged, 2, 2020), 0);
    j.pieces = calloc(2, sizeof *j.pieces);
    assert_non_null(j.pieces);
    j.piece_count = 2;
    one_page_piece(&j.pieces[0], 0, catalogue_find(c, "identiteitskaart"), 0.9F);
    one_page_piece(&j.pieces[1], 1, catalogue_find(c, "bankpas"), 0.4F);
    assert_int_equal(judge_photos(&j, c), 0);
    size_t left = j.piece_count;
    judgement_release(&j);
    model_release(&m);
    catalogue_free(c);
    page_release(&pages[0]);
    page_release(&pages[1]);
    return left;
}

static void names_tell_sides(void **state)
{
    (void)state;
    assert_int_equal(pieces_of("ID voorkant.jpg", "ID achterkant.jpg"), 1);
    assert_int_equal(pieces_of("map/id_voor(1).JPG", "map/id_achter(1).JPG"), 1);
    assert_int_equal(pieces_of("ID voorkant.jpg", "pas achterkant.jpg"), 2);
    assert_int_equal(pieces_of("ID achterkant.jpg", "ID voorkant.jpg"), 2);
    assert_int_equal(pieces_of("IMG_1.jpg", "IMG_2.jpg"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_tell_sides)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
