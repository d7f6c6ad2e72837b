/* Text of Office files: XML in a zip, read as it comes out, without a tree, external files or
 * entities (a SAX parser that is given no handler for them expands none). docx: ECMA-376 part 1,
 * 17.2 and 17.3; xlsx: 18.3 and 18.4; OpenDocument 1.3 part 3, 5.1, 6.1 and 9.1. */
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/archive.h"
#include "stages/formats/markup_text.h"

#define STRINGS_MAX 1000000u /* shared strings of a workbook */

enum office_kind { OFFICE_DOCX, OFFICE_XLSX, OFFICE_OPEN };

struct office {
    enum office_kind kind;
    const char *member; /* which members are read: begins with this, ends with ".xml" */
    struct markup_text *out;
    xmlParserCtxtPtr parser; /* of the member that is being read, else NULL */
    unsigned long members;
    bool broken;
    unsigned shown, hidden, rows; /* elements around us: with text, not shown, table rows */
    /* xlsx: the strings that cells name by number, end to end, and where each begins. */
    struct markup_text strings;
    size_t *begins, string_count, room;
    bool shared, in_strings;  /* the cell names a string; strings are being read */
    struct markup_text value; /* of the cell */
};

static bool is(const xmlChar *name, const char *wanted)
{
    return strcmp((const char *)name, wanted) == 0;
}

static bool any(const xmlChar *name, const char *const *list)
{
    for (; *list; list++)
        if (is(name, *list))
            return true;
    return false;
}

/* Where an attribute without prefix has this value. libxml2 gives five pointers an attribute:
 * name, prefix, URI, value and its end. */
static bool attribute_is(int attribute_count, const xmlChar **a, const char *name,
                         const char *value)
{
    for (int i = 0; i < attribute_count; i++, a += 5)
        if (is(a[0], name) && (size_t)(a[4] - a[3]) == strlen(value) &&
            memcmp(a[3], value, strlen(value)) == 0)
            return true;
    return false;
}

/* Enters or leaves an element. */
static void count(unsigned *within, bool start)
{
    if (start)
        ++*within;
    else if (*within > 0)
        --*within;
}

/* The end of a paragraph ends a line, but not within a table: there the row does. */
static void end_paragraph(struct office *o)
{
    if (o->rows > 0)
        markup_blank(o->out);
    else
        markup_line(o->out);
}

static void docx_element(struct office *o, const xmlChar *name, bool start)
{
    if (is(name, "t"))
        count(&o->shown, start);
    else if (is(name, "tr")) {
        if (!start)
            markup_line(o->out);
        count(&o->rows, start);
    } else if (start && is(name, "tab"))
        markup_blank(o->out);
    else if (start && (is(name, "br") || is(name, "cr")))
        end_paragraph(o);
    else if (!start && is(name, "p"))
        end_paragraph(o);
}

static void open_element(struct office *o, const xmlChar *name, bool start)
{
    static const char *const hidden[] = {"annotation", "tracked-changes", "note-citation", "forms",
                                         NULL};
    if (is(name, "body"))
        count(&o->shown, start);
    else if (any(name, hidden))
        count(&o->hidden, start);
    else if (is(name, "table-row")) {
        if (!start)
            markup_line(o->out);
        count(&o->rows, start);
    } else if (start && (is(name, "s") || is(name, "tab")))
        markup_blank(o->out);
    else if (start && is(name, "line-break"))
        end_paragraph(o);
    else if (!start && (is(name, "p") || is(name, "h")))
        end_paragraph(o);
}

static void begin_string(struct office *o)
{
    if (o->string_count == o->room && o->string_count < STRINGS_MAX) {
        size_t room = o->room ? o->room * 2 : 1024;
        size_t *begins = realloc(o->begins, room * sizeof *begins);
        if (!begins)
            return;
        o->begins = begins;
        o->room = room;
    }
    if (o->string_count < o->room)
        o->begins[o->string_count++] = o->strings.size;
}

/* Writes the cell's value, or the string it names. */
static void end_cell(struct office *o)
{
    o->value.size -= o->value.size == MARKUP_TEXT_MAX;
    markup_add(&o->value, "", 1);
    if (!o->shared && o->value.data) {
        markup_add(o->out, o->value.data, o->value.size - 1);
    } else if (o->value.data) {
        char *end;
        unsigned long n = strtoul(o->value.data, &end, 10);
        if (end != o->value.data && n < o->string_count) {
            size_t stop = n + 1 < o->string_count ? o->begins[n + 1] : o->strings.size;
            markup_add(o->out, o->strings.data + o->begins[n], stop - o->begins[n]);
        }
    }
    markup_blank(o->out);
    o->value.size = 0;
}

