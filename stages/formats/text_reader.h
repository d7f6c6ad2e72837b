/* Inside text*.c only. */
#ifndef POSTKAMER_TEXT_READER_H
#define POSTKAMER_TEXT_READER_H

#include "stages/formats/net.h"
#include "stages/formats/text.h"

struct reader {
    struct net *words;   /* nld, whole pages */
    struct net *numbers; /* eng, lines of a second look */
};

#endif
