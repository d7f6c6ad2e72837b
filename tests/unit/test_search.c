#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/judge.h"
#include "tests/unit/paper.h"

/* Probability of one way to cut and label the pages, by the definition of search.h. */
static double way(const struct search_input *in, unsigned cuts, unsigned labels)
{
    double p = 1;
    for (size_t i = 0; i < in->pages; i++) {
        unsigned t = labels >> i & 1, before = i ? labels >> (i - 1) & 1 : 0;
        double e0 = exp((double)in->score[i * 2]), e1 = exp((double)in->score[i * 2 + 1]);
        double emit = (t ? e1 : e0) / (e0 + e1) * 2;
        double start = i ? 1 / (1 + exp(-(double)in->start[i] - (double)in->stay[before])) : 1;
        if (!i)
            p *= emit / 2;
        else if (cuts >> (i - 1) & 1) {
            double again = (double)in->again[before];
            p *= start * emit * ((1 - again) / 2 + (t == before ? again : 0));
        } else
            p *= t == before ? (1 - start) * pow(emit, (double)in->inside) : 0;
    }
    return p;
}

/* Is pages first..first+count exactly one piece in this way to cut? */
static bool cut_out(unsigned cuts, size_t pages, size_t first, size_t count)
{
    for (size_t i = 1; i < pages; i++) {
        bool cut = cuts >> (i - 1) & 1, wanted = i == first || i == first + count;
        if (i >= first && i <= first + count && cut != wanted)
            return false;
    }
    return true;
}

enum question { EXACTLY, ONE_TYPE, ONE_PAPER };

/* Are the pages that, in this way to cut and label? */
static bool holds(const struct search_input *in, unsigned cuts, unsigned labels,
                  const struct search_piece *p, enum question what)
{
    if (what == EXACTLY)
        return cut_out(cuts, in->pages, p->first, p->count);
    for (size_t i = p->first; i < p->first + p->count; i++) {
        if (what == ONE_TYPE && (int)(labels >> i & 1) != p->type)
            return false;
        if (what == ONE_PAPER && i > p->first && (cuts >> (i - 1) & 1))
            return false;
    }
    return true;
}

/* The posterior of a piece, by trying every way: for as few pages as that can be done for. */
static double by_trying(const struct search_input *in, const struct search_piece *piece,
                        enum question what)
{
    double total = 0, here = 0;
    for (unsigned cuts = 0; cuts < 1U << (in->pages - 1); cuts++)
        for (unsigned labels = 0; labels < 1U << in->pages; labels++) {
            double p = way(in, cuts, labels);
            total += p;
            here += holds(in, cuts, labels, piece, what) ? p : 0;
        }
    return here / total;
}

static void posteriors_are_exact(void **state)
{
    static const float score[] = {1, 0, 0.5F, 0, -1, 1, 0, 0.2F, 2, 0};
    static const float start[] = {0, -1, 1.5F, -0.5F, 0.3F}, stay[] = {0.4F, -0.3F};
    static const float again[] = {0.3F, 0.1F};
    struct search_input in = {.pages = 5,
                              .types = 2,
                              .score = score,
                              .start = start,
                              .stay = stay,
                              .inside = 0.6F,
                              .again = again};
    struct search_piece *pieces;
    size_t count, pages = 0;
    (void)state;
    assert_int_equal(search_pieces(&in, &pieces, &count), 0);
    for (size_t i = 0; i < count; i++) {
        double sure = by_trying(&in, &pieces[i], EXACTLY);
        double type = by_trying(&in, &pieces[i], ONE_TYPE);
        double paper = by_trying(&in, &pieces[i], ONE_PAPER);
        assert_int_equal(pieces[i].first, pages);
        assert_true(fabs(sure - (double)pieces[i].boundary) < 1e-4);
        assert_true(fabs(type - (double)pieces[i].kind) < 1e-4);
        assert_true(fabs(paper - (double)pieces[i].together) < 1e-4);
        assert_true(pieces[i].joint <= pieces[i].boundary + 1e-5F);
        pages += pieces[i].count;
    }
    assert_int_equal(pages, 5);
    free(pieces);
}

static void long_files_stay_linear(void **state)
{
    enum { PAGES = 10000, TYPES = 33 };
    float *score = calloc((size_t)PAGES * TYPES, sizeof *score),
          *start = calloc(PAGES, sizeof *start);
    float stay[TYPES] = {0}, again[TYPES];
    struct search_piece *pieces;
    size_t count;
    (void)state;
    assert_non_null(score);
    assert_non_null(start);
    for (size_t t = 0; t < TYPES; t++)
        again[t] = 0.3F;
    for (size_t i = 0; i < PAGES; i++) {
        score[i * TYPES + i / 10 % TYPES] = 6;
        start[i] = i % 10 ? -5 : 5;
    }
    struct search_input in = {.pages = PAGES,
                              .types = TYPES,
                              .score = score,
                              .start = start,
                              .stay = stay,
                              .inside = 0.6F,
                              .again = again};
    assert_int_equal(search_pieces(&in, &pieces, &count), 0);
    assert_int_equal(count, PAGES / 10);
    assert_int_equal(pieces[7].type, 7);
    assert_true(pieces[500].boundary > 0.8F);
    free(pieces);
    free(score);
    free(start);
}

