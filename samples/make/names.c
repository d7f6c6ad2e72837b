#include <ctype.h>
#include <string.h>

#include "samples/make/submission.h"

static const struct {
    const char *type, *names[4];
} by_type[] = {
    {"bankafschrift", {"afschrift", "rekeningoverzicht", "bank %d", "Mutaties"}},
    {"loonstrook", {"loonstrook", "salaris", "Loonspecificatie %d", "loon partner"}},
    {"paspoort", {"paspoort", "id", "Pas", "legitimatie"}},
    {"identiteitskaart", {"ID kaart", "id voorkant", "legitimatie", "idbewijs"}},
    {"aanvraag-tozo", {"aanvraag", "TOZO aanvraag", "formulier", "Aanvraagformulier ingevuld"}},
    {"kvk-uittreksel", {"kvk", "uittreksel", "Uittreksel KVK", "handelsregister"}},
    {"huurcontract", {"huurcontract", "huur", "contract woning", "Huurovereenkomst"}},
    {"urenadministratie", {"uren", "urenlijst", "Uren 2020", "urenregistratie"}},
};

void name_file(struct rng *r, const char *type, int number, char *name, size_t size)
{
    static const char *const plain[] = {"scan%04d",      "IMG_%04d",          "document (%d)",
                                        "Scan_%d",       "bijlage %d",        "doc%05d",
                                        "Naamloos %d",   "WhatsApp Image %d", "file-%d",
                                        "CamScanner %d", "bewijs%d",          "Nieuw document %d"};
    int serial = rng_int(r, 1, 89) * 100 + number;

    for (size_t i = 0; rng_chance(r, 55) && i < sizeof by_type / sizeof *by_type; i++) {
        char stem[48];

        if (strcmp(by_type[i].type, type) != 0)
            continue;
        format_into(stem, sizeof stem, by_type[i].names[rng_int(r, 0, 3)], number);
        format_into(name, size, "%s%s%d", stem, rng_chance(r, 50) ? "_" : " ", number);
        return;
    }
    format_into(name, size, RNG_PICK(r, plain), serial);
}

void name_entry(struct submission *s, struct rng *r, const char *extension)
{
    char day[16];
    int n = rng_int(r, 1000, 99999);

    format_into(day, sizeof day, "%.4s%.2s%.2s", s->received, s->received + 5, s->received + 8);
    if (strcmp(s->channel, "portal") == 0)
        format_into(s->name, sizeof s->name, "%s_%s_%d%s",
                    rng_chance(r, 50) ? "portaal" : "eformulier", day, n, extension);
    else if (strcmp(s->channel, "mail") == 0)
        format_into(s->name, sizeof s->name, "%s-%d%s", day, n, extension);
    else if (strcmp(s->channel, "scan") == 0)
        format_into(s->name, sizeof s->name, "%s%s_%05d%s", rng_chance(r, 50) ? "SCAN" : "MFP02_",
                    day, n, extension);
    else
        format_into(s->name, sizeof s->name, "%s %s %d%s", rng_chance(r, 50) ? "balie" : "Post",
                    day, n, extension);
}
