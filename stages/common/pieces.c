#include "stages/common/pieces.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/table.h"
#include "stages/common/words.h"

#define EMPTY_INK 0.006 /* share of a page: shadows, specks, what shines through */

/* Problem records by "page file". */
static int index_problems(const struct submission *s, struct table *problems)
{
    size_t i;
    json_t *record;
    json_array_foreach(s->records, i, record)
    {
        char key[PAGE_KEY_MAX];
        const char *file = record_text(record, "file");
        if (strcmp(record_kind(record), "problem") != 0 || !file)
            continue;
        page_key(file, (int)record_number(record, "page", 0), key);
        if (!table_put(problems, key, (uint32_t)i))
            return -1;
    }
    return 0;
}

void page_key(const char *file, int page, char key[PAGE_KEY_MAX])
{
    char hash[SPOOL_KEY_SIZE];
    size_t n = strlen(file);
    /* A path can be long: its hash stands for it. */
    if (n >= PAGE_KEY_MAX - 16) {
        hash_bytes(file, n, hash);
        file = hash;
    }
    snprintf(key, PAGE_KEY_MAX, "%d %s", page, file);
}

static enum page_fate fate_of(const json_t *record, const json_t *problem)
{
    const char *role = record_text(record, "role");
    if (role && (strcmp(role, "litter") == 0 || strcmp(role, "signature") == 0))
        return FATE_LITTER;
    if (problem)
        return FATE_REJECT;
    return record_true(record, "blank") ? FATE_BLANK : FATE_JUDGE;
}

/* Ordinal of the folder or container that holds a file: the text before its last '/'. */
static bool same_folder(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
    size_t n = x ? (size_t)(x - a) : 0, m = y ? (size_t)(y - b) : 0;
    return n == m && strncmp(a, b, n) == 0;
}

/* Nothing legible on a scanned page among others, and next to no ink: the back of a sheet. */
static bool is_empty(const struct page *p, const json_t *record)
{
    size_t letters = 0;
    for (size_t i = 0; i < p->word_count; i++)
        for (const char *c = p->words[i].text; *c; c++)
            letters += isalnum((unsigned char)*c) != 0;
    return letters <= 1 && p->file_page_count > 1 && json_object_get(record, "ink") &&
           json_number_value(json_object_get(record, "ink")) < EMPTY_INK;
}

static void choose_judged(struct pages_ready *r)
{
    int file = 0, folder = 0;
    bool blank = false;
    for (size_t i = 0; i < r->count; i++) {
        const char *role = record_text(r->records[i], "role");
        const char *type = record_text(r->records[i], "type");
        bool photo = type && strncmp(type, "image/", 6) == 0 && r->pages[i].file_page_count == 1;
        if (i && strcmp(r->pages[i].file, r->pages[i - 1].file) != 0) {
            file++;
            folder += !same_folder(r->pages[i].file, r->pages[i - 1].file);
            blank = false;
        }
        blank |= r->fates[i] == FATE_BLANK;
        if (r->fates[i] != FATE_JUDGE)
            continue;
        r->judged[r->judged_count] =
            (struct judge_page){.page = &r->pages[i],
                                .file = file,
                                .folder = folder,
                                .body = role && !strcmp(role, "body"),
                                .photo = photo,
                                .empty = is_empty(&r->pages[i], r->records[i]),
                                .blank_before = blank};
        r->places[r->judged_count++] = i;
        blank = false;
    }
}

static int collect_records(struct pages_ready *r, const struct submission *s)
{
    size_t i, n = 0;
    json_t *record;
    struct table problems = {0};
    r->records = calloc(r->count + 1, sizeof *r->records);
    r->problems = calloc(r->count + 1, sizeof *r->problems);
    r->fates = calloc(r->count + 1, sizeof *r->fates);
    r->judged = calloc(r->count + 1, sizeof *r->judged);
    r->places = calloc(r->count + 1, sizeof *r->places);
    if (!r->records || !r->problems || !r->fates || !r->judged || !r->places ||
        index_problems(s, &problems) < 0) {
        table_release(&problems);
        return -1;
    }
    json_array_foreach(s->records, i, record)
    {
        if (strcmp(record_kind(record), "page") == 0 && n < r->count)
            r->records[n++] = record;
    }
    for (i = 0; i < n; i++) {
        char key[PAGE_KEY_MAX];
        page_key(r->pages[i].file, r->pages[i].number, key);
        const uint32_t *at = table_get(&problems, key);
        r->problems[i] = at ? json_array_get(s->records, *at) : NULL;
        r->fates[i] = fate_of(r->records[i], r->problems[i]);
    }
    table_release(&problems);
    return 0;
}

int pages_ready_init(struct pages_ready *r, struct spool *spool, const struct submission *s)
{
    *r = (struct pages_ready){.year = 2020};
    const char *received = record_text(s->head, "received");
    if (received && strspn(received, "0123456789") == 4)
        r->year = atoi(received);
    if (pages_load(spool, s, &r->pages, &r->count) < 0)
        return -1;
    if (collect_records(r, s) < 0)
        return -1;
    choose_judged(r);
    return 0;
}

void pages_ready_release(struct pages_ready *r)
{
    pages_free(r->pages, r->count);
    free(r->records);
    free(r->problems);
    free(r->fates);
    free(r->judged);
    free(r->places);
    *r = (struct pages_ready){0};
}
