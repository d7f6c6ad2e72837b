/* What a file is, by its bytes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/type.h"
#include "stages/formats/type_sniff.h"
#include "stages/formats/type_text.h"
#include "tests/fuzz/support.h"

static struct type_detector *detector;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char why[200];

    (void)argc;
    (void)argv;
    detector = type_load(why, sizeof why);
    return detector ? 0 : 1;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char type[TYPE_MAX] = "";
    int fd = fuzz_file(data, size);

    for (int whole = 0; whole < 2; whole++) {
        enum text_encoding encoding = text_encoding(data, size, whole);
        if (encoding != TEXT_NONE)
            text_kind(data, size, encoding);
        type_detect_bytes(detector, data, size, whole, type);
        if (!*type || strlen(type) >= TYPE_MAX)
            abort();
    }
    sniff_binary(data, size);
    sniff_pdf(data, size);
    text_mail(data, size);
    if (type_detect(detector, fd, type) == 0 && !*type)
        abort();
    type_extension(type);
    close(fd);
    return 0;
}
