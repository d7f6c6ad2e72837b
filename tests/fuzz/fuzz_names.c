/* Names from outside, as paths in records and as names of files that are published. */
#include <stdlib.h>
#include <string.h>
#include "stages/publish/publish_private.h"
#include "stages/unpack/unpack_names.h"
#include "tests/fuzz/support.h"

/* What no path may be, whatever the name was. */
static void check_path(const char *path)
{
    char inside[8192];

    if (*path == '/' || strlen(path) + 3 >= sizeof inside)
        return (void)(*path == '/' ? abort() : (void)0);
    inside[0] = '/';
    strcpy(inside + 1, path);
    strcat(inside, "/");
    if (strstr(inside, "/../") || strstr(inside, "/./") || (*path && strstr(inside, "//")))
        abort();
    for (const char *c = path; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            abort();
}

static void check_file(const char *name)
{
    if (!*name || strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
        strlen(name) > 255)
        abort();
}

static void check_published(const char *path)
{
    char file[256], folder[256], original[256];
    json_t *piece =
        json_pack("{s:s,s:s,s:s,s:s,s:{s:s}}", "submission", path, "piece", "0123456789abcdef",
                  "type", path, "received", path, "fields", "name", path);

    name_of_original(path, original, sizeof original);
    check_file(original);
    if (piece) {
        name_of_file(piece, ".pdf", file, sizeof file);
        name_of_folder(piece, folder, sizeof folder);
        check_file(file);
        check_file(folder);
    }
    json_decref(piece);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const char *const charsets[] = {NULL, "utf-8", "cp437", "latin-1"};
    char *raw = fuzz_text(data, size), *shown = names_shown(raw);
    json_t *taken = json_object();

    for (size_t i = 0; i < 8; i++) {
        char *path = names_clean(raw, charsets[i / 2], i % 2);
        check_path(path);
        check_published(path);
        names_litter(path);
        free(names_uncompressed(path));
        char *within = names_within("a.zip", path);
        free(within);
        free(names_unique(taken, path));
    }
    check_published(shown);
    free(shown);
    free(raw);
    json_decref(taken);
    return 0;
}
