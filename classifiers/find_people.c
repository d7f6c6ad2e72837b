#include <ctype.h>
#include <math.h>
#include <string.h>
#include "classifiers/find_names.h"
#include "classifiers/fold.h"
#include "classifiers/people.h"

static bool postcode_letter(char c)
{
    return isalpha((unsigned char)c) || (c && strchr("01258)](|", c));
}

/* "3011 AB Rotterdam" at the start of a line or after few words. */
static bool postcode_line(const char *text)
{
    for (size_t i = 0; text[i] && i < 40; i++) {
        if (i && text[i - 1] != ' ')
            continue;
        if (strspn(text + i, "0123456789") != 4)
            continue;
        const char *rest = text + i + 4 + (text[i + 4] == ' ');
        /* "6929 C]": one of the letters may be misread. */
        if ((isalpha((unsigned char)rest[0]) || isalpha((unsigned char)rest[1])) &&
            postcode_letter(rest[0]) && postcode_letter(rest[1]) && (rest[2] == ' ' || !rest[2]))
            return true;
    }
    return false;
}

/* The line just above another in the same column. */
static const struct sheet_line *line_above(const struct sheet *s, const struct sheet_line *line)
{
    const struct sheet_line *best = NULL;
    float tall = fmaxf(line->height, s->body);
    if (!sheet_placed(s))
        return line > s->lines ? line - 1 : NULL;
    for (size_t i = 0; i < s->line_count; i++) {
        const struct sheet_line *l = &s->lines[i];
        float up = line->y0 - l->y0;
        if (up > tall * 0.5F && up < tall * 2.6F && fabsf(l->x0 - line->x0) < 25 &&
            (!best || l->y0 > best->y0))
            best = l;
    }
    return best;
}

/* A number ends a name; "1.8." before it can be initials that were misread. */
static bool ends_name(const char *word)
{
    size_t n = strlen(word);
    return strchr(word, '@') ||
           (strpbrk(word, "0123456789") && !(n >= 3 && n <= 7 && word[n - 1] == '.'));
}

/* A line's words from `from` up to a wide gap or a number: the left column of a letterhead. */
static void column_printed(const struct sheet *s, const struct sheet_line *line, size_t from,
                           char *out, size_t size)
{
    struct span span = {0};
    const struct word *w = s->page->words;
    for (size_t i = line->first + from; i < line->first + line->count; i++) {
        bool gap = i > line->first + from && sheet_placed(s) &&
                   w[i].x0 - w[i - 1].x1 > 2.2F * (s->body > 0 ? s->body : 8);
        if (gap || ends_name(w[i].text) || span.count == SPAN_WORDS)
            break;
        span.words[span.count++] = i;
    }
    span_printed(s, &span, out, size);
}

/* A number behind the name makes it a street's. */
static bool address_line(const struct sheet *s, const struct sheet_line *line, const char *text)
{
    size_t words = *text != 0;
    for (const char *c = text; *c; c++)
        words += *c == ' ';
    return words < line->count &&
           isdigit((unsigned char)s->page->words[line->first + words].text[0]);
}

/* The name in an address block: one to three lines above the postcode. */
static int by_address(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    bool letter = n->type && n->type->letter;
    int blocks = 0;
    for (size_t i = 0; i < s->line_count && blocks < 6; i++) {
        const struct sheet_line *line = &s->lines[i];
        if (!postcode_line(line->text) || sheet_height(s, line) > 0.5F)
            continue;
        blocks++;
        for (int up = 0; up < 4 && line; up++) {
            char text[300], name[NAME_SIZE];
            bool couple = false;
            line = line_above(s, line);
            if (!line)
                break;
            column_printed(s, line, 0, text, sizeof text);
            /* "T.a.v. R.K. Janssens": the one it is for, at a company's address. */
            bool attention = strncmp(line->text, "t.a.v", 5) == 0;
            const char *words = attention ? text + strcspn(text, " ") : text;
            if (!address_line(s, line, text) &&
                person_surname(words + (*words == ' '), false, true, name, &couple)) {
                float p = couple ? 0.2F : attention ? 0.62F : letter ? 0.72F : 0.78F;
                if (name_add(n, name, p, ROLE_UNKNOWN, false, sheet_height(s, line)) < 0)
                    return -1;
                break;
            }
        }
    }
    return 0;
}

