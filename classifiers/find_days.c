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
    "datum van vestiging;datum inschrijving;aanvang;vestigingsdatum;oprichting;besluitdatum;"
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
    {"gemaakt op;overzicht gemaakt op", 0.85F},
    {"datum afschrift;afschriftdatum;datum overzicht;datum brief;briefdatum;statement date", 0.93F},
    {"datum beschikking;uitspraakdatum;datum uitspraak;uitgesproken op;beschikking d.d", 0.85F},
    {"plaats en datum;datum en plaats;plaats, datum;plaats/datum;plaats datum", 0.88F},
    {"datum ondertekening;ondertekend op;getekend op;datum handtekening", 0.88F},
    {"datum aanvraag;aanvraagdatum;datum indiening;ingediend op;verzonden op;datum ontvangst",
     0.85F},
    {"vervaardigd op;afgegeven op;datum uittreksel;datum afgifte;datum van afgifte;uitgegeven op;"
     "verstrekt op;datum verstrekking;date of issue;date de delivrance;plaats en datum afgifte",
     0.9F},
    {"mijn belastingdienst op;belastingdienst zakelijk op;ingezonden op;verstuurd op", 0.86F},
    {general_label, 0.86F},
    {"betaaldatum;datum betaling;betaald op;uitbetaald op;betaalbaar gesteld op;betaling op;"
     "uitbetaling op;datum uitbetaling;payment date",
     0.6F},
    {"afdrukdatum;printdatum;datum afdruk;printed;aangemaakt op;gegenereerd op;opgesteld op;"
     "opgemaakt op;opgemaakt te;getekend te;aldus opgemaakt",
     0.7F},
};

static const char period_labels[] =
    "periode;tijdvak;loontijdvak;aangiftetijdvak;verslagperiode;verloningsperiode;over de periode;"
    "loonperiode;salarisperiode;maand;over de maand;kwartaal;boekjaar;belastingjaar;kalenderjaar;"
    "afschriftperiode;over;jaar;uitkeringsperiode;betaalperiode;period;salarismaand;looptijd van;"
    "verslagjaar;maand/jaar;maand en jaar;tijdvak van;in de maand;betreft periode;over het jaar;"
    "aangifteperiode;uitkering over;betalingsperiode;pay period;over tijdvak;weken";

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

/* "Afgegeven te Beekhuizen op 1 mei 2020", "Beschikking van 22 maart 2020" at the start of a line.
 */
static bool done_on(const struct sheet_line *line, const struct found_day *f)
{
    static const char *const starts[] = {"afgegeven",   "opgemaakt",     "verstrekt", "getekend",
                                         "ondertekend", "vastgesteld",   "gedaan",    "uitgegeven",
                                         "aldus",       "overeengekomen"};
    const char *text = line->text;
    if (strncmp(text, "beschikking van ", 16) == 0 && f->begin == 16)
        return true;
    if (f->begin < 4 || f->begin > 60 || strncmp(text + f->begin - 4, " op ", 4) != 0)
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
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
    return letters >= 3 && f->begin < 34 &&
           !line->text[f->end + strspn(line->text + f->end, " .,")] &&
           (comma || line->tokens <= 5) && f->begin > 0;
}

static float document_day_chance(const struct days *d, const struct sheet_line *line,
                                 const struct found_day *f, const struct context *c, bool *labelled)
{
    *labelled = false;
    const char *bad = last_of(c->left, not_document);
    bool from = last_of(c->left, starting) != NULL;
    for (size_t i = 0; i < sizeof day_labels / sizeof *day_labels; i++) {
        const char *good = last_of(c->left, day_labels[i].words);
        if (!*c->left && !good) {
            const char *above = *c->over ? c->over : c->above;
            good = last_of(above, day_labels[i].words);
            bad = last_of(above, not_document);
        }
        if (good && (!bad || good > bad) && !(from && day_labels[i].words == general_label)) {
            *labelled = true;
            return day_labels[i].p;
        }
    }
    if (done_on(line, f))
        return 0.88F;
    bool letter = d->type && d->type->letter;
    if (bad || from || c->in_table)
        return 0;
    if (place_before(line, f))
        return c->height < 0.5F ? 0.82F : 0.72F;
    bool alone = f->begin == 0 && !line->text[f->end + strspn(line->text + f->end, " .,")];
    if (alone && c->height < 0.4F)
        return letter ? 0.75F : 0.55F;
    return c->height < 0.3F ? 0.3F : 0.1F;
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
    float less = f->short_year ? 0.85F : 1;
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

/* "20.072014", "2007 2014", "20072014": separators get lost on cards. */
static bool loose_day(const char *text, struct day *d)
{
    char digits[9];
    size_t n = 0, i = 0, lost = 0;
    for (; n < 8; i++) {
        if (isdigit((unsigned char)text[i]))
            digits[n++] = text[i];
        else if (n != 2 && n != 4)
            return false;
        else if (!strchr(". -", text[i]) || !text[i] || ++lost > 3)
            return false;
    }
    digits[8] = 0;
    return !isdigit((unsigned char)text[i]) &&
           sscanf(digits, "%2d%2d%4d", &d->day, &d->month, &d->year) == 3 && day_valid(*d);
}

/* "20 07 2014" and "2007 2014" as the fields of a card come out of a recogniser. */
static size_t card_days(const struct sheet *s, struct day *out, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < s->line_count; i++) {
        const char *text = s->lines[i].text;
        struct found_day found[4];
        size_t n = days_find(text, found, 4);
        for (size_t k = 0; k < n && count < max; k++)
            out[count++] = found[k].day;
        for (const char *c = text; *c && count < max; c++) {
            struct day d;
            bool begin = c == text || !isdigit((unsigned char)c[-1]);
            if (begin && loose_day(c, &d))
                out[count++] = d;
        }
    }
    return count;
}

