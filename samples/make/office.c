#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/submission.h"

/* Office files are zips of XML: ECMA-376 (docx, xlsx) and OASIS OpenDocument 1.2 (odt, ods). */
struct parts {
    const char *names[8];
    struct text bytes[8];
    size_t count;
};

static struct text *add_part(struct parts *p, const char *name, const char *begin)
{
    struct text *t = &p->bytes[p->count];

    p->names[p->count++] = name;
    text_add(t, begin);
    return t;
}

static const char xml[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/* Cuts the next cell off a line: cells stand two blanks apart. NULL at its end. */
static char *next_cell(char **rest)
{
    char *cell = *rest, *end;

    if (cell == NULL)
        return NULL;
    while (*cell == ' ')
        cell++;
    if (*cell == '\0')
        return NULL;
    end = strstr(cell, "  ");
    *rest = end;
    if (end != NULL) {
        *end = '\0';
        *rest = end + 2;
    }
    return cell;
}

static void add_docx(struct parts *p, char *words, struct rng *r)
{
    struct text *t;
    char *line;

    t = add_part(p, "[Content_Types].xml", xml);
    text_add(t, "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                "<Default Extension=\"rels\" "
                "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd."
                "openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>");
    t = add_part(p, "_rels/.rels", xml);
    text_add(t, "<Relationships "
                "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/"
                "officeDocument/2006/relationships/officeDocument\" "
                "Target=\"word/document.xml\"/></Relationships>");
    t = add_part(p, "word/document.xml", xml);
    text_add(t, "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/"
                "main\"><w:body>");
    while ((line = strsep(&words, "\n")) != NULL) {
        char *cell;
        bool split = rng_chance(r, 30); /* as Word does wherever somebody edited */

        text_add(t, "<w:p>");
        for (int i = 0; (cell = next_cell(&line)) != NULL; i++) {
            char *middle = split ? strchr(cell, ' ') : NULL;

            text_add(t, i > 0 ? "<w:r><w:tab/><w:t xml:space=\"preserve\">"
                              : "<w:r><w:t xml:space=\"preserve\">");
            if (middle != NULL) {
                *middle = '\0';
                text_add_html(t, cell);
                text_add(t, " </w:t></w:r><w:r><w:t xml:space=\"preserve\">");
                cell = middle + 1;
            }
            text_add_html(t, cell);
            text_add(t, "</w:t></w:r>");
        }
        text_add(t, "</w:p>");
    }
    text_add(t, "</w:body></w:document>");
}

static void add_xlsx(struct parts *p, char *words)
{
    struct text *t;
    char *line;
    int row = 0;

    t = add_part(p, "[Content_Types].xml", xml);
    text_add(t, "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                "<Default Extension=\"rels\" "
                "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd."
                "openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
                "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd."
                "openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>");
    t = add_part(p, "_rels/.rels", xml);
    text_add(t, "<Relationships "
                "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/"
                "officeDocument/2006/relationships/officeDocument\" "
                "Target=\"xl/workbook.xml\"/></Relationships>");
    t = add_part(p, "xl/workbook.xml", xml);
    text_add(t, "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
                "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                "<sheets><sheet name=\"Blad1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
    t = add_part(p, "xl/_rels/workbook.xml.rels", xml);
    text_add(t, "<Relationships "
                "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/"
                "officeDocument/2006/relationships/worksheet\" "
                "Target=\"worksheets/sheet1.xml\"/></Relationships>");
    t = add_part(p, "xl/worksheets/sheet1.xml", xml);
    text_add(t, "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
                "<sheetData>");
    while ((line = strsep(&words, "\n")) != NULL) {
        char *cell;

        text_addf(t, "<row r=\"%d\">", ++row);
        for (int i = 0; i < 26 && (cell = next_cell(&line)) != NULL; i++) {
            text_addf(t, "<c r=\"%c%d\" t=\"inlineStr\"><is><t>", 'A' + i, row);
            text_add_html(t, cell);
            text_add(t, "</t></is></c>");
        }
        text_add(t, "</row>");
    }
    text_add(t, "</sheetData></worksheet>");
}

static void add_open_document(struct parts *p, char *words, bool sheet)
{
    const char *type = sheet ? "application/vnd.oasis.opendocument.spreadsheet"
                             : "application/vnd.oasis.opendocument.text";
    struct text *t;
    char *line;

    add_part(p, "mimetype", type);
    t = add_part(p, "META-INF/manifest.xml", xml);
    text_addf(t,
              "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:"
              "manifest:1.0\" manifest:version=\"1.2\"><manifest:file-entry "
              "manifest:full-path=\"/\" manifest:media-type=\"%s\"/><manifest:file-entry "
              "manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
              "</manifest:manifest>",
              type);
    t = add_part(p, "content.xml", xml);
    text_addf(t,
              "<office:document-content "
              "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
              "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
              "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
              "office:version=\"1.2\"><office:body>%s",
              sheet ? "<office:spreadsheet><table:table table:name=\"Blad1\">" : "<office:text>");
    while ((line = strsep(&words, "\n")) != NULL) {
        char *cell;

        text_add(t, sheet ? "<table:table-row>" : "<text:p>");
        for (int i = 0; (cell = next_cell(&line)) != NULL; i++) {
            text_add(t, sheet   ? "<table:table-cell office:value-type=\"string\"><text:p>"
                        : i > 0 ? "<text:tab/>"
                                : "");
            text_add_html(t, cell);
            text_add(t, sheet ? "</text:p></table:table-cell>" : "");
        }
        text_add(t, sheet ? "</table:table-row>" : "</text:p>");
    }
    text_addf(t, "%s</office:body></office:document-content>",
              sheet ? "</table:table></office:spreadsheet>" : "</office:text>");
}

void office_write(enum coding coding, const char *words, struct rng *r, struct text *out)
{
    struct parts p = {.count = 0};
    char *own = copy_of(words);

    for (char *s = own; *s != '\0'; s++) /* what XML cannot hold */
        if (iscntrl((unsigned char)*s) && *s != '\n')
            *s = ' ';
    if (coding == CODING_DOCX)
        add_docx(&p, own, r);
    else if (coding == CODING_XLSX)
        add_xlsx(&p, own);
    else
        add_open_document(&p, own, coding == CODING_ODS);
    box_archive(coding == CODING_DOCX || coding == CODING_XLSX ? ".zip" : ".odf", p.names, p.bytes,
                p.count, out);
    for (size_t i = 0; i < p.count; i++)
        text_release(&p.bytes[i]);
    free(own);
}
