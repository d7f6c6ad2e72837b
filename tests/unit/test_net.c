/* The network's arithmetic, whichever instructions this machine has for it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include "stages/formats/net_private.h"

#define GROUPS 7
#define FOURS 21
#define INS (FOURS * NET_DEPTH)
#define OUTS (GROUPS * NET_LANES)

struct room {
    int8_t w[OUTS * INS], in[NET_LINES][INS];
    int32_t sum[OUTS];
    float scale[OUTS], bias[OUTS], out[NET_LINES][OUTS];
};

static int weight(const struct room *r, int o, int i)
{
    int group = o / NET_LANES * FOURS + i / NET_DEPTH;
    return r->w[(group * NET_LANES + o % NET_LANES) * NET_DEPTH + i % NET_DEPTH];
}

static void fill(struct room *r)
{
    srand(5);
    for (int i = 0; i < OUTS * INS; i++)
        r->w[i] = (int8_t)(rand() % 255 - 127);
    for (int k = 0; k < NET_LINES; k++)
        for (int i = 0; i < INS; i++)
            r->in[k][i] = (int8_t)(k == 0 ? 127 : rand() % 255 - 127);
    for (int o = 0; o < OUTS; o++) {
        r->scale[o] = 1.0F / 1024;
        r->bias[o] = (float)o;
        for (int i = 0; i < INS; i++)
            r->sum[o] += weight(r, o, i);
    }
}

static void products_are_exact(void **state)
{
    struct room *r = calloc(1, sizeof *r);
    const int8_t *in[NET_LINES];
    float *out[NET_LINES];
    (void)state;
    assert_non_null(r);
    fill(r);
    struct net_weights w = {OUTS, INS, GROUPS, FOURS, r->w, r->sum, r->scale, r->bias};
    for (int k = 0; k < NET_LINES; k++) {
        in[k] = r->in[k];
        out[k] = r->out[k];
    }
    for (int count = 1; count <= NET_LINES; count++) {
        memset(r->out, 0, sizeof r->out);
        net_dot(&w, count, in, out);
        for (int k = 0; k < count; k++)
            for (int o = 0; o < OUTS; o++) {
                int sum = 0;
                for (int i = 0; i < INS; i++)
                    sum += weight(r, o, i) * r->in[k][i];
                assert_true(r->out[k][o] == (float)sum / 1024 + (float)o);
            }
    }
    free(r);
}

/* Gates from far below nought to far above, beyond what the curves are clipped at. */
static void cells_follow_their_formula(void **state)
{
    enum { SIZE = NET_LANES };
    (void)state;
    for (float x = -60; x <= 60; x += 1.7F) {
        float gates[NET_GATES * SIZE], cell[SIZE];
        int8_t out[SIZE];
        for (int i = 0; i < SIZE; i++) {
            gates[i] = x;
            gates[SIZE + i] = (float)i - 8;
            gates[2 * SIZE + i] = x / 3;
            gates[3 * SIZE + i] = 3 - x / 5;
            cell[i] = (float)i / 8 - 1;
        }
        net_cells(SIZE, gates, cell, out);
        for (int i = 0; i < SIZE; i++) {
            double before = (double)i / 8 - 1, open = 1 / (1 + exp(8.0 - i));
            double now = before / (1 + exp(-x / 3)) + tanh(x) * open;
            assert_float_equal(cell[i], now, 1e-4);
            assert_true(fabs(out[i] - 127 * tanh(now) / (1 + exp(x / 5 - 3))) <= 0.51);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(products_are_exact),
                                       cmocka_unit_test(cells_follow_their_formula)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
