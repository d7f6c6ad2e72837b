/* Duplicates: the same bytes, or the same paper scanned or made again, within one dossier. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include "classifiers/dates.h"
#include "classifiers/link_text.h"
#include "stages/decide/decide_private.h"
#include "stages/common/words.h"

#define LOOKS_NEAR 10      /* of 64 bits may differ between two scans of a page */
#define SURE_WORD 0.7      /* a word read with less may have been another */
#define NUMBERS_MIN 6      /* words with digits that a text must have to be compared */
#define MISSING_SHARE 0.02 /* of its surely read numbers may be missing in the other */
#define WORDS_SHARE 0.8    /* of its words must be in the other */
#define TWIN_PAGES 60      /* longer pieces are compared by bytes only */

/* The words of a piece, sorted. */
struct text {
    struct token {
        char text[24];
        bool number, sure;
    } * tokens;
    size_t count, room;
};

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = record_text(object, member);

    return text ? text : "";
}

/* Seconds since 1970 of an ISO 8601 instant; 0 when it is none. */
static long long instant(const char *text)
{
    struct tm tm = {0};
    int hours = 0, minutes = 0;
    char sign = '+';

    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
               &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &sign, &hours, &minutes) < 3)
        return 0;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    long long offset = hours * 3600LL + minutes * 60LL;
    return (long long)timegm(&tm) + (sign == '-' ? offset : sign == '+' ? -offset : 0);
}

/* Which of two copies comes later: by received, then name, then path, then page. */
static int compare_copies(const json_t *a, const json_t *b)
{
    long long ra = instant(text_of(a, "received")), rb = instant(text_of(b, "received"));
    const json_t *pa = json_array_get(json_object_get(a, "pages"), 0);
    const json_t *pb = json_array_get(json_object_get(b, "pages"), 0);
    int order = strcmp(text_of(a, "submission"), text_of(b, "submission"));

    if (ra != rb)
        return ra < rb ? -1 : 1;
    if (order == 0)
        order = strcmp(text_of(pa, "file"), text_of(pb, "file"));
    if (order == 0)
        order = (int)(record_number(pa, "page", 0) - record_number(pb, "page", 0));
    return order ? order : strcmp(text_of(a, "piece"), text_of(b, "piece"));
}

static bool month_name(const char *word)
{
    size_t length = 0;

    return strlen(word) >= 3 && month_at(word, &length) > 0 && length == strlen(word);
}

static int add_token(struct text *t, const struct word *w)
{
    char folded[24];

    link_fold(w->text, folded, sizeof folded);
    bool number = strpbrk(folded, "0123456789") != NULL || month_name(folded);
    if (!*folded || (!number && strlen(folded) < 4))
        return 0;
    if (t->count >= t->room) {
        size_t room = t->room ? 2 * t->room : 256;
        struct token *tokens = realloc(t->tokens, room * sizeof *tokens);
        if (!tokens)
            return -1;
        t->tokens = tokens;
        t->room = room;
    }
    struct token *token = &t->tokens[t->count++];
    memcpy(token->text, folded, sizeof folded);
    token->number = number;
    token->sure = w->confidence >= SURE_WORD;
    return 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct token *)a)->text, ((const struct token *)b)->text);
}

/* Reads a piece's words; its pages' keys stand in `words`. */
static int read_text(struct spool *spool, const json_t *piece, struct text *t)
{
    size_t i;
    json_t *key;
    int status = 0;

    json_array_foreach(json_object_get(piece, "words"), i, key)
    {
        json_t *record = json_pack("{s:s, s:i, s:O}", "file", "", "page", 1, "words", key);
        struct page page = {0};
        if (!record || page_load_surely(spool, record, &page))
            status = -1;
        for (size_t w = 0; !status && w < page.word_count; w++)
            status = add_token(t, &page.words[w]);
        page_release(&page);
        json_decref(record);
        if (status)
            return -1;
    }
    if (t->count)
        qsort(t->tokens, t->count, sizeof *t->tokens, by_text);
    return 0;
}

/* How much of a stands in b: numbers that were surely read, and words. */
static bool contained(const struct text *a, const struct text *b)
{
    size_t numbers = 0, missing = 0, words = 0, common = 0;

    for (size_t i = 0; i < a->count; i++) {
        const struct token *t = &a->tokens[i];
        bool has = b->count && bsearch(t, b->tokens, b->count, sizeof *t, by_text);
        if (t->number && t->sure) {
            numbers++;
            missing += !has;
            /* A short number or a month that differs is another period's or another amount's. */
            if (!has && strlen(t->text) < 5)
                return false;
        } else if (!t->number) {
            words++;
            common += has;
        }
    }
    return numbers >= NUMBERS_MIN && (double)missing <= MISSING_SHARE * (double)numbers &&
           (double)common >= WORDS_SHARE * (double)words;
}

static int bits_apart(const char *a, const char *b)
{
    unsigned long long x = strtoull(a, NULL, 16), y = strtoull(b, NULL, 16);

    return __builtin_popcountll(x ^ y);
}

