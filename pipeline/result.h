/* A worker's result: items one after another in its result file. An item is a JSON object and
 * bytes (either may be empty). What was written before a worker died stays readable, so the
 * good part of a broken document goes on. */
#ifndef POSTKAMER_RESULT_H
#define POSTKAMER_RESULT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct result_writer {
    int fd;
    uint64_t mark; /* where the open item's length stands */
    uint64_t size; /* bytes of the open item */
};

/* All return 0, or -1 with errno. An item is begun, gets bytes in any number of calls, and is
 * ended; result_item does all three. The JSON is borrowed. An item that was begun and not ended
 * is invisible to the reader, except that result_next reports `cut`. */
int result_begin(struct result_writer *w, const json_t *head);
int result_bytes(struct result_writer *w, const void *data, size_t size);
int result_close(struct result_writer *w);
int result_item(struct result_writer *w, const json_t *head, const void *data, size_t size);

struct result_reader {
    int fd; /* borrowed */
    uint64_t next;
    int cut; /* set when the file ends within an item */
};

void result_reader_init(struct result_reader *r, int fd);
/* 1: an item. *head is the caller's to decref; the bytes stand at *offset, *size long, in
 * the descriptor. 0: no more. -1 with errno, EPROTO when the file is not a result. Every length
 * is checked against the file: the writer may be hostile. */
int result_next(struct result_reader *r, json_t **head, uint64_t *offset, uint64_t *size);
/* Reads an item's bytes, NUL added; the caller frees. NULL with errno. */
char *result_load(const struct result_reader *r, uint64_t offset, uint64_t size);

#endif
