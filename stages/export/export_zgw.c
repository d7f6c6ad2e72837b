/* ZGW Documenten API 1.5: the body that makes an EnkelvoudigInformatieObject, one a file. The bytes
 * lie beside it and go as `bestandsdelen`: `inhoud` is null and `bestandsomvang` is their number.
 */
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "stages/export/export.h"
#include "stages/export/export_uuid.h"

void export_uuid(const char *id, char uuid[37])
{
    char key[SPOOL_KEY_SIZE];

    hash_bytes(id, strlen(id), key);
    key[12] = '8';
    key[16] = "89ab"[(key[16] >= 'a' ? key[16] - 'a' + 10 : key[16] - '0') & 3];
    snprintf(uuid, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", key, key + 8, key + 12, key + 16, key + 20);
}

static json_t *body(const struct export *e, const struct export_document *d)
{
    char day[11];

    snprintf(day, sizeof day, "%.10s", d->hashed);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:n, s:s, s:s, s:n,"
                     " s:{s:s, s:s, s:s}, s:s, s:[s]}",
                     "identificatie", d->id, "bronorganisatie", export_profile(e, "rsin"),
                     "creatiedatum", d->created, "titel", d->title, "vertrouwelijkheidaanduiding",
                     d->confidentiality, "auteur", d->author, "status", "definitief", "formaat",
                     d->mime, "taal", "nld", "bestandsnaam", d->name, "bestandsomvang",
                     (json_int_t)d->size, "inhoud", "beschrijving", d->label, "ontvangstdatum",
                     d->received, "indicatieGebruiksrecht", "integriteit", "algoritme", "sha_256",
                     "waarde", d->sha256, "datum", day, "informatieobjecttype",
                     export_type_url(e, d->code), "trefwoorden", d->code);
}

/* To which case it goes: for a ZaakInformatieObject, when the document has its URL. */
static int add_case(struct export *e, const struct export_document *d)
{
    char file[2 * EXPORT_NAME_MAX + 2], url[400];

    snprintf(file, sizeof file, "%s/%s", d->folder, d->name);
    snprintf(url, sizeof url, "%s%s", export_profile(e, "case_url"), d->case_id);
    json_t *line = json_pack("{s:s, s:s}", "file", file, "zaak", url);
    int status = line ? json_dumpf(line, e->list, JSON_COMPACT) : -1;

    json_decref(line);
    if (!status)
        fputc('\n', e->list);
    return status;
}

static int document(struct export *e, const struct export_document *d)
{
    char name[EXPORT_NAME_MAX + 8];
    json_t *json = body(e, d);
    char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
    int status = -1;

    snprintf(name, sizeof name, "%s.json", d->name);
    if (text)
        status = export_write(e, d->folder, name, text, strlen(text));
    else
        diag_warn("out of memory");
    free(text);
    json_decref(json);
    if (status || !*d->case_id)
        return status;
    return add_case(e, d);
}

static int begin(struct export *e)
{
    e->list = open_memstream(&e->text, &e->text_size);
    if (!e->list)
        diag_warn("out of memory");
    return e->list ? 0 : -1;
}

static int end(struct export *e)
{
    if (fflush(e->list)) {
        diag_warn("out of memory");
        return -1;
    }
    return export_write(e, "", "zaken.ndjson", e->text, e->text_size);
}

const struct export_format export_zgw = {
    .name = "zgw",
    .needs = {"rsin", "type_urls"},
    .begin = begin,
    .document = document,
    .end = end,
};
