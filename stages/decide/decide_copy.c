/* Is it the same paper: the same bytes, or the same page scanned, photographed or printed again?
 * What was recognised twice differs in how it was read, so what says something is compared: numbers
 * and months, the words, the fields, the looks. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/dates.h"
#include "classifiers/grow.h"
#include "classifiers/link_text.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"
#include "stages/common/words.h"

#define LOOKS_NEAR 16      /* of 64 bits may differ between two pictures of a page */
#define SURE_WORD 0.7      /* a word read with less may have been another */
#define PLAIN_WORD 0.85    /* a number read with more on both sides was not misread */
#define NUMBERS_MIN 6      /* words with digits that a text must have to be compared */
#define NUMBERS_MANY 20    /* as many equal ones need no likeness */
#define NEAR_SHARE 0.1     /* of its surely read numbers may be but near to one of the other */
#define MISSING_SHARE 0.02 /* ... and as many may be missing */
#define LOST_SHARE 0.05    /* ... when only one of both misses any */
#define WORDS_SHARE 0.8    /* of its words must be in the other */
#define LONG_NUMBER 9      /* signs from which one slip still is that number: no amount has them */
#define TWIN_PAGES 60      /* longer pieces are compared by bytes only */

/* The words of a piece, sorted. */
struct text {
    struct token {
        char text[24];
        bool number, month;
        float confidence;
    } * tokens;
    size_t count, room;
};

/* How much of one text stands in another. */
struct shared {
    size_t numbers, near, missing; /* of the surely read */
    size_t words, common;
    bool other_month;
};

static bool month_name(const char *word)
{
    size_t length = 0;

    return strlen(word) >= 3 && month_at(word, &length) > 0 && length == strlen(word);
}

/* A number as its digits: letters that digits are taken for become these, and signs that stand
 * close before or behind it (a euro, a D for debit) are dropped. */
static void plain_number(char *text)
{
    static const char letters[] = "oilszb", digits[] = "011528";
    char *from = text, *to = text;

    for (; *from; from++) {
        const char *letter = strchr(letters, *from);
        if (*from != ' ')
            *to++ = letter ? digits[letter - letters] : *from;
    }
    *to = '\0';
    if (to - text > 2 && isdigit((unsigned char)to[-2]) && isalpha((unsigned char)to[-1]))
        *--to = '\0';
    if (to - text > 2 && isalpha((unsigned char)text[0]) && isdigit((unsigned char)text[1]))
        memmove(text, text + 1, (size_t)(to - text));
}

static int add_token(struct text *t, const struct word *w)
{
    char folded[24];

    link_fold(w->text, folded, sizeof folded);
    bool digits = strpbrk(folded, "0123456789") != NULL, month = month_name(folded);
    if (digits)
        plain_number(folded);
    if (!*folded || (digits && !folded[1]) || (!digits && !month && strlen(folded) < 4))
        return 0; /* single digits are lost and found too easily */
    if (grow(&t->tokens, t->count, &t->room, sizeof *t->tokens))
        return -1;
    struct token *token = &t->tokens[t->count++];
    memcpy(token->text, folded, sizeof folded);
    token->number = digits;
    token->month = month;
    token->confidence = w->confidence;
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

/* May these two numbers be one that was misread? Two that were read plainly differ. */
static bool near(const struct token *a, const struct token *b)
{
    size_t length = strlen(a->text);
    bool plain = a->confidence >= PLAIN_WORD && b->confidence >= PLAIN_WORD;
    int slip = length >= 5 ? 2 : 1;

    return b->number && length >= 3 && (!plain || length >= LONG_NUMBER) &&
           link_distance(a->text, b->text, slip) <= slip;
}

static bool has_near(const struct text *t, const struct token *wanted)
{
    for (size_t i = 0; i < t->count; i++)
        if (near(wanted, &t->tokens[i]))
            return true;
    return false;
}

static struct shared compare(const struct text *a, const struct text *b)
{
    struct shared s = {0};

    for (size_t i = 0; i < a->count; i++) {
        const struct token *t = &a->tokens[i];
        bool there = b->count && bsearch(t, b->tokens, b->count, sizeof *t, by_text);
        if (t->number && t->confidence >= SURE_WORD) {
            bool misread = !there && has_near(b, t);
            s.numbers++;
            s.near += misread;
            s.missing += !there && !misread;
        } else if (t->month) {
            s.other_month = s.other_month || (!there && t->confidence >= SURE_WORD);
        } else if (!t->number) {
            s.words++;
            s.common += there;
        }
    }
    return s;
}

static bool mostly(const struct shared *s, double missing)
{
    return (double)s->near <= NEAR_SHARE * (double)s->numbers + 1 &&
           (double)s->missing <= missing * (double)s->numbers &&
           (double)s->common >= WORDS_SHARE * (double)s->words && !s->other_month;
}

/* Where an amount was changed both sides have one that the other has not; where only one side has
 * more, the other's was lost in reading. How many numbers they share; 0: they are not the same. */
static size_t agree(const struct text *a, const struct text *b)
{
    struct shared ab = compare(a, b), ba = compare(b, a);
    double missing = ab.missing && ba.missing ? MISSING_SHARE : LOST_SHARE;

    if (!mostly(&ab, missing) || !mostly(&ba, missing))
        return 0;
    size_t one = ab.numbers - ab.missing - ab.near, other = ba.numbers - ba.missing - ba.near;
    return one < other ? one : other;
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

/* Do both say of which day it is, and the same? A paper of a month that says it of neither side may
 * be another month's. */
static bool same_time(struct decider *d, const json_t *a, const json_t *b)
{
    static const char *const times[] = {"period", "document_date"};
    const json_t *fa = json_object_get(a, "fields"), *fb = json_object_get(b, "fields");

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        const json_t *value = json_object_get(fa, times[i]);
        if (value && json_equal(value, json_object_get(fb, times[i])))
            return true;
    }
    return !entry_lists(type_of(d, a), "fields", "period");
}

/* A card or passport has few words, and those are hard to read on a photo. It is the same when both
 * name the same holder and day of issue. */
static bool same_card(struct decider *d, const json_t *a, const json_t *b)
{
    const json_t *fa = json_object_get(a, "fields"), *fb = json_object_get(b, "fields");
    const char *holder = record_string(fa, "bsn"), *day = record_string(fa, "document_date");

    return entry_lists(type_of(d, a), "proves", "identiteit") && *holder && *day &&
           strcmp(holder, record_string(fb, "bsn")) == 0 &&
           strcmp(day, record_string(fb, "document_date")) == 0;
}

static bool same_text(struct decider *d, const json_t *a, const json_t *b)
{
    struct text ta = {0}, tb = {0};
    size_t equal = 0;

    if (!read_text(d->spool, a, &ta) && !read_text(d->spool, b, &tb))
        equal = agree(&ta, &tb);
    free(ta.tokens);
    free(tb.tokens);
    return equal >= NUMBERS_MANY || (equal >= NUMBERS_MIN && looks_alike(a, b));
}

bool same_paper(struct decider *d, const json_t *a, const json_t *b)
{
    size_t pages = json_array_size(json_object_get(a, "pages"));
    const char *content = record_string(a, "content");

    if (*content && strcmp(content, record_string(b, "content")) == 0)
        return true;
    if (strcmp(record_string(a, "type"), record_string(b, "type")) || pages > TWIN_PAGES ||
        pages != json_array_size(json_object_get(b, "pages")) || !same_fields(a, b))
        return false;
    return same_card(d, a, b) || (same_time(d, a, b) && same_text(d, a, b));
}
