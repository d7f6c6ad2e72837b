/* The numbers of dossiers on a page, after the patterns of the catalogue or beside their label. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/checks.h"
#include "classifiers/find.h"
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

#define MENDED 0.75F  /* of a labelled number, a digit of which was taken for a letter */
#define LOOKS_MAX 400 /* words of a page whose surroundings are looked at */

static const char dossier_labels[] =
    "dossiernummer;dossier;dossiernr;zaaknummer;zaaknr;kenmerk;ons kenmerk;uw kenmerk;referentie;"
    "referentienummer;aanvraagnummer;registratienummer;dossier nr;zaak;uw referentie;"
    "onze referentie;dossier-nummer;nummer;kenmerk gemeente;uw dossiernummer;behandelnummer";

/* Labels that name nothing but a dossier. */
static const char case_labels[] = "dossiernummer;dossiernr;dossier;uw dossiernummer;dossier nr;"
                                  "dossier-nummer;zaaknummer;zaaknr;aanvraagnummer";

/* The letter that a digit was perhaps; 0: none. */
static char letter_of(char c)
{
    static const char from[] = "0125678", to[] = "OIZSGTB";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : 0;
}

/* Does a word fit a pattern: A a letter, 9 a digit, all else itself? Letters that look like digits
 * count as them, and so does one digit that looks like a letter, or a stroke that was read as one,
 * where *mended allows it; it is set to whether there is one. The value as printed, in capitals. */
static bool fits(const char *word, const char *pattern, char *out, bool *mended)
{
    bool may = *mended;
    size_t i = 0;
    *mended = false;
    for (; pattern[i]; i++) {
        char c = (char)toupper((unsigned char)word[i]);
        if (!c)
            return false;
        if (pattern[i] == '9')
            c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        if (pattern[i] == '/' && may && c && strchr("I1L|", c)) {
            c = '/';
            may = false;
            *mended = true;
        }
        if (pattern[i] == 'A' && isdigit((unsigned char)c) && may && letter_of(c)) {
            c = letter_of(c);
            may = false;
            *mended = true;
        }
        bool good = pattern[i] == 'A'   ? isupper((unsigned char)c) != 0
                    : pattern[i] == '9' ? isdigit((unsigned char)c) != 0
                                        : c == pattern[i];
        if (!good)
            return false;
        out[i] = c;
    }
    out[i] = 0;
    return !isalnum((unsigned char)word[i]) && word[i] != '-';
}

static bool fits_any(const struct catalogue *c, const char *text, bool mend, char *out, size_t size)
{
    const char *pattern;
    for (size_t i = 0; (pattern = catalogue_pattern(c, i)); i++) {
        bool mended = mend;
        if (strlen(pattern) < size && fits(text, pattern, out, &mended) && mended == mend)
            return true;
    }
    return false;
}

/* Beside its label any number with four digits and a separator or letter can be a dossier's. */
static bool numberish(const char *word, char *out, size_t size)
{
    size_t digits = 0, others = 0, i = 0;
    for (; (isalnum((unsigned char)word[i]) || strchr("-./", word[i])) && word[i] && i + 1 < size;
         i++) {
        digits += isdigit((unsigned char)word[i]) != 0;
        others += !isdigit((unsigned char)word[i]);
        out[i] = (char)toupper((unsigned char)word[i]);
    }
    while (i && strchr("-./", out[i - 1]))
        i--;
    out[i] = 0;
    struct found_day day;
    return digits >= 4 && i >= 5 && i <= 24 && (others || digits >= 6) &&
           !(digits == i && check_kvk(out)) && !days_find(word, &day, 1) && !check_iban(out);
}

/* "2020.1083670", "2020-12345": a year and a long number. */
static bool year_first(const char *text)
{
    return (strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0) &&
           strspn(text, "0123456789") == 4 && strchr(".-/", text[4]) &&
           strspn(text + 5, "0123456789") >= 5;
}

int find_dossiers(const struct catalogue *c, const struct document_type *type, const struct view *v,
                  size_t page, struct candidates *out)
{
    /* On the citizen's own letters and the municipality's a reference is a dossier's. */
    bool ours = type && (type->municipal || (type->letter && !type->authority));
    size_t looks = 0;
    const struct sheet *s = &v->sheet;
    bool read = s->page->source == PAGE_IMAGE || s->page->source == PAGE_RENDER;
    for (size_t w = 0; w < s->words; w++) {
        const struct sheet_line *line = &s->lines[s->line_of[w]];
        const char *text = line->text + s->starts[w];
        char value[VALUE_SIZE];
        while (*text && strchr("(:#'\"", *text))
            text++;
        bool pattern = fits_any(c, text, false, value, sizeof value);
        bool mended = !pattern && read && fits_any(c, text, true, value, sizeof value);
        if ((!pattern && !mended && !numberish(text, value, sizeof value)) || looks++ > LOOKS_MAX)
            continue;
        struct context around;
        context_of(s, w, &around);
        const char *label = last_of(around.left, dossier_labels);
        bool close = label && strlen(label) <= 6;
        bool labelled = close || (!*around.left && last_of(around.above, dossier_labels));
        if (!pattern && !labelled)
            continue;
        bool named = labelled && (last_of(around.left, case_labels) ||
                                  (!*around.left && last_of(around.above, case_labels)));
        bool good = labelled && ours && year_first(value);
        float p = (pattern  ? labelled ? 0.96F : 0.85F
                   : mended ? MENDED
                   : named  ? 0.72F
                   : good   ? 0.66F
                            : 0.45F) *
                  word_trust(s, w);
        struct candidate one = {.kind = FIELD_DOSSIER,
                                .p = p,
                                .role = role_of(s, w, &around),
                                .valid = pattern || mended || named || good,
                                .labelled = labelled,
                                .page = page,
                                .height = around.height};
        snprintf(one.value, sizeof one.value, "%s", value);
        if (candidates_add(out, &one) < 0)
            return -1;
    }
    return 0;
}
