#include "pipeline/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/ledger_db.h"
#include "pipeline/io.h"

#define TAIL_MAX ((off_t)1 << 20) /* longer than any line */
#define BATCH 1000

static sqlite3_stmt *prepare(struct ledger *l, const char *format, const struct journal *j)
{
    char sql[120];

    snprintf(sql, sizeof sql, format, j->table);
    return ledger_prepare(l, sql, "");
}

int journal_last(struct ledger *l, const struct journal *j, long long *seq, char **line)
{
    sqlite3_stmt *stmt = prepare(l, "SELECT seq, line FROM %s ORDER BY seq DESC LIMIT 1", j);
    int step = stmt ? sqlite3_step(stmt) : SQLITE_ERROR, status = stmt ? 0 : -1;
    const char *text = step == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 1) : NULL;

    *seq = text ? sqlite3_column_int64(stmt, 0) : 0;
    if (line)
        *line = text ? strdup(text) : NULL;
    if (stmt && !text && step != SQLITE_DONE)
        status = ledger_failed(l, "cannot read a journal");
    sqlite3_finalize(stmt);
    return status;
}

int journal_add(struct ledger *l, const struct journal *j, long long seq, const char *line)
{
    char sql[120];

    snprintf(sql, sizeof sql, "INSERT INTO %s(seq, line) VALUES(?,?)", j->table);
    return ledger_exec(l, sql, "it", seq, line);
}

json_t *journal_lines(struct ledger *l, const struct journal *j, long long after, int most)
{
    char sql[120];

    snprintf(sql, sizeof sql, "SELECT line FROM %s WHERE seq>? ORDER BY seq LIMIT ?", j->table);
    return ledger_rows(l, ledger_prepare(l, sql, "ii", after, (long long)most), false);
}

/* The file's end: the seq of its last whole line, and what follows that line without a newline
 * (caller frees). -1 with errno. */
static int read_tail(int fd, long long *seq, char **rest)
{
    struct stat st;
    if (fstat(fd, &st))
        return -1;
    off_t size = st.st_size < TAIL_MAX ? st.st_size : TAIL_MAX;
    char *text = calloc(1, (size_t)size + 1);
    if (!text || pread(fd, text, (size_t)size, st.st_size - size) != size) {
        free(text);
        return -1;
    }
    char *end = strrchr(text, '\n'), *line;
    *rest = strdup(end ? end + 1 : text);
    *seq = 0;
    if (end) {
        *end = '\0';
        line = strrchr(text, '\n');
        json_t *last = json_loads(line ? line + 1 : text, 0, NULL);
        *seq = last ? (long long)json_integer_value(json_object_get(last, "seq")) : -1;
        json_decref(last);
    }
    free(text);
    return *rest ? 0 : -1;
}

/* Appends lines; of the first, what a crash left of it is there already. */
static int append(int fd, const json_t *lines, const char *rest)
{
    size_t i;
    const json_t *line;

    json_array_foreach(lines, i, line)
    {
        const char *text = json_string_value(line);
        size_t there = i == 0 ? strlen(rest) : 0;
        if (strncmp(text, rest, there) != 0)
            return 0; /* somebody else's: verify names it */
        if (write_all(fd, text + there, strlen(text) - there) || write_all(fd, "\n", 1))
            return -1;
    }
    return 0;
}

static int failed(struct ledger *l, const struct journal *j, const char *doing)
{
    snprintf(l->why, sizeof l->why, "cannot %s %s: %s", doing, j->file, strerror(errno));
    return -1;
}

static int catch_up(struct ledger *l, const struct journal *j, int fd)
{
    long long seq, head;
    char *rest = NULL;
    int status = read_tail(fd, &seq, &rest);

    if (status)
        failed(l, j, "read");
    else
        status = journal_last(l, j, &head, NULL);
    bool grown = false;
    while (!status && seq >= 0 && seq < head) {
        json_t *lines = journal_lines(l, j, seq, BATCH);
        status = lines ? append(fd, lines, rest) : -1;
        if (lines && status)
            failed(l, j, "write");
        *rest = '\0';
        seq += BATCH;
        grown = true;
        json_decref(lines);
    }
    if (!status && grown && fsync(fd))
        status = failed(l, j, "write");
    free(rest);
    return status;
}

static int name_file(const struct journal *j, const char *out, char path[PATH_MAX])
{
    if ((size_t)snprintf(path, PATH_MAX, "%s/%s", out, j->file) < PATH_MAX)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

static int wait_for(int fd, int lock)
{
    int status;

    while ((status = flock(fd, lock)) && errno == EINTR)
        ;
    return status;
}

int journal_lock(struct ledger *l, const struct journal *j, const char *out)
{
    char path[PATH_MAX];
    int fd = name_file(j, out, path)
                 ? -1
                 : open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);

    if (fd >= 0 && !wait_for(fd, LOCK_EX))
        return fd;
    failed(l, j, "open");
    if (fd >= 0)
        close(fd);
    return -1;
}

int journal_unlock(struct ledger *l, const struct journal *j, int fd)
{
    int status = catch_up(l, j, fd);

    close(fd);
    return status;
}

int journal_export(struct ledger *l, const struct journal *j, const char *out)
{
    int fd = journal_lock(l, j, out);

    return fd < 0 ? -1 : journal_unlock(l, j, fd);
}

FILE *journal_open(const struct journal *j, const char *out)
{
    char path[PATH_MAX];
    FILE *file = name_file(j, out, path) ? NULL : fopen(path, "re");

    if (!file || !wait_for(fileno(file), LOCK_SH))
        return file;
    fclose(file);
    return NULL;
}
