/* What a paper says that it is for: the scheme and the kind that it names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/link_text.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

#define HEAD_SIGNS 700 /* of a page's text, or a third of it: where it says what it is for */

static bool names_phrase(const char *text, const json_t *phrases)
{
    size_t i;
    json_t *phrase;
    char folded[120];

    json_array_foreach(phrases, i, phrase)
    {
        const char *words = json_string_value(phrase);
        if (words && fold_find(text, link_fold(words, folded, sizeof folded)))
            return true;
    }
    return false;
}

static void take_word(const char **slot, const char *word, bool *several)
{
    if (*slot && strcmp(*slot, word))
        *several = true;
    *slot = word;
}

/* "tozo" of "tozo3": what the rounds of one scheme have in common. */
static const char *family_of(const char *code, char out[40])
{
    snprintf(out, 40, "%.*s", (int)strcspn(code, "0123456789"), code);
    return out;
}

/* Does the text name a scheme of another family too: "Rechtmatigheidsformulier Bbz / Tozo"? */
static bool names_other_family(struct decider *d, const char *text, const char *code)
{
    char own[40], other[40];
    size_t i;
    json_t *scheme;

    family_of(code, own);
    json_array_foreach(json_object_get(d->catalogue, "schemes"), i, scheme)
    {
        const char *name = record_text(scheme, "code");
        if (name && strcmp(family_of(name, other), own) && fold_find(text, other))
            return true;
    }
    return false;
}

/* A paper says at its head what it is for. Further down a form asks for earlier rounds too, and
 * where its first page was lost only that is left. */
static bool at_head(const char *text, const json_t *phrases)
{
    size_t length = strlen(text), head = length / 3 > HEAD_SIGNS ? length / 3 : HEAD_SIGNS;
    char *part = strndup(text, head);
    bool named = part && names_phrase(part, phrases);

    free(part);
    return named;
}

/* A paper that names several schemes (an explanation, a list of earlier rounds) names none. */
static void read_naming(struct decider *d, const char *text, struct naming *n)
{
    bool several = false, head = false, living, capital;
    size_t i;
    json_t *scheme;

    json_array_foreach(json_object_get(d->catalogue, "schemes"), i, scheme)
    {
        const char *code = record_text(scheme, "code");
        const json_t *phrases = json_object_get(scheme, "phrases");
        if (!code || !names_phrase(text, phrases))
            continue;
        take_word(&n->scheme, code, &several);
        head = at_head(text, phrases);
    }
    if (n->scheme && (several || !head || names_other_family(d, text, n->scheme)))
        n->scheme = NULL;
    living = fold_find(text, "levensonderhoud") != NULL;
    capital = fold_find(text, "bedrijfskapitaal") || fold_find(text, "bedrijfskrediet");
    if (living != capital)
        n->kind = living ? "levensonderhoud" : "bedrijfskapitaal";
}

/* What classify found goes before what the text says. */
static void read_evidence(const json_t *record, struct naming *n)
{
    size_t i;
    json_t *e;

    json_array_foreach(json_object_get(record, "evidence"), i, e)
    {
        const char *field = record_text(e, "field"), *value = record_text(e, "value");
        if (!field || !value || record_number(e, "p", 0) < 0.7)
            continue;
        if (strcmp(field, "scheme") == 0)
            n->scheme = value;
        else if (strcmp(field, "kind") == 0)
            n->kind = value;
    }
}

const struct naming *naming_of(struct decider *d, struct paper *p)
{
    if (p->naming.read)
        return &p->naming;
    char *text = paper_text(d, p, 1);
    p->naming.read = true;
    p->naming.application = entry_lists(type_of(d, p->record), "proves", "aanvraag");
    if (text)
        read_naming(d, text, &p->naming);
    free(text);
    read_evidence(p->record, &p->naming);
    return &p->naming;
}
