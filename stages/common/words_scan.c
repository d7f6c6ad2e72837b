#include "stages/common/words_scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "stages/common/words.h"

#define TEXT_MAX 1000
#define ALL_MAX (UINT64_MAX / 10 - 1) /* has room for a digit more */
#define ORDINAL_MAX 100000000U

/* What is left to read; `bad` once it is anything else than expected. */
struct scan {
    const char *at, *end;
    bool bad;
};

static void expect(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        s->bad = true;
    else
        s->at++;
}

/* Digits, put behind those of *all. How many there were. */
static int digits(struct scan *s, uint64_t *all)
{
    int count = 0;
    for (; s->at < s->end && *s->at >= '0' && *s->at <= '9' && !s->bad; s->at++, count++) {
        s->bad = *all > ALL_MAX;
        *all = *all * 10 + (uint64_t)(*s->at - '0');
    }
    s->bad |= !count;
    return count;
}

/* "226.09999999999999" or "12". The double may be the next to the best, which makes the same float
 * of what was rounded to tenths or thousandths. */
static float number(struct scan *s, double limit)
{
    static const double powers[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t all = 0;
    size_t part = 0;
    bool minus = s->at < s->end && *s->at == '-';
    s->at += minus;
    bool zero = s->at < s->end && *s->at == '0';
    s->bad |= digits(s, &all) > 1 && zero;
    if (s->at < s->end && *s->at == '.') {
        s->at++;
        part = (size_t)digits(s, &all);
    }
    s->bad |= part >= sizeof powers / sizeof *powers;
    double value = s->bad ? 0 : (double)all / powers[part];
    s->bad |= value > limit;
    return (float)(minus ? -value : value);
}

static int ordinal(struct scan *s)
{
    uint64_t value = 0;
    bool zero = s->at < s->end && *s->at == '0';
    int count = digits(s, &value);
    s->bad |= (zero && count > 1) || value > ORDINAL_MAX;
    return s->bad ? 0 : (int)value;
}

/* Bytes of the UTF-8 character at s, 0: none. */
static size_t character(const unsigned char *s, size_t left)
{
    size_t n = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : *s < 0xf5 ? 4 : 0;
    if (!n || n > left || *s < 0x20)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    bool longer = (*s == 0xe0 && s[1] < 0xa0) || (*s == 0xf0 && s[1] < 0x90);
    bool outside = (*s == 0xed && s[1] > 0x9f) || (*s == 0xf4 && s[1] > 0x8f);
    return longer || outside ? 0 : n;
}

/* A text that is not empty; of escapes only those of a quote and a backslash. */
static void text(struct scan *s, char out[TEXT_MAX])
{
    size_t n = 0;
    expect(s, '"');
    while (!s->bad && s->at < s->end && *s->at != '"') {
        bool escaped = *s->at == '\\';
        s->at += escaped;
        size_t left = (size_t)(s->end - s->at);
        size_t size = left ? character((const unsigned char *)s->at, left) : 0;
        s->bad = !size || n + size >= TEXT_MAX || (escaped && *s->at != '"' && *s->at != '\\');
        if (s->bad)
            return;
        memcpy(out + n, s->at, size);
        n += size;
        s->at += size;
    }
    out[n] = 0;
    s->bad |= n == 0;
    expect(s, '"');
}

static int add_word(struct scan *s, struct page *p)
{
    char letters[TEXT_MAX];
    struct word w = {.text = letters};
    float *const numbers[] = {&w.x0, &w.y0, &w.x1, &w.y1, &w.confidence};
    expect(s, '[');
    for (size_t i = 0; i < 5 && !s->bad; i++) {
        *numbers[i] = number(s, i < 4 ? WORDS_POINTS_MAX : 1);
        expect(s, ',');
    }
    if (s->bad)
        return -1;
    w.line = ordinal(s);
    expect(s, ',');
    w.block = ordinal(s);
    expect(s, ',');
    text(s, letters);
    expect(s, ']');
    return s->bad ? -1 : page_add_word(p, &w);
}

/* Just behind the one `"words":[` of the data. Within a text the quotes would be escaped, so it is
 * a member's name. NULL: there is none, or more than one. */
static char *words_of(char *data, size_t size)
{
    static const char name[] = "\"words\":[";
    char *found = memmem(data, size, name, sizeof name - 1);
    if (!found)
        return NULL;
    found += sizeof name - 1;
    return memmem(found, size - (size_t)(found - data), name, sizeof name - 1) ? NULL : found;
}

int words_scan(char *data, size_t *size, struct page *p)
{
    char *first = words_of(data, *size);
    if (!first || p->word_count)
        return -1;
    struct scan s = {.at = first, .end = data + *size};
    int bad = add_word(&s, p);
    while (!bad && s.at < s.end && *s.at == ',') {
        s.at++;
        bad = add_word(&s, p);
    }
    if (bad || s.at == s.end || *s.at != ']') {
        while (p->word_count)
            free(p->words[--p->word_count].text);
        free(p->words);
        p->words = NULL;
        return -1;
    }
    size_t left = (size_t)(s.end - s.at);
    memmove(first, s.at, left);
    *size = (size_t)(first - data) + left;
    return 0;
}
