/* Runs the network: a picture's windows to features, features down each column to one vector a
 * step, and LSTMs along the steps. Activations are integers of -127..127 between the layers. */
#include "stages/formats/net_private.h"

#include <stdlib.h>
#include <string.h>

/* What lies behind the edge of the picture is neither black nor white. */
static void place_pixels(const struct net *n, const struct net_line *line, float *columns)
{
    int stride = n->height + 2 * n->half_y, least[256] = {0}, most[256] = {0}, dark = 0, light = 0;
    const uint8_t *middle = line->pixels + (size_t)(n->height / 2) * (size_t)line->width;
    for (int x = 1; x + 1 < line->width; x++) {
        int before = middle[x - 1], now = middle[x], after = middle[x + 1];
        if ((now < before && now <= after) || (now <= before && now < after))
            least[now]++, dark++;
        if ((now > before && now >= after) || (now >= before && now > after))
            most[now]++, light++;
    }
    /* A quarter of the valleys along the middle is darker than black, a quarter of the peaks
     * brighter than white. */
    int black = 0, white = 255, sum;
    for (sum = least[0]; dark && sum * 4 < dark && black < 255;)
        sum += least[++black];
    for (sum = most[255]; light && sum * 4 < light && white > 0;)
        sum += most[--white];
    float half = white > black ? (float)(white - black) / 2 : 1;
    for (int x = 0; x < line->width; x++)
        for (int y = 0; y < n->height; y++) {
            float p = (float)line->pixels[(size_t)y * (size_t)line->width + (size_t)x];
            p = ((p - (float)black) / half - 1) * 128;
            columns[(x + n->half_x) * stride + y + n->half_y] = p > 127 ? 127 : p < -127 ? -127 : p;
        }
}

/* Features of all steps of a line: [steps][rows][features]. */
static int front(const struct net *n, const struct net_line *line, int8_t *out)
{
    int stride = n->height + 2 * n->half_y, size = n->height / n->pool_y * n->features;
    float *columns =
        calloc((size_t)(line->width + 2 * n->half_x) * (size_t)stride, sizeof *columns);
    float *pooled = malloc((size_t)size * sizeof *pooled);
    int status = columns && pooled ? 0 : -1;
    if (status == 0)
        place_pixels(n, line, columns);
    for (int t = 0; status == 0 && t < line->steps; t++) {
        net_features(n, columns + (size_t)(t * n->pool_x) * (size_t)stride, stride, pooled);
        net_squash(size, pooled, out + (size_t)t * (size_t)size);
    }
    free(columns);
    free(pooled);
    return status;
}

/* Cells of one layer for NET_LINES sequences side by side. */
struct run {
    const struct net_layer *layer;
    int count;                  /* of sequences */
    int8_t *vectors[NET_LINES]; /* input, then the last output */
    float *states[NET_LINES], *gates[NET_LINES];
    void *room;
};

static int run_init(struct run *r, const struct net_layer *l, int count)
{
    size_t vector = NET_VECTOR(&l->gates), state = (size_t)l->size;
    size_t gates = (size_t)l->gates.groups * NET_LANES;
    float *at = malloc(NET_LINES * (vector + (state + gates) * sizeof *at));
    r->room = at;
    r->layer = l;
    r->count = count;
    if (!at)
        return -1;
    for (int k = 0; k < NET_LINES; k++) {
        r->states[k] = at;
        r->gates[k] = at + state;
        at += state + gates;
    }
    for (int k = 0; k < NET_LINES; k++)
        r->vectors[k] = (int8_t *)at + (size_t)k * vector;
    return 0;
}

static void run_start(struct run *r)
{
    for (int k = 0; k < NET_LINES; k++) {
        memset(r->states[k], 0, (size_t)r->layer->size * sizeof(float));
        memset(r->vectors[k], 0, NET_VECTOR(&r->layer->gates));
    }
}

/* One step of all sequences; in[k] NULL: that one is at its end. */
static void run_step(struct run *r, const int8_t *const in[NET_LINES])
{
    const struct net_layer *l = r->layer;
    for (int k = 0; k < NET_LINES; k++)
        if (in[k])
            memcpy(r->vectors[k], in[k], (size_t)l->ins);
    net_dot(&l->gates, r->count, (const int8_t *const *)r->vectors, r->gates);
    for (int k = 0; k < NET_LINES; k++)
        if (in[k])
            net_cells(l->size, r->gates[k], r->states[k], r->vectors[k] + l->ins);
}

