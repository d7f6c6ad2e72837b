/* Inside text*.c only: the second look at places of a page. text_second.c cuts and reads,
 * text_weigh.c makes readings of values, text_zone.c of machine readable zones, text_cells*.c of
 * those that are Dutch and hard to read. */
#ifndef POSTKAMER_TEXT_SECOND_H
#define POSTKAMER_TEXT_SECOND_H

#include "stages/formats/text_labels.h"
#include "stages/formats/text_reader.h"
#include "stages/formats/text_steps.h"

#define SECOND_TEXT 240
#define SECOND_STEPS 1000 /* a step is some 4 pixels of a crop */

/* What was read in one crop. */
struct second {
    char text[SECOND_TEXT];
    struct step steps[SECOND_STEPS];
    int count;
    float left, advance; /* pixels of the crop: where the first step begins, how wide each is */
};

enum second_way {
    SECOND_LIFTED, /* walls, rules and specks off, gaps squeezed */
    SECOND_AS_IT_IS
};

/* Reads the line in a crop of the page, whose pixels it may change. 0, or -1: no memory. */
int line_read(const struct net *n, struct raster *crop, struct second *out);

/* Reads one line of text in the look's box. 0, or -1 when there is nothing to read. */
int second_read(const struct net *n, const struct raster *page, const struct look *look,
                enum second_way way, struct second *line);

/* Adds a reading of the look's box to the page; the same value twice is one, with the higher p. 0,
 * or -1: no memory. */
int second_add(struct page *out, const struct look *look, const char *value, float p, bool valid);

/* Looks again at a labelled value and adds what it can be. 0, or -1: no memory. */
int second_value(struct reader *r, const struct raster *page, const struct look *look,
                 struct page *out);

/* Looks again at the lines of a zone and adds its best reading. 0, or -1: no memory. */
int second_zone(struct reader *r, const struct raster *page, const struct look *looks, int count,
                struct page *out);

#endif
