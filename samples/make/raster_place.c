#include <math.h>

#include "samples/make/raster.h"

/* The projective map of the unit square on a quadrangle (Heckbert 1989, section 2.2.3). */
struct projection {
    double a, b, c, d, e, f, g, h;
};

static struct projection square_to_quad(const double q[8])
{
    double dx1 = q[2] - q[4], dx2 = q[6] - q[4], dy1 = q[3] - q[5], dy2 = q[7] - q[5];
    double sx = q[0] - q[2] + q[4] - q[6], sy = q[1] - q[3] + q[5] - q[7];
    double det = dx1 * dy2 - dx2 * dy1;
    struct projection p;

    p.g = (sx * dy2 - dx2 * sy) / det;
    p.h = (dx1 * sy - sx * dy1) / det;
    p.a = q[2] - q[0] + p.g * q[2];
    p.b = q[6] - q[0] + p.h * q[6];
    p.c = q[0];
    p.d = q[3] - q[1] + p.g * q[3];
    p.e = q[7] - q[1] + p.h * q[7];
    p.f = q[1];
    return p;
}

static struct projection inverse(struct projection p)
{
    double det = p.a * p.e - p.b * p.d;
    struct projection n = {p.e - p.f * p.h,       p.c * p.h - p.b,      p.b * p.f - p.c * p.e,
                           p.f * p.g - p.d,       p.a - p.c * p.g,      p.c * p.d - p.a * p.f,
                           p.d * p.h - p.e * p.g, p.b * p.g - p.a * p.h};

    n.a /= det, n.b /= det, n.c /= det, n.d /= det;
    n.e /= det, n.f /= det, n.g /= det, n.h /= det;
    return n;
}

static void sample(const struct raster *from, double x, double y, uint8_t *out)
{
    int x0 = (int)x, y0 = (int)y, n = from->channels;
    int fx = (int)((x - x0) * 256), fy = (int)((y - y0) * 256);
    const uint8_t *p = raster_at(from, x0, y0);
    const uint8_t *q = p + (y0 + 1 < from->height ? (size_t)from->width * (size_t)n : 0);
    int right = x0 + 1 < from->width ? n : 0;

    for (int k = 0; k < n; k++) {
        int top = p[k] * (256 - fx) + p[k + right] * fx;
        int bottom = q[k] * (256 - fx) + q[k + right] * fx;

        out[k] = (uint8_t)((top * (256 - fy) + bottom * fy) >> 16);
    }
}

static void bounds(const double q[8], int axis, int limit, int *low, int *high)
{
    double least = q[axis], most = q[axis];

    for (int i = 1; i < 4; i++) {
        least = fmin(least, q[2 * i + axis]);
        most = fmax(most, q[2 * i + axis]);
    }
    *low = least < 0 ? 0 : (int)least;
    *high = most + 2 > limit ? limit : (int)most + 2;
}

void raster_place(struct raster *to, const struct raster *from, const double corners[8],
                  double bend)
{
    struct projection p = inverse(square_to_quad(corners));
    int x0, x1, y0, y1;

    bounds(corners, 0, to->width, &x0, &x1);
    bounds(corners, 1, to->height, &y0, &y1);
    y0 = y0 > bend ? y0 - (int)bend : 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            double w = p.g * x + p.h * y + 1;
            double u = (p.a * x + p.b * y + p.c) / w, v = (p.d * x + p.e * y + p.f) / w;

            if (bend != 0 && u > 0 && u < 1)
                v += bend / to->height * 4 * u * (1 - u);
            u *= from->width, v *= from->height;
            if (u >= 0 && v >= 0 && u < from->width && v < from->height)
                sample(from, u, v, raster_at(to, x, y));
        }
    }
}
