/* why.txt: what a clerk finds beside a piece. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/report/report_private.h"

#define LINE_MAX_BYTES 600

/* Text from outside on one line: no line break of a stranger's makes a line of ours. */
static const char *clean(const char *text, char out[LINE_MAX_BYTES])
{
    return diag_printable(text ? text : "", out, LINE_MAX_BYTES);
}

static void head(FILE *f, const char *title)
{
    fprintf(f, "\n%s\n", title);
    for (size_t i = 0; i < strlen(title); i++)
        fputc('-', f);
    fputc('\n', f);
}

static bool is(const json_t *piece, const char *member, const char *value)
{
    const char *text = record_text(piece, member);

    return text && strcmp(text, value) == 0;
}

static void urgent(FILE *f, const json_t *piece)
{
    char day[16];
    const char *until = report_deadline(piece, day);

    fprintf(f, "  SPOED: voor dit stuk loopt een termijn%s%s. Behandel het als eerste.\n",
            until ? ", uiterlijk " : "", until ? until : "");
}

static void what(FILE *f, const json_t *piece, const char *submission)
{
    char line[LINE_MAX_BYTES], day[16];
    const char *type = record_text(piece, "type");
    double confidence = record_number(piece, "confidence", -1);

    head(f, "Wat is het?");
    if (record_true(piece, "urgent"))
        urgent(f, piece);
    if (type && confidence >= 0 && !is(piece, "by", "clerk"))
        fprintf(f, "  Waarschijnlijk: %s (zekerheid %.0f%%)\n", report_type_label(type),
                floor(confidence * 100));
    else if (type)
        fprintf(f, "  %s\n", report_type_label(type));
    else
        fprintf(f, "  Geen leesbaar document\n");
    fprintf(f, "  Inzending:   %s\n", clean(submission, line));
    fprintf(f, "  Ontvangen:   %s\n", report_day(record_text(piece, "received"), day));
    fprintf(f, "  Stuknummer:  %s\n", clean(record_text(piece, "piece"), line));
}

static void page_run(void *context, const char *file, const char *pages)
{
    char line[LINE_MAX_BYTES];

    fprintf(context, "  %s, %s\n", clean(file, line), pages);
}

static void who(FILE *f, const json_t *piece)
{
    const json_t *candidates = json_object_get(piece, "candidates"), *candidate;
    char line[LINE_MAX_BYTES];
    const char *dossier = record_text(piece, "dossier");
    size_t i;

    head(f, "Van wie is het mogelijk?");
    if (dossier)
        fprintf(f, "  Voorstel: dossier %s\n", clean(dossier, line));
    json_array_foreach(candidates, i, candidate)
    {
        if (!report_candidate(candidate))
            continue;
        fprintf(f, "  Kandidaat %zu: dossier %s (%.0f%%)\n", i + 1,
                clean(record_text(candidate, "dossier"), line),
                floor(record_number(candidate, "score", 0) * 100));
    }
    if (!dossier && json_array_size(candidates) == 0)
        fprintf(f, "  Geen enkel dossier lijkt erop.\n");
}

static void read_fields(FILE *f, json_t *fields)
{
    char line[LINE_MAX_BYTES], days[48];
    const char *name;
    json_t *value;

    if (json_object_size(fields) == 0)
        return;
    head(f, "Wat staat erop?");
    json_object_foreach(fields, name, value)
    {
        if (json_is_string(value))
            fprintf(f, "  %s: %s\n", report_field(name),
                    clean(report_days(json_string_value(value), days), line));
    }
}

static void reasons(FILE *f, const json_t *piece, const char *title)
{
    char line[LINE_MAX_BYTES];
    const json_t *reason;
    size_t i;

    head(f, title);
    json_array_foreach(json_object_get(piece, "reasons"), i, reason)
    {
        const char *detail = clean(record_text(reason, "detail"), line);
        size_t length = strlen(detail);
        bool open = length > 0 && !strchr(".!?", detail[length - 1]);
        fprintf(f, "  - %s%s\n", detail, open ? "." : "");
    }
}

