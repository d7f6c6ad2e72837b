#include "stages/read/page_pixels.h"

#include "stages/formats/image.h"
#include "stages/formats/pdf.h"
#include "stages/formats/type.h"

int page_pixels(int fd, const char *type, int n, enum page_source source, struct raster *r,
                struct problem *p)
{
    if (type_group(type) == TYPE_IMAGE)
        return image_read(fd, type, n, r, p);
    struct pdf *pdf = pdf_open(fd, p);
    if (!pdf)
        return -1;
    int status = pdf_pixels(pdf, n, source, READ_DPI, r, p);
    pdf_close(pdf);
    return status;
}
