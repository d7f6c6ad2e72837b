/* Telling text from other bytes, and one kind of text from another. libmagic guesses a
 * programming language from a few words and takes a citizen's letter for a script, so text is
 * judged here. */
#include "stages/formats/type_text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define BEGINNING 2048 /* bytes in which a text shows what it is */

/* Control characters that stand in texts. 0x1a ended files under DOS. */
static bool control(unsigned char c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' &&
            c != 0x1a) ||
           c == 0x7f;
}

/* Length of the UTF-8 sequence that begins with c (RFC 3629), 0: none does. */
static size_t sequence(unsigned char c)
{
    return c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
}

static bool is_utf8(const unsigned char *d, size_t size, bool whole)
{
    for (size_t i = 0; i < size;) {
        size_t length = sequence(d[i]);
        if (length == 0 || (length == 1 && control(d[i])))
            return false;
        for (size_t k = 1; k < length; k++) {
            if (i + k == size)
                return !whole;
            if ((d[i + k] & 0xc0) != 0x80)
                return false;
        }
        i += length;
    }
    return true;
}

/* Mostly ASCII, and no byte that Windows-1252 leaves undefined. */
static bool is_latin(const unsigned char *d, size_t size)
{
    size_t high = 0;
    for (size_t i = 0; i < size; i++) {
        if (control(d[i]) || d[i] == 0x81 || d[i] == 0x8d || d[i] == 0x8f || d[i] == 0x90 ||
            d[i] == 0x9d)
            return false;
        high += d[i] >= 0x80;
    }
    return high * 3 <= size;
}

/* Without a BOM: Western text in UTF-16 has every other byte 0 (`zero` says which), and its units
 * are no controls. */
static bool is_utf16(const unsigned char *d, size_t size, size_t zero, bool marked)
{
    size_t latin = 0, units = size / 2;
    for (size_t i = 0; i < units; i++) {
        unsigned char upper = d[2 * i + zero], lower = d[2 * i + 1 - zero];
        if (upper == 0 && control(lower))
            return false;
        latin += upper == 0;
    }
    return units > 0 && (marked || (size >= 8 && latin * 10 >= units * 9));
}

enum text_encoding text_encoding(const void *data, size_t size, bool whole)
{
    const unsigned char *d = data;
    if (size == 0)
        return TEXT_NONE;
    if (size >= 4 && d[0] == 0xff && d[1] == 0xfe && is_utf16(d + 2, size - 2, 1, true))
        return TEXT_UTF16LE;
    if (size >= 4 && d[0] == 0xfe && d[1] == 0xff && is_utf16(d + 2, size - 2, 0, true))
        return TEXT_UTF16BE;
    if (is_utf8(d, size, whole))
        return TEXT_UTF8;
    if (is_latin(d, size))
        return TEXT_LATIN;
    if (is_utf16(d, size, 1, false))
        return TEXT_UTF16LE;
    return is_utf16(d, size, 0, false) ? TEXT_UTF16BE : TEXT_NONE;
}

enum { WHO = 1, MACHINE = 2, MAIL_DATE = 4, WHOM = 8, SUBJECT = 16, PRINTED = 32 };

/* Header fields of mail (RFC 5322, RFC 2045 and what mail systems add): who sent it, what only
 * machines write, the date, to whom, about what; `Sent` stands in a mail that was printed or
 * copied as text. */
static const struct {
    const char *name;
    unsigned kind;
} fields[] = {{"From", WHO},
              {"Sender", WHO},
              {"Resent-From", WHO},
              {"Reply-To", WHO},
              {"Return-Path", WHO | MACHINE},
              {"Received", MACHINE},
              {"Delivered-To", MACHINE},
              {"Envelope-To", MACHINE},
              {"X-Original-To", MACHINE},
              {"Message-ID", MACHINE},
              {"MIME-Version", MACHINE},
              {"Content-Type", MACHINE},
              {"Content-Transfer-Encoding", MACHINE},
              {"DKIM-Signature", MACHINE},
              {"ARC-Seal", MACHINE},
              {"Authentication-Results", MACHINE},
              {"Received-SPF", MACHINE},
              {"X-Mailer", MACHINE},
              {"User-Agent", MACHINE},
              {"X-MS-Exchange-Organization-AuthSource", MACHINE},
              {"References", MACHINE},
              {"In-Reply-To", MACHINE},
              {"Date", MAIL_DATE},
              {"To", WHOM},
              {"Cc", WHOM},
              {"Bcc", WHOM},
              {"Subject", SUBJECT},
              {"Thread-Topic", MACHINE},
              {"Sent", PRINTED}};

