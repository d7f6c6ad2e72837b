#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "pipeline/chain.h"
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/environment.h"
#include "pipeline/progress.h"

#define GRACE_SECONDS 10 /* between asking to end and killing */

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
    if (number != SIGCHLD)
        stop_signal = number;
}

int chain_stopped(void)
{
    return stop_signal;
}

void chain_init(struct chain *c)
{
    *c = (struct chain){.output = -1, .inherit = -1};
}

void command_add(struct command *c, const char *argument)
{
    char **argv = realloc(c->argv, (c->count + 2) * sizeof *argv);
    if (!argv)
        diag_die(EXIT_BUG, "out of memory");
    c->argv = argv;
    c->argv[c->count++] = (char *)argument;
    c->argv[c->count] = NULL;
}

struct command *chain_add(struct chain *c, const char *name)
{
    if (c->count == CHAIN_MAX)
        diag_die(EXIT_BUG, "a chain of more than %d programs", CHAIN_MAX);
    struct command *command = &c->commands[c->count++];
    *command = (struct command){.name = name, .pid = -1};
    command_add(command, name);
    return command;
}

void chain_release(struct chain *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->commands[i].argv);
    chain_init(c);
}

static void keep_open(int fd)
{
    if (fd >= 0)
        fcntl(fd, F_SETFD, 0);
}

/* In the child: becomes the program. */
static void become(const struct chain *c, const struct command *command, int in, int out,
                   const sigset_t *mask, pid_t driver)
{
    char path[PATH_MAX];
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* nobody goes on without the driver */
    if (getppid() != driver)
        _exit(EXIT_BUG); /* it went before we asked */
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
        diag_die(EXIT_IO, "cannot join pipes: %s", strerror(errno));
    if (c->meter)
        keep_open(c->meter->stage_fd);
    else
        unsetenv(PROGRESS_VARIABLE); /* its number may come to mean another file */
    if (command == &c->commands[c->count - 1])
        keep_open(c->inherit);
    if (!data_program(command->name, path, sizeof path)) {
        environment_prepare(path);
        command->argv[0] = path;
        execv(path, command->argv);
    }
    diag_die(EXIT_BUG, "cannot run 'postkamer-%s': %s", command->name, strerror(errno));
}

/* Starts one program; *in is its input and becomes the next one's. */
static int spawn(struct chain *c, size_t i, int *in, const sigset_t *mask)
{
    bool last = i + 1 == c->count;
    int ends[2] = {-1, -1}, out = c->output;
    if (!last && pipe2(ends, O_CLOEXEC))
        return -1;
    if (!last)
        out = ends[1];
    else if (out < 0)
        out = ends[1] = open("/dev/null", O_WRONLY | O_CLOEXEC);
    pid_t driver = getpid(), pid = out < 0 ? -1 : fork();
    if (pid == 0)
        become(c, &c->commands[i], *in, out, mask, driver);
    int error = errno;
    close(*in);
    if (ends[1] >= 0)
        close(ends[1]);
    *in = ends[0];
    c->commands[i].pid = pid;
    errno = error;
    return pid < 0 ? -1 : 0;
}

static void tell_all(struct chain *c, int number)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->commands[i].pid > 0)
            kill(c->commands[i].pid, number);
    }
}

/* Notes who has ended; how many still run. */
static size_t reap(struct chain *c)
{
    size_t alive = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct command *command = &c->commands[i];
        if (command->pid > 0 && waitpid(command->pid, &command->status, WNOHANG) == command->pid)
            command->pid = 0;
        alive += command->pid > 0;
    }
    return alive;
}

static void wait_all(struct chain *c, const sigset_t *mask)
{
    struct pollfd heard = {.fd = c->meter ? c->meter->fd : -1, .events = POLLIN};
    const struct timespec pause = {.tv_nsec = 500000000};
    time_t asked = 0;
    while (reap(c) > 0) {
        if (stop_signal && !asked) {
            tell_all(c, SIGTERM);
            asked = time(NULL);
        } else if (asked && time(NULL) - asked > GRACE_SECONDS) {
            tell_all(c, SIGKILL);
        }
        ppoll(&heard, 1, &pause, mask);
        if (c->meter) {
            meter_listen(c->meter);
            meter_draw(c->meter);
        }
    }
    if (c->meter)
        meter_listen(c->meter);
}

/* The status of one program: its own, or after a message EXIT_BUG for a signal. */
static int judge(const struct command *command)
{
    if (WIFEXITED(command->status))
        return WEXITSTATUS(command->status);
    diag_warn("postkamer-%s was ended by signal %d (%s)", command->name, WTERMSIG(command->status),
              strsignal(WTERMSIG(command->status)));
    return EXIT_BUG;
}

static int blame(const struct chain *c)
{
    const struct command *cut = NULL;
    if (stop_signal)
        return 128 + stop_signal;
    for (size_t i = 0; i < c->count; i++) {
        const struct command *command = &c->commands[i];
        if (command->status == 0)
            continue;
        if (!WIFSIGNALED(command->status) || WTERMSIG(command->status) != SIGPIPE)
            return judge(command);
        cut = command;
    }
    if (!cut)
        return EXIT_DONE;
    diag_warn("the program behind postkamer-%s stopped reading", cut->name);
    return EXIT_BUG;
}

/* Blocks the signals that wait_all listens for; they come through while it waits. What was
 * ignored (nohup) stays so. */
static void listen_for_signals(sigset_t *before)
{
    static const int numbers[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t blocked;
    sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction old;
        if (!sigaction(numbers[i], NULL, &old) && old.sa_handler == SIG_IGN &&
            numbers[i] != SIGCHLD)
            continue;
        sigaddset(&blocked, numbers[i]);
        sigaction(numbers[i], &action, NULL);
    }
    sigprocmask(SIG_BLOCK, &blocked, before);
}

int chain_run(struct chain *c)
{
    sigset_t before;
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC), status = EXIT_DONE;
    if (in < 0) {
        diag_warn("cannot open '/dev/null': %s", strerror(errno));
        return EXIT_IO;
    }
    listen_for_signals(&before);
    for (size_t i = 0; i < c->count && status == EXIT_DONE; i++) {
        if (spawn(c, i, &in, &before)) {
            diag_warn("cannot start 'postkamer-%s': %s", c->commands[i].name, strerror(errno));
            status = EXIT_IO;
        }
    }
    if (in >= 0)
        close(in);
    if (status != EXIT_DONE)
        tell_all(c, SIGTERM);
    wait_all(c, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return status != EXIT_DONE ? status : blame(c);
}
