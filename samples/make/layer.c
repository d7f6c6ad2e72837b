#include <stdlib.h>
#include <string.h>

#include "samples/make/encode.h"

/* What OCR takes for another. */
static const char *const confusions[][2] = {
    {"0", "O"}, {"1", "l"}, {"5", "S"}, {"8", "B"}, {"6", "G"}, {"e", "c"}, {"m", "rn"}, {"i", "l"},
    {"l", "1"}, {"o", "0"}, {"n", "u"}, {"h", "b"}, {"a", "o"}, {"t", "f"}, {",", "."},  {"g", "q"},
    {"I", "1"}, {"S", "5"}, {"B", "8"}, {"O", "0"}, {"Z", "2"}, {"u", "ii"}};

enum { CONFUSIONS = sizeof confusions / sizeof *confusions };

static void misread(const char *word, size_t size, int percent, struct rng *r, struct text *out)
{
    for (size_t i = 0; i < size; i++) {
        char one[2] = {word[i], '\0'};
        const char *as = one;

        for (int k = 0; k < CONFUSIONS && rng_chance(r, percent); k++)
            if (confusions[k][0][0] == word[i])
                as = confusions[k][1];
        text_add(out, as);
    }
}

/* A string of a PDF in WinAnsi: UTF-8 up to U+00FF, the rest is left out; entities of XML undone.
 */
static void add_string(struct text *out, const char *s)
{
    static const char *const entities[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};

    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;

        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            if (strncmp(s, entities[i][0], strlen(entities[i][0])) == 0) {
                c = (unsigned char)entities[i][1][0];
                s += strlen(entities[i][0]) - 1;
            }
        if ((c == 0xc2 || c == 0xc3) && s[1] != '\0')
            text_addf(out, "\\%03o", (unsigned)((c & 3) << 6 | ((unsigned char)*++s & 0x3f)));
        else if (c == '(' || c == ')' || c == '\\')
            text_addf(out, "\\%c", c);
        else if (c < 0x80)
            text_addf(out, "%c", c);
    }
}

static void add_word(struct text *out, const char *word, const double box[4],
                     const struct layer_page *page)
{
    double high = (box[3] - box[1]) * page->scale, wide = (box[2] - box[0]) * page->scale;
    double stretch = 100 * wide / (0.5 * high * (double)(strlen(word) + 1) + 0.01);

    text_addf(out, "BT 3 Tr /F0 %.1f Tf %.0f Tz 1 0 0 1 %.1f %.1f Tm (", high * 0.9, stretch,
              box[0] * page->scale, page->high - box[3] * page->scale + high * 0.2);
    add_string(out, word);
    text_add(out, " ) Tj ET\n");
}

void layer_write(const char *boxes, const struct layer_page *page, int percent, struct rng *r,
                 struct text *out)
{
    for (const char *at = boxes; (at = strstr(at, "<word ")) != NULL; at++) {
        const char *word = strchr(at, '>'), *end = strstr(at, "</word>");
        struct text read = {0};
        double box[4];

        if (word == NULL || end == NULL ||
            sscanf(at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &box[0],
                   &box[1], &box[2], &box[3]) != 4)
            return;
        text_add(&read, "");
        misread(word + 1, (size_t)(end - word - 1), percent, r, &read);
        if (!rng_chance(r, percent / 2))
            add_word(out, read.data, box, page);
        text_release(&read);
    }
}