static void xlsx_start(struct office *o, const xmlChar *name, int attribute_count,
                       const xmlChar **attributes)
{
    if (is(name, "si"))
        begin_string(o);
    else if (is(name, "c"))
        o->shared = attribute_is(attribute_count, attributes, "t", "s");
    else if (is(name, "rPh"))
        o->hidden++; /* how it is pronounced */
    else if (is(name, "t") || is(name, "v"))
        o->shown++;
}

static void xlsx_end(struct office *o, const xmlChar *name)
{
    if (is(name, "c"))
        end_cell(o);
    else if (is(name, "row"))
        markup_line(o->out);
    else if (is(name, "rPh") && o->hidden > 0)
        o->hidden--;
    else if ((is(name, "t") || is(name, "v")) && o->shown > 0)
        o->shown--;
}

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                  int namespaces, const xmlChar **declared, int attribute_count, int defaulted,
                  const xmlChar **attributes)
{
    (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted;
    struct office *o = context;
    if (o->kind == OFFICE_XLSX)
        xlsx_start(o, name, attribute_count, attributes);
    else if (o->kind == OFFICE_DOCX)
        docx_element(o, name, true);
    else
        open_element(o, name, true);
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)prefix, (void)uri;
    struct office *o = context;
    if (o->kind == OFFICE_XLSX)
        xlsx_end(o, name);
    else if (o->kind == OFFICE_DOCX)
        docx_element(o, name, false);
    else
        open_element(o, name, false);
}

static void characters(void *context, const xmlChar *text, int length)
{
    struct office *o = context;
    if (o->shown == 0 || o->hidden > 0)
        return;
    struct markup_text *to = o->kind != OFFICE_XLSX ? o->out
                             : o->in_strings        ? &o->strings
                                                    : &o->value;
    markup_add(to, (const char *)text, (size_t)length);
}

static bool wanted(const struct office *o, const char *name)
{
    size_t length = strlen(name), front = strlen(o->member);
    return strncmp(name, o->member, front) == 0 && length > 4 &&
           strcmp(name + length - 4, ".xml") == 0 && !strchr(name + front, '/');
}

/* Entities of a document type are kept in a document of the parser's own. */
static void free_parser(struct office *o)
{
    if (!o->parser)
        return;
    xmlFreeDoc(o->parser->myDoc);
    xmlFreeParserCtxt(o->parser);
    o->parser = NULL;
}

static int member_begin(void *context, const struct member *m)
{
    struct office *o = context;
    static xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                                .startElementNs = start,
                                .endElementNs = end,
                                .characters = characters,
                                .cdataBlock = characters};
    if (m->problem || !wanted(o, m->name))
        return 0;
    o->parser = xmlCreatePushParserCtxt(&sax, o, NULL, 0, NULL);
    if (!o->parser)
        return -1;
    xmlCtxtUseOptions(o->parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    o->members++;
    o->shown = o->hidden = o->rows = 0;
    return 0;
}

static int member_bytes(void *context, const void *data, size_t size)
{
    struct office *o = context;
    if (o->parser && !o->broken)
        o->broken = xmlParseChunk(o->parser, data, (int)size, 0) != 0;
    return o->out->size >= MARKUP_TEXT_MAX ? -1 : 0;
}

static int member_end(void *context, const char *problem)
{
    struct office *o = context;
    if (!o->parser)
        return 0;
    o->broken |= xmlParseChunk(o->parser, "", 0, 1) != 0 || problem != NULL;
    free_parser(o);
    markup_line(o->out);
    return 0;
}

/* Reads the members whose names begin so. 0, or -1 with p. */
static int read_members(struct office *o, int fd, const char *member, struct problem *p)
{
    struct member_sink sink = {member_begin, member_bytes, member_end, o};
    o->member = member;
    int bad = archive_walk(fd, "application/zip", &sink, p);
    free_parser(o);
    if (bad && !*p->code) /* stopped by us: there is more text than is read */
        bad = 0;
    return bad ? -1 : 0;
}

int markup_office(int fd, const char *type, struct markup_text *t, struct problem *p)
{
    struct office o = {.out = t, .kind = OFFICE_OPEN};
    int bad;
    if (strstr(type, "wordprocessingml")) {
        o.kind = OFFICE_DOCX;
        bad = read_members(&o, fd, "word/header", p) || read_members(&o, fd, "word/document", p) ||
              read_members(&o, fd, "word/footnotes", p) || read_members(&o, fd, "word/footer", p);
    } else if (strstr(type, "spreadsheetml")) {
        o.kind = OFFICE_XLSX;
        o.in_strings = true;
        bad = read_members(&o, fd, "xl/sharedStrings", p);
        o.in_strings = false;
        o.members = 0;
        bad = bad || read_members(&o, fd, "xl/worksheets/", p);
    } else
        bad = read_members(&o, fd, "content", p);
    if (!bad && (o.broken || o.members == 0))
        bad = problem_set(p, "broken", "the text of the Office file is damaged");
    free(o.begins);
    free(o.strings.data);
    free(o.value.data);
    return bad ? -1 : 0;
}