struct set {
    struct page pages[8];
    struct judge_page judged[8];
    size_t count;
};

static void put(struct set *s, int file, const char *text)
{
    paper(&s->pages[s->count], "x.pdf", (int)s->count + 1, text);
    s->judged[s->count] = (struct judge_page){.page = &s->pages[s->count], .file = file};
    s->count++;
}

static void check(struct set *s, const char *expected)
{
    struct catalogue *c = paper_catalogue();
    struct model m;
    struct judgement j;
    char got[400] = "";
    model_init(&m);
    assert_int_equal(judge(&j, c, &m, s->judged, s->count, 2020), 0);
    for (size_t i = 0; i < j.piece_count; i++) {
        size_t used = strlen(got);
        snprintf(got + used, sizeof got - used,
                 "%s:", catalogue_type(c, (size_t)j.pieces[i].verdict.type)->code);
        for (size_t k = 0; k < j.pieces[i].count; k++) {
            used = strlen(got);
            snprintf(got + used, sizeof got - used, "%zu", j.pieces[i].pages[k] + 1);
        }
        strcat(got, " ");
        assert_true(j.pieces[i].reason_count > 0);
    }
    assert_string_equal(got, expected);
    judgement_release(&j);
    model_release(&m);
    catalogue_free(c);
    for (size_t i = 0; i < s->count; i++)
        page_release(&s->pages[i]);
}

#define SLIP(month)                                                                                \
    "Bakkerij Aalders B.V.\n#Loonspecificatie\nPeriode " month                                     \
    " 2020\nWerknemer A. Bos\nBruto loon 2.000,00\nLoonheffing 300,00\nNetto uit te betalen "      \
    "1.700,00"

static void parts_payslips_of_months(void **state)
{
    struct set s = {0};
    (void)state;
    put(&s, 0, SLIP("januari"));
    put(&s, 0, SLIP("februari"));
    put(&s, 0, SLIP("maart"));
    check(&s, "loonstrook:1 loonstrook:2 loonstrook:3 ");
}

#define LETTER_ONE                                                                                 \
    "Gemeente Hogezand\nOns kenmerk 12\nOnderwerp: besluit op uw aanvraag\nGeachte heer Bos,\n"    \
    "Wij hebben besloten\n@Pagina 1 van 2"
#define LETTER_TWO                                                                                 \
    "Bent u het niet eens met dit besluit? U kunt bezwaar maken.\nMet vriendelijke groet,\n"       \
    "namens het college\n@Pagina 2 van 2"

static void numbers_join(void **state)
{
    struct set s = {0}, reversed = {0};
    (void)state;
    put(&s, 0, LETTER_ONE);
    put(&s, 1, LETTER_TWO);
    put(&s, 2, SLIP("maart"));
    check(&s, "gemeentebrief:12 loonstrook:3 ");
    put(&reversed, 0, LETTER_TWO);
    put(&reversed, 0, LETTER_ONE);
    check(&reversed, "gemeentebrief:21 ");
}

static void bodies_stand_alone(void **state)
{
    struct set s = {0};
    (void)state;
    put(&s, 0,
        "Geachte heer,\nHierbij stuur ik u de gevraagde stukken.\nMet vriendelijke groet,\nA. Bos");
    s.judged[0].body = true;
    s.pages[0].source = PAGE_PLAIN;
    put(&s, 1, LETTER_ONE);
    check(&s, "brief:1 gemeentebrief:2 ");
}

/* A clerk reads which border a reason is about. */
static void says_which_border(void **state)
{
    struct catalogue *c = paper_catalogue();
    struct set s = {0};
    struct model m;
    struct judgement j;
    bool begins = false, ends = false;
    (void)state;
    put(&s, 0, SLIP("januari"));
    put(&s, 0, SLIP("februari"));
    put(&s, 0, SLIP("maart"));
    model_init(&m);
    assert_int_equal(judge(&j, c, &m, s.judged, s.count, 2020), 0);
    for (size_t i = 0; i < j.pieces[1].reason_count; i++) {
        begins |= strncmp(j.pieces[1].reasons[i].detail, "Waarom het hier begint: ", 24) == 0;
        ends |= strncmp(j.pieces[1].reasons[i].detail, "Waarom de pagina erna ", 22) == 0;
    }
    assert_true(begins && ends);
    judgement_release(&j);
    model_release(&m);
    catalogue_free(c);
    for (size_t i = 0; i < s.count; i++)
        page_release(&s.pages[i]);
}

#define FORM_ONE "#Aanvraag Tozo 2\nI. Wie bent u?\nA. Bos\nII. Welk bedrijf?\n@Tozo2/1"
#define FORM_TWO "III. Wat vraagt u aan?\nIV. Handtekening\n@Tozo2/2"