/* Could the pages look the same? Where one has no image, its text has to tell. */
static bool looks_alike(const json_t *a, const json_t *b)
{
    const json_t *la = json_object_get(a, "looks"), *lb = json_object_get(b, "looks");
    size_t i;
    json_t *look;

    json_array_foreach(la, i, look)
    {
        const char *x = json_string_value(look), *y = json_string_value(json_array_get(lb, i));
        if (x && y && bits_apart(x, y) > LOOKS_NEAR)
            return false;
    }
    return true;
}

static bool same_fields(const json_t *a, const json_t *b)
{
    const json_t *fa = json_object_get(a, "fields"), *fb = json_object_get(b, "fields");
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)fa, name, value)
    {
        const json_t *other = json_object_get(fb, name);
        if (other && !json_equal(value, other))
            return false;
    }
    return true;
}

static bool same_paper(struct spool *spool, const json_t *a, const json_t *b)
{
    struct text ta = {0}, tb = {0};
    size_t pages = json_array_size(json_object_get(a, "pages"));
    const char *content = text_of(a, "content");

    if (*content && strcmp(content, text_of(b, "content")) == 0)
        return true;
    if (strcmp(text_of(a, "type"), text_of(b, "type")) || pages > TWIN_PAGES ||
        pages != json_array_size(json_object_get(b, "pages")) || !same_fields(a, b) ||
        !looks_alike(a, b))
        return false;
    bool same = !read_text(spool, a, &ta) && !read_text(spool, b, &tb) && contained(&ta, &tb) &&
                contained(&tb, &ta);
    free(ta.tokens);
    free(tb.tokens);
    return same;
}

static void set_aside(json_t *piece, const json_t *first)
{
    json_t *reasons = json_object_get(piece, "reasons");
    json_t *list = json_array();

    reason_add(list, "dubbel", "Dit is hetzelfde stuk als '%s' uit inzending '%s' in dossier %s",
               text_of(first, "piece"), text_of(first, "submission"), text_of(first, "dossier"));
    json_array_extend(list, reasons);
    json_object_set_new(piece, "reasons", list);
    json_object_set_new(piece, "decision", json_string("aside"));
    json_object_set_new(piece, "duplicate_of", json_string(text_of(first, "piece")));
}

json_t *decide_later_copy(const json_t *piece, const char *duplicate_of)
{
    json_t *copy = json_deep_copy(piece);
    json_t *first = json_pack("{s:s, s:s, s:s}", "piece", duplicate_of, "submission", "", "dossier",
                              text_of(piece, "dossier"));

    if (copy && first) {
        set_aside(copy, first);
        json_t *reason = json_array_get(json_object_get(copy, "reasons"), 0);
        json_object_set_new(
            reason, "detail",
            json_string("Een eerder ontvangen exemplaar van dit stuk ligt in hetzelfde dossier"));
    }
    json_decref(first);
    return copy;
}

static bool is_filed(const json_t *piece)
{
    return strcmp(text_of(piece, "decision"), "filed") == 0;
}

static bool by_clerk(const json_t *piece)
{
    return strcmp(text_of(piece, "by"), "clerk") == 0;
}

/* A piece against what the ledger has in its dossier from other submissions. */
static int against_ledger(struct decider *d, json_t *piece)
{
    json_t *there = ledger_dossier_pieces(d->ledger, text_of(piece, "dossier")), *other;
    size_t i;

    if (!there)
        return -1;
    json_array_foreach(there, i, other)
    {
        if (strcmp(text_of(other, "submission_id"), text_of(piece, "submission_id")) == 0 ||
            !same_paper(d->spool, piece, other))
            continue;
        if (compare_copies(other, piece) < 0 || by_clerk(other)) {
            set_aside(piece, other);
            break;
        }
        json_array_append_new(d->later_copies,
                              json_pack("{s:s, s:s, s:s}", "piece", text_of(other, "piece"),
                                        "submission_id", text_of(other, "submission_id"),
                                        "duplicate_of", text_of(piece, "piece")));
    }
    json_decref(there);
    return 0;
}

static int by_copy_order(const void *a, const void *b)
{
    return compare_copies(*(json_t *const *)a, *(json_t *const *)b);
}

/* Against the earlier ones of its own submission. */
static void against_earlier(struct decider *d, json_t *const *filed, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is_filed(filed[i]) &&
            strcmp(text_of(filed[i], "dossier"), text_of(filed[at], "dossier")) == 0 &&
            same_paper(d->spool, filed[at], filed[i])) {
            set_aside(filed[at], filed[i]);
            return;
        }
}

int decide_twins(struct decider *d, json_t *pieces)
{
    size_t i, count = 0, size = json_array_size(pieces);
    json_t **filed = calloc(size + 1, sizeof *filed), *piece;
    int status = filed ? 0 : -1;

    json_array_foreach(pieces, i, piece) if (filed && is_filed(piece)) filed[count++] = piece;
    if (count)
        qsort(filed, count, sizeof *filed, by_copy_order);
    for (i = 0; i < count && !status; i++) {
        if (by_clerk(filed[i]) || json_is_true(json_object_get(filed[i], "kept")))
            continue;
        against_earlier(d, filed, i);
        if (is_filed(filed[i]))
            status = against_ledger(d, filed[i]);
    }
    free(filed);
    return status;
}
