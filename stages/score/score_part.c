/* Scores of a part of the corpus: a channel, a type, a kind of wear. */
#include <string.h>
#include "pipeline/stream.h"
#include "stages/score/score.h"

void score_add(struct score *sum, const struct score *s)
{
    for (int c = 0; c < SCORE_COUNTS; c++)
        sum->counts[c] += s->counts[c];
}

/* The member that holds for a part: its piece's own, else the submission's. */
static const json_t *member_of(const struct score_case *c, size_t part, const char *member)
{
    const json_t *piece = json_array_get(json_object_get(c->truth, "pieces"), part);
    const json_t *own = json_object_get(piece, member);

    return own ? own : json_object_get(c->truth, member);
}

/* A group has a name: no channel is "unknown". NULL: no string. */
static const char *name_of(const json_t *value)
{
    const char *name = json_string_value(value);

    return name && !*name ? "unknown" : name;
}

static bool is(const json_t *has, const char *value)
{
    const json_t *each;
    size_t i;

    if (json_is_string(has))
        return strcmp(name_of(has), value) == 0;
    json_array_foreach(has, i, each)
    {
        if (json_is_string(each) && strcmp(name_of(each), value) == 0)
            return true;
    }
    return false;
}

struct score score_part(const struct score_case *c, const char *member, const char *value)
{
    struct score sum = {{0}};

    for (size_t i = 0; i < c->count; i++)
        if (!value || is(member_of(c, i, member), value))
            score_add(&sum, &c->parts[i]);
    return sum;
}

void score_values(const struct score_case *c, const char *member, json_t *values)
{
    for (size_t i = 0; i < c->count; i++) {
        const json_t *has = member_of(c, i, member), *each;
        size_t k;
        if (json_is_string(has))
            json_object_set_new(values, name_of(has), json_true());
        json_array_foreach(has, k, each)
        {
            if (json_is_string(each))
                json_object_set_new(values, name_of(each), json_true());
        }
    }
}
