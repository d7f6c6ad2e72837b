/* A page made ready for judging: folded lines and tokens over its words. */
#ifndef POSTKAMER_SHEET_H
#define POSTKAMER_SHEET_H

#include <stdint.h>
#include "classifiers/page.h"

#define SHEET_WORDS_MAX 20000 /* a paper page has some 500; a hostile text has millions */

struct sheet_line {
    char *text;          /* folded, punctuation kept, words joined by one space */
    size_t first, count; /* words */
    size_t token, tokens;
    float x0, y0, x1, y1;
    float height; /* median height of its words, points */
};

/* A run of a-z0-9 in a word. */
struct token {
    const char *text;
    uint32_t line, word;
};

struct sheet {
    const struct page *page; /* borrowed */
    size_t words;            /* of the page that are looked at: at most SHEET_WORDS_MAX */
    struct sheet_line *lines;
    size_t line_count;
    struct token *tokens;
    size_t token_count;
    uint32_t *starts;  /* a word's offset in its line's text */
    uint32_t *line_of; /* a word's line */
    char *pool;
    float body;     /* median height of a word, points; 0 without geometry */
    size_t letters; /* letters and digits on the page */
    float digits;   /* share of digits among them, 0..1 */
    float trust;    /* mean confidence of the words, weighed by length, 0..1 */
};

/* Borrows p for the sheet's life. 0, or -1 with errno. */
int sheet_init(struct sheet *s, const struct page *p);
void sheet_release(struct sheet *s);

/* The word of a line that holds the character at `offset` of its text. */
size_t sheet_word(const struct sheet *s, const struct sheet_line *line, size_t offset);

/* Where a line stands: 0 top, 1 bottom; by order where there is no geometry. */
float sheet_height(const struct sheet *s, const struct sheet_line *line);

/* Has the page boxes? */
bool sheet_placed(const struct sheet *s);

#endif
