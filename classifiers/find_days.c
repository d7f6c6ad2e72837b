#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/find.h"
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

static const char birth_labels[] =
    "geboortedatum;geb.datum;geb. datum;geboren;geboren op;geb.dat;geb.dat.;geb;date of birth;"
    "geboorte datum;geb datum;datum van geboorte;geboorte;birth;date of birth/date de naissance;"
    "geboortedat;gebdatum;geb.;birthdate;dob";
static const char not_document[] =
    "geboortedatum;vervaldatum;ingangsdatum;boekdatum;valutadatum;rentedatum;startdatum;"
    "einddatum;datum in dienst;in dienst;indienst;datum uit dienst;datum "
    "ingang;geboren;"
    "geldig tot;geldig;expiry;datum einde;uiterste;betalen voor;leverdatum;leveringsdatum;"
    "datum registratie;registratie;datum start;datum vestiging;ingang;met ingang "
    "van;per;tot;t/m;vanaf;van;besluit van;brief van;"
    "datum van vestiging;datum inschrijving;eerste "
    "inschrijving;aanvang;vestigingsdatum;oprichting;besluitdatum;"
    "stand per;per datum;transactiedatum;boekingsdatum;datum functie;datum overlijden;sinds;"
    "geb.datum;uw brief;betaalbaar;datum aanvang;datum adres;birth;dienstverband;"
    "beschikking van;ontvangen op;d.d;dd";

/* The day from which something runs, whatever else its label says. */
static const char starting[] =
    "vanaf;ingangsdatum;per welke;welke datum;met ingang;ingang;gewenste;"
    "startdatum;begindatum;einddatum;vanaf welke;per wanneer";

static const char general_label[] = "datum;date";

/* Labels of the day of the paper, with how sure. */
static const struct {
    const char *words;
    float p;
} day_labels[] = {
    {"dagtekening", 0.96F},
    {"factuurdatum;factuur datum;invoice date;notadatum", 0.95F},
    {"verzenddatum;datum verzending;datum verzonden", 0.93F},
    {"gemaakt op;overzicht gemaakt op;gedraaid op;gedraaid", 0.85F},
    {"ingediend:;verzonden:;verstuurd:;met digid op;zoals geregistreerd op", 0.86F},
    {"waarheid ingevuld op;ingevuld op;ingevuld d.d", 0.86F},
    {"datum afschrift;afschriftdatum;datum overzicht;datum brief;briefdatum;statement date", 0.93F},
    {"datum beschikking;uitspraakdatum;datum uitspraak;uitgesproken op;beschikking d.d", 0.85F},
    {"plaats en datum;datum en plaats;plaats, datum;plaats/datum;plaats datum", 0.88F},
    {"datum ondertekening;ondertekend op;getekend op;datum handtekening", 0.88F},
    {"datum aanvraag;aanvraagdatum;datum indiening;ingediend op;verzonden op;datum ontvangst",
     0.85F},
    {"vervaardigd op;afgegeven op;datum uittreksel;datum afgifte;datum van afgifte;uitgegeven op;"
     "verstrekt op;datum verstrekking;date of issue;date de delivrance;plaats en datum afgifte",
     0.9F},
    {"mijn belastingdienst op;belastingdienst zakelijk op;ingezonden op;verstuurd op;"
     "verzonden via;handelsregister, stand van",
     0.86F},
    {general_label, 0.86F},
    {"betaaldatum;datum betaling;betaald op;uitbetaald op;betaalbaar gesteld op;betaling op;"
     "uitbetaling op;datum uitbetaling;payment date",
     0.6F},
    {"geraadpleegd op;opgevraagd op;afgedrukt op;uitgedraaid op;datum raadpleging", 0.85F},
    {"afdrukdatum;printdatum;datum afdruk;printed;aangemaakt op;gegenereerd op;opgesteld "
     "op;opgesteld:;"
     "opgemaakt op;opgemaakt te;getekend te;aldus opgemaakt;opgemaakt",
     0.7F},
};

/* Words that name the day of the paper where they stand just before it. */
static const char made_labels[] =
    "inzage;actueel per;verwerkt op;aangemaakt;opgesteld;generated;gegenereerd;afgedrukt";

