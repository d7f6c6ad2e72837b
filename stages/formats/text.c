#include "stages/formats/text_reader.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODELS "/usr/share/tesseract-ocr/5/tessdata" /* where Debian puts them */

/* Where tesseract would look for the model. */
static void model_path(const char *language, char *path, size_t size)
{
    const char *folder = getenv("TESSDATA_PREFIX");
    snprintf(path, size, "%s/%s.traineddata", folder && *folder ? folder : MODELS, language);
}

static struct net *load(const char *language, char *why, size_t size)
{
    char path[512];
    model_path(language, path, sizeof path);
    return net_load(path, why, size);
}

struct reader *reader_load(char *why, size_t size)
{
    struct reader *r = calloc(1, sizeof *r);
    /* Pages' buffers come and go: given back to the system each time they cost a tenth of a page.
     */
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    mallopt(M_TOP_PAD, 16 << 20);
    if (!r) {
        snprintf(why, size, "no memory for the recogniser");
        return NULL;
    }
    r->words = load("nld", why, size);
    if (!r->words)
        r->library = library_load("nld", why, size);
    r->numbers = load("eng", why, size);
    if (r->library || (r->words && r->numbers))
        return r;
    reader_free(r);
    return NULL;
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    net_free(r->words);
    library_free(r->library);
    net_free(r->numbers);
    free(r);
}

/* Models are told apart by their sizes, and so is who reads with them. */
static long long model_size(const char *language)
{
    char path[512];
    struct stat st;
    model_path(language, path, sizeof path);
    return stat(path, &st) == 0 ? (long long)st.st_size : 0;
}

const char *reader_version(void)
{
    static char version[80];
    if (!*version)
        snprintf(version, sizeof version, "reader-5 look-8 nld-%lld eng-%lld", model_size("nld"),
                 model_size("eng"));
    return version;
}
