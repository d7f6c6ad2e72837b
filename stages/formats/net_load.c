/* Reads a model file. Its format: a number of components and their offsets; among them the
 * network (layers, one after the other, each with a head), the characters, and their codes. */
#include "stages/formats/net_private.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPONENTS 64
#define PART_NETWORK 17
#define PART_CHARACTERS 21
#define PART_CODES 22
#define FILE_MAX (64 << 20)
#define MODE_INT 1
#define MODE_DOUBLE 128
#define FLAG_RATES 64 /* learning rates follow a stack of layers */

/* A stretch of the file. Whatever is read beyond its end sets `bad`. */
struct bytes {
    const uint8_t *at, *end;
    bool bad;
};

static const uint8_t *take(struct bytes *b, size_t size)
{
    if (b->bad || size > (size_t)(b->end - b->at)) {
        b->bad = true;
        return NULL;
    }
    b->at += size;
    return b->at - size;
}

static int32_t take_int(struct bytes *b)
{
    int32_t value = 0;
    const uint8_t *at = take(b, sizeof value);
    if (at)
        memcpy(&value, at, sizeof value);
    return value;
}

static int take_byte(struct bytes *b)
{
    const uint8_t *at = take(b, 1);
    return at ? *at : 0;
}

static void take_text(struct bytes *b, char *out, size_t size)
{
    uint32_t length = (uint32_t)take_int(b);
    const uint8_t *at = take(b, length);
    *out = '\0';
    if (at && length < size) {
        memcpy(out, at, length);
        out[length] = '\0';
    }
}

struct head {
    char kind[32];
    int flags, ins, outs;
};

static void take_head(struct bytes *b, struct head *h)
{
    char name[64];
    b->bad = b->bad || take_byte(b) != 0; /* kinds by number: models older than these */
    take_text(b, h->kind, sizeof h->kind);
    take(b, 2); /* training, back-propagation */
    h->flags = take_int(b);
    h->ins = take_int(b);
    h->outs = take_int(b);
    take_int(b); /* number of weights */
    take_text(b, name, sizeof name);
}

/* The head of a layer that must be of this kind. */
static struct head expect(struct bytes *b, const char *kind)
{
    struct head h;
    take_head(b, &h);
    b->bad = b->bad || strcmp(h.kind, kind) != 0;
    return h;
}

/* The number of layers in a stack, and what follows them. */
static int stack_size(struct bytes *b)
{
    int count = take_int(b);
    b->bad = b->bad || count < 1 || count > NET_DEEP + 8;
    return b->bad ? 0 : count;
}

static void stack_end(struct bytes *b, const struct head *h)
{
    if (!(h->flags & FLAG_RATES))
        return;
    uint32_t count = (uint32_t)take_int(b);
    take(b, count > NET_SIDE ? SIZE_MAX : (size_t)count * 4);
}

static int8_t *weight_at(const struct net_weights *w, int out, int in)
{
    size_t group = (size_t)(out / NET_LANES) * (size_t)w->fours + (size_t)(in / NET_DEPTH);
    return w->w + (group * NET_LANES + (size_t)(out % NET_LANES)) * NET_DEPTH + in % NET_DEPTH;
}

/* Rows of weights go behind those that are there. */
static void place_weights(struct net_weights *w, int first, const int8_t *from,
                          const double *scales)
{
    for (int o = first; o < w->outs; o++, scales++) {
        const int8_t *row = from + (size_t)(o - first) * (size_t)(w->ins + 1);
        w->sum[o] = 0;
        for (int i = 0; i < w->ins; i++) {
            *weight_at(w, o, i) = row[i];
            w->sum[o] += row[i];
        }
        w->scale[o] = (float)(*scales / 127);
        w->bias[o] = (float)(row[w->ins] * *scales);
    }
}

/* Room for `outs` more outputs. */
static bool grow_weights(struct net_weights *w, int outs, int ins)
{
    size_t before = (size_t)w->groups * NET_LANES;
    w->outs += outs;
    w->ins = ins;
    w->fours = (ins + NET_DEPTH - 1) / NET_DEPTH;
    w->groups = (w->outs + NET_LANES - 1) / NET_LANES;
    size_t after = (size_t)w->groups * NET_LANES, depth = NET_VECTOR(w);
    int8_t *weights = realloc(w->w, after * depth);
    w->w = weights ? weights : w->w;
    int32_t *sum = realloc(w->sum, after * sizeof *sum);
    w->sum = sum ? sum : w->sum;
    float *scale = realloc(w->scale, after * sizeof *scale);
    w->scale = scale ? scale : w->scale;
    float *bias = realloc(w->bias, after * sizeof *bias);
    w->bias = bias ? bias : w->bias;
    if (!weights || !sum || !scale || !bias)
        return false;
    memset(weights + before * depth, 0, (after - before) * depth);
    memset(sum + before, 0, (after - before) * sizeof *sum);
    memset(scale + before, 0, (after - before) * sizeof *scale);
    memset(bias + before, 0, (after - before) * sizeof *bias);
    return true;
}

