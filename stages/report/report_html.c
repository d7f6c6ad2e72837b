/* report.html: a night's run, for who comes in at eight in the morning. First what waits, urgent
 * before all, then what could not be read, then what went well. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/data.h"
#include "pipeline/stream.h"
#include "stages/report/report_private.h"

struct totals {
    size_t pieces, pages, submissions, filed, review, aside, rejected, urgent, urgent_waiting,
        incomplete;
};

static bool decided(const json_t *piece, const char *decision)
{
    const char *text = record_text(piece, "decision");

    return text && strcmp(text, decision) == 0;
}

/* For a paper with a legal term somebody has to come into action, filed or not. */
static bool is_urgent(const json_t *piece)
{
    return record_true(piece, "urgent") && (decided(piece, "review") || decided(piece, "filed"));
}

static void count(const json_t *pieces, struct totals *t)
{
    size_t i;
    const json_t *piece;
    const char *last = "";

    json_array_foreach(pieces, i, piece)
    {
        const char *id = record_text(piece, "submission_id");
        t->pieces++;
        t->pages += json_array_size(json_object_get(piece, "pages"));
        t->filed += decided(piece, "filed");
        t->aside += decided(piece, "aside");
        t->rejected += decided(piece, "rejected");
        t->review += decided(piece, "review");
        t->urgent += is_urgent(piece);
        t->urgent_waiting += is_urgent(piece) && decided(piece, "review");
        t->submissions += id && strcmp(id, last) != 0;
        last = id ? id : "";
    }
}

/* 12345 -> "12.345", as Dutch writes it. */
static const char *number(size_t n, char out[40])
{
    char digits[24];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%zu", n), used = 0;

    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            out[used++] = '.';
        out[used++] = digits[i];
    }
    out[used] = '\0';
    return out;
}

static void figure(struct html *h, const char *style, const char *value, const char *label)
{
    fprintf(h->f, "<li class=\"%s\"><b>%s</b><span>%s</span></li>\n", style, value, label);
}

static void speed(struct html *h, const json_t *record, size_t pages)
{
    double seconds = record_number(record, "seconds", 0);
    double rate =
        record_number(record, "pages_per_second", seconds > 0 ? (double)pages / seconds : 0);
    char text[40];

    if (seconds <= 0)
        return;
    snprintf(text, sizeof text, "%.1f", rate);
    if (strchr(text, '.'))
        *strchr(text, '.') = ',';
    figure(h, "", text, "pagina's per seconde");
    unsigned long whole = (unsigned long)(seconds + 0.5);
    bool hours = whole >= 3600;
    unsigned long high = hours ? whole / 3600 : whole / 60, low = hours ? whole / 60 : whole;
    snprintf(text, sizeof text, "%lu:%02lu", high, low % 60);
    figure(h, "", text, hours ? "uren en minuten" : "minuten en seconden");
}

static void figures(struct html *h, const struct totals *t, const json_t *record)
{
    char n[40];

    fputs("<ul class=\"figures\">\n", h->f);
    if (t->urgent)
        figure(h, "urgent", number(t->urgent, n), "met spoed");
    figure(h, t->review ? "wait" : "", number(t->review, n), "wachten op een medewerker");
    figure(h, t->rejected ? "wait" : "", number(t->rejected, n), "niet te lezen");
    figure(h, "good", number(t->filed, n), "in dossier gelegd");
    figure(h, "", number(t->aside, n), "terzijde gelegd");
    figure(h, "", number(t->submissions, n), t->submissions == 1 ? "inzending" : "inzendingen");
    figure(h, "", number(t->pages, n), "pagina's");
    speed(h, record, t->pages);
    fputs("</ul>\n", h->f);
}

static void begin(struct html *h, const json_t *record, const char *run)
{
    char moment[80];

    report_moment(record_text(record, "started"), moment, sizeof moment);
    fputs("<!DOCTYPE html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "img-src data:; style-src 'unsafe-inline'\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Digitale postkamer: run ",
          h->f);
    html_text(h, run);
    fprintf(h->f, "</title>\n<style>\n%s</style></head><body>\n", report_css);
    fputs("<header><div class=\"wide\"><h1>Digitale postkamer</h1><p>Verwerkt op ", h->f);
    html_text(h, moment);
    fputs("</p></div></header>\n<main class=\"wide\">\n", h->f);
}

