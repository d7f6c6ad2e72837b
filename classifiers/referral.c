#include "classifiers/referral.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/table.h"

#define NAME_TOKENS 6   /* of the longest name: "valkenburg aan de geul" has 4 */
#define UPPER 0.4F      /* of a page: letterhead, address, title */
#define LOWER 0.9F      /* its foot, where senders stand too */
#define TITLE_TOKENS 14 /* a line that is longer is running text */

struct text {
    char *folded, *label;
};

struct referrals {
    struct table names; /* "capelle aan den ijssel" -> index of `places` */
    struct text *places, *titles, *heads;
    bool *ours; /* by place */
    size_t place_count, title_count, head_count;
};

struct referrals *referrals_new(void)
{
    return calloc(1, sizeof(struct referrals));
}

static void texts_free(struct text *t, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(t[i].folded);
        free(t[i].label);
    }
    free(t);
}

void referrals_free(struct referrals *r)
{
    if (!r)
        return;
    texts_free(r->places, r->place_count);
    texts_free(r->titles, r->title_count);
    texts_free(r->heads, r->head_count);
    table_release(&r->names);
    free(r->ours);
    free(r);
}

/* Folded, with one space for all that is no letter or digit: as tokens are joined. */
static void plain(const char *text, char *out, size_t size)
{
    char folded[160];
    size_t n = 0;
    fold_text(text, folded, sizeof folded);
    for (const char *c = folded; *c && n + 1 < size; c++) {
        if (isalnum((unsigned char)*c))
            out[n++] = *c;
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    out[n - (n && out[n - 1] == ' ')] = 0;
}

static int text_add(struct text **list, size_t *count, const char *label, const char *text)
{
    char folded[160];
    if (strlen(text) >= sizeof folded || strlen(label) >= sizeof((struct referral){0}).name)
        return -1;
    struct text *bigger = realloc(*list, (*count + 1) * sizeof *bigger);
    if (!bigger)
        return -1;
    *list = bigger;
    plain(text, folded, sizeof folded);
    bigger[*count] = (struct text){.folded = strdup(folded), .label = strdup(label)};
    (*count)++;
    return bigger[*count - 1].folded && bigger[*count - 1].label ? 0 : -1;
}

int referrals_add_municipality(struct referrals *r, const char *name, bool ours)
{
    char folded[160];
    plain(name, folded, sizeof folded);
    uint32_t *at = table_put(&r->names, folded, (uint32_t)r->place_count);
    if (!at)
        return -1;
    if (*at < r->place_count) {
        r->ours[*at] = ours;
        return 0;
    }
    bool *bigger = realloc(r->ours, r->place_count + 1);
    if (!bigger)
        return -1;
    r->ours = bigger;
    r->ours[r->place_count] = ours;
    return text_add(&r->places, &r->place_count, name, name);
}

int referrals_add_letterhead(struct referrals *r, const char *text)
{
    return text_add(&r->heads, &r->head_count, "", text);
}

int referrals_add_scheme(struct referrals *r, const char *label, const char *title)
{
    return text_add(&r->titles, &r->title_count, label, title);
}

/* The longest known name that begins at a token; -1: none. */
static int name_at(const struct referrals *r, const struct sheet *s, size_t token, size_t end)
{
    char joined[160] = "";
    int found = -1;
    size_t n = 0;
    for (size_t i = 0; i < NAME_TOKENS && token + i < end; i++) {
        const char *text = s->tokens[token + i].text;
        if (n + strlen(text) + 2 > sizeof joined)
            break;
        n += (size_t)sprintf(joined + n, "%s%s", i ? " " : "", text);
        const uint32_t *at = table_get(&r->names, joined);
        found = at ? (int)*at : found;
    }
    return found;
}

static bool names_municipality(const char *token)
{
    return fold_near(token, "gemeente", 1) || strcmp(token, "gem") == 0;
}

/* Words of a token line joined by spaces, for looking up a phrase. */
static void line_plain(const struct sheet_line *line, char *out, size_t size)
{
    plain(line->text, out, size);
}

struct sighting {
    int place; /* of another municipality; -1: none */
    bool ours;
};

/* "Gemeente X" as sender or addressee; "college van burgemeester en wethouders van (de gemeente)
 * X" likewise. */
static void look_at_line(const struct referrals *r, const struct sheet *s,
                         const struct sheet_line *line, struct sighting *seen)
{
    char text[160];
    size_t end = line->token + line->tokens;
    line_plain(line, text, sizeof text);
    for (size_t i = 0; i < r->head_count; i++)
        seen->ours |= fold_find(text, r->heads[i].folded) != NULL;
    for (size_t t = line->token; t + 1 < end; t++) {
        bool council = strcmp(s->tokens[t].text, "wethouders") == 0;
        size_t at = t + 1;
        if (!council && !names_municipality(s->tokens[t].text))
            continue;
        at += council && strcmp(s->tokens[at].text, "van") == 0;
        int place = at < end ? name_at(r, s, at, end) : -1;
        if (place < 0)
            continue;
        if (r->ours[place])
            seen->ours = true;
        else if (seen->place < 0)
            seen->place = place;
    }
}

static int title_on(const struct referrals *r, const struct sheet_line *line)
{
    char text[160];
    line_plain(line, text, sizeof text);
    for (size_t i = 0; i < r->title_count; i++)
        if (fold_find(text, r->titles[i].folded))
            return (int)i;
    return -1;
}

static struct referral refer(enum referral_kind kind, const char *name)
{
    struct referral found = {.kind = kind};
    snprintf(found.name, sizeof found.name, "%s", name);
    return found;
}

struct referral referral_find(const struct referrals *r, const struct view *first)
{
    const struct sheet *s = &first->sheet;
    struct sighting seen = {.place = -1};
    for (size_t i = 0; i < s->line_count; i++) {
        float y = sheet_height(s, &s->lines[i]);
        if (y > UPPER && y < LOWER)
            continue;
        look_at_line(r, s, &s->lines[i], &seen);
        int title =
            y <= UPPER && s->lines[i].tokens <= TITLE_TOKENS ? title_on(r, &s->lines[i]) : -1;
        if (title >= 0)
            return refer(REFERRAL_SCHEME, r->titles[title].label);
    }
    return seen.place >= 0 && !seen.ours ? refer(REFERRAL_MUNICIPALITY, r->places[seen.place].label)
                                         : (struct referral){0};
}
