/* Whose a value is: the words for people and firms on its row, and the headings above it. */
#include <ctype.h>
#include <string.h>
#include "classifiers/context.h"
#include "classifiers/fold.h"

const char *const role_names[] = {"unknown", "applicant", "partner", "third"};

static const struct {
    const char *word;
    enum role role;
} markers[] = {
    {"partner", ROLE_PARTNER},
    {"partners", ROLE_PARTNER},
    {"echtgenoot", ROLE_PARTNER},
    {"echtgenote", ROLE_PARTNER},
    {"medeaanvrager", ROLE_PARTNER},
    {"levenspartner", ROLE_PARTNER},
    {"aanvrager", ROLE_APPLICANT},
    {"ondergetekende", ROLE_APPLICANT},
    {"rekeninghouder", ROLE_APPLICANT},
    {"werknemer", ROLE_APPLICANT},
    {"medewerker", ROLE_APPLICANT},
    {"belastingplichtige", ROLE_APPLICANT},
    {"huurder", ROLE_APPLICANT},
    {"geldnemer", ROLE_APPLICANT},
    {"leningnemer", ROLE_APPLICANT},
    {"kredietnemer", ROLE_APPLICANT},
    {"volmachtgever", ROLE_APPLICANT},
    {"rechthebbende", ROLE_APPLICANT},
    {"betrokkene", ROLE_APPLICANT},
    {"houder", ROLE_APPLICANT},
    {"eigenaar", ROLE_APPLICANT},
    {"ondernemer", ROLE_APPLICANT},
    {"belanghebbende", ROLE_APPLICANT},
    {"uitkeringsgerechtigde", ROLE_APPLICANT},
    {"lener", ROLE_APPLICANT},
    {"machtiginggever", ROLE_APPLICANT},
    {"applicant", ROLE_APPLICANT},
    {"employee", ROLE_APPLICANT},
    {"schuldenaar", ROLE_APPLICANT},
    {"aangever", ROLE_APPLICANT},
    {"werkgever", ROLE_THIRD},
    {"inhoudingsplichtige", ROLE_THIRD},
    {"verhuurder", ROLE_THIRD},
    {"geldgever", ROLE_THIRD},
    {"leninggever", ROLE_THIRD},
    {"kredietgever", ROLE_THIRD},
    {"uitlener", ROLE_THIRD},
    {"schuldeiser", ROLE_THIRD},
    {"accountant", ROLE_THIRD},
    {"boekhouder", ROLE_THIRD},
    {"accountantskantoor", ROLE_THIRD},
    {"administratiekantoor", ROLE_THIRD},
    {"adviseur", ROLE_THIRD},
    {"belastingadviseur", ROLE_THIRD},
    {"gemachtigde", ROLE_THIRD},
    {"gevolmachtigde", ROLE_THIRD},
    {"bewindvoerder", ROLE_THIRD},
    {"curator", ROLE_THIRD},
    {"mentor", ROLE_THIRD},
    {"leverancier", ROLE_THIRD},
    {"tegenrekening", ROLE_THIRD},
    {"incassant", ROLE_THIRD},
    {"begunstigde", ROLE_THIRD},
    {"crediteur", ROLE_THIRD},
    {"crediteuren", ROLE_THIRD},
    {"makelaar", ROLE_THIRD},
    {"beheerder", ROLE_THIRD},
    {"opdrachtgever", ROLE_THIRD},
    {"debiteur", ROLE_THIRD},
    {"contactpersoon", ROLE_THIRD},
    {"behandelaar", ROLE_THIRD},
    {"kind", ROLE_THIRD},
    {"kinderen", ROLE_THIRD},
    {"ouder", ROLE_THIRD},
    {"griffier", ROLE_THIRD},
    {"kantonrechter", ROLE_THIRD},
    {"notaris", ROLE_THIRD},
    {"huisgenoot", ROLE_THIRD},
    {"medebewoner", ROLE_THIRD},
    {"verzoeker", ROLE_THIRD},
    {"employer", ROLE_THIRD},
    {"landlord", ROLE_THIRD},
    {"gemeente", ROLE_THIRD},
    {"intermediair", ROLE_THIRD},
    {"pensioenfonds", ROLE_THIRD},
    {"uitzendbureau", ROLE_THIRD},
};

/* Words that a heading may have beside its marker. */
static const char *const heading_words[] = {"gegevens",
                                            "van",
                                            "de",
                                            "het",
                                            "uw",
                                            "persoonlijke",
                                            "persoonsgegevens",
                                            "een",
                                            "en",
                                            "over",
                                            "deel",
                                            "vraag",
                                            "informatie",
                                            "personalia",
                                            "door",
                                            "in",
                                            "te",
                                            "vullen",
                                            "eventuele",
                                            "ondertekening",
                                            "onderdeel",
                                            "naam",
                                            "bij",
                                            "fiscale",
                                            "fiscaal",
                                            "stap",
                                            "rubriek",
                                            "data",
                                            "echtgenoot",
                                            "of",
                                            "inkomsten",
                                            "mijn",
                                            "handtekening",
                                            "onderneming",
                                            "bedrijf",
                                            "adresgegevens"};

