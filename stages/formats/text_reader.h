/* Inside text*.c only. */
#ifndef POSTKAMER_TEXT_READER_H
#define POSTKAMER_TEXT_READER_H

#include <tesseract/capi.h>
#include "stages/formats/text.h"

struct reader {
    TessBaseAPI *text;    /* nld, whole pages */
    TessBaseAPI *numbers; /* eng, one line */
    TessBaseAPI *osd;     /* orientation */
};

#endif
