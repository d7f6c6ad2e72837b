#include "pipeline/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGE_MAX 2048

static const char *program = "postkamer";
static int quiet;

void diag_init(const char *name)
{
    program = name;
}

const char *diag_program(void)
{
    return program;
}

void diag_quiet(int on)
{
    quiet = on;
}

size_t diag_decode(const char *string, uint32_t *point)
{
    const unsigned char *text = (const unsigned char *)string;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *text < 0x80 ? 1 : *text < 0xc2 ? 0 : *text < 0xe0 ? 2 : *text < 0xf0 ? 3 : 4;
    if (length < 2 || *text > 0xf4) {
        *point = *text;
        return length == 1;
    }
    uint32_t value = *text & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (text[i] & 0x3f);
    }
    *point = value;
    bool surrogate = value >= 0xd800 && value < 0xe000;
    return value < least[length] || value > 0x10ffff || surrogate ? 0 : length;
}

bool diag_obeyed(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

char *diag_printable(const char *text, char *out, unsigned long size)
{
    size_t used = 0;
    const char *in = text;
    while (*in) {
        uint32_t point;
        size_t length = diag_decode(in, &point);
        bool bad = !length || diag_obeyed(point);
        size_t wide = bad ? 1 : length;
        if (used + wide >= size)
            break;
        if (bad)
            out[used] = '?';
        else
            memcpy(out + used, in, wide);
        used += wide;
        in += length ? length : 1;
    }
    out[used] = '\0';
    return out;
}

/* One write, so that lines of several programs do not mix. */
static void say(const char *format, va_list args)
{
    char raw[MESSAGE_MAX], line[MESSAGE_MAX + 80];
    vsnprintf(raw, sizeof raw, format, args);
    int start = snprintf(line, 64, "%s: ", program);
    size_t used = start < 0 ? 0 : start < 64 ? (size_t)start : 63;
    diag_printable(raw, line + used, sizeof line - used - 1);
    strcat(line, "\n");
    ssize_t written = write(STDERR_FILENO, line, strlen(line));
    (void)written; /* nobody is left to tell */
}

void diag_note(const char *format, ...)
{
    if (quiet)
        return;
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void diag_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
}

void diag_die(int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    exit(status);
}
