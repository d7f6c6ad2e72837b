#include "classifiers/numbering.h"

#include <ctype.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

#define PAGES_MAX 2000
#define BARE_PAGES 60 /* a higher number without a word is hardly a page's */
#define EDGE_GAP 3.0F /* heights of a line between a running foot and the page's number */

/* Words for 'page'. A weak one counts only with 'n of m' or in the margin. */
static const struct {
    const char *word;
    bool weak;
} names[] = {{"pagina", false},
             {"paginanummer", false},
             {"pag", false},
             {"blad", false},
             {"bladnummer", false},
             {"bladnr", false},
             {"bladzijde", false},
             {"blz", false},
             {"page", false},
             {"pagenumber", false},
             {"vervolgblad", false},
             {"pagnr", false},
             {"p", true},
             {"pg", true},
             {"vel", true},
             {"vervolgvel", false},
             {"paginanr", false},
             {"sheet", true},
             {"seite", false},
             {"volgblad", false}};

static int name_at(const char *token)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(token, names[i].word) == 0)
            return (int)i;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].word) >= 6 && fold_near(token, names[i].word, 1))
            return (int)i;
    return -1;
}

/* A number of at most 4 digits, letters that look like digits allowed in it. */
static size_t count_at(const char *s, int *value)
{
    size_t n = 0;
    int v = 0;
    while (n < 4 && s[n] && strchr("0123456789lio|", s[n])) {
        v = v * 10 + (strchr("li|", s[n]) ? 1 : s[n] == 'o' ? 0 : s[n] - '0');
        n++;
    }
    *value = v;
    return n && !isalnum((unsigned char)s[n]) && v >= 1 && v <= PAGES_MAX ? n : 0;
}

static size_t skip(const char *s)
{
    return strspn(s, " .:#-(nr");
}

/* "van", "of", "/", "uit", "v" and a total. */
static size_t total_at(const char *s, int *of)
{
    static const char *const words[] = {"van", "of", "/", "uit", "von",
                                        "vd",  "\\", "v", "op",  "de"};
    size_t gap = strspn(s, " ("), k = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words && !k; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(s + gap, words[i], n) == 0 &&
            (!isalpha((unsigned char)words[i][0]) || !isalpha((unsigned char)s[gap + n])))
            k = n;
    }
    if (!k)
        return 0;
    gap += k + strspn(s + gap + k, " ");
    k = count_at(s + gap, of);
    return k ? gap + k : 0;
}

static bool in_margin(const struct sheet *s, const struct sheet_line *line)
{
    float y = sheet_height(s, line);
    return y < 0.13F || y > 0.87F;
}

static void offer(struct page_number *best, int page, int of, float sure)
{
    if (of && (page > of || of > PAGES_MAX))
        return;
    if (sure > best->sure) {
        best->page = page;
        best->of = of;
        best->sure = sure;
    }
}

/* Reads "2 van 5" or "2" after a name for 'page'. */
static bool read_number(const char *text, bool weak, bool margin, float less,
                        struct page_number *best)
{
    int page, of = 0;
    size_t gap = skip(text), n = count_at(text + gap, &page);
    if (!n)
        return false;
    if (total_at(text + gap + n, &of))
        offer(best, page, of, (margin ? 0.98F : 0.95F) - less);
    else if (!weak || margin)
        offer(best, page, 0, (margin ? 0.9F : 0.6F) - less - (weak ? 0.2F : 0));
    return true;
}

/* "zie pagina 3", "op bladzijde 2 van de toelichting": a pointer, not a number. */
static bool pointed_at(const struct sheet *s, size_t token)
{
    static const char *const before[] = {"zie", "op", "ook", "vanaf", "naar", "per", "en", "see"};
    if (!token || s->tokens[token - 1].line != s->tokens[token].line)
        return false;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strcmp(s->tokens[token - 1].text, before[i]) == 0)
            return true;
    return false;
}

/* "blad1", "pag2": the blank between was not seen. */
static void try_glued(const struct sheet *s, size_t token, struct page_number *best)
{
    const struct token *t = &s->tokens[token];
    bool margin = in_margin(s, &s->lines[t->line]);
    for (size_t i = 0; i < sizeof names / sizeof *names && margin; i++) {
        size_t n = strlen(names[i].word);
        int page;
        if (names[i].weak || strncmp(t->text, names[i].word, n) != 0 || !t->text[n])
            continue;
        size_t k = count_at(t->text + n, &page);
        if (k && k <= 3 && !t->text[n + k])
            offer(best, page, 0, 0.8F);
    }
}

static void try_name(const struct sheet *s, size_t token, struct page_number *best)
{
    const struct token *t = &s->tokens[token];
    int name = name_at(t->text);
    if (name < 0) {
        try_glued(s, token, best);
        return;
    }
    const struct sheet_line *line = &s->lines[t->line];
    const char *rest = line->text + s->starts[t->word];
    bool margin = in_margin(s, line), weak = names[name].weak;
    if (strncmp(names[name].word, "vervolg", 7) == 0)
        best->sequel = true;
    const char *at = strstr(rest, t->text);
    if (!at || pointed_at(s, token))
        return;
    at += strlen(t->text);
    if (read_number(at, weak, margin, 0, best) || weak)
        return;
    struct span span;
    span_right(s, t->word, 60, &span);
    if (span.count && read_number(span.text, weak, margin, 0.05F, best))
        return;
    span_below(s, t->word, t->word, 2.2F, &span);
    if (span.count)
        read_number(span.text, true, true, 0.1F, best);
}

