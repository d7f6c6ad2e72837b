/* Open Zaak's bulk import of documents: one CSV, its files beside it. The columns and their order
 * are Open Zaak's; a missing one refuses the whole import. */
#include <string.h>
#include "pipeline/diag.h"
#include "stages/export/export.h"
#include "stages/export/export_uuid.h"

#define LIST "import.csv"
static const char header[] =
    "uuid,identificatie,bronorganisatie,creatiedatum,titel,vertrouwelijkheidaanduiding,auteur,"
    "status,formaat,taal,bestandsnaam,bestandsomvang,bestandspad,link,beschrijving,ontvangstdatum,"
    "verzenddatum,indicatieGebruiksrecht,verschijningsvorm,ondertekening.soort,"
    "ondertekening.datum,integriteit.algoritme,integriteit.waarde,integriteit.datum,"
    "informatieobjecttype,zaakUuid,trefwoorden\r\n";

static int begin(struct export *e)
{
    e->list = open_memstream(&e->text, &e->text_size);
    if (!e->list) {
        diag_warn("out of memory");
        return -1;
    }
    fputs(header, e->list);
    return 0;
}

/* A cell. What a spreadsheet would take for a formula begins with a space instead: names come from
 * outside, and somebody may open the list. */
static void cell(FILE *f, const char *value, bool last)
{
    fputc('"', f);
    if (*value && strchr("=+-@\t\r", *value))
        fputc(' ', f);
    for (; *value; value++) {
        if (*value == '"')
            fputc('"', f);
        fputc(*value, f);
    }
    fputs(last ? "\"\r\n" : "\",", f);
}

static int document(struct export *e, const struct export_document *d)
{
    char uuid[37], size[24], path[2 * EXPORT_NAME_MAX + 2];

    export_uuid(d->id, uuid);
    snprintf(size, sizeof size, "%llu", (unsigned long long)d->size);
    snprintf(path, sizeof path, "%s/%s", d->folder, d->name);
    char day[11];
    snprintf(day, sizeof day, "%.10s", d->hashed);
    const char *const cells[] = {
        uuid,
        d->id,
        export_profile(e, "rsin"),
        d->created,
        d->title,
        d->confidentiality,
        d->author,
        "definitief",
        d->mime,
        "nld",
        d->name,
        size,
        path,
        "",
        d->label,
        d->received,
        "",
        "false",
        "",
        "",
        "",
        "sha_256",
        d->sha256,
        day,
        export_type_url(e, d->code),
        d->case_id,
        d->code,
    };
    size_t count = sizeof cells / sizeof *cells;

    for (size_t i = 0; i < count; i++)
        cell(e->list, cells[i], i + 1 == count);
    return 0;
}

static int end(struct export *e)
{
    if (fflush(e->list)) {
        diag_warn("out of memory");
        return -1;
    }
    return export_write(e, "", LIST, e->text, e->text_size);
}

const struct export_format export_openzaak = {
    .name = "openzaak",
    .needs = {"rsin", "type_urls"},
    .begin = begin,
    .document = document,
    .end = end,
};
