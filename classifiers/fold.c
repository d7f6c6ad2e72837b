#include "classifiers/fold.h"

#include <ctype.h>
#include <string.h>

/* U+00C0 to U+017F without their marks. */
static const char plain_letters[] =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiijjjjkkkllllllllll"
    "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Decodes one character; a byte that is no UTF-8 counts as one unknown character. */
static uint32_t decode(const unsigned char **at)
{
    const unsigned char *s = *at;
    unsigned more = s[0] >= 0xf0 && s[0] < 0xf8   ? 3
                    : s[0] >= 0xe0 && s[0] < 0xf0 ? 2
                    : s[0] >= 0xc2 && s[0] < 0xe0 ? 1
                                                  : 0;
    uint32_t c = s[0];
    *at = s + 1;
    if (s[0] < 0x80 || !more)
        return s[0] < 0x80 ? c : 0xfffd;
    c &= 0x3fU >> more;
    for (unsigned i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0xfffd;
        c = c << 6 | (s[i] & 0x3fU);
    }
    *at = s + more + 1;
    return c;
}

static char plain(uint32_t c)
{
    if (c < 0x80)
        return c > ' ' && c < 0x7f ? (char)tolower((int)c) : ' ';
    if (c >= 0xc0 && c <= 0x17f)
        return plain_letters[c - 0xc0];
    if (c == 0xad || (c >= 0x2010 && c <= 0x2015) || c == 0x2212)
        return '-';
    if (c == 0x2018 || c == 0x2019 || c == 0xb4)
        return '\'';
    if (c == 0x201c || c == 0x201d || c == 0x201e)
        return '"';
    return ' ';
}

size_t fold_text(const char *utf8, char *out, size_t size)
{
    const unsigned char *at = (const unsigned char *)utf8;
    size_t n = 0;
    while (*at && n + 2 < size) {
        uint32_t c = decode(&at);
        if (c == 0x132 || c == 0x133 || c == 0xfb01 || c == 0xfb02) {
            out[n++] = c < 0x200 ? 'i' : 'f';
            out[n++] = c < 0x200 ? 'j' : c == 0xfb01 ? 'i' : 'l';
        } else {
            out[n++] = plain(c);
        }
    }
    if (*at && n + 1 < size)
        out[n++] = plain(decode(&at));
    out[n] = 0;
    return n;
}

bool fold_near(const char *a, const char *b, unsigned limit)
{
    while (*a && *a == *b)
        a++, b++;
    if (!*a && !*b)
        return true;
    if (!limit)
        return false;
    return (*a && *b && fold_near(a + 1, b + 1, limit - 1)) ||
           (*a && fold_near(a + 1, b, limit - 1)) || (*b && fold_near(a, b + 1, limit - 1));
}

uint32_t fold_hash(const void *data, size_t size, uint32_t seed)
{
    const unsigned char *s = data;
    uint32_t h = 2166136261U ^ (seed * 0x9e3779b1U);
    for (size_t i = 0; i < size; i++)
        h = (h ^ s[i]) * 16777619U;
    h ^= h >> 15;
    h *= 0x2c1b3c6dU;
    return h ^ h >> 13;
}

const char *fold_find(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *s = text; (s = strstr(s, word)); s++)
        if ((s == text || !isalnum((unsigned char)s[-1])) && !isalnum((unsigned char)s[n]))
            return s;
    return NULL;
}
