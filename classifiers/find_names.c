#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/find_names.h"
#include "classifiers/fold.h"
#include "classifiers/nearby.h"
#include "classifiers/people.h"
#include "classifiers/people_words.h"

/* Labels of a name, with whose it is. `surname`: the value is a surname by itself. */
static const struct {
    const char *label;
    bool surname;
    enum role role;
    float p;
} labels[] = {
    {"achternaam", true, ROLE_UNKNOWN, 0.93F},
    {"geslachtsnaam", true, ROLE_UNKNOWN, 0.93F},
    {"familienaam", true, ROLE_UNKNOWN, 0.9F},
    {"surname", true, ROLE_UNKNOWN, 0.85F},
    {"naam/surname", true, ROLE_UNKNOWN, 0.85F},
    {"naam/name", true, ROLE_UNKNOWN, 0.8F},
    {"naam / surname", true, ROLE_UNKNOWN, 0.85F},
    {"last name", true, ROLE_UNKNOWN, 0.9F},
    {"voorletters en achternaam", false, ROLE_UNKNOWN, 0.92F},
    {"voornaam en achternaam", false, ROLE_UNKNOWN, 0.9F},
    {"voor- en achternaam", false, ROLE_UNKNOWN, 0.9F},
    {"achternaam en voorletters", false, ROLE_UNKNOWN, 0.92F},
    {"naam en voorletters", false, ROLE_UNKNOWN, 0.92F},
    {"naam en voornamen", false, ROLE_UNKNOWN, 0.85F},
    {"volledige naam", false, ROLE_UNKNOWN, 0.88F},
    {"naam aanvrager", false, ROLE_APPLICANT, 0.92F},
    {"naam werknemer", false, ROLE_APPLICANT, 0.92F},
    {"naam medewerker", false, ROLE_APPLICANT, 0.92F},
    {"naam rekeninghouder", false, ROLE_APPLICANT, 0.9F},
    {"naam ondernemer", false, ROLE_APPLICANT, 0.88F},
    {"naam partner", false, ROLE_PARTNER, 0.92F},
    {"belastingplichtige", false, ROLE_APPLICANT, 0.85F},
    {"verzekeringnemer", false, ROLE_APPLICANT, 0.82F},
    {"naam ondertekenaar", false, ROLE_APPLICANT, 0.85F},
    {"naam huurder", false, ROLE_APPLICANT, 0.9F},
    {"naam", false, ROLE_UNKNOWN, 0.82F},
    {"name", false, ROLE_UNKNOWN, 0.75F},
    {"aangever", false, ROLE_APPLICANT, 0.85F},
    {"rekeningoverzicht voor", false, ROLE_UNKNOWN, 0.8F},
    {"afschrift voor", false, ROLE_UNKNOWN, 0.8F},
    {"tenaamstelling", false, ROLE_UNKNOWN, 0.85F},
    {"ten name van", false, ROLE_UNKNOWN, 0.8F},
    {"t.n.v", false, ROLE_UNKNOWN, 0.75F},
    {"t.n.v.", false, ROLE_UNKNOWN, 0.75F},
    {"rekeninghouder", false, ROLE_UNKNOWN, 0.82F},
    {"werknemer", false, ROLE_APPLICANT, 0.79F},
    {"medewerker", false, ROLE_APPLICANT, 0.79F},
    {"aanvrager", false, ROLE_APPLICANT, 0.79F},
    {"partner", false, ROLE_PARTNER, 0.75F},
    {"huurder", false, ROLE_APPLICANT, 0.75F},
    {"geldnemer", false, ROLE_APPLICANT, 0.75F},
    {"verhuurder", false, ROLE_THIRD, 0.7F},
    {"geldgever", false, ROLE_THIRD, 0.7F},
    {"volmachtgever", false, ROLE_APPLICANT, 0.8F},
    {"gemachtigde", false, ROLE_THIRD, 0.7F},
    {"ondergetekende", false, ROLE_APPLICANT, 0.85F},
    {"eigenaar", false, ROLE_APPLICANT, 0.7F},
    {"ondernemer", false, ROLE_APPLICANT, 0.7F},
    {"betrokkene", false, ROLE_APPLICANT, 0.75F},
    {"rechthebbende", false, ROLE_APPLICANT, 0.75F},
    {"belanghebbende", false, ROLE_APPLICANT, 0.75F},
    {"client", false, ROLE_APPLICANT, 0.7F},
    {"bewindvoerder", false, ROLE_THIRD, 0.7F},
    {"contactpersoon", false, ROLE_THIRD, 0.7F},
    {"behandeld door", false, ROLE_THIRD, 0.8F},
    {"employee", false, ROLE_APPLICANT, 0.79F},
    {"cardholder", false, ROLE_UNKNOWN, 0.7F},
};

