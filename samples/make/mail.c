#include <stdlib.h>
#include <string.h>

#include "samples/make/submission.h"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* RFC 4648, in lines of 76 when `lines`. */
static void add_base64(struct text *out, const struct text *bytes, bool lines)
{
    const unsigned char *p = (const unsigned char *)bytes->data;

    for (size_t i = 0; i < bytes->size; i += 3) {
        unsigned v = (unsigned)p[i] << 16;
        char four[5];

        v |= i + 1 < bytes->size ? (unsigned)p[i + 1] << 8 : 0;
        v |= i + 2 < bytes->size ? p[i + 2] : 0;
        four[0] = base64[v >> 18], four[1] = base64[v >> 12 & 63];
        four[2] = i + 1 < bytes->size ? base64[v >> 6 & 63] : '=';
        four[3] = i + 2 < bytes->size ? base64[v & 63] : '=';
        four[4] = '\0';
        text_add(out, four);
        if (lines && i % 57 == 54)
            text_add(out, "\r\n");
    }
    if (lines)
        text_add(out, "\r\n");
}

/* A header's text (RFC 2047) when it is more than ASCII. */
static void add_words(struct text *out, const char *s)
{
    struct text t = {0};
    bool plain = true;

    for (const char *p = s; *p != '\0'; p++)
        plain = plain && (unsigned char)*p < 0x80;
    if (plain) {
        text_add(out, s);
        return;
    }
    text_add(&t, s);
    text_add(out, "=?UTF-8?B?");
    add_base64(out, &t, false);
    text_add(out, "?=");
    text_release(&t);
}

static void add_date(struct text *out, const char *iso)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    text_addf(out, "Date: %s, %d %s %d %.8s %.3s00\r\n", days[date_days(iso) % 7], date_day(iso),
              months[date_month_number(iso) - 1], date_year(iso), iso + 11, iso + 19);
}

static void add_headers(const struct submission *s, struct rng *r, struct text *out)
{
    static const char *const subjects[] = {"Tozo aanvraag",
                                           "Stukken",
                                           "RE: uw verzoek om gegevens",
                                           "aanvraag levensonderhoud",
                                           "bijlagen",
                                           "FW: documenten",
                                           "Tozo",
                                           "Gevraagde stukken",
                                           "Ontbrekende bewijsstukken"};

    text_add(out, "From: ");
    add_words(out, s->sender);
    text_addf(out, " <%s>\r\nTo: zelfstandigen@gemeente.example.nl\r\nSubject: %s\r\n", s->address,
              RNG_PICK(r, subjects));
    add_date(out, s->received);
    text_addf(out, "Message-ID: <%016llx@mail.example.nl>\r\nMIME-Version: 1.0\r\n",
              (unsigned long long)rng_next(r));
}

static const char *mime_type(const char *name)
{
    static const char *const types[][2] = {
        {".pdf", "application/pdf"},
        {".jpg", "image/jpeg"},
        {".png", "image/png"},
        {".tif", "image/tiff"},
        {".zip", "application/zip"},
        {".txt", "text/plain"},
        {".heic", "image/heic"},
        {".webp", "image/webp"},
        {".gif", "image/gif"},
        {".bmp", "image/bmp"},
        {".jpeg", "image/jpeg"},
        {".docx", "application/vnd.openxmlformats-officedocument"
                  ".wordprocessingml.document"},
        {".xlsx", "application/vnd.openxmlformats-officedocument"
                  ".spreadsheetml.sheet"},
        {".odt", "application/vnd.oasis.opendocument.text"},
        {".ods", "application/vnd.oasis.opendocument.spreadsheet"}};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++)
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    return "application/octet-stream";
}

static void add_attachment(struct text *out, const char *name, const struct text *bytes,
                           struct rng *r)
{
    const char *base = strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name;
    const char *type = rng_chance(r, 85) ? mime_type(name) : "application/octet-stream";
    bool logo = strcmp(name, "image001.png") == 0;

    text_addf(out, "Content-Type: %s; name=\"%s\"\r\n", logo ? "image/png" : type, base);
    if (logo)
        text_add(out, "Content-ID: <image001.png@01D6B2>\r\n");
    text_addf(out, "Content-Disposition: %s; filename=\"%s\"\r\n", logo ? "inline" : "attachment",
              base);
    text_add(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64(out, bytes, true);
}

static void add_html_body(struct text *out, const struct text *bytes)
{
    text_add(out, "Content-Type: text/html; charset=\"utf-8\"\r\n"
                  "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64(out, bytes, true);
}

static void add_body(struct text *out, const struct text *bytes, const char *boundary,
                     struct rng *r)
{
    bool both = rng_chance(r, 40);

    if (both)
        text_addf(out, "Content-Type: multipart/alternative; boundary=\"alt%s\"\r\n\r\n--alt%s\r\n",
                  boundary, boundary);
    text_add(out, "Content-Type: text/plain; charset=\"utf-8\"\r\n");
    text_add(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64(out, bytes, true);
    if (!both)
        return;
    text_addf(out,
              "\r\n--alt%s\r\nContent-Type: text/html; charset=utf-8\r\n"
              "Content-Transfer-Encoding: 8bit\r\n\r\n<html><body><pre>",
              boundary);
    text_add_html(out, bytes->data);
    text_addf(out, "</pre></body></html>\r\n--alt%s--\r\n", boundary);
}

/* One message: from `first` on, up to `end`; the body is the one at `first`. */
static void add_message(const struct submission *s, const char *const *names,
                        const struct text *bytes, size_t first, size_t end, struct rng *r,
                        struct text *out)
{
    char boundary[20];

    number_digits(r, 14, boundary);
    add_headers(s, r, out);
    text_addf(out, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n", boundary);
    for (size_t i = first; i < end; i++) {
        text_addf(out, "--%s\r\n", boundary);
        if (strncmp(names[i], "body", 4) == 0 && strstr(names[i], ".html") != NULL)
            add_html_body(out, &bytes[i]);
        else if (strncmp(names[i], "body", 4) == 0)
            add_body(out, &bytes[i], boundary, r);
        else
            add_attachment(out, names[i], &bytes[i], r);
        text_add(out, "\r\n");
    }
    text_addf(out, "--%s--\r\n", boundary);
}

void box_mail(const struct submission *s, const char *const *names, const struct text *bytes,
              size_t count, struct rng *r, struct text *out)
{
    size_t first = 0;

    for (size_t i = 1; i <= count; i++) {
        if (i < count && (s->box == BOX_MAIL || strncmp(names[i], "body", 4) != 0))
            continue;
        if (s->box == BOX_MBOX)
            text_addf(out, "From MAILER-DAEMON Sat Nov 14 21:13:05 2020\r\n");
        add_message(s, names, bytes, first, i, r, out);
        text_add(out, "\r\n");
        first = i;
    }
}
