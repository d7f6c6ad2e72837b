/* Text that grows, and what the generator does when it cannot go on: it says why and exits. */
#ifndef SAMPLES_TEXT_H
#define SAMPLES_TEXT_H

#include <stddef.h>
#include <stdio.h>

struct text {
    char *data; /* always ends in NUL once something was added; NULL before */
    size_t size, room;
};

void text_add(struct text *t, const char *s);
void text_add_bytes(struct text *t, const void *bytes, size_t size);
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_html(struct text *t, const char *s); /* with & < > " escaped */
void text_clear(struct text *t);
void text_release(struct text *t);

/* The generator is one program: out of memory or disk ends it. Never returns. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
void *need(void *p); /* p, or die when it is NULL */
char *copy_of(const char *s);

/* Whole files; paths as given. read_file ends its bytes with a NUL beyond *size; the caller frees.
 */
char *read_file(const char *path, size_t *size);
void write_file(const char *path, const void *bytes, size_t size);
void make_folder(const char *path); /* with its parents; one that exists is fine */

/* snprintf that dies instead of cutting off. */
void format_into(char *to, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
