/* Pages for tests, from text: a line a line, '#' makes it large, '@' puts it at the foot. */
#ifndef POSTKAMER_TEST_PAPER_H
#define POSTKAMER_TEST_PAPER_H

#include "classifiers/catalogue.h"
#include "classifiers/fields.h"
#include "classifiers/page.h"

/* An A4 page; words stand where their column in the text puts them. page_release frees it. */
void paper(struct page *p, const char *file, int number, const char *text);
/* The catalogue that is shipped; fails the test when it cannot be read. */
struct catalogue *paper_catalogue(void);

struct paper_fields {
    struct field of[FIELD_KINDS];
};

/* The fields of a page of this type. */
struct paper_fields read_paper(const char *type, const char *text);
/* The same, with a second look at a part of it; NULL: none. */
struct paper_fields read_twice(const char *type, const char *text, const struct reading *again);
/* Fails the test where a page of this type gives another value. */
void says(const char *type, const char *text, enum field_kind kind, const char *value);

#endif
