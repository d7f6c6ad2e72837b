/* The driver's end of progress.h: counts, and one line on a terminal. */
#ifndef POSTKAMER_METER_H
#define POSTKAMER_METER_H

#include <stdbool.h>

struct meter {
    int fd;                         /* what stages say comes in here, -1: closed */
    int stage_fd;                   /* the end that they inherit */
    bool shown;                     /* on stderr, a terminal */
    double began, drawn;            /* seconds of the monotonic clock */
    unsigned long expected;         /* submissions that unpack knows of */
    unsigned long unpacked, routed; /* submissions */
    unsigned long paged, read;      /* pages: known, and through ocr */
};

/* 0, or -1 with errno. Puts the stages' end into the environment. */
int meter_open(struct meter *m, bool show);
void meter_close(struct meter *m);

void meter_listen(struct meter *m);          /* takes what has come; never waits */
void meter_draw(struct meter *m);            /* twice a second at most */
void meter_clear(struct meter *m);           /* takes the line away */
double meter_seconds(const struct meter *m); /* since meter_open */

#endif
