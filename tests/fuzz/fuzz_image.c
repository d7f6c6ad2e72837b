/* Images: sizes, pixels, and the bytes that go into a PDF. The first byte chooses the type. */
#include <stdlib.h>
#include <unistd.h>
#include "stages/formats/image.h"
#include "tests/fuzz/support.h"

static const char *const types[] = {"image/tiff", "image/jpeg", "image/png", "image/webp",
                                    "image/gif",  "image/bmp",  "image/heic"};

FUZZ_WORKER

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct problem p = {0};
    struct image_info info;
    struct image_data out = {0};
    struct raster r = {0};

    if (size == 0)
        return 0;
    int fd = fuzz_file(data + 1, size - 1);
    const char *type = types[*data % (sizeof types / sizeof *types)];
    if (image_pages(fd, type, &p) > 0 && image_look(fd, type, 1, &info, &p) == 0 &&
        (long long)info.width * info.height < 4000000) { /* larger ones only take time */
        if (image_read(fd, type, 1, &r, &p) == 0)
            raster_release(&r);
        if (image_extract(fd, type, 1, &out, &p) == 0)
            image_data_release(&out);
    }
    close(fd);
    return 0;
}
