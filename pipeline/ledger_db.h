/* Inside the ledger only: statements with bound text and numbers. */
#ifndef POSTKAMER_LEDGER_DB_H
#define POSTKAMER_LEDGER_DB_H

#include <jansson.h>
#include <sqlite3.h>
#include "pipeline/ledger.h"

/* Sets l->why from SQLite's last error; returns -1. */
int ledger_failed(struct ledger *l, const char *doing);

/* Prepares sql and binds one value a letter of types: t const char * (NULL: SQL NULL),
 * i long long, j const json_t * (as compact text). The caller finalizes. NULL with l->why. */
sqlite3_stmt *ledger_prepare(struct ledger *l, const char *sql, const char *types, ...);
/* Runs a statement that returns no rows. 0, or -1 with l->why. */
int ledger_exec(struct ledger *l, const char *sql, const char *types, ...);

/* The first column of all rows: parsed JSON when `parse`, else strings. The statement is
 * finalized. NULL with l->why. stmt may be NULL (an error already told). */
json_t *ledger_rows(struct ledger *l, sqlite3_stmt *stmt, bool parse);
/* The first column of the first row, parsed; NULL when there is none (l->why is empty) or on
 * an error. Finalizes. */
json_t *ledger_row(struct ledger *l, sqlite3_stmt *stmt);
/* 1 when the statement gives a row, 0 when not, -1. Finalizes. */
int ledger_any(struct ledger *l, sqlite3_stmt *stmt);

#endif
