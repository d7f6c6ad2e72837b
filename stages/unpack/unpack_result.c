/* From a worker's result to members in the tree. The worker may have been taken over by what it
 * read, so everything it says is checked or harmless. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "pipeline/limits.h"
#include "pipeline/result.h"
#include "stages/unpack/unpack_names.h"
#include "stages/unpack/unpack_node.h"
#include "stages/formats/type.h"

#define RATIO_FREE (64ULL << 20) /* bytes that may come out of anything (limits.h) */
#define BATCH_FROM 64            /* members from which on one sync serves all */

struct taking {
    struct unpacking *u;
    struct node *container;
    int fd;          /* the worker's result */
    const char *map; /* all of it */
    size_t size;
    json_t *waiting; /* the head of the last member, until it is known to be whole */
    uint64_t offset, length;
    bool searched; /* the search for a PDF's attachments has begun */
    bool ended;    /* a limit was reached: what follows is not taken */
    unsigned long damaged;
};

static bool is_pdf(const struct node *n)
{
    return n->type && type_group(n->type) == TYPE_PDF;
}

/* The container's problem. A PDF is a document besides: its pages are not rejected for what is
 * wrong with its attachments, so these get a place of their own. */
static int container_problem(struct taking *k, const char *code, const char *detail)
{
    struct node *n = k->container;
    if (!is_pdf(n)) {
        node_problem(n, code, detail);
        return 0;
    }
    char *path = names_unique(n->names, names_within(n->path, "bijlagen"));
    struct node *child = node_add(n, path);
    if (!child)
        return -1;
    memcpy(child->key, n->key, sizeof child->key);
    child->size = n->size;
    node_type(child, "application/octet-stream");
    node_problem(child, code, detail);
    return 0;
}

static int reach(struct taking *k, const char *limit)
{
    k->ended = true;
    k->u->limit = limit;
    return container_problem(k, limit, "the submission reached this limit here");
}

/* Raw bytes from hex digits; NULL when they are none, or no memory. */
static char *unhex(const char *hex)
{
    size_t size = hex ? strlen(hex) : 1;
    char *raw = size % 2 == 0 ? malloc(size / 2 + 1) : NULL;
    for (size_t i = 0; raw && i < size; i += 2) {
        char pair[3] = {hex[i], hex[i + 1], '\0'}, *end;
        raw[i / 2] = (char)strtoul(pair, &end, 16);
        if (*end || raw[i / 2] == '\0') {
            free(raw);
            return NULL;
        }
    }
    if (raw)
        raw[size / 2] = '\0';
    return raw;
}

/* The extension of a nameless part: by its content, where that says something. */
static const char *extension(const char *type, const char *claim)
{
    const char *by_content = type_extension(type ? type : "");
    const char *by_claim = type_extension(claim ? claim : "");
    bool zip = type && strcmp(type, "application/zip") == 0;
    bool office = claim && type_group(claim) == TYPE_PLAIN;
    return strcmp(by_content, ".bin") == 0 || (zip && office) ? by_claim : by_content;
}