static void heading(struct html *h, const char *id, const char *title, size_t n, const char *lead)
{
    char text[40];

    fprintf(h->f, "<h2 id=\"%s\">%s<small>%s</small></h2><p class=\"lead\">%s</p>\n", id, title,
            number(n, text), lead);
}

static void urgent(struct html *h, const json_t *pieces, size_t n)
{
    size_t i;
    const json_t *piece;

    if (n == 0)
        return;
    heading(h, "spoed", "Eerst: spoed", n,
            "Voor deze stukken loopt een wettelijke termijn, ook als ze al in een dossier liggen.");
    json_array_foreach(pieces, i, piece)
    {
        if (is_urgent(piece))
            html_piece(h, piece, decided(piece, "review"));
    }
}

static void waiting_group(struct html *h, const json_t *pieces, size_t group)
{
    size_t i;
    const json_t *piece;
    bool begun = false;

    json_array_foreach(pieces, i, piece)
    {
        const struct heading *why = report_heading(piece);
        if (!decided(piece, "review") || record_true(piece, "urgent") ||
            report_heading_number(why) != group)
            continue;
        if (!begun)
            fprintf(h->f, "<h3>%s</h3><p class=\"lead\">%s</p>\n", why->title, why->hint);
        begun = true;
        html_piece(h, piece, true);
    }
}

static void waiting(struct html *h, const json_t *pieces, const struct totals *t)
{
    urgent(h, pieces, t->urgent);
    heading(h, "wacht", "Wacht op een medewerker", t->review - t->urgent_waiting,
            "De map van elk stuk bevat het stuk en een uitleg (why.txt). De opdrachten hebben "
            "--out MAP nodig, of de variabele POSTKAMER_OUT.");
    if (t->review == t->urgent_waiting)
        fputs("<p class=\"none\">Er wacht verder niets.</p>\n", h->f);
    for (size_t group = 0; group < REPORT_HEADINGS; group++)
        waiting_group(h, pieces, group);
}

static void simple(struct html *h, const json_t *pieces, const char *decision)
{
    size_t i;
    const json_t *piece;

    json_array_foreach(pieces, i, piece)
    {
        if (decided(piece, decision))
            html_piece(h, piece, false);
    }
}

static void rejected(struct html *h, const json_t *pieces, size_t n)
{
    if (n == 0)
        return;
    heading(h, "geweigerd", "Niet te lezen", n,
            "Vraag de inzender om deze bestanden opnieuw te sturen. Het origineel is bewaard; open "
            "het alleen op een werkplek die daarvoor bedoeld is.");
    simple(h, pieces, "rejected");
}

static int by_dossier(const void *a, const void *b)
{
    const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;

    return strcmp(record_string(x, "path"), record_string(y, "path"));
}

static void dossier(struct html *h, json_t **first, size_t n)
{
    char text[40];

    fputs("<details><summary>", h->f);
    html_text(h, record_text(*first, "dossier"));
    fprintf(h->f, "<small>%s %s</small></summary>\n", number(n, text), n == 1 ? "stuk" : "stukken");
    for (size_t i = 0; i < n; i++)
        html_piece(h, first[i], false);
    fputs("</details>\n", h->f);
}

static bool same_dossier(const json_t *a, const json_t *b)
{
    const char *one = record_text(a, "dossier"), *other = record_text(b, "dossier");

    return one && other && strcmp(one, other) == 0;
}

static int filed(struct html *h, const json_t *pieces, size_t n)
{
    json_t **sorted = calloc(n + 1, sizeof *sorted);
    size_t i, used = 0;
    json_t *piece;

    if (!sorted)
        return -1;
    heading(h, "dossiers", "In dossiers gelegd", n, "Per dossier; klap open voor de stukken.");
    json_array_foreach(pieces, i, piece)
    {
        if (decided(piece, "filed"))
            sorted[used++] = piece;
    }
    qsort(sorted, used, sizeof *sorted, by_dossier);
    for (size_t from = 0, to; from < used; from = to) {
        for (to = from + 1; to < used && same_dossier(sorted[from], sorted[to]); to++)
            ;
        dossier(h, sorted + from, to - from);
    }
    free(sorted);
    if (n == 0)
        fputs("<p class=\"none\">In deze run is niets in een dossier gelegd.</p>\n", h->f);
    return 0;
}

