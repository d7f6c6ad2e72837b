/* MDTO 1.0.1 (Nationaal Archief): an `informatieobject` a dossier and a piece, a `bestand` a file.
 * The order of elements is the schema's. */
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/export/export.h"

#define SOURCE "postkamer"

/* Text as XML 1.0 takes it: control characters are none of it. */
static void text(FILE *f, const char *value)
{
    for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
        if (*c == '&')
            fputs("&amp;", f);
        else if (*c == '<')
            fputs("&lt;", f);
        else if (*c == '>')
            fputs("&gt;", f);
        else
            fputc(*c < 0x20 || *c == 0x7f ? '?' : *c, f);
    }
}

static void leaf(FILE *f, const char *name, const char *value)
{
    fprintf(f, "<%s>", name);
    text(f, value);
    fprintf(f, "</%s>\n", name);
}

static void identity(FILE *f, const char *name, const char *id, const char *source)
{
    fprintf(f, "<%s>", name);
    leaf(f, "identificatieKenmerk", id);
    leaf(f, "identificatieBron", source);
    fprintf(f, "</%s>\n", name);
}

static void concept(FILE *f, const char *name, const char *label, const char *code,
                    const char *list)
{
    fprintf(f, "<%s>", name);
    leaf(f, "begripLabel", label);
    if (*code)
        leaf(f, "begripCode", code);
    fputs("<begripBegrippenlijst>", f);
    leaf(f, "verwijzingNaam", list);
    fprintf(f, "</begripBegrippenlijst></%s>\n", name);
}

static void reference(FILE *f, const char *name, const char *whose, const char *id,
                      const char *source)
{
    fprintf(f, "<%s>", name);
    leaf(f, "verwijzingNaam", whose);
    if (*id)
        identity(f, "verwijzingIdentificatie", id, source);
    fprintf(f, "</%s>\n", name);
}

static void head(FILE *f, const char *kind, const char *id, const char *name)
{
    fprintf(f,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<MDTO xmlns=\"https://www.nationaalarchief.nl/mdto\">\n<%s>\n",
            kind);
    identity(f, "identificatie", id, SOURCE);
    leaf(f, "naam", name);
}

static void tail(FILE *f, const char *kind)
{
    fprintf(f, "</%s>\n</MDTO>\n", kind);
}

static void event(FILE *f, const char *type, const char *moment)
{
    fputs("<event>", f);
    concept(f, "eventType", type, "", "Begrippenlijst EventTypeLijst MDTO");
    if (*moment)
        leaf(f, "eventTijd", moment);
    fputs("</event>\n", f);
}

/* How long it is kept; from when is known only when the case is closed. */
static void retention(FILE *f, int years)
{
    char term[24];

    concept(f, "waardering", "Tijdelijk te bewaren", "V", "Begrippenlijst Waarderingen MDTO");
    if (years <= 0)
        return;
    snprintf(term, sizeof term, "P%dY", years);
    fputs("<bewaartermijn>", f);
    concept(f, "termijnTriggerStartLooptijd", "Afhandeling van de zaak", "", SOURCE);
    leaf(f, "termijnLooptijd", term);
    fputs("</bewaartermijn>\n", f);
}

static void creator(FILE *f, const struct export *e)
{
    const json_t *creator = json_object_get(e->profile, "archive_creator");

    reference(f, "archiefvormer", record_string(creator, "name"),
              record_string(creator, "identifier"), "TOOI register gemeenten compleet");
}

static void restriction(FILE *f, const char *confidentiality)
{
    fputs("<beperkingGebruik>", f);
    concept(f, "beperkingGebruikType", confidentiality, "",
            "Vertrouwelijkheidaanduiding (ZGW Documenten API)");
    leaf(f, "beperkingGebruikNadereBeschrijving", "Bevat persoonsgegevens");
    fputs("</beperkingGebruik>\n", f);
}

