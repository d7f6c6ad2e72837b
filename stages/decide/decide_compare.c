#include "stages/decide/decide_compare.h"

#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stream.h"

static const json_t *find(const json_t *pieces, const json_t *piece)
{
    size_t i;
    json_t *other;

    json_array_foreach(pieces, i,
                       other) if (json_equal(json_object_get(other, "piece"),
                                             json_object_get(piece, "piece"))) return other;
    return NULL;
}

static const char *shown(const json_t *piece, const char *member, char *out, size_t size)
{
    const char *text = record_text(piece, member);

    return diag_printable(text ? text : "-", out, size);
}

static void tell_piece(FILE *out, const json_t *piece, const char *what)
{
    char name[200], id[40];

    fprintf(out, "%s %s: %s\n", shown(piece, "submission", name, sizeof name),
            shown(piece, "piece", id, sizeof id), what);
}

/* One member: 1 when it changes, after telling so. */
static unsigned long compare(FILE *out, const json_t *a, const json_t *b, const char *member)
{
    char before[120], after[120], what[300];

    if (json_equal(json_object_get(a, member), json_object_get(b, member)))
        return 0;
    snprintf(what, sizeof what, "%s %s becomes %s", member, shown(a, member, before, sizeof before),
             shown(b, member, after, sizeof after));
    tell_piece(out, b, what);
    return 1;
}

void decide_compare(const json_t *before, const json_t *after, struct decide_changes *changes,
                    FILE *out)
{
    size_t i;
    json_t *piece;

    json_array_foreach(after, i, piece)
    {
        const json_t *old = find(before, piece);
        if (!old) {
            tell_piece(out, piece, "new piece");
            changes->fresh++;
            continue;
        }
        changes->dossier += compare(out, old, piece, "dossier");
        changes->type += compare(out, old, piece, "type");
        changes->decision += compare(out, old, piece, "decision");
    }
    json_array_foreach(before, i, piece)
    {
        if (find(after, piece))
            continue;
        tell_piece(out, piece, "is no piece any more");
        changes->gone++;
    }
}