static void aside(struct html *h, const json_t *pieces, size_t n)
{
    char text[40];

    if (n == 0)
        return;
    heading(h, "terzijde", "Terzijde gelegd", n,
            "Lege pagina's, bijvangst en dubbele stukken. Hier hoeft niemand iets mee te doen.");
    fprintf(h->f, "<details><summary>Toon alles<small>%s</small></summary>\n", number(n, text));
    simple(h, pieces, "aside");
    fputs("</details>\n", h->f);
}

static void contents(struct html *h, const struct totals *t)
{
    fputs("<nav>", h->f);
    if (t->urgent)
        fputs("<a href=\"#spoed\">Spoed</a>", h->f);
    fputs("<a href=\"#wacht\">Wacht op een medewerker</a>", h->f);
    if (t->rejected)
        fputs("<a href=\"#geweigerd\">Niet te lezen</a>", h->f);
    fputs("<a href=\"#dossiers\">In dossiers gelegd</a>", h->f);
    if (t->incomplete)
        fputs("<a href=\"#onvolledig\">Onvolledig</a>", h->f);
    if (t->aside)
        fputs("<a href=\"#terzijde\">Terzijde</a>", h->f);
    fputs("</nav>\n", h->f);
}

/* What is still to be asked of applicants. */
static void incomplete(struct html *h, const json_t *statuses, size_t n)
{
    size_t i, k;
    const json_t *status, *missing;
    char text[40];

    if (n == 0)
        return;
    heading(h, "onvolledig", "Dossiers waaraan iets ontbreekt", n,
            "Dezelfde lijst staat in ontbreekt.csv, om in een rekenblad af te werken.");
    fprintf(h->f, "<details><summary>Toon alles<small>%s</small></summary>\n<dl class=\"lacks\">",
            number(n, text));
    json_array_foreach(statuses, i, status)
    {
        const json_t *list = json_object_get(status, "missing");
        if (json_array_size(list) == 0)
            continue;
        fputs("<dt>", h->f);
        html_text(h, record_text(status, "dossier"));
        fputs("</dt><dd>", h->f);
        json_array_foreach(list, k, missing)
        {
            fputs(k ? ", " : "", h->f);
            html_text(h, record_text(missing, "detail"));
        }
        fputs("</dd>\n", h->f);
    }
    fputs("</dl></details>\n", h->f);
}

static size_t count_incomplete(const json_t *statuses)
{
    size_t i, n = 0;
    const json_t *status;

    json_array_foreach(statuses, i, status) n +=
        json_array_size(json_object_get(status, "missing")) > 0;
    return n;
}

int report_html(FILE *f, struct spool *spool, const json_t *pieces, const json_t *statuses,
                const json_t *record, const char *run, size_t earlier)
{
    struct html h = {.f = f, .spool = spool};
    struct totals t = {0};
    char n[40];

    count(pieces, &t);
    t.incomplete = count_incomplete(statuses);
    begin(&h, record, run);
    figures(&h, &t, record);
    contents(&h, &t);
    waiting(&h, pieces, &t);
    if (earlier)
        fprintf(f,
                "<p class=\"none\">Uit eerdere runs %s nog %s %s. Die %s in de map review.</p>\n",
                earlier == 1 ? "wacht" : "wachten", number(earlier, n),
                earlier == 1 ? "stuk" : "stukken", earlier == 1 ? "ligt" : "liggen");
    rejected(&h, pieces, t.rejected);
    if (filed(&h, pieces, t.filed) < 0)
        return -1;
    incomplete(&h, statuses, t.incomplete);
    aside(&h, pieces, t.aside);
    report_certificate(&h);
    fputs("<footer>Run ", f);
    html_text(&h, run);
    fputs(", postkamer " POSTKAMER_VERSION
          ". De paden in dit overzicht wijzen naar de mappen naast "
          "<code>runs</code>.</footer>\n</main></body></html>\n",
          f);
    return ferror(f) ? -1 : 0;
}