static void turns_what_lies_reversed(void **state)
{
    struct set s = {0}, pairs = {0};
    (void)state;
    put(&s, 0, SLIP("maart"));
    put(&s, 0, FORM_TWO);
    put(&s, 0, FORM_ONE);
    check(&s, "loonstrook:1 aanvraag-tozo:32 ");
    /* A last page and then a first one are two papers, not one that is turned. */
    for (int i = 0; i < 2; i++) {
        put(&pairs, 0, FORM_ONE);
        put(&pairs, 0, FORM_TWO);
    }
    check(&pairs, "aanvraag-tozo:12 aanvraag-tozo:34 ");
}

static void empty_pages_part_nothing(void **state)
{
    struct set s = {0};
    (void)state;
    put(&s, 0, FORM_ONE);
    put(&s, 0, "");
    put(&s, 0, FORM_TWO);
    s.judged[1].empty = true;
    check(&s, "aanvraag-tozo:13 onbekend:2 ");
}

/* How sure the type of a page by itself is, to a model that knows none of its words. */
static float sure_of_strange(const char *text)
{
    struct set s = {0};
    struct catalogue *c = paper_catalogue();
    struct judgement j;
    struct model m;

    model_init(&m);
    m.outputs = catalogue_count(c) + 2;
    m.weights = calloc((size_t)MODEL_BUCKETS * m.outputs, 1);
    m.scale = calloc(m.outputs, sizeof *m.scale);
    m.bias = calloc(m.outputs, sizeof *m.bias);
    m.known = calloc(MODEL_KNOWN_BITS / 8, 1);
    put(&s, 0, text);
    assert_int_equal(judge(&j, c, &m, s.judged, 1, 2020), 0);
    float sure = j.pieces[0].verdict.kind;
    judgement_release(&j);
    model_release(&m);
    catalogue_free(c);
    page_release(&s.pages[0]);
    return sure;
}

#define STRANGE "vqxz wqjk zzxq qkwv\njxqz kqzj wxqv\nxzkq jqwx vzkx zwqk\n"
#define ZONE                                                                                       \
    "P<NLDVANKDER<MEERK<ANNA<<<<<<<<<<<<<<<<<<<<<\nSPECI20142NLD6503101F2502011999990019<<<<<84"

static void strange_words_matter_less_above_a_zone(void **state)
{
    (void)state;
    assert_true(sure_of_strange(STRANGE) <= 0.5F);
    assert_true(sure_of_strange(STRANGE ZONE) > 0.8F);
}

/* How sure the type of a form of three pages is under this title. */
static float sure_under(const char *title, const char *expected)
{
    static const char *const inner =
        "In te vullen door de gemeente\nDoor de coronacrisis vraag ik een uitkering aan\n"
        "Voldoet u aan het urencriterium\nVerwacht inkomen\nKruis aan wat van toepassing is\n"
        "Liquiditeitsprobleem\nSurseance van betaling\nKostendelersnorm\n";
    struct set s = {0};
    struct catalogue *c = paper_catalogue();
    struct judgement j;
    struct model m;
    char first[600];

    model_init(&m);
    snprintf(first, sizeof first, "%s\n\n%s@Pagina 1 van 3", title, inner);
    put(&s, 0, first);
    snprintf(first, sizeof first, "%s@Pagina 2 van 3", inner);
    put(&s, 0, first);
    snprintf(first, sizeof first, "%s@Pagina 3 van 3", inner);
    put(&s, 0, first);
    assert_int_equal(judge(&j, c, &m, s.judged, s.count, 2020), 0);
    assert_int_equal(j.piece_count, 1);
    const struct judge_piece *p = &j.pieces[0];
    assert_string_equal(catalogue_type(c, (size_t)p->verdict.type)->code, "aanvraag-tozo");
    assert_string_equal(p->reasons[0].code, expected);
    float sure = p->verdict.kind;
    judgement_release(&j);
    catalogue_free(c);
    for (size_t i = 0; i < s.count; i++)
        page_release(&s.pages[i]);
    return sure;
}

/* What its inner pages look like does not make a paper what its own title denies. */
static void another_title_is_a_doubt(void **state)
{
    (void)state;
    assert_true(sure_under("#Aanvraag Tozo 3", "type-title") > 0.8F);
    assert_true(sure_under("#Aanvraag besluit bijstandverlening zelfstandigen",
                           "type-other-title") <= 0.5F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posteriors_are_exact),
        cmocka_unit_test(long_files_stay_linear),
        cmocka_unit_test(parts_payslips_of_months),
        cmocka_unit_test(numbers_join),
        cmocka_unit_test(bodies_stand_alone),
        cmocka_unit_test(strange_words_matter_less_above_a_zone),
        cmocka_unit_test(another_title_is_a_doubt),
        cmocka_unit_test(turns_what_lies_reversed),
        cmocka_unit_test(empty_pages_part_nothing),
        cmocka_unit_test(says_which_border),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
