#include "samples/make/run.h"

#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples/make/text.h"

extern char **environ;

void run(const char *const *argv)
{
    pid_t child;
    int status = 0, error = posix_spawnp(&child, argv[0], NULL, NULL, (char *const *)argv, environ);

    if (error != 0)
        die("cannot start '%s': %s", argv[0], strerror(error));
    if (waitpid(child, &status, 0) != child || status != 0)
        die("'%s' failed", argv[0]);
}
