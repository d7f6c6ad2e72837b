/* Inside text*.c only. */
#ifndef POSTKAMER_TEXT_READER_H
#define POSTKAMER_TEXT_READER_H

#include <tesseract/capi.h>
#include "stages/formats/net.h"
#include "stages/formats/text.h"

struct reader {
    struct net *net;      /* nld, whole pages */
    TessBaseAPI *numbers; /* eng, one line */
};

#endif
