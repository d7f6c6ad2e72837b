/* Taking out what acts or leads elsewhere, before anything is copied. A name in a dictionary of
 * resources may be any word, so things are known by what they are, and by name only in the
 * dictionaries of streams, whose keys the standard gives (ISO 32000-1). */
#include "stages/formats/pdf_write_private.h"

#include <string.h>
#include "pipeline/limits.h"

#define FILTERS_MAX 100

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(name, *list))
            return true;
    return false;
}

static const char *name_of(fz_context *ctx, pdf_obj *dict, const char *key)
{
    pdf_obj *value = pdf_dict_gets(ctx, dict, key);
    return pdf_is_name(ctx, value) ? pdf_to_name(ctx, value) : "";
}

static bool is_action(fz_context *ctx, pdf_obj *dict)
{
    static const char *const actions[] = {
        "JavaScript", "Launch", "URI",         "SubmitForm", "ResetForm",
        "ImportData", "GoTo",   "GoToR",       "GoToE",      "GoToDp",
        "Named",      "Hide",   "Sound",       "Movie",      "Rendition",
        "Trans",      "Thread", "SetOCGState", "GoTo3DView", "RichMediaExecute",
        NULL};
    return is_one_of(name_of(ctx, dict, "S"), actions);
}

/* An object that is not there counts as null, says the standard. One that is there and cannot be
 * read is a part of the page that would be lost. */
static void check_absent(fz_context *ctx, pdf_obj *reference)
{
    pdf_document *doc = pdf_get_indirect_document(ctx, reference);
    int number = pdf_to_num(ctx, reference);
    if (number > 0 && number < pdf_xref_len(ctx, doc))
        pdf_drop_obj(ctx, pdf_load_object(ctx, doc, number)); /* throws when it is broken */
}

/* Things that have no place in what a page is painted with. */
static bool is_foreign(fz_context *ctx, pdf_obj *object)
{
    static const char *const types[] = {
        "Page",   "Pages",      "Catalog",  "Annot",    "Action",    "Filespec",  "EmbeddedFile",
        "F",      "StructElem", "Metadata", "Outlines", "ObjStm",    "XRef",      "StructTreeRoot",
        "Thread", "Bead",       "Sig",      "3D",       "RichMedia", "MediaClip", NULL};
    if (pdf_is_indirect(ctx, object) && pdf_is_null(ctx, object)) {
        check_absent(ctx, object);
        return true; /* leads nowhere; its number may be past what copying can map */
    }
    if (!pdf_is_dict(ctx, object))
        return false;
    return is_one_of(name_of(ctx, object, "Type"), types) || is_action(ctx, object) ||
           !strcmp(name_of(ctx, object, "Subtype"), "PS") ||
           !strcmp(name_of(ctx, object, "Subtype"), "XML") ||
           pdf_is_array(ctx, pdf_dict_get(ctx, object, PDF_NAME(Kids))) ||
           (pdf_dict_get(ctx, object, PDF_NAME(MediaBox)) != NULL);
}

static void clean_stream(fz_context *ctx, pdf_obj *dict)
{
    static const char *const keys[] = {"Metadata",
                                       "PieceInfo",
                                       "StructParent",
                                       "StructParents",
                                       "LastModified",
                                       "OPI",
                                       "Alternates",
                                       "Ref",
                                       "F",
                                       "FFilter",
                                       "FDecodeParms",
                                       "AF",
                                       "Thumb",
                                       "Measure",
                                       "PtData",
                                       "AA",
                                       "A",
                                       "Annots",
                                       "JS",
                                       "JavaScript",
                                       "OpenAction",
                                       "EmbeddedFiles",
                                       "XFA",
                                       NULL};
    for (const char *const *key = keys; *key; key++)
        pdf_dict_dels(ctx, dict, *key);
    /* MuPDF's writer expects as many parameters as there are filters. */
    pdf_obj *filters = pdf_dict_get(ctx, dict, PDF_NAME(Filter));
    pdf_obj *parameters = pdf_dict_get(ctx, dict, PDF_NAME(DecodeParms));
    if (pdf_is_array(ctx, filters) && pdf_is_array(ctx, parameters) &&
        pdf_array_len(ctx, filters) <= FILTERS_MAX)
        while (pdf_array_len(ctx, parameters) < pdf_array_len(ctx, filters))
            pdf_array_push(ctx, parameters, PDF_NULL);
}

/* False when the object was cleaned before. */
static bool first_time(struct pdf_cleaning *c, pdf_obj *object)
{
    fz_context *ctx = c->ctx;
    int number = pdf_is_indirect(ctx, object) ? pdf_to_num(ctx, object) : 0;
    if (number <= 0)
        return true;
    if (number >= c->size) {
        int size = number + 1024;
        c->seen = fz_realloc(ctx, c->seen, (size_t)size);
        memset(c->seen + c->size, 0, (size_t)(size - c->size));
        c->size = size;
    }
    bool first = !c->seen[number];
    c->seen[number] = 1;
    return first;
}

static void clean(struct pdf_cleaning *c, pdf_obj *object, int depth);

static void clean_array(struct pdf_cleaning *c, pdf_obj *array, int depth)
{
    fz_context *ctx = c->ctx;
    for (int i = pdf_array_len(ctx, array) - 1; i >= 0; i--) {
        pdf_obj *item = pdf_array_get(ctx, array, i);
        if (is_foreign(ctx, item))
            pdf_array_put(ctx, array, i, PDF_NULL);
        else
            clean(c, item, depth + 1);
    }
}

static void clean_dict(struct pdf_cleaning *c, pdf_obj *dict, int depth)
{
    fz_context *ctx = c->ctx;
    const char *type = name_of(ctx, dict, "Type");
    c->layers = c->layers || !strcmp(type, "OCG") || !strcmp(type, "OCMD");
    if (pdf_is_stream(ctx, dict))
        clean_stream(ctx, dict);
    for (int i = pdf_dict_len(ctx, dict) - 1; i >= 0; i--) {
        pdf_obj *value = pdf_dict_get_val(ctx, dict, i);
        if (is_foreign(ctx, value))
            pdf_dict_del(ctx, dict, pdf_dict_get_key(ctx, dict, i));
        else
            clean(c, value, depth + 1);
    }
}

static void clean(struct pdf_cleaning *c, pdf_obj *object, int depth)
{
    fz_context *ctx = c->ctx;
    if (depth > LIMIT_PDF_NESTING)
        fz_throw(ctx, FZ_ERROR_GENERIC, "the page's objects are nested too deeply");
    bool array = pdf_is_array(ctx, object);
    if ((!array && !pdf_is_dict(ctx, object)) || !first_time(c, object))
        return;
    if (array)
        clean_array(c, object, depth);
    else
        clean_dict(c, object, depth);
}

void pdf_clean(struct pdf_cleaning *c, pdf_obj *object)
{
    clean(c, object, 0);
}
