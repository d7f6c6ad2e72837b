/* Inside the registry only: its table, and what loading and finding share. */
#ifndef POSTKAMER_REGISTRY_DB_H
#define POSTKAMER_REGISTRY_DB_H

#include <sqlite3.h>
#include "pipeline/spool.h"
#include "stages/registry/registry.h"

/* Columns of the CSV, in the order of the table. */
enum registry_column {
    COLUMN_DOSSIER,
    COLUMN_SCHEME,
    COLUMN_KIND,
    COLUMN_PERIOD_START,
    COLUMN_PERIOD_END,
    COLUMN_BSN,
    COLUMN_SURNAME,
    COLUMN_INITIALS,
    COLUMN_BIRTH_DATE,
    COLUMN_STREET,
    COLUMN_HOUSE_NUMBER,
    COLUMN_POSTCODE,
    COLUMN_CITY,
    COLUMN_IBAN,
    COLUMN_KVK,
    COLUMN_COMPANY,
    COLUMN_PARTNER_BSN,
    COLUMN_PARTNER_SURNAME,
    COLUMN_PARTNER_INITIALS,
    COLUMN_PARTNER_BIRTH_DATE,
    COLUMN_PARTNER_IBAN,
    COLUMN_STATUS,
    COLUMN_ZAAK_UUID,
    REGISTRY_COLUMNS,
};

extern const char *const registry_columns[REGISTRY_COLUMNS];
#define REGISTRY_COLUMN_LIST                                                                       \
    "dossier, scheme, kind, period_start, period_end, bsn, surname, initials, birth_date, street," \
    " house_number, postcode, city, iban, kvk, company, partner_bsn, partner_surname,"             \
    " partner_initials, partner_birth_date, partner_iban, status, zaak_uuid"

struct registry {
    sqlite3 *db;
    sqlite3_stmt *find[REGISTRY_KEYS];
    sqlite3_stmt *surname, *address, *alike; /* how many have it */
    char hash[SPOOL_KEY_SIZE];
    unsigned long size, broken, persons;
};

struct csv;

/* Reads the header line: index of each known column in the CSV's records, -1 when absent. Sets the
 * delimiter. 0, or -1 with a message to tell. */
int registry_header(struct csv *c, const char *name, int index[REGISTRY_COLUMNS],
                    registry_tell *tell);

/* Loads the CSV behind fd into a new database at path. 0, 1 when the table cannot be what it should
 * be, or -1; both after a message. */
int registry_load(const char *path, const char *name, int fd, registry_tell *tell);

/* Tells a formatted message. Returns -1. */
int registry_say(registry_tell *tell, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
