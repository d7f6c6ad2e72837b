/* Labelled submissions for training: corpora that are read by our own programs, and what clerks
 * decided. */
#ifndef POSTKAMER_LESSONS_H
#define POSTKAMER_LESSONS_H

#include "classifiers/lesson.h"
#include "stages/common/pieces.h"

struct lesson {
    char *name;
    struct pages_ready ready;
    struct submission *submission;
    int *piece; /* by judged page: ordinal of its true piece, -1: not known */
    int *place; /* by judged page: its place in that piece */
    struct {
        int type, pages;
    } * pieces;
    size_t piece_count;
    bool held; /* for testing, never trained on */
};

/* Which submissions are held back for testing: one in five, by name; none; all. */
enum lessons_hold { HOLD_SOME, HOLD_NONE, HOLD_ALL };

struct lessons {
    struct lesson *list;
    size_t count, room;
    size_t unlabelled;      /* submissions without truth */
    size_t corrected;       /* pieces that clerks decided */
    enum lessons_hold hold; /* of what is added next */
};

/* Adds what CORPUS/truth.ndjson knows of the pages in CORPUS/words.ndjson (as ocr wrote it, with
 * CORPUS/spool); where that is missing, runs unpack, paginate and ocr on CORPUS/INBOX with `work`
 * as OUT. 0, or -1 after a message on stderr. */
int lessons_read(struct lessons *l, const struct catalogue *c, const char *corpus,
                 const char *work);
/* Adds what clerks decided in a run's OUT. 0, or -1 after a message. */
int lessons_corrections(struct lessons *l, const struct catalogue *c, const char *out);
void lessons_release(struct lessons *l);
/* Makes born-digital submissions as if scanned: pages with reading errors, files that are named
 * like pictures pictures again. Each by its own seed. */
void lessons_spoil(struct lessons *l);

/* Adds the pages and gaps of a submission to a course, as the model m sees them. 0, or -1. */
int lesson_teach(const struct lesson *x, struct catalogue *c, const struct model *m,
                 struct course *course);

/* Adds one submission with its truth ([{type, pages}, ...]); steals s. 0, or -1 with errno. */
int lessons_add(struct lessons *l, const struct catalogue *c, struct spool *spool,
                struct submission *s, const json_t *pieces);

#endif
