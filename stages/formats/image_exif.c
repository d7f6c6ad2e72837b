#include "stages/formats/image_file.h"

#include <string.h>

struct exif {
    const uint8_t *data;
    size_t size;
    int big; /* byte order */
};

static uint32_t number(const struct exif *e, size_t at, int bytes)
{
    uint32_t value = 0;
    if (at > e->size || e->size - at < (size_t)bytes)
        return 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint32_t)e->data[at + (size_t)i] << 8 * (e->big ? bytes - 1 - i : i);
    return value;
}

static float rational(const struct exif *e, size_t entry)
{
    size_t at = number(e, entry + 8, 4);
    uint32_t above = number(e, at, 4), below = number(e, at + 4, 4);
    return below ? (float)above / (float)below : 0;
}

void image_exif(const uint8_t *data, size_t size, struct image_info *info)
{
    struct exif e = {data, size, 0};
    if (size < 8 || (memcmp(data, "II", 2) != 0 && memcmp(data, "MM", 2) != 0))
        return;
    e.big = data[0] == 'M';
    size_t directory = number(&e, 4, 4);
    uint32_t entries = number(&e, directory, 2);
    float unit = 1;
    for (uint32_t i = 0; i < entries && i < 200; i++) {
        size_t entry = directory + 2 + (size_t)i * 12;
        uint32_t tag = number(&e, entry, 2), value = number(&e, entry + 8, 2);
        if (tag == 0x0112 && value >= 1 && value <= 8)
            info->orientation = (int)value;
        else if (tag == 0x011a)
            info->dpi_x = rational(&e, entry);
        else if (tag == 0x011b)
            info->dpi_y = rational(&e, entry);
        else if (tag == 0x0128 && value == 3)
            unit = 2.54F;
    }
    info->dpi_x *= unit;
    info->dpi_y *= unit;
}
