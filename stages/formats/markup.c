#include "stages/formats/markup.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "stages/formats/markup_text.h"
#include "stages/formats/type.h"
#include "stages/formats/type_text.h"

#define FILE_MAX (16u << 20) /* bytes of a text or HTML file that are looked at */
#define WORD_MAX 256         /* bytes; a longer word is cut in pieces */

void markup_add(struct markup_text *t, const char *data, size_t size)
{
    if (size > MARKUP_TEXT_MAX - t->size)
        size = MARKUP_TEXT_MAX - t->size;
    if (t->size + size > t->room) {
        size_t room = t->size + size + t->room + 4096;
        char *bigger = realloc(t->data, room);
        if (!bigger) {
            t->failed = true;
            return;
        }
        t->data = bigger;
        t->room = room;
    }
    if (size)
        memcpy(t->data + t->size, data, size);
    t->size += size;
}

void markup_blank(struct markup_text *t)
{
    markup_add(t, " ", 1);
}

void markup_line(struct markup_text *t)
{
    markup_add(t, "\n", 1);
}

static void add_point(struct markup_text *t, uint32_t c)
{
    char out[4];
    size_t n = 0;
    if (c < 0x80)
        out[n++] = (char)c;
    else if (c < 0x800)
        out[n++] = (char)(0xc0 | c >> 6);
    else if (c < 0x10000) {
        out[n++] = (char)(0xe0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        out[n++] = (char)(0xf0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80)
        out[n++] = (char)(0x80 | (c & 0x3f));
    markup_add(t, out, n);
}

/* Windows-1252 from 0x80 to 0x9f (WHATWG Encoding); the rest is as Latin-1. */
static const uint16_t windows[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

static void add_utf16(struct markup_text *t, const unsigned char *d, size_t size, bool big)
{
    for (size_t i = 0; i + 2 <= size; i += 2) {
        uint32_t c = big ? (uint32_t)(d[i] << 8 | d[i + 1]) : (uint32_t)(d[i + 1] << 8 | d[i]);
        if (c >= 0xd800 && c < 0xdc00 && i + 4 <= size) {
            uint32_t low =
                big ? (uint32_t)(d[i + 2] << 8 | d[i + 3]) : (uint32_t)(d[i + 3] << 8 | d[i + 2]);
            if (low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        if (c != 0xfeff)
            add_point(t, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
}

/* Any text as UTF-8. */
static void decode(const char *data, size_t size, struct markup_text *t)
{
    const unsigned char *d = (const unsigned char *)data;
    switch (text_encoding(data, size, true)) {
    case TEXT_UTF16LE:
        add_utf16(t, d, size, false);
        return;
    case TEXT_UTF16BE:
        add_utf16(t, d, size, true);
        return;
    case TEXT_LATIN:
        for (size_t i = 0; i < size; i++)
            add_point(t, d[i] >= 0x80 && d[i] < 0xa0 ? windows[d[i] - 0x80] : d[i]);
        return;
    case TEXT_UTF8:
    case TEXT_NONE: /* its head was text; what is none becomes words of its own below */
        if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
            data += 3;
            size -= 3;
        }
        markup_add(t, data, size);
    }
}

static bool is_space(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200b) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

struct splitter {
    struct page *page;
    char word[WORD_MAX + 1];
    size_t held;
    int line, block;
    bool words, blank; /* this line has words; a line without came before it */
};

static int end_word(struct splitter *s)
{
    if (s->held == 0)
        return 0;
    s->word[s->held] = '\0';
    s->held = 0;
    if (s->blank && s->page->word_count > 0)
        s->block++;
    s->blank = false;
    s->words = true;
    struct word w = {.confidence = 1, .line = s->line, .block = s->block, .text = s->word};
    return page_add_word(s->page, &w);
}

static void end_line(struct splitter *s)
{
    s->blank |= !s->words;
    s->line += s->words;
    s->words = false;
}

static int add_character(struct splitter *s, const char *at, size_t length)
{
    if (s->held + 3 > WORD_MAX - 4 && end_word(s))
        return -1;
    if (length == 0)
        memcpy(s->word + s->held, "\xef\xbf\xbd", 3);
    else
        memcpy(s->word + s->held, at, length);
    s->held += length ? length : 3;
    return 0;
}

/* text is NUL-terminated; a NUL within was made a blank. */
static int split(const char *text, struct page *page)
{
    struct splitter s = {.page = page};
    int bad = 0;
    while (*text && !bad) {
        uint32_t c;
        size_t length = diag_decode(text, &c);
        if (length && is_space(c)) {
            bad = end_word(&s);
            if (c == '\n')
                end_line(&s);
        } else if (length == 0 || !diag_obeyed(c))
            bad = add_character(&s, text, length);
        text += length ? length : 1;
    }
    return bad || end_word(&s) ? -1 : 0;
}

static int to_words(struct markup_text *t, struct page *page, struct problem *p)
{
    for (size_t i = 0; i < t->size; i++)
        if (t->data[i] == '\0')
            t->data[i] = ' ';
    t->size -= t->size == MARKUP_TEXT_MAX; /* room for the end */
    markup_add(t, "", 1);
    if (t->failed || split(t->data, page))
        return problem_set(p, "memory", "no memory for the text");
    page->source = PAGE_PLAIN;
    return 0;
}

/* The file's first bytes; the caller frees. NULL with p. */
static char *load(int fd, size_t *size, struct problem *p)
{
    char *data = malloc(FILE_MAX);
    ssize_t got = 1;
    *size = 0;
    while (data && *size < FILE_MAX && got != 0) {
        got = pread(fd, data + *size, FILE_MAX - *size, (off_t)*size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            free(data);
            data = NULL;
            break;
        }
        *size += (size_t)got;
    }
    if (!data)
        problem_set(p, "unreadable", "the text cannot be read");
    return data;
}

static int read_text(int fd, bool html, struct markup_text *t, struct problem *p)
{
    size_t size;
    char *data = load(fd, &size, p);
    int bad = data ? 0 : -1;
    if (!html && data) {
        decode(data, size, t);
    } else if (data) {
        struct markup_text utf8 = {0};
        decode(data, size, &utf8);
        bad = utf8.failed ? problem_set(p, "memory", "no memory for the text")
                          : markup_html(utf8.data ? utf8.data : "", utf8.size, t, p);
        free(utf8.data);
    }
    free(data);
    return bad;
}

int markup_read(int fd, const char *type, struct page *page, struct problem *p)
{
    struct markup_text t = {0};
    bool html = strcmp(type, "text/html") == 0;
    int bad;
    if (html || strcmp(type, "text/plain") == 0)
        bad = read_text(fd, html, &t, p);
    else
        bad = markup_office(fd, type, &t, p);
    if (!bad)
        bad = to_words(&t, page, p);
    free(t.data);
    return bad;
}