static void take_weights(struct bytes *b, struct net_weights *w)
{
    int mode = take_byte(b), outs = take_int(b), ins = take_int(b) - 1, first = w->outs;
    take(b, 1); /* the value of an empty place */
    b->bad = b->bad || !(mode & MODE_INT) || !(mode & MODE_DOUBLE) || outs < 1 || ins < 1 ||
             outs > NET_SIDE || ins > NET_SIDE || (first && w->ins != ins) ||
             first % NET_LANES != 0;
    const uint8_t *from = b->bad ? NULL : take(b, (size_t)outs * (size_t)(ins + 1));
    b->bad = b->bad || take_int(b) != outs;
    const uint8_t *at = b->bad ? NULL : take(b, (size_t)outs * sizeof(double));
    double *scales = at ? malloc((size_t)outs * sizeof *scales) : NULL;
    b->bad = !scales || !grow_weights(w, outs, ins);
    if (!b->bad) {
        memcpy(scales, at, (size_t)outs * sizeof *scales);
        place_weights(w, first, (const int8_t *)from, scales);
    }
    free(scales);
}

static void take_cells(struct bytes *b, const struct head *h, enum net_kind kind,
                       struct net_layer *l)
{
    *l = (struct net_layer){.kind = kind, .ins = h->ins, .size = h->outs};
    b->bad = b->bad || h->ins < 1 || h->outs < 1 || h->ins > NET_SIDE || h->outs > NET_SIDE ||
             h->outs % NET_LANES != 0 || take_int(b) != h->ins + h->outs;
    for (int i = 0; i < NET_GATES && !b->bad; i++) {
        take_weights(b, &l->gates);
        b->bad = b->bad || l->gates.outs != (i + 1) * h->outs || l->gates.ins != h->ins + h->outs;
    }
}

/* The weights as numbers, an input after the other; the caller frees. */
static float *plain_weights(const struct net_weights *w)
{
    float *plain = malloc((size_t)w->ins * (size_t)w->outs * sizeof *plain);
    for (int i = 0; plain && i < w->ins; i++)
        for (int o = 0; o < w->outs; o++)
            plain[i * w->outs + o] = (float)*weight_at(w, o, i) * w->scale[o];
    return plain;
}

static void take_conv(struct bytes *b, struct net *n)
{
    struct head series = expect(b, "Series");
    b->bad = b->bad || stack_size(b) != 2;
    expect(b, "Convolve");
    n->half_x = take_int(b);
    n->half_y = take_int(b);
    struct head h = expect(b, "Tanh");
    take_weights(b, &n->conv);
    stack_end(b, &series);
    n->features = h.outs;
    b->bad = b->bad || n->half_x < 0 || n->half_x > 4 || n->half_y < 0 || n->half_y > 4 ||
             n->conv.outs != n->features ||
             n->conv.ins != (2 * n->half_x + 1) * (2 * n->half_y + 1) ||
             n->features % NET_LANES != 0;
    n->window = b->bad ? NULL : plain_weights(&n->conv);
    b->bad = !n->window;
}

static void take_front(struct bytes *b, struct net *n)
{
    expect(b, "Input");
    int batch = take_int(b), height = take_int(b), width = take_int(b), depth = take_int(b);
    take_int(b); /* loss */
    n->height = height;
    b->bad = b->bad || batch != 1 || height < 8 || height > 200 || width != 0 || depth != 1;
    take_conv(b, n);
    expect(b, "Maxpool");
    n->pool_x = take_int(b);
    n->pool_y = take_int(b);
    b->bad = b->bad || n->pool_x < 1 || n->pool_x > 8 || n->pool_y < 1 || n->pool_y > 8;
    struct head turned = expect(b, "XYTranspose");
    b->bad = b->bad || stack_size(b) != 1;
    struct head h = expect(b, "SummLSTM");
    take_cells(b, &h, NET_FORWARD, &n->column);
    stack_end(b, &turned);
    b->bad = b->bad || n->column.ins != n->features;
}

/* LSTMs over the steps, some of them from the right to the left. */
static void take_deep(struct bytes *b, struct net *n)
{
    struct head h, inner;
    enum net_kind kind = NET_FORWARD;
    take_head(b, &h);
    inner = h;
    if (!strcmp(h.kind, "RTLReversed")) {
        b->bad = b->bad || stack_size(b) != 1;
        take_head(b, &inner);
        kind = NET_BACKWARD;
    }
    b->bad = b->bad || strcmp(inner.kind, "LSTM") != 0 || n->deep_count >= NET_DEEP;
    if (b->bad)
        return;
    take_cells(b, &inner, kind, &n->deep[n->deep_count++]);
    if (kind == NET_BACKWARD)
        stack_end(b, &h);
}

