#include "stages/formats/text_zone_line.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define LINE_TEXT 80
#define LINE_LEAST 20 /* characters of a line of a zone, some of whose fillers were not read */

/* Could the text be a line of a machine readable zone: long, capitals, digits and fillers? These
 * are read as runs of e, c, s and k now and then, as words have them too: "Ons kenmerk". */
static bool zone_line(const char *text)
{
    size_t size = strlen(text), fit = 0, fillers = 0, small = 0;
    for (size_t i = 0; i < size;) {
        size_t run = strspn(text + i, "<ecsk");
        bool filler = run >= 3 || text[i] == '<' || (unsigned char)text[i] == 0xab;
        fillers += filler ? (run ? run : 1) : 0;
        fit += filler ? (run ? run : 1)
                      : isupper((unsigned char)text[i]) || isdigit((unsigned char)text[i]) ||
                            (unsigned char)text[i] >= 0x80;
        small += !filler && islower((unsigned char)text[i]);
        i += filler && run ? run : 1;
    }
    return size >= LINE_LEAST &&
           (fit * 10 >= size * 9 || (fillers >= 3 && fit * 10 >= size * 6 && small * 6 <= size));
}

/* A line of words has more small letters than one of a zone that was badly read. */
static bool mostly_capitals(const char *text)
{
    size_t size = strlen(text), small = 0;
    for (size_t i = 0; i < size; i++)
        small += islower((unsigned char)text[i]) && !strchr("ecsk", text[i]);
    return size >= LINE_LEAST && small * 3 <= size;
}

/* The line that a word begins, as one text without blanks, and the look at it. False: it begins
 * none, or a longer one than zones have. */
static bool line_from(const struct page *p, size_t at, char text[LINE_TEXT], struct look *look)
{
    size_t used = 0;
    const struct word *w = &p->words[at];
    if (at > 0 && p->words[at - 1].line == w->line)
        return false;
    *look = (struct look){"mrz", w->x0, w->y0, w->x1, w->y1, false};
    for (size_t i = at; i < p->word_count && p->words[i].line == w->line; i++) {
        size_t size = strlen(p->words[i].text);
        if (used + size >= LINE_TEXT || size < 1)
            return false;
        strcpy(text + used, p->words[i].text);
        used += size;
        look->x1 = fmaxf(look->x1, p->words[i].x1);
        look->y0 = fminf(look->y0, p->words[i].y0);
        look->y1 = fmaxf(look->y1, p->words[i].y1);
    }
    float height = fmaxf(w->y1 - w->y0, 6);
    look->x0 = fmaxf(look->x0 - height, 0);
    look->x1 = fminf(look->x1 + height, p->width);
    look->y0 -= 0.25F * height;
    look->y1 += 0.25F * height;
    return true;
}

/* Does a line of a zone stand just over this one or just under it, as long as it? */
static bool beside_zone(const struct page *p, const struct look *look)
{
    float height = look->y1 - look->y0;
    for (size_t i = 0; i < p->word_count; i++) {
        struct look other;
        char text[LINE_TEXT] = "";
        float off = fabsf(p->words[i].y0 + p->words[i].y1 - look->y0 - look->y1) / 2;
        if (off < 0.5F * height || off > 2 * height || !line_from(p, i, text, &other))
            continue;
        if (fabsf(other.x0 - look->x0) < 1.5F * height &&
            fabsf(other.x1 - look->x1) < 2.5F * height && zone_line(text))
            return true;
    }
    return false;
}

bool zone_line_at(const struct page *p, size_t at, struct look *look)
{
    char text[LINE_TEXT] = "";
    return line_from(p, at, text, look) &&
           (zone_line(text) || (mostly_capitals(text) && beside_zone(p, look)));
}
