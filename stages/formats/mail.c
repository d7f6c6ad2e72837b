#include "stages/formats/mail.h"

#include <iconv.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/mail_part.h"

#define PEEK_BYTES (256 << 10) /* headers of a mail, with room for what mail systems add */

static GMimeParserOptions *options;

static void no_log(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data)
{
    (void)domain, (void)level, (void)text, (void)data; /* all it says is of the input */
}

/* Character sets are files that cannot be opened behind the walls. A converter that is held open
 * keeps its file in memory. The sets are those that mail to a Dutch municipality comes in, and
 * those of its citizens' first languages. */
static const char *const sets[] = {
    "WINDOWS-1252", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255",
    "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258", "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-3",
    "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",   "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",
    "ISO-8859-10",  "ISO-8859-13",  "ISO-8859-14",  "ISO-8859-15",  "ISO-8859-16",  "KOI8-R",
    "KOI8-U",       "UTF-7",        "UTF-16",       "UTF-16LE",     "UTF-16BE",     "UTF-32",
    "IBM437",       "IBM850",       "IBM858",       "MACINTOSH",    "GB2312",       "GBK",
    "GB18030",      "BIG5",         "ISO-2022-JP",  "SHIFT_JIS",    "EUC-JP",       "EUC-KR",
    "ISO-2022-KR",  "TIS-620",      "US-ASCII"};
static iconv_t held[2 * G_N_ELEMENTS(sets)];

static void hold_charsets(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        held[2 * i] = iconv_open("UTF-8", sets[i]);
        held[2 * i + 1] = iconv_open(sets[i], "UTF-8");
    }
}

void mail_open(void)
{
    static const char *fallback[] = {"utf-8", "windows-1252", NULL};
    if (options)
        return;
    hold_charsets();
    g_mime_init();
    g_log_set_default_handler(no_log, NULL);
    options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, fallback);
}

/* Warnings that mean that something is missing, as bits. */
enum { MAIL_CUT = 1, MAIL_NO_BOUNDARY = 2, MAIL_NESTED = 4 };

static void on_warning(gint64 offset, GMimeParserWarning code, const gchar *item, gpointer data)
{
    (void)offset, (void)item;
    unsigned *seen = data;
    if (code == GMIME_WARN_TRUNCATED_MESSAGE)
        *seen |= MAIL_CUT;
    else if (code == GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY)
        *seen |= MAIL_NO_BOUNDARY;
    else if (code == GMIME_CRIT_NESTING_OVERFLOW)
        *seen |= MAIL_NESTED;
}

struct walk {
    const struct member_sink *sink;
    unsigned parts; /* of messages before this one */
    bool attached;  /* a message is attached: that it stops short is its own trouble */
    bool stopped;
};

static int begin(struct walk *w, const struct member *m)
{
    if (w->sink->begin(w->sink->context, m))
        w->stopped = true;
    return w->stopped ? -1 : 0;
}

static int finish(struct walk *w, int stopped)
{
    if (stopped || w->sink->end(w->sink->context, NULL))
        w->stopped = true;
    return w->stopped ? -1 : 0;
}

/* The texts of the body that are of the first one's kind, a blank line between them (mail programs
 * cut a body where a picture was pasted). NULL: the mail has no text. Marks those taken. */
static GByteArray *join_body(GArray *leaves, bool *html)
{
    GByteArray *body = NULL;
    for (guint i = 0; i < leaves->len; i++) {
        struct leaf *l = &g_array_index(leaves, struct leaf, i);
        bool is_html = mail_is_type(l->object, "text", "html");
        if (l->kind != LEAF_BODY || (body && is_html != *html))
            continue;
        GByteArray *text = mail_part_text(GMIME_PART(l->object));
        l->object = NULL;
        if (mail_text_blank(text, is_html)) {
            g_byte_array_free(text, TRUE);
        } else if (!body) {
            body = text;
            *html = is_html;
        } else {
            g_byte_array_append(body, (const guint8 *)"\n\n", 2);
            g_byte_array_append(body, text->data, text->len);
            g_byte_array_free(text, TRUE);
        }
    }
    return body;
}

