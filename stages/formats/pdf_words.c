/* From MuPDF's characters to words: spaces split, ligatures and the like made plain. */
#include "stages/formats/pdf_private.h"

#include <math.h>
#include <string.h>

#define WORD_BYTES 256  /* longer runs without a space are cut */
#define WORDS_MAX 50000 /* a page; what follows is no text that anybody reads */

struct word_maker {
    struct page *page;
    char text[WORD_BYTES + 8];
    size_t length;
    fz_rect box;
    int line;
    bool turned;
    size_t straight_count, turned_count;
};

/* Ends the word that is being made. -1: no memory. */
static int flush(struct word_maker *m)
{
    struct word w = {m->box.x0, m->box.y0, m->box.x1, m->box.y1, 1, m->line, m->turned, m->text};
    if (m->length == 0 || m->page->word_count >= WORDS_MAX)
        return m->length = 0, 0;
    m->text[m->length] = '\0';
    m->length = 0;
    return page_add_word(m->page, &w);
}

static int add_rune(struct word_maker *m, int rune, fz_rect box)
{
    m->box = m->length == 0 ? box : fz_union_rect(m->box, box);
    m->length += (size_t)fz_runetochar(m->text + m->length, rune);
    return m->length >= WORD_BYTES ? flush(m) : 0;
}

static bool is_space(int c)
{
    return c <= ' ' || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

/* Soft hyphens, marks of direction, zero-width characters, what is no character. */
static bool is_nothing(int c)
{
    return c == 0xAD || (c >= 0x80 && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xD800 && c <= 0xDFFF) || (c & 0xFFFE) == 0xFFFE || c > 0x10FFFF;
}

/* What word processors write with the fonts Symbol and Wingdings, and plain forms of the rest. */
static int plain(int c)
{
    switch (c) {
    case 0xF0B7: /* Symbol: bullet */
    case 0xF0A7: /* Wingdings: square bullet */
        return 0x2022;
    case 0xF0FE: /* Wingdings: ticked boxes */
    case 0xF0FD:
    case 0xF078:
    case 0xF052:
        return 0x2612;
    case 0xF0A8: /* Wingdings: empty boxes */
    case 0xF06F:
        return 0x2610;
    case 0xF0FC:
        return 0x2713;
    case 0x2010:
    case 0x2011:
        return '-';
    default:
        return c;
    }
}

/* Letters that stand for several; ISO 10646 FB00 to FB06 and the Dutch ij. */
static const char *spelled_out(int c)
{
    static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    if (c >= 0xFB00 && c <= 0xFB06)
        return ligatures[c - 0xFB00];
    return c == 0x132 ? "IJ" : c == 0x133 ? "ij" : NULL;
}

static int add_char(struct word_maker *m, const fz_stext_char *c)
{
    fz_rect box = fz_rect_from_quad(c->quad);
    const char *several = spelled_out(c->c);
    if (!isfinite(box.x0) || !isfinite(box.y0) || !isfinite(box.x1) || !isfinite(box.y1))
        return 0;
    if (is_space(c->c))
        return flush(m);
    if (is_nothing(c->c))
        return 0;
    m->straight_count += !m->turned;
    m->turned_count += m->turned;
    if (!several)
        return add_rune(m, plain(c->c), box);
    for (; *several; several++)
        if (add_rune(m, *several, box) < 0)
            return -1;
    return 0;
}

static int add_line(struct word_maker *m, const fz_stext_line *line)
{
    m->turned = line->wmode || line->dir.x < 0.98F;
    for (const fz_stext_char *c = line->first_char; c; c = c->next)
        if (add_char(m, c) < 0)
            return -1;
    m->line++;
    return flush(m);
}

int pdf_words(const fz_stext_page *text, struct page *page, float *turned)
{
    struct word_maker m = {.page = page};
    for (const fz_stext_block *block = text->first_block; block; block = block->next) {
        if (block->type != FZ_STEXT_BLOCK_TEXT)
            continue;
        for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next)
            if (add_line(&m, line) < 0)
                return -1;
    }
    size_t all = m.straight_count + m.turned_count;
    *turned = all ? (float)m.turned_count / (float)all : 0;
    return pdf_rows(page);
}
