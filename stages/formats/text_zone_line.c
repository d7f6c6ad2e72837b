#include "stages/formats/text_zone_line.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define LINE_TEXT 64
#define WORD_LEAST 7  /* characters of a line between two blanks that were read in it */
#define LINE_LEAST 20 /* characters of a line of a zone, some of whose fillers were not read */
#define BARE_LEAST 18 /* ... none of which were */

/* How many of the characters from here on are one run of fillers; *run: how many were looked at.
 * Runs are read as e, c, s and k now and then, as words have them too: "Ons kenmerk". */
static size_t filler_run(const char *text, size_t *run)
{
    size_t small = strspn(text, "<ecsk"), large = strspn(text, "<ECSKX");
    size_t longest = large >= 4 && large > small ? large : small;
    bool filler = longest >= 3 || text[0] == '<' || (unsigned char)text[0] == 0xab;
    *run = filler && longest ? longest : 1;
    return filler ? *run : 0;
}

/* Does it begin as the one line of a driving licence does, which may be without fillers? */
static bool begins_licence(const char *text)
{
    int alike = 0;
    for (size_t i = 0; text[i] && i < 5; i++)
        alike += text[i] == "D1NLD"[i];
    return alike >= 3;
}

/* Could the text be a line of a machine readable zone: long, capitals, digits and fillers? */
static bool zone_line(const char *text)
{
    size_t size = strlen(text), fit = 0, fillers = 0, small = 0, run;
    for (size_t i = 0; i < size; i += run) {
        size_t here = filler_run(text + i, &run);
        fillers += here;
        fit += here ? here
                    : isupper((unsigned char)text[i]) || isdigit((unsigned char)text[i]) ||
                          (unsigned char)text[i] >= 0x80;
        small += !here && islower((unsigned char)text[i]);
    }
    return size >= LINE_LEAST &&
           ((fit * 10 >= size * 9 && (fillers >= 2 || begins_licence(text))) ||
            (fillers >= 3 && fit * 10 >= size * 6 && small * 6 <= size));
}

/* A line of words has more small letters than one of a zone that was badly read. */
static bool mostly_capitals(const char *text)
{
    size_t size = strlen(text), small = 0;
    for (size_t i = 0; i < size; i++)
        small += islower((unsigned char)text[i]) && !strchr("ecsk", text[i]);
    return size >= BARE_LEAST && small * 3 <= size;
}

/* The line that a word begins, as one text without blanks, and the look at it. False: it begins
 * none, or one that is longer than zones have, or has more blanks. */
static bool line_from(const struct page *p, size_t at, char text[LINE_TEXT], struct look *look)
{
    size_t used = 0, words = 0;
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
        words++;
        look->x1 = fmaxf(look->x1, p->words[i].x1);
        look->y0 = fminf(look->y0, p->words[i].y0);
        look->y1 = fmaxf(look->y1, p->words[i].y1);
    }
    float height = fmaxf(w->y1 - w->y0, 6);
    look->x0 = fmaxf(look->x0 - height, 0);
    look->x1 = fminf(look->x1 + height, p->width);
    look->y0 -= 0.25F * height;
    look->y1 += 0.25F * height;
    return used >= words * WORD_LEAST;
}

/* Where the longest line of a zone ends that stands just over this one or just under it and begins
 * where it begins; 0: there is none. The lines of a zone are of one length. */
static float zone_beside(const struct page *p, const struct look *look)
{
    float height = look->y1 - look->y0, end = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        struct look other;
        char text[LINE_TEXT] = "";
        float off = fabsf(p->words[i].y0 + p->words[i].y1 - look->y0 - look->y1) / 2;
        if (off < 0.5F * height || off > 2 * height || !line_from(p, i, text, &other))
            continue;
        if (fabsf(other.x0 - look->x0) < 1.5F * height && other.x1 > look->x1 - 2.5F * height &&
            zone_line(text))
            end = fmaxf(end, other.x1);
    }
    return end;
}

/* Fillers at the end of a line may not have been read: it is as long as the line beside it. */
bool zone_line_at(const struct page *p, size_t at, struct look *look)
{
    char text[LINE_TEXT] = "";
    if (!line_from(p, at, text, look))
        return false;
    float end = zone_beside(p, look);
    if (!zone_line(text) && !(mostly_capitals(text) && end > 0))
        return false;
    look->x1 = fmaxf(look->x1, end);
    return true;
}
