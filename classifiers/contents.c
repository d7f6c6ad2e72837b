#include "classifiers/contents.h"

#include <ctype.h>
#include <string.h>
#include "classifiers/fold.h"

#define LETTERS_LEAST 6 /* of an entry: shorter ones stand on any page */
#define ENTRIES_LEAST 3
#define TOP 0.4F

/* Hash of a line's letters, 0: too few. Numbers and dots to either side are no part of a heading.
 */
static uint32_t letters_of(const char *text)
{
    char letters[80];
    size_t n = 0;
    for (; *text && n < sizeof letters; text++)
        if (isalpha((unsigned char)*text))
            letters[n++] = *text;
    return n >= LETTERS_LEAST ? fold_hash(letters, n, 23) : 0;
}

static bool heads_contents(const struct sheet_line *line)
{
    static const char *const words[] = {"inhoud", "inhoudsopgave", "inhoudsopgaaf", "contents",
                                        "table of contents"};
    const char *text = line->text + strspn(line->text, " .-:");
    size_t n = strlen(text);
    while (n && strchr(" .-:", text[n - 1]))
        n--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (n == strlen(words[i]) && strncmp(text, words[i], n) == 0)
            return true;
    /* "inhoudsopgave  pagina": the column's head stands beside it */
    return strncmp(text, "inhoudsopgave ", 14) == 0 && line->tokens <= 3;
}

static void find_entries(const struct sheet *s, size_t from, struct contents *c)
{
    for (size_t i = from; i < s->line_count && c->count < CONTENTS_MOST; i++) {
        uint32_t hash = letters_of(s->lines[i].text);
        if (hash && s->lines[i].tokens <= 12)
            c->entries[c->count++] = hash;
    }
    if (c->count < ENTRIES_LEAST)
        c->count = 0;
}

void contents_find(const struct sheet *s, struct contents *c)
{
    *c = (struct contents){0};
    for (size_t i = 0; i < s->line_count; i++) {
        const struct sheet_line *line = &s->lines[i];
        uint32_t hash = letters_of(line->text);
        if (sheet_height(s, line) > TOP)
            continue;
        if (!c->count && heads_contents(line))
            find_entries(s, i + 1, c);
        if (hash && line->tokens <= 12 && c->top_count < TOPS_MOST)
            c->tops[c->top_count++] = hash;
    }
}

bool contents_announce(const struct contents *a, const struct contents *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->top_count; k++)
            if (a->entries[i] == b->tops[k])
                return true;
    return false;
}
