/* From a submission's page records to the pages that are judged, and from verdicts to piece
 * records. Every page record, every file without pages and every problem ends in one piece. */
#ifndef POSTKAMER_PIECES_H
#define POSTKAMER_PIECES_H

#include "classifiers/judge.h"
#include "pipeline/spool.h"
#include "pipeline/stream.h"

/* What is done with a page before judging. */
enum page_fate { FATE_JUDGE, FATE_BLANK, FATE_LITTER, FATE_REJECT };

struct pages_ready {
    struct page *pages; /* all page records, in stream order */
    json_t **records;   /* borrowed, by page */
    enum page_fate *fates;
    json_t **problems; /* borrowed, by page; NULL: none */
    size_t count;
    struct judge_page *judged; /* those with FATE_JUDGE */
    size_t *places;            /* their places among `pages` */
    size_t judged_count;
    int year; /* of receipt */
};

/* Loads the pages and decides their fates. 0, or -1 with errno. Release in both cases. */
int pages_ready_init(struct pages_ready *r, struct spool *spool, const struct submission *s);
void pages_ready_release(struct pages_ready *r);

/* Appends all piece records. 0; -1 with errno; ENOTRECOVERABLE when the accounting does not come
 * out, which is a bug. */
int pieces_write(struct submission *s, const struct pages_ready *r, const struct judgement *j,
                 const struct catalogue *c);

#define PAGE_KEY_MAX 400
/* One text for a page of a file (page 0: the file itself), for tables. */
void page_key(const char *file, int page, char key[PAGE_KEY_MAX]);

/* 16 hex digits of the submission's id and the pages ([{file, page}]) of a piece. */
void piece_id(const char *submission_id, const json_t *pages, char id[17]);

#endif
