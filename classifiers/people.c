#include "classifiers/people.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "classifiers/people_words.h"

#define WORDS_MAX 12

/* "R.1.", "F.R).", "1.8.": initials of which a letter was read as a digit or a bracket. */
static bool misread_initials(const char *s)
{
    size_t n = strlen(s), run = 0;
    bool dot = false, odd = false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '.') {
            dot = true;
            run = 0;
            continue;
        }
        /* "1a." numbers a row: initials are capitals. */
        odd |= !isalpha((unsigned char)s[i]);
        if ((!isalpha((unsigned char)s[i]) && !strchr("01258)(|!][", s[i])) || ++run > 3 ||
            (islower((unsigned char)s[i]) && s[i] != 'l'))
            return false;
    }
    return dot && odd && n >= 3 && n <= 10 && s[n - 1] == '.';
}

static void mend_initials(char *s)
{
    static const char from[] = "01258)(|!][", to[] = "OIZSBJCIIJC";
    for (; *s; s++) {
        const char *at = strchr(from, *s);
        if (at && *at)
            *s = to[at - from];
    }
}

struct words {
    char text[WORDS_MAX][48];
    bool comma[WORDS_MAX]; /* a comma follows */
    size_t count;
};

/* A bar is a capital I; "l.A." too. */
static void repair(char *word)
{
    if (word[strspn(word, "|")] == 0)
        return;
    for (char *s = word; *s; s++)
        if (*s == '|' || (*s == 'l' && s[1] == '.'))
            *s = 'I';
}

/* Does a capital follow? */
static bool begins_name(const char *rest)
{
    rest += strspn(rest, " ");
    return isupper((unsigned char)*rest) || (unsigned char)*rest >= 0xc3 ||
           strncmp(rest, "van ", 4) == 0 || strncmp(rest, "de ", 3) == 0 ||
           strncmp(rest, "te", 2) == 0;
}

/* "Jansen. Johanna": a long word with its only full stop at the end, and a name behind it. */
static bool stop_for_comma(const char *text, size_t n)
{
    return n > 5 && text[n - 1] == '.' && !memchr(text, '.', n - 1) && text[n] == ' ' &&
           isupper((unsigned char)text[n + 1]) && islower((unsigned char)text[n + 2]);
}

static void split(const char *text, struct words *w)
{
    w->count = 0;
    while (*text && w->count < WORDS_MAX) {
        text += *text == '-' && isupper((unsigned char)text[1]);
        size_t n = strcspn(text, " ");
        size_t keep = n;
        bool comma = n && (text[n - 1] == ',' || stop_for_comma(text, n));
        while (keep && (strchr(",;:", text[keep - 1]) || (comma && text[keep - 1] == '.')))
            keep--;
        if (keep && keep < sizeof w->text[0]) {
            memcpy(w->text[w->count], text, keep);
            w->text[w->count][keep] = 0;
            repair(w->text[w->count]);
            if (misread_initials(w->text[w->count]) && begins_name(text + n))
                mend_initials(w->text[w->count]);
            w->comma[w->count++] = comma;
        }
        if (n && (text[n - 1] == ':' || text[n - 1] == ';'))
            break;
        text += n + (text[n] == ' ');
    }
}

static bool letters_only(const char *s)
{
    size_t letters = 0;
    for (; *s; s++) {
        if (isdigit((unsigned char)*s) || (unsigned char)*s == 0xe2 ||
            ((unsigned char)*s < 0x80 && !isalpha((unsigned char)*s) && !strchr("-'.`", *s)))
            return false;
        letters += (unsigned char)*s >= 0x80 || isalpha((unsigned char)*s);
    }
    return letters > 0;
}

/* "A.", "A.B.", "A.B", "Th.J.", or one or two bare capitals. */
static bool initials(const char *s)
{
    size_t n = strlen(s);
    if (!letters_only(s) || !isupper((unsigned char)*s) || n > 14 || name_prefix(s))
        return false;
    if (strchr(s, '.'))
        return strchr(s, '.') - s <= 3;
    return n <= 2 && isupper((unsigned char)s[n - 1]);
}

static bool capital(const char *s)
{
    return isupper((unsigned char)*s) || (unsigned char)*s >= 0xc3 ||
           (*s == '\'' && isalpha((unsigned char)s[1]));
}

static bool all_capitals(const char *s)
{
    size_t letters = 0;
    for (; *s; s++) {
        if (islower((unsigned char)*s))
            return false;
        letters += isalpha((unsigned char)*s) != 0;
    }
    return letters >= 2;
}

/* Lower case but for the first letter of each part: "JANSEN-DE BOER" by word. */
static void soften(char *word)
{
    bool start = true;
    char *part = word;
    for (char *s = word; *s; s++) {
        if (*s == '-' || *s == '\'') {
            start = true;
            part = s + 1;
            continue;
        }
        if (start && *s == 'I' && s[1] == 'J' && s == part) { /* IJsbrand */
            s++;
            start = false;
            continue;
        }
        if (!start && isupper((unsigned char)*s))
            *s = (char)tolower((unsigned char)*s);
        else if (!start && (unsigned char)*s == 0xc3 && (unsigned char)s[1] >= 0x80 &&
                 (unsigned char)s[1] <= 0x9e)
            s[1] = (char)(s[1] + 0x20);
        start = false;
    }
    char *dash = strchr(word, '-');
    while (dash) { /* "Jansen-De" of a double name: the prefix stays small */
        if (name_prefix(dash + 1))
            dash[1] = (char)tolower((unsigned char)dash[1]);
        dash = strchr(dash + 1, '-');
    }
}

