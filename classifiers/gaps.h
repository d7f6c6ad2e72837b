/* Between two neighbours: does a piece start here? Features, and what they weigh. */
#ifndef POSTKAMER_GAPS_H
#define POSTKAMER_GAPS_H

#include "classifiers/view.h"

enum gap_feature {
    GAP_BIAS,
    GAP_FILE,       /* another file begins */
    GAP_FOLDER,     /* another container or folder */
    GAP_NEXT_OF,    /* 'k of n' and then 'k+1 of n' */
    GAP_NEXT,       /* k and then k+1, total not printed on both */
    GAP_GROUP,      /* other numbers of the same n, in any order */
    GAP_ONE,        /* the right page is page 1 */
    GAP_BREAK,      /* both are numbered and do not go on */
    GAP_DONE,       /* the left page is the last of its n */
    GAP_UNDONE,     /* the left page is not, and the right one has no number */
    GAP_LATER,      /* the right page's number is not 1, the left has none */
    GAP_SEQUEL,     /* the right page calls itself a sequel */
    GAP_TITLE,      /* a title on the right page, 0..1 */
    GAP_TITLE_SAME, /* ... that the left page has too: a running head */
    GAP_ADDRESS,    /* a postcode in the upper third of the right page, not of the left */
    GAP_SECTION,    /* the heading of an inner section on the right page, 0..1 */
    GAP_TWIN,       /* nearly the same words: a second copy or another month */
    GAP_UNTITLED,   /* the right page has text and no title, salutation or zone */
    GAP_TABLE,      /* the right page begins within a table of days and amounts */
    GAP_GREETING,   /* a salutation on the right page */
    GAP_CLOSING,    /* a closing on the left page */
    GAP_HEAD,       /* likeness of the heads, 0..1 */
    GAP_HEAD_NEW,   /* both have a head, and they share nothing */
    GAP_FOOT,       /* likeness of the feet, 0..1 */
    GAP_SIZE,       /* another paper size */
    GAP_SOURCE,     /* born digital beside a scan */
    GAP_BLANK,      /* a blank page stood between */
    GAP_DAY_SAME,   /* as the last day before it in its file */
    GAP_DAY_OTHER,
    GAP_PERIOD_OTHER,   /* other months or periods in the upper half */
    GAP_CARRIED,        /* the left page carries a total over */
    GAP_REFS,           /* share of long numbers in common, 0..1 */
    GAP_CARD,           /* two sides of a card */
    GAP_BODY,           /* one is a mail's body, a text or an Office file */
    GAP_RUNS_ON,        /* the sentence goes on */
    GAP_FIRST,          /* phrases of first pages on the right, 0..1 */
    GAP_LAST,           /* phrases of last pages on the left, 0..1 */
    GAP_ONE_PAGE_FILES, /* each is the only page of its file */
    GAP_PHOTOS,        /* each is a single picture: pages of one paper come as files of their own */
    GAP_PHOTOS_ALIKE,  /* ... and both look most like the same type, which has several pages */
    GAP_HEAD_LINE,     /* a running head: likeness of the likest lines of the upper margin, 0..1 */
    GAP_FOOT_LINE,     /* a running foot */
    GAP_FOOT_NEW,      /* both have a foot, and they share nothing */
    GAP_HEADINGS,      /* numbered headings go on counting */
    GAP_HEADINGS_NEW,  /* ... begin anew */
    GAP_NUMBER_SAME,   /* a number of the paper itself (an invoice's, a reference) is the same */
    GAP_NUMBER_OTHER,  /* ... is another */
    GAP_ACCOUNT_OTHER, /* other accounts in the upper halves */
    GAP_CARRY_EQUAL,   /* the left page ends with the amount that the right one begins with */
    GAP_LAYOUT,        /* other left margin or size of type, 0..1 */
    GAP_SHORT,         /* the left page's text ends early, 0..1 */
    GAP_STOPS,         /* the left page has a number, the right one none */
    GAP_BLANK_ALL,     /* a blank page stood between, as between most pages of the file */
    GAP_ADDRESSEE,     /* the right page is addressed to somebody, the left one is not */
    GAP_LOWER,     /* the right page begins in lower case, though the left one ends a sentence */
    GAP_END_PAGE,  /* phrases of last pages on the right one, which has no title, 0..1 */
    GAP_BALANCE,   /* the balance proves that the rows go on */
    GAP_ROWS,      /* the days of the rows go on, and the right page has no title */
    GAP_ROWS_NEW,  /* ... begin before */
    GAP_COLUMNS,   /* the columns have the same heads, and the right page has no title */
    GAP_ANNOUNCED, /* a table of contents before it names the right page's heading */
    GAP_CONTENTS,  /* the left page is a table of contents */
    GAP_COVER,     /* the left page is a cover: little more than a title of a long paper */
    GAP_SAME_SIDE, /* the same side of two cards */
    GAP_EMPTY,     /* one of them has hardly any text: an empty back, or unreadable */
    GAP_ANNEX, /* the right page is headed as an explanation or conditions that go with a paper */
    GAP_BACKWARDS, /* the left page lacks a first page, and the right one is one that lacks the rest
                    */
    GAP_GRAM_FIRST, /* the model's log odds that the right page is a first one, -4..4 */
    GAP_GRAM_LAST,  /* ... that the left page is a last one, -4..4 */
    GAP_FEATURES
};

/* What a page is told of its surroundings. */
struct neighbour {
    const struct view *view;
    int file;       /* ordinal of its file in the submission */
    int folder;     /* ordinal of what holds its file */
    int file_pages; /* pages of its file that are pages (no blanks) */
    bool blank_before;
    bool blank_usual; /* ... as before most pages of its file */
    bool photo;       /* its file is one picture */
    int best_type;    /* the page's likeliest type on its own */
    int group;        /* from gaps_group: pages with one number group hold together; -1: none */
};

/* Numbers runs of pages that number each other ('1 of 3', '3 of 3', '2 of 3'), in any order. */
void gaps_group(struct neighbour *pages, size_t count);

/* Features of the gap before pages[right], 1 <= right < count. */
void gap_features(const struct catalogue *c, const struct neighbour *pages, size_t count,
                  size_t right, float features[GAP_FEATURES]);

/* Weights set by hand; what training starts from. Log odds of 'a piece starts here'. */
extern const float gap_prior[GAP_FEATURES];
float gap_logit(const float weights[GAP_FEATURES], const float features[GAP_FEATURES]);

/* For the model's file. */
const char *gap_name(enum gap_feature f);

/* Code and Dutch sentence of a feature, by its sign: what spoke for a start (contribution > 0) or
 * against it. NULL: a feature that is no reason. */
const char *gap_code(enum gap_feature f, bool start);
const char *gap_sentence(enum gap_feature f, bool start);

#endif
