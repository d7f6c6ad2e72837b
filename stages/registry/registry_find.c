/* Asking the registry by what stands on paper. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/registry/registry_db.h"

#define FIRST_COLUMN 3 /* of a row: after its number and two surname keys */

static long long count(sqlite3_stmt *stmt, const char *a, const char *b)
{
    long long n = 0;

    if (!a || !*a)
        return 0;
    sqlite3_reset(stmt);
    sqlite3_bind_text(stmt, 1, a, -1, SQLITE_TRANSIENT);
    if (b)
        sqlite3_bind_text(stmt, 2, b, -1, SQLITE_TRANSIENT);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return n;
}

/* Copies a row's columns into one block of text; fields[i] points to the i-th. */
static char *copy_row(sqlite3_stmt *stmt, const char *fields[REGISTRY_COLUMNS])
{
    size_t size = 0, used = 0;

    for (int i = 0; i < REGISTRY_COLUMNS; i++)
        size += (size_t)sqlite3_column_bytes(stmt, FIRST_COLUMN + i) + 1;
    char *text = malloc(size);
    for (int i = 0; text && i < REGISTRY_COLUMNS; i++) {
        const char *column = (const char *)sqlite3_column_text(stmt, FIRST_COLUMN + i);
        size_t length = column ? strlen(column) : 0;
        fields[i] = text + used;
        if (length)
            memcpy(text + used, column, length);
        text[used + length] = '\0';
        used += length + 1;
    }
    return text;
}

static struct link_dossier dossier_of(const char *const *f)
{
    return (struct link_dossier){
        .dossier = f[COLUMN_DOSSIER],
        .scheme = f[COLUMN_SCHEME],
        .kind = f[COLUMN_KIND],
        .period_start = f[COLUMN_PERIOD_START],
        .period_end = f[COLUMN_PERIOD_END],
        .applicant = {f[COLUMN_BSN], f[COLUMN_SURNAME], f[COLUMN_INITIALS], f[COLUMN_BIRTH_DATE],
                      f[COLUMN_IBAN]},
        .partner = {f[COLUMN_PARTNER_BSN], f[COLUMN_PARTNER_SURNAME], f[COLUMN_PARTNER_INITIALS],
                    f[COLUMN_PARTNER_BIRTH_DATE], f[COLUMN_PARTNER_IBAN]},
        .street = f[COLUMN_STREET],
        .house_number = f[COLUMN_HOUSE_NUMBER],
        .postcode = f[COLUMN_POSTCODE],
        .city = f[COLUMN_CITY],
        .kvk = f[COLUMN_KVK],
        .company = f[COLUMN_COMPANY],
        .case_id = f[COLUMN_ZAAK_UUID],
        .closed = strcmp(f[COLUMN_STATUS], "closed") == 0,
        .doubled = strcmp(f[COLUMN_STATUS], "doubled") == 0,
    };
}

static int make_room(struct registry_list *list)
{
    if (list->count < list->room)
        return 0;
    size_t room = list->room ? 2 * list->room : 16;
    struct link_dossier *items = realloc(list->items, room * sizeof *items);
    if (items)
        list->items = items;
    char **texts = realloc(list->texts, room * sizeof *texts);
    if (texts)
        list->texts = texts;
    long long *rows = realloc(list->rows, room * sizeof *rows);
    if (rows)
        list->rows = rows;
    if (!items || !texts || !rows)
        return -1;
    list->room = room;
    return 0;
}

static bool known(const struct registry_list *list, long long row)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i] == row)
            return true;
    return false;
}

/* How common a value is, among others than its bearer. A small registry knows little of that: it
 * is taken for a sample beside 2,000 people of whom one in `usual` has it. */
static double share(long long n, unsigned long all, double usual)
{
    double others = n > 1 ? (double)(n - 1) : 0;

    return (others + 2000 / usual) / ((double)all + 2000);
}

/* How many applicants have a BSN that begins like this one. */
static long long alike(struct registry *r, const char *bsn)
{
    char first[8], behind[8];

    if (strlen(bsn) != 9)
        return 0;
    snprintf(first, sizeof first, "%.5s", bsn);
    snprintf(behind, sizeof behind, "%.5s:", bsn); /* the colon comes after the digits */
    return count(r->alike, first, behind);
}

static int add_row(struct registry *r, sqlite3_stmt *stmt, struct registry_list *list)
{
    const char *fields[REGISTRY_COLUMNS];
    long long row = sqlite3_column_int64(stmt, 0);

    if (known(list, row))
        return 0;
    char *text = make_room(list) ? NULL : copy_row(stmt, fields);
    if (!text)
        return -1;
    struct link_dossier d = dossier_of(fields);
    d.surname_share = share(count(r->surname, (const char *)sqlite3_column_text(stmt, 1), NULL),
                            r->persons, 2000);
    d.partner_surname_share = share(
        count(r->surname, (const char *)sqlite3_column_text(stmt, 2), NULL), r->persons, 2000);
    d.address_share = share(count(r->address, d.postcode, d.house_number), r->size, 20000);
    d.bsn_share = r->size ? (double)alike(r, d.applicant.bsn) / (double)r->size : 0;
    list->items[list->count] = d;
    list->texts[list->count] = text;
    list->rows[list->count++] = row;
    return 0;
}

/* Rows are taken up only after it is known that there are not too many. */
static int take(struct registry *r, sqlite3_stmt *stmt, unsigned limit, struct registry_list *list)
{
    int status, found = 0;

    while ((status = sqlite3_step(stmt)) == SQLITE_ROW)
        found++;
    if (status != SQLITE_DONE)
        return -1;
    sqlite3_reset(stmt);
    if ((unsigned)found > limit)
        return found;
    while ((status = sqlite3_step(stmt)) == SQLITE_ROW)
        if (add_row(r, stmt, list))
            return -1;
    return status == SQLITE_DONE ? found : -1;
}

static void fold_key(enum registry_key key, const char *value, char *out, size_t size)
{
    switch (key) {
    case REGISTRY_SURNAME:
    case REGISTRY_PARTNER_SURNAME:
        link_name_key(value, out, size);
        break;
    case REGISTRY_COMPANY:
        link_company_key(value, out, size);
        break;
    case REGISTRY_BIRTH:
    case REGISTRY_PARTNER_BIRTH:
        if (strlen(value) < size)
            strcpy(out, value);
        else
            *out = '\0';
        break;
    default:
        link_number_key(value, out, size);
    }
}

int registry_find(struct registry *r, enum registry_key key, const char *value, const char *second,
                  unsigned limit, struct registry_list *list)
{
    char first[LINK_KEY_SIZE], other[LINK_KEY_SIZE] = "";
    sqlite3_stmt *stmt = r->find[key];
    bool birth = key == REGISTRY_BIRTH || key == REGISTRY_PARTNER_BIRTH;

    fold_key(key, value ? value : "", first, sizeof first);
    if (second && birth)
        link_name_key(second, other, sizeof other);
    else if (second)
        link_number_key(second, other, sizeof other);
    if (!*first || (second && !*other))
        return 0;
    sqlite3_bind_text(stmt, 1, first, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(stmt, 2, other, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(stmt, 3, (long long)limit + 1);
    int found = take(r, stmt, limit, list);
    sqlite3_reset(stmt);
    return found;
}

void registry_list_release(struct registry_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->texts[i]);
    free(list->texts);
    free(list->items);
    free(list->rows);
    *list = (struct registry_list){0};
}
