#include "pipeline/meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "pipeline/progress.h"

#define BETWEEN_DRAWS 0.5

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int meter_open(struct meter *m, bool show)
{
    int ends[2];
    char number[16];
    *m = (struct meter){.fd = -1, .stage_fd = -1, .began = now()};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
        return -1;
    m->fd = ends[0];
    m->stage_fd = ends[1];
    const char *terminal = getenv("TERM");
    m->shown = show && isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
    snprintf(number, sizeof number, "%d", m->stage_fd);
    return setenv(PROGRESS_VARIABLE, number, 1);
}

void meter_close(struct meter *m)
{
    meter_clear(m);
    if (m->fd >= 0) {
        close(m->fd);
        close(m->stage_fd);
    }
    m->fd = m->stage_fd = -1;
    unsetenv(PROGRESS_VARIABLE);
}

static void count(struct meter *m, const char *stage, const char *what, unsigned long n)
{
    bool pages = strcmp(what, "pages") == 0, submissions = strcmp(what, "submissions") == 0;
    if (strcmp(stage, "unpack") == 0 || strcmp(stage, "replay") == 0) {
        m->unpacked += submissions ? n : 0;
        m->expected += strcmp(what, "expected") == 0 ? n : 0;
    } else if (strcmp(stage, "paginate") == 0 && pages) {
        m->paged += n;
    } else if (strcmp(stage, "ocr") == 0 && pages) {
        m->read += n;
    } else if (strcmp(stage, "route") == 0 && submissions) {
        m->routed += n;
    }
}

void meter_listen(struct meter *m)
{
    char line[128], stage[32], what[32];
    unsigned long n;
    ssize_t got;
    while ((got = recv(m->fd, line, sizeof line - 1, MSG_DONTWAIT)) > 0) {
        line[got] = '\0';
        if (sscanf(line, "%31s %31s %lu", stage, what, &n) == 3)
            count(m, stage, what, n);
    }
}

double meter_seconds(const struct meter *m)
{
    return now() - m->began;
}

static void write_left(const struct meter *m, double rate, char *text, size_t size)
{
    unsigned long left = m->paged > m->read ? m->paged - m->read : 0;
    /* Before all pages are known the time would be too short. */
    bool known = m->unpacked > 0 && m->unpacked >= m->expected && rate > 0;
    double seconds = known ? (double)left / rate : 0;
    if (!known || seconds > 359999)
        snprintf(text, size, "--:-- left");
    else if (seconds >= 3600)
        snprintf(text, size, "%d:%02d:%02d left", (int)seconds / 3600, (int)seconds / 60 % 60,
                 (int)seconds % 60);
    else
        snprintf(text, size, "%02d:%02d left", (int)seconds / 60, (int)seconds % 60);
}

void meter_draw(struct meter *m)
{
    if (!m->shown || now() - m->drawn < BETWEEN_DRAWS)
        return;
    m->drawn = now();
    char line[160], left[32];
    struct winsize window;
    double spent = meter_seconds(m), rate = spent > 0 ? (double)m->read / spent : 0;
    unsigned long all = m->expected > m->unpacked ? m->expected : m->unpacked;
    write_left(m, rate, left, sizeof left);
    snprintf(line, sizeof line, "submissions %lu/%lu pages %lu/%lu %.1f pages/s %s", m->routed, all,
             m->read, m->paged, rate, left);
    if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &window) && window.ws_col > 1 &&
        window.ws_col <= sizeof line)
        line[window.ws_col - 1] = '\0';
    /* The cursor goes back to the start, so that a message of a stage takes the line's place. */
    fprintf(stderr, "\r\033[K%s\r", line);
}

void meter_clear(struct meter *m)
{
    if (m->shown && m->drawn > 0)
        fputs("\r\033[K", stderr);
    m->drawn = 0;
}
