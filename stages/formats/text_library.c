#include "stages/formats/text_library.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

struct library {
    TessBaseAPI *api;
};

struct library *library_load(const char *language, char *why, size_t size)
{
    struct library *l = calloc(1, sizeof *l);

    if (l)
        l->api = TessBaseAPICreate();
    if (l && l->api && TessBaseAPIInit2(l->api, NULL, language, OEM_LSTM_ONLY) == 0) {
        TessBaseAPISetVariable(l->api, "debug_file", "/dev/null");
        TessBaseAPISetVariable(l->api, "tessedit_do_invert", "0");
        /* Its default layout mode takes a minute on a page of noise. */
        TessBaseAPISetPageSegMode(l->api, PSM_SPARSE_TEXT);
        return l;
    }
    snprintf(why, size, "cannot load tesseract's model %s", language);
    library_free(l);
    return NULL;
}

void library_free(struct library *l)
{
    if (l && l->api) {
        TessBaseAPIEnd(l->api);
        TessBaseAPIDelete(l->api);
    }
    free(l);
}

/* The word without white space; NULL when nothing is left. The caller frees. */
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
    struct word w = {.line = line, .block = block, .text = word_text(it)};

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

static int take_words(TessBaseAPI *api, float points, struct page *out)
{
    TessResultIterator *it = TessBaseAPIGetIterator(api);
    const TessPageIterator *at = it ? TessResultIteratorGetPageIteratorConst(it) : NULL;
    int line = -1, block = -1, status = 0;

    for (int more = it != NULL; more && status == 0; more = TessResultIteratorNext(it, RIL_WORD)) {
        block += TessPageIteratorIsAtBeginningOf(at, RIL_BLOCK) != 0;
        line += TessPageIteratorIsAtBeginningOf(at, RIL_TEXTLINE) != 0;
        status = add_word(it, points, line < 0 ? 0 : line, block < 0 ? 0 : block, out);
    }
    if (it)
        TessResultIteratorDelete(it);
    return status;
}

int library_read(struct library *l, const struct raster *page, struct page *out)
{
    if (page->channels != 1)
        return -1;
    TessBaseAPISetImage(l->api, page->data, page->width, page->height, 1, page->stride);
    TessBaseAPISetSourceResolution(l->api, page->dpi >= 70 ? (int)page->dpi : 70);
    int status = TessBaseAPIRecognize(l->api, NULL);
    if (status == 0)
        status = take_words(l->api, 72 / page->dpi, out);
    TessBaseAPIClear(l->api);
    return status == 0 ? 0 : -1;
}
