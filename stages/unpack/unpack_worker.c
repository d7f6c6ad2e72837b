#include "stages/unpack/unpack_worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "pipeline/limits.h"
#include "pipeline/result.h"
#include "pipeline/stream.h"
#include "stages/formats/archive.h"
#include "stages/formats/mail.h"
#include "stages/formats/pdf.h"
#include "stages/formats/type.h"

#define RATIO_FREE (64ULL << 20) /* bytes that may come out of anything (limits.h) */

struct task {
    struct type_detector *detector;
    struct result_writer *out;
    bool detect;
    uint64_t packed, unpacked; /* bytes of the container, and of what came out */
    uint64_t room;             /* bytes that may come out */
    unsigned long members;
    const char *limit; /* the problem code of the limit that was reached */
    json_t *head;      /* of the member that was begun and not yet written */
    char *first;       /* its first bytes */
    size_t held;
    bool written; /* its item stands open in the result */
};

static void *load(const void *arg, char *why, size_t size)
{
    (void)arg;
    archive_open();
    mail_open();
    return type_load(why, size);
}

/* Writes an item without bytes; steals it. */
static int put(struct task *t, json_t *item)
{
    int bad = !item || result_item(t->out, item, NULL, 0);
    json_decref(item);
    return bad ? -1 : 0;
}

static int put_problem(struct task *t, const char *code, const char *detail)
{
    return put(t, json_pack("{s:s,s:s,s:s}", "item", "problem", "code", code, "detail", detail));
}

static int reach(struct task *t, const char *limit)
{
    if (!t->limit)
        t->limit = limit;
    return -1;
}

static json_t *hex(const char *raw)
{
    static const char digits[] = "0123456789abcdef";
    size_t size = strlen(raw);
    char *text = malloc(2 * size + 1);
    if (!text)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[(unsigned char)raw[i] >> 4];
        text[2 * i + 1] = digits[(unsigned char)raw[i] & 15];
    }
    text[2 * size] = '\0';
    json_t *value = json_string(text);
    free(text);
    return value;
}

static int member_begin(void *context, const struct member *m)
{
    struct task *t = context;
    if (++t->members > LIMIT_MEMBERS)
        return reach(t, "limit-members");
    t->head = json_pack("{s:s,s:o,s:s*,s:s*,s:s*,s:s*,s:i}", "item", "member", "name", hex(m->name),
                        "charset", m->charset, "claim", m->type, "role", m->role, "problem",
                        m->problem, "part", (int)m->part);
    t->held = 0;
    t->written = false;
    return t->head ? 0 : -1;
}

/* Can a small PDF be seen to embed nothing? Where objects may be packed, encrypted or names spelled
 * in hex (ISO 32000-1, 7.3.5 and 7.5.7) it cannot, and it is opened. */
