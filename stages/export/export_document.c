#include "stages/export/export_document.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/common/catalogue_entry.h"
#include "stages/publish/publish.h"
#include "stages/registry/registry.h"
#include "stages/report/report.h"

#define CONFIDENTIALITY "zaakvertrouwelijk" /* when the catalogue says nothing */

/* What is filed, by the extension that publishing gives it. PRONOM: nationalarchives.gov.uk/PRONOM;
 * a PDF's depends on its version. */
static const struct {
    const char *extension, *mime, *pronom, *label;
} formats[] = {
    {".pdf", "application/pdf", "", "Portable Document Format"},
    {".txt", "text/plain", "x-fmt/111", "Plain Text File"},
    {".html", "text/html", "fmt/96", "Hypertext Markup Language"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "fmt/412",
     "Microsoft Word for Windows"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "fmt/214",
     "Microsoft Excel for Windows"},
    {".odt", "application/vnd.oasis.opendocument.text", "", "OpenDocument Text"},
    {".ods", "application/vnd.oasis.opendocument.spreadsheet", "", "OpenDocument Spreadsheet"},
    {"", "application/octet-stream", "", "Onbekend formaat"},
};
static const char *const pdf_versions[] = {"fmt/14", "fmt/15", "fmt/16", "fmt/17",
                                           "fmt/18", "fmt/19", "fmt/20", "fmt/276"};

static void read_format(struct export_document *d, const char *path, int fd)
{
    const char *dot = strrchr(path, '.');
    char head[8];
    size_t i = 0;

    while (formats[i].extension[0] && (!dot || strcmp(dot, formats[i].extension)))
        i++;
    d->mime = formats[i].mime;
    d->pronom = formats[i].pronom;
    d->pronom_label = formats[i].label;
    if (i == 0 && pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
        memcmp(head, "%PDF-1.", 7) == 0 && head[7] >= '0' && head[7] <= '7')
        d->pronom = pdf_versions[head[7] - '0'];
}

/* Cut at a character, to size - 1 bytes. */
static void put(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);

    if (length >= size)
        for (length = size - 1; length > 0 && (text[length] & 0xc0) == 0x80;)
            length--;
    memcpy(out, text, length);
    out[length] = '\0';
}

/* A name that both MDTO's rules and every file system take. */
static void put_name(char *out, size_t size, const char *text)
{
    put(out, size, text);
    for (char *c = out; *c; c++)
        if (strchr(" <>:\"/\\|?*#&", *c) || (unsigned char)*c < 0x20)
            *c = '_';
}

static void read_names(struct export_document *d, const char *path, size_t number)
{
    char stem[EXPORT_NAME_MAX], folder[EXPORT_NAME_MAX];
    const char *base = strrchr(path, '/') + 1, *dot = strrchr(base, '.');
    const char *id = record_text(d->piece, "piece");
    int length = dot ? (int)(dot - base) : (int)strlen(base);

    publish_folder(d->dossier, folder, sizeof folder);
    put_name(d->folder, sizeof d->folder, folder);
    char ordinal[8] = "";

    snprintf(stem, sizeof stem, "%.*s", length < 150 ? length : 150, base);
    if (number)
        snprintf(ordinal, sizeof ordinal, "-%zu", number + 1);
    snprintf(d->id, sizeof d->id, "%.30s%s", id, ordinal);
    put_name(d->name, 141, stem);
    snprintf(d->name + strlen(d->name), 30, "_%.8s%s%.8s", id, ordinal, dot ? dot : "");
}

static void day_of(const char *text, char out[11])
{
    snprintf(out, 11, "%.10s", text && strlen(text) >= 10 ? text : "");
}

/* Whose paper it is, as the registry writes it; else as the paper does. */
static const char *person_of(const json_t *piece)
{
    const char *surname = record_string(json_object_get(piece, "holder"), "surname");

    return *surname ? surname : record_string(json_object_get(piece, "fields"), "name");
}

static void read_title(struct export_document *d)
{
    const json_t *fields = json_object_get(d->piece, "fields");
    const char *period = record_text(fields, "period"), *person = person_of(d->piece);
    char title[600], span[40] = "";

    if (period && strlen(period) == 21)
        snprintf(span, sizeof span, ", %.10s t/m %.10s", period, period + 11);
    snprintf(title, sizeof title, "%s%s%.200s%s", d->label, *person ? " " : "", person, span);
    put(d->title, sizeof d->title, title);
    put(d->author, sizeof d->author, *person ? person : "Onbekend");
}

static void read_rules(struct export_document *d, const struct export *e)
{
    const char *of_type = record_text(d->type, "confidentiality");
    const char *of_all = record_text(e->catalogue, "confidentiality");

    d->confidentiality = of_type ? of_type : of_all ? of_all : CONFIDENTIALITY;
    d->years = (int)record_number(d->type, "retention_years", 0);
}

static int read_case(struct export_document *d, const struct export *e)
{
    struct registry_list list = {0};
    int found =
        e->registry ? registry_find(e->registry, REGISTRY_DOSSIER, d->dossier, NULL, 1, &list) : 0;

    if (found == 1 && list.items[0].case_id)
        put(d->case_id, sizeof d->case_id, list.items[0].case_id);
    registry_list_release(&list);
    if (found < 0)
        diag_warn("cannot read the registry");
    return found < 0 ? -1 : 0;
}

/* The moment of the run that filed it: the same whenever it is handed over. */
static void read_moment(struct export_document *d, const struct export *e)
{
    const char *id = record_text(d->piece, "run");
    json_t *run = id ? ledger_run(e->ledger, id) : NULL;

    put(d->hashed, sizeof d->hashed, record_string(run, "started"));
    json_decref(run);
}

int document_read(struct export_document *d, const struct export *e, const json_t *piece,
                  size_t number, const char *path, int fd)
{
    const char *code = record_text(piece, "type");

    *d = (struct export_document){.piece = piece, .code = code ? code : "onbekend"};
    d->dossier = record_string(piece, "dossier");
    d->label = report_type_label(d->code);
    d->type = catalogue_entry(e->catalogue, "types", d->code);
    read_names(d, path, number);
    read_title(d);
    day_of(record_text(piece, "received"), d->received);
    day_of(record_text(json_object_get(piece, "fields"), "document_date"), d->created);
    read_moment(d, e);
    if (!*d->received)
        day_of(d->hashed, d->received);
    if (!*d->created)
        day_of(d->received, d->created);
    read_rules(d, e);
    read_format(d, path, fd);
    if (hash_fd(fd, &d->size, d->sha256)) {
        diag_warn("cannot read '%s': %s", path, strerror(errno));
        return -1;
    }
    return read_case(d, e);
}
