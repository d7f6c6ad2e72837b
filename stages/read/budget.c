#include "stages/read/budget.h"

#include <string.h>
#include "pipeline/limits.h"

void budget_init(struct budget *b, const struct submission *s)
{
    size_t i;
    const json_t *r;

    *b = (struct budget){.seconds = LIMIT_SUBMISSION_SECONDS, .bytes = LIMIT_DISK - LIMIT_AHEAD};
    json_array_foreach(s->records, i, r)
    {
        bool member = strcmp(record_kind(r), "file") == 0 && record_text(r, "parent");
        double size = record_number(r, "size", 0);
        if (member && size > 0)
            b->used += (uint64_t)size;
        if (strcmp(record_kind(r), "page") == 0)
            b->seconds += LIMIT_MEAN_SECONDS;
    }
}

const char *budget_spent(const struct budget *b)
{
    if (b->seconds <= 0)
        return "timeout";
    return b->used >= b->bytes ? "limit-size" : NULL;
}
