/* A line recogniser: runs the network of a tesseract model of the 'fast' kind (8-bit weights, a
 * layout [1,36,0,1 Ct.. Mp.. Lfys.. (Lfx|Lrx).. O1c..] as nld and eng have it) over several lines
 * at once, many times faster than the library does, and gives what it says of every step. */
#ifndef POSTKAMER_NET_H
#define POSTKAMER_NET_H

#include <stddef.h>
#include <stdint.h>

#define NET_LINES 4 /* lines that are run together */

struct net;

/* Loads a .traineddata file. NULL with a message in why. */
struct net *net_load(const char *path, char *why, size_t size);
void net_free(struct net *n);

int net_height(const struct net *n); /* pixels that a line must be high */
int net_step(const struct net *n);   /* pixels of a line that make one step */
int net_codes(const struct net *n);  /* what a step tells apart */
int net_blank(const struct net *n);  /* the code for 'no character here' */
/* The character of a code in UTF-8; "" when it has none. */
const char *net_symbol(const struct net *n, int code);

struct net_line {
    int width;             /* pixels, at least net_step */
    const uint8_t *pixels; /* rows of width gray values, net_height of them */
    int steps;             /* set: width / net_step */
    float *chances;        /* set: net_codes probabilities a step; the caller frees */
};

/* Reads up to NET_LINES lines of about the same width. 0, or -1: no memory. */
int net_read(const struct net *n, struct net_line *lines, int count);

#endif
