#include "classifiers/link_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/fold.h"

/* Copies a text in which programs may have taken UTF-8 for Latin-1 and encoded it once more:
 * "MÃ¼ller" (C3 83 C2 BC) is "Müller" (C3 BC). A capital A with a tilde stands before such a sign
 * in no name. */
static void copy_repaired(const char *text, char *out, size_t size)
{
    size_t used = 0;

    while (*text && used + 1 < size) {
        bool twice = strncmp(text, "\xc3\x83\xc2", 3) == 0 && text[3];
        out[used++] = *text;
        text += twice ? 3 : 1;
    }
    out[used] = '\0';
}

char *link_fold(const char *text, char *out, size_t size)
{
    size_t used = 0;

    copy_repaired(text ? text : "", out, size);
    fold_text(out, out, size); /* what is folded is never longer */
    for (const char *c = out; *c; c++) {
        if (isalnum((unsigned char)*c))
            out[used++] = *c;
        else if (used && out[used - 1] != ' ')
            out[used++] = ' ';
    }
    while (used && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
    return out;
}

static bool listed(const char *word, const char *const *list)
{
    while (*list && strcmp(word, *list))
        list++;
    return *list != NULL;
}

/* Joins the words of a folded text that are not listed. `letters`: also without single letters. */
static char *join_words(char *folded, const char *const *without, bool letters, char *out,
                        size_t size)
{
    char *rest = folded, *word;
    size_t used = 0;

    while ((word = strsep(&rest, " "))) {
        size_t length = strlen(word);
        if ((letters && length < 2) || listed(word, without) || used + length >= size)
            continue;
        memcpy(out + used, word, length);
        used += length;
    }
    out[used] = '\0';
    return out;
}

static const char *const prefixes[] = {"van", "de",  "der", "den", "het", "ten", "ter",   "te",
                                       "op",  "vd",  "vdr", "aan", "bij", "in",  "onder", "uit",
                                       "tot", "von", "zu",  "el",  "al",  "la",  "le",    "du",
                                       "da",  "di",  "do",  "dos", "ben", NULL};

char *link_name_key(const char *name, char *out, size_t size)
{
    static const char *const titles[] = {"mr", "mevr", "mw", "dhr", "de", "heer", "mevrouw", NULL};
    char folded[256], trimmed[256];

    join_words(link_fold(name, folded, sizeof folded), prefixes, true, out, size);
    if (*out == '\0') /* a name that is nothing but prefixes: "El", "Du" */
        return join_words(link_fold(name, trimmed, sizeof trimmed), titles, true, out, size);
    return out;
}

char *link_company_key(const char *name, char *out, size_t size)
{
    static const char *const forms[] = {"bv", "b",           "v",  "vof", "o",   "f", "cv", "nv",
                                        "n",  "eenmanszaak", "en", "de",  "het", "c", NULL};
    char folded[256];

    return join_words(link_fold(name, folded, sizeof folded), forms, false, out, size);
}

char *link_number_key(const char *number, char *out, size_t size)
{
    size_t used = 0;

    for (; number && *number && used + 1 < size; number++)
        if (isalnum((unsigned char)*number))
            out[used++] = (char)toupper((unsigned char)*number);
    out[used] = '\0';
    return out;
}

/* Bit i of a character's mask: it stands in group i of what looks alike. */
static const unsigned *confusable_masks(void)
{
    static const char *const groups[] = {"0ODQo", "1lIi7Jt", "2Zz",   "3895B", "4A9",
                                         "5Ss63", "6Gb058",  "8BS36", "9gq48", "uvy",
                                         "ce",    "nhrm",    "fteE",  "ao",    NULL};
    static unsigned masks[256];

    if (masks['0'] == 0)
        for (int i = 0; groups[i]; i++)
            for (const char *c = groups[i]; *c; c++)
                masks[(unsigned char)*c] |= 1U << i;
    return masks;
}

bool link_confusable(char a, char b)
{
    const unsigned *masks = confusable_masks();

    return (masks[(unsigned char)a] & masks[(unsigned char)b]) != 0;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int step(const char *a, const char *b, size_t i, size_t j, int diagonal, int up, int left)
{
    int doubled_a = i > 0 && a[i] == a[i - 1] ? 1 : 2;
    int doubled_b = j > 0 && b[j] == b[j - 1] ? 1 : 2;
    int cost = a[i] == b[j] ? 0 : link_confusable(a[i], b[j]) ? 1 : 2;

    return smaller(diagonal + cost, smaller(up + doubled_a, left + doubled_b));
}

int link_distance(const char *a, const char *b, int limit)
{
    int rows[3][LINK_KEY_SIZE + 1];
    size_t la = strlen(a), lb = strlen(b);

    if (la >= LINK_KEY_SIZE || lb >= LINK_KEY_SIZE)
        return limit + 1;
    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = 2 * (int)j;
    for (size_t i = 0; i < la; i++) {
        int *before = rows[i % 3], *now = rows[(i + 1) % 3], *earlier = rows[(i + 2) % 3];
        now[0] = 2 * (int)(i + 1);
        for (size_t j = 0; j < lb; j++) {
            now[j + 1] = step(a, b, i, j, before[j], before[j + 1], now[j]);
            if (i && j && a[i] == b[j - 1] && a[i - 1] == b[j])
                now[j + 1] = smaller(now[j + 1], earlier[j - 1] + 2);
        }
    }
    int distance = rows[la % 3][lb];
    return distance > limit ? limit + 1 : distance;
}

bool link_shares_part(const char *name, const char *other)
{
    char a[256], b[256];
    char *rest = link_fold(name, a, sizeof a), *word;

    link_fold(other, b, sizeof b);
    while ((word = strsep(&rest, " "))) {
        char padded[260], wanted[LINK_KEY_SIZE + 2];
        if (strlen(word) < 3 || listed(word, prefixes))
            continue;
        snprintf(padded, sizeof padded, " %s ", b);
        if (snprintf(wanted, sizeof wanted, " %s ", word) < (int)sizeof wanted &&
            strstr(padded, wanted))
            return true;
    }
    return false;
}
