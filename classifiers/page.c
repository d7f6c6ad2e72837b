#include "classifiers/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void page_release(struct page *p)
{
    for (size_t i = 0; i < p->word_count; i++)
        free(p->words[i].text);
    for (size_t i = 0; i < p->reading_count; i++)
        free(p->readings[i].value);
    free(p->words);
    free(p->readings);
    free(p->file);
    p->words = NULL;
    p->readings = NULL;
    p->file = NULL;
    p->word_count = p->reading_count = 0;
}

/* Room for one more item in an array that grows by powers of two. -1 with errno. */
static int reserve(void **items, size_t count, size_t size)
{
    if (count & (count - 1) || (count && count < 16))
        return 0;
    size_t room = count ? count * 2 : 16;
    if (room > (size_t)-1 / size) {
        errno = ENOMEM;
        return -1;
    }
    void *bigger = realloc(*items, room * size);
    if (!bigger)
        return -1;
    *items = bigger;
    return 0;
}

int page_add_word(struct page *p, const struct word *w)
{
    if (reserve((void **)&p->words, p->word_count, sizeof *p->words) < 0)
        return -1;
    struct word copy = *w;
    copy.text = strdup(w->text);
    if (!copy.text)
        return -1;
    p->words[p->word_count++] = copy;
    return 0;
}

int page_add_reading(struct page *p, const struct reading *r)
{
    if (reserve((void **)&p->readings, p->reading_count, sizeof *p->readings) < 0)
        return -1;
    struct reading copy = *r;
    copy.value = strdup(r->value);
    if (!copy.value)
        return -1;
    p->readings[p->reading_count++] = copy;
    return 0;
}

char *page_text(const struct page *p)
{
    size_t size = 1;
    for (size_t i = 0; i < p->word_count; i++)
        size += strlen(p->words[i].text) + 1;
    char *text = malloc(size), *end = text;
    if (!text)
        return NULL;
    for (size_t i = 0; i < p->word_count; i++) {
        if (i > 0)
            *end++ = p->words[i].line != p->words[i - 1].line ? '\n' : ' ';
        size_t length = strlen(p->words[i].text);
        memcpy(end, p->words[i].text, length);
        end += length;
    }
    *end = '\0';
    return text;
}
