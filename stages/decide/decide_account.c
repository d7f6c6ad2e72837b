/* A bank's paper and the account that it shows. */
#include <stdlib.h>
#include <string.h>
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

#define ACCOUNT_P 0.9 /* an account that was read with less may be another */
#define CARD_WORDS 60 /* on one side */

static bool of_bank(struct decider *d, const struct paper *p)
{
    return entry_lists(type_of(d, p->record), "proves", "rekeningnummer");
}

/* A bank's paper is of one account. Accounts in the lines of a statement are third parties'; the
 * only one besides is its holder's: so on 695 of 696 such papers of seven corpora. */
void paper_take_account(struct decider *d, struct paper *p)
{
    struct link_value *only = NULL;

    if (!of_bank(d, p))
        return;
    for (size_t i = 0; i < p->count; i++) {
        struct link_value *v = &p->values[i];
        if (v->field != LINK_IBAN || v->role == LINK_THIRD || !v->valid)
            continue;
        if (v->role != LINK_UNKNOWN || (only && strcmp(only->text, v->text)))
            return;
        only = !only || v->p > only->p ? v : only;
    }
    if (only && only->p >= ACCOUNT_P)
        only->role = LINK_APPLICANT; /* of whom the paper is: a partner's names its own holder */
}

/* A bank's paper shows its holder's account; one without is often another kind that looks like it.
 */
bool paper_lacks_account(struct decider *d, const struct paper *p)
{
    if (!of_bank(d, p))
        return false;
    for (size_t i = 0; i < p->count; i++)
        if (p->values[i].field == LINK_IBAN && p->values[i].role != LINK_THIRD)
            return false;
    return true;
}

/* A card that carries an account, the person's own by the registry, and hardly another word: that
 * is a bank card, however little the words say. On calibrate (seeds 22, 61) and train (seed 21) all
 * 56 papers that were taken for one and had it were. One side only: it says nothing of a second
 * page, which can be another card's. */
bool paper_is_bank_card(struct decider *d, const struct paper *p)
{
    const struct link_result *iban = p->group_count ? &p->groups[0].match.fields[LINK_IBAN] : NULL;
    size_t words = 1;

    if (!of_bank(d, p) || !record_true(type_of(d, p->record), "card") || !iban ||
        iban->grade != LINK_AGREES || iban->value->p < NAMED_P ||
        json_array_size(json_object_get(p->record, "pages")) != 1)
        return false;
    char *text = paper_text(d, p, 1);
    for (const char *c = text; c && *c; c++)
        words += *c == ' ';
    bool few = text && words < CARD_WORDS;
    free(text);
    return few;
}
