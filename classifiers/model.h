/* What is learned: weights of hashed character n-grams for types and positions, weights of the
 * gaps, and how far to trust them. Without a model the catalogue and the hand-set weights judge
 * alone, on the same path. */
#ifndef POSTKAMER_MODEL_H
#define POSTKAMER_MODEL_H

#include <stdint.h>
#include "classifiers/calibrate.h"
#include "classifiers/catalogue.h"
#include "classifiers/gaps.h"
#include "classifiers/view.h"

#define MODEL_BUCKETS (1U << 17)    /* hashed n-grams */
#define MODEL_KNOWN_BITS (1U << 19) /* Bloom filter of the words that were seen */
#define MODEL_UNSEEN (-2.5F)        /* what n-grams say of a type that they never saw */
#define MODEL_NEW (-3.0F) /* ... of one that the catalogue had not when they were learned */
#define MODEL_AGAIN 0.15F /* of types that were not seen */
#define GRAMS_MAX 12000   /* different n-grams of a page that are looked at */

struct model {
    float gap[GAP_FEATURES];
    float catalogue, grams; /* how much each counts in a page's score */
    float inside;           /* of search.h */
    float again[CATALOGUE_TYPES_MAX];
    struct calibration calibration;
    /* n-grams: outputs are the catalogue's types, then first, then last */
    size_t outputs;      /* 0: none */
    int8_t *weights;     /* MODEL_BUCKETS x outputs */
    float *scale, *bias; /* by output */
    uint8_t *known;      /* MODEL_KNOWN_BITS / 8 bytes */
};

/* The hand-set model. */
void model_init(struct model *m);
void model_release(struct model *m);
/* Zeros for this many outputs, in place of the n-grams that it had. 0, or -1: no memory. */
int model_make_room(struct model *m, size_t outputs);

/* Bytes of a model, for its file; types are kept by code, so that a catalogue may gain types
 * later. The caller frees *data. 0, or -1: no memory. */
int model_write(const struct model *m, const struct catalogue *c, uint8_t **data, size_t *size);
/* Every length and number is checked. 0; -1: not a model of this version, m is the hand-set one. */
int model_read(struct model *m, const struct catalogue *c, const uint8_t *data, size_t size);

/* Different n-grams of a page: bucket numbers, sorted. At most GRAMS_MAX; returns their number. */
size_t grams_of(const struct sheet *s, uint32_t *buckets);

/* Is this token a word that the model can know (letters, 4 and more), and its bit? */
bool known_word(const char *text, uint32_t *bit);

/* Sets a view's grams, gram_first, gram_last and known. */
void model_apply(const struct model *m, struct view *v);
/* Scores of a page's types for the search, `types` floats. */
void model_scores(const struct model *m, const struct catalogue *c, const struct view *v,
                  float *scores);

#endif
