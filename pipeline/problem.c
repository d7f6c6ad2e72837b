#include "pipeline/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include "pipeline/diag.h"

int problem_set(struct problem *p, const char *code, const char *format, ...)
{
    if (!p)
        return -1;
    char raw[PROBLEM_DETAIL_MAX * 2];
    va_list args;
    va_start(args, format);
    vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    snprintf(p->code, sizeof p->code, "%s", code);
    diag_printable(raw, p->detail, sizeof p->detail);
    return -1;
}
