/* From CSV to SQLite: every line is checked, the broken ones are kept by number and reason. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "classifiers/checks.h"
#include "classifiers/link_text.h"
#include "stages/registry/registry_csv.h"
#include "stages/registry/registry_db.h"

const char *const registry_columns[REGISTRY_COLUMNS] = {
    "dossier",
    "scheme",
    "kind",
    "period_start",
    "period_end",
    "bsn",
    "surname",
    "initials",
    "birth_date",
    "street",
    "house_number",
    "postcode",
    "city",
    "iban",
    "kvk",
    "company",
    "partner_bsn",
    "partner_surname",
    "partner_initials",
    "partner_birth_date",
    "partner_iban",
    "status",
    "zaak_uuid",
};

/* Keys are stored beside the columns, folded as they are asked for. */
static const char schema[] =
    "CREATE TABLE dossier(row INTEGER PRIMARY KEY, " REGISTRY_COLUMN_LIST ","
    " number_key TEXT, surname_key TEXT, partner_surname_key TEXT, company_key TEXT, line INTEGER);"
    "CREATE TABLE problem(line INTEGER, what TEXT, warning INTEGER);"
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER);";

/* Lines with one dossier number: none of them is believed, all are named. They stay, so that what
 * is theirs is seen to be and goes into no other dossier of the same person. */
static const char doubled[] =
    "CREATE INDEX by_number ON dossier(number_key);"
    "CREATE TEMP TABLE twice AS SELECT number_key AS number, group_concat(line, ', ') AS lines FROM"
    " (SELECT number_key, line FROM dossier ORDER BY number_key, line)"
    " GROUP BY number_key HAVING count(*) > 1;"
    "INSERT INTO problem SELECT line, 'dossier number ' || char(39) || substr(dossier, 1, 80)"
    " || char(39) || ' stands in lines ' || substr(lines, 1, 60), 0"
    " FROM dossier JOIN twice ON number = number_key;"
    "UPDATE dossier SET status = 'doubled' WHERE number_key IN (SELECT number FROM twice);";

static const char indexes[] =
    "CREATE INDEX by_bsn ON dossier(bsn) WHERE bsn IS NOT NULL;"
    "CREATE INDEX by_partner_bsn ON dossier(partner_bsn) WHERE partner_bsn IS NOT NULL;"
    "CREATE INDEX by_iban ON dossier(iban) WHERE iban IS NOT NULL;"
    "CREATE INDEX by_partner_iban ON dossier(partner_iban) WHERE partner_iban IS NOT NULL;"
    "CREATE INDEX by_kvk ON dossier(kvk) WHERE kvk IS NOT NULL;"
    "CREATE INDEX by_address ON dossier(postcode, house_number) WHERE postcode IS NOT NULL;"
    "CREATE INDEX by_surname ON dossier(surname_key, birth_date) WHERE surname_key IS NOT NULL;"
    "CREATE INDEX by_partner_surname ON dossier(partner_surname_key, partner_birth_date)"
    " WHERE partner_surname_key IS NOT NULL;"
    "CREATE INDEX by_company ON dossier(company_key) WHERE company_key IS NOT NULL;"
    "INSERT INTO meta SELECT 'dossiers', count(*) FROM dossier WHERE status <> 'doubled';"
    "INSERT INTO meta SELECT 'persons', count(*) + count(partner_surname_key) FROM dossier;"
    "INSERT INTO meta SELECT 'broken', count(*) FROM problem WHERE NOT warning;";

#define WINDOW ((size_t)4 << 20) /* bytes of the CSV in memory at a time */
#define NUMBERS_MIN 100          /* BSNs from which it can be said that they are none */

struct loader {
    sqlite3 *db;
    sqlite3_stmt *insert, *problem;
    int index[REGISTRY_COLUMNS];
    struct csv csv;
    int fd;
    off_t offset; /* how far the file was read */
    char *window;
    bool ended;                   /* the file has no more */
    unsigned long numbers, wrong; /* BSNs of applicants, and those that fail the eleven test */
    size_t header_count;
};

