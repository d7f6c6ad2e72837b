/* Diagnostics: one line on stderr, `program: message`, lower case, no full stop,
 * control characters masked. Programs use these; libraries return errors. */
#ifndef POSTKAMER_DIAG_H
#define POSTKAMER_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses, after sysexits.h. */
enum exit_status {
    EXIT_DONE = 0,
    EXIT_FOUND = 1,     /* done, but the accounting found something */
    EXIT_USAGE = 64,
    EXIT_STREAM = 65,   /* bad or truncated stream, or unusable registry */
    EXIT_BUG = 70,
    EXIT_IO = 74,
    EXIT_BUSY = 75,     /* another run holds OUT: try again */
};

/* name: the program's name for messages, kept by reference. */
void diag_init(const char *name);
const char *diag_program(void);

/* Quiet suppresses diag_note only. */
void diag_quiet(int quiet);
void diag_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void diag_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void diag_die(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/* Writes bytes as printable text: control and bidi characters and bytes that are no UTF-8
 * become '?'. Returns out. size > 0. */
char *diag_printable(const char *text, char *out, unsigned long size);

/* Length of the UTF-8 sequence at text (NUL-terminated) and its code point; 0 when it is none. */
size_t diag_decode(const char *text, uint32_t *point);
/* Is this a character that a terminal or a reader's eye would obey: C0, DEL, C1, line separators,
 * and the directional ones of Unicode's bidirectional algorithm (UAX #9)? */
bool diag_obeyed(uint32_t character);

#endif
