/* postkamer-tidy: clears the spool of what no submission needs for a rerun or a proof. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/ledger.h"
#include "pipeline/lock.h"
#include "pipeline/spool_sweep.h"
#include "pipeline/stage.h"
#include "stages/common/keys.h"
#include "stages/common/stored.h"

#define DAY ((time_t)24 * 60 * 60)
#define DAYS_MAX 36500
#define DAYS_USUAL 30

static const char *days_text;

static const struct stage_option options[] = {
    {"days", "N", "only what is older than this (default: 30)", &days_text},
    {0},
};

static struct stage self = {
    .name = "tidy",
    .summary = "Clears the spool of what no submission needs for a rerun or a proof.",
    .options = options,
};

static int parse_days(time_t *days)
{
    char *end;
    *days = DAYS_USUAL;
    if (!days_text)
        return EXIT_DONE;
    errno = 0;
    long value = strtol(days_text, &end, 10);
    *days = (time_t)value;
    if (*days_text >= '0' && *days_text <= '9' && !*end && !errno && value <= DAYS_MAX)
        return EXIT_DONE;
    diag_warn("--days wants a number from 0 to %d, not '%s'", DAYS_MAX, days_text);
    return EXIT_USAGE;
}

/* What a submission needs: whatever its row, its pieces and its records name. */
static int mark_submission(struct keys *needed, struct ledger *ledger, const char *id)
{
    char why[200] = "out of memory";
    json_t *row = ledger_submission(ledger, id), *pieces = ledger_pieces(ledger, id);
    json_t *records = row ? stored_records(&self.spool, row, why, sizeof why) : NULL;
    int bad = !pieces || !records || keys_add_all(needed, row) || keys_add_all(needed, pieces) ||
              keys_add_all(needed, records);
    if (bad)
        diag_warn("submission %.12s: its records cannot be read: %s", id,
                  row && pieces ? why : ledger->why);
    json_decref(row);
    json_decref(pieces);
    json_decref(records);
    return bad ? EXIT_IO : EXIT_DONE;
}

static int mark_all(struct keys *needed, struct ledger *ledger)
{
    json_t *ids = ledger->db ? ledger_submissions(ledger, false) : json_array(), *id;
    int status = ids ? EXIT_DONE : EXIT_IO;
    size_t i;
    if (!ids)
        diag_warn("cannot read the ledger: %s", ledger->why);
    json_array_foreach(ids, i, id)
    {
        if (status == EXIT_DONE)
            status = mark_submission(needed, ledger, json_string_value(id));
    }
    json_decref(ids);
    keys_sort(needed);
    return status;
}

static bool is_needed(void *context, const char *key)
{
    return keys_hold(context, key);
}

/* Nothing goes unless all that is needed is known. */
static int tidy(time_t days)
{
    struct ledger ledger;
    struct keys needed = {0};
    struct spool_swept swept = {0};
    if (ledger_open(&ledger, self.out, false)) {
        diag_warn("cannot open the ledger of '%s': %s", self.out, ledger.why);
        return EXIT_IO;
    }
    int status = mark_all(&needed, &ledger);
    if (!status &&
        spool_sweep(&self.spool, time(NULL) + 1 - days * DAY, is_needed, &needed, &swept)) {
        diag_warn("cannot clear the spool: %s", strerror(errno));
        status = EXIT_IO;
    }
    diag_note("%lu files of the spool cleared, %.1f MB", swept.files, (double)swept.bytes / 1e6);
    keys_release(&needed);
    ledger_close(&ledger);
    return status;
}

int main(int argc, char **argv)
{
    struct out_lock lock = {.fd = -1};
    time_t days;
    int status = stage_options_out(&self, argc, argv);
    if (status >= 0)
        return status;
    status = parse_days(&days);
    if (!status)
        status = lock_or_tell(&lock, self.out, "postkamer tidy");
    if (!status)
        status = tidy(days);
    lock_release(&lock);
    spool_release(&self.spool);
    return status;
}