int registry_say(registry_tell *tell, const char *format, ...)
{
    char message[400];
    va_list values;

    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    tell(message);
    return -1;
}

/* A column's number by its name, any capitals, spaces around it do not matter; -1: not ours. */
static int column_number(const char *name)
{
    char folded[64];
    size_t used = 0;

    for (; *name && used + 1 < sizeof folded; name++)
        if (*name != ' ' && *name != '\t')
            folded[used++] = *name;
    folded[used] = '\0';
    for (int i = 0; i < REGISTRY_COLUMNS; i++)
        if (strcasecmp(folded, registry_columns[i]) == 0)
            return i;
    return -1;
}

static int read_header(struct csv *c, const char *name, int index[REGISTRY_COLUMNS],
                       registry_tell *tell)
{
    for (int i = 0; i < REGISTRY_COLUMNS; i++)
        index[i] = -1;
    if (!csv_next(c))
        return registry_say(tell, "the registry '%s' is empty", name);
    if (c->broken)
        return registry_say(tell, "%s:%lu: the header line cannot be read: %s", name, c->line,
                            c->broken);
    for (size_t i = 0; i < c->count; i++) {
        int column = column_number(c->fields[i]);
        if (column >= 0 && index[column] >= 0)
            return registry_say(tell, "%s:%lu: the column '%s' stands there twice", name, c->line,
                                registry_columns[column]);
        if (column >= 0)
            index[column] = (int)i;
    }
    return 0;
}

int registry_header(struct csv *c, const char *name, int index[REGISTRY_COLUMNS],
                    registry_tell *tell)
{
    static const char delimiters[] = ",;\t";
    struct csv start = *c;

    for (const char *d = delimiters; *d; d++) {
        *c = start;
        c->delimiter = *d;
        if (read_header(c, name, index, tell))
            return -1;
        if (index[COLUMN_DOSSIER] >= 0)
            return 0;
    }
    return registry_say(tell,
                        "the registry '%s' has no column 'dossier' in its first line "
                        "(columns are separated by a comma, semicolon or tab)",
                        name);
}

static const char *value(const struct loader *l, enum registry_column column)
{
    return l->index[column] < 0 ? "" : l->csv.fields[l->index[column]];
}

static bool utf8_valid(const char *text)
{
    const unsigned char *t = (const unsigned char *)text;

    while (*t) {
        int more = *t < 0x80                 ? 0
                   : *t >= 0xc2 && *t < 0xe0 ? 1
                   : (*t & 0xf0) == 0xe0     ? 2
                   : *t >= 0xf0 && *t < 0xf5 ? 3
                                             : -1;
        if (more < 0)
            return false;
        for (t++; more; more--, t++)
            if ((*t & 0xc0) != 0x80)
                return false;
    }
    return true;
}

/* Why this line cannot be used, NULL when it can. */
static const char *broken_line(const struct loader *l, char *why, size_t size)
{
    static const enum registry_column dates[] = {COLUMN_PERIOD_START, COLUMN_PERIOD_END,
                                                 COLUMN_BIRTH_DATE, COLUMN_PARTNER_BIRTH_DATE};
    const char *status;

    if (l->csv.broken)
        return l->csv.broken;
    if (l->csv.count != l->header_count) {
        snprintf(why, size, "it has %zu columns, the header has %zu", l->csv.count,
                 l->header_count);
        return why;
    }
    for (size_t i = 0; i < l->csv.count; i++)
        if (!utf8_valid(l->csv.fields[i]))
            return "it is not UTF-8";
    char key[LINK_KEY_SIZE];
    if (*link_number_key(value(l, COLUMN_DOSSIER), key, sizeof key) == '\0')
        return "it has no dossier number";
    if (strlen(value(l, COLUMN_DOSSIER)) >= LINK_KEY_SIZE)
        return "its dossier number is too long";
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        if (!*value(l, dates[i]) || check_date(value(l, dates[i])))
            continue;
        snprintf(why, size, "'%s' is no date (YYYY-MM-DD)", registry_columns[dates[i]]);
        return why;
    }
    status = value(l, COLUMN_STATUS);
    if (*status && strcasecmp(status, "open") && strcasecmp(status, "closed"))
        return "its status is neither 'open' nor 'closed'";
    return NULL;
}

