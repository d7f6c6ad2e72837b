/* What one submission may ask of us. One place, so that the manual and the code agree. */
#ifndef POSTKAMER_LIMITS_H
#define POSTKAMER_LIMITS_H

#define LIMIT_DEPTH 8                   /* containers within containers */
#define LIMIT_MEMBERS 120000            /* members of a submission, over all nesting */
#define LIMIT_DISK (512ULL << 20)       /* in the spool beyond own size, until pages are read */
#define LIMIT_EXPANDED (448ULL << 20)   /* of these, bytes unpacked, over all nesting */
#define LIMIT_AHEAD (32ULL << 20)       /* of these, what workers wrote before its turn came */
#define LIMIT_RATIO 200                 /* expanded to packed, once past 64 MiB */
#define LIMIT_NAME 255                  /* bytes a path component */
#define LIMIT_PAGES 20000               /* pages a file */
#define LIMIT_PDF_NODES 200000          /* of a tree of pages, that can name one many times */
#define LIMIT_PDF_DEPTH 10000           /* nodes above a page */
#define LIMIT_PDF_NESTING 200           /* objects within one another, that a page is made of */
#define LIMIT_PDF_PARTS 1000000         /* of a page: forms in one another are endless */
#define LIMIT_PIXELS (120ULL * 1000000) /* pixels an image page */
#define LIMIT_PAGE_SECONDS 60
#define LIMIT_SUBMISSION_SECONDS 3600 /* a stage, and what its pages may take on average: */
#define LIMIT_MEAN_SECONDS 5          /* a page that is to be recognised */
#define LIMIT_WORKER_MEMORY (1ULL << 30)

#endif
