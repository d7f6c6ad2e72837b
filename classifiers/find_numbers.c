#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/checks.h"
#include "classifiers/find.h"
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

#define BESIDE_LABEL 0.9F /* probability of a reading that only a labelled one reaches */
#define MENDED 0.75F  /* of a labelled dossier number, a digit of which was taken for a letter */
#define LOOKS_MAX 400 /* values of a page whose surroundings are looked at */

static const char bsn_labels[] =
    "bsn;burgerservicenummer;burger service nummer;burgerservicenr;sofinummer;sofi-nummer;sofinr;"
    "bsn-nummer;bsn nummer;bsn/rsin;bsn/sofinummer;bsn/sofi;persoonsnummer;persoonlijk nummer;"
    "personal no;personal number;sofi;citizen service number;b.s.n;bsn nr;4d;burgerservice";
static const char kvk_labels[] =
    "kvk;kvk-nummer;kvk nummer;kvknummer;kvknr;kvk-nr;kvk nr;k.v.k;kamer van koophandel;"
    "handelsregister;handelsregisternummer;inschrijfnummer;inschrijvingsnummer;inschrijving kvk;"
    "nummer kamer van koophandel;koophandel;chamber of "
    "commerce;kvk-dossiernummer;coc;handelsregister kvk";
static const char iban_labels[] =
    "iban;rekeningnummer;rekening;rekeningnr;bankrekening;bankrekeningnummer;rek.nr;iban-nummer;"
    "iban nummer;ibannummer;betaalrekening;account number;bankrekeningnr;rek.nr.;op rekening;"
    "overgemaakt op;uitbetaling op rekening;betaald op;overgemaakt;uitbetaling op;gestort "
    "op;storten op;overmaken op;uitbetaald op;iban/rekeningnummer;op iban;op "
    "rekeningnummer;teruggaaf op;bankrekening iban;t.b.v. rekening;uw "
    "rekening;account;rekeningnummer iban;geld ontvangen;teruggaaf;terugbetalen op;storten wij op;"
    "betalen wij op;netto te betalen op;uit te betalen op;salaris op;kontonummer;per bank;u "
    "ontvangt;incasso van;ontvangen";
static const char not_labels[] =
    "btw;rsin;telefoon;tel;telefoonnummer;loonheffingennummer;lh-nummer;lhnr;factuurnummer;"
    "klantnummer;debiteurnummer;personeelsnummer;btw-nummer;ob-nummer;fiscaalnummer;aanslagnummer;"
    "polisnummer;mobiel;fax;vestigingsnummer;kenmerk;documentnummer;document no;volgnummer";

struct find {
    const struct catalogue *c;
    const struct view *v;
    size_t page, looks;
    struct candidates *out;
};

static int add(struct find *f, enum field_kind kind, const char *value, float p, enum role role,
               bool labelled, bool valid, float height)
{
    struct candidate one = {.kind = kind,
                            .p = p,
                            .role = role,
                            .valid = valid,
                            .labelled = labelled,
                            .page = f->page,
                            .height = height};
    snprintf(one.value, sizeof one.value, "%s", value);
    return candidates_add(f->out, &one);
}

/* How far the recogniser is trusted for the word, 0.6..1. */
static float trust(const struct sheet *s, size_t word)
{
    float c = s->page->words[word].confidence;
    return c > 0.85F ? 1 : c < 0.3F ? 0.6F : 0.6F + (c - 0.3F) * 0.72F;
}

/* Digits from `text`, single blanks or dots between them allowed, exactly `wanted` and no more.
 * Returns the characters used, or 0. */
static size_t digits_at(const char *text, size_t wanted, char *out)
{
    size_t n = 0, i = 0;
    while (n < wanted) {
        if (isdigit((unsigned char)text[i]))
            out[n++] = text[i++];
        else if (n && (text[i] == ' ' || text[i] == '.') && isdigit((unsigned char)text[i + 1]))
            i++;
        else
            return 0;
    }
    out[n] = 0;
    if (isalnum((unsigned char)text[i]) ||
        (strchr(".,-/", text[i]) && text[i] && isdigit((unsigned char)text[i + 1])))
        return 0;
    return i;
}

static bool blank_inside(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] == ' ')
            return true;
    return false;
}

