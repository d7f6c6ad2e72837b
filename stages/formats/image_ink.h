/* Inside image*.c only: maps of a page's ink, for comparing pages. */
#ifndef POSTKAMER_IMAGE_INK_H
#define POSTKAMER_IMAGE_INK_H

#define INK_DPI 100 /* at which pages are compared */
#define INK_EDGE 24 /* part of a page's sides that is left out: shadows of the lid */

/* Row by row: gray levels below the paper's, negative where it is lighter. */
struct ink_map {
    int width, height;
    float *ink; /* owned */
};
/* All zero. 0, or -1: no memory. */
int ink_map_init(struct ink_map *m, int width, int height);
void ink_map_release(struct ink_map *m);
/* The mean over a square of `radius` pixels to each side of every pixel, in place. 0, or -1. */
int ink_map_blur(struct ink_map *m, int radius);
/* Takes off what is even over some millimetres, in place. 0, or -1. */
int ink_map_flatten(struct ink_map *m);
/* How much darker than what lies to both sides of it is the darkest line two words long, lying or
 * standing, of a map of INK_DPI? Levels, the mean over the line; -1: no memory. */
double ink_map_darkest_line(const struct ink_map *m);

/* A flattened map of INK_DPI, and ones of half the resolution of the one before. */
#define INK_LEVELS 4
struct ink_levels {
    struct ink_map at[INK_LEVELS];
};
/* The map is copied. 0, or -1; release in both cases. */
int ink_levels_init(struct ink_levels *l, const struct ink_map *m);
void ink_levels_release(struct ink_levels *l);

#endif
