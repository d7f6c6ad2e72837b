/* Inside markup*.c only: text that is gathered from a document, as lines. */
#ifndef POSTKAMER_MARKUP_TEXT_H
#define POSTKAMER_MARKUP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include "pipeline/problem.h"

#define MARKUP_TEXT_MAX (4u << 20) /* bytes; what comes after is left out */

struct markup_text {
    char *data; /* UTF-8, owned; not NUL-terminated */
    size_t size, room;
    bool failed; /* no memory */
};

/* Append bytes, one blank, or the end of a line. Nothing is written past MARKUP_TEXT_MAX. */
void markup_add(struct markup_text *t, const char *data, size_t size);
void markup_blank(struct markup_text *t);
void markup_line(struct markup_text *t);

/* The text of HTML that is UTF-8. 0, or -1 with p. */
int markup_html(const char *data, size_t size, struct markup_text *t, struct problem *p);
/* The text of a docx, xlsx, odt or ods. 0, or -1 with p. */
int markup_office(int fd, const char *type, struct markup_text *t, struct problem *p);

#endif