/* Of these the ones that are firms: nobody's BSN stands under them but a person's. */
static const char firms[] = ";werkgever;inhoudingsplichtige;accountant;accountantskantoor;employer;"
                            "administratiekantoor;incassant;leverancier;gemeente;pensioenfonds;"
                            "uitzendbureau;";

static bool is_firm(const char *token)
{
    const char *at = strstr(firms, token);
    size_t n = strlen(token);
    return n > 4 && at && at[-1] == ';' && at[n] == ';';
}

static enum role marker_role(const char *token)
{
    for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
        if (strcmp(token, markers[i].word) == 0)
            return markers[i].role;
    if (strlen(token) >= 8)
        for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
            if (strlen(markers[i].word) >= 8 && fold_near(token, markers[i].word, 1))
                return markers[i].role;
    return ROLE_UNKNOWN;
}

static bool heading_word(const char *token)
{
    if (strlen(token) == 1 || token[strspn(token, "0123456789")] == 0)
        return true;
    for (size_t i = 0; i < sizeof heading_words / sizeof *heading_words; i++)
        if (strcmp(token, heading_words[i]) == 0)
            return true;
    return false;
}

/* The role that the last marker in folded text names. */
static enum role role_in(const char *text)
{
    enum role last = ROLE_UNKNOWN;
    while (*text) {
        char token[48];
        size_t n = 0;
        while (isalnum((unsigned char)text[n]))
            n++;
        if (n && n < sizeof token) {
            memcpy(token, text, n);
            token[n] = 0;
            enum role r = marker_role(token);
            last = r == ROLE_UNKNOWN ? last : r;
        }
        text += n ? n : 1;
    }
    return last;
}

/* Is it a row of running text, which a sign that no heading ends with breaks off? */
static bool goes_on(const char *text)
{
    size_t n = strlen(text);
    return n && strchr(",;", text[n - 1]);
}

/* The role that a heading line names for a value at x; several columns can have their own. */
static enum role heading_role(const struct sheet *s, const struct sheet_line *line, float x,
                              bool person)
{
    enum role role = ROLE_UNKNOWN;
    bool own = false;
    if (!line->tokens || line->tokens > 9 || goes_on(line->text))
        return ROLE_UNKNOWN;
    for (size_t i = line->token; i < line->token + line->tokens; i++) {
        const struct token *t = &s->tokens[i];
        enum role r = marker_role(t->text);
        if (person && r == ROLE_THIRD && is_firm(t->text))
            return ROLE_UNKNOWN;
        own |= strcmp(t->text, "uw") == 0 || strcmp(t->text, "mijn") == 0;
        if (r == ROLE_UNKNOWN && !heading_word(t->text))
            return ROLE_UNKNOWN;
        if (r != ROLE_UNKNOWN &&
            (role == ROLE_UNKNOWN || !sheet_placed(s) || s->page->words[t->word].x0 <= x + 20))
            role = r;
    }
    return role != ROLE_UNKNOWN ? role : own && line->tokens >= 2 ? ROLE_APPLICANT : ROLE_UNKNOWN;
}

/* "3. Uw bedrijf" opens another section of a form: what stood above it no longer counts. */
static bool opens_section(const struct sheet_line *line)
{
    const char *text = line->text + strspn(line->text, "0123456789");
    if (text == line->text || text - line->text > 2 || line->tokens > 7)
        return false;
    text += *text == '.';
    return *text == ' ' && isalpha((unsigned char)text[1]) && !strchr(text, ':') &&
           !strpbrk(text, "0123456789");
}

static enum role find_role(const struct sheet *s, size_t word, const struct context *c, bool person)
{
    enum role role = role_in(c->left);
    if (role != ROLE_UNKNOWN)
        return role;
    if (last_of(c->left, "uw;mijn"))
        return ROLE_APPLICANT;
    /* "BSN partner" over a value that opens its row. */
    if (!context_has_left(c) && (role = role_in(*c->over ? c->over : c->above)) == ROLE_PARTNER)
        return role;
    /* "Hebt u een partner?" over "Ja: A. de Wit, burgerservicenummer 999990019" */
    if (strchr(c->over, '?') && role_in(c->over) == ROLE_PARTNER)
        return ROLE_PARTNER;
    const struct word *v = &s->page->words[word];
    for (size_t i = s->line_of[word], far = 0; i > 0 && far < 30; i--, far++) {
        const struct sheet_line *line = &s->lines[i - 1];
        if (sheet_placed(s) && line->y0 > v->y1)
            continue;
        role = heading_role(s, line, v->x0, person);
        if (role != ROLE_UNKNOWN || opens_section(line))
            return role;
    }
    return ROLE_UNKNOWN;
}

enum role role_of(const struct sheet *s, size_t word, const struct context *c)
{
    return find_role(s, word, c, false);
}

enum role role_of_person(const struct sheet *s, size_t word, const struct context *c)
{
    return find_role(s, word, c, true);
}

bool signed_by_two(const struct sheet *s)
{
    bool applicant = false, partner = false;
    for (size_t i = 0; i + 1 < s->token_count; i++) {
        if (!fold_near(s->tokens[i].text, "handtekening", 2))
            continue;
        enum role role = marker_role(s->tokens[i + 1].text);
        applicant |= role == ROLE_APPLICANT;
        partner |= role == ROLE_PARTNER;
    }
    return applicant && partner;
}
