#include <string.h>
#include "pipeline/stream.h"
#include "stages/common/catalogue_entry.h"

const json_t *catalogue_entry(const json_t *catalogue, const char *list, const char *code)
{
    size_t i;
    const json_t *entry;

    json_array_foreach(json_object_get(catalogue, list), i, entry)
    {
        const char *own = record_text(entry, "code");
        if (code && own && strcmp(code, own) == 0)
            return entry;
    }
    return NULL;
}

bool entry_lists(const json_t *entry, const char *member, const char *text)
{
    size_t i;
    const json_t *one;

    json_array_foreach(json_object_get(entry, member), i, one)
    {
        if (json_is_string(one) && strcmp(json_string_value(one), text) == 0)
            return true;
    }
    return false;
}
