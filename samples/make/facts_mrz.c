#include <ctype.h>
#include <string.h>

#include "samples/make/facts.h"

/* Latin letters with marks as ICAO 9303-3 section 6 has them; others lose their mark. */
static const struct {
    const char *from, *to;
} letters[] = {
    {"ä", "AE"}, {"ö", "OE"}, {"ü", "UE"}, {"Ö", "OE"}, {"Ü", "UE"}, {"ß", "SS"}, {"œ", "OE"},
    {"é", "E"},  {"è", "E"},  {"ë", "E"},  {"ï", "I"},  {"ı", "I"},  {"İ", "I"},  {"ş", "S"},
    {"Ş", "S"},  {"ç", "C"},  {"Ç", "C"},  {"ğ", "G"},  {"ń", "N"},  {"ś", "S"},  {"ó", "O"},
    {"ą", "A"},  {"ł", "L"},  {"Ł", "L"},  {"ź", "Z"},  {"ż", "Z"},  {"Ż", "Z"},  {"ć", "C"},
    {"ę", "E"},  {"á", "A"},  {"í", "I"},  {"ã", "A"},  {"ê", "E"},  {"ñ", "N"},  {"ô", "O"},
};

static void add_mrz(struct text *t, const char *s)
{
    while (*s != '\0') {
        size_t i, count = sizeof letters / sizeof *letters;

        if (isalnum((unsigned char)*s)) {
            text_addf(t, "%c", toupper((unsigned char)*s++));
            continue;
        }
        for (i = 0; i < count && strncmp(s, letters[i].from, strlen(letters[i].from)) != 0; i++)
            ;
        if (i < count) {
            text_add(t, letters[i].to);
            s += strlen(letters[i].from);
        } else {
            if (*s == ' ' || *s == '-')
                text_add(t, "<");
            s++;
        }
    }
}

static void pad(struct text *t, size_t size)
{
    while (t->size < size)
        text_add(t, "<");
    t->size = size;
    t->data[size] = '\0';
}

static void add_names(struct text *t, const struct person *p, size_t size)
{
    struct text names = {0};

    add_mrz(&names, p->surname);
    text_add(&names, "<<");
    add_mrz(&names, p->first);
    if (p->second[0] != '\0') {
        text_add(&names, "<");
        add_mrz(&names, p->second);
    }
    pad(&names, size);
    text_add(t, names.data);
    text_release(&names);
}

/* yymmdd and its check digit. */
static void add_date(struct text *t, const char *iso)
{
    char line[16];

    format_into(line, sizeof line, "%.2s%.2s%.2s", iso + 2, iso + 5, iso + 8);
    text_addf(t, "%s%c", line, number_mrz_check(line, 6));
}

/* A passport; a foreign one has the holder's other nation and no BSN. */
static void set_td3(struct vars *v, const struct person *p, const char *number, const char *expiry,
                    bool foreign)
{
    struct text one = {0}, two = {0};
    char optional[15], all[64];
    const char *nation = foreign ? vars_get(v, "nation_code") : "NLD";

    text_addf(&one, "P<%s", nation);
    add_names(&one, p, 39);
    text_addf(&two, "%s%c%s", number, number_mrz_check(number, 9), nation);
    add_date(&two, p->birth_date);
    text_add(&two, p->woman ? "F" : "M");
    add_date(&two, expiry);
    format_into(optional, sizeof optional, "%s<<<<<", foreign ? "<<<<<<<<<" : p->bsn);
    text_addf(&two, "%s%c", optional, number_mrz_check(optional, 14));
    format_into(all, sizeof all, "%.10s%.7s%.22s", two.data, two.data + 13, two.data + 21);
    text_addf(&two, "%c", number_mrz_check(all, strlen(all)));
    vars_set(v, foreign ? "tf3_1" : "td3_1", one.data);
    vars_set(v, foreign ? "tf3_2" : "td3_2", two.data);
    text_release(&one);
    text_release(&two);
}

static void set_td1(struct vars *v, const struct person *p, const char *number, const char *expiry,
                    bool resident)
{
    struct text one = {0}, two = {0}, three = {0};
    char all[64];
    const char *nation = resident ? vars_get(v, "nation_code") : "NLD";

    text_addf(&one, "%sNLD%s%c%s", resident ? "IR" : "I<", number, number_mrz_check(number, 9),
              p->bsn);
    text_addf(&one, "%s", "<");
    pad(&one, 30);
    add_date(&two, p->birth_date);
    text_add(&two, p->woman ? "F" : "M");
    add_date(&two, expiry);
    text_add(&two, nation);
    pad(&two, 29);
    format_into(all, sizeof all, "%.25s%.7s%.7s%.11s", one.data + 5, two.data, two.data + 8,
                two.data + 18);
    text_addf(&two, "%c", number_mrz_check(all, strlen(all)));
    add_names(&three, p, 30);
    vars_set(v, resident ? "tr1_1" : "td1_1", one.data);
    vars_set(v, resident ? "tr1_2" : "td1_2", two.data);
    vars_set(v, resident ? "tr1_3" : "td1_3", three.data);
    text_release(&one);
    text_release(&two);
    text_release(&three);
}

void facts_mrz(struct sheet *s, const struct person *p, struct rng *r)
{
    static const char alphabet[] = "BCDFGHJKLMNPRSTVWXYZ0123456789";
    char number[10] = "NW", issued[11], expiry[11];

    number[0] = "NSI"[rng_int(r, 0, 2)];
    number[1] = (char)rng_int(r, 'P', 'X');
    for (int i = 2; i < 8; i++)
        number[i] = alphabet[rng_int(r, 0, 29)];
    number[8] = (char)rng_int(r, '0', '9');
    number[9] = '\0';
    date_from_days(rng_int(r, 15700, 18300), issued); /* 2012 to early 2020 */
    date_shift(issued, 3652, expiry);
    vars_set(&s->vars, "id_number", number);
    vars_set_truth(&s->vars, "id_issued", issued, "document_date", NULL);
    vars_set(&s->vars, "id_expiry", expiry);
    set_td3(&s->vars, p, number, expiry, false);
    set_td3(&s->vars, p, number, expiry, true);
    set_td1(&s->vars, p, number, expiry, false);
    set_td1(&s->vars, p, number, expiry, true);
}
