#include "classifiers/model.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "PKMODEL3"
#define CODE_MAX 40

void model_init(struct model *m)
{
    *m = (struct model){.catalogue = 1, .grams = 0, .inside = 0.6F};
    for (size_t t = 0; t < CATALOGUE_TYPES_MAX; t++)
        m->again[t] = MODEL_AGAIN;
    calibration_init(&m->calibration);
    memcpy(m->gap, gap_prior, sizeof m->gap);
}

static void release_grams(struct model *m)
{
    free(m->weights);
    free(m->scale);
    free(m->bias);
    free(m->known);
}

void model_release(struct model *m)
{
    release_grams(m);
    *m = (struct model){0};
}

int model_make_room(struct model *m, size_t outputs)
{
    release_grams(m);
    m->outputs = outputs;
    m->weights = calloc((size_t)MODEL_BUCKETS * outputs, 1);
    m->scale = calloc(outputs, sizeof *m->scale);
    m->bias = calloc(outputs, sizeof *m->bias);
    m->known = calloc(MODEL_KNOWN_BITS / 8, 1);
    return m->weights && m->scale && m->bias && m->known ? 0 : -1;
}

/* A growing or shrinking view of bytes; little-endian numbers. */
struct bytes {
    uint8_t *data;
    const uint8_t *from;
    size_t at, size;
    bool bad;
};

static void put(struct bytes *b, const void *data, size_t n)
{
    if (b->bad)
        return;
    if (b->at + n > b->size) {
        size_t wanted = (b->at + n) * 2;
        uint8_t *bigger = realloc(b->data, wanted);
        if (!bigger) {
            b->bad = true;
            return;
        }
        b->data = bigger;
        b->size = wanted;
    }
    memcpy(b->data + b->at, data, n);
    b->at += n;
}

static void put_number(struct bytes *b, uint32_t v)
{
    uint8_t raw[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};
    put(b, raw, sizeof raw);
}

static void put_float(struct bytes *b, float v)
{
    uint32_t raw;
    memcpy(&raw, &v, sizeof raw);
    put_number(b, raw);
}

static void get(struct bytes *b, void *out, size_t n)
{
    memset(out, 0, n);
    if (b->bad || n > b->size - b->at) {
        b->bad = true;
        return;
    }
    memcpy(out, b->from + b->at, n);
    b->at += n;
}

static uint32_t get_number(struct bytes *b)
{
    uint8_t raw[4];
    get(b, raw, sizeof raw);
    return (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 |
           (uint32_t)raw[3] << 24;
}

static float get_float(struct bytes *b)
{
    uint32_t raw = get_number(b);
    float v;
    memcpy(&v, &raw, sizeof v);
    if (!(v > -1e6F && v < 1e6F)) {
        b->bad = true;
        return 0;
    }
    return v;
}

/* Only buckets with a weight are written: the gap to the last, a count, (output, weight)s. */
static void put_weights(struct bytes *b, const struct model *m)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < MODEL_BUCKETS; i++) {
        const int8_t *row = m->weights + i * m->outputs;
        uint8_t pairs[2 * (CATALOGUE_TYPES_MAX + 2)], n = 0;
        for (size_t k = 0; k < m->outputs; k++)
            if (row[k]) {
                pairs[2 * n] = (uint8_t)k;
                pairs[2 * n + 1] = (uint8_t)row[k];
                n++;
            }
        if (!n)
            continue;
        uint8_t head[3] = {(uint8_t)(i - last), (uint8_t)((i - last) >> 8), n};
        if (i - last > 0xffff)
            b->bad = true;
        put(b, head, sizeof head);
        put(b, pairs, 2U * n);
        last = i;
    }
    uint8_t end[3] = {0, 0, 0};
    put(b, end, sizeof end);
}

/* By name: a model stays good when features come or go. */
static void put_gaps(struct bytes *b, const struct model *m)
{
    put_number(b, GAP_FEATURES);
    for (size_t i = 0; i < GAP_FEATURES; i++) {
        char name[CODE_MAX] = "";
        strncpy(name, gap_name((enum gap_feature)i), CODE_MAX - 1);
        put(b, name, sizeof name);
        put_float(b, m->gap[i]);
    }
}

static void put_calibration(struct bytes *b, const struct calibration *k)
{
    put_float(b, k->bias);
    put_float(b, k->slope);
    put_float(b, k->doubt);
    put_float(b, k->accept);
    put_float(b, k->bound);
}

