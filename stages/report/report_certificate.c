/* How sure filing is, as it was found on post that nothing was fitted on. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "pipeline/data.h"
#include "pipeline/stream.h"
#include "stages/report/report_private.h"

/* 0.02167 as "2,2", rounded up: a bound is never told smaller than it is. */
static const char *percent(double share, char out[16])
{
    snprintf(out, 16, "%.1f", ceil(share * 1000) / 10);
    if (strchr(out, '.'))
        *strchr(out, '.') = ',';
    return out;
}

static const char *kind_name(const char *kind)
{
    const char *channel = report_channel(kind);

    return channel ? channel : "onbekende weg";
}

static void tell_kind(struct html *h, const json_t *kind, const char *name)
{
    char bound[16];

    html_text(h, name);
    fprintf(h->f, ": %.0f ingedeeld, %.0f verkeerd, hoogstens %s%%",
            record_number(kind, "filings", 0), record_number(kind, "wrong", 0),
            percent(record_number(kind, "bound", 1), bound));
}

void report_certificate(struct html *h)
{
    char path[4096];
    json_t *json =
        data_path("certificate.json", path, sizeof path) ? NULL : json_load_file(path, 0, NULL);
    const json_t *kinds = json_object_get(json, "kinds"), *kind;
    size_t i;

    fputs("<p class=\"certificate\">", h->f);
    if (json_array_size(kinds) == 0)
        fputs("Hoe zeker het indelen is, is nog niet op proefpost gemeten.", h->f);
    else
        fputs("Gemeten op proefpost waarop niets is afgesteld, met 95% zekerheid. ", h->f);
    json_array_foreach(kinds, i, kind)
    {
        const char *name = record_text(kind, "kind");
        bool all = name && strcmp(name, "all") == 0;
        fputs(i ? "; " : "", h->f);
        tell_kind(h, kind, all ? "alle post" : kind_name(name));
    }
    fputs(json_array_size(kinds) ? ".</p>\n" : "</p>\n", h->f);
    json_decref(json);
}