/* A line of the margin that is no more than "2/5", "2 van 5", "- 2 -" or "2". */
static void try_bare(const struct sheet *s, const struct sheet_line *line, struct page_number *best)
{
    const char *text = line->text + strspn(line->text, " -[(|.");
    int page, of = 0;
    size_t n = count_at(text, &page), k;
    bool digit = isdigit((unsigned char)*text) != 0;
    if (!n || !digit || line->tokens > 4 || !in_margin(s, line) || !sheet_placed(s))
        return;
    k = total_at(text + n, &of);
    if (k && !text[n + k + strspn(text + n + k, " -])|.")])
        offer(best, page, of, 0.8F);
    else if (!text[n + strspn(text + n, " -])|.")])
        offer(best, page, 0,
              *line->text == '-' && page < 200 ? 0.7F
              : page < BARE_PAGES              ? 0.5F
                                               : 0);
}

/* Is this line, in the margin, the first or the last of what is printed? */
static bool outermost(const struct sheet *s, const struct sheet_line *line)
{
    bool head = true, foot = true;
    for (size_t i = 0; i < s->line_count; i++) {
        head = head && s->lines[i].y0 >= line->y0;
        foot = foot && s->lines[i].y1 <= line->y1;
    }
    return (head || foot) && in_margin(s, line) && sheet_placed(s);
}

/* A running head or foot with a number apart at its end: "Jaarrekening 2018          2". It counts
 * where the next page has the next one: "2/2" can be read as 22. */
static void try_edge(const struct sheet *s, const struct sheet_line *line, struct page_number *best)
{
    const struct word *first = &s->page->words[line->first], *last = first + line->count - 1;
    int page;
    if (line->count < 2 || !outermost(s, line))
        return;
    if (last->x0 - last[-1].x1 >= EDGE_GAP * line->height && isdigit((unsigned char)*last->text)) {
        size_t n = count_at(last->text, &page);
        if (n && !last->text[n] && page < BARE_PAGES)
            offer(best, page, 0, NUMBERING_HINT);
    }
}

/* "2/5" or "2 van 5" alone at the end of a margin's line. */
static void try_tail(const struct sheet *s, const struct sheet_line *line, struct page_number *best)
{
    if (line->tokens < 3 || !in_margin(s, line) || !sheet_placed(s))
        return;
    size_t length = strlen(line->text);
    for (size_t i = length > 16 ? length - 16 : 1; i < length; i++) {
        int page, of = 0;
        const char *text = line->text + i;
        /* "Tozo 1 / 2" is the second page of a form for Tozo 1. */
        bool scheme = i >= 5 && strncmp(text - 5, "tozo ", 5) == 0;
        if (text[-1] != ' ' || !isdigit((unsigned char)*text) || scheme)
            continue;
        size_t n = count_at(text, &page), k = n ? total_at(text + n, &of) : 0;
        if (k && !text[n + k] && of < 100)
            offer(best, page, of, 0.6F);
    }
}

/* "Tozo2/1", "Wgz 14 / 3": a form's code and the page, alone on a margin's line. */
static void try_code(const struct sheet *s, const struct sheet_line *line, struct page_number *best)
{
    const char *text = line->text, *slash = strrchr(text, '/');
    int page;
    size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz.-");
    if (!slash || letters < 3 || line->tokens > 3 || !in_margin(s, line) || !sheet_placed(s))
        return;
    size_t code = letters + strspn(text + letters, " 0123456789");
    const char *number = slash + 1 + strspn(slash + 1, " ");
    size_t n = count_at(number, &page);
    if (text + code == slash && slash - text <= 12 && n && n <= 2 && !number[n])
        offer(best, page, 0, 0.6F);
}

static const char *const sequels[] = {
    "vervolg van",          "vervolgpagina",  "saldo vorig blad", "saldo vorige pagina",
    "transport van vorige", "vervolg pagina", "continued from",   "vervolg op"};

void numbering_find(const struct sheet *s, struct page_number *n)
{
    *n = (struct page_number){0};
    for (size_t i = 0; i < s->token_count; i++)
        try_name(s, i, n);
    for (size_t i = 0; i < s->line_count; i++) {
        try_bare(s, &s->lines[i], n);
        try_edge(s, &s->lines[i], n);
        try_tail(s, &s->lines[i], n);
        try_code(s, &s->lines[i], n);
        for (size_t k = 0; k < sizeof sequels / sizeof *sequels && i < 12; k++)
            if (fold_find(s->lines[i].text, sequels[k]))
                n->sequel = true;
    }
    if (n->page == 1)
        n->sequel = false;
}
