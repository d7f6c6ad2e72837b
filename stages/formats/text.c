#include "stages/formats/text_reader.h"

#include <ctype.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/text_rows.h"

static TessBaseAPI *engine(const char *language, TessOcrEngineMode mode, TessPageSegMode layout)
{
    TessBaseAPI *api = TessBaseAPICreate();
    if (!api)
        return NULL;
    TessBaseAPISetVariable(api, "debug_file", "/dev/null");
    if (TessBaseAPIInit2(api, NULL, language, mode) != 0) {
        TessBaseAPIDelete(api);
        return NULL;
    }
    /* Its default layout mode takes a minute on a page of noise. */
    TessBaseAPISetPageSegMode(api, layout);
    TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
    TessBaseAPISetVariable(api, "lstm_choice_mode", layout == PSM_SINGLE_LINE ? "1" : "0");
    return api;
}

struct reader *reader_load(char *why, size_t size)
{
    struct reader *r = calloc(1, sizeof *r);
    /* Its matrices come and go: given back to the system each time they cost a tenth of a page. */
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    mallopt(M_TOP_PAD, 16 << 20);
    if (!r) {
        snprintf(why, size, "no memory for the recogniser");
        return NULL;
    }
    r->text = engine("nld", OEM_LSTM_ONLY, PSM_SPARSE_TEXT);
    r->numbers = engine("eng", OEM_LSTM_ONLY, PSM_SINGLE_LINE);
    r->osd = engine("osd", OEM_TESSERACT_ONLY, PSM_OSD_ONLY);
    if (r->text && r->numbers && r->osd)
        return r;
    snprintf(why, size, "cannot load tesseract's models nld, eng and osd");
    reader_free(r);
    return NULL;
}

static void engine_free(TessBaseAPI *api)
{
    if (!api)
        return;
    TessBaseAPIEnd(api);
    TessBaseAPIDelete(api);
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    engine_free(r->text);
    engine_free(r->numbers);
    engine_free(r->osd);
    free(r);
}

const char *reader_version(void)
{
    static char version[80];
    if (!*version)
        snprintf(version, sizeof version, "reader-1 look-2 tesseract-%s nld eng osd",
                 TessVersion());
    return version;
}

static int take_image(TessBaseAPI *api, const struct raster *page)
{
    TessBaseAPISetImage(api, page->data, page->width, page->height, 1, page->stride);
    TessBaseAPISetSourceResolution(api, page->dpi >= 70 ? (int)page->dpi : 70);
    return page->channels == 1 ? 0 : -1;
}

/* The recogniser's word without white space; NULL when nothing is left. The caller frees. */
static char *word_text(const TessResultIterator *it)
{
    char *raw = TessResultIteratorGetUTF8Text(it, RIL_WORD);
    char *text = raw ? strdup(raw) : NULL, *end = text;
    TessDeleteText(raw);
    for (const char *c = text; c && *c; c++)
        if (!isspace((unsigned char)*c))
            *end++ = *c;
    if (text)
        *end = '\0';
    if (text && *text)
        return text;
    free(text);
    return NULL;
}

static int add_word(TessResultIterator *it, float points, int line, int block, struct page *out)
{
    int left, top, right, bottom;
    struct word w = {.line = line, .block = block};
    w.text = word_text(it);
    if (!w.text)
        return 0;
    TessPageIteratorBoundingBox(TessResultIteratorGetPageIterator(it), RIL_WORD, &left, &top,
                                &right, &bottom);
    w.x0 = (float)left * points;
    w.y0 = (float)top * points;
    w.x1 = (float)right * points;
    w.y1 = (float)bottom * points;
    w.confidence = TessResultIteratorConfidence(it, RIL_WORD) / 100;
    w.confidence = w.confidence < 0 ? 0 : w.confidence > 1 ? 1 : w.confidence;
    int status = page_add_word(out, &w);
    free(w.text);
    return status;
}

/* Words in the recogniser's reading order. */
static int take_words(TessBaseAPI *api, float points, struct page *out)
{
    TessResultIterator *it = TessBaseAPIGetIterator(api);
    const TessPageIterator *at = it ? TessResultIteratorGetPageIteratorConst(it) : NULL;
    int line = -1, block = -1, status = 0;
    for (int more = it != NULL; more && status == 0; more = TessResultIteratorNext(it, RIL_WORD)) {
        if (TessPageIteratorIsAtBeginningOf(at, RIL_BLOCK))
            block++;
        if (TessPageIteratorIsAtBeginningOf(at, RIL_TEXTLINE))
            line++;
        status = add_word(it, points, line < 0 ? 0 : line, block < 0 ? 0 : block, out);
    }
    if (it)
        TessResultIteratorDelete(it);
    return status;
}

int reader_page(struct reader *r, const struct raster *page, struct page *out, struct problem *p)
{
    float points = 72 / page->dpi;
    out->width = (float)page->width * points;
    out->height = (float)page->height * points;
    if (take_image(r->text, page) < 0)
        return problem_set(p, "unreadable", "the recogniser wants a gray page");
    int status = TessBaseAPIRecognize(r->text, NULL);
    if (status == 0)
        status = take_words(r->text, points, out);
    if (status == 0)
        status = text_rows(out);
    TessBaseAPIClear(r->text);
    return status == 0 ? 0 : problem_set(p, "unreadable", "the recogniser failed");
}

int reader_orientation(struct reader *r, const struct raster *page, int *rotation,
                       float *confidence, struct problem *p)
{
    int degrees = 0;
    float sure = 0, script_sure = 0;
    const char *script = NULL;
    *rotation = 0;
    *confidence = 0;
    if (take_image(r->osd, page) < 0)
        return problem_set(p, "unreadable", "the recogniser wants a gray page");
    if (TessBaseAPIDetectOrientationScript(r->osd, &degrees, &sure, &script, &script_sure)) {
        *rotation = (360 - degrees) % 360;
        *confidence = sure > 15 ? 1 : sure / 15;
    }
    TessBaseAPIClear(r->osd);
    return 0;
}
