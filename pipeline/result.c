/* Result files: "PKR1", the JSON's length (u32), the bytes' length (u64), JSON, bytes; again.
 * Numbers are in the machine's own order: a result never leaves it. An open item's length is
 * OPEN until it is closed. */
#include "pipeline/result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/io.h"

#define MAGIC "PKR1"
#define OPEN UINT64_MAX
#define HEAD_MAX (64U << 20)

struct item_header {
    char magic[4];
    uint32_t head;
    uint64_t size;
};

int result_begin(struct result_writer *w, const json_t *head)
{
    struct item_header header = {.magic = MAGIC, .size = OPEN};
    char *text = head ? json_dumps(head, JSON_COMPACT) : strdup("{}");
    off_t at = lseek(w->fd, 0, SEEK_CUR);
    size_t length = text ? strlen(text) : 0;
    int rc = -1;

    if (!text)
        errno = ENOMEM;
    else if (length > HEAD_MAX)
        errno = EMSGSIZE;
    else if (at >= 0) {
        header.head = (uint32_t)length;
        w->mark = (uint64_t)at;
        w->size = 0;
        rc = write_all(w->fd, &header, sizeof header);
        if (rc == 0)
            rc = write_all(w->fd, text, length);
    }
    free(text);
    return rc;
}

int result_bytes(struct result_writer *w, const void *data, size_t size)
{
    if (write_all(w->fd, data, size) < 0)
        return -1;
    w->size += size;
    return 0;
}

int result_close(struct result_writer *w)
{
    off_t at = (off_t)(w->mark + offsetof(struct item_header, size));

    if (pwrite(w->fd, &w->size, sizeof w->size, at) == sizeof w->size)
        return 0;
    return -1;
}

int result_item(struct result_writer *w, const json_t *head, const void *data, size_t size)
{
    if (result_begin(w, head) < 0 || result_bytes(w, data, size) < 0)
        return -1;
    return result_close(w);
}

void result_reader_init(struct result_reader *r, int fd)
{
    *r = (struct result_reader){.fd = fd};
}

/* Reads up to size bytes; the count that was there, or -1. */
static ssize_t read_at(int fd, void *data, size_t size, uint64_t offset)
{
    size_t done = 0;

    while (done < size) {
        ssize_t n = pread(fd, (char *)data + done, size - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

char *result_load(const struct result_reader *r, uint64_t offset, uint64_t size)
{
    struct stat st;

    if (fstat(r->fd, &st) < 0)
        return NULL;
    if (offset > (uint64_t)st.st_size || size > (uint64_t)st.st_size - offset) {
        errno = EPROTO;
        return NULL;
    }
    char *data = malloc(size + 1);
    if (!data)
        return NULL;
    ssize_t n = read_at(r->fd, data, size, offset);
    if (n < 0 || (uint64_t)n != size) {
        free(data);
        errno = n < 0 ? errno : EPROTO;
        return NULL;
    }
    data[size] = '\0';
    return data;
}

static json_t *load_head(struct result_reader *r, uint64_t offset, uint32_t length)
{
    char *text = result_load(r, offset, length);

    if (!text)
        return NULL;
    json_t *head = json_loadb(text, length, 0, NULL);
    free(text);
    if (head && json_is_object(head))
        return head;
    json_decref(head);
    errno = EPROTO;
    return NULL;
}

int result_next(struct result_reader *r, json_t **head, uint64_t *offset, uint64_t *size)
{
    struct item_header header;
    struct stat st;
    ssize_t n = read_at(r->fd, &header, sizeof header, r->next);

    *head = NULL;
    if (n < 0 || fstat(r->fd, &st) < 0)
        return -1;
    if (n == 0 || r->cut)
        return 0;
    if (n == sizeof header && (memcmp(header.magic, MAGIC, 4) != 0 || header.head > HEAD_MAX)) {
        errno = EPROTO;
        return -1;
    }
    uint64_t left = (uint64_t)st.st_size - r->next - (uint64_t)n;
    if (n < (ssize_t)sizeof header || header.size == OPEN || header.head > left ||
        header.size > left - header.head) {
        r->cut = 1;
        return 0;
    }
    *head = load_head(r, r->next + sizeof header, header.head);
    if (!*head)
        return -1;
    *offset = r->next + sizeof header + header.head;
    *size = header.size;
    r->next = *offset + *size;
    return 1;
}