/* Words that make a label of another kind of name. */
static const char *const others[] = {
    "bedrijfsnaam", "handelsnaam",  "straatnaam", "voornaam",   "roepnaam",  "bedrijf",
    "onderneming",  "organisatie",  "bank",       "instelling", "kantoor",   "gebruikersnaam",
    "werkgever",    "statutaire",   "school",     "instantie",  "voornamen", "given",
    "project",      "handelsnamen", "klantnaam",  "document",   "bestand",   "omschrijving",
    "mededeling",   "handelend",    "transactie", "meisjesnaam"};

int name_add(struct names *n, const char *name, float p, enum role role, bool labelled,
             float height)
{
    struct candidate one = {.kind = FIELD_NAME,
                            .p = p,
                            .role = role,
                            .valid = true,
                            .labelled = labelled,
                            .page = n->page,
                            .height = height};
    if (strlen(name) >= sizeof one.value)
        return 0;
    strcpy(one.value, name);
    return candidates_add(n->out, &one);
}

/* A span's words as they are printed, one blank between; parts of the first word before
 * `skip` characters are left out. */
void span_printed(const struct sheet *s, const struct span *span, char *out, size_t size)
{
    *out = 0;
    for (size_t i = 0; i < span->count; i++) {
        const char *text = s->page->words[span->words[i]].text;
        size_t used = strlen(out);
        if (used + strlen(text) + 2 > size)
            return;
        if (used)
            out[used++] = ' ';
        strcpy(out + used, text);
    }
}

/* The label that ends at token `last` (of its line), the longest; -1: none. */
static int label_at(const struct sheet *s, const struct sheet_line *line, size_t word)
{
    size_t end = s->starts[word] + strlen(line->text + s->starts[word]);
    char text[80];
    const char *space = strchr(line->text + s->starts[word], ' ');
    if (space)
        end = (size_t)(space - line->text);
    while (end && strchr(":;.,*)", line->text[end - 1]))
        end--;
    int best = -1;
    size_t longest = 0;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t n = strlen(labels[i].label);
        if (n > end || n <= longest || n >= sizeof text)
            continue;
        memcpy(text, line->text + end - n, n);
        text[n] = 0;
        if (end > n && isalnum((unsigned char)line->text[end - n - 1]))
            continue;
        if (strcmp(text, labels[i].label) == 0 || (n >= 8 && fold_near(text, labels[i].label, 1))) {
            best = (int)i;
            longest = n;
        }
    }
    return best;
}

/* Is the label one of another kind: "naam bedrijf", "naam van de bank"? */
static bool other_label(const struct sheet *s, const struct sheet_line *line, size_t word)
{
    const char *text = line->text + s->starts[word];
    char before[100];
    size_t from = s->starts[word] > 40 ? s->starts[word] - 40 : 0;
    snprintf(before, sizeof before, "%.*s", (int)(s->starts[word] - from), line->text + from);
    const char *colon = strrchr(before, ':');
    const char *start = colon ? colon + 1 : before;
    char after[60];
    snprintf(after, sizeof after, "%.*s", (int)strcspn(text, ":"), text);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (fold_find(start, others[i]) || fold_find(after, others[i]))
            return true;
    return false;
}

/* Is it in a booking: "SEPA incasso ... Naam: Bakker" names the other side? */
static bool booked(const struct sheet *s, size_t word, const struct context *c)
{
    static const char *const words[] = {"incassant", "sepa", "kenmerk:", "machtiging"};
    const char *line = s->lines[s->line_of[word]].text;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fold_find(line, words[i]))
            return true;
    return c->in_booking;
}

