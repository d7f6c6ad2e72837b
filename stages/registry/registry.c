#include "stages/registry/registry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "stages/registry/registry_csv.h"
#include "stages/registry/registry_db.h"

#define REGISTRY_VERSION "3" /* of the table: another one is loaded anew */
#define REGISTRY_LIMIT (1ULL << 30)
#define TOLD_MOST 50 /* broken lines named one by one */

static int open_csv(const char *csv, registry_tell *tell)
{
    int fd = open(csv, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st)) {
        registry_say(tell, "cannot open the registry '%s': %s", csv, strerror(errno));
    } else if (!S_ISREG(st.st_mode) || (unsigned long long)st.st_size > REGISTRY_LIMIT) {
        registry_say(tell, "the registry '%s' is not a file, or larger than 1 GiB", csv);
    } else {
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Reads at most `limit` bytes; the caller frees. NULL with errno. */
static char *read_text(int fd, size_t limit, size_t *size)
{
    struct stat st;
    size_t room = fstat(fd, &st) == 0 && (size_t)st.st_size < limit ? (size_t)st.st_size : limit;
    char *text = malloc(room + 1);
    ssize_t got = 1;

    for (*size = 0; text && got > 0 && *size < room; *size += (size_t)(got > 0 ? got : 0)) {
        got = pread(fd, text + *size, room - *size, (off_t)*size);
        if (got < 0 && errno != EINTR) {
            free(text);
            return NULL;
        }
        got = got < 0 ? 0 : got;
    }
    return text;
}

enum registry_status registry_check(const char *csv, registry_tell *tell)
{
    int fd = open_csv(csv, tell), index[REGISTRY_COLUMNS];
    size_t size;
    enum registry_status status = REGISTRY_FAILED;

    if (fd < 0)
        return REGISTRY_FAILED;
    char *text = read_text(fd, CSV_RECORD_MAX, &size);
    struct csv *reader = malloc(sizeof *reader);
    if (!text || !reader) {
        registry_say(tell, "cannot read the registry '%s': %s", csv, strerror(errno));
    } else {
        csv_init(reader, text, size);
        status = registry_header(reader, csv, index, tell) ? REGISTRY_REFUSED : REGISTRY_READY;
    }
    free(reader);
    free(text);
    close(fd);
    return status;
}

/* Removes what was loaded from another CSV, and what a crash left. */
static void remove_others(const char *folder, const char *keep)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (strncmp(entry->d_name, "registry-", 9) == 0 && strcmp(entry->d_name, keep))
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
}

static int sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    int status = fd < 0 ? -1 : fsync(fd);

    if (fd >= 0)
        close(fd);
    return status;
}

/* Loads the CSV beside the final path and renames it into place. */
static int load(int fd, const char *csv, const char *folder, const char *path, registry_tell *tell)
{
    char temporary[4200];

    snprintf(temporary, sizeof temporary, "%s.new", path);
    unlink(temporary);
    int status = registry_load(temporary, csv, fd, tell);
    if (!status &&
        (sync_path(temporary, 0) || rename(temporary, path) || sync_path(folder, O_DIRECTORY)))
        status = registry_say(tell, "cannot keep the loaded registry: %s", strerror(errno));
    if (status)
        unlink(temporary);
    return status;
}

