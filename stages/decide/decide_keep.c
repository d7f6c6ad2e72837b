/* What the ledger says already: filed pieces keep their place, a clerk's word is never undone. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stages/decide/decide_private.h"

/* Does it lie in a dossier that the registry has no more, has closed or has in several lines? What
 * changed is the registry, and that moves nothing, be it asked to decide anew. */
static bool in_lost_dossier(const struct decider *d, const json_t *piece)
{
    const char *decision = record_text(piece, "decision"), *dossier = record_text(piece, "dossier");
    struct registry_list list = {0};

    if (!decision || strcmp(decision, "filed") || !dossier)
        return false;
    int found = registry_find(d->registry, REGISTRY_DOSSIER, dossier, NULL, 1, &list);
    bool lost = found != 1 || list.items[0].closed;
    registry_list_release(&list);
    return lost;
}

static bool kept(const struct decider *d, const json_t *piece)
{
    const char *by = record_text(piece, "by"), *decision = record_text(piece, "decision");

    if (by && strcmp(by, "clerk") == 0)
        return true;
    if (d->redo)
        return in_lost_dossier(d, piece);
    return decision && strcmp(decision, "review");
}

static void place_key(const json_t *place, char *key, size_t size)
{
    snprintf(key, size, "%.0f %s", record_number(place, "page", 0), record_string(place, "file"));
}

/* Marks the pages of a piece in a set; how many were there already. */
static size_t mark(json_t *set, const json_t *piece, bool add)
{
    size_t i, there = 0;
    json_t *place;
    char key[4200];

    json_array_foreach(json_object_get(piece, "pages"), i, place)
    {
        place_key(place, key, sizeof key);
        there += json_object_get(set, key) != NULL;
        if (add)
            json_object_set_new(set, key, json_true());
    }
    return there;
}

/* What is left of a new piece when some of its pages have a place already: a question. */
static void trim(json_t *piece, const json_t *set)
{
    json_t *pages = json_array(), *place, *reasons = json_object_get(piece, "reasons");
    char key[4200], id[SPOOL_KEY_SIZE], *text;
    size_t i;

    json_array_foreach(json_object_get(piece, "pages"), i, place)
    {
        place_key(place, key, sizeof key);
        if (!json_object_get(set, key))
            json_array_append(pages, place);
    }
    json_t *named = json_pack("[O, O]", json_object_get(piece, "submission_id"), pages);
    text = json_dumps(named, JSON_COMPACT | JSON_SORT_KEYS);
    hash_bytes(text ? text : "", text ? strlen(text) : 0, id);
    id[16] = '\0';
    free(text);
    json_decref(named);
    json_object_set_new(piece, "pages", pages);
    json_object_set_new(piece, "piece", json_string(id));
    json_object_del(piece, "content");
    json_object_del(piece, "looks");
    json_object_del(piece, "words");
    json_object_set_new(piece, "decision", json_string("review"));
    reason_add(reasons, "deel-heeft-plaats",
               "Een deel van de pagina's is al eerder ingedeeld; dit is wat overbleef");
}

static double position(const json_t *piece)
{
    return record_number(piece, "position", 0);
}

/* Puts a piece into the list by its position. */
static int insert(json_t *list, json_t *piece)
{
    size_t at = json_array_size(list);

    while (at > 0 && position(json_array_get(list, at - 1)) > position(piece))
        at--;
    return json_array_insert(list, at, piece);
}

static int add_fresh(json_t *list, const json_t *set, json_t *fresh)
{
    size_t i;
    json_t *piece;

    json_array_foreach(fresh, i, piece)
    {
        size_t taken = mark((json_t *)(uintptr_t)set, piece, false);
        if (taken == json_array_size(json_object_get(piece, "pages")) && taken)
            continue;
        if (taken)
            trim(piece, set);
        if (insert(list, piece))
            return -1;
    }
    return 0;
}

/* Only this submission's machine needs "kept": decide_twins must not change such a piece. */
static int add_kept(const struct decider *d, json_t *list, json_t *set, json_t *old)
{
    size_t i;
    json_t *piece;

    json_array_foreach(old, i, piece)
    {
        if (!kept(d, piece))
            continue;
        mark(set, piece, true);
        json_object_set_new(piece, "kept", json_true());
        if (insert(list, piece))
            return -1;
    }
    return 0;
}

json_t *decide_keep(struct decider *d, const struct submission *s, json_t *fresh)
{
    json_t *old = ledger_pieces(d->ledger, submission_id(s));
    json_t *list = json_array(), *set = json_object();

    if (!old || !list || !set || add_kept(d, list, set, old) || add_fresh(list, set, fresh)) {
        json_decref(list);
        list = NULL;
        errno = EIO;
    }
    json_decref(set);
    json_decref(old);
    json_decref(fresh);
    return list;
}
