/* The inside of the catalogue, for catalogue.c and scan.c only. */
#ifndef POSTKAMER_CATALOGUE_PARTS_H
#define POSTKAMER_CATALOGUE_PARTS_H

#include "classifiers/catalogue.h"
#include "classifiers/lexicon.h"
#include "classifiers/table.h"

#define PATTERNS_MAX 64

struct phrase {
    char *text;
    uint32_t ids[PHRASE_TOKENS_MAX];
    size_t tokens;
    struct phrase_use *uses;
    size_t use_count;
    uint32_t next; /* with the same first word */
};

struct catalogue {
    struct document_type types[CATALOGUE_TYPES_MAX];
    size_t type_count;
    char *patterns[PATTERNS_MAX];
    size_t pattern_count;
    struct lexicon *words;
    struct table texts;
    struct phrase *phrases;
    size_t count, capacity;
    uint32_t *heads; /* by word: the first phrase that begins with it */
};

#endif
