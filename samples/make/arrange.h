/* Parts of arranging: papers into files, pages in their order, copies. */
#ifndef SAMPLES_ARRANGE_H
#define SAMPLES_ARRANGE_H

#include "samples/make/submission.h"

enum { MOST_PAGES = 60 };

struct arranging {
    struct corpus *c;
    struct submission *s;
    struct rng r;
    const char *folder; /* "" or "scans/": where files go in the box */
};

/* arrange_pages.c: quarters that a sheet lies wrong, mostly 0. */
int choose_turn(struct arranging *a);

/* The paper's pages as they lie: now and then reversed, in disorder, one missing, their feet cut
 * off. blanks: fed as single sheets with empty backs. */
void add_pages(struct arranging *a, struct file_plan *f, int document, bool blanks);

/* arrange_files.c: each paper as a file or more of its own. */
void arrange_files(struct arranging *a);
void add_text(struct arranging *a, int document);
void new_path(struct arranging *a, const char *type, const char *extension, char path[256]);
void choose_scan_wear(struct arranging *a, struct wear *w);

#endif
