/* Inside text*.c only. */
#ifndef POSTKAMER_TEXT_READER_H
#define POSTKAMER_TEXT_READER_H

#include "stages/formats/net.h"
#include "stages/formats/text.h"
#include "stages/formats/text_library.h"

struct reader {
    struct net *words;       /* nld, whole pages; NULL: by the library */
    struct library *library; /* NULL but for a model of nld that net.h cannot run */
    struct net *numbers;     /* eng, lines of a second look; NULL: there is none */
};

#endif
