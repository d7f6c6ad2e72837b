/* A piece in report.html. Every text comes from outside until it is escaped. */
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/report/report_private.h"

#define TEXT_MAX 2000
#define PICTURE_MAX (256U << 10)
#define PICTURES_MAX (24U << 20) /* of a whole page, so that a browser opens it */

void html_text(struct html *h, const char *text)
{
    char clean[TEXT_MAX];

    diag_printable(text ? text : "", clean, sizeof clean);
    for (const char *at = clean; *at; at++) {
        switch (*at) {
        case '&':
            fputs("&amp;", h->f);
            break;
        case '<':
            fputs("&lt;", h->f);
            break;
        case '>':
            fputs("&gt;", h->f);
            break;
        case '"':
            fputs("&quot;", h->f);
            break;
        case '\'':
            fputs("&#39;", h->f);
            break;
        default:
            fputc(*at, h->f);
        }
    }
}

void html_link(struct html *h, const char *path)
{
    fputs("../../", h->f);
    for (const unsigned char *at = (const unsigned char *)path; *at; at++) {
        if (isalnum(*at) || strchr("-._~/", *at))
            fputc(*at, h->f);
        else
            fprintf(h->f, "%%%02X", *at);
    }
}

/* The first page as a data: URI, when it has a picture and the page is not yet too heavy. */
static bool picture(struct html *h, const char *key)
{
    char *data, *text;
    size_t size;

    if (!key || !spool_key_valid(key) || h->pictures > PICTURES_MAX ||
        spool_load(h->spool, key, PICTURE_MAX, &data, &size) < 0)
        return false;
    text = malloc(4 * (size / 3 + 1) + 1);
    if (text) {
        EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)data, (int)size);
        fprintf(h->f, "<img alt=\"\" src=\"data:image/png;base64,%s\">", text);
        h->pictures += size;
    }
    free(text);
    free(data);
    return text != NULL;
}

static void page_run(void *context, const char *file, const char *pages)
{
    struct html *h = context;

    html_text(h, file);
    fprintf(h->f, ", %s; ", pages);
}

static void from(struct html *h, const json_t *piece)
{
    char day[16];

    fputs("<p class=\"from\">", h->f);
    report_pages(json_object_get(piece, "pages"), page_run, h);
    fputs("inzending ", h->f);
    html_text(h, record_text(piece, "submission"));
    fprintf(h->f, ", ontvangen %s</p>\n", report_day(record_text(piece, "received"), day));
}

static void reasons(struct html *h, const json_t *piece)
{
    const json_t *list = json_object_get(piece, "reasons"), *reason;
    size_t i;

    if (json_array_size(list) == 0)
        return;
    fputs("<ul class=\"why\">", h->f);
    json_array_foreach(list, i, reason)
    {
        fputs("<li>", h->f);
        html_text(h, record_text(reason, "detail"));
        fputs("</li>", h->f);
    }
    fputs("</ul>\n", h->f);
}

static void candidates(struct html *h, const json_t *piece)
{
    const json_t *list = json_object_get(piece, "candidates"), *c;
    size_t i, told = 0;

    json_array_foreach(list, i, c)
    {
        if (!report_candidate(c))
            continue;
        fputs(told++ ? ", " : "<p class=\"candidates\">Mogelijk: ", h->f);
        html_text(h, record_text(c, "dossier"));
        fprintf(h->f, " (%.0f%%)", floor(record_number(c, "score", 0) * 100));
    }
    if (told)
        fputs("</p>\n", h->f);
}

/* A link to the why.txt beside the piece. */
static void explanation(struct html *h, const char *path)
{
    char why[PATH_MAX];
    const char *slash = strrchr(path, '/');

    if (!slash || snprintf(why, sizeof why, "%.*s/why.txt", (int)(slash - path), path) >= PATH_MAX)
        return;
    fputs("<a class=\"tag\" href=\"", h->f);
    html_link(h, why);
    fputs("\">uitleg</a>", h->f);
}

static void urgent_tag(struct html *h, const json_t *piece)
{
    char day[16];
    const char *until = report_deadline(piece, day);

    fputs("<span class=\"tag urgent\">Spoed", h->f);
    if (until)
        fprintf(h->f, ": uiterlijk %s", until);
    fputs("</span>", h->f);
}

static void title(struct html *h, const json_t *piece)
{
    const char *path = record_text(piece, "path"), *type = record_text(piece, "type");
    const char *decision = record_text(piece, "decision");
    bool aside = decision && strcmp(decision, "aside") == 0;

    fputs("<h4>", h->f);
    if (path) {
        fputs("<a href=\"", h->f);
        html_link(h, path);
        fputs("\">", h->f);
    }
    html_text(h, type ? report_type_label(type) : aside ? "Zonder inhoud" : "Onleesbaar bestand");
    fputs(path ? "</a>" : "", h->f);
    if (record_true(piece, "urgent"))
        urgent_tag(h, piece);
    size_t pages = json_array_size(json_object_get(piece, "pages"));
    fprintf(h->f, "<span class=\"tag\">%zu %s</span>", pages, pages == 1 ? "pagina" : "pagina's");
    if (path && decision && (strcmp(decision, "review") == 0 || strcmp(decision, "rejected") == 0))
        explanation(h, path);
    fputs("</h4>\n", h->f);
}

void html_piece(struct html *h, const json_t *piece, bool ask)
{
    char *command = NULL;
    size_t size;

    fprintf(h->f, "<article class=\"piece%s\"><div class=\"picture\">",
            record_true(piece, "urgent") && ask ? " urgent" : "");
    if (!picture(h, record_text(piece, "thumbnail")))
        fputs("<i>geen<br>afbeelding</i>", h->f);
    fputs("</div><div>", h->f);
    title(h, piece);
    from(h, piece);
    reasons(h, piece);
    if (ask) {
        candidates(h, piece);
        FILE *f = open_memstream(&command, &size);
        if (f) {
            report_command(f, piece);
            fclose(f);
            fputs("<code class=\"do\">", h->f);
            html_text(h, command);
            fputs("</code>", h->f);
        }
        free(command);
    }
    fputs("</div></article>\n", h->f);
}