/* A travel document is good for five or ten years: of two such days the first is its day of issue.
 */
static int issue_day(struct days *d)
{
    struct day found[24];
    size_t n = card_days(&d->v->sheet, found, 23);
    if (d->v->mrz.expiry.year)
        found[n++] = d->v->mrz.expiry;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            int years = found[k].year - found[i].year;
            long off = day_number(found[k]) -
                       day_number((struct day){found[k].year, found[i].month, found[i].day});
            if ((years != 5 && years != 10) || off < -2 || off > 1 || found[i].year < 2000 ||
                found[i].year > d->v->this_year)
                continue;
            char value[40];
            day_text(found[i], value, sizeof value);
            return add(d, FIELD_DATE, value, 0.93F, ROLE_UNKNOWN, true, 0.3F);
        }
    return 0;
}

/* Boxes 3 and 4a of a driving licence, separators lost. */
static int boxes(struct days *d)
{
    for (size_t i = 0; i < d->v->sheet.line_count; i++) {
        const char *text = d->v->sheet.lines[i].text;
        struct day day;
        char value[40];
        bool birth = text[0] == '3' && text[1] && strchr(".,", text[1]);
        bool issue = strncmp(text, "4a", 2) == 0;
        size_t at = birth ? 2 : issue ? 2 + strspn(text + 2, "., ") : 0;
        at += at ? strspn(text + at, " ") : 0;
        if (!at || !loose_day(text + at, &day) || day.year > d->v->this_year)
            continue;
        day_text(day, value, sizeof value);
        if (add(d, birth ? FIELD_BIRTH : FIELD_DATE, value, 0.85F, ROLE_UNKNOWN, true, 0.3F) < 0)
            return -1;
    }
    return 0;
}

