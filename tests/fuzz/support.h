/* For the fuzz targets: bytes as the things that our code takes them from. */
#ifndef POSTKAMER_FUZZ_SUPPORT_H
#define POSTKAMER_FUZZ_SUPPORT_H

#include <stddef.h>
#include "classifiers/catalogue.h"
#include "classifiers/page.h"
#include "pipeline/pool.h"

/* What libFuzzer calls, and once before it. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* For targets that run a worker's body. A worker ends with its job, so what libraries leave behind
 * is not ours to free, and its address space is limited (LIMIT_WORKER_MEMORY). */
const char *__asan_default_options(void);
#define FUZZ_WORKER                                                                                \
    const char *__asan_default_options(void)                                                       \
    {                                                                                              \
        return "detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=1024";           \
    }

/* A file without a name that holds the bytes, offset 0; exits when there is none to be had. */
int fuzz_file(const void *data, size_t size);

/* A NUL-ended copy, cut at the first NUL; the caller frees. */
char *fuzz_text(const void *data, size_t size);

/* The shipped catalogue, loaded once. */
struct catalogue *fuzz_catalogue(void);

/* A page of UTF-8 text, as a text layer gives it: blanks part words, \n lines; with boxes when
 * `placed`. The caller calls page_release. */
void fuzz_page(const unsigned char *data, size_t size, bool placed, struct page *page);

/* Runs the work of a class on one input, in this process and without walls, and reads the result
 * to its end. Returns the result's descriptor, the caller's to close. */
int fuzz_work(const struct worker_class *class, void *state, const char *request, int input);

#endif
