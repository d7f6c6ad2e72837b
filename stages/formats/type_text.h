/* Inside the detector and markup.c: what kind of text a head of bytes is, and which text. */
#ifndef POSTKAMER_TYPE_TEXT_H
#define POSTKAMER_TYPE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum text_encoding {
    TEXT_NONE,    /* no text */
    TEXT_UTF8,    /* also plain ASCII; a BOM may stand before it */
    TEXT_LATIN,   /* one byte a character: Windows-1252, which Latin-1 is read as */
    TEXT_UTF16LE, /* with or without BOM */
    TEXT_UTF16BE,
};

/* whole: these are all the bytes; else a character may be cut at the end. */
enum text_encoding text_encoding(const void *data, size_t size, bool whole);

/* The message/rfc822 or application/mbox that these bytes begin, NULL: no mail. Looks at the
 * header block only, since a body may be anything. */
const char *text_mail(const void *data, size_t size);

/* The type of text by its first words: text/html, application/rtf, application/postscript,
 * image/svg+xml, text/x-script, else text/plain. */
const char *text_kind(const void *data, size_t size, enum text_encoding encoding);

#endif