/* As a shell takes it: bare when it is harmless, else between quotes. */
static void shell(FILE *f, const char *text)
{
    static const char harmless[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:";

    if (*text && *text != '-' && strspn(text, harmless) == strlen(text)) {
        fputs(text, f);
        return;
    }
    fputc('\'', f);
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", f);
        else
            fputc(*text, f);
    }
    fputc('\'', f);
}

static const char *suggestion(const json_t *piece)
{
    const char *dossier = record_text(piece, "dossier");
    const json_t *first = json_array_get(json_object_get(piece, "candidates"), 0);

    if (!dossier)
        dossier = record_text(first, "dossier");
    return dossier ? dossier : "DOSSIERNUMMER";
}

void report_command(FILE *f, const json_t *piece)
{
    char dossier[LINE_MAX_BYTES];
    const char *type = record_text(piece, "type");

    fprintf(f, "postkamer file %s --dossier ", record_text(piece, "piece"));
    shell(f, clean(suggestion(piece), dossier));
    fprintf(f, " --type %s", type && strcmp(type, "onbekend") != 0 ? type : "SOORT");
}

static void what_to_do(FILE *f, const json_t *piece)
{
    const char *id = record_text(piece, "piece");

    head(f, "Wat kunt u doen?");
    fprintf(f, "  1. Open het bestand in deze map en kijk van wie het is en wat het is.\n");
    fprintf(f, "  2. Leg het in het dossier (pas dossier en soort zo nodig aan):\n\n       ");
    report_command(f, piece);
    fprintf(f, "\n\n");
    if (json_array_size(json_object_get(piece, "pages")) > 1)
        fprintf(f,
                "     Zijn het meer stukken? Knip na een pagina, bijvoorbeeld na de eerste:\n\n"
                "       postkamer split %s --after 1\n\n",
                id);
    fprintf(f,
            "     Hoort het bij een ander stuk? Voeg ze samen:\n\n"
            "       postkamer join %s STUKNUMMER\n\n",
            id);
    fprintf(f, "  3. Deze map verdwijnt vanzelf zodra het stuk zijn plaats heeft.\n");
    fprintf(f, "\n  De opdrachten hebben --out MAP nodig, of de variabele POSTKAMER_OUT.\n");
}

static void what_with_rejected(FILE *f, const json_t *piece)
{
    head(f, "Wat kunt u doen?");
    fprintf(
        f, "  Het bestand ligt hier zoals het is ontvangen. Open het alleen op een werkplek die\n"
           "  daarvoor bedoeld is: het is niet nagekeken op gevaarlijke inhoud.\n\n"
           "  Vraag de inzender om het stuk opnieuw te sturen, liefst als PDF zonder wachtwoord\n"
           "  of als duidelijke foto. Een nieuwe inzending wordt vanzelf verwerkt.\n\n"
           "  Moet het toch in een dossier? Dan komt het daar zoals het is, met die vermelding in\n"
           "  de naam:\n\n       ");
    report_command(f, piece);
    fprintf(f, " --original\n");
}

char *report_why(const json_t *piece, const char *submission)
{
    bool rejected = is(piece, "decision", "rejected"), aside = is(piece, "decision", "aside");
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);

    if (!f)
        return NULL;
    fprintf(f, rejected ? "DIT BESTAND KON NIET WORDEN GELEZEN\n"
               : aside  ? "DIT HEEFT NIEMAND NODIG\n"
                        : "DIT STUK WACHT OP EEN MEDEWERKER\n");
    what(f, piece, submission);
    head(f, "Welke pagina's?");
    report_pages(json_object_get(piece, "pages"), page_run, f);
    if (!rejected && !aside)
        who(f, piece);
    if (!rejected && !aside)
        read_fields(f, json_object_get(piece, "fields"));
    reasons(f, piece,
            rejected ? "Wat is er mis?"
            : aside  ? "Waarom terzijde?"
                     : "Waarom niet automatisch?");
    if (rejected)
        what_with_rejected(f, piece);
    else if (!aside)
        what_to_do(f, piece);
    if (fclose(f) == 0)
        return text;
    free(text);
    return NULL;
}