static bool four_weekly(const struct sheet *s)
{
    static const char *const words[] = {"4-wekelijks", "vierwekelijks", "4 weken",     "vier weken",
                                        "4-weken",     "4wekelijks",    "4 wekelijks", "vierweken"};
    for (size_t i = 0; i < s->line_count; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (fold_find(s->lines[i].text, words[k]))
                return true;
    return false;
}

static int take_period(struct days *d, const struct found_period *f, float p, bool labelled,
                       float height)
{
    char value[40];
    /* "december 2019" on annual accounts is a day that was cut off. */
    if (d->type && d->type->yearly && day_number(f->period.last) - day_number(f->period.first) < 80)
        return 0;
    period_text(f->period, value, sizeof value);
    return add(d, FIELD_PERIOD, value, p * f->sure, ROLE_UNKNOWN, labelled, height);
}

/* Periods to the right of, and below, a label. */
static int labelled_periods(struct days *d, size_t word, bool weeks)
{
    const struct sheet *s = &d->v->sheet;
    struct found_period found[2];
    for (int try = 0; try < 2; try++) {
        struct span span;
        if (try == 0)
            span_right(s, word, 0, &span);
        else
            span_below(s, word, word, 2.2F, &span);
        size_t n = span.count ? periods_find(span.text, true, weeks, found, 2) : 0;
        if (!n || found[0].begin > 14)
            continue;
        float height = sheet_height(s, &s->lines[s->line_of[word]]);
        float p = height < 0.5F ? 1.05F : 0.85F;
        return take_period(d, &found[0], try ? p * 0.9F : p, true, height);
    }
    return 0;
}

static bool ends_label(const struct sheet *s, size_t word)
{
    char folded[100];
    const char *list = period_labels;
    fold_text(s->page->words[word].text, folded, sizeof folded);
    size_t n = strlen(folded);
    while (n && strchr(":.,;)", folded[n - 1]))
        folded[--n] = 0;
    while (*list) {
        size_t k = strcspn(list, ";");
        /* The last word of each label is enough: what stands before it only says the same. */
        const char *last = list + k;
        while (last > list && last[-1] != ' ')
            last--;
        if ((size_t)(list + k - last) == n && strncmp(last, folded, n) == 0 && n > 0)
            return true;
        list += k + (list[k] != 0);
    }
    return false;
}

/* "Jaaropgaaf 2019": the year beside the title of a yearly paper. */
static int title_year(struct days *d, const struct sheet_line *line)
{
    struct found_period found[2];
    float y = sheet_height(&d->v->sheet, line);
    if (!d->type || !d->type->yearly || y > 0.5F || line->tokens > 12)
        return 0;
    size_t n = periods_find(line->text, true, false, found, 2);
    long days = n ? day_number(found[0].period.last) - day_number(found[0].period.first) : 0;
    if (n != 1 || days < 360)
        return 0;
    float big = d->v->sheet.body > 0 ? line->height / d->v->sheet.body : 1;
    return take_period(d, &found[0], big > 1.2F ? 1.7F : line->tokens <= 6 ? 1.4F : 1.0F, false, y);
}

static int unlabelled_periods(struct days *d, const struct sheet_line *line, bool weeks)
{
    struct found_period found[3];
    float y = sheet_height(&d->v->sheet, line);
    size_t n = periods_find(line->text, false, weeks, found, 3);
    for (size_t i = 0; i < n; i++) {
        bool range = found[i].sure > 0.82F;
        float p = range ? (y < 0.5F ? 0.85F : 0.45F) : (y < 0.35F ? 0.75F : 0.3F);
        if (line->tokens > 14)
            p *= 0.7F;
        if (take_period(d, &found[i], p, false, y) < 0)
            return -1;
    }
    return 0;
}

/* A month with its year at the start of a row: "jun-20", "juni 2020". Its number of months, or 0.
 */
static int row_month(const char *text)
{
    size_t k = 0;
    int month = month_at(text, &k), year = 0, used = 0;
    if (!month)
        return 0;
    k += strspn(text + k, " -.'/");
    if (sscanf(text + k, "%4d%n", &year, &used) != 1 || (used != 2 && used != 4))
        return 0;
    year += used == 2 ? 2000 : 0;
    return year >= 2000 && year < 2100 ? year * 12 + month - 1 : 0;
}

/* Rows of months in order: the paper is about all of them. */
static int months_in_rows(struct days *d)
{
    int first = 0, last = 0, count = 0;
    for (size_t i = 0; i < d->v->sheet.line_count; i++) {
        int month = row_month(d->v->sheet.lines[i].text);
        if (!month)
            continue;
        /* A row may be illegible. */
        if (last && (month <= last || month > last + 2))
            return 0;
        first = first ? first : month;
        last = month;
        count++;
    }
    if (count < 3)
        return 0;
    struct found_period f = {.sure = 1};
    f.period.first = (struct day){first / 12, first % 12 + 1, 1};
    f.period.last = day_of(day_number((struct day){(last + 1) / 12, (last + 1) % 12 + 1, 1}) - 1);
    return take_period(d, &f, 0.62F, false, 0.3F);
}

int find_days(const struct document_type *type, const struct view *v, size_t page,
              struct candidates *out)
{
    struct days d = {.type = type, .v = v, .page = page, .out = out};
    const struct sheet *s = &v->sheet;
    bool weeks = four_weekly(s);
    bool wants = !type || type->fields & 1U << FIELD_PERIOD;
    for (size_t i = 0; i < s->line_count; i++) {
        struct found_day found[8];
        size_t n = days_find(s->lines[i].text, found, 8);
        for (size_t k = 0; k < n; k++)
            if (take_day(&d, &s->lines[i], &found[k]) < 0)
                return -1;
        if (wants &&
            (title_year(&d, &s->lines[i]) < 0 || unlabelled_periods(&d, &s->lines[i], weeks) < 0))
            return -1;
    }
    if (wants && months_in_rows(&d) < 0)
        return -1;
    if (type && type->card && type->mrz[0][0] && (issue_day(&d) < 0 || boxes(&d) < 0))
        return -1;
    size_t looks = 0;
    for (size_t w = 0; wants && w < s->words && looks < 60; w++)
        if (ends_label(s, w)) {
            looks++;
            if (labelled_periods(&d, w, weeks) < 0)
                return -1;
        }
    return 0;
}
