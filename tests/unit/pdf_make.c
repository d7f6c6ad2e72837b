#include "tests/unit/pdf_make.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define OBJECTS_MAX 64
#define STREAM_MAX 65536

/* Texts of streams hold NULs: their sizes are kept beside them. */
static struct {
    char text[STREAM_MAX];
    size_t size;
} streams[8];
static unsigned next_stream;

const char *pdf_stream(const char *dict, const void *data, size_t size)
{
    unsigned i = next_stream++ % 8;
    char *at = streams[i].text;
    assert_true(size < STREAM_MAX - 512);
    int head = snprintf(at, 512, "<< /Length %zu %s >>\nstream\n", size, dict ? dict : "");
    memcpy(at + head, data, size);
    memcpy(at + head + size, "\nendstream", 11);
    streams[i].size = (size_t)head + size + 10;
    return at;
}

const char *pdf_text(const char *content)
{
    return pdf_stream(NULL, content, strlen(content));
}

static size_t size_of(const char *object)
{
    for (unsigned i = 0; i < 8; i++)
        if (object == streams[i].text)
            return streams[i].size;
    return strlen(object);
}

int pdf_make(const char *const *objects, const char *trailer)
{
    long offsets[OBJECTS_MAX];
    int count = 0;
    FILE *f = tmpfile();
    assert_non_null(f);
    fputs("%PDF-1.7\n", f);
    for (; objects[count]; count++) {
        assert_true(count < OBJECTS_MAX);
        offsets[count] = ftell(f);
        fprintf(f, "%d 0 obj\n", count + 1);
        fwrite(objects[count], 1, size_of(objects[count]), f);
        fputs("\nendobj\n", f);
    }
    long xref = ftell(f);
    fprintf(f, "xref\n0 %d\n0000000000 65535 f \n", count + 1);
    for (int i = 0; i < count; i++)
        fprintf(f, "%010ld 00000 n \n", offsets[i]);
    fprintf(f, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%ld\n%%%%EOF\n", count + 1,
            trailer ? trailer : "", xref);
    fflush(f);
    int fd = dup(fileno(f));
    assert_true(fd >= 0);
    fclose(f);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

char *pdf_bytes(int fd, size_t *size)
{
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    char *bytes = malloc((size_t)st.st_size + 1);
    assert_non_null(bytes);
    assert_int_equal(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
    bytes[st.st_size] = '\0';
    if (size)
        *size = (size_t)st.st_size;
    return bytes;
}

int pdf_holds(int fd, const char *what, size_t length)
{
    size_t size;
    char *bytes = pdf_bytes(fd, &size);
    int found = memmem(bytes, size, what, length) != NULL;
    free(bytes);
    return found;
}
