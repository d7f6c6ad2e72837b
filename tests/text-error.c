/* text-error TRUTH READ: how well pages were read, whatever the order of their lines and words.
 *
 * Both files hold UTF-8 text, a page up to a form feed. For every page one line: characters of the
 * truth, character errors, words of the truth (three characters and more), words found exactly.
 *
 * The measure is the flexible character accuracy of Clausner, Pletschacher and Antonacopoulos
 * (Pattern Recognition Letters 131, 2020), without spaces: the longest line of the truth is laid
 * where it fits best on a line that was read (local alignment), what lies beside it on either side
 * goes on as a line of its own, and so on until nothing fits. Edits within what was laid together
 * are errors; of what is left over the larger side counts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST 3 /* characters that must fit: less is chance */

struct run { /* a stretch of a line, without spaces */
    uint32_t *at;
    size_t size;
};

struct text {
    struct run *runs;
    size_t count;
};

struct fit { /* where a run of the truth lies on one that was read */
    size_t run, truth_from, truth_to, read_from, read_to;
    int score;
    size_t errors;
};

static void *need(void *p)
{
    if (!p) {
        fputs("text-error: no memory\n", stderr);
        exit(70);
    }
    return p;
}

static char *load(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t size = 0, room = 1 << 16, got;
    char *data = need(malloc(room));
    if (!f) {
        fprintf(stderr, "text-error: cannot open '%s'\n", path);
        exit(74);
    }
    while ((got = fread(data + size, 1, room - size - 1, f)) > 0) {
        size += got;
        if (size + 1 == room)
            data = need(realloc(data, room *= 2));
    }
    fclose(f);
    data[size] = '\0';
    return data;
}

/* The next character; marks that are drawn alike count as one. */
static uint32_t next_rune(const char **s)
{
    const unsigned char *c = (const unsigned char *)*s;
    int more = *c >= 0xF0 ? 3 : *c >= 0xE0 ? 2 : *c >= 0xC0 ? 1 : 0;
    uint32_t rune = more ? *c & (0x3FU >> more) : *c;
    for (c++; more > 0 && (*c & 0xC0) == 0x80; more--)
        rune = rune << 6 | (*c++ & 0x3F);
    *s = (const char *)c;
    if (rune == 0x2018 || rune == 0x2019 || rune == 0x60 || rune == 0xB4)
        return '\'';
    if (rune == 0x201C || rune == 0x201D || rune == 0x201E)
        return '"';
    if (rune >= 0x2010 && rune <= 0x2015)
        return '-';
    return rune == 0xA0 ? ' ' : rune;
}

static void add_run(struct text *t, uint32_t *at, size_t size)
{
    if (size == 0)
        return;
    t->runs = need(realloc(t->runs, (t->count + 1) * sizeof *t->runs));
    t->runs[t->count++] = (struct run){at, size};
}

/* The lines of a page; *letters holds their characters. */
static struct text lines_of(const char *page, uint32_t **letters)
{
    struct text t = {0};
    uint32_t *out = *letters = need(malloc((strlen(page) + 1) * sizeof *out)), *start = out;
    while (*page) {
        uint32_t rune = next_rune(&page);
        if (rune == '\n') {
            add_run(&t, start, (size_t)(out - start));
            start = out;
        } else if (rune > ' ') {
            *out++ = rune;
        }
    }
    add_run(&t, start, (size_t)(out - start));
    return t;
}

/* One cell of the alignment: its score, where it began, and its errors so far. */
struct cell {
    int score;
    uint32_t truth_from, read_from, errors;
};

static struct cell step(struct cell from, int gain, uint32_t errors)
{
    from.score += gain;
    from.errors += errors;
    return from;
}

