/* Parts of making a file: each appends its bytes to out. */
#ifndef SAMPLES_MAKE_FILE_H
#define SAMPLES_MAKE_FILE_H

#include "samples/make/submission.h"

struct making {
    const struct corpus *c;
    const struct submission *s;
    const struct file_plan *f;
    struct rng *r;
    char scratch[450];
};

/* make_other.c: what no scanner or camera saw. */
void make_born(struct making *m, struct text *out);
void make_office(struct making *m, struct text *out);
void make_html(struct making *m, struct text *out);
void make_locked(struct making *m, struct text *out);
void make_rubbish(struct making *m, struct text *out);
void add_bytes_of(const char *path, struct text *out);

#endif