#define AFTER_PERIOD 40 /* days from a period's end to a paper about it */
#define HEADS_LEAST 3   /* days by themselves on a page that are a list's heads */
#define QUOTED_FROM 4   /* rows of a mail over the head of one that it quotes, at least */

struct days {
    const struct document_type *type;
    const struct view *v;
    size_t page, looks;
    struct candidates *out;
};

static int add(struct days *d, enum field_kind kind, const char *value, float p, enum role role,
               bool labelled, float height)
{
    struct candidate one = {.kind = kind,
                            .p = p,
                            .role = role,
                            .valid = true,
                            .labelled = labelled,
                            .page = d->page,
                            .height = height};
    snprintf(one.value, sizeof one.value, "%s", value);
    return candidates_add(d->out, &one);
}

/* What stands on the row before the day: its text up to the day, and further left. */
static void label_before(const struct sheet *s, const struct sheet_line *line,
                         const struct found_day *f, struct context *c)
{
    size_t word = sheet_word(s, line, f->begin);
    context_of(s, word, c);
}

/* "Te betalen op 1 mei 2020" names no place. */
static const char payable[] = "te betalen;te voldoen;te leveren;te ontvangen;te retourneren";

/* "Afgegeven te Beekhuizen op 1 mei 2020", "Te Beekhuizen op 1 mei 2020", "Beschikking van 22 maart
 * 2020" at the start of a line.
 */
static bool done_on(const struct sheet_line *line, const struct found_day *f)
{
    static const char *const starts[] = {
        "afgegeven", "opgemaakt",  "verstrekt", "getekend",       "ondertekend", "vastgesteld",
        "gedaan",    "uitgegeven", "aldus",     "overeengekomen", "ingevuld",
    };
    const char *text = line->text;
    if (strncmp(text, "beschikking van ", 16) == 0 && f->begin == 16)
        return true;
    bool place = strncmp(text, "te ", 3) == 0 && !last_of(text, payable) &&
                 !text[f->end + strspn(text + f->end, " .,_-")];
    if (f->begin < 4 || f->begin > 60 || strncmp(text + f->begin - 4, " op ", 4) != 0)
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    return place;
}

/* What follows a day, past "13:45 uur". */
static const char *after_hour(const char *text)
{
    text += strspn(text, " .,");
    size_t n = strspn(text, "0123456789");
    if (n && n <= 2 && text[n] == ':' && strspn(text + n + 1, "0123456789") == 2) {
        text += n + 3;
        text += strncmp(text, " uur", 4) == 0 ? 4 : 0;
    }
    return text + strspn(text, " .,");
}

/* "Rotterdam, 3 juli 2020": the line is a place and the day. */
static bool place_before(const struct sheet_line *line, const struct found_day *f)
{
    size_t i = 0, letters = 0;
    for (; i < f->begin; i++) {
        letters += isalpha((unsigned char)line->text[i]) != 0;
        if (isdigit((unsigned char)line->text[i]))
            return false;
    }
    bool comma = f->begin >= 2 && line->text[f->begin - 2] == ',';
    const char *after = after_hour(line->text + f->end);
    /* "Westerlo, 16-02-2021 de Groot": a signature. */
    if (comma && *after && line->tokens <= 9 && !after[strcspn(after, "0123456789")] &&
        strlen(after) < 24)
        return letters >= 3 && f->begin < 34;
    return letters >= 3 && f->begin < 34 && !*after && (comma || line->tokens <= 5) && f->begin > 0;
}

static bool weekday_before(const struct sheet_line *line, const struct found_day *f)
{
    static const char *const names[] = {"maandag", "dinsdag",  "woensdag", "donderdag",
                                        "vrijdag", "zaterdag", "zondag"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(line->text, names[i], n) == 0 && n <= f->begin && f->begin <= n + 2)
            return true;
    }
    return false;
}

