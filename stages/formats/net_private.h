/* Inside net*.c only. */
#ifndef POSTKAMER_NET_PRIVATE_H
#define POSTKAMER_NET_PRIVATE_H

#include "stages/formats/net.h"

#define NET_LANES 16  /* outputs that are computed side by side */
#define NET_DEPTH 4   /* inputs that are multiplied together */
#define NET_SIDE 4096 /* inputs or outputs of a layer at most */
#define NET_GATES 4   /* of an LSTM cell: input, its gate, forget, output */
#define NET_DEEP 12   /* layers over steps at most */
#define NET_SYMBOL 8  /* bytes of a character at most, with the NUL */

/* What the processor can do, by its own account. */
enum net_machine { NET_PLAIN, NET_AVX2, NET_VNNI };
enum net_machine net_machine(void);
#define NET_WIDE __attribute__((target("avx2,fma")))

/* Weights of `outs` outputs over `ins` inputs. The outputs of a group stand side by side, four
 * inputs by four; outs is rounded up to a whole group, ins to a whole four. */
struct net_weights {
    int outs, ins, groups, fours;
    int8_t *w;    /* [groups][fours][NET_LANES][NET_DEPTH] */
    int32_t *sum; /* [groups * NET_LANES]: the sum of an output's weights */
    float *scale; /* likewise */
    float *bias;  /* likewise; in the units of the products' sum times scale */
};

enum net_kind { NET_FORWARD, NET_BACKWARD };

struct net_layer {
    enum net_kind kind;
    int ins, size;            /* size: a multiple of NET_LANES */
    struct net_weights gates; /* those of all cells, one kind of gate after the other */
};

struct net {
    int height, half_x, half_y, pool_x, pool_y, features, codes, blank;
    struct net_weights conv; /* windows of pixels, column by column, to features */
    float *window;           /* the same as numbers: [conv.ins][features] */
    struct net_layer column; /* over the rows of a column, from the top */
    struct net_layer deep[NET_DEEP];
    int deep_count;
    struct net_weights out;
    char (*symbols)[NET_SYMBOL];
};

/* Bytes of a vector of inputs. */
#define NET_VECTOR(w) ((size_t)(w)->fours * NET_DEPTH)

/* out[k][i] = scale * (weights . in[k]) + bias for the first `count` of NET_LINES vectors (others
 * may be computed too). Inputs are NET_VECTOR(w) values of -127..127; outputs groups * NET_LANES.
 */
void net_dot(const struct net_weights *w, int count, const int8_t *const in[NET_LINES],
             float *const out[NET_LINES]);

/* One step of `size` LSTM cells for one vector: gates as net_dot gave them, the state,
 * and the output in -127..127. */
void net_cells(int size, const float *gates, float *state, int8_t *out);

/* The features of one step, [rows][features]: the largest of each pool of pixels' features. `at`
 * points to the window of its first pixel in an image of columns that are `stride` apart. */
void net_features(const struct net *n, const float *at, int stride, float *out);

/* tanh to -127..127, and softmax, in place for the latter. */
void net_squash(int size, const float *in, int8_t *out);
void net_softmax(int size, float *values);

#endif
