#include "classifiers/catalogue.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/catalogue_parts.h"
#include "classifiers/fold.h"
#include "classifiers/grow.h"

#define NONE UINT32_MAX
#define TEXT_MAX 160

const char *const field_names[FIELD_KINDS] = {"bsn",  "iban",       "kvk",           "dossier",
                                              "name", "birth_date", "document_date", "period"};

struct catalogue *catalogue_new(void)
{
    struct catalogue *c = calloc(1, sizeof *c);
    if (c && !(c->words = lexicon_new())) {
        free(c);
        c = NULL;
    }
    return c;
}

void catalogue_free(struct catalogue *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->type_count; i++) {
        free(c->types[i].code);
        free(c->types[i].label);
    }
    for (size_t i = 0; i < c->pattern_count; i++)
        free(c->patterns[i]);
    for (size_t i = 0; i < c->count; i++) {
        free(c->phrases[i].text);
        free(c->phrases[i].uses);
    }
    free(c->phrases);
    free(c->heads);
    table_release(&c->texts);
    lexicon_free(c->words);
    free(c);
}

int catalogue_add_type(struct catalogue *c, const struct document_type *type)
{
    if (c->type_count == CATALOGUE_TYPES_MAX)
        return -1;
    struct document_type *t = &c->types[c->type_count];
    *t = *type;
    t->code = strdup(type->code);
    t->label = strdup(type->label);
    if (!t->code || !t->label) {
        free(t->code);
        free(t->label);
        return -1;
    }
    return (int)c->type_count++;
}

int catalogue_add_pattern(struct catalogue *c, const char *pattern)
{
    if (c->pattern_count == PATTERNS_MAX || !(c->patterns[c->pattern_count] = strdup(pattern)))
        return -1;
    c->pattern_count++;
    return 0;
}

/* Splits folded text in place into words of the lexicon. The number of words, or -1. */
static int split_words(struct catalogue *c, const char *text, uint32_t *ids)
{
    char folded[TEXT_MAX], *at = folded;
    int n = 0;
    fold_text(text, folded, sizeof folded);
    while (*at) {
        char *end = at;
        while (isalnum((unsigned char)*end))
            end++;
        char stop = *end;
        *end = 0;
        if (end > at && n == PHRASE_TOKENS_MAX)
            return -1;
        if (end > at && (ids[n++] = lexicon_add(c->words, at)) == NONE)
            return -1;
        at = end + (stop != 0);
    }
    return n;
}

/* The phrase with these words, made when it is new. */
static struct phrase *phrase_of(struct catalogue *c, const uint32_t *ids, size_t n)
{
    char text[TEXT_MAX] = "";
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const char *word = lexicon_word(c->words, ids[i]);
        size_t room = sizeof text - used;
        size_t need = strlen(word) + (i > 0);
        if (need >= room)
            return NULL;
        if (i)
            text[used++] = ' ';
        memcpy(text + used, word, strlen(word) + 1);
        used += strlen(word);
    }
    uint32_t *slot = table_put(&c->texts, text, (uint32_t)c->count);
    if (!slot || *slot < c->count)
        return slot ? &c->phrases[*slot] : NULL;
    if (grow(&c->phrases, c->count, &c->capacity, sizeof *c->phrases) < 0)
        return NULL;
    struct phrase *p = &c->phrases[c->count];
    *p = (struct phrase){.text = strdup(text), .tokens = n, .next = NONE};
    if (!p->text)
        return NULL;
    memcpy(p->ids, ids, n * sizeof *ids);
    c->count++;
    return p;
}

int catalogue_add_phrase(struct catalogue *c, int type, enum phrase_role role, const char *text,
                         float weight)
{
    uint32_t ids[PHRASE_TOKENS_MAX];
    int n = split_words(c, text, ids);
    if (n <= 0 || type < 0 || (size_t)type >= c->type_count)
        return -1;
    struct phrase *p = phrase_of(c, ids, (size_t)n);
    if (!p)
        return -1;
    for (size_t i = 0; i < p->use_count; i++)
        if (p->uses[i].type == type && p->uses[i].role == role)
            return 0;
    struct phrase_use *bigger = realloc(p->uses, (p->use_count + 1) * sizeof *bigger);
    if (!bigger)
        return -1;
    p->uses = bigger;
    p->uses[p->use_count++] =
        (struct phrase_use){.type = (uint16_t)type, .role = (uint8_t)role, .weight = weight};
    return 0;
}

/* A long phrase says more than a short word, and one that many types share says less. */
static void weigh(struct phrase *p)
{
    float length = (float)strlen(p->text);
    float title = fminf(1.1F, fmaxf(0.5F, 0.4F + length / 22));
    float typical = length <= 3 ? 0.35F : fminf(1.5F, fmaxf(0.5F, length / 13));
    size_t sharing[PHRASE_ROLES] = {0};
    for (size_t i = 0; i < p->use_count; i++)
        sharing[p->uses[i].role]++;
    for (size_t i = 0; i < p->use_count; i++) {
        struct phrase_use *u = &p->uses[i];
        u->weight *= u->role == PHRASE_TITLE ? title : typical;
        u->weight /= sqrtf((float)sharing[u->role]);
    }
}

int catalogue_freeze(struct catalogue *c)
{
    size_t words = lexicon_count(c->words);
    free(c->heads);
    c->heads = malloc((words + 1) * sizeof *c->heads);
    if (!c->heads)
        return -1;
    memset(c->heads, 0xff, (words + 1) * sizeof *c->heads);
    for (size_t i = 0; i < c->count; i++) {
        struct phrase *p = &c->phrases[i];
        weigh(p);
        p->next = c->heads[p->ids[0]];
        c->heads[p->ids[0]] = (uint32_t)i;
    }
    return 0;
}

size_t catalogue_count(const struct catalogue *c)
{
    return c->type_count;
}

const struct document_type *catalogue_type(const struct catalogue *c, size_t number)
{
    return &c->types[number];
}

const char *catalogue_pattern(const struct catalogue *c, size_t number)
{
    return number < c->pattern_count ? c->patterns[number] : NULL;
}

int catalogue_find(const struct catalogue *c, const char *code)
{
    for (size_t i = 0; code && i < c->type_count; i++)
        if (strcmp(c->types[i].code, code) == 0)
            return (int)i;
    return -1;
}

int catalogue_mrz(const struct catalogue *c, const char *code)
{
    int best = -1;
    size_t longest = 0;
    for (size_t i = 0; i < c->type_count; i++)
        for (size_t k = 0; k < 8 && c->types[i].mrz[k][0]; k++) {
            size_t n = strlen(c->types[i].mrz[k]);
            if (n > longest && strncmp(code, c->types[i].mrz[k], n) == 0) {
                best = (int)i;
                longest = n;
            }
        }
    return best;
}
