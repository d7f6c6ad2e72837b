#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/checks.h"
#include "classifiers/find.h"
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

#define BESIDE_LABEL 0.9F /* probability of a reading that only a labelled one reaches */
#define WRAPPED_MAX 24    /* characters of an IBAN that a row breaks, blanks included */
#define LOOKS_MAX 400     /* values of a page whose surroundings are looked at */

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

/* The account to which somebody else pays: the reader's. */
static const char paid_labels[] =
    "naar rekening;wij betalen op;wij betalen terug op;betalen wij op;op uw rekening;"
    "bijgeschreven op";

struct find {
    const struct document_type *type;
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
    enum role role = role_of_person(s, word, &c);
    return add(f, FIELD_BSN, digits, p * word_trust(s, word), role, labelled, true, c.height);
}

/* Does it stand in the page's foot, where whoever made the paper names his own? A text has no foot,
 * an answer to a question is no part of it, and in that of a letter the writer names himself, who
 * can be a lawyer in an objection. */
static bool in_foot(const struct find *f, const struct context *c)
{
    bool own_letter = f->type && f->type->letter && !f->type->municipal;
    return c->height > 0.88F && sheet_placed(&f->v->sheet) && !strchr(c->over, '?') && !own_letter;
}

/* Whose company it is. Under the heading of a partner a form may go on with the applicant's. */
static enum role company_role(const struct find *f, size_t word, const struct context *c)
{
    enum role role = role_of(&f->v->sheet, word, c);
    if (role == ROLE_PARTNER && !last_of(c->left, "partner;partners"))
        return ROLE_UNKNOWN;
    return role == ROLE_UNKNOWN && in_foot(f, c) ? ROLE_THIRD : role;
}

/* "Dossiernummer: 12345678" under the name of the chamber, which calls its numbers so. */
static bool of_chamber(const struct sheet *s, const struct context *c)
{
    if (!last_of(c->left, "dossiernummer;dossier"))
        return false;
    for (size_t i = 0; i < s->line_count; i++)
        if (sheet_height(s, &s->lines[i]) < 0.25F &&
            strncmp(s->lines[i].text, "kamer van koophandel", 20) == 0)
            return true;
    return false;
}

static int take_kvk(struct find *f, const struct sheet_line *line, size_t at, const char *digits)
{
    const struct sheet *s = &f->v->sheet;
    size_t word = sheet_word(s, line, at);
    struct context c;
    if (!check_kvk(digits) || f->looks++ > LOOKS_MAX)
        return 0;
    context_of(s, word, &c);
    bool chamber = of_chamber(s, &c);
    if (!context_says(&c, kvk_labels) && !chamber)
        return 0;
    enum role role = chamber ? ROLE_UNKNOWN : company_role(f, word, &c);
    /* In an address of the page's foot it stands again: that is no label. */
    return add(f, FIELD_KVK, digits, 0.92F * word_trust(s, word), role, chamber || !in_foot(f, &c),
               true, c.height);
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

/* "Bank: NL...", "Naar NL...": labels only when nothing else stands on the row but the numbers of a
 * ledger's. */
static bool short_label(const struct sheet_line *line, const struct context *c)
{
    static const char *const labels[] = {"bank", "bank:", "bank :", "naar", "naar:"};
    size_t account = strspn(line->text, "0123456789");
    bool ledger = account >= 3 && account <= 5 && line->text[account] == ' ';
    if (c->in_table && (!ledger || strcmp(c->left, "bank") != 0))
        return false;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(c->left, labels[i]) == 0)
            return true;
    return false;
}

static enum role account_role(const struct find *f, size_t word, const struct context *c,
                              const char *iban)
{
    enum role role = role_of(&f->v->sheet, word, c);
    const char *paid = last_of(c->left, paid_labels);
    /* The bank of municipalities has no citizens. */
    if (c->in_booking || strncmp(iban + 4, "BNGH", 4) == 0 ||
        (role == ROLE_UNKNOWN && in_foot(f, c)))
        return ROLE_THIRD;
    return role == ROLE_THIRD && paid && !*paid ? ROLE_UNKNOWN : role;
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
    bool labelled = context_says(&c, iban_labels) || short_label(line, &c);
    enum role role = account_role(f, word, &c, iban);
    /* "IBAN: NL29..." below a booking is the other side's account. */
    if (c.in_table && !labelled)
        role = ROLE_THIRD;
    /* Without a label, deep on a full page: whose it is nobody knows. */
    if (!labelled && c.height > 0.35F && s->token_count > 80)
        return add(f, FIELD_IBAN, iban, 0.45F, role, false, true, c.height);
    return add(f, FIELD_IBAN, iban, (repaired ? 0.8F : 0.97F) * word_trust(s, word), role, labelled,
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
        enum role role = kind == FIELD_KVK
                             ? of_chamber(s, &c) ? ROLE_UNKNOWN : company_role(f, word, &c)
                         : kind == FIELD_IBAN ? account_role(f, word, &c, r->value)
                                              : role_of_person(s, word, &c);
        if (kind == FIELD_IBAN && role == ROLE_UNKNOWN && sure < 0.5F)
            role = ROLE_THIRD;
        bool labelled = sure > 0.9F && (kind != FIELD_KVK || role != ROLE_THIRD || !in_foot(f, &c));
        return add(f, kind, r->value, sure * r->probability, role, labelled, true, c.height);
    }
    return 0;
}

/* "... op uw rekening NL91 ABNA" with "0417 1643 00" on the next row. */
static int scan_break(struct find *f, const struct sheet_line *line)
{
    char joined[64], iban[19];
    bool repaired;
    size_t n = strlen(line->text), from = n > WRAPPED_MAX ? n - WRAPPED_MAX : 0;
    for (size_t i = from; i < n; i++) {
        if (line->text[i] != 'n' || (i && line->text[i - 1] != ' '))
            continue;
        snprintf(joined, sizeof joined, "%s %.*s", line->text + i, WRAPPED_MAX, line[1].text);
        size_t used = iban_at(joined, iban, &repaired);
        if (used > n - i)
            return repaired ? 0 : take_iban(f, line, i, iban, false);
    }
    return 0;
}

int find_numbers(const struct document_type *type, const struct view *v, size_t page,
                 struct candidates *out)
{
    struct find f = {.type = type, .v = v, .page = page, .out = out};
    for (size_t i = 0; i < v->sheet.line_count; i++)
        if (scan_line(&f, &v->sheet.lines[i]) < 0 ||
            (i + 1 < v->sheet.line_count && scan_break(&f, &v->sheet.lines[i]) < 0))
            return -1;
    for (size_t i = 0; i < v->sheet.page->reading_count; i++)
        if (take_reading(&f, &v->sheet.page->readings[i]) < 0)
            return -1;
    return 0;
}