/* "De heer A.B. de Vries" opens a line at the top: whom the paper is for, whatever became of the
 * address below it. */
static int by_title(struct names *n)
{
    static const char *const titles[] = {"de heer ", "dhr ",         "dhr. ",       "mevrouw ",
                                         "mevr. ",   "mw. ",         "mw ",         "heer ",
                                         "mevr ",    "aan de heer ", "aan mevrouw "};
    const struct sheet *s = &n->v->sheet;
    for (size_t i = 0; i < s->line_count; i++) {
        const struct sheet_line *line = &s->lines[i];
        if (sheet_height(s, line) > 0.45F)
            continue;
        for (size_t k = 0; k < sizeof titles / sizeof *titles; k++) {
            char text[300], name[NAME_SIZE];
            bool couple = false;
            if (strncmp(line->text, titles[k], strlen(titles[k])) != 0)
                continue;
            column_printed(s, line, 0, text, sizeof text);
            if (person_surname(text, false, true, name, &couple) &&
                name_add(n, name, couple ? 0.2F : 0.7F, ROLE_UNKNOWN, false,
                         sheet_height(s, line)) < 0)
                return -1;
            break;
        }
    }
    return 0;
}

/* "A. Schuurman" by itself on a line of a paper with few words. */
static int by_line(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    for (size_t i = 0; s->token_count < 60 && i < s->line_count; i++) {
        char text[300], name[NAME_SIZE];
        bool couple = false;
        const struct sheet_line *line = &s->lines[i];
        column_printed(s, line, 0, text, sizeof text);
        size_t words = 1;
        for (const char *c = text; *c; c++)
            words += *c == ' ';
        if (words == line->count && words >= 2 && words <= 5 && strchr(text, '.') &&
            person_surname(text, false, true, name, &couple) &&
            name_add(n, name, couple ? 0.2F : 0.56F, ROLE_UNKNOWN, false, sheet_height(s, line)) <
                0)
            return -1;
    }
    return 0;
}