static bool bare_pdf(const char *data, size_t size)
{
    static const char *const signs[] = {"Embedded", "FileAttachment", "/EF",     "/AF",
                                        "ObjStm",   "Encrypt",        "Filespec"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (memmem(data, size, signs[i], strlen(signs[i])))
            return false;
    return !memchr(data, '#', size);
}

/* Writes the member's head, now that its first bytes are there, and these. */
static int write_head(struct task *t, bool whole)
{
    char type[TYPE_MAX];
    if (t->detect && !json_object_get(t->head, "problem")) {
        type_detect_bytes(t->detector, t->first, t->held, whole, type);
        json_object_set_new(t->head, "type", json_string(type));
        if (whole && type_group(type) == TYPE_PDF && bare_pdf(t->first, t->held))
            json_object_set_new(t->head, "bare", json_true());
    }
    t->written = true;
    return result_begin(t->out, t->head) || result_bytes(t->out, t->first, t->held) ? -1 : 0;
}

static int write_bytes(struct task *t, const char *data, size_t size)
{
    if (!t->written) {
        size_t room = TYPE_HEAD - t->held, take = size < room ? size : room;
        memcpy(t->first + t->held, data, take);
        t->held += take;
        data += take;
        size -= take;
        if (size > 0 && write_head(t, false))
            return -1;
    }
    return size > 0 ? result_bytes(t->out, data, size) : 0;
}

static int member_end(void *context, const char *problem)
{
    struct task *t = context;
    int bad = (!t->written && write_head(t, true)) || result_close(t->out);
    json_decref(t->head);
    t->head = NULL;
    if (!bad && problem)
        bad = put(t, json_pack("{s:s,s:s}", "item", "short", "code", problem));
    return bad ? -1 : 0;
}

static int member_bytes(void *context, const void *data, size_t size)
{
    struct task *t = context;
    t->unpacked += size;
    const char *limit = NULL;
    if (t->unpacked > t->room)
        limit = "limit-size";
    else if (t->unpacked > RATIO_FREE && t->unpacked / LIMIT_RATIO > t->packed)
        limit = "limit-ratio";
    if (!limit)
        return write_bytes(t, data, size);
    member_end(t, limit);
    return reach(t, limit);
}

static int put_headers(struct task *t, const struct mail_headers *h)
{
    return put(t,
               json_pack("{s:s,s:s,s:s,s:s,s:s}", "item", "mail", "from_name", h->from_name,
                         "from_address", h->from_address, "subject", h->subject, "date", h->date));
}

static int open_pdf(struct task *t, int fd, const struct member_sink *sink)
{
    struct problem p = {0};
    struct pdf *d = pdf_open(fd, &p);
    if (!d)
        return 0; /* who reads its pages will say so */
    int bad = put(t, json_pack("{s:s}", "item", "attachments"));
    if (!bad && pdf_attachments(d, sink, &p) && *p.code && !t->limit)
        bad = put_problem(t, p.code, p.detail);
    pdf_close(d);
    return bad;
}

static const char *limit_detail(const char *limit)
{
    if (strcmp(limit, "limit-members") == 0)
        return "more members than a submission may have";
    return strcmp(limit, "limit-size") == 0 ? "more bytes come out than a submission may have"
                                            : "far more bytes come out than are packed";
}

static int open_container(struct task *t, int fd, const char *type)
{
    struct member_sink sink = {member_begin, member_bytes, member_end, t};
    struct mail_headers headers = {0};
    struct problem p = {0};
    enum type_group group = type_group(type);
    int bad = 0, walked = 0;
    if (group == TYPE_ARCHIVE)
        walked = archive_walk(fd, type, &sink, &p);
    else if (group == TYPE_MAIL)
        walked = mail_walk(fd, type, &sink, &headers, &p);
    else if (group == TYPE_PDF)
        bad = open_pdf(t, fd, &sink);
    json_decref(t->head);
    t->head = NULL;
    if (group == TYPE_MAIL)
        bad |= put_headers(t, &headers);
    if (t->limit)
        bad |= put_problem(t, t->limit, limit_detail(t->limit));
    else if (walked)
        bad |= *p.code ? put_problem(t, p.code, p.detail) : -1;
    return bad;
}

static int do_open(struct task *t, int fd)
{
    char type[TYPE_MAX];
    struct stat st;
    if (fstat(fd, &st) || type_detect(t->detector, fd, type))
        return -1;
    t->packed = (uint64_t)st.st_size;
    if (put(t, json_pack("{s:s,s:s}", "item", "type", "type", type)))
        return -1;
    return open_container(t, fd, type);
}

static int do_date(struct task *t, int fd)
{
    char type[TYPE_MAX];
    struct mail_headers headers;
    if (type_detect(t->detector, fd, type))
        return -1;
    if (type_group(type) != TYPE_MAIL || mail_peek(fd, type, &headers))
        return 0;
    return put_headers(t, &headers);
}

static int work(void *state, const char *request, const int *inputs, size_t count,
                struct result_writer *out)
{
    json_t *asked = json_loads(request, 0, NULL);
    struct task t = {.detector = state,
                     .out = out,
                     .detect = record_true(asked, "detect"),
                     .room = (uint64_t)record_number(asked, "room", LIMIT_EXPANDED)};
    const char *job = record_text(asked, "job");
    t.first = malloc(TYPE_HEAD);
    int bad = !job || !t.first || count != 1;
    if (!bad)
        bad = strcmp(job, "date") == 0 ? do_date(&t, inputs[0]) : do_open(&t, inputs[0]);
    free(t.first);
    json_decref(asked);
    return bad;
}

const struct worker_class unpack_class = {.name = "unpack", .load = load, .work = work};