static int take_bsn(struct find *f, const struct sheet_line *line, size_t at, size_t used,
                    const char *digits)
{
    const struct sheet *s = &f->v->sheet;
    size_t word = sheet_word(s, line, at);
    struct context c;
    if (!check_bsn(digits) || f->looks++ > LOOKS_MAX)
        return 0;
    context_of(s, word, &c);
    bool labelled = context_says(&c, bsn_labels);
    if (!labelled && (context_says(&c, not_labels) || c.in_table))
        return 0;
    /* One in eleven numbers passes: without a label it says little. */
    float p = labelled ? 0.95F : blank_inside(line->text + at, used) ? 0.08F : 0.25F;
    enum role role = role_of(s, word, &c);
    return add(f, FIELD_BSN, digits, p * trust(s, word), role, labelled, true, c.height);
}

/* Whose company it is. Under the heading of a partner a form may go on with the applicant's. */
static enum role company_role(const struct sheet *s, size_t word, const struct context *c)
{
    enum role role = role_of(s, word, c);
    if (role == ROLE_PARTNER && !last_of(c->left, "partner;partners"))
        return ROLE_UNKNOWN;
    return role == ROLE_UNKNOWN && c->height > 0.88F ? ROLE_THIRD : role;
}

static int take_kvk(struct find *f, const struct sheet_line *line, size_t at, const char *digits)
{
    const struct sheet *s = &f->v->sheet;
    size_t word = sheet_word(s, line, at);
    struct context c;
    if (!check_kvk(digits) || f->looks++ > LOOKS_MAX)
        return 0;
    context_of(s, word, &c);
    if (!context_says(&c, kvk_labels))
        return 0;
    return add(f, FIELD_KVK, digits, 0.92F * trust(s, word), company_role(s, word, &c), true, true,
               c.height);
}

