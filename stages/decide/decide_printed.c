/* Does a paper print this name? Asked for people who are known otherwise: a name in the open, with
 * neither label nor initials, says nothing by itself. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/grow.h"
#include "classifiers/link_text.h"
#include "stages/decide/decide_private.h"
#include "stages/common/words.h"

#define LOOK_PAGES 4 /* a name stands on the first pages */
#define NAME_PARTS 8 /* words of a surname with its prefixes */
#define FUZZY_KEY 6  /* letters from which one slip in a name still is that name */

/* A page's words as a text of folded ones, and which of them begin with a capital. */
struct printed {
    struct printed_word {
        char text[LINK_KEY_SIZE];
        bool capital;
    } * words;
    size_t count, room;
};

static int add_printed(struct printed *t, const char *word, size_t length, bool capital)
{
    if (grow(&t->words, t->count, &t->room, sizeof *t->words))
        return -1;
    struct printed_word *w = &t->words[t->count++];
    snprintf(w->text, sizeof w->text, "%.*s", (int)length, word);
    w->capital = capital;
    return 0;
}

/* "A.B.de" is three words. */
static int add_word(struct printed *t, const char *text)
{
    char folded[256];
    const unsigned char first = (unsigned char)text[strspn(text, "'\"(-")];
    bool capital = isupper(first) || first >= 0xc3;

    link_fold(text, folded, sizeof folded);
    for (const char *at = folded; *at; at += *at == ' ') {
        size_t n = strcspn(at, " ");
        if (add_printed(t, at, n, capital))
            return -1;
        at += n;
    }
    return 0;
}

static int read_printed(struct decider *d, const struct paper *p, struct printed *t)
{
    size_t i;
    const json_t *place;
    int status = 0;

    json_array_foreach(json_object_get(p->record, "pages"), i, place)
    {
        const json_t *record = i < LOOK_PAGES ? decide_page(d, place, NULL) : NULL;
        struct page page = {0};
        if (!record)
            break;
        status = page_load_surely(d->spool, record, &page);
        for (size_t w = 0; !status && w < page.word_count; w++)
            status = add_word(t, page.words[w].text);
        page_release(&page);
        if (status)
            break;
    }
    return status;
}

/* Is it the word, or a long one but for one slip of the recogniser? */
static bool same_word(const char *read, const char *known)
{
    if (strcmp(read, known) == 0)
        return true;
    return strlen(known) >= FUZZY_KEY && link_distance(read, known, 1) <= 1;
}

/* "en", "e/o", "en/of": another has equal rights. */
static bool joins(const struct printed *t, size_t at)
{
    if (at >= t->count)
        return false;
    const char *word = t->words[at].text;
    return !strcmp(word, "en") || !strcmp(word, "cs") || !strcmp(word, "eo") ||
           (!strcmp(word, "e") && at + 1 < t->count && !strcmp(t->words[at + 1].text, "o"));
}

/* Does the surname stand in the text, by itself and like a name? */
static bool name_printed(const struct printed *t, const char *surname)
{
    char folded[LINK_KEY_SIZE], *rest = link_fold(surname, folded, sizeof folded), *part;
    const char *parts[NAME_PARTS];
    size_t n = 0;

    while ((part = strsep(&rest, " ")) && n < NAME_PARTS)
        parts[n++] = part;
    for (size_t i = 0; n && *parts[0] && i + n <= t->count; i++) {
        size_t k = 0;
        while (k < n && same_word(t->words[i + k].text, parts[k]))
            k++;
        if (k == n && t->words[i + n - 1].capital && !joins(t, i + n))
            return true;
    }
    return false;
}

int paper_prints(struct decider *d, const struct paper *p, const char *surname, bool *there)
{
    struct printed t = {0};
    int status = read_printed(d, p, &t);

    *there = !status && name_printed(&t, surname);
    free(t.words);
    return status;
}