/* "maandag 29 juni 2020" over what was booked that day: one of several such heads. */
static bool heads_a_day(const struct sheet *s, const struct sheet_line *line,
                        const struct found_day *f)
{
    size_t heads = 0;
    struct found_day day;
    if (!weekday_before(line, f))
        return false;
    for (size_t i = 0; i < s->line_count && heads < 2; i++)
        heads += days_find(s->lines[i].text, &day, 1) && weekday_before(&s->lines[i], &day);
    return heads > 1;
}

/* "08-07-2020 8:39 ..." or "08/07/2020, 08:39 ...": what a browser prints over a page. */
static bool print_moment(const struct sheet_line *line, const struct found_day *f, float height)
{
    const char *time = line->text + f->end + strspn(line->text + f->end, " ,");
    size_t hour = strspn(time, "0123456789");
    return f->begin == 0 && (height < 0.08F || height > 0.94F) && hour >= 1 && hour <= 2 &&
           time[hour] == ':' && strspn(time + hour + 1, "0123456789") == 2;
}

/* "14-4-2020 Mijn Bank - Af- en bijschrijvingen": a browser's line over a page, without the hour.
 * No booking ends in words. */
static bool print_day(const struct sheet *s, const struct sheet_line *line,
                      const struct found_day *f)
{
    const char *title = line->text + f->end;
    for (size_t i = 0; i < s->line_count; i++)
        if (s->lines[i].y0 < line->y0 - line->height / 2)
            return false;
    return f->begin == 0 && sheet_placed(s) && sheet_height(s, line) < 0.06F && line->tokens > 2 &&
           !title[strcspn(title, "0123456789")] && strlen(title) > 8;
}

/* The label of a grid's cell: it begins where the day begins, and nothing else is in its cell. */
static const char *cell_label(const struct context *c, const char *words)
{
    const char *end = last_of(c->over, words);
    return end && !*end ? end : NULL;
}

/* Does another day stand straight below? Then a label above is the head of a column. */
static bool in_column(const struct sheet *s, size_t word)
{
    const struct word *v = &s->page->words[word];
    float tall = fmaxf(s->body, v->y1 - v->y0);
    for (size_t i = 0; i < s->words && sheet_placed(s); i++) {
        const struct word *w = &s->page->words[i];
        struct found_day day;
        char text[40];
        float down = w->y0 - v->y0;
        if (down < tall * 0.6F || down > tall * 3.5F || fabsf(w->x0 - v->x0) > 6)
            continue;
        fold_text(w->text, text, sizeof text);
        if (days_find(text, &day, 1) && day.begin == 0)
            return true;
    }
    return false;
}

/* "Van: ... / Verzonden: 27-04-2020 11:45" within a mail heads the letter that it answers. */
static bool heads_quoted(const struct sheet *s, const struct sheet_line *line)
{
    static const char *const heads[] = {"verzonden:", "sent:", "datum:", "date:"};
    size_t at = (size_t)(line - s->lines);
    bool head = false;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        head |= strncmp(line->text, heads[i], strlen(heads[i])) == 0;
    if (!head || at < QUOTED_FROM)
        return false;
    const char *before = line[-1].text;
    return strncmp(before, "van:", 4) == 0 || strncmp(before, "from:", 5) == 0;
}

/* "Run 2 van 25-09-2020", "Ontvangen op 8 april 2020 om 22:45": a system did it that day. */
static bool done_by_system(const struct context *c, const char *rest)
{
    const char *run = last_of(c->left, "run"), *received = last_of(c->left, "ontvangen op");
    size_t digits = run && *run == ' ' ? strspn(run + 1, "0123456789") : 0;
    if (digits && digits < 4 && strcmp(run + 1 + digits, " van") == 0)
        return true;
    return received && !*received && strncmp(rest, " om ", 4) == 0 &&
           isdigit((unsigned char)rest[4]);
}

