#include "stages/common/words.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "stages/common/page_records.h"
#include "stages/common/words_scan.h"

#define WORDS_BYTES_MAX ((size_t)64 << 20)

static double rounded(double value, double steps)
{
    return isfinite(value) ? round(value * steps) / steps : 0;
}

/* Text that came from a decoder may hold bytes that JSON cannot carry. */
static json_t *text_json(const char *text)
{
    json_t *whole = json_string(text);
    if (whole)
        return whole;
    char *ascii = strdup(text);
    if (!ascii)
        return NULL;
    for (char *c = ascii; *c; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    whole = json_string(ascii);
    free(ascii);
    return whole;
}

static json_t *word_json(const struct word *w)
{
    return json_pack("[f,f,f,f,f,i,i,o]", rounded(w->x0, 10), rounded(w->y0, 10),
                     rounded(w->x1, 10), rounded(w->y1, 10), rounded(w->confidence, 1000), w->line,
                     w->block, text_json(w->text));
}

static json_t *reading_json(const struct reading *r)
{
    return json_pack("{s:s,s:o,s:f,s:[f,f,f,f],s:b}", "field", r->field, "value",
                     text_json(r->value), "p", rounded(r->probability, 1000), "box",
                     rounded(r->x0, 10), rounded(r->y0, 10), rounded(r->x1, 10), rounded(r->y1, 10),
                     "valid", r->valid);
}

json_t *words_to_json(const struct page *p)
{
    json_t *object = json_object(), *words = json_array(), *readings = json_array();
    int bad = !object;
    for (size_t i = 0; !bad && i < p->word_count; i++)
        bad = json_array_append_new(words, word_json(&p->words[i])) < 0;
    for (size_t i = 0; !bad && i < p->reading_count; i++)
        bad = json_array_append_new(readings, reading_json(&p->readings[i])) < 0;
    bad = bad || json_object_set_new(object, "width", json_real(rounded(p->width, 10))) < 0 ||
          json_object_set_new(object, "height", json_real(rounded(p->height, 10))) < 0;
    bad = json_object_set_new(object, "words", words) < 0 || bad;
    bad = json_object_set_new(object, "readings", readings) < 0 || bad;
    if (!bad)
        return object;
    json_decref(object);
    return NULL;
}

/* A length or confidence of at most `limit` in size. */
static bool number_at(const json_t *array, size_t i, double limit, float *out)
{
    const json_t *item = json_array_get(array, i);
    double value = json_number_value(item);
    if (!json_is_number(item) || !(fabs(value) <= limit))
        return false;
    *out = (float)value;
    return true;
}

static bool ordinal_at(const json_t *array, size_t i, int *out)
{
    const json_t *item = json_array_get(array, i);
    json_int_t value = json_integer_value(item);
    if (!json_is_integer(item) || value < 0 || value > 100000000)
        return false;
    *out = (int)value;
    return true;
}

static int word_from_json(const json_t *array, struct page *p)
{
    struct word w;
    const char *text = json_string_value(json_array_get(array, 7));
    bool good = json_array_size(array) == 8 && text && *text &&
                number_at(array, 0, WORDS_POINTS_MAX, &w.x0) &&
                number_at(array, 1, WORDS_POINTS_MAX, &w.y0) &&
                number_at(array, 2, WORDS_POINTS_MAX, &w.x1) &&
                number_at(array, 3, WORDS_POINTS_MAX, &w.y1) &&
                number_at(array, 4, 1, &w.confidence) && ordinal_at(array, 5, &w.line) &&
                ordinal_at(array, 6, &w.block);
    if (!good)
        return -1;
    w.text = (char *)text;
    return page_add_word(p, &w);
}

static int reading_from_json(const json_t *object, struct page *p)
{
    struct reading r = {0};
    const char *field = json_string_value(json_object_get(object, "field"));
    const char *value = json_string_value(json_object_get(object, "value"));
    const json_t *probability = json_object_get(object, "p"), *box = json_object_get(object, "box");
    double p_value = json_number_value(probability);
    if (!field || strlen(field) >= sizeof r.field || !value || !json_is_number(probability) ||
        !(p_value >= 0 && p_value <= 1) || json_array_size(box) != 4 ||
        !number_at(box, 0, WORDS_POINTS_MAX, &r.x0) ||
        !number_at(box, 1, WORDS_POINTS_MAX, &r.y0) ||
        !number_at(box, 2, WORDS_POINTS_MAX, &r.x1) || !number_at(box, 3, WORDS_POINTS_MAX, &r.y1))
        return -1;
    strcpy(r.field, field);
    r.value = (char *)value;
    r.probability = (float)p_value;
    r.valid = json_is_true(json_object_get(object, "valid"));
    return page_add_reading(p, &r);
}

int words_from_json(const json_t *object, struct page *p)
{
    const json_t *words = json_object_get(object, "words");
    const json_t *readings = json_object_get(object, "readings");
    double width = json_number_value(json_object_get(object, "width"));
    double height = json_number_value(json_object_get(object, "height"));
    if (!json_is_array(words) || !(width >= 0 && width <= WORDS_POINTS_MAX) ||
        !(height >= 0 && height <= WORDS_POINTS_MAX))
        return -1;
    p->width = (float)width;
    p->height = (float)height;
    for (size_t i = 0; i < json_array_size(words); i++)
        if (word_from_json(json_array_get(words, i), p) < 0)
            return -1;
    for (size_t i = 0; i < json_array_size(readings); i++)
        if (reading_from_json(json_array_get(readings, i), p) < 0)
            return -1;
    return 0;
}

/* The words of a page, by their key. 0, or -1 with errno. */
static int load_words(struct spool *spool, const char *key, struct page *p)
{
    char *data;
    size_t size;
    if (spool_load(spool, key, WORDS_BYTES_MAX, &data, &size) < 0)
        return -1;
    words_scan(data, &size, p);
    json_t *object = json_loadb(data, size, 0, NULL);
    free(data);
    int status = words_from_json(object, p);
    json_decref(object);
    if (status < 0 && errno != ENOMEM)
        errno = EPROTO;
    return status;
}

int page_load(struct spool *spool, const json_t *record, struct page *p)
{
    const char *blob = record_text(record, "blob"), *words = record_text(record, "words");
    memset(p, 0, sizeof *p);
    p->file = strdup(record_string(record, "file"));
    if (!p->file)
        return -1;
    p->number = (int)fmin(fmax(record_number(record, "page", 1), 1), 1e9);
    p->file_page_count = (int)fmin(fmax(record_number(record, "of", 1), 1), 1e9);
    p->source = page_source_of(record_text(record, "source"));
    p->blank = record_true(record, "blank");
    if (blob && spool_key_valid(blob))
        memcpy(p->blob, blob, sizeof p->blob);
    errno = 0;
    if (words && spool_key_valid(words) && load_words(spool, words, p) < 0)
        return -1;
    double width = record_number(record, "width", p->width);
    double height = record_number(record, "height", p->height);
    p->width = (float)fmin(fmax(width, 0), WORDS_POINTS_MAX);
    p->height = (float)fmin(fmax(height, 0), WORDS_POINTS_MAX);
    return 0;
}

int page_load_surely(struct spool *spool, const json_t *record, struct page *p)
{
    int status = page_load(spool, record, p);
    if (status < 0 && errno != ENOENT && errno != EPROTO && errno != EFBIG)
        diag_die(EXIT_IO, "cannot read the words of a page: %s", strerror(errno));
    return status;
}

int pages_load(struct spool *spool, const struct submission *s, struct page **pages, size_t *count)
{
    size_t total = json_array_size(s->records);
    *count = 0;
    *pages = calloc(total ? total : 1, sizeof **pages);
    if (!*pages)
        return -1;
    for (size_t i = 0; i < total; i++) {
        const json_t *record = json_array_get(s->records, i);
        if (strcmp(record_kind(record), "page") != 0)
            continue;
        if (page_load(spool, record, &(*pages)[(*count)++]) < 0) {
            int error = errno;
            pages_free(*pages, *count);
            *pages = NULL;
            errno = error;
            return -1;
        }
    }
    return 0;
}

void pages_free(struct page *pages, size_t count)
{
    for (size_t i = 0; pages && i < count; i++)
        page_release(&pages[i]);
    free(pages);
}