static bool fits(const struct net *n)
{
    int ins = n->column.size;
    for (int i = 0; i < n->deep_count; i++) {
        if (n->deep[i].ins != ins)
            return false;
        ins = n->deep[i].size;
    }
    return n->out.ins == ins && n->out.outs == n->codes;
}

static bool take_network(struct bytes b, struct net *n)
{
    struct head series = expect(&b, "Series");
    int count = stack_size(&b);
    take_front(&b, n);
    for (int i = 4; i < count - 1 && !b.bad; i++)
        take_deep(&b, n);
    struct head h = expect(&b, "Softmax");
    take_weights(&b, &n->out);
    n->codes = h.outs;
    stack_end(&b, &series);
    char layout[200];
    take_text(&b, layout, sizeof layout);
    take(&b, 12); /* how it was trained */
    n->blank = take_int(&b);
    return !b.bad && count >= 6 && fits(n) && n->blank >= 0 && n->blank < n->codes;
}

/* The next character of the list: the first word of its line; "NULL" is the space. */
static void take_symbol(struct bytes *b, char out[NET_SYMBOL])
{
    size_t size = 0;
    char word[NET_SYMBOL] = "";
    bool first = true;
    while (b->at < b->end && *b->at != '\n') {
        first = first && *b->at != ' ';
        if (first && size < NET_SYMBOL)
            word[size++ % NET_SYMBOL] = (char)*b->at;
        b->at++;
    }
    b->at += b->at < b->end;
    *out = '\0';
    if (size < NET_SYMBOL) {
        word[size] = '\0';
        strcpy(out, strcmp(word, "NULL") ? word : " ");
    }
}

/* Every character has one code; of several with the same the first is meant. */
static bool take_symbols(struct bytes text, struct bytes codes, struct net *n)
{
    char line[NET_SYMBOL];
    take_symbol(&text, line); /* their number */
    int count = take_int(&codes);
    n->symbols = calloc((size_t)n->codes, sizeof *n->symbols);
    if (!n->symbols || count < 1 || count > NET_SIDE)
        return false;
    for (int i = 0; i < count && !codes.bad; i++) {
        take_byte(&codes);
        codes.bad = codes.bad || take_int(&codes) != 1;
        int code = take_int(&codes);
        take_symbol(&text, line);
        codes.bad = codes.bad || code < 0 || code >= n->codes;
        if (!codes.bad && code != n->blank && !*n->symbols[code])
            strcpy(n->symbols[code], line);
    }
    return !codes.bad;
}

/* A component of the file; empty when it is not there. */
static struct bytes part_of(const uint8_t *data, size_t size, int index)
{
    struct bytes b = {data, data + size, false}, part = {data, data, true};
    int count = take_int(&b);
    if (count < 1 || count > COMPONENTS || index >= count || size < 4 + (size_t)count * 8)
        return part;
    int64_t offsets[COMPONENTS];
    memcpy(offsets, b.at, (size_t)count * sizeof *offsets);
    int64_t from = offsets[index], to = (int64_t)size;
    for (int i = 0; i < count; i++)
        to = offsets[i] > from && offsets[i] < to ? offsets[i] : to;
    if (from > 0 && from < to)
        part = (struct bytes){data + from, data + to, false};
    return part;
}

static uint8_t *load_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = f ? malloc(FILE_MAX) : NULL;
    *size = data ? fread(data, 1, FILE_MAX, f) : 0;
    if (f)
        fclose(f);
    return data;
}

struct net *net_load(const char *path, char *why, size_t size)
{
    size_t length;
    uint8_t *data = load_file(path, &length);
    struct net *n = data ? calloc(1, sizeof *n) : NULL;
    bool good =
        n && take_network(part_of(data, length, PART_NETWORK), n) &&
        take_symbols(part_of(data, length, PART_CHARACTERS), part_of(data, length, PART_CODES), n);
    free(data);
    if (good)
        return n;
    snprintf(why, size,
             data ? "'%s' is no model of the kind that is read here" : "cannot open '%s'", path);
    net_free(n);
    return NULL;
}

static void weights_free(struct net_weights *w)
{
    free(w->w);
    free(w->sum);
    free(w->scale);
    free(w->bias);
}

void net_free(struct net *n)
{
    if (!n)
        return;
    weights_free(&n->conv);
    weights_free(&n->out);
    weights_free(&n->column.gates);
    for (int i = 0; i < n->deep_count; i++)
        weights_free(&n->deep[i].gates);
    free(n->window);
    free(n->symbols);
    free(n);
}

int net_height(const struct net *n)
{
    return n->height;
}

int net_step(const struct net *n)
{
    return n->pool_x;
}

int net_codes(const struct net *n)
{
    return n->codes;
}

int net_blank(const struct net *n)
{
    return n->blank;
}

const char *net_symbol(const struct net *n, int code)
{
    return code >= 0 && code < n->codes ? n->symbols[code] : "";
}
