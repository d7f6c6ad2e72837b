#include "pipeline/progress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "pipeline/diag.h"

/* The descriptor, -1: none. It is a socket, so that no other file can be mistaken for it and a
 * driver that is gone is no SIGPIPE. */
static int descriptor(void)
{
    static int fd = -2;
    if (fd != -2)
        return fd;
    fd = -1;
    const char *text = getenv(PROGRESS_VARIABLE);
    char *end;
    if (!text || !*text)
        return fd;
    long value = strtol(text, &end, 10);
    if (!*end && value > 2 && value < 1024)
        fd = (int)value;
    return fd;
}

void progress_add(const char *what, unsigned long n)
{
    int fd = descriptor();
    if (fd < 0 || n == 0)
        return;
    const char *program = diag_program();
    const char *dash = strchr(program, '-');
    char line[96];
    int length = snprintf(line, sizeof line, "%s %s %lu\n", dash ? dash + 1 : program, what, n);
    if (length > 0 && (size_t)length < sizeof line)
        send(fd, line, (size_t)length, MSG_NOSIGNAL);
}
