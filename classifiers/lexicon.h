/* Words by number, found through reading errors: one edit in words of 5 letters and more, two
 * in words of 10 and more. */
#ifndef POSTKAMER_LEXICON_H
#define POSTKAMER_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#define LEXICON_NEAR_MAX 4

struct lexicon;

/* Words near another, best first. */
struct lexicon_match {
    uint32_t ids[LEXICON_NEAR_MAX];
    uint8_t edits[LEXICON_NEAR_MAX];
    uint8_t count;
};

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *l);
/* Number of a word, added when new; UINT32_MAX: no memory. */
uint32_t lexicon_add(struct lexicon *l, const char *word);
size_t lexicon_count(const struct lexicon *l);
const char *lexicon_word(const struct lexicon *l, uint32_t id);
/* Never NULL; remembered, so that a word is looked for once. */
const struct lexicon_match *lexicon_near(struct lexicon *l, const char *word);
/* The number of a word exactly as it is; UINT32_MAX: not known. */
uint32_t lexicon_exact(const struct lexicon *l, const char *word);

#endif