static void period(FILE *f, const json_t *piece)
{
    const char *span = record_text(json_object_get(piece, "fields"), "period");
    char day[11];

    if (!span || strlen(span) != 21)
        return;
    fputs("<dekkingInTijd>", f);
    concept(f, "dekkingInTijdType", "Periode waarop het stuk betrekking heeft", "", SOURCE);
    snprintf(day, sizeof day, "%.10s", span);
    leaf(f, "dekkingInTijdBegindatum", day);
    snprintf(day, sizeof day, "%.10s", span + 11);
    leaf(f, "dekkingInTijdEinddatum", day);
    fputs("</dekkingInTijd>\n", f);
}

static void dossier_object(FILE *f, const struct export *e, const struct export_document *d)
{
    head(f, "informatieobject", d->dossier, d->dossier);
    concept(f, "aggregatieniveau", "Dossier", "", "Begrippenlijst Aggregatieniveaus MDTO");
    retention(f, 0);
    creator(f, e);
    restriction(f, d->confidentiality);
    tail(f, "informatieobject");
}

static void piece_object(FILE *f, const struct export *e, const struct export_document *d)
{
    head(f, "informatieobject", d->id, d->title);
    concept(f, "aggregatieniveau", "Archiefstuk", "", "Begrippenlijst Aggregatieniveaus MDTO");
    concept(f, "classificatie", d->label, d->code, "Documenttypen " SOURCE);
    period(f, d->piece);
    leaf(f, "taal", "nl");
    event(f, "Creatie", d->created);
    event(f, "Ontvangst", d->received);
    retention(f, d->years);
    reference(f, "isOnderdeelVan", d->dossier, d->dossier, SOURCE);
    reference(f, "heeftRepresentatie", d->name, d->sha256, "SHA-256");
    creator(f, e);
    restriction(f, d->confidentiality);
    tail(f, "informatieobject");
}

static void file_object(FILE *f, const struct export *e, const struct export_document *d)
{
    char size[24];

    (void)e;
    snprintf(size, sizeof size, "%llu", (unsigned long long)d->size);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<MDTO xmlns=\"https://www.nationaalarchief.nl/mdto\">\n<bestand>\n",
          f);
    identity(f, "identificatie", d->sha256, "SHA-256");
    leaf(f, "naam", d->name);
    leaf(f, "omvang", size);
    concept(f, "bestandsformaat", d->pronom_label, d->pronom, "PRONOM-register");
    fputs("<checksum>", f);
    concept(f, "checksumAlgoritme", "SHA-256", "", "Begrippenlijst ChecksumAlgoritme MDTO");
    leaf(f, "checksumWaarde", d->sha256);
    leaf(f, "checksumDatum", d->hashed);
    fputs("</checksum>\n", f);
    reference(f, "isRepresentatieVan", d->title, d->id, SOURCE);
    tail(f, "bestand");
}

typedef void write_object(FILE *f, const struct export *e, const struct export_document *d);

static int put(struct export *e, const struct export_document *d, const char *name,
               write_object *object)
{
    char *xml = NULL, whole[EXPORT_NAME_MAX + 24];
    size_t size = 0;
    FILE *f = open_memstream(&xml, &size);
    int status = -1;

    if (f) {
        object(f, e, d);
        status = fclose(f);
    }
    snprintf(whole, sizeof whole, "%s.MDTO.xml", name);
    if (status)
        diag_warn("out of memory");
    else
        status = export_write(e, d->folder, whole, xml, size);
    free(xml);
    return status;
}

static int document(struct export *e, const struct export_document *d)
{
    char file[EXPORT_NAME_MAX + 12];
    const char *dot = strrchr(d->name, '.');

    snprintf(file, sizeof file, "%s.bestand", d->name);
    char stem[EXPORT_NAME_MAX];
    snprintf(stem, sizeof stem, "%.*s", dot ? (int)(dot - d->name) : (int)strlen(d->name), d->name);
    return put(e, d, d->folder, dossier_object) || put(e, d, stem, piece_object) ||
                   put(e, d, file, file_object)
               ? -1
               : 0;
}

const struct export_format export_mdto = {
    .name = "mdto",
    .needs = {"archive_creator"},
    .document = document,
};
