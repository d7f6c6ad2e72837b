#include "classifiers/people_words.h"

#include <stdio.h>
#include <string.h>
#include "classifiers/fold.h"

static const char *const prefixes[] = {
    "van", "der", "den", "de",    "het",  "'t",  "ten", "ter", "te", "vd", "v.d.", "op",
    "in",  "aan", "von", "zu",    "la",   "le",  "du",  "des", "di", "da", "dos",  "del",
    "el",  "al",  "bij", "onder", "over", "uit", "s'",  "d'",  "af", "av", "t"};
/* Prefixes that are Dutch beyond doubt and open a surname even after a given name. */
static const char *const openers[] = {"van", "de",   "den", "der", "ten", "ter", "te",
                                      "vd",  "v.d.", "'t",  "het", "von", "op"};
static const char *const titles[] = {
    "de heer", "heer", "dhr",  "dhr.", "hr.", "hr",  "mevrouw", "mevr", "mevr.",   "mw",
    "mw.",     "mr.",  "drs.", "ing.", "ir.", "dr.", "prof.",   "fam.", "familie", "mrs.",
    "mrs",     "ms.",  "ms",   "mej.", "drs", "bc.", "de",      "aan"};
/* Words of labels, sentences and kinds of firms, never surnames here; a blank on either side. */
static const char strangers[] =
    " surname sumame names given nederlandse nederland koninkrijk nationaliteit nationality "
    "identity identiteitskaart card paspoort passport rijbewijs geslacht sex name nom prenoms "
    "lengte height instantie authority document verblijfstitel handtekening geldig pasnummer "
    "debit mastercard maestro visa rabobank betaalpas titel permit residence bewijs verklaring "
    "aanvraag opgave burg. burg b.v. bv n.v. nv vof v.o.f. stichting gemeente bank holding "
    "afdeling postbus college directie administratie geboren geboortedatum bsn adres datum "
    "periode straat postcode woonplaats voorletters voornamen voornaam telefoon email e-mail "
    "iban nummer personeelsnummer burgerservicenummer rekeningnummer naam partner tussenvoegsel "
    "functie werkgever werknemer wonende rekening betaalrekening bedrijf onderneming kvk "
    "kvk-nummer ja nee niet mijn uw geachte heer/mevrouw mevrouw/heer achternaam "
    "belastingdienst uwv svb duo rechtbank beleid team zaaknummer kenmerk dossier dossiernummer "
    "dossiernr pagina blad jaar maand loonheffing afdrukdatum m/v plaats saldo totaal bic sepa "
    "aanvrager ondergetekende hierna beide tenaamstelling geb. geboorteplaats burgerlijke staat "
    "gehuwd huisnummer afschrift indienst dienst loontijdvak tijdvak telefoonnummer klantnummer "
    "volgnummer hierbij met groet groeten vriendelijke hartelijke hoogachtend bijlage bijlagen "
    "betreft onderwerp inzake code wie wat waar wanneer hoe waarom ik wij dit deze voor graag "
    "alvast werkzaamheden welk welke soort persoonlijke betaalautomaat inkoop factuur "
    "uitgeverij vastgoed horeca softwarehuis rederij drukkerij bakkerij slagerij restaurant "
    "voeg vul lees kruis onderteken stuur neem geef let maak bewaar kies noteer bel mail zie "
    "controleer vergeet upload print lever meld beantwoord bereken "
    "zoekperiode tegenrekening urencriterium koophandel gemachtigde opgesteld basissalaris "
    "dienstverband aanvang balans incassant spoedbetaling verzamelbetaling "
    "kenmerk machtiging machtigings voorvoegsel voorvoegsels tussenvoegsels pensioen "
    "uitloggen webwinkel webshop rijschool garage dansschool kapsalon montage lease verhuur "
    "vakantiepark kinderdagverblijf taxicentrale kwekerij boekhouding arbeid toegestaan "
    "eetcafe supermarkt apotheek makelaardij verzekeringen pay koophandel ";

static bool among(const char *word, const char *const *list, size_t count)
{
    char folded[64];
    if (strlen(word) >= sizeof folded)
        return false;
    size_t n = fold_text(word, folded, sizeof folded);
    for (size_t i = 0; i < count; i++)
        if (strcmp(folded, list[i]) == 0 ||
            (n > 4 && folded[n - 1] == '.' && strlen(list[i]) == n - 1 &&
             strncmp(folded, list[i], n - 1) == 0))
            return true;
    return false;
}

#define AMONG(word, list) among(word, list, sizeof list / sizeof *list)

bool name_prefix(const char *word)
{
    return AMONG(word, prefixes);
}

/* "Autobedrijf", "Mediabureau": a firm. */
static bool firm_word(const char *word)
{
    static const char *const ends[] = {"bedrijf",    "bureau",   "fabriek",   "studio",
                                       "producties", "groep",    "services",  "diensten",
                                       "zetters",    "praktijk", "adviseurs", "kantoor",
                                       "transport",  "webshop",  "salon"};
    char folded[64];
    if (strlen(word) >= sizeof folded)
        return true;
    size_t n = fold_text(word, folded, sizeof folded);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t k = strlen(ends[i]);
        if (n >= k && strcmp(folded + n - k, ends[i]) == 0)
            return true;
    }
    return false;
}

/* A label's word: "Personeelsnr.", "Geboortedatum". */
static bool label_word(const char *word)
{
    static const char *const ends[] = {"nr",   "nr.",   "nummer", "datum",
                                       "naam", "adres", "code",   "no."};
    char folded[64];
    if (strlen(word) >= sizeof folded)
        return true;
    size_t n = fold_text(word, folded, sizeof folded);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t k = strlen(ends[i]);
        if (n > k && n > 4 && strcmp(folded + n - k, ends[i]) == 0)
            return true;
    }
    return false;
}

bool name_opener(const char *word)
{
    return AMONG(word, openers);
}

bool name_title(const char *word)
{
    return AMONG(word, titles);
}

/* Words of cards and forms that are long enough to be known with two letters misread. */
static bool misread_stranger(const char *folded)
{
    static const char *const words[] = {
        "nederlandse",         "koninkrijk",        "nederlanden",  "nationaliteit",
        "nationality",         "identity",          "handtekening", "geboortedatum",
        "identiteitskaart",    "rekeningnummer",    "aanvrager",    "ondertekening",
        "burgerservicenummer", "kinderdagverblijf", "vakantiepark", "koophandel"};
    size_t n = strlen(folded);
    for (size_t i = 0; n >= 8 && i < sizeof words / sizeof *words; i++)
        if (fold_near(folded, words[i], strlen(words[i]) >= 10 ? 2 : 1))
            return true;
    return false;
}

static bool stranger(const char *word)
{
    char folded[64], padded[70];
    if (strlen(word) >= sizeof folded)
        return false;
    size_t n = fold_text(word, folded, sizeof folded);
    snprintf(padded, sizeof padded, " %s ", folded);
    if (strstr(strangers, padded) || misread_stranger(folded))
        return true;
    if (n <= 4 || folded[n - 1] != '.')
        return false;
    snprintf(padded, sizeof padded, " %.*s ", (int)n - 1, folded);
    return strstr(strangers, padded) != NULL;
}

bool name_never(const char *word)
{
    return stranger(word) || label_word(word) || firm_word(word);
}

bool name_joiner(const char *word)
{
    static const char *const list[] = {"e/o", "en/of", "en",   "&", "c.s.",
                                       "cs",  "and",   "e.o.", "eo"};
    return AMONG(word, list);
}