static void append(char out[NAME_SIZE], const char *word)
{
    size_t used = strlen(out);
    if (used + strlen(word) + 2 > NAME_SIZE)
        return;
    if (used && out[used - 1] != '-') /* "Jansen- Smit" is one name */
        out[used++] = ' ';
    strcpy(out + used, word);
}

static void add_word(char out[NAME_SIZE], const char *word)
{
    char copy[48];
    strcpy(copy, word);
    if (name_prefix(copy)) {
        for (char *s = copy; *s; s++)
            *s = (char)tolower((unsigned char)*s);
        append(out, copy);
        return;
    }
    if (all_capitals(copy))
        soften(copy);
    append(out, copy);
}

/* How many words from `from` belong to a name. */
static size_t name_end(const struct words *w, size_t from, bool *couple)
{
    size_t i = from;
    for (; i < w->count; i++) {
        const char *word = w->text[i];
        if (name_joiner(word)) {
            *couple |= i > from && i + 1 < w->count && capital(w->text[i + 1]);
            break;
        }
        if (strcmp(word, "-") == 0 && i > from && !initials(w->text[i - 1]))
            break;
        if (strcmp(word, "-") == 0)
            continue;
        if (!letters_only(word) || name_never(word))
            break;
        if (!capital(word) && !name_prefix(word))
            break;
    }
    return i;
}

/* Words [from, end) as a surname. What ends in a prefix is a phrase that goes on: "de Kamer van".
 */
static bool build(const struct words *w, size_t from, size_t end, char out[NAME_SIZE])
{
    bool body = false;
    *out = 0;
    for (size_t i = from; i < end; i++) {
        bool bare = strlen(w->text[i]) == 1 && i > from && body && i + 1 < end;
        if (strcmp(w->text[i], "-") == 0 || (initials(w->text[i]) && !bare))
            continue;
        body |= !name_prefix(w->text[i]);
        add_word(out, w->text[i]);
    }
    return body && strlen(out) >= 2 && !name_opener(w->text[end - 1]);
}

/* "Meer, A.B. van der": the prefix comes after. */
static bool build_comma(const struct words *w, size_t from, size_t comma, size_t end,
                        char out[NAME_SIZE])
{
    char surname[NAME_SIZE], prefix[NAME_SIZE] = "";
    if (!build(w, from, comma + 1, surname))
        return false;
    for (size_t i = comma + 1; i < end; i++)
        if (name_opener(w->text[i]))
            add_word(prefix, w->text[i]);
    *out = 0;
    if (*prefix && !name_prefix(w->text[from]))
        append(out, prefix);
    append(out, surname);
    return true;
}

/* Do initials and a surname stand at [from, end)? */
static bool named_after(const struct words *w, size_t from, size_t end)
{
    size_t i = from;
    while (i < end && initials(w->text[i]))
        i++;
    if (i == from)
        return false;
    for (; i < end; i++)
        if (!name_prefix(w->text[i]))
            return true;
    return false;
}

/* "W. Tjon A Kie": a bare capital behind a name is a part of it. */
static bool within_name(const struct words *w, size_t from, size_t i)
{
    if (strlen(w->text[i]) != 1)
        return false;
    for (size_t k = from; k < i; k++)
        if (!initials(w->text[k]) && !name_prefix(w->text[k]) && strlen(w->text[k]) > 2)
            return k > from && initials(w->text[k - 1]) && strchr(w->text[k - 1], '.');
    return false;
}

/* Where the surname begins among the words of a full name. */
static size_t surname_start(const struct words *w, size_t from, size_t end)
{
    size_t last_initials = from;
    bool any = false;
    for (size_t i = from; i < end; i++)
        if (initials(w->text[i]) && !within_name(w, from, i)) {
            last_initials = i + 1;
            any = true;
        }
    if (any && last_initials < end)
        return last_initials;
    for (size_t i = from + 1; i < end; i++)
        if (name_opener(w->text[i]))
            return i;
    if (from < end && name_opener(w->text[from]))
        return from;
    return end > from ? end - 1 : from;
}

bool person_surname(const char *text, bool surname_only, bool strict, char out[NAME_SIZE],
                    bool *couple)
{
    struct words w;
    size_t from = 0;
    bool titled = false, dummy = false;
    *out = 0;
    split(text, &w);
    while (from < w.count && name_title(w.text[from]) &&
           (strlen(w.text[from]) != 2 || strcasecmp(w.text[from], "de") != 0 ||
            (from + 1 < w.count && name_title(w.text[from + 1])))) {
        titled = titled || strcasecmp(w.text[from], "de") != 0;
        from++;
    }
    size_t end = name_end(&w, from, couple ? couple : &dummy);
    if (end == from)
        return false;
    for (size_t i = from; i + 1 < end; i++)
        if (w.comma[i] && !initials(w.text[i])) {
            if (!named_after(&w, i + 1, end))
                return build_comma(&w, from, i, end, out);
            from = i + 1; /* "Dansschool Aalders, A. Aalders": a firm, and whose it is */
            break;
        }
    size_t start = surname_only ? from : surname_start(&w, from, end);
    bool known = titled || start > from;
    bool first_initials = initials(w.text[from]);
    if (strict && !titled && !first_initials)
        return false;
    if (!surname_only && !known && end - from == 1 && strict)
        return false;
    return build(&w, start, end, out);
}

bool surname_cased(const char *capitals, char out[NAME_SIZE])
{
    struct words w;
    split(capitals, &w);
    return w.count && build(&w, 0, w.count, out);
}