static int note(struct loader *l, unsigned long line, const char *what, bool warning)
{
    sqlite3_reset(l->problem);
    sqlite3_bind_int64(l->problem, 1, (long long)line);
    sqlite3_bind_text(l->problem, 2, what, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(l->problem, 3, warning);
    return sqlite3_step(l->problem) == SQLITE_DONE ? 0 : -1;
}

static void bind_text(sqlite3_stmt *stmt, int index, const char *text)
{
    if (*text)
        sqlite3_bind_text(stmt, index, text, -1, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(stmt, index);
}

static bool is_number(enum registry_column column)
{
    return column == COLUMN_BSN || column == COLUMN_PARTNER_BSN || column == COLUMN_IBAN ||
           column == COLUMN_PARTNER_IBAN || column == COLUMN_KVK || column == COLUMN_POSTCODE ||
           column == COLUMN_HOUSE_NUMBER;
}

/* A case system drops the zero that a BSN or KvK number begins with: put it back. */
static const char *pad(const char *digits, size_t length, char *out)
{
    size_t have = strlen(digits);

    if (have + 1 != length || strspn(digits, "0123456789") != have)
        return digits;
    out[0] = '0';
    memcpy(out + 1, digits, have + 1);
    return out;
}

static void bind_column(struct loader *l, enum registry_column column)
{
    char key[LINK_KEY_SIZE], padded[16];
    const char *text = value(l, column);

    if (is_number(column))
        text = link_number_key(text, key, sizeof key);
    if (column == COLUMN_BSN || column == COLUMN_PARTNER_BSN)
        text = pad(text, 9, padded);
    else if (column == COLUMN_KVK)
        text = pad(text, 8, padded);
    else if (column == COLUMN_STATUS)
        text = strcasecmp(text, "closed") == 0 ? "closed" : "open";
    bind_text(l->insert, column + 1, text);
}

/* Binds the line. Returns SQLite's status of the insertion. */
static int insert(struct loader *l, const char *number)
{
    char key[LINK_KEY_SIZE];

    sqlite3_reset(l->insert);
    for (int i = 0; i < REGISTRY_COLUMNS; i++)
        bind_column(l, (enum registry_column)i);
    int at = REGISTRY_COLUMNS + 1;
    bind_text(l->insert, at++, number);
    bind_text(l->insert, at++, link_name_key(value(l, COLUMN_SURNAME), key, sizeof key));
    bind_text(l->insert, at++, link_name_key(value(l, COLUMN_PARTNER_SURNAME), key, sizeof key));
    bind_text(l->insert, at++, link_company_key(value(l, COLUMN_COMPANY), key, sizeof key));
    sqlite3_bind_int64(l->insert, at, (long long)l->csv.line);
    return sqlite3_step(l->insert);
}

/* Numbers that are made up, for tests, fail the eleven test on purpose. */
static bool made_up(void)
{
    const char *said = getenv("POSTKAMER_MADE_UP_NUMBERS");

    return said && strcmp(said, "1") == 0;
}

static int look_at_bsn(struct loader *l)
{
    char key[LINK_KEY_SIZE], padded[16];
    const char *bsn = pad(link_number_key(value(l, COLUMN_BSN), key, sizeof key), 9, padded);

    l->numbers += *bsn != '\0';
    if (!*bsn || check_bsn(bsn) || made_up())
        return 0;
    l->wrong++;
    return note(l, l->csv.line, "the BSN does not pass the eleven test", true);
}

static int load_line(struct loader *l)
{
    char why[160], number[LINK_KEY_SIZE];
    const char *broken = broken_line(l, why, sizeof why);

    if (broken)
        return note(l, l->csv.line, broken, false);
    link_number_key(value(l, COLUMN_DOSSIER), number, sizeof number);
    return insert(l, number) == SQLITE_DONE ? look_at_bsn(l) : -1;
}

static int prepare(struct loader *l)
{
    char sql[1200] = "INSERT INTO dossier(" REGISTRY_COLUMN_LIST
                     ", number_key, surname_key, partner_surname_key, company_key, line) VALUES(?";

    for (int i = 1; i < REGISTRY_COLUMNS + 5; i++)
        strcat(sql, ",?");
    strcat(sql, ")");
    return sqlite3_exec(l->db,
                        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                        "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY; BEGIN",
                        NULL, NULL, NULL) == SQLITE_OK &&
                   sqlite3_exec(l->db, schema, NULL, NULL, NULL) == SQLITE_OK &&
                   sqlite3_prepare_v2(l->db, sql, -1, &l->insert, NULL) == SQLITE_OK &&
                   sqlite3_prepare_v2(l->db, "INSERT INTO problem VALUES(?,?,?)", -1, &l->problem,
                                      NULL) == SQLITE_OK
               ? 0
               : -1;
}

/* Reads on, so that the window holds a whole record or the end. */
static int refill(struct loader *l)
{
    struct csv *c = &l->csv;
    size_t rest = c->size - c->at;

    if (l->ended || rest > 2 * CSV_RECORD_MAX)
        return 0;
    memmove(l->window, c->text + c->at, rest);
    c->at = 0;
    c->size = rest;
    while (c->size < WINDOW && !l->ended) {
        ssize_t n = pread(l->fd, l->window + c->size, WINDOW - c->size, l->offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        l->ended = n == 0;
        c->size += (size_t)n;
        l->offset += n;
    }
    return 0;
}

static int load_lines(struct loader *l)
{
    int status = refill(l);

    while (!status && csv_next(&l->csv))
        status = load_line(l) || refill(l) ? -1 : 0;
    sqlite3_finalize(l->insert);
    l->insert = NULL;
    if (status)
        return -1;
    return sqlite3_exec(l->db, doubled, NULL, NULL, NULL) == SQLITE_OK &&
                   sqlite3_exec(l->db, indexes, NULL, NULL, NULL) == SQLITE_OK &&
                   sqlite3_exec(l->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : -1;
}

/* A column of numbers of which one in ten is no BSN is another column, or was made up. */
static int look_at_numbers(const struct loader *l, const char *name, registry_tell *tell)
{
    if (l->numbers < NUMBERS_MIN || l->wrong * 10 < l->numbers)
        return 0;
    registry_say(tell,
                 "%s: %lu of %lu BSNs do not pass the eleven test; for made-up numbers set "
                 "POSTKAMER_MADE_UP_NUMBERS=1",
                 name, l->wrong, l->numbers);
    return 1;
}

static int load(struct loader *l, const char *path, const char *name, registry_tell *tell)
{
    if (refill(l))
        return registry_say(tell, "cannot read the registry '%s': %s", name, strerror(errno));
    csv_init(&l->csv, l->window, l->csv.size);
    if (registry_header(&l->csv, name, l->index, tell))
        return -1;
    l->header_count = l->csv.count;
    if (sqlite3_open(path, &l->db) != SQLITE_OK || prepare(l) || load_lines(l))
        return registry_say(tell, "cannot load the registry: %s", sqlite3_errmsg(l->db));
    return look_at_numbers(l, name, tell);
}

int registry_load(const char *path, const char *name, int fd, registry_tell *tell)
{
    struct loader *l = calloc(1, sizeof *l);
    int status = -1;

    if (l)
        l->window = malloc(WINDOW);
    if (!l || !l->window) {
        registry_say(tell, "out of memory");
    } else {
        l->fd = fd;
        l->csv.text = l->window;
        status = load(l, path, name, tell);
        sqlite3_finalize(l->insert);
        sqlite3_finalize(l->problem);
        sqlite3_close(l->db);
        free(l->window);
    }
    free(l);
    return status;
}
