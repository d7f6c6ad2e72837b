#include "samples/make/lookalike.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Higher than in real post: a corpus is to hold enough of each to count. */
static struct {
    const char *name;
    int percent;
} kinds[ALIKE_KINDS] = {
    [ALIKE_FATHER_SON] = {"father-son", 3},
    [ALIKE_TWINS] = {"twins", 3},
    [ALIKE_SIBLING] = {"sibling", 4},
    [ALIKE_COUPLE] = {"couple-two-dossiers", 4},
    [ALIKE_ROUNDS] = {"rounds", 15},
    [ALIKE_FIRM] = {"firm-address", 5},
    [ALIKE_NEAR_BSN] = {"near-bsn", 8},
    [ALIKE_STRANGER] = {"stranger", 5},
    [ALIKE_ELSEWHERE] = {"elsewhere", 2},
    [ALIKE_THIRD_PARTY] = {"third-party-numbers", 100},
    [ALIKE_TWO_PEOPLE] = {"two-people", 12},
    [ALIKE_SERIES] = {"series", 10},
    [ALIKE_MISSING] = {"page-missing", 6},
    [ALIKE_REVERSED] = {"reversed", 3},
    [ALIKE_SHUFFLED] = {"shuffled", 3},
    [ALIKE_NUMBER_WRONG] = {"number-misprinted", 2},
    [ALIKE_NUMBER_CUT] = {"number-cut", 3},
    [ALIKE_LOOSE_PAGES] = {"loose-pages", 8},
    [ALIKE_COPY_EXACT] = {"copy-exact", 2},
    [ALIKE_COPY_RESCAN] = {"copy-rescanned", 5},
    [ALIKE_COPY_FORMAT] = {"copy-other-format", 2},
    [ALIKE_SIDECAR_BSN] = {"sidecar-bsn", 3},
    [ALIKE_SIDECAR_DOSSIER] = {"sidecar-dossier", 3},
    [ALIKE_SIDECAR_NAME] = {"sidecar-name", 3},
};

const char *alike_name(enum lookalike kind)
{
    return kinds[kind].name;
}

bool alike_chance(struct rng *r, enum lookalike kind)
{
    return rng_chance(r, kinds[kind].percent);
}

bool alike_set_rate(const char *setting)
{
    const char *is = strchr(setting, '=');
    char *end;

    for (int i = 0; is != NULL && i < ALIKE_KINDS; i++) {
        if (strlen(kinds[i].name) != (size_t)(is - setting) ||
            strncmp(kinds[i].name, setting, (size_t)(is - setting)) != 0)
            continue;
        kinds[i].percent = (int)strtol(is + 1, &end, 10);
        return end > is + 1 && *end == '\0' && kinds[i].percent >= 0 && kinds[i].percent <= 100;
    }
    return false;
}

void alike_list(void)
{
    for (int i = 0; i < ALIKE_KINDS; i++)
        printf("%s=%d\n", kinds[i].name, kinds[i].percent);
}
