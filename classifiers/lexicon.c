#include "classifiers/lexicon.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/grow.h"
#include "classifiers/table.h"

#define NONE UINT32_MAX
#define WORD_MAX 48
#define REMEMBERED_MAX 200000

/* Words that lack one letter are chained by what is left (a deletion neighbourhood): two words
 * within one edit share a rest. A rest is known by its hash: what else has that hash is weeded out
 * when the words themselves are compared. */
struct rest {
    uint32_t id, next;
};

struct rest_head {
    uint32_t hash, first; /* first: place in the chain; NONE: free */
};

struct lexicon {
    struct table words, seen;
    struct rest_head *rests;
    size_t rest_size, rest_used; /* size is 0 or a power of two */
    char **names;
    size_t count, capacity;
    struct rest *chain;
    size_t chained, chain_room;
    struct lexicon_match *matches;
    size_t matched, match_room;
    struct lexicon_match none;
};

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
    free(l->rests);
    free(l->matches);
    table_release(&l->words);
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

static struct rest_head *head_of(struct rest_head *heads, size_t size, uint32_t hash)
{
    size_t i = hash & (size - 1);
    while (heads[i].first != NONE && heads[i].hash != hash)
        i = (i + 1) & (size - 1);
    return &heads[i];
}

static int grow_rests(struct lexicon *l)
{
    size_t size = l->rest_size ? l->rest_size * 2 : 1024;
    struct rest_head *bigger = malloc(size * sizeof *bigger);
    if (!bigger)
        return -1;
    memset(bigger, 0xff, size * sizeof *bigger); /* all first: NONE */
    for (size_t i = 0; i < l->rest_size; i++)
        if (l->rests[i].first != NONE)
            *head_of(bigger, size, l->rests[i].hash) = l->rests[i];
    free(l->rests);
    l->rests = bigger;
    l->rest_size = size;
    return 0;
}

static int chain_rest(struct lexicon *l, const char *rest, size_t n, uint32_t id)
{
    if ((l->rest_used * 2 >= l->rest_size && grow_rests(l) < 0) ||
        grow(&l->chain, l->chained, &l->chain_room, sizeof *l->chain) < 0)
        return -1;
    uint32_t hash = fold_hash(rest, n, 1);
    struct rest_head *head = head_of(l->rests, l->rest_size, hash);
    l->rest_used += head->first == NONE;
    l->chain[l->chained] = (struct rest){.id = id, .next = head->first};
    *head = (struct rest_head){.hash = hash, .first = (uint32_t)l->chained++};
    return 0;
}

/* Chains a word under itself and its rests; a long one also without two letters. */
static int chain_word(struct lexicon *l, const char *word, uint32_t id)
{
    size_t n = strlen(word);
    unsigned edits = tolerance(word, n);
    char one[WORD_MAX], two[WORD_MAX];
    int bad = edits ? chain_rest(l, word, n, id) : 0;
    for (size_t i = 0; edits && i < n && !bad; i++) {
        without(word, n, i, one);
        bad = chain_rest(l, one, n - 1, id);
        for (size_t k = i; edits > 1 && k < n - 1 && !bad; k++) {
            without(one, n - 1, k, two);
            bad = chain_rest(l, two, n - 2, id);
        }
    }
    return bad;
}

uint32_t lexicon_add(struct lexicon *l, const char *word)
{
    uint32_t *slot = table_put(&l->words, word, NONE);
    if (!slot || *slot != NONE)
        return slot ? *slot : NONE;
    if (grow(&l->names, l->count, &l->capacity, sizeof *l->names) < 0)
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

/* Offers the words that share a rest of `length` letters with a word of n. */
static void try_rest(struct lexicon *l, const char *rest, size_t length, const char *word, size_t n,
                     struct lexicon_match *m)
{
    if (!l->rest_size)
        return;
    uint32_t at = head_of(l->rests, l->rest_size, fold_hash(rest, length, 1))->first;
    for (; at != NONE; at = l->chain[at].next) {
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
    try_rest(l, word, n, word, n, m);
    for (size_t i = 0; i < n; i++) {
        without(word, n, i, one);
        try_rest(l, one, n - 1, word, n, m);
        for (size_t k = i; n >= 10 && k < n - 1; k++) {
            without(one, n - 1, k, two);
            try_rest(l, two, n - 2, word, n, m);
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
    if (grow(&l->matches, l->matched, &l->match_room, sizeof *l->matches) < 0 ||
        !table_put(&l->seen, word, (uint32_t)l->matched))
        return &l->none;
    struct lexicon_match *m = &l->matches[l->matched++];
    *m = (struct lexicon_match){0};
    search(l, word, m);
    return m;
}
