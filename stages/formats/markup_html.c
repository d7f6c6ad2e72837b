/* Text of HTML by libxml2's push parser: no tree is built and nothing is fetched. */
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>
#include "stages/formats/markup_text.h"

struct reading {
    struct markup_text *out;
    unsigned hidden; /* elements around us whose text is not shown */
};

static bool in_list(const xmlChar *name, const char *const *list)
{
    for (; *list; list++)
        if (strcasecmp((const char *)name, *list) == 0)
            return true;
    return false;
}

static bool is_hidden(const xmlChar *name)
{
    static const char *const list[] = {"script", "style", "title", "noscript", "template", NULL};
    return in_list(name, list);
}

/* Elements that stand on lines of their own. Cells do not: a row is a line. */
static bool is_line(const xmlChar *name)
{
    static const char *const list[] = {"div", "tr", "li", "dt", "dd", "caption", "option", NULL};
    return in_list(name, list);
}

/* Elements with a blank line around them. */
static bool is_paragraph(const xmlChar *name)
{
    static const char *const list[] = {
        "p",  "h1", "h2",      "h3",      "h4",     "h5",         "h6",     "table",   "ul",  "ol",
        "dl", "hr", "section", "article", "header", "blockquote", "footer", "address", "pre", NULL};
    return in_list(name, list);
}

static bool is_cell(const xmlChar *name)
{
    static const char *const list[] = {"td", "th", NULL};
    return in_list(name, list);
}

/* How many ends of lines stand at the end of the text, blanks left out. */
static unsigned ends(const struct markup_text *t)
{
    unsigned count = 0;
    for (size_t at = t->size; at > 0 && (t->data[at - 1] == '\n' || t->data[at - 1] == ' '); at--)
        count += t->data[at - 1] == '\n';
    return count;
}

static void bound(struct reading *r, const xmlChar *name)
{
    unsigned wanted = is_paragraph(name) ? 2 : is_line(name) ? 1 : 0;
    for (unsigned have = wanted ? ends(r->out) : 0; have < wanted; have++)
        markup_line(r->out);
    if (is_cell(name))
        markup_blank(r->out);
}

static void start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    (void)attributes;
    struct reading *r = context;
    r->hidden += is_hidden(name);
    if (strcasecmp((const char *)name, "br") == 0)
        markup_line(r->out);
    else
        bound(r, name);
}

static void end(void *context, const xmlChar *name)
{
    struct reading *r = context;
    if (is_hidden(name) && r->hidden > 0)
        r->hidden--;
    bound(r, name);
}

/* White space in HTML, ends of lines too, is a blank. */
static void characters(void *context, const xmlChar *text, int length)
{
    struct reading *r = context;
    const char *at = (const char *)text, *stop = at + length;
    while (r->hidden == 0 && at < stop) {
        size_t n = 0;
        while (at + n < stop && at[n] != '\n' && at[n] != '\r')
            n++;
        markup_add(r->out, at, n);
        at += n;
        if (at < stop) {
            markup_blank(r->out);
            at++;
        }
    }
}

int markup_html(const char *data, size_t size, struct markup_text *t, struct problem *p)
{
    struct reading r = {.out = t};
    htmlSAXHandler sax = {.startElement = start, .endElement = end, .characters = characters};
    htmlParserCtxtPtr parser =
        htmlCreatePushParserCtxt(&sax, &r, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!parser)
        return problem_set(p, "memory", "no memory for the HTML");
    htmlCtxtUseOptions(parser, HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_IGNORE_ENC);
    for (size_t at = 0; at < size; at += 65536)
        htmlParseChunk(parser, data + at, (int)(size - at < 65536 ? size - at : 65536), 0);
    htmlParseChunk(parser, "", 0, 1);
    xmlFreeDoc(parser->myDoc);
    htmlFreeParserCtxt(parser);
    return 0;
}