/* Length of the field name that a line begins with, 0: it is no header line. */
static size_t field_name(const char *line, size_t size)
{
    for (size_t i = 0; i < size && i < 77; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c == ':')
            return i;
        if (c <= 32 || c > 126)
            return 0;
    }
    return 0;
}

static unsigned field_kind(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strlen(fields[i].name) == size && strncasecmp(fields[i].name, name, size) == 0)
            return fields[i].kind;
    return 0;
}

/* Is this a block of mail headers? Two known fields of which one only machines write, or who sent
 * it and when, or to whom: a letter that begins with `Subject:` is none. */
static bool header_block(const char *d, size_t size)
{
    unsigned known = 0, seen = 0;
    for (size_t at = 0, lines = 0; at < size && lines < 200; lines++) {
        const char *newline = memchr(d + at, '\n', size - at);
        size_t length = newline ? (size_t)(newline - d) - at : size - at;
        size_t name = field_name(d + at, length);
        bool folded = length > 0 && (d[at] == ' ' || d[at] == '\t');
        if (name > 0) {
            unsigned kind = field_kind(d + at, name);
            known += kind != 0;
            seen |= kind;
        } else if (lines == 0 || !folded)
            break;
        at += length + 1;
    }
    if (known < 2 || (seen & MACHINE))
        return known >= 2;
    bool about = (seen & MAIL_DATE) || ((seen & WHOM) && (seen & SUBJECT));
    return (seen & WHO) && about && !(seen & PRINTED);
}

const char *text_mail(const void *data, size_t size)
{
    const char *d = data;
    if (size >= 3 && memcmp(d, "\xef\xbb\xbf", 3) == 0) {
        d += 3;
        size -= 3;
    }
    while (size > 0 && (*d == '\n' || *d == '\r')) {
        d++;
        size--;
    }
    if (size > 5 && memcmp(d, "From ", 5) == 0) {
        const char *newline = memchr(d, '\n', size);
        size_t line = newline ? (size_t)(newline - d) + 1 : size;
        return line < 500 && header_block(d + line, size - line) ? "application/mbox" : NULL;
    }
    return header_block(d, size) ? "message/rfc822" : NULL;
}

/* The beginning as ASCII in lower case, other characters as '.', white space in front left out. */
static size_t beginning(const unsigned char *d, size_t size, enum text_encoding encoding,
                        char out[BEGINNING + 1])
{
    size_t step = encoding == TEXT_UTF16LE || encoding == TEXT_UTF16BE ? 2 : 1;
    size_t lower = encoding == TEXT_UTF16BE ? 1 : 0, used = 0;
    for (size_t i = 0; i + step <= size && used < BEGINNING; i += step) {
        unsigned char c = d[i + lower];
        if (step == 2 && d[i + 1 - lower] != 0)
            c = 0x80;
        if (used == 0 && (c >= 0x80 || c <= ' '))
            continue; /* also skips a BOM */
        out[used++] = c >= 0x80 ? '.' : (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    out[used] = '\0';
    return used;
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

const char *text_kind(const void *data, size_t size, enum text_encoding encoding)
{
    char text[BEGINNING + 1];
    beginning(data, size, encoding, text);
    if (starts(text, "{\\rtf"))
        return "application/rtf";
    if (starts(text, "%!ps"))
        return "application/postscript";
    if (starts(text, "#!") || starts(text, "<?php"))
        return "text/x-script";
    if (starts(text, "<svg") || (starts(text, "<?xml") && strstr(text, "<svg")))
        return "image/svg+xml";
    if (text[0] != '<')
        return "text/plain";
    if (starts(text, "<!doctype html") || strstr(text, "<html") || strstr(text, "<head>") ||
        strstr(text, "<body") || starts(text, "<table") || starts(text, "<div") ||
        starts(text, "<p>") || starts(text, "<meta"))
        return "text/html";
    return "text/plain";
}