/* Down the rows of each column; what the cells say at the bottom is the step's vector. */
static int columns(const struct net *n, const int8_t *features, int steps, int8_t *out)
{
    struct run run;
    int rows = n->height / n->pool_y, size = n->column.size;
    if (run_init(&run, &n->column, NET_LINES) < 0)
        return -1;
    for (int t = 0; t < steps; t += NET_LINES) {
        run_start(&run);
        for (int y = 0; y < rows; y++) {
            const int8_t *in[NET_LINES];
            for (int k = 0; k < NET_LINES; k++)
                in[k] = t + k < steps ? features + ((size_t)(t + k) * (size_t)rows + (size_t)y) *
                                                       (size_t)n->features
                                      : NULL;
            run_step(&run, in);
        }
        for (int k = 0; k < NET_LINES && t + k < steps; k++)
            memcpy(out + (size_t)(t + k) * (size_t)size, run.vectors[k] + n->features,
                   (size_t)size * sizeof *out);
    }
    free(run.room);
    return 0;
}

/* What a layer gives for each line: [steps][size]. */
struct pass {
    int8_t *values[NET_LINES];
    int steps[NET_LINES], most;
};

static void pass_release(struct pass *p)
{
    for (int k = 0; k < NET_LINES; k++)
        free(p->values[k]);
    memset(p->values, 0, sizeof p->values);
}

static int pass_init(struct pass *p, const struct net_line *lines, int count, int size)
{
    memset(p, 0, sizeof *p);
    for (int k = 0; k < count; k++) {
        p->steps[k] = lines[k].steps;
        p->most = lines[k].steps > p->most ? lines[k].steps : p->most;
        p->values[k] = malloc((size_t)lines[k].steps * (size_t)size + 64);
        if (!p->values[k])
            return -1;
    }
    return 0;
}

static int deep(const struct net_layer *l, int count, const struct pass *from, struct pass *to)
{
    struct run run;
    if (run_init(&run, l, count) < 0)
        return -1;
    run_start(&run);
    for (int t = 0; t < from->most; t++) {
        const int8_t *in[NET_LINES];
        size_t at[NET_LINES];
        for (int k = 0; k < NET_LINES; k++) {
            at[k] = (size_t)(l->kind == NET_FORWARD ? t : from->steps[k] - 1 - t);
            in[k] = t < from->steps[k] ? from->values[k] + at[k] * (size_t)l->ins : NULL;
        }
        run_step(&run, in);
        for (int k = 0; k < NET_LINES; k++)
            if (in[k])
                memcpy(to->values[k] + at[k] * (size_t)l->size, run.vectors[k] + l->ins,
                       (size_t)l->size);
    }
    free(run.room);
    return 0;
}

/* The chances of one line's steps. */
static int last(const struct net *n, const int8_t *values, struct net_line *line)
{
    size_t wide = (size_t)n->out.groups * NET_LANES, codes = (size_t)n->codes;
    float *room = malloc(NET_LINES * wide * sizeof *room);
    line->chances = malloc((size_t)line->steps * codes * sizeof *line->chances);
    int status = room && line->chances ? 0 : -1;
    for (int t = 0; status == 0 && t < line->steps; t += NET_LINES) {
        const int8_t *in[NET_LINES];
        float *out[NET_LINES];
        for (int k = 0; k < NET_LINES; k++) {
            int step = t + k < line->steps ? t + k : line->steps - 1;
            in[k] = values + (size_t)step * (size_t)n->out.ins;
            out[k] = room + (size_t)k * wide;
        }
        net_dot(&n->out, NET_LINES, in, out);
        for (int k = 0; k < NET_LINES && t + k < line->steps; k++) {
            net_softmax(n->codes, out[k]);
            memcpy(line->chances + (size_t)(t + k) * codes, out[k], codes * sizeof(float));
        }
    }
    free(room);
    return status;
}

/* The lines' first pass: from pixels to a vector a step. */
static int start(const struct net *n, const struct net_line *lines, int count, struct pass *p)
{
    int status = pass_init(p, lines, count, n->column.size);
    for (int k = 0; status == 0 && k < count; k++) {
        size_t block = (size_t)(n->height / n->pool_y) * (size_t)n->features;
        int8_t *features = malloc((size_t)lines[k].steps * block * sizeof *features);
        status = features ? front(n, &lines[k], features) : -1;
        if (status == 0)
            status = columns(n, features, lines[k].steps, p->values[k]);
        free(features);
    }
    return status;
}

int net_read(const struct net *n, struct net_line *lines, int count)
{
    struct pass now = {0}, next = {0};
    for (int k = 0; k < count; k++) {
        lines[k].steps = lines[k].width / n->pool_x;
        lines[k].chances = NULL;
    }
    int status = start(n, lines, count, &now);
    for (int i = 0; status == 0 && i < n->deep_count; i++) {
        status = pass_init(&next, lines, count, n->deep[i].size);
        if (status == 0)
            status = deep(&n->deep[i], count, &now, &next);
        pass_release(&now);
        now = next;
        memset(&next, 0, sizeof next);
    }
    for (int k = 0; status == 0 && k < count; k++)
        status = last(n, now.values[k], &lines[k]);
    pass_release(&now);
    for (int k = 0; status < 0 && k < count; k++) {
        free(lines[k].chances);
        lines[k].chances = NULL;
    }
    return status;
}
