/* The whole worker that counts pages and reads text layers. */
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>
#include "stages/read/paginate_worker.h"
#include "stages/formats/type.h"
#include "tests/fuzz/support.h"

static struct type_detector *detector;

FUZZ_WORKER

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
    int fd = fuzz_file(data, size);
    char type[TYPE_MAX];

    if (type_detect(detector, fd, type) == 0) {
        json_t *request = json_pack("{s:s,s:i,s:i}", "type", type, "first", 1, "most", 4);
        char *text = json_dumps(request, 0);
        if (text)
            close(fuzz_work(&paginate_class, NULL, text, fd));
        free(text);
        json_decref(request);
    }
    close(fd);
    return 0;
}
