/* The recogniser: a page's text by the models of tesseract. */
#ifndef POSTKAMER_TEXT_H
#define POSTKAMER_TEXT_H

#include "classifiers/page.h"
#include "pipeline/problem.h"
#include "stages/formats/raster.h"
#include "stages/formats/strips.h"
#include "stages/formats/text_join.h"

struct reader;

/* Loads tesseract's models nld (text) and eng (numbers). NULL with a message in why. */
struct reader *reader_load(char *why, size_t size);
void reader_free(struct reader *r);
/* Names reader and models: part of the question under which readings are cached. */
const char *reader_version(void);

/* Where text stands on a prepared page. */
struct reader_lines {
    struct raster page; /* a copy without rules */
    struct strips strips;
    struct rows rows;
    size_t done; /* how many rows were read */
};
/* 0, or -1 with p; the caller releases in both cases. */
int reader_layout(const struct raster *page, struct reader_lines *lines, struct problem *p);
void reader_lines_release(struct reader_lines *lines);

/* Reads some of the lines, the longest: enough to see whether the page is the right way up. Fills
 * width and height, and words in no order (points of the upright page: pixels * 72 / raster->dpi).
 * 0, or -1 with p. */
int reader_sample(struct reader *r, struct reader_lines *lines, struct page *out,
                  struct problem *p);
/* Reads the lines that were not read so far, and puts all words in order. 0, or -1 with p. */
int reader_rest(struct reader *r, struct reader_lines *lines, struct page *out, struct problem *p);

/* Second look at labelled numbers of a page that was read: adds readings. 0, or -1 with p. */
int reader_second_look(struct reader *r, const struct raster *page, struct page *out,
                       struct problem *p);

/* Takes out what was read of scraps of ink that are no text, unless they may be badly printed text.
 * 0, or -1: no memory. */
int reader_drop_scraps(struct page *p);

#endif
