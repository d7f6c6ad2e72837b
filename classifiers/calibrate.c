#include "classifiers/calibrate.h"

#include <math.h>

#define ROUNDS 60
#define CAP_STRANGE 0.5F

static const double prior[3] = {-0.1, 0.9, -2}, spread[3] = {1, 0.4, 2};

void calibration_init(struct calibration *k)
{
    *k = (struct calibration){.bias = (float)prior[0],
                              .slope = (float)prior[1],
                              .doubt = (float)prior[2],
                              .accept = 2,
                              .bound = 1};
}

static double log_odds(float p)
{
    double q = fmin(1 - 1e-6, fmax(1e-6, (double)p));
    return log(q / (1 - q));
}

static double unknown(float known)
{
    return fmax(0, (double)(CALIBRATE_KNOWN - known));
}

float calibration_apply(const struct calibration *k, float raw, float known)
{
    double z =
        (double)k->bias + (double)k->slope * log_odds(raw) + (double)k->doubt * unknown(known);
    float p = (float)(1 / (1 + exp(-z)));
    return known < CALIBRATE_STRANGE ? fminf(p, CAP_STRANGE) : p;
}

/* Solves a x = b for a symmetric positive matrix of 3. */
static void solve(double a[3][3], double b[3], double x[3])
{
    for (int i = 0; i < 3; i++)
        for (int r = i + 1; r < 3; r++) {
            double f = a[r][i] / a[i][i];
            for (int c = i; c < 3; c++)
                a[r][c] -= f * a[i][c];
            b[r] -= f * b[i];
        }
    for (int i = 2; i >= 0; i--) {
        x[i] = b[i];
        for (int c = i + 1; c < 3; c++)
            x[i] -= a[i][c] * x[c];
        x[i] /= a[i][i];
    }
}

/* One step of Newton's method. */
static void step(double w[3], const struct outcome *o, size_t count)
{
    double a[3][3] = {{0}}, b[3], x[3];
    for (int i = 0; i < 3; i++) {
        a[i][i] = 1 / (spread[i] * spread[i]);
        b[i] = (prior[i] - w[i]) * a[i][i];
    }
    for (size_t n = 0; n < count; n++) {
        const double f[3] = {1, log_odds(o[n].raw), unknown(o[n].known)};
        double p = 1 / (1 + exp(-(w[0] + w[1] * f[1] + w[2] * f[2])));
        for (int i = 0; i < 3; i++) {
            b[i] += ((o[n].right ? 1 : 0) - p) * f[i];
            for (int c = 0; c < 3; c++)
                a[i][c] += p * (1 - p) * f[i] * f[c];
        }
    }
    solve(a, b, x);
    for (int i = 0; i < 3; i++)
        w[i] += fmax(-1, fmin(1, x[i]));
}

void calibration_fit(struct calibration *k, const struct outcome *o, size_t count)
{
    double w[3] = {prior[0], prior[1], prior[2]};
    for (int round = 0; round < ROUNDS; round++)
        step(w, o, count);
    k->bias = (float)w[0];
    k->slope = (float)fmax(0.2, w[1]);
    k->doubt = (float)fmin(0, w[2]);
}

/* Chance of at most `wrong` of `count` when each goes wrong with p. */
static double at_most(size_t wrong, size_t count, double p)
{
    double sum = 0, term = (double)count * log1p(-p);
    for (size_t i = 0; i <= wrong; i++) {
        sum += exp(term);
        term += log((double)(count - i)) - log((double)(i + 1)) + log(p) - log1p(-p);
    }
    return sum;
}

double upper_bound(size_t wrong, size_t count)
{
    double low = 0, high = 1;
    if (wrong >= count)
        return 1;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (at_most(wrong, count, middle) > 0.05)
            low = middle;
        else
            high = middle;
    }
    return high;
}

struct acceptance calibration_accept(const struct calibration *k, const struct outcome *o,
                                     size_t count, float from)
{
    struct acceptance a = {0};
    for (size_t i = 0; i < count;) {
        size_t here = o[i].submission, taken = 0, wrong = 0;
        for (; i < count && o[i].submission == here; i++) {
            bool accepted = calibration_apply(k, o[i].raw, o[i].known) >= from;
            taken += accepted;
            wrong += accepted && !o[i].right;
        }
        a.pieces += taken;
        a.wrong += wrong;
        a.submissions += taken > 0;
        a.submissions_wrong += wrong > 0;
    }
    a.bound = upper_bound(a.submissions_wrong, a.submissions);
    return a;
}

void calibration_certify(struct calibration *k, const struct outcome *o, size_t count, double most)
{
    bool proven = false;
    k->accept = 2;
    k->bound = 1;
    for (int percent = 99; percent >= 50; percent--) {
        float from = (float)percent / 100;
        struct acceptance a = calibration_accept(k, o, count, from);
        bool holds = a.bound <= most;
        if (proven ? !holds : !holds && a.submissions_wrong)
            break; /* each step down rests on the one before */
        if (!holds)
            continue; /* too few yet to prove anything */
        proven = true;
        k->accept = from;
        k->bound = (float)a.bound;
    }
}
