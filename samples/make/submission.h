/* A submission: papers put into files, files into a box, with what the sender's channel says. */
#ifndef SAMPLES_SUBMISSION_H
#define SAMPLES_SUBMISSION_H

#include "samples/make/document.h"
#include "samples/make/lookalike.h"
#include "samples/make/wear.h"

enum coding {
    CODING_SCAN_PDF, /* images only */
    CODING_PDF,      /* born digital, put together with qpdf */
    CODING_TIFF,
    CODING_JPEG, /* from here pictures of one page */
    CODING_PNG,
    CODING_HEIC,
    CODING_WEBP,
    CODING_GIF,
    CODING_BMP,
    CODING_DOCX, /* from here the words of a whole paper as one page */
    CODING_ODT,
    CODING_XLSX,
    CODING_ODS,
    CODING_HTML,   /* a mail body */
    CODING_TEXT,   /* a mail body or a text file: the document's own bytes */
    CODING_LOCKED, /* an encrypted PDF */
    CODING_BROKEN, /* a PDF that was cut off before anything of use */
    CODING_EMPTY,
    CODING_LITTER, /* .DS_Store and the like */
    CODING_LOGO,   /* the little picture of a mail signature */
};

/* One page of a file. */
struct leaf {
    int document;     /* index; -1: a blank sheet */
    int page, second; /* from 1; second: another page on the same sheet (a card's back), 0: none */
    int turn;         /* quarters clockwise that it lies wrong */
    bool cut;         /* fed too late: its foot is not in the picture */
};

struct file_plan {
    char path[256]; /* within the submission, as the contract writes it ("a.zip!/b.pdf") */
    enum coding coding;
    struct wear wear;
    struct leaf *leaves;
    int leaf_count;
    uint64_t seed; /* of its pixels: files of one seed and plan have the same bytes */
};

enum box { BOX_NONE, BOX_FOLDER, BOX_ZIP, BOX_TAR, BOX_7Z, BOX_MAIL, BOX_MBOX };

enum style {
    STYLE_FILES,  /* each paper a file, or each side of a card */
    STYLE_BATCH,  /* all in one scan */
    STYLE_BUNDLE, /* all in one PDF, born digital */
    STYLE_PHOTOS, /* a photo a page */
};

struct submission {
    enum style style;
    char name[128]; /* the entry in INBOX */
    enum box box;
    char channel[8]; /* "" without a sidecar */
    char received[32], reference[24], bsn[10], sender[80], address[96];
    bool named;                     /* the sidecar tells the sender's name */
    int *documents, document_count; /* indices of the papers in it, in the order of the pile */
    struct file_plan *files;
    int file_count;
    unsigned alike; /* kinds of look-alikes in it, of those that are not persons */
    uint64_t seed;
};

struct corpus {
    struct world world;
    struct templates templates;
    struct submission *submissions;
    struct document *documents;
    struct raster *stamps;
    int submission_count, document_count, stamp_count;
    char folder[400], scratch[400]; /* OUT, and where things are drawn */
    enum split split;
    bool contact; /* keep small pictures of all pages for a contact sheet */
    bool tour;    /* begin with one submission of each kind, so that a small corpus has them all */
};

/* plan.c: which papers in which submissions, until there are about `pages`. */
void plan_corpus(struct corpus *c, struct rng *r, int pages);

/* arrange.c: once the papers' pages are known, puts them into files. */
void arrange_submission(struct corpus *c, struct submission *s);
struct file_plan *submission_file(struct submission *s, const char *path, enum coding coding);
void file_leaf(struct file_plan *f, int document, int page, int second, int turn);

/* names.c: a file's name as a citizen or a scanner gives it, without extension. */
void name_file(struct rng *r, const char *type, int number, char *name, size_t size);
void name_entry(struct submission *s, struct rng *r, const char *extension);

/* make_file.c: appends the bytes of one file. */
void make_file(const struct corpus *c, const struct submission *s, const struct file_plan *f,
               struct text *out);

/* box.c: writes the submission, and its sidecar, into OUT/INBOX. */
void write_submission(const struct corpus *c, const struct submission *s);
/* The name tells the format: .zip, .odf (a zip whose first member is not packed), .7z, .tar and its
 * packings. */
void box_archive(const char *name, const char *const *names, const struct text *bytes, size_t count,
                 struct text *out);
void box_mail(const struct submission *s, const char *const *names, const struct text *bytes,
              size_t count, struct rng *r, struct text *out);

/* make_other.c: puts a file into a PDF. */
void pdf_attach(struct text *pdf, const char *name, const struct text *bytes, const char *scratch);

/* contact.c: keeps a page as it came out (before it was turned by so many quarters); then a sheet
 * of 60 of them, evenly from all. */
void contact_keep(const struct corpus *c, const struct submission *s,
                  const struct leaf_image *image, int quarters);
void contact_write(const struct corpus *c, const char *target);

/* tell.c: before anything is drawn, what splits must not share: a line a person, template, paper (a
 * hash), wear and look-alike. Papers are taken to be as long as their templates say. */
void tell_plan(struct corpus *c);

/* truth.c */
void write_truth(const struct corpus *c, const char *path);
unsigned alike_set(const struct corpus *c, const struct submission *s); /* of ALIKE() */
bool file_is_image(const struct file_plan *f);
const char *file_wear(const struct file_plan *f); /* the wear's name, or "digital" */

/* office.c: text in columns (as pdftotext -layout gives it) as docx, odt, xlsx or ods. */
void office_write(enum coding coding, const char *words, struct rng *r, struct text *out);

/* pages.c: the words of a paper in columns, and those of one page with their boxes, both as
 * pdftotext gives them (-layout, -bbox). The caller frees; scratch: a path prefix. */
char *document_text(const struct document *d, const char *scratch);
char *document_boxes(const struct document *d, int page, const char *scratch);

/* What each page says and how it is worn, a line a page; written for each submission in
 * the scratch folder, then joined. */
void write_pages(const struct corpus *c, const struct submission *s);
void join_pages(const struct corpus *c, const char *target);

#endif