static bool single_file(const char *type)
{
    static const char *const types[] = {"application/gzip", "application/x-xz", "application/zstd",
                                        "application/x-bzip2"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

static char *nameless(const struct taking *k, const json_t *head)
{
    const struct node *n = k->container;
    bool archive = type_group(n->type) == TYPE_ARCHIVE;
    char *name = NULL;
    if (single_file(n->type))
        return names_uncompressed(n->path);
    const char *type = record_text(head, "type"), *claim = record_text(head, "claim");
    if (asprintf(&name, "part-%d%s", (int)record_number(head, "part", 1),
                 archive ? "" : extension(type, claim)) < 0)
        return NULL;
    return name;
}

/* The path of a member within the submission; NULL with errno. */
static char *member_path(struct taking *k, const json_t *head)
{
    struct node *n = k->container;
    char *raw = unhex(record_text(head, "name"));
    bool zip = strcmp(n->type, "application/zip") == 0;
    char *name = raw ? names_clean(raw, record_text(head, "charset"), zip) : strdup("");
    free(raw);
    if (name && !*name) {
        free(name);
        raw = nameless(k, head);
        name = raw ? names_clean(raw, NULL, false) : NULL;
        free(raw);
    }
    bool inside = n->whole && type_group(n->type) != TYPE_PDF;
    char *path = name ? names_within(inside ? NULL : n->path, name) : NULL;
    free(name);
    return names_unique(n->names, path);
}

static void set_role(struct node *n, const char *said, bool mail)
{
    if (mail && said && strcmp(said, "body") == 0)
        n->role = "body";
    else if (mail && said && strcmp(said, "signature") == 0)
        n->role = "signature";
    else if (node_litter(n))
        n->role = "litter";
}

/* A limit that this member would pass, NULL: none. */
static const char *limit_of(struct taking *k, uint64_t size)
{
    struct unpacking *u = k->u;
    if (k->container->depth > LIMIT_DEPTH)
        return "limit-depth";
    if (u->members + 1 > LIMIT_MEMBERS)
        return "limit-members";
    if (u->unpacked + size > LIMIT_EXPANDED)
        return "limit-size";
    uint64_t all = u->unpacked + size;
    return all > RATIO_FREE && all / LIMIT_RATIO > u->packed ? "limit-ratio" : NULL;
}

static const char *member_detail(const char *code)
{
    if (strcmp(code, "encrypted") == 0)
        return "the member is encrypted";
    if (strcmp(code, "link") == 0)
        return "a link, no file";
    return strcmp(code, "device") == 0 ? "a device or pipe, no file" : "the member has no bytes";
}

/* A member that the container names without its bytes. Where these exist, the container stands in
 * for the first of them, so that a clerk gets the original, and gets it once. */
static void add_without_bytes(struct taking *k, struct node *n, const char *code)
{
    const struct node *c = k->container;
    bool first = true;
    for (size_t i = 0; i + 1 < c->count; i++)
        first &= !c->children[i]->code;
    if (first && (strcmp(code, "encrypted") == 0 || strcmp(code, "sparse") == 0)) {
        memcpy(n->key, c->key, sizeof n->key);
        n->size = c->size;
    }
    node_type(n, "application/octet-stream");
    node_problem(n, code, member_detail(code));
}

static bool known_code(const char *code)
{
    static const char *const codes[] = {"encrypted", "link", "device", "sparse"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}

/* Stores the member that waits. */
static int add_member(struct taking *k)
{
    const json_t *head = k->waiting;
    const char *limit = limit_of(k, k->length), *problem = record_text(head, "problem");
    const char *type = record_text(head, "type");
    if (limit)
        return reach(k, limit);
    struct node *n = node_add(k->container, member_path(k, head));
    if (!n)
        return -1;
    if (++k->u->members == BATCH_FROM)
        spool_batch(k->u->spool);
    k->u->unpacked += k->length;
    if (problem) {
        add_without_bytes(k, n, known_code(problem) ? problem : "unreadable");
        return 0;
    }
    n->size = k->length;
    if (spool_move(k->u->spool, k->fd, k->map, k->offset, (size_t)k->length, n->key))
        return -1;
    if (type && strlen(type) < TYPE_MAX)
        node_type(n, type);
    set_role(n, record_text(head, "role"), type_group(k->container->type) == TYPE_MAIL);
    if (!record_true(head, "bare"))
        unpacking_queue(k->u, n);
    return 0;
}

/* The member before is whole when anything but `short` follows it. */
static int settle(struct taking *k, bool whole)
{
    int bad = 0;
    if (k->waiting && whole && !k->ended)
        bad = add_member(k);
    k->damaged += k->waiting && !whole;
    json_decref(k->waiting);
    k->waiting = NULL;
    return bad;
}

static void take_headers(struct taking *k, const json_t *item)
{
    const char *address = record_text(item, "from_address");
    if (k->container->whole && address && *address)
        json_object_set_new(
            k->u->head, "sender",
            json_pack("{s:s,s:s}", "name", record_string(item, "from_name"), "address", address));
}

static int take_problem(struct taking *k, const json_t *item)
{
    const char *code = record_text(item, "code"), *detail = record_text(item, "detail");
    if (!code || !*code || strlen(code) > 30)
        return 0;
    return container_problem(k, code, detail);
}

static int take_item(struct taking *k, json_t *item, uint64_t offset, uint64_t size)
{
    const char *kind = record_string(item, "item"), *type = record_text(item, "type");
    if (settle(k, strcmp(kind, "short") != 0))
        return -1;
    if (strcmp(kind, "type") == 0 && type && strlen(type) < TYPE_MAX)
        node_type(k->container, type);
    else if (!k->container->type)
        return 0; /* nothing comes before the type */
    else if (strcmp(kind, "member") == 0 && offset <= k->size && size <= k->size - offset) {
        k->waiting = json_incref(item);
        k->offset = offset;
        k->length = size;
    } else if (strcmp(kind, "mail") == 0)
        take_headers(k, item);
    else if (strcmp(kind, "attachments") == 0)
        k->searched = true;
    else if (strcmp(kind, "problem") == 0 && !k->ended)
        return take_problem(k, item);
    return 0;
}

static int take_items(struct taking *k, int fd, bool *complete)
{
    struct result_reader r;
    json_t *item;
    uint64_t offset, size;
    int got, bad = 0;
    result_reader_init(&r, fd);
    while (!bad && (got = result_next(&r, &item, &offset, &size)) == 1) {
        bad = take_item(k, item, offset, size);
        json_decref(item);
    }
    *complete = bad || (got == 0 && !r.cut);
    return bad;
}

/* A PDF whose attachments were not all seen must say so; its pages are read elsewhere. */
static int unfinished(struct taking *k)
{
    return k->searched ? container_problem(k, "broken", "attachments cannot be read") : 0;
}

/* A container in which all is encrypted cannot be opened: it is one thing to a clerk, not many. */
static void close_encrypted(struct node *n)
{
    size_t locked = 0;
    for (size_t i = 0; i < n->count; i++)
        locked += n->children[i]->code && strcmp(n->children[i]->code, "encrypted") == 0;
    if (n->count == 0 || locked < n->count || is_pdf(n))
        return;
    for (size_t i = 0; i < n->count; i++) {
        node_release(n->children[i]);
        free(n->children[i]);
    }
    n->count = 0;
    node_problem(n, "encrypted", "all that is in it is encrypted");
}

int unpacking_leave(struct unpacking *u, struct node *n)
{
    struct taking k = {.u = u, .container = n};
    if (!n->names && !(n->names = json_object()))
        return -1;
    return container_problem(&k, u->limit, "the submission had reached this limit before");
}

int unpacking_take_result(struct unpacking *u, struct node *n, int fd, bool done)
{
    struct stat st;
    struct taking k = {.u = u, .container = n, .fd = fd};
    bool complete = false;
    if (fstat(fd, &st))
        return -1;
    k.size = (size_t)st.st_size;
    if (k.size == 0)
        return 0;
    void *map = mmap(NULL, k.size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return -1;
    k.map = map;
    if (!n->names)
        n->names = json_object();
    int bad = n->names ? take_items(&k, fd, &complete) : -1;
    /* The last member is whole when the worker lived to say so. */
    bad = bad || settle(&k, done && complete);
    if (!bad && done && !complete)
        bad = container_problem(&k, "broken", "the worker's answer cannot be read");
    if (!bad && !done && is_pdf(n))
        bad = unfinished(&k);
    if (!bad && k.damaged && !n->code && !is_pdf(n))
        node_problem(n, "broken", "members of it are damaged");
    close_encrypted(n);
    munmap(map, k.size);
    return bad;
}
