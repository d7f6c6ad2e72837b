/* Archives, mail and PDF, opened as what they are said to be: the first byte chooses. What the walk
 * gives must be well formed, whatever was in it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/archive.h"
#include "stages/formats/mail.h"
#include "stages/formats/pdf.h"
#include "tests/fuzz/support.h"

#define ROOM ((size_t)64 << 20) /* as a limit of the worker would stop it */

static const char *const archives[] = {"application/zip",
                                       "application/x-tar",
                                       "application/gzip",
                                       "application/x-xz",
                                       "application/zstd",
                                       "application/x-bzip2",
                                       "application/x-7z-compressed",
                                       "application/x-rar"};
static const char *const mails[] = {"message/rfc822", "application/mbox"};

FUZZ_WORKER

struct walk {
    bool open;
    size_t bytes;
};

static int begin(void *context, const struct member *m)
{
    struct walk *w = context;
    if (w->open || !m->name)
        abort();
    w->open = true;
    return 0;
}

static int bytes(void *context, const void *data, size_t size)
{
    struct walk *w = context;
    if (!w->open || (size && !data))
        abort();
    w->bytes += size;
    return w->bytes > ROOM ? -1 : 0;
}

static int end(void *context, const char *problem)
{
    struct walk *w = context;
    (void)problem;
    if (!w->open)
        abort();
    w->open = false;
    return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    archive_open();
    mail_open();
    return 0;
}

static void open_pdf(int fd, const struct member_sink *sink)
{
    struct problem p = {0};
    struct pdf *d = pdf_open(fd, &p);
    if (!d)
        return;
    for (int n = 1; n <= pdf_pages(d) && n <= 3; n++) {
        struct page page = {.number = n};
        pdf_look(d, n, &page, &p);
        page_release(&page);
    }
    pdf_attachments(d, sink, &p);
    pdf_close(d);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct walk w = {0};
    struct member_sink sink = {begin, bytes, end, &w};
    struct mail_headers headers = {0};
    struct problem p = {0};

    if (size == 0)
        return 0;
    int fd = fuzz_file(data + 1, size - 1), kind = *data & 15;
    if (kind < 8)
        archive_walk(fd, archives[kind], &sink, &p);
    else if (kind < 12)
        mail_walk(fd, mails[kind & 1], &sink, &headers, &p);
    else
        open_pdf(fd, &sink);
    close(fd);
    return 0;
}
