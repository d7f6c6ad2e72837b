#include "stages/formats/mail_part.h"

#include <string.h>
#include "stages/formats/type_text.h"

#define BLOCK 65536

struct visit {
    GArray *leaves;
    bool no_text; /* the text of this alternative was found elsewhere */
};

static void visit(struct visit *v, GMimeObject *o, bool sealed);

bool mail_is_type(GMimeObject *o, const char *type, const char *subtype)
{
    GMimeContentType *t = g_mime_object_get_content_type(o);
    return t && g_mime_content_type_is_type(t, type, subtype);
}

const char *mail_part_name(GMimeObject *o)
{
    const char *name = GMIME_IS_PART(o) ? g_mime_part_get_filename(GMIME_PART(o)) : NULL;
    if (!name)
        name = g_mime_object_get_content_disposition_parameter(o, "filename");
    if (!name)
        name = g_mime_object_get_content_type_parameter(o, "name");
    return name ? name : "";
}

static bool is_attachment(GMimeObject *o)
{
    const char *d = g_mime_object_get_disposition(o);
    return d && g_ascii_strcasecmp(d, "attachment") == 0;
}

/* Text that the mail itself shows, no file. */
static bool is_body_text(GMimeObject *o)
{
    return GMIME_IS_PART(o) && !is_attachment(o) && !*mail_part_name(o) &&
           (mail_is_type(o, "text", "plain") || mail_is_type(o, "text", "html"));
}

static void add_leaf(struct visit *v, GMimeObject *o, enum leaf_kind kind)
{
    struct leaf leaf = {.object = o, .kind = kind, .part = v->leaves->len + 1};
    g_array_append_val(v->leaves, leaf);
}

static bool is_encrypted(GMimeObject *o)
{
    const char *kind = g_mime_object_get_content_type_parameter(o, "smime-type");
    bool smime = mail_is_type(o, "application", "pkcs7-mime") ||
                 mail_is_type(o, "application", "x-pkcs7-mime");
    return smime && (!kind || g_ascii_strcasecmp(kind, "enveloped-data") == 0 ||
                     g_ascii_strcasecmp(kind, "authenveloped-data") == 0);
}

static bool is_seal(GMimeObject *o)
{
    return mail_is_type(o, "application", "pkcs7-signature") ||
           mail_is_type(o, "application", "x-pkcs7-signature") ||
           mail_is_type(o, "application", "pgp-signature");
}

/* RFC 1847: a control part, then the encrypted one. */
static void visit_encrypted(struct visit *v, GMimeMultipart *m)
{
    for (int i = 0; i < g_mime_multipart_get_count(m); i++)
        if (!mail_is_type(g_mime_multipart_get_part(m, i), "application", "pgp-encrypted"))
            add_leaf(v, g_mime_multipart_get_part(m, i), LEAF_ENCRYPTED);
}

static bool has_words(GMimeObject *o)
{
    GByteArray *text = mail_part_text(GMIME_PART(o));
    bool blank = mail_text_blank(text, mail_is_type(o, "text", "html"));
    g_byte_array_free(text, TRUE);
    return !blank;
}

/* Does this alternative bring a text of its own? Of a multipart the HTML counts. */
static bool brings_text(GMimeObject *o, const char *subtype)
{
    if (GMIME_IS_MULTIPART(o)) {
        GMimeMultipart *m = GMIME_MULTIPART(o);
        for (int i = 0; i < g_mime_multipart_get_count(m); i++)
            if (brings_text(g_mime_multipart_get_part(m, i), subtype))
                return true;
        return false;
    }
    return is_body_text(o) && mail_is_type(o, "text", subtype) && has_words(o);
}

/* Of alternative bodies the plain text is taken, else the HTML; whatever else an alternative
 * brings (pictures pasted in it) is no alternative and stays. */
static void visit_alternatives(struct visit *v, GMimeMultipart *m)
{
    int count = g_mime_multipart_get_count(m), taken = -1;
    bool no_text = v->no_text;
    for (int i = 0; i < count && taken < 0; i++)
        if (brings_text(g_mime_multipart_get_part(m, i), "plain"))
            taken = i;
    for (int i = 0; i < count && taken < 0; i++)
        if (brings_text(g_mime_multipart_get_part(m, i), "html"))
            taken = i;
    for (int i = 0; i < count; i++) {
        v->no_text = no_text || i != taken;
        visit(v, g_mime_multipart_get_part(m, i), false);
    }
    v->no_text = no_text;
}