static int send_body(struct walk *w, const GByteArray *body, bool html)
{
    struct member m = {.name = html ? "body.html" : "body.txt",
                       .charset = "utf-8",
                       .type = html ? "text/html" : "text/plain",
                       .role = "body"};
    if (begin(w, &m))
        return -1;
    /* The mark outranks what the HTML says of the character set it once had. */
    static const char mark[] = "\xef\xbb\xbf";
    int stop = html && memmem(body->data, body->len, mark, 3) != body->data
                   ? w->sink->bytes(w->sink->context, mark, 3)
                   : 0;
    stop = stop || w->sink->bytes(w->sink->context, body->data, body->len);
    return finish(w, stop);
}

static int send_message(struct walk *w, GMimeMessagePart *part)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    int stop = 0;
    if (message) {
        GMimeStream *memory = g_mime_stream_mem_new();
        g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, memory);
        GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
        stop = w->sink->bytes(w->sink->context, bytes->data, bytes->len);
        g_object_unref(memory);
    }
    return finish(w, stop);
}

static bool is_empty(const struct leaf *l)
{
    if (!GMIME_IS_PART(l->object))
        return false;
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(l->object));
    GMimeStream *in = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    return !in || g_mime_stream_length(in) <= 0;
}

static int send_leaf(struct walk *w, const struct leaf *l, const GByteArray *html)
{
    const char *name = mail_part_name(l->object);
    if (!*name && is_empty(l))
        return 0; /* two boundaries with nothing in between */
    char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(l->object));
    bool aside = l->kind == LEAF_SEAL || (l->kind == LEAF_FILE && mail_is_logo(l->object, html));
    struct member m = {.name = name,
                       .charset = "utf-8",
                       .type = type,
                       .role = aside ? "signature" : "member",
                       .problem = l->kind == LEAF_ENCRYPTED ? "encrypted" : NULL,
                       .part = w->parts + l->part};
    int stop = begin(w, &m);
    g_free(type);
    if (stop)
        return -1;
    w->attached |= l->kind == LEAF_MESSAGE;
    if (l->kind == LEAF_MESSAGE)
        return send_message(w, GMIME_MESSAGE_PART(l->object));
    if (!m.problem)
        stop = mail_part_stream(GMIME_PART(l->object), w->sink->bytes, w->sink->context);
    return finish(w, stop);
}

/* The mail's HTML text, chosen as body or not: what it shows inline is named there. */
static void find_html(GMimeObject *parent, GMimeObject *o, gpointer data)
{
    (void)parent;
    GByteArray **html = data;
    if (*html || !GMIME_IS_PART(o) || !mail_is_type(o, "text", "html"))
        return;
    *html = mail_part_bytes(GMIME_PART(o));
}

static int walk_message(struct walk *w, GMimeMessage *message)
{
    GArray *leaves = mail_leaves(message);
    GByteArray *html = NULL;
    bool is_html = false;
    g_mime_message_foreach(message, find_html, &html);
    GByteArray *body = join_body(leaves, &is_html);
    int stop = body ? send_body(w, body, is_html) : 0;
    for (guint i = 0; i < leaves->len && !stop; i++) {
        const struct leaf *l = &g_array_index(leaves, struct leaf, i);
        if (l->object)
            stop = send_leaf(w, l, html);
    }
    w->parts += leaves->len;
    if (body)
        g_byte_array_free(body, TRUE);
    if (html)
        g_byte_array_free(html, TRUE);
    g_array_free(leaves, TRUE);
    return stop;
}

/* Copies text as UTF-8, cut at a character; NULL is "". */
static void copy_text(const char *text, char *out, size_t size)
{
    char *valid = g_utf8_make_valid(text ? text : "", -1);
    size_t length = strlen(valid);
    while (length >= size)
        length = (size_t)(g_utf8_find_prev_char(valid, valid + length) - valid);
    memcpy(out, valid, length);
    out[length] = '\0';
    g_free(valid);
}

