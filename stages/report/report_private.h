/* Inside reports only. */
#ifndef POSTKAMER_REPORT_PRIVATE_H
#define POSTKAMER_REPORT_PRIVATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "pipeline/spool.h"
#include "stages/report/report.h"

/* Headings under which pieces wait, by what a clerk has to find out. */
struct heading {
    const char *title, *hint;
};
/* By the code of a piece's first reason; never NULL, and of a fixed set. */
const struct heading *report_heading(const json_t *piece);
/* Place of a heading among all, from 0; REPORT_HEADINGS is more than there are. */
#define REPORT_HEADINGS 12
size_t report_heading_number(const struct heading *heading);

/* "14-11-2020" from ISO 8601; "onbekend" for no date. */
const char *report_day(const char *iso, char out[16]);
/* A field's value with its days written so; any other value as it is, which must outlive `out`. */
const char *report_days(const char *value, char out[48]);
/* Does a candidate say anything to a clerk? Below one percent it does not. */
bool report_candidate(const json_t *candidate);
/* The last day of a piece's legal term, "26-12-2020": its receipt and the catalogue's
 * deadline_days. NULL: it has none. */
const char *report_deadline(const json_t *piece, char out[16]);
/* "zaterdag 14 november 2020, 21.13 uur". */
const char *report_moment(const char *iso, char *out, size_t size);
/* "de portal", "e-mail", ...; NULL when it is none of them. */
const char *report_channel(const char *channel);
/* "Naam", "BSN", ... of a contract field; the member itself when unknown. */
const char *report_field(const char *member);

/* Runs of pages of one file: "a.pdf, pagina 3 t/m 5". Calls back for each. */
void report_pages(const json_t *pages,
                  void (*run)(void *context, const char *file, const char *pages), void *context);

/* The command that files a piece, as a shell takes it. */
void report_command(FILE *f, const json_t *piece);

/* report_html.c: the page of a run. pieces: of this run; statuses: of all dossiers (status.h);
 * record: the run's, may be NULL; earlier: pieces that wait since other runs. 0, or -1 with errno.
 */
int report_html(FILE *f, struct spool *spool, const json_t *pieces, const json_t *statuses,
                const json_t *record, const char *run, size_t earlier);

/* report_html_piece.c */
struct html {
    FILE *f;
    struct spool *spool;
    size_t pictures; /* bytes of thumbnails so far */
};
/* Text from anywhere, escaped and printable. */
void html_text(struct html *h, const char *text);
/* A paragraph on how often filing was wrong, by certificate.json. */
void report_certificate(struct html *h);
/* A row with picture, type, pages, reasons and what to do (`ask`). */
void html_piece(struct html *h, const json_t *piece, bool ask);
/* "../../" and a path of OUT, percent-encoded (RFC 3986). */
void html_link(struct html *h, const char *path);

extern const char report_css[];

#endif