/* "Namens onze relatie ..." is written by an accountant: who signs is a third party. */
static bool on_behalf(const struct sheet *s)
{
    static const char *const words[] = {"namens onze",   "namens mijn", "namens client",
                                        "onze client",   "mijn client", "onze relatie",
                                        "onze client(e)"};
    for (size_t i = 0; i < s->line_count; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (fold_find(s->lines[i].text, words[k]))
                return true;
    return false;
}

/* The name under 'Met vriendelijke groet': the writer's. A word by itself can be a given name. */
static int by_signature(struct names *n)
{
    static const char *const goodbyes[] = {"met vriendelijke groet",
                                           "met vriendelijke groeten",
                                           "hoogachtend",
                                           "vriendelijke groet",
                                           "groeten",
                                           "met groet",
                                           "mvg",
                                           "kind regards",
                                           "vriendelijke groeten",
                                           "yours sincerely",
                                           "m.v.g",
                                           "best regards",
                                           "groet",
                                           "bedankt",
                                           "alvast bedankt",
                                           "hartelijk dank",
                                           "dank u wel",
                                           "met dank",
                                           "met hartelijke groet",
                                           "hartelijke groet",
                                           "gr.",
                                           "regards",
                                           "mit freundlichen",
                                           "in afwachting"};
    const struct sheet *s = &n->v->sheet;
    for (size_t i = 0; i + 1 < s->line_count; i++) {
        bool goodbye = false;
        for (size_t k = 0; k < sizeof goodbyes / sizeof *goodbyes; k++)
            goodbye |= strncmp(s->lines[i].text, goodbyes[k], strlen(goodbyes[k])) == 0;
        if (!goodbye || s->lines[i].tokens > 6)
            continue;
        for (size_t k = i + 1; k < s->line_count && k <= i + 4; k++) {
            char text[300], name[NAME_SIZE];
            bool couple = false;
            column_printed(s, &s->lines[k], 0, text, sizeof text);
            if (s->lines[k].tokens <= 6 && !address_line(s, &s->lines[k], text) &&
                person_surname(text, false, false, name, &couple)) {
                bool own = n->type && n->type->letter && n->type->whose == WHOSE_APPLICANT &&
                           !n->type->authority && !on_behalf(s);
                return name_add(n, name,
                                couple                     ? 0.2F
                                : own && strchr(text, ' ') ? 0.8F
                                : own                      ? 0.6F
                                                           : 0.4F,
                                own ? ROLE_APPLICANT : ROLE_THIRD, false,
                                sheet_height(s, &s->lines[k]));
            }
        }
        return 0;
    }
    return 0;
}

/* "Mevrouw E.M.D. Ruijter, geboren op ..." in running text. */
static int by_birth(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    for (size_t i = 0; i < s->line_count; i++) {
        const struct sheet_line *line = &s->lines[i];
        const char *born = fold_find(line->text, "geboren");
        if (!born || born == line->text)
            continue;
        size_t word = sheet_word(s, line, (size_t)(born - line->text)) - line->first;
        for (size_t from = word > 7 ? word - 7 : 0; from < word; from++) {
            char text[300], name[NAME_SIZE];
            bool couple = false;
            column_printed(s, line, from, text, sizeof text);
            if (!person_surname(text, false, true, name, &couple))
                continue;
            struct context c;
            context_of(s, line->first + from, &c);
            enum role role = role_of(s, line->first + from, &c);
            if (name_add(n, name, couple ? 0.2F : 0.8F, role, false, c.height) < 0)
                return -1;
            break;
        }
    }
    return 0;
}

/* A name with initials in the open: on a card, or at the top of a paper of the applicant's own. */
static int by_place(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    /* A bank's card: an authority's has no initials before the name. */
    bool card = n->type && n->type->card && !n->type->mrz[0][0];
    bool own = n->type && n->type->whose == WHOSE_APPLICANT && !n->type->authority;
    for (size_t i = 0; (card || own) && i < s->line_count; i++) {
        const struct sheet_line *line = &s->lines[i];
        float y = sheet_height(s, line);
        if (!card && y > 0.25F)
            continue;
        for (size_t from = 0; from < line->count; from++) {
            char text[300], name[NAME_SIZE];
            bool couple = false;
            const char *before = from ? s->page->words[line->first + from - 1].text : "-";
            bool begins = !isalnum((unsigned char)before[strlen(before) - 1]);
            column_printed(s, line, from, text, sizeof text);
            if (!begins || !person_surname(text, false, true, name, &couple))
                continue;
            if (name_add(n, name, couple ? 0.2F : card ? 0.7F : 0.52F, ROLE_UNKNOWN, false, y) < 0)
                return -1;
            break;
        }
    }
    return 0;
}

static bool filler_like(char c)
{
    return c && strchr("<KCLESX", c);
}

/* The letter as a zone writes it: accents go. */
static bool same_letter(char zone, char printed)
{
    return zone == (char)toupper((unsigned char)printed);
}

/* Do the letters of a printed line stand at the start of the zone's names? A filler is read as one
 * of K, C, L, E, S, X now and then, or as itself and one of these. Two such have to follow. */
static bool zone_begins(const char *zone, const char *text)
{
    char folded[NAME_SIZE];
    size_t letters = 0;
    fold_text(text, folded, sizeof folded);
    /* "AALDERS, ANNA": the given names are of another part of the zone. */
    if (strchr(folded, ','))
        return false;
    for (const char *c = folded; *c; c++) {
        if (isalpha((unsigned char)*c)) {
            if (!same_letter(*zone, *c) && filler_like(zone[0]) && *zone != '<' && letters &&
                zone[-1] == '<')
                zone++; /* "VAN<KLEEUWEN" */
            if (!same_letter(*zone++, *c))
                return false;
            letters++;
        } else if (!filler_like(*zone++)) {
            return false;
        }
    }
    return letters >= 2 && filler_like(zone[0]) && filler_like(zone[1]);
}

/* The surname as it is printed above the machine readable zone, with its accents. */
static int by_zone(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    for (size_t i = 0; n->v->has_mrz && *n->v->mrz.names && i < s->line_count; i++)
        for (size_t from = 0; from < s->lines[i].count && from < 4; from++) {
            char text[300], name[NAME_SIZE];
            column_printed(s, &s->lines[i], from, text, sizeof text);
            /* A line may hold more than the name: try its words one fewer at a time. */
            while (*text) {
                if (strlen(text) < NAME_SIZE && zone_begins(n->v->mrz.names, text) &&
                    surname_cased(text, name))
                    return name_add(n, name, 0.97F, ROLE_UNKNOWN, true,
                                    sheet_height(s, &s->lines[i]));
                char *blank = strrchr(text, ' ');
                *(blank ? blank : text) = 0;
            }
        }
    return 0;
}

/* "R,M. HOEKSTRA" on a bank card: its last words in capitals. */
static bool embossed(const char *words, char name[NAME_SIZE])
{
    const char *start = NULL;
    for (const char *at = words; *at; at += strcspn(at, " "), at += *at == ' ') {
        size_t n = strcspn(at, " "), capitals = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-'");
        if (capitals < n || (n < 3 && !start))
            start = NULL;
        else if (!start)
            start = at;
    }
    return start && surname_cased(start, name) && strlen(name) >= 3;
}

/* A line of a name by itself just above an account or an address: the holder's. */
static int by_account(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    for (size_t i = 0; i < s->line_count && i < 40; i++) {
        const char *text = s->lines[i].text;
        bool account = text[0] == 'n' && strlen(text) >= 15 && isdigit((unsigned char)text[3]);
        const struct sheet_line *line = account ? line_above(s, &s->lines[i]) : NULL;
        char words[300], name[NAME_SIZE];
        bool couple = false;
        bool deep = line && sheet_height(s, line) > 0.4F && !(n->type && n->type->card);
        if (!line || deep)
            continue;
        column_printed(s, line, 0, words, sizeof words);
        bool card = n->type && n->type->card;
        if (address_line(s, line, words))
            continue;
        if ((person_surname(words, false, true, name, &couple) ||
             (card && embossed(words, name))) &&
            name_add(n, name, couple ? 0.2F : 0.78F, ROLE_UNKNOWN, false, sheet_height(s, line)) <
                0)
            return -1;
    }
    return 0;
}

/* Box 1 of a driving licence. */
static int by_box(struct names *n)
{
    const struct sheet *s = &n->v->sheet;
    for (size_t i = 0; n->type && n->type->card && i < s->line_count; i++) {
        const struct sheet_line *line = &s->lines[i];
        char text[300], name[NAME_SIZE];
        bool couple = false;
        if (line->text[0] != '1' || !strchr("., ", line->text[1]) || line->count < 2)
            continue;
        column_printed(s, line, 1, text, sizeof text);
        if (person_surname(text, true, false, name, &couple))
            return name_add(n, name, 0.85F, ROLE_UNKNOWN, true, sheet_height(s, line));
    }
    return 0;
}

int people_by_place(struct names *n)
{
    return by_address(n) < 0 || by_title(n) < 0 || by_line(n) < 0 || by_signature(n) < 0 ||
                   by_birth(n) < 0 || by_place(n) < 0 || by_zone(n) < 0 || by_account(n) < 0 ||
                   by_box(n) < 0
               ? -1
               : 0;
}
