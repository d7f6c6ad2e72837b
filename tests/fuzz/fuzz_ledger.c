/* What the ledger is given and gives back: pieces and corrections, the audit trail beside them. */
#include <stdio.h>
#include <stdlib.h>
#include "pipeline/audit.h"
#include "tests/fuzz/support.h"

static struct ledger ledger;
static char out[] = "/tmp/fuzz-ledger-XXXXXX";

static void clean(void)
{
    char command[80];
    ledger_close(&ledger);
    snprintf(command, sizeof command, "rm -rf %s", out);
    if (system(command))
        perror(out);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    if (!mkdtemp(out) || ledger_open(&ledger, out, true))
        return 1;
    sqlite3_exec(ledger.db, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
    return atexit(clean);
}

/* In a transaction that is given up: the next input finds it as this one did. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    json_t *given = json_loadb((const char *)data, size, 0, NULL);

    if (!json_is_object(given) || ledger_begin(&ledger)) {
        json_decref(given);
        return 0;
    }
    int put = ledger_put_piece(&ledger, given);
    json_t *pieces = ledger_pieces(&ledger, NULL);
    if (put == 0 && json_array_size(pieces) != 1)
        abort(); /* accepted, and not there */
    json_decref(pieces);
    ledger_rollback(&ledger);
    if (ledger_correct(&ledger, given) == 0) {
        json_t *corrections = ledger_corrections(&ledger);
        if (!corrections)
            abort();
        json_decref(corrections);
        sqlite3_exec(ledger.db, "DELETE FROM correction; DELETE FROM audit", NULL, NULL, NULL);
    }
    json_decref(given);
    return 0;
}
