/* From the tree to records: depth first, so that what came together stays together. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "stages/unpack/unpack_names.h"
#include "stages/unpack/unpack_node.h"
#include "stages/formats/type.h"

struct emit {
    json_t *records;
    json_int_t order;
};

/* What can be said of a file only now that it is known what came out of it. */
static void judge(struct node *n)
{
    if (!n->type)
        node_type(n, n->size == 0 ? "inode/x-empty" : "application/octet-stream");
    enum type_group group = n->type ? type_group(n->type) : TYPE_UNSUPPORTED;
    if (!n->code && node_litter(n))
        n->role = "litter";
    if (node_aside(n) || !n->type)
        return;
    if (group == TYPE_ARCHIVE || group == TYPE_MAIL) {
        n->role = "container";
        if (n->count == 0)
            node_problem(n, "empty", "there is nothing in it");
    } else if (n->size == 0)
        node_problem(n, "empty", "the file is empty");
    else if (group == TYPE_UNSUPPORTED)
        node_problem(n, "unsupported", n->type);
}

static int add_problem(struct emit *e, const struct node *n)
{
    return json_array_append_new(e->records,
                                 json_pack("{s:s,s:s,s:s,s:s}", "kind", "problem", "file", n->path,
                                           "code", n->code, "detail", n->detail));
}

static int add_file(struct emit *e, const struct node *n)
{
    const struct node *parent = n->parent;
    json_t *record = json_pack("{s:s,s:s,s:s?,s:I,s:s,s:s,s:s?,s:I}", "kind", "file", "file",
                               n->path, "blob", n->key[0] ? n->key : NULL, "size",
                               (json_int_t)n->size, "type", n->type, "role", n->role, "parent",
                               parent && parent->path ? parent->path : NULL, "order", e->order++);
    return json_array_append_new(e->records, record);
}

static int emit(struct emit *e, struct node *n)
{
    judge(n);
    if (!n->type || add_file(e, n) || (n->code && add_problem(e, n)))
        return -1;
    for (size_t i = 0; i < n->count; i++)
        if (emit(e, n->children[i]))
            return -1;
    return 0;
}

/* The entry's own record is needed beside those of its members, which begin inside it: where one
 * of them has its name, the entry's gets a number. */
static int part_names(struct node *n)
{
    if (!n->whole || !n->names || type_group(n->type ? n->type : "") == TYPE_PDF)
        return 0;
    n->path = names_unique(n->names, n->path);
    return n->path ? 0 : -1;
}

struct submission *unpacking_result(struct unpacking *u)
{
    struct emit e = {.records = json_array()};
    int bad = !e.records;
    bool container = u->root.count != 1 || !u->root.children[0]->whole;
    for (size_t i = 0; i < u->root.count && !bad; i++) {
        struct node *n = u->root.children[i];
        bad = part_names(n) || emit(&e, n);
        container |= n->whole && strcmp(n->role, "container") == 0;
    }
    struct submission *s = bad ? NULL : calloc(1, sizeof *s);
    if (!s) {
        json_decref(e.records);
        errno = ENOMEM;
        return NULL;
    }
    json_object_set_new(u->head, "container", json_boolean(container));
    *s = (struct submission){.head = u->head, .records = e.records};
    u->head = NULL;
    return s;
}
