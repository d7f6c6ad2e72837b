#include "classifiers/lexicon.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/table.h"

#define NONE UINT32_MAX
#define WORD_MAX 48
#define REMEMBERED_MAX 200000

/* Words that lack one letter are chained by what is left (a deletion neighbourhood): two words
 * within one edit share a rest. */
struct rest {
    uint32_t id, next;
};

struct lexicon {
    struct table words, rests, seen;
    char **names;
    size_t count, capacity;
    struct rest *chain;
    size_t chained, chain_room;
    struct lexicon_match *matches;
    size_t matched, match_room;
    struct lexicon_match none;
};

/* Makes room for one more of an array. */
static int room(void *array, size_t count, size_t *capacity, size_t size)
{
    void **at = array, *bigger;
    if (count < *capacity)
        return 0;
    size_t wanted = *capacity ? *capacity * 2 : 256;
    bigger = realloc(*at, wanted * size);
    if (!bigger)
        return -1;
    *at = bigger;
    *capacity = wanted;
    return 0;
}

struct lexicon *lexicon_new(void)
{
    return calloc(1, sizeof(struct lexicon));
}

void lexicon_free(struct lexicon *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->count; i++)
        free(l->names[i]);
    free(l->names);
    free(l->chain);
    free(l->matches);
    table_release(&l->words);
    table_release(&l->rests);
    table_release(&l->seen);
    free(l);
}

/* Writes word without its character at `skip`. */
static void without(const char *word, size_t n, size_t skip, char *out)
{
    memcpy(out, word, skip);
    memcpy(out + skip, word + skip + 1, n - skip);
}

static bool all_digits(const char *word)
{
    return word[strspn(word, "0123456789")] == 0;
}

/* How many edits a word may have; a number is what it is. */
static unsigned tolerance(const char *word, size_t n)
{
    return n < 5 || n >= WORD_MAX || all_digits(word) ? 0 : n < 10 ? 1 : 2;
}

static int chain_rest(struct lexicon *l, const char *rest, uint32_t id)
{
    uint32_t *head = table_put(&l->rests, rest, NONE);
    if (!head || room(&l->chain, l->chained, &l->chain_room, sizeof *l->chain) < 0)
        return -1;
    l->chain[l->chained] = (struct rest){.id = id, .next = *head};
    *head = (uint32_t)l->chained++;
    return 0;
}

/* Chains a word under itself and its rests; a long one also without two letters. */
static int chain_word(struct lexicon *l, const char *word, uint32_t id)
{
    size_t n = strlen(word);
    unsigned edits = tolerance(word, n);
    char one[WORD_MAX], two[WORD_MAX];
    int bad = edits ? chain_rest(l, word, id) : 0;
    for (size_t i = 0; edits && i < n && !bad; i++) {
        without(word, n, i, one);
        bad = chain_rest(l, one, id);
        for (size_t k = i; edits > 1 && k < n - 1 && !bad; k++) {
            without(one, n - 1, k, two);
            bad = chain_rest(l, two, id);
        }
    }
    return bad;
}

uint32_t lexicon_add(struct lexicon *l, const char *word)
{
    uint32_t *slot = table_put(&l->words, word, NONE);
    if (!slot || *slot != NONE)
        return slot ? *slot : NONE;
    if (room(&l->names, l->count, &l->capacity, sizeof *l->names) < 0)
        return NONE;
    uint32_t id = (uint32_t)l->count;
    l->names[id] = strdup(word);
    if (!l->names[id] || chain_word(l, word, id) < 0)
        return NONE;
    l->count++;
    *slot = id;
    return id;
}

size_t lexicon_count(const struct lexicon *l)
{
    return l->count;
}

const char *lexicon_word(const struct lexicon *l, uint32_t id)
{
    return l->names[id];
}

uint32_t lexicon_exact(const struct lexicon *l, const char *word)
{
    const uint32_t *slot = table_get(&l->words, word);
    return slot ? *slot : NONE;
}

static void keep(struct lexicon_match *m, uint32_t id, unsigned edits)
{
    size_t i;
    for (i = 0; i < m->count; i++)
        if (m->ids[i] == id)
            return;
    if (m->count == LEXICON_NEAR_MAX && m->edits[m->count - 1] <= edits)
        return;
    i = m->count < LEXICON_NEAR_MAX ? m->count++ : LEXICON_NEAR_MAX - 1U;
    for (; i > 0 && m->edits[i - 1] > edits; i--) {
        m->ids[i] = m->ids[i - 1];
        m->edits[i] = m->edits[i - 1];
    }
    m->ids[i] = id;
    m->edits[i] = (uint8_t)edits;
}

static void try_rest(struct lexicon *l, const char *rest, const char *word, struct lexicon_match *m)
{
    const uint32_t *head = table_get(&l->rests, rest);
    size_t n = strlen(word);
    for (uint32_t at = head ? *head : NONE; at != NONE; at = l->chain[at].next) {
        const char *name = l->names[l->chain[at].id];
        unsigned limit = tolerance(name, strlen(name));
        if (limit > tolerance(word, n) + 1)
            limit = tolerance(word, n) + 1;
        if (fold_near(word, name, 1))
            keep(m, l->chain[at].id, 1);
        else if (limit > 1 && fold_near(word, name, 2))
            keep(m, l->chain[at].id, 2);
    }
}

static void search(struct lexicon *l, const char *word, struct lexicon_match *m)
{
    size_t n = strlen(word);
    uint32_t exact = lexicon_exact(l, word);
    char one[WORD_MAX], two[WORD_MAX];
    if (exact != NONE)
        keep(m, exact, 0);
    if (exact != NONE || n < 4 || n >= WORD_MAX || all_digits(word))
        return;
    try_rest(l, word, word, m);
    for (size_t i = 0; i < n; i++) {
        without(word, n, i, one);
        try_rest(l, one, word, m);
        for (size_t k = i; n >= 10 && k < n - 1; k++) {
            without(one, n - 1, k, two);
            try_rest(l, two, word, m);
        }
    }
}

const struct lexicon_match *lexicon_near(struct lexicon *l, const char *word)
{
    const uint32_t *known = table_get(&l->seen, word);
    if (known)
        return &l->matches[*known];
    if (l->matched >= REMEMBERED_MAX) { /* hostile vocabulary: begin anew */
        table_release(&l->seen);
        l->matched = 0;
    }
    if (room(&l->matches, l->matched, &l->match_room, sizeof *l->matches) < 0 ||
        !table_put(&l->seen, word, (uint32_t)l->matched))
        return &l->none;
    struct lexicon_match *m = &l->matches[l->matched++];
    *m = (struct lexicon_match){0};
    search(l, word, m);
    return m;
}