int model_write(const struct model *m, const struct catalogue *c, uint8_t **data, size_t *size)
{
    struct bytes b = {0};
    put(&b, MAGIC, 8);
    put_gaps(&b, m);
    put_float(&b, m->catalogue);
    put_float(&b, m->grams);
    put_float(&b, m->inside);
    put_calibration(&b, &m->calibration);
    put_number(&b, (uint32_t)m->outputs);
    for (size_t k = 0; k < m->outputs; k++) {
        char code[CODE_MAX] = "";
        if (k + 2 < m->outputs)
            strncpy(code, catalogue_type(c, k)->code, CODE_MAX - 1);
        put(&b, code, sizeof code);
        put_float(&b, m->scale[k]);
        put_float(&b, m->bias[k]);
        put_float(&b, k + 2 < m->outputs ? m->again[k] : 0);
    }
    if (m->outputs) {
        put_weights(&b, m);
        put(&b, m->known, MODEL_KNOWN_BITS / 8);
    }
    if (b.bad) {
        free(b.data);
        return -1;
    }
    *data = b.data;
    *size = b.at;
    return 0;
}

/* places: where the file's outputs stand in this catalogue; -1: the type is gone. */
static void get_weights(struct bytes *b, struct model *m, const int *places, size_t stored)
{
    uint32_t at = 0;
    for (bool first = true;; first = false) {
        uint8_t head[3];
        get(b, head, sizeof head);
        uint32_t step = (uint32_t)head[0] | (uint32_t)head[1] << 8;
        if (b->bad || !head[2] || (!first && !step) || at + step >= MODEL_BUCKETS) {
            b->bad = b->bad || head[2];
            return;
        }
        at += step;
        for (unsigned k = 0; k < head[2]; k++) {
            uint8_t pair[2];
            get(b, pair, sizeof pair);
            if (pair[0] >= stored)
                b->bad = true;
            else if (places[pair[0]] >= 0)
                m->weights[at * m->outputs + (size_t)places[pair[0]]] = (int8_t)pair[1];
        }
    }
}

static void get_outputs(struct bytes *b, const struct catalogue *c, struct model *m, size_t stored)
{
    int places[CATALOGUE_TYPES_MAX + 2];
    size_t types = catalogue_count(c);
    if (model_make_room(m, types + 2) < 0) {
        b->bad = true;
        return;
    }
    for (size_t t = 0; t < types; t++)
        m->bias[t] = MODEL_NEW;
    for (size_t k = 0; k < stored; k++) {
        char code[CODE_MAX];
        get(b, code, sizeof code);
        code[CODE_MAX - 1] = 0;
        float scale = get_float(b), bias = get_float(b), again = get_float(b);
        places[k] = k + 2 < stored ? catalogue_find(c, code) : (int)(types + k + 2 - stored);
        if (places[k] >= 0) {
            m->scale[places[k]] = scale;
            m->bias[places[k]] = bias;
            if (k + 2 < stored)
                m->again[places[k]] = again;
            b->bad = b->bad || (k + 2 < stored && !(again > 0 && again < 1));
        }
    }
    get_weights(b, m, places, stored);
    get(b, m->known, MODEL_KNOWN_BITS / 8);
}

static void get_gaps(struct bytes *b, struct model *m)
{
    uint32_t count = get_number(b);
    for (uint32_t i = 0; i < count && !b->bad; i++) {
        char name[CODE_MAX];
        get(b, name, sizeof name);
        name[CODE_MAX - 1] = 0;
        float weight = get_float(b);
        for (size_t k = 0; k < GAP_FEATURES; k++)
            if (strcmp(name, gap_name((enum gap_feature)k)) == 0)
                m->gap[k] = weight;
    }
}

static void get_calibration(struct bytes *b, struct calibration *k)
{
    k->bias = get_float(b);
    k->slope = get_float(b);
    k->doubt = get_float(b);
    k->accept = get_float(b);
    k->bound = get_float(b);
    b->bad = b->bad || !(k->slope > 0) || !(k->accept > 0);
}

int model_read(struct model *m, const struct catalogue *c, const uint8_t *data, size_t size)
{
    struct bytes b = {.from = data, .size = size};
    char magic[8];
    model_init(m);
    get(&b, magic, sizeof magic);
    b.bad = b.bad || memcmp(magic, MAGIC, 8) != 0;
    get_gaps(&b, m);
    m->catalogue = get_float(&b);
    m->grams = get_float(&b);
    m->inside = get_float(&b);
    get_calibration(&b, &m->calibration);
    uint32_t stored = get_number(&b);
    b.bad = b.bad || stored > CATALOGUE_TYPES_MAX + 2 || stored == 1;
    if (!b.bad && stored)
        get_outputs(&b, c, m, stored);
    if (!b.bad && b.at == size)
        return 0;
    model_release(m);
    model_init(m);
    return -1;
}
