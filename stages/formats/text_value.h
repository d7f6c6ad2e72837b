/* Inside text*.c only: rows of words, and how far the value reaches that begins in one. The first
 * pass may have read some of its characters twice and others not at all. Pure functions. */
#ifndef POSTKAMER_TEXT_VALUE_H
#define POSTKAMER_TEXT_VALUE_H

#include "stages/formats/text_labels.h"

#define ROW_WORDS 40

/* Words from left to right. */
struct row {
    const struct word *words[ROW_WORDS];
    int count;
};

/* On the same row: they overlap by half of the smaller one's height. */
bool row_same(const struct word *a, const struct word *b);

/* Adds a word in its place; a full row stays as it is. */
void row_add(struct row *row, const struct word *w);

/* Where a row of single characters in boxes begins that goes through x: the label over it may
 * stand over its middle. */
float row_boxes_begin(const struct page *p, const struct word *in, float x);

/* One character a box, as the first pass reads them, some run together: does a run of them begin
 * at word `at` that is long enough for the field? */
bool value_in_boxes(const struct row *row, int at, const char *field);

/* The box of the value that begins with word `at` of the row. *size: its letters and digits. */
struct look value_box(const struct page *p, const struct row *row, int at, const char *field,
                      int *size);

#endif
