#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <leptonica/allheaders.h>
#include <cmocka.h>
#include "pipeline/result.h"
#include "stages/common/ocr_worker.h"
#include "stages/common/page_records.h"

/* A page of text that reads as letters upside down too, as a PNG, turned by so many quarters
 * clockwise. */
static int draw_page(int quarters)
{
    static const char *const lines[] = {
        "onze woonsituatie: alleenwonend en zonder inwonenden",
        "een woning huren zonder onderhuur en zonder kostgangers",
        "wij wonen samen sinds onze zoon is ingeschreven",
        "SALDO NOXON 2020 NINOZ HOUSINX ZONZ SWIMS 1.606,09",
        "onze inkomsten uit onderneming en uit uitzenduren",
        "SEPA HIZON SNOXHOUS NIEUWZIND 20669 IDSOX 6.908,60",
        "sinds nieuwjaar zonder onderneming en zonder uren",
        "onze zoon woont eveneens op onze woning",
    };
    char path[] = "/tmp/postkamer-ocr-XXXXXX";
    int fd = mkstemp(path);
    L_BMF *font = bmfCreate(NULL, 16);
    PIX *pix = pixCreate(1240, 1754, 8), *turned;
    assert_true(fd >= 0);
    pixSetAllGray(pix, 255);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        pixSetTextline(pix, font, lines[i], 0, 100, 200 + (int)i * 60, NULL, NULL);
    turned = pixRotateOrth(pix, quarters);
    pixSetResolution(turned, 150, 150);
    assert_int_equal(pixWrite(path, turned, IFF_PNG), 0);
    pixDestroy(&turned);
    pixDestroy(&pix);
    bmfDestroy(&font);
    unlink(path);
    return fd;
}

/* How the worker turned the page to read it. */
static int rotation_of(void *state, int quarters)
{
    char path[] = "/tmp/postkamer-ocr-XXXXXX";
    struct result_writer out = {.fd = mkstemp(path)};
    struct result_reader in;
    json_t *item = NULL;
    uint64_t offset, size;
    int page = draw_page(quarters);
    unlink(path);
    assert_int_equal(ocr_class.work(state,
                                    "{\"type\":\"image/png\",\"page\":1,\"source\":\"image\"}",
                                    &page, 1, &out),
                     0);
    result_reader_init(&in, out.fd);
    assert_int_equal(result_next(&in, &item, &offset, &size), 1);
    int rotation = (int)record_number(item, "rotation", -1);
    json_decref(item);
    close(page);
    close(out.fd);
    return rotation;
}

static void pages_are_turned_upright(void **state)
{
    char why[200] = "";
    /* A worker ends with its template: there is nothing to free it with. */
    static void *reader;
    reader = ocr_class.load(NULL, why, sizeof why);
    (void)state;
    assert_non_null(reader);
    assert_int_equal(rotation_of(reader, 0), 0);
    assert_int_equal(rotation_of(reader, 1), 270);
    assert_int_equal(rotation_of(reader, 2), 180);
    assert_int_equal(rotation_of(reader, 3), 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_are_turned_upright)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
