/* A problem: why something could not be read, as data that rides along in the
 * record stream. A bad document is data; only a bad stream is an exit status. */
#ifndef POSTKAMER_PROBLEM_H
#define POSTKAMER_PROBLEM_H

#define PROBLEM_CODE_MAX 32
#define PROBLEM_DETAIL_MAX 240

/* code: one of the lower-case words of pipeline/README.md ("encrypted", "broken",
 * "unsupported", "limit-depth", ...), empty when there is no problem.
 * detail: one English sentence fragment for the operator, no personal data. */
struct problem {
    char code[PROBLEM_CODE_MAX];
    char detail[PROBLEM_DETAIL_MAX];
};

/* Sets *p (may be NULL) and returns -1, so that a caller can `return problem_set(...)`.
 * Text that does not fit is cut; control characters become '?'. */
int problem_set(struct problem *p, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
