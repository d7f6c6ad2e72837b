#include "stages/formats/text_reader.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

static TessBaseAPI *engine(const char *language)
{
    TessBaseAPI *api = TessBaseAPICreate();
    if (!api)
        return NULL;
    TessBaseAPISetVariable(api, "debug_file", "/dev/null");
    if (TessBaseAPIInit2(api, NULL, language, OEM_LSTM_ONLY) != 0) {
        TessBaseAPIDelete(api);
        return NULL;
    }
    /* Its default layout mode takes a minute on a page of noise. */
    TessBaseAPISetPageSegMode(api, PSM_SINGLE_LINE);
    TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
    TessBaseAPISetVariable(api, "lstm_choice_mode", "1");
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
    r->numbers = engine("eng");
    if (r->numbers) {
        char path[512];
        snprintf(path, sizeof path, "%s/nld.traineddata", TessBaseAPIGetDatapath(r->numbers));
        r->net = net_load(path, why, size);
        if (r->net)
            return r;
    } else {
        snprintf(why, size, "cannot load tesseract's model eng");
    }
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
    net_free(r->net);
    engine_free(r->numbers);
    free(r);
}

const char *reader_version(void)
{
    static char version[80];
    if (!*version)
        snprintf(version, sizeof version, "reader-2 look-3 tesseract-%s nld eng", TessVersion());
    return version;
}
