#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <leptonica/allheaders.h>
#include <cmocka.h>
#include "pipeline/result.h"
#include "stages/read/ocr_worker.h"
#include "stages/common/page_records.h"

/* A page of lines 60 pixels apart from `top` down, as a PNG, turned by so many quarters clockwise.
 */
static int draw_page(const char *const *lines, int top, int quarters, int size)
{
    char path[] = "/tmp/postkamer-ocr-XXXXXX";
    int fd = mkstemp(path);
    L_BMF *font = bmfCreate(NULL, size);
    PIX *pix = pixCreate(1240, 1754, 8), *turned;
    int dpi = size < 16 ? 350 : 150; /* the smaller page makes the print smaller still */
    assert_true(fd >= 0);
    pixSetAllGray(pix, 255);
    for (int i = 0; lines[i]; i++)
        pixSetTextline(pix, font, lines[i], 0, 100, top + i * 60, NULL, NULL);
    turned = pixRotateOrth(pix, quarters);
    pixSetResolution(turned, dpi, dpi);
    assert_int_equal(pixWrite(path, turned, IFF_PNG), 0);
    pixDestroy(&turned);
    pixDestroy(&pix);
    bmfDestroy(&font);
    unlink(path);
    return fd;
}

/* What the worker says of the page, and the words when there is room for them; the caller frees.
 * Closes the page. */
static json_t *answer_to(const char *request, int page, char **words)
{
    static void *reader; /* a worker ends with its template: there is nothing to free it with */
    char path[] = "/tmp/postkamer-ocr-XXXXXX", why[200] = "";
    struct result_writer out = {.fd = mkstemp(path)};
    struct result_reader in;
    json_t *item = NULL;
    uint64_t offset, size;
    unlink(path);
    if (!reader)
        reader = ocr_class.load(NULL, why, sizeof why);
    assert_non_null(reader);
    assert_int_equal(ocr_class.work(reader, request, &page, 1, &out), 0);
    result_reader_init(&in, out.fd);
    assert_int_equal(result_next(&in, &item, &offset, &size), 1);
    if (words)
        *words = result_load(&in, offset, size);
    close(page);
    close(out.fd);
    return item;
}

static json_t *answer_of(const char *const *lines, int top, int quarters, int font, char **words)
{
    return answer_to("{\"type\":\"image/png\",\"page\":1,\"source\":\"image\"}",
                     draw_page(lines, top, quarters, font), words);
}

/* Reads as letters upside down too. */
static const char *const turnable[] = {
    "onze woonsituatie: alleenwonend en zonder inwonenden",
    "een woning huren zonder onderhuur en zonder kostgangers",
    "wij wonen samen sinds onze zoon is ingeschreven",
    "SALDO NOXON 2020 NINOZ HOUSINX ZONZ SWIMS 1.606,09",
    "onze inkomsten uit onderneming en uit uitzenduren",
    "SEPA HIZON SNOXHOUS NIEUWZIND 20669 IDSOX 6.908,60",
    "sinds nieuwjaar zonder onderneming en zonder uren",
    "onze zoon woont eveneens op onze woning",
    NULL,
};

static void pages_are_turned_upright(void **state)
{
    (void)state;
    for (int quarters = 0; quarters < 4; quarters++) {
        json_t *answer = answer_of(turnable, 200, quarters, 16, NULL);
        assert_int_equal(record_number(answer, "rotation", -1), (360 - 90 * quarters) % 360);
        json_decref(answer);
    }
}

static bool is_blank(const char *const *lines, int top)
{
    json_t *answer = answer_of(lines, top, 0, 16, NULL);
    bool blank = record_true(answer, "blank");
    json_decref(answer);
    return blank;
}

