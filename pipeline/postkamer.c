/* The driver: `postkamer run`, `postkamer rerun`, and `postkamer X` for the program postkamer-X. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/environment.h"
#include "pipeline/driver.h"
#include "pipeline/sandbox.h"

/* Pipes and files may not come to stand at 0, 1 and 2. */
static void hold_standard_descriptors(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

static int print_version(void)
{
    char walls[200];
    sandbox_describe(walls, sizeof walls);
    printf("postkamer %s\n%s\n", POSTKAMER_VERSION, walls);
    return fflush(stdout) ? EXIT_IO : EXIT_DONE;
}

static int print_help(void)
{
    driver_help();
    return fflush(stdout) ? EXIT_IO : EXIT_DONE;
}

/* Ended by a signal: the caller should see that. */
static int end_as_asked(int status)
{
    int number = chain_stopped();
    if (!number)
        return status;
    signal(number, SIG_DFL);
    raise(number);
    return status;
}

static int run(enum driver_command which, int argc, char **argv)
{
    struct driver d;
    int status = driver_options(&d, which, argc, argv);
    if (status >= 0)
        return status;
    umask(027);
    return end_as_asked(which == DRIVER_RUN ? driver_run(&d) : driver_rerun(&d));
}

/* Becomes postkamer-NAME. argv[0] is the subcommand. */
static int execute(const char *name, char **argv)
{
    char path[PATH_MAX];
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name) && *name != '-' &&
        !data_program(name, path, sizeof path)) {
        argv[0] = path;
        execv(path, argv);
        if (errno != ENOENT) {
            diag_warn("cannot run '%s': %s", path, strerror(errno));
            return EXIT_IO;
        }
    }
    diag_warn("no such command: '%s'; see postkamer --help", name);
    return EXIT_USAGE;
}

/* A clerk's decision: postkamer-clerk file|split|join .... */
static int decide(int argc, char **argv)
{
    char **with = calloc((size_t)argc + 2, sizeof *with);
    if (!with) {
        diag_warn("out of memory");
        return EXIT_BUG;
    }
    memcpy(with + 1, argv, (size_t)argc * sizeof *with);
    int status = execute("clerk", with);
    free(with);
    return status;
}

int main(int argc, char **argv)
{
    diag_init("postkamer");
    hold_standard_descriptors();
    environment_prepare("postkamer");
    if (argc < 2) {
        diag_warn("give a command; see postkamer --help");
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    argc--;
    argv++;
    if (strcmp(name, "run") == 0)
        return run(DRIVER_RUN, argc, argv);
    if (strcmp(name, "rerun") == 0)
        return run(DRIVER_RERUN, argc, argv);
    if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0)
        return print_help();
    if (strcmp(name, "--version") == 0)
        return print_version();
    if (strcmp(name, "file") == 0 || strcmp(name, "split") == 0 || strcmp(name, "join") == 0)
        return decide(argc, argv);
    return execute(name, argv);
}
