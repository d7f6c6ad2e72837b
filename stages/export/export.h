/* Handing filed pieces over to what a municipality runs. A format is one file and one table row;
 * what it writes lies beside the copies of the pieces:
 *
 *   TO/<dossier>/<day>_<type>_<person>_<piece>.pdf    no space, none of < > : " / \ | ? * # &
 *
 * Writing is repeatable: the same ledger gives the same bytes. */
#ifndef POSTKAMER_EXPORT_H
#define POSTKAMER_EXPORT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include "pipeline/ledger.h"
#include "pipeline/spool.h"

struct registry;

#define EXPORT_NAME_MAX 200
#define EXPORT_TITLE_MAX 201 /* ZGW: titel has at most 200 characters */

/* One file of a filed piece. Borrowed texts; "" is not known. */
struct export_document {
    const json_t *piece, *type; /* type: its entry in the catalogue */
    const char *dossier, *code, *label, *confidentiality;
    char folder[EXPORT_NAME_MAX], name[EXPORT_NAME_MAX]; /* within TO */
    char id[41];                                         /* of this file, unique */
    char title[EXPORT_TITLE_MAX], author[EXPORT_TITLE_MAX];
    char received[11], created[11]; /* ISO 8601 days */
    char case_id[64];               /* of the case system, "" when it has none */
    const char *mime, *pronom, *pronom_label;
    char sha256[SPOOL_KEY_SIZE];
    uint64_t size;
    char hashed[40]; /* when the hash was taken: the run's moment, ISO 8601 */
    int years;       /* retention; 0: not known */
};

struct export;
struct export_format {
    const char *name;
    const char *needs[5]; /* members of the profile that must be there, NULL-ended */
    /* All 0, or -1 after a message; begin and end may be NULL. */
    int (*begin)(struct export *e);
    int (*document)(struct export *e, const struct export_document *d);
    int (*end)(struct export *e);
};

struct export
{
    const char *out, *run; /* run: only its pieces; NULL: all */
    const char *who;       /* hands over */
    int out_fd, to_fd;     /* OUT, and the folder to write into */
    struct ledger *ledger; /* a writer's, for the processing log */
    struct registry *registry;
    const json_t *catalogue, *profile;
    const struct export_format *format;
    unsigned long documents, changed; /* changed: files that are not what the ledger says */
    char *text;                       /* a list that begin opened, in memory */
    size_t text_size;
    FILE *list;
};

/* NULL: no such format. */
const struct export_format *export_format(const char *name);
/* Members that the profile lacks, after a message each. */
unsigned long export_lacks(const struct export *e);
/* Hands everything over. 0, or -1 after a message. */
int export_all(struct export *e);

/* For formats. */
const char *export_profile(const struct export *e, const char *member); /* "" when not there */
/* URL of a document type in the case system: the type's own, else the one for "default". */
const char *export_type_url(const struct export *e, const char *code);
/* Writes TO/folder/name (folder "" for TO itself) by a temporary. 0, or -1 after a message. */
int export_write(struct export *e, const char *folder, const char *name, const char *text,
                 size_t size);

extern const struct export_format export_mdto, export_openzaak, export_zgw;

#endif