/* The best local alignment (Smith and Waterman): 1 for a match, -1 for an edit. */
static void align(const struct run *truth, const struct run *read, size_t index, struct fit *best)
{
    struct cell *row = need(malloc((read->size + 1) * sizeof *row));
    for (size_t j = 0; j <= read->size; j++)
        row[j] = (struct cell){0, 0, (uint32_t)j, 0};
    for (size_t i = 1; i <= truth->size; i++) {
        struct cell corner = row[0];
        row[0] = (struct cell){0, (uint32_t)i, 0, 0};
        for (size_t j = 1; j <= read->size; j++) {
            int same = truth->at[i - 1] == read->at[j - 1];
            struct cell now = step(corner, same ? 1 : -1, !same);
            corner = row[j];
            if (row[j].score - 1 > now.score)
                now = step(row[j], -1, 1);
            if (row[j - 1].score - 1 > now.score)
                now = step(row[j - 1], -1, 1);
            if (now.score <= 0)
                now = (struct cell){0, (uint32_t)i, (uint32_t)j, 0};
            row[j] = now;
            if (now.score > best->score)
                *best =
                    (struct fit){index, now.truth_from, i, now.read_from, j, now.score, now.errors};
        }
    }
    free(row);
}

static size_t longest(const struct text *t)
{
    size_t best = 0;
    for (size_t i = 1; i < t->count; i++)
        best = t->runs[i].size > t->runs[best].size ? i : best;
    return best;
}

/* Takes a stretch out of a run: what lies before and behind stays. */
static void cut(struct text *t, size_t index, size_t from, size_t to)
{
    struct run run = t->runs[index];
    t->runs[index] = t->runs[--t->count];
    add_run(t, run.at, from);
    add_run(t, run.at + to, run.size - to);
}

static size_t page_errors(struct text *truth, struct text *read)
{
    size_t errors = 0, missed = 0, extra = 0;
    while (truth->count) {
        size_t index = longest(truth);
        struct run line = truth->runs[index];
        struct fit best = {0};
        for (size_t i = 0; i < read->count && best.score < (int)line.size; i++)
            align(&line, &read->runs[i], i, &best);
        if (best.score < LEAST && best.score < (int)line.size) {
            missed += line.size;
            cut(truth, index, 0, line.size);
            continue;
        }
        errors += best.errors;
        cut(read, best.run, best.read_from, best.read_to);
        cut(truth, index, best.truth_from, best.truth_to);
    }
    for (size_t i = 0; i < read->count; i++)
        extra += read->runs[i].size;
    return errors + (missed > extra ? missed : extra);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Words of three characters and more, sorted; the page is cut up. */
static char **words_of(char *page, size_t *count)
{
    char **words = NULL, *save = NULL;
    *count = 0;
    for (char *w = strtok_r(page, " \t\n\r", &save); w; w = strtok_r(NULL, " \t\n\r", &save)) {
        if (strlen(w) < 3)
            continue;
        words = need(realloc(words, (*count + 1) * sizeof *words));
        words[(*count)++] = w;
    }
    if (words)
        qsort(words, *count, sizeof *words, by_text);
    return words;
}

static size_t words_found(char **truth, size_t truths, char **read, size_t reads)
{
    size_t found = 0;
    for (size_t i = 0, j = 0; i < truths && j < reads;) {
        int order = strcmp(truth[i], read[j]);
        found += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    return found;
}

static void compare(char *truth_page, char *read_page)
{
    uint32_t *truth_letters, *read_letters;
    struct text truth = lines_of(truth_page, &truth_letters);
    struct text read = lines_of(read_page, &read_letters);
    size_t characters = 0, truths, reads;
    for (size_t i = 0; i < truth.count; i++)
        characters += truth.runs[i].size;
    size_t errors = page_errors(&truth, &read);
    char **truth_words = words_of(truth_page, &truths), **read_words = words_of(read_page, &reads);
    printf("%zu %zu %zu %zu\n", characters, errors, truths,
           words_found(truth_words, truths, read_words, reads));
    free(truth_words);
    free(read_words);
    free(truth.runs);
    free(read.runs);
    free(truth_letters);
    free(read_letters);
}

/* Cuts the page off the text; *rest is what follows, NULL at the end. */
static char *next_page(char **rest)
{
    char *page = *rest, *end = page ? strchr(page, '\f') : NULL;
    if (end)
        *end++ = '\0';
    *rest = end && *end ? end : NULL;
    return page;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: text-error TRUTH READ\n", stderr);
        return 64;
    }
    char *truth = load(argv[1]), *read = load(argv[2]), *truth_rest = truth, *read_rest = read;
    static char nothing[1];
    while (truth_rest) {
        char *truth_page = next_page(&truth_rest), *read_page = next_page(&read_rest);
        *nothing = '\0';
        compare(truth_page, read_page ? read_page : nothing);
    }
    free(truth);
    free(read);
    return 0;
}
