/* postkamer file: this piece belongs in that dossier. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/catalogue.h"
#include "pipeline/diag.h"
#include "stages/common/catalogue_file.h"
#include "stages/clerk/clerk.h"
#include "stages/decide/decide.h"
#include "stages/registry/registry.h"

static void tell(const char *message)
{
    diag_warn("%s", message);
}

static int check_type(const char *type)
{
    char why[200];
    struct catalogue *catalogue = catalogue_load(NULL, why, sizeof why);
    if (!catalogue) {
        diag_warn("cannot read the catalogue: %s", why);
        return EXIT_IO;
    }
    int found = catalogue_find(catalogue, type);
    catalogue_free(catalogue);
    if (found >= 0)
        return EXIT_DONE;
    diag_warn("no such type: '%s'", type);
    return EXIT_USAGE;
}

/* What the registry says of the dossier, its number as it is written there. */
static int look_up(struct registry *registry, const char *dossier, json_t **found)
{
    struct registry_list list = {0};
    int count = registry_find(registry, REGISTRY_DOSSIER, dossier, NULL, 2, &list);
    if (count == 1)
        *found = decide_holder(&list.items[0], NULL);
    if (count == 1 && list.items[0].closed) /* a clerk may, and knows it then */
        diag_warn("dossier '%s' is closed", list.items[0].dossier);
    registry_list_release(&list);
    if (*found)
        return EXIT_DONE;
    diag_warn(count < 0   ? "cannot read the registry for dossier '%s'"
              : count > 1 ? "several lines of the registry have dossier '%s': mend that first"
                          : "no such dossier in the registry: '%s'",
              dossier);
    return count < 0 ? EXIT_IO : EXIT_USAGE;
}

static int check_dossier(struct clerk *c, json_t **found)
{
    char *last = c->registry ? NULL : ledger_get(&c->ledger, "registry-path");
    const char *path = c->registry ? c->registry : last;
    struct registry *registry = NULL;
    char folder[4096];
    int status = EXIT_USAGE;
    if (!path) {
        diag_warn("no run has used a registry yet: give --registry FILE");
        return status;
    }
    if (spool_where(c->spool, folder, sizeof folder)) {
        diag_warn("cannot find the spool's folder: %s", strerror(errno));
        free(last);
        return EXIT_IO;
    }
    switch (registry_open(&registry, path, folder, tell)) {
    case REGISTRY_READY:
        status = look_up(registry, c->dossier, found);
        break;
    case REGISTRY_REFUSED:
        status = EXIT_STREAM;
        break;
    default:
        status = EXIT_IO;
    }
    registry_close(registry);
    free(last);
    return status;
}

/* What no safe PDF can be made of is filed as it came, and says so by its name. */
static int mark_original(json_t *piece)
{
    json_t *reason = json_pack("{s:s,s:s}", "code", "origineel", "detail",
                               "Het bestand ligt in het dossier zoals het is ontvangen en is niet "
                               "nagekeken op gevaarlijke inhoud");

    return json_array_append_new(json_object_get(piece, "reasons"), reason) ||
           json_object_set_new(piece, "original", json_true());
}

/* Sets dossier, type and the rest; -1 without memory. */
static int decide(const struct clerk *c, json_t *piece, json_t *holder)
{
    if (c->type && json_object_set_new(piece, "type", json_string(c->type)))
        return -1;
    return clerk_mark(piece, "filed", "medewerker",
                      "Een medewerker heeft dit stuk in dit dossier gelegd") ||
           json_object_set(piece, "dossier", json_object_get(holder, "dossier")) ||
           json_object_set(piece, "holder", holder) ||
           json_object_set_new(piece, "confidence", json_real(1.0)) ||
           (c->original && mark_original(piece));
}

/* What has a safe PDF is filed as that: its original may hold other pieces, and worse. */
static int check_original(const char *name, const json_t *piece)
{
    const char *decision = record_text(piece, "decision");
    const json_t *reason;
    bool unsafe = decision && strcmp(decision, "rejected") == 0;
    size_t i;

    json_array_foreach(json_object_get(piece, "reasons"), i, reason)
    {
        const char *code = record_text(reason, "code");
        unsafe = unsafe || (code && strcmp(code, "geen-pdf") == 0);
    }
    if (unsafe || record_true(piece, "original"))
        return EXIT_DONE;
    diag_warn("piece '%s' can be read: it is filed without --original", name);
    return EXIT_USAGE;
}

int clerk_file(struct clerk *c, const char *name)
{
    json_t *piece, *before, *after;
    size_t at;
    json_t *holder = NULL;
    int status = clerk_find(c, name, &piece, &at);
    if (!status && c->type)
        status = check_type(c->type);
    if (!status && !c->type && !record_text(piece, "type")) {
        diag_warn("piece '%s' has no type yet: give --type", name);
        status = EXIT_USAGE;
    }
    if (!status && c->original)
        status = check_original(name, piece);
    if (!status)
        status = check_dossier(c, &holder);
    if (status)
        return status;
    before = json_pack("[o]", json_deep_copy(piece));
    after = json_pack("[O]", piece);
    if (before && after && !decide(c, piece, holder)) {
        status = clerk_carry_out(c, "file", record_text(piece, "piece"), before, after);
    } else {
        diag_warn("out of memory");
        status = EXIT_BUG;
    }
    json_decref(before);
    json_decref(after);
    json_decref(holder);
    return status;
}
