#include "samples/make/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

_Noreturn void die(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fputs("make-corpus: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    exit(74);
}

void *need(void *p)
{
    if (p == NULL)
        die("out of memory");
    return p;
}

char *copy_of(const char *s)
{
    return need(strdup(s));
}

void text_add_bytes(struct text *t, const void *bytes, size_t size)
{
    if (t->size + size + 1 > t->room) {
        t->room = (t->size + size + 1) * 2;
        t->data = need(realloc(t->data, t->room));
    }
    memcpy(t->data + t->size, bytes, size);
    t->size += size;
    t->data[t->size] = '\0';
}

void text_add(struct text *t, const char *s)
{
    text_add_bytes(t, s, strlen(s));
}

void text_addf(struct text *t, const char *format, ...)
{
    char line[2048];
    va_list list;
    int n;

    va_start(list, format);
    n = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    if (n < 0 || (size_t)n >= sizeof line)
        die("text of %d bytes where %zu fit", n, sizeof line);
    text_add_bytes(t, line, (size_t)n);
}

void text_add_html(struct text *t, const char *s)
{
    for (; *s != '\0'; s++) {
        if (*s == '&')
            text_add(t, "&amp;");
        else if (*s == '<')
            text_add(t, "&lt;");
        else if (*s == '>')
            text_add(t, "&gt;");
        else if (*s == '"')
            text_add(t, "&quot;");
        else
            text_add_bytes(t, s, 1);
    }
}

void text_clear(struct text *t)
{
    t->size = 0;
    if (t->data != NULL)
        t->data[0] = '\0';
}

void text_release(struct text *t)
{
    free(t->data);
    *t = (struct text){0};
}

char *read_file(const char *path, size_t *size)
{
    struct text t = {0};
    char block[65536];
    FILE *f = fopen(path, "rb");
    size_t n;

    if (f == NULL)
        die("cannot open '%s': %s", path, strerror(errno));
    text_add(&t, "");
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        text_add_bytes(&t, block, n);
    if (ferror(f))
        die("cannot read '%s'", path);
    fclose(f);
    if (size != NULL)
        *size = t.size;
    return t.data;
}

void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");

    if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0)
        die("cannot write '%s': %s", path, strerror(errno));
}

void make_folder(const char *path)
{
    char part[1024];

    format_into(part, sizeof part, "%s", path);
    for (char *p = part + 1;; p++) {
        char was = *p;

        if (was != '/' && was != '\0')
            continue;
        *p = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            die("cannot make folder '%s': %s", part, strerror(errno));
        if (was == '\0')
            return;
        *p = was;
    }
}

void format_into(char *to, size_t size, const char *format, ...)
{
    va_list list;
    int n;

    va_start(list, format);
    n = vsnprintf(to, size, format, list);
    va_end(list);
    if (n < 0 || (size_t)n >= size)
        die("text of %d bytes where %zu fit: %.40s", n, size, to);
}
