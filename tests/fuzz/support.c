#include "tests/fuzz/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "pipeline/result.h"
#include "stages/common/catalogue_file.h"

/* A target that cannot be set up must not look like one that found nothing. */
static void give_up(const char *why)
{
    fprintf(stderr, "fuzz: %s\n", why);
    abort();
}

int fuzz_file(const void *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || (size > 0 && pwrite(fd, data, size, 0) != (ssize_t)size))
        give_up("no temporary file");
    return fd;
}

char *fuzz_text(const void *data, size_t size)
{
    char *text = malloc(size + 1);

    if (!text)
        give_up("out of memory");
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

struct catalogue *fuzz_catalogue(void)
{
    static struct catalogue *catalogue;
    char why[200] = "";

    if (!catalogue)
        catalogue = catalogue_load("classifiers/data/catalogue.json", why, sizeof why);
    if (!catalogue)
        give_up(why);
    return catalogue;
}

static void add_word(struct page *page, char *text, int line, float x, bool placed)
{
    struct word w = {.confidence = 1, .line = line, .text = text};

    if (placed) {
        w.x0 = 40 + 6 * x;
        w.x1 = w.x0 + 6 * (float)strlen(text);
        w.y0 = 40 + 12 * (float)line;
        w.y1 = w.y0 + 10;
    }
    if (page_add_word(page, &w))
        give_up("out of memory");
}

void fuzz_page(const unsigned char *data, size_t size, bool placed, struct page *page)
{
    char *text = fuzz_text(data, size), *rest = text, *line, *word;

    *page = (struct page){.number = 1, .source = placed ? PAGE_TEXT : PAGE_PLAIN};
    page->width = placed ? 595 : 0;
    page->height = placed ? 842 : 0;
    for (int n = 0; (line = strsep(&rest, "\n")); n++) {
        char *start = line;
        while ((word = strsep(&line, " \t\r\v\f")))
            if (*word)
                add_word(page, word, n, (float)(word - start), placed);
    }
    free(text);
}

int fuzz_work(const struct worker_class *class, void *state, const char *request, int input)
{
    struct result_writer out = {.fd = fuzz_file(NULL, 0)};
    struct result_reader reader;
    uint64_t offset, size;
    json_t *head;

    class->work(state, request, &input, 1, &out);
    result_reader_init(&reader, out.fd);
    while (result_next(&reader, &head, &offset, &size) == 1)
        json_decref(head);
    return out.fd;
}