static void fill_headers(GMimeMessage *message, struct mail_headers *h)
{
    InternetAddressList *from = g_mime_message_get_from(message);
    InternetAddress *first = from && internet_address_list_length(from) > 0
                                 ? internet_address_list_get_address(from, 0)
                                 : NULL;
    const char *name = first ? internet_address_get_name(first) : NULL;
    const char *address = first && INTERNET_ADDRESS_IS_MAILBOX(first)
                              ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))
                              : NULL;
    const char *subject = g_mime_message_get_subject(message);
    GDateTime *date = g_mime_message_get_date(message);
    char *iso = date ? g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z") : NULL;
    copy_text(name, h->from_name, sizeof h->from_name);
    copy_text(address, h->from_address, sizeof h->from_address);
    copy_text(subject, h->subject, sizeof h->subject);
    copy_text(iso, h->date, sizeof h->date);
    g_free(iso);
}

/* Where the first message begins: uploads carry a byte order mark or empty lines before it. */
static gint64 first_byte(int fd)
{
    char head[256];
    ssize_t got = pread(fd, head, sizeof head, 0);
    gint64 at = got >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < got && (head[at] == '\n' || head[at] == '\r'))
        at++;
    return at;
}

static GMimeParser *open_parser(int fd, const char *type, gint64 end)
{
    gint64 start = first_byte(fd);
    GMimeStream *in = g_mime_stream_fs_new_with_bounds(fd, start, end < 0 ? -1 : start + end);
    g_mime_stream_fs_set_owner(GMIME_STREAM_FS(in), FALSE);
    GMimeParser *parser = g_mime_parser_new_with_stream(in);
    g_object_unref(in);
    if (strcmp(type, "application/mbox") == 0)
        g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
    return parser;
}

int mail_peek(int fd, const char *type, struct mail_headers *headers)
{
    GMimeParser *parser = open_parser(fd, type, PEEK_BYTES);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    *headers = (struct mail_headers){0};
    if (message) {
        fill_headers(message, headers);
        g_object_unref(message);
    }
    g_object_unref(parser);
    return message ? 0 : -1;
}

static int verdict(const struct walk *w, unsigned long messages, unsigned warnings,
                   struct problem *p)
{
    if (w->stopped)
        return -1;
    if (messages == 0)
        return problem_set(p, "broken", "no message in it can be read");
    if (warnings & MAIL_NESTED)
        return problem_set(p, "limit-depth", "parts of the mail are nested too deep");
    if (warnings & MAIL_NO_BOUNDARY)
        return problem_set(p, "broken", "the mail does not say where its parts begin");
    if ((warnings & MAIL_CUT) && !w->attached)
        return problem_set(p, "broken", "the mail stops before its end");
    return 0;
}

int mail_walk(int fd, const char *type, const struct member_sink *sink,
              struct mail_headers *headers, struct problem *p)
{
    struct walk w = {.sink = sink};
    struct problem none;
    unsigned warnings = 0;
    unsigned long messages = 0;
    p = p ? p : &none;
    *p = (struct problem){0};
    if (headers)
        *headers = (struct mail_headers){0};
    g_mime_parser_options_set_warning_callback(options, on_warning, &warnings);
    GMimeParser *parser = open_parser(fd, type, -1);
    int stop = 0;
    while (!stop && !g_mime_parser_eos(parser)) {
        GMimeMessage *message = g_mime_parser_construct_message(parser, options);
        if (!message)
            break;
        if (messages++ == 0 && headers)
            fill_headers(message, headers);
        stop = walk_message(&w, message);
        g_object_unref(message);
        stop |= strcmp(type, "application/mbox") != 0;
    }
    g_object_unref(parser);
    g_mime_parser_options_set_warning_callback(options, NULL, NULL);
    return verdict(&w, messages, warnings, p);
}
