/* The recogniser. text*.c are the only users of tesseract. */
#ifndef POSTKAMER_TEXT_H
#define POSTKAMER_TEXT_H

#include "classifiers/page.h"
#include "pipeline/problem.h"
#include "stages/formats/raster.h"

struct reader;

/* Loads nld (text), eng (numbers) and osd (orientation) once. OMP_THREAD_LIMIT=1 must stand in
 * the environment before the program starts. NULL with a message in why. */
struct reader *reader_load(char *why, size_t size);
void reader_free(struct reader *r);
/* Names program, models and settings: part of the question under which readings are cached. */
const char *reader_version(void);

/* Degrees clockwise to turn the page so that it reads upright (0, 90, 180, 270) and how sure
 * (0..1). 0, or -1 with p. */
int reader_orientation(struct reader *r, const struct raster *page, int *rotation,
                       float *confidence, struct problem *p);

/* Reads a prepared page: fills words (points of the upright page: pixels * 72 / raster->dpi),
 * width and height. 0, or -1 with p. */
int reader_page(struct reader *r, const struct raster *page, struct page *out, struct problem *p);

/* Second look at labelled numbers of a page that was read: adds readings. 0, or -1 with p. */
int reader_second_look(struct reader *r, const struct raster *page, struct page *out,
                       struct problem *p);

#endif