static void visit_multipart(struct visit *v, GMimeMultipart *m)
{
    GMimeObject *o = GMIME_OBJECT(m);
    if (mail_is_type(o, "multipart", "encrypted")) {
        visit_encrypted(v, m);
    } else if (mail_is_type(o, "multipart", "alternative")) {
        visit_alternatives(v, m);
    } else {
        bool sealed = mail_is_type(o, "multipart", "signed");
        for (int i = 0; i < g_mime_multipart_get_count(m); i++)
            visit(v, g_mime_multipart_get_part(m, i), sealed);
    }
}

static void visit(struct visit *v, GMimeObject *o, bool sealed)
{
    if (!o)
        return;
    if (GMIME_IS_MULTIPART(o))
        visit_multipart(v, GMIME_MULTIPART(o));
    else if (GMIME_IS_MESSAGE_PART(o))
        add_leaf(v, o, LEAF_MESSAGE);
    else if (!GMIME_IS_PART(o))
        return;
    else if (is_encrypted(o))
        add_leaf(v, o, LEAF_ENCRYPTED);
    else if (sealed && is_seal(o))
        add_leaf(v, o, LEAF_SEAL);
    else if (!is_body_text(o))
        add_leaf(v, o, LEAF_FILE);
    else if (!v->no_text)
        add_leaf(v, o, LEAF_BODY);
}

GArray *mail_leaves(GMimeMessage *message)
{
    struct visit v = {.leaves = g_array_new(FALSE, FALSE, sizeof(struct leaf))};
    visit(&v, g_mime_message_get_mime_part(message), false);
    return v.leaves;
}

int mail_part_stream(GMimePart *part, int (*bytes)(void *, const void *, size_t), void *context)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *in = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (!in)
        return 0;
    g_mime_stream_reset(in);
    GMimeStream *decoded = g_mime_stream_filter_new(in);
    GMimeFilter *decoder =
        g_mime_filter_basic_new(g_mime_data_wrapper_get_encoding(content), FALSE);
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), decoder);
    char block[BLOCK];
    ssize_t got;
    int stop = 0;
    while (!stop && (got = g_mime_stream_read(decoded, block, sizeof block)) > 0)
        stop = bytes(context, block, (size_t)got);
    g_object_unref(decoder);
    g_object_unref(decoded);
    return stop;
}

static int append(void *context, const void *data, size_t size)
{
    GByteArray *array = context;
    if (size > G_MAXINT - array->len)
        return -1;
    g_byte_array_append(array, data, (guint)size);
    return 0;
}

GByteArray *mail_part_bytes(GMimePart *part)
{
    GByteArray *array = g_byte_array_new();
    mail_part_stream(part, append, array);
    return array;
}

/* What a sender who names no character set, a false one or an unknown one means. */
static const char *charset_of(GMimePart *part, const GByteArray *bytes)
{
    const char *said = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    bool vague = !said || g_ascii_strcasecmp(said, "us-ascii") == 0 ||
                 g_ascii_strcasecmp(said, "ascii") == 0 || g_ascii_strcasecmp(said, "utf-8") == 0 ||
                 g_ascii_strcasecmp(said, "utf8") == 0;
    if (vague)
        return g_utf8_validate((const char *)bytes->data, bytes->len, NULL) ? "utf-8"
                                                                            : "windows-1252";
    iconv_t known = g_mime_iconv_open("utf-8", said);
    if (known == (iconv_t)-1)
        return "windows-1252";
    g_mime_iconv_close(known);
    /* Browsers and mail programs read these as their Windows superset (WHATWG Encoding). */
    return g_ascii_strcasecmp(said, "iso-8859-1") == 0 ? "windows-1252" : said;
}

GByteArray *mail_part_text(GMimePart *part)
{
    GByteArray *bytes = mail_part_bytes(part);
    const char *charset = bytes->len ? charset_of(part, bytes) : "utf-8";
    if (g_ascii_strcasecmp(charset, "utf-8") == 0)
        return bytes;
    GMimeFilter *filter = g_mime_filter_charset_new(charset, "utf-8");
    if (!filter)
        return bytes;
    char *out;
    size_t size, before;
    g_mime_filter_complete(filter, (char *)bytes->data, bytes->len, 0, &out, &size, &before);
    GByteArray *text = g_byte_array_new();
    append(text, out, size);
    g_object_unref(filter);
    g_byte_array_free(bytes, TRUE);
    return text;
}