/* A prefix that stands in a field of its own beside the surname. */
static void find_prefix(const struct sheet *s, size_t word, char out[NAME_SIZE])
{
    static const char *const names[] = {"tussenvoegsel", "tussenvoegsels",   "voorvoegsel",
                                        "voorvoegsels",  "tussenvoegsel(s)", "voorvoegsel(s)"};
    *out = 0;
    size_t line = s->line_of[word];
    for (size_t i = line > 4 ? line - 4 : 0; i <= line + 4 && i < s->line_count; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const char *at = fold_find(s->lines[i].text, names[k]);
            if (!at)
                continue;
            size_t label = sheet_word(s, &s->lines[i], (size_t)(at - s->lines[i].text));
            struct span span;
            span_right(s, label, 12, &span);
            size_t used = 0;
            if (!span.count || !name_prefix(s->page->words[span.words[0]].text))
                span_below(s, label, label, 2, &span);
            for (size_t m = 0; m < span.count && m < 3; m++) {
                const char *text = s->page->words[span.words[m]].text;
                if (!name_prefix(text) || used + strlen(text) + 2 > NAME_SIZE)
                    break;
                used +=
                    (size_t)snprintf(out + used, NAME_SIZE - used, "%s%s", used ? " " : "", text);
            }
            for (char *c = out; *c; c++)
                *c = (char)tolower((unsigned char)*c);
            return;
        }
}

static int take_label(struct names *n, size_t word, int label)
{
    const struct sheet *s = &n->v->sheet;
    char text[512], name[NAME_SIZE], prefix[NAME_SIZE], whole[NAME_SIZE * 2 + 2];
    struct span span;
    struct context c;
    bool couple = false, found = false;
    /* On a card the value stands below its labels in two languages. */
    bool card = n->type && n->type->card && n->type->mrz[0][0];
    for (int try = 0; try < 2 && !found; try++) {
        if ((try == 0) != card)
            span_right(s, word, 40, &span);
        else
            span_below(s, word, word, 2.4F, &span);
        span_printed(s, &span, text, sizeof text);
        char *value = text + strspn(text, ":;.- ");
        /* "Partner", "Aanvrager" are words of any sentence and of headings: what follows has to
         * look like a name. */
        bool strict = labels[label].p < 0.8F;
        found = span.count && person_surname(value, labels[label].surname, strict, name, &couple);
    }
    if (!found)
        return 0;
    find_prefix(s, word, prefix);
    bool apart =
        labels[label].surname && *prefix && !name_prefix(s->page->words[span.words[0]].text);
    snprintf(whole, sizeof whole, "%s%s%s", apart ? prefix : "", apart ? " " : "", name);
    context_of(s, span.words[0], &c);
    enum role role = labels[label].role;
    if (role == ROLE_UNKNOWN)
        role = booked(s, word, &c) ? ROLE_THIRD : role_of(s, span.words[0], &c);
    /* Who signs a partner's statement is the partner. */
    if (n->type && n->type->whose == WHOSE_PARTNER &&
        strcmp(labels[label].label, "ondergetekende") == 0)
        role = ROLE_PARTNER;
    float p = labels[label].p;
    if (strlen(labels[label].label) < 6 && c.height > 0.9F)
        p *= 0.5F;
    /* Two people with equal rights: nobody's name. */
    return name_add(n, whole, couple ? 0.2F : p, couple ? ROLE_UNKNOWN : role, true, c.height);
}

/* "Naam: ..." again and again is a list of payments: its names are other people's. */
static bool listed(const struct sheet *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->line_count; i++)
        count += fold_find(s->lines[i].text, "naam") != NULL;
    return count > 4;
}

static int by_labels(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    size_t looks = 0;
    bool list = listed(s);
    for (size_t w = 0; w < s->words && looks < 120; w++) {
        const struct sheet_line *line = &s->lines[s->line_of[w]];
        int label = label_at(s, line, w);
        if (label < 0 || other_label(s, line, w))
            continue;
        /* In running text a label's word is just a word, unless a colon follows. */
        const char *text = s->page->words[w].text;
        bool colon =
            strchr(text, ':') || (w + 1 < s->words && s->page->words[w + 1].text[0] == ':');
        if (line->tokens > 12 && !colon && strcmp(labels[label].label, "ondergetekende") != 0)
            continue;
        if (list && strlen(labels[label].label) < 5 && sheet_height(s, line) > 0.25F)
            continue;
        looks++;
        if (take_label(n, w, label) < 0)
            return -1;
    }
    return 0;
}

int find_names(const struct document_type *type, const struct view *v, size_t page,
               struct candidates *out)
{
    struct names n = {.type = type, .v = v, .page = page, .out = out};
    return by_labels(&n) < 0 || people_by_place(&n) < 0 ? -1 : 0;
}
