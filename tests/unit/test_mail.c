/* Mail: which text is the body, what is attached, and what is a signature's picture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "stages/formats/mail.h"

static char seen[4096]; /* "role name=text;" a member */

static void note(const char *text, int length)
{
    size_t used = strlen(seen);
    snprintf(seen + used, sizeof seen - used, "%.*s", length, text);
}

static int on_begin(void *context, const struct member *m)
{
    char number[20];
    (void)context;
    note(m->role, 20);
    note(" ", 1);
    note(m->name, 80);
    snprintf(number, sizeof number, "#%u", m->part);
    note(*m->name ? "" : number, 20);
    note(m->problem ? "[" : "", 1);
    note(m->problem ? m->problem : "", 20);
    note("=", 1);
    return 0;
}

static int on_bytes(void *context, const void *data, size_t size)
{
    (void)context;
    note(data, (int)(size < 60 ? size : 60));
    return 0;
}

static int on_end(void *context, const char *problem)
{
    (void)context;
    note(problem ? "!" : ";", 1);
    return 0;
}

static int walk(const char *mail, const char *type, struct mail_headers *h, struct problem *p)
{
    const struct member_sink sink = {on_begin, on_bytes, on_end, NULL};
    FILE *f = tmpfile();
    seen[0] = '\0';
    assert_non_null(f);
    fputs(mail, f);
    assert_int_equal(fflush(f), 0);
    int result = mail_walk(fileno(f), type, &sink, h, p);
    fclose(f);
    return result;
}

#define HEAD                                                                                       \
    "From: =?utf-8?q?Ren=C3=A9?= Vos <r@example.nl>\n"                                             \
    "Date: Mon, 2 Nov 2020 10:00:00 +0100\nMIME-Version: 1.0\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=m\n\n"

static void expect(const char *mail, const char *wanted)
{
    struct problem p;
    assert_int_equal(walk(mail, "message/rfc822", NULL, &p), 0);
    assert_string_equal(seen, wanted);
}

static void test_headers(void **state)
{
    struct mail_headers h;
    struct problem p;
    (void)state;
    walk(HEAD "Subject: Stukken\n\nhallo\n", "message/rfc822", &h, &p);
    assert_string_equal(h.from_name, "René Vos");
    assert_string_equal(h.from_address, "r@example.nl");
    assert_string_equal(h.subject, "Stukken");
    assert_string_equal(h.date, "2020-11-02T10:00:00+01:00");
}

static void test_body(void **state)
{
    (void)state;
    expect(HEAD "Content-Type: text/plain; charset=iso-8859-1\n"
                "Content-Transfer-Encoding: quoted-printable\n\ncaf=E9 =80\n",
           "body body.txt=café €\n;");
    expect(HEAD "Content-Type: text/plain; charset=x-none\n"
                "Content-Transfer-Encoding: base64\n\nY2Fm6Q==\n",
           "body body.txt=café;");
    expect(HEAD "Content-Type: text/html\n\n<p>x</p>\n", "body body.html=\xef\xbb\xbf<p>x</p>\n;");
}

#define ALTERNATIVES(plain, html)                                                                  \
    HEAD "Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: "                  \
         "text/plain\n\n" plain "\n--a\nContent-Type: text/html\n\n" html "\n--a--\n"

static void test_alternatives(void **state)
{
    (void)state;
    expect(ALTERNATIVES("plat", "<b>opgemaakt</b>"), "body body.txt=plat;");
    expect(ALTERNATIVES(" \n", "<b>opgemaakt</b>"), "body body.html=\xef\xbb\xbf<b>opgemaakt</b>;");
    expect(ALTERNATIVES("", "<style>p{}</style><p>&nbsp;</p>"), "");
}

static void test_attachments(void **state)
{
    (void)state;
    expect(MIXED "--m\nContent-Type: text/plain\n\nhallo\n"
                 "--m\nContent-Type: application/pdf; name=\"a b.pdf\"\n"
                 "Content-Transfer-Encoding: base64\n\nJVBERi0=\n"
                 "--m\nContent-Type: application/pdf\n\nnaamloos\n"
                 "--m\nContent-Type: text/plain\nContent-Disposition: attachment; "
                 "filename*=utf-8''n%C3%A9.txt\n\ntekst\n"
                 "--m--\n",
           "body body.txt=hallo;member a b.pdf=%PDF-;member #3=naamloos;member né.txt=tekst;");
}

static void test_attached_message(void **state)
{
    (void)state;
    expect(MIXED "--m\nContent-Type: message/rfc822\n\nSubject: x\n\nbinnen\n--m--\n",
           "member #1=Subject: x\n\nbinnen;");
}

/* A PNG's head is enough: 200 x 60 pixels is a logo, 1240 x 1754 is a page, however few bytes. */
#define LOGO "iVBORw0KGgoAAAANSUhEUgAAAMgAAAA8CAIAAAAA"
#define PAGE "iVBORw0KGgoAAAANSUhEUgAABNgAAAbaCAIAAAAA"
#define PICTURE(disposition, data)                                                                 \
    MIXED "--m\nContent-Type: text/html\n\n<img src=\"cid:p@x\">hallo\n--m\n"                      \
          "Content-Type: image/png; name=p.png\nContent-ID: <p@x>\n"                               \
          "Content-Transfer-Encoding: base64\n" disposition "\n" data "AAAAAAAAAAAAAAAA\n--m--\n"

static void expect_role(const char *mail, const char *wanted)
{
    struct problem p;
    assert_int_equal(walk(mail, "message/rfc822", NULL, &p), 0);
    assert_non_null(strstr(seen, wanted));
}

static void test_pictures(void **state)
{
    (void)state;
    expect_role(PICTURE("", LOGO), ";signature p.png=");
    expect_role(PICTURE("Content-Disposition: inline\n", LOGO), ";signature p.png=");
    expect_role(PICTURE("Content-Disposition: attachment\n", LOGO), ";member p.png=");
    expect_role(PICTURE("Content-Disposition: inline\n", PAGE), ";member p.png=");
}

static void test_mbox(void **state)
{
    struct problem p;
    (void)state;
    int result = walk("From a Mon Nov  2 10:00:00 2020\nFrom: x@y\nDate: z\n\neen\n\n"
                      "From b Mon Nov  2 10:00:00 2020\nFrom: x@y\nDate: z\n\ntwee\n",
                      "application/mbox", NULL, &p);
    assert_int_equal(result, 0);
    assert_non_null(strstr(seen, "body body.txt=een"));
    assert_non_null(strstr(seen, "body body.txt=twee"));
}

static void test_cut(void **state)
{
    struct problem p;
    (void)state;
    assert_int_equal(
        walk(MIXED "--m\nContent-Type: text/plain\n\nhallo\n", "message/rfc822", NULL, &p), -1);
    assert_string_equal(p.code, "broken");
    assert_string_equal(seen, "body body.txt=hallo\n;");
}

static void test_encrypted(void **state)
{
    (void)state;
    expect(HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n"
                "\nxx\n",
           "member smime.p7m[encrypted=;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_body),
        cmocka_unit_test(test_alternatives),
        cmocka_unit_test(test_attachments),
        cmocka_unit_test(test_attached_message),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_mbox),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_encrypted),
    };
    mail_open();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
