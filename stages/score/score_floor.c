/* Reports that know nothing: what the figures are without judgement. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/score/score.h"

/* Where a page goes: a piece of its own, of its file, of its true piece. */
static const char *key_of(enum score_floor floor, const json_t *piece, const json_t *place,
                          char *room, size_t size)
{
    if (floor == FLOOR_NEVER_SPLIT)
        return record_string(place, "file");
    snprintf(room, size, "%p",
             floor == FLOOR_EVERY_PAGE ? (const void *)place : (const void *)piece);
    return room;
}

/* Puts a page in the piece of its key, which is made when it is new. */
static int put(json_t *report, json_t *known, const char *key, const char *type,
               const json_t *place)
{
    json_t *pages = json_object_get(known, key);

    if (!pages) {
        json_t *piece = json_pack("{s:s, s:s, s:[]}", "type", type, "decision", "review", "pages");
        pages = json_object_get(piece, "pages");
        if (json_array_append_new(report, piece) || json_object_set(known, key, pages))
            return -1;
    }
    return json_array_append_new(pages, json_copy((json_t *)(uintptr_t)place));
}

json_t *score_floor(const json_t *truth, enum score_floor floor, const char *type)
{
    json_t *report = json_array(), *known = json_object();
    size_t i, k;
    const json_t *piece, *place;
    char room[40];
    int failed = !report || !known;

    json_array_foreach(json_object_get(truth, "pieces"), i, piece)
    {
        json_array_foreach(json_object_get(piece, "pages"), k, place)
        {
            failed = failed || put(report, known, key_of(floor, piece, place, room, sizeof room),
                                   type, place);
        }
    }
    json_decref(known);
    if (!failed)
        return report;
    json_decref(report);
    return NULL;
}

const char *score_commonest_type(const json_t *truth)
{
    json_t *counts = json_object(), *line, *piece;
    const char *best = "overig";
    size_t i, k;
    json_int_t most = 0;

    json_array_foreach(truth, i, line)
    {
        json_array_foreach(json_object_get(line, "pieces"), k, piece)
        {
            const char *type = record_text(piece, "type");
            if (!type)
                continue;
            json_int_t pages = (json_int_t)json_array_size(json_object_get(piece, "pages"));
            json_int_t sum = pages + json_integer_value(json_object_get(counts, type));
            json_object_set_new(counts, type, json_integer(sum));
            best = sum > most ? type : best;
            most = sum > most ? sum : most;
        }
    }
    json_decref(counts);
    return best;
}