/* "29 november 2020   Dossier Z/20/700464": the letter's number is on its day's row. */
static bool refers(const char *after)
{
    static const char *const words[] = {"dossier", "zaak", "kenmerk", "ons kenmerk", "uw kenmerk"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(after, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* "01-01-2020 - 31-01-2020   20-02-2020": the cell after a period, whose day ended it. */
static bool follows_period(const struct sheet_line *line, const struct found_day *f)
{
    struct found_day day[4];
    size_t n = days_find(line->text, day, 4);
    if (n != 3 || day[2].begin != f->begin || day_order(day[0].day, day[1].day) >= 0)
        return false;
    long after = day_number(day[2].day) - day_number(day[1].day);
    return after >= 0 && after <= AFTER_PERIOD &&
           day_number(day[1].day) - day_number(day[0].day) >= 20;
}

/* Days by themselves, one below another, head what happened on them. */
static bool heads_of_list(const struct sheet *s)
{
    size_t heads = 0;
    for (size_t i = 0; i < s->line_count && heads < HEADS_LEAST; i++) {
        struct found_day day;
        heads +=
            days_find(s->lines[i].text, &day, 1) && day.begin == 0 && !s->lines[i].text[day.end];
    }
    return heads == HEADS_LEAST;
}

static float document_day_chance(const struct days *d, const struct sheet_line *line,
                                 const struct found_day *f, const struct context *c, bool *labelled)
{
    *labelled = false;
    const char *bad = last_of(c->left, not_document);
    bool from = last_of(c->left, starting) != NULL;
    const char *made = last_of(c->left, made_labels);
    if (heads_quoted(&d->v->sheet, line))
        return 0;
    if ((made && !made[strspn(made, " :")]) || done_by_system(c, line->text + f->end)) {
        *labelled = true;
        return 0.8F;
    }
    bool column = in_column(&d->v->sheet, sheet_word(&d->v->sheet, line, f->begin)) ||
                  (c->in_booking && f->begin == 0);
    for (size_t i = 0; i < sizeof day_labels / sizeof *day_labels; i++) {
        const char *good = last_of(c->left, day_labels[i].words);
        bool general = day_labels[i].words == general_label;
        /* "Datum infunctietreding", "datum in dienst", "datum adreswijziging" */
        bool other =
            general && good && (strncmp(good, " in", 3) == 0 || strncmp(good, " adres", 6) == 0);
        bad = other ? good : bad;
        if (!column && !*c->left && !good) {
            const char *above = *c->over ? c->over : c->above;
            good = last_of(above, day_labels[i].words);
            bad = last_of(above, not_document);
        } else if (!column && !good && (good = cell_label(c, day_labels[i].words))) {
            bad = NULL;
        }
        if (good && (!bad || good > bad) && !(general && from)) {
            *labelled = true;
            return day_labels[i].p;
        }
    }
    if (done_on(line, f))
        return 0.88F;
    if (heads_a_day(&d->v->sheet, line, f))
        return 0;
    if (print_moment(line, f, c->height) || print_day(&d->v->sheet, line, f))
        return 0.7F;
    bool letter = d->type && d->type->letter;
    const char *after = line->text + f->end + strspn(line->text + f->end, " .,");
    if (letter && f->begin == 0 && c->height < 0.4F && refers(after))
        return 0.75F;
    if (!column && c->height < 0.3F && follows_period(line, f))
        return 0.6F;
    if (bad || from || column || c->in_table)
        return 0;
    if (place_before(line, f))
        return c->height < 0.5F ? 0.82F : 0.72F;
    bool alone = f->begin == 0 && !*after;
    if (alone && heads_of_list(&d->v->sheet))
        return 0;
    if (alone && c->height < 0.4F)
        return letter ? 0.75F : 0.55F;
    return c->height < 0.3F ? 0.3F : 0.1F;
}

/* What the first look at a day is still worth when a second one says another. */
static float unsaid(const struct sheet *s, size_t word, const char *value)
{
    float other = 0;
    for (size_t i = 0; i < s->page->reading_count; i++) {
        const struct reading *r = &s->page->readings[i];
        if (strcmp(r->field, "date") != 0 || !r->valid || !reading_covers(r, &s->page->words[word]))
            continue;
        if (strcmp(r->value, value) == 0)
            return 1;
        other = fmaxf(other, r->probability);
    }
    return 1 - other;
}

static int take_day(struct days *d, const struct sheet_line *line, const struct found_day *f)
{
    const struct sheet *s = &d->v->sheet;
    struct context c;
    char value[40];
    bool labelled;
    if (d->looks++ > 120)
        return 0;
    label_before(s, line, f, &c);
    day_text(f->day, value, sizeof value);
    float less = (f->short_year ? 0.85F : 1) * unsaid(s, sheet_word(s, line, f->begin), value);
    if (context_says(&c, birth_labels) && f->day.year < 2015) {
        enum role role = role_of(s, sheet_word(s, line, f->begin), &c);
        return add(d, FIELD_BIRTH, value, 0.95F * less, role, true, c.height);
    }
    /* Box 3 of a driving licence. */
    if (d->type && d->type->card && f->day.year < 2010 && f->begin >= 2 && line->text[0] == '3' &&
        strchr(".,", line->text[1]))
        return add(d, FIELD_BIRTH, value, 0.88F * less, ROLE_UNKNOWN, true, c.height);
    /* Box 4a: the day of issue. */
    if (d->type && d->type->card && fold_find(c.left, "4a"))
        return add(d, FIELD_DATE, value, 0.88F * less, ROLE_UNKNOWN, true, c.height);
    float p = document_day_chance(d, line, f, &c, &labelled);
    if (p < 0.2F || f->day.year < 2005 || f->day.year > d->v->this_year + 1)
        return 0;
    return add(d, FIELD_DATE, value, p * less, ROLE_UNKNOWN, labelled, c.height);
}

/* A day that was looked at twice: beside its label only. */
static int take_reading(struct days *d, const struct reading *r)
{
    const struct sheet *s = &d->v->sheet;
    struct found_day f = {0};
    struct context c;
    bool labelled;
    if (strcmp(r->field, "date") != 0 || !r->valid || !s->words || d->looks++ > 120 ||
        sscanf(r->value, "%4d-%2d-%2d", &f.day.year, &f.day.month, &f.day.day) != 3 ||
        !day_valid(f.day))
        return 0;
    size_t word = reading_word(s, r);
    const struct sheet_line *line = &s->lines[s->line_of[word]];
    context_of(s, word, &c);
    f.begin = f.end = s->starts[word];
    if (context_says(&c, birth_labels) && f.day.year < 2015)
        return add(d, FIELD_BIRTH, r->value, 0.96F * r->probability, role_of(s, word, &c), true,
                   c.height);
    float p = document_day_chance(d, line, &f, &c, &labelled);
    if (!labelled || f.day.year < 2005 || f.day.year > d->v->this_year + 1)
        return 0;
    return add(d, FIELD_DATE, r->value, p * r->probability, ROLE_UNKNOWN, true, c.height);
}

/* "Geboortedatum 03081972", as one fills in "ddmmjjjj". */
static int close_births(struct days *d)
{
    const struct sheet *s = &d->v->sheet;
    for (size_t w = 0; w < s->words; w++) {
        const char *text = s->page->words[w].text;
        struct context c;
        struct day day;
        char value[40];
        if (strlen(text) != 8 || strspn(text, "0123456789") != 8 || !day_loose(text, &day) ||
            day.year < 1900 || day.year >= 2015 || d->looks++ > 120)
            continue;
        context_of(s, w, &c);
        day_text(day, value, sizeof value);
        if (last_of(c.left, birth_labels) &&
            add(d, FIELD_BIRTH, value, 0.9F, role_of(s, w, &c), true, c.height) < 0)
            return -1;
    }
    return 0;
}

int find_days(const struct document_type *type, const struct view *v, size_t page,
              struct candidates *out)
{
    struct days d = {.type = type, .v = v, .page = page, .out = out};
    const struct sheet *s = &v->sheet;
    for (size_t i = 0; i < s->line_count; i++) {
        struct found_day found[8];
        size_t n = days_find(s->lines[i].text, found, 8);
        for (size_t k = 0; k < n; k++)
            if (take_day(&d, &s->lines[i], &found[k]) < 0)
                return -1;
    }
    if (close_births(&d) < 0)
        return -1;
    for (size_t i = 0; i < s->page->reading_count; i++)
        if (take_reading(&d, &s->page->readings[i]) < 0)
            return -1;
    return find_card_days(type, v, page, out);
}