static long long meta(struct registry *r, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    long long answer = 0;

    if (sqlite3_prepare_v2(r->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        answer = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return answer;
}

static void tell_problems(struct registry *r, const char *csv, registry_tell *tell)
{
    sqlite3_stmt *stmt = NULL;
    unsigned long told = 0;

    if (sqlite3_prepare_v2(r->db, "SELECT line, what, warning FROM problem ORDER BY warning, line",
                           -1, &stmt, NULL) != SQLITE_OK)
        return;
    for (; sqlite3_step(stmt) == SQLITE_ROW; told++)
        if (told < TOLD_MOST)
            registry_say(tell, "%s:%lld: %s%s", csv, (long long)sqlite3_column_int64(stmt, 0),
                         (const char *)sqlite3_column_text(stmt, 1),
                         sqlite3_column_int(stmt, 2) ? "" : "; the line is left out");
    if (told > TOLD_MOST)
        registry_say(tell, "%s: %lu more remarks of this kind", csv, told - TOLD_MOST);
    if (r->broken)
        registry_say(tell, "%s: %lu broken lines were left out, %lu dossiers stand", csv, r->broken,
                     r->size);
    sqlite3_finalize(stmt);
}

/* The statement of each key; partial indexes want their columns named as not null. */
static int prepare(struct registry *r)
{
    static const char *const where[REGISTRY_KEYS] = {
        [REGISTRY_DOSSIER] = "number_key=?1",
        [REGISTRY_BSN] = "bsn=?1",
        [REGISTRY_PARTNER_BSN] = "partner_bsn=?1",
        [REGISTRY_IBAN] = "iban=?1",
        [REGISTRY_PARTNER_IBAN] = "partner_iban=?1",
        [REGISTRY_KVK] = "kvk=?1",
        [REGISTRY_ADDRESS] = "postcode=?1 AND house_number=?2",
        [REGISTRY_BIRTH] = "surname_key=?2 AND birth_date=?1",
        [REGISTRY_PARTNER_BIRTH] = "partner_surname_key=?2 AND partner_birth_date=?1",
        [REGISTRY_SURNAME] = "surname_key=?1",
        [REGISTRY_PARTNER_SURNAME] = "partner_surname_key=?1",
        [REGISTRY_COMPANY] = "company_key=?1",
    };
    char sql[900];

    for (int i = 0; i < REGISTRY_KEYS; i++) {
        snprintf(sql, sizeof sql,
                 "SELECT row, surname_key, partner_surname_key, " REGISTRY_COLUMN_LIST
                 " FROM dossier WHERE %s LIMIT ?3",
                 where[i]);
        if (sqlite3_prepare_v2(r->db, sql, -1, &r->find[i], NULL) != SQLITE_OK)
            return -1;
    }
    return sqlite3_prepare_v2(r->db,
                              "SELECT (SELECT count(*) FROM (SELECT 1 FROM dossier WHERE"
                              " surname_key=?1 LIMIT 5000)) + (SELECT count(*) FROM (SELECT 1 FROM"
                              " dossier WHERE partner_surname_key=?1 LIMIT 5000))",
                              -1, &r->surname, NULL) == SQLITE_OK &&
                   sqlite3_prepare_v2(r->db,
                                      "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE"
                                      " postcode=?1 AND house_number=?2 LIMIT 1000)",
                                      -1, &r->address, NULL) == SQLITE_OK &&
                   sqlite3_prepare_v2(r->db,
                                      "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE bsn>=?1"
                                      " AND bsn<?2 LIMIT 1000)",
                                      -1, &r->alike, NULL) == SQLITE_OK
               ? 0
               : -1;
}

static int open_loaded(struct registry *r, const char *path)
{
    if (sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        /* One transaction for as long as it is open: no lock and unlock a question. */
        sqlite3_exec(r->db,
                     "PRAGMA cache_size=-64000; BEGIN;"
                     "SELECT count(*) FROM meta",
                     NULL, NULL, NULL) != SQLITE_OK ||
        prepare(r))
        return -1;
    r->size = (unsigned long)meta(r, "SELECT value FROM meta WHERE name='dossiers'");
    r->persons = (unsigned long)meta(r, "SELECT value FROM meta WHERE name='persons'");
    r->broken = (unsigned long)meta(r, "SELECT value FROM meta WHERE name='broken'");
    return 0;
}

static enum registry_status open_from(struct registry *r, int fd, const char *csv,
                                      const char *folder, registry_tell *tell)
{
    char path[4100], name[100];
    uint64_t size;

    if (hash_fd(fd, &size, r->hash)) {
        registry_say(tell, "cannot read the registry '%s': %s", csv, strerror(errno));
        return REGISTRY_FAILED;
    }
    snprintf(name, sizeof name, "registry-" REGISTRY_VERSION "-%s.sqlite", r->hash);
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        registry_say(tell, "the name of the spool's folder is too long");
        return REGISTRY_FAILED;
    }
    int status = access(path, R_OK) ? load(fd, csv, folder, path, tell) : 0;
    if (status)
        return status > 0 ? REGISTRY_REFUSED : REGISTRY_FAILED;
    remove_others(folder, name);
    if (open_loaded(r, path)) {
        registry_say(tell, "cannot open the loaded registry: %s", sqlite3_errmsg(r->db));
        unlink(path);
        return REGISTRY_FAILED;
    }
    tell_problems(r, csv, tell);
    return REGISTRY_READY;
}

enum registry_status registry_open(struct registry **out, const char *csv, const char *folder,
                                   registry_tell *tell)
{
    enum registry_status status = registry_check(csv, tell);

    *out = NULL;
    if (status != REGISTRY_READY)
        return status;
    int fd = open_csv(csv, tell);
    struct registry *r = calloc(1, sizeof *r);
    status = fd < 0 || !r ? REGISTRY_FAILED : open_from(r, fd, csv, folder, tell);
    if (fd >= 0)
        close(fd);
    if (status == REGISTRY_READY)
        *out = r;
    else
        registry_close(r);
    return status;
}

void registry_close(struct registry *r)
{
    if (!r)
        return;
    for (int i = 0; i < REGISTRY_KEYS; i++)
        sqlite3_finalize(r->find[i]);
    sqlite3_finalize(r->surname);
    sqlite3_finalize(r->address);
    sqlite3_finalize(r->alike);
    sqlite3_close(r->db);
    free(r);
}

const char *registry_hash(const struct registry *r)
{
    return r->hash;
}

unsigned long registry_size(const struct registry *r)
{
    return r->size;
}

unsigned long registry_broken(const struct registry *r)
{
    return r->broken;
}