/* The back of a paper that went through a fax machine bears the machine's line. */
static void fax_line_alone_is_blank(void **state)
{
    static const char *const fax[] = {"12-03-2020 14:22  010-2345678  P.04", NULL};
    static const char *const head[] = {"Bijlage 12 van 2345678901 jaarrekening", NULL};
    (void)state;
    static const char *const browser[] = {"20-05-2020 8:15  Af- en bijschrijvingen", NULL};
    assert_true(is_blank(fax, 60));
    assert_false(is_blank(browser, 60));
    assert_false(is_blank(fax, 600)); /* not where machines print it */
    assert_false(is_blank(head, 60)); /* no hour of the day */
}

/* Two pages of a TIFF: print, and what of it shines through on the back, with a line of pale print
 * when there is one. */
static int draw_sheet(const char *line)
{
    static const char *const print[] = {"Geachte heer, geachte mevrouw,",
                                        "Bijgaand stuur ik u de gevraagde gegevens over de",
                                        "periode van april tot en met september. De kopie van",
                                        "het paspoort en de laatste jaarrekening treft u ook aan.",
                                        "Graag verneem ik of het dossier hiermee compleet is.",
                                        NULL};
    char path[] = "/tmp/postkamer-ocr-XXXXXX";
    int fd = mkstemp(path);
    L_BMF *font = bmfCreate(NULL, 16);
    PIX *front = pixCreate(1240, 1754, 8), *back;
    assert_true(fd >= 0);
    pixSetAllGray(front, 255);
    for (int i = 0; print[i]; i++)
        pixSetTextline(front, font, print[i], 0, 100, 200 + i * 60, NULL, NULL);
    back = pixBlockconv(front, 1, 1);
    assert_ptr_equal(pixFlipLR(back, back), back);
    for (l_uint32 y = 0; y < 1754; y++)
        for (l_uint32 x = 0; x < 1240; x++) {
            l_uint32 value;
            pixGetPixel(back, x, y, &value);
            pixSetPixel(back, x, y, 242 - (255 - value) / 8 + (x * 31 + y * 17) % 5);
        }
    if (line)
        pixSetTextline(back, font, line, 0x00d8d8d8, 150, 1100, NULL, NULL);
    pixSetResolution(front, 150, 150);
    pixSetResolution(back, 150, 150);
    assert_int_equal(pixWriteTiff(path, front, IFF_TIFF_LZW, "w"), 0);
    assert_int_equal(pixWriteTiff(path, back, IFF_TIFF_LZW, "a"), 0);
    pixDestroy(&front);
    pixDestroy(&back);
    bmfDestroy(&font);
    unlink(path);
    return fd;
}

/* What the worker says of the back: blank, and that the front shines through. */
static void check_back(const char *line, bool blank)
{
    json_t *answer = answer_to("{\"type\":\"image/tiff\",\"page\":2,\"of\":2,\"source\":\"image\"}",
                               draw_sheet(line), NULL);
    assert_int_equal(record_true(answer, "blank"), blank);
    assert_int_equal(record_true(answer, "through"), blank);
    json_decref(answer);
}

static void back_that_the_front_shines_through_is_blank(void **state)
{
    (void)state;
    check_back(NULL, true);
    check_back("Bel mij over de huur", false);
}

static void small_print_is_looked_at_closer(void **state)
{
    static const char *const small[] = {"naam / surname / nom",
                                        "geboortedatum / date of birth",
                                        "datum van afgifte / date of issue",
                                        "persoonsnummer / personal no.",
                                        "geldig tot / date of expiry",
                                        NULL};
    char *words;
    (void)state;
    json_decref(answer_of(small, 200, 0, 4, &words));
    assert_non_null(words);
    assert_non_null(strstr(words, "\"geboortedatum\""));
    assert_non_null(strstr(words, "\"persoonsnummer\""));
    free(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_turned_upright), cmocka_unit_test(fax_line_alone_is_blank),
        cmocka_unit_test(back_that_the_front_shines_through_is_blank),
        cmocka_unit_test(small_print_is_looked_at_closer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