static char iban_digit(char c)
{
    static const char from[] = "oqdilzsbg", to[] = "000112589";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

static char iban_letter(char c)
{
    static const char from[] = "01258", to[] = "oizsb";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

/* A Dutch IBAN at text, blanks and dots allowed; letters and digits put right by their place.
 * Returns the characters used, or 0. */
static size_t iban_at(const char *text, char out[19], bool *repaired)
{
    size_t n = 0, i = 0;
    *repaired = false;
    while (n < 18) {
        if (isalnum((unsigned char)text[i])) {
            bool letter = n < 2 || (n >= 4 && n < 8);
            char c = letter ? iban_letter(text[i]) : iban_digit(text[i]);
            if (letter != (isalpha((unsigned char)c) != 0))
                return 0;
            *repaired |= c != text[i];
            out[n++] = (char)toupper((unsigned char)c);
            i++;
        } else if (n && (text[i] == ' ' || text[i] == '.' || text[i] == '-') &&
                   isalnum((unsigned char)text[i + 1])) {
            i++;
        } else {
            return 0;
        }
    }
    out[18] = 0;
    return isalnum((unsigned char)text[i]) || !check_iban(out) ? 0 : i;
}

/* "Bank: NL...", "Naar NL...": labels only when nothing else stands on the row. */
static bool short_label(const struct context *c)
{
    static const char *const labels[] = {"bank", "bank:", "bank :", "naar", "naar:"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels && !c->in_table; i++)
        if (strcmp(c->left, labels[i]) == 0)
            return true;
    return false;
}

static int take_iban(struct find *f, const struct sheet_line *line, size_t at, const char *iban,
                     bool repaired)
{
    const struct sheet *s = &f->v->sheet;
    size_t word = sheet_word(s, line, at);
    struct context c;
    if (f->looks++ > LOOKS_MAX)
        return 0;
    context_of(s, word, &c);
    bool labelled = context_says(&c, iban_labels) || short_label(&c);
    enum role role = role_of(s, word, &c);
    /* "IBAN: NL29..." below a booking is the other side's account. */
    if (c.in_booking || (c.in_table && !labelled))
        role = ROLE_THIRD;
    if (role == ROLE_UNKNOWN && c.height > 0.88F)
        role = ROLE_THIRD;
    /* The bank of municipalities has no citizens. */
    if (strncmp(iban + 4, "BNGH", 4) == 0)
        role = ROLE_THIRD;
    /* Without a label, deep on a full page: whose it is nobody knows. */
    if (!labelled && c.height > 0.35F && s->token_count > 80)
        return add(f, FIELD_IBAN, iban, 0.45F, role, false, true, c.height);
    return add(f, FIELD_IBAN, iban, (repaired ? 0.8F : 0.97F) * trust(s, word), role, labelled,
               true, c.height);
}

static int scan_line(struct find *f, const struct sheet_line *line)
{
    const char *text = line->text;
    for (size_t i = 0; text[i];) {
        char value[19];
        bool repaired;
        size_t used = 0;
        bool begin = i == 0 || !isalnum((unsigned char)text[i - 1]);
        bool number = begin && isdigit((unsigned char)text[i]) &&
                      (i == 0 || !strchr("+.,", text[i - 1]) || text[i - 1] == ' ');
        if (begin && text[i] == 'n' && (used = iban_at(text + i, value, &repaired)) > 0) {
            if (take_iban(f, line, i, value, repaired) < 0)
                return -1;
        } else if (number && (used = digits_at(text + i, 9, value)) > 0) {
            if (take_bsn(f, line, i, used, value) < 0)
                return -1;
        } else if (number && (used = digits_at(text + i, 8, value)) > 0) {
            if (take_kvk(f, line, i, value) < 0)
                return -1;
        }
        i += used ? used : 1;
    }
    return 0;
}

/* How sure it is that a reading is of its field. A look that stood beside a label can be surer than
 * one that only a number's shape called for. */
static float reading_sure(const struct sheet *s, const struct context *c, enum field_kind kind,
                          float p)
{
    static const char *const labels[] = {
        [FIELD_BSN] = bsn_labels, [FIELD_IBAN] = iban_labels, [FIELD_KVK] = kvk_labels};
    bool deep = kind == FIELD_IBAN && c->height > 0.35F && s->token_count > 80;
    if (context_says(c, labels[kind]))
        return 0.97F;
    if (context_says(c, not_labels))
        return 0.4F;
    if (kind == FIELD_IBAN)
        return c->in_table ? 0.4F : deep ? 0.6F : 0.85F;
    return p >= BESIDE_LABEL ? 0.95F : c->in_table ? 0.4F : 0.85F;
}

static int take_reading(struct find *f, const struct reading *r)
{
    static const struct {
        const char *name;
        enum field_kind kind;
    } kinds[] = {{"bsn", FIELD_BSN}, {"iban", FIELD_IBAN}, {"kvk", FIELD_KVK}};
    const struct sheet *s = &f->v->sheet;
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(r->field, kinds[i].name) != 0)
            continue;
        enum field_kind kind = kinds[i].kind;
        bool valid = kind == FIELD_BSN    ? check_bsn(r->value)
                     : kind == FIELD_IBAN ? check_iban(r->value)
                                          : check_kvk(r->value);
        if (!valid || !s->words || f->looks++ > LOOKS_MAX)
            return 0;
        size_t word = reading_word(s, r);
        struct context c;
        context_of(s, word, &c);
        float sure = reading_sure(s, &c, kind, r->probability);
        if (kind == FIELD_IBAN && strncmp(r->value + 4, "BNGH", 4) == 0)
            sure = 0.1F;
        enum role role = kind == FIELD_KVK ? company_role(s, word, &c) : role_of(s, word, &c);
        if (kind == FIELD_IBAN &&
            (c.in_booking || (role == ROLE_UNKNOWN && (c.height > 0.88F || sure < 0.5F))))
            role = ROLE_THIRD;
        return add(f, kind, r->value, sure * r->probability, role, sure > 0.9F, true, c.height);
    }
    return 0;
}

int find_numbers(const struct catalogue *c, const struct view *v, size_t page,
                 struct candidates *out)
{
    struct find f = {.c = c, .v = v, .page = page, .out = out};
    for (size_t i = 0; i < v->sheet.line_count; i++)
        if (scan_line(&f, &v->sheet.lines[i]) < 0)
            return -1;
    for (size_t i = 0; i < v->sheet.page->reading_count; i++)
        if (take_reading(&f, &v->sheet.page->readings[i]) < 0)
            return -1;
    return 0;
}

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
 * count as them, and so does one digit that looks like a letter where *mended allows it; it is set
 * to whether there is one. The value as printed, in capitals. */
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
    struct find f = {.c = c, .v = v, .page = page, .out = out};
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
        if ((!pattern && !mended && !numberish(text, value, sizeof value)) || f.looks++ > LOOKS_MAX)
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
                  trust(s, w);
        if (add(&f, FIELD_DOSSIER, value, p, role_of(s, w, &around), labelled,
                pattern || mended || named || good, around.height) < 0)
            return -1;
    }
    return 0;
}
