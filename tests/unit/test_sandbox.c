/* What a worker must not be able to do, tried in a process behind the walls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "pipeline/sandbox.h"

enum { STOPPED = 0, BROKE_OUT = 7, NO_WALLS = 8 };

static pid_t outside;
static int readable;

/* Runs attempt behind the walls; it returns true when it got through. Being killed is as good as
 * an error. */
static int behind_walls(bool (*attempt)(void), bool threads)
{
    const struct sandbox_needs needs = {.threads = threads};
    const struct sandbox_limits limits = {.memory = 64 << 20, .file = 4096, .seconds = 5};
    char why[200] = "";
    int status;

    pid_t pid = fork();
    if (pid == 0) {
        if (sandbox_enter(&needs, &limits, why, sizeof why) < 0) {
            fprintf(stderr, "%s\n", why);
            _exit(NO_WALLS);
        }
        _exit(attempt() ? BROKE_OUT : STOPPED);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : STOPPED;
}

static bool read_a_file(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool read_by_raw_call(void)
{
    return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY) >= 0;
}

static bool list_a_folder(void)
{
    return open("/", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool write_a_file(void)
{
    return open("/tmp/broke-out", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool remove_a_file(void)
{
    return unlink("/tmp/test-sandbox-victim") == 0;
}

static bool write_what_is_readable(void)
{
    char path[40];

    snprintf(path, sizeof path, "/proc/self/fd/%d", readable);
    return write(readable, "x", 1) > 0 || open(path, O_WRONLY) >= 0;
}

static bool connect_out(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(9)};

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd >= 0 && (connect(fd, (struct sockaddr *)&a, sizeof a) == 0 || errno == ECONNREFUSED);
}

static bool open_a_pair(void)
{
    int ends[2];

    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

static bool run_a_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return false; /* exec itself shows as exit 0, so see run_and_tell */
}

static bool run_and_tell(void)
{
    execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
    return false;
}

static bool fork_a_child(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool signal_the_parent(void)
{
    return kill(outside, 0) == 0;
}

static bool signal_a_thread(void)
{
    return syscall(SYS_tgkill, outside, outside, 0) == 0;
}

static bool trace_the_parent(void)
{
    return ptrace(PTRACE_ATTACH, outside, NULL, NULL) == 0;
}

static bool map_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}

static bool make_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p != MAP_FAILED && mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool raise_limits(void)
{
    return syscall(SYS_prlimit64, 0, 9 /* RLIMIT_AS */, &(uint64_t[2]){1 << 30, 1 << 30}, NULL) ==
           0;
}

static void test_nothing_outside_is_reached(void **state)
{
    bool (*const attempts[])(void) = {
        read_a_file,           read_by_raw_call,  list_a_folder,   write_a_file,
        remove_a_file,         connect_out,       open_a_pair,     run_a_program,
        run_and_tell,          fork_a_child,      map_code,        make_code,
        raise_limits,          signal_the_parent, signal_a_thread, trace_the_parent,
        write_what_is_readable};

    (void)state;
    outside = getpid();
    close(open("/tmp/test-sandbox-victim", O_WRONLY | O_CREAT, 0600));
    readable = open("/tmp/test-sandbox-victim", O_RDONLY);
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        int got = behind_walls(attempts[i], i % 2 == 0);
        if (got != STOPPED)
            fprintf(stderr, "attempt %zu: %d\n", i, got);
        assert_int_equal(got, STOPPED);
    }
    assert_int_equal(access("/tmp/test-sandbox-victim", F_OK), 0);
    assert_int_not_equal(access("/tmp/broke-out", F_OK), 0);
    close(readable);
    unlink("/tmp/test-sandbox-victim");
}

static void *thread(void *arg)
{
    *(int *)arg = 1;
    return NULL;
}

static bool start_a_thread(void)
{
    pthread_t t;
    int ran = 0;

    return pthread_create(&t, NULL, thread, &ran) == 0 && pthread_join(t, NULL) == 0 && ran == 1;
}

static void test_threads_only_when_needed(void **state)
{
    (void)state;
#ifndef __SANITIZE_ADDRESS__ /* its own start of a thread does not take no for an answer */
    assert_int_equal(behind_walls(start_a_thread, false), STOPPED);
#endif
    assert_int_equal(behind_walls(start_a_thread, true), BROKE_OUT);
}

/* What decoders do all day. */
static bool live(void)
{
    size_t size = 1 << 20;
    struct stat st;
    char *p = malloc(size);

    if (!p || !(p = realloc(p, 8 * size)) || fstat(readable, &st) < 0 ||
        lseek(readable, 0, SEEK_SET) != 0 || pread(readable, p, 4, 0) != 4)
        return false;
    void *map = mmap(NULL, 4, PROT_READ, MAP_PRIVATE, readable, 0);
    FILE *f = fdopen(dup(readable), "r");
    bool good = map != MAP_FAILED && f && fgetc(f) == 'p' && isatty(readable) == 0;
    fclose(f);
    free(p);
    return good && fprintf(stderr, "%s", "") == 0;
}

static void test_decoders_can_live(void **state)
{
    (void)state;
    readable = memfd_create("paper", 0);
    assert_int_equal(write(readable, "paper", 5), 5);
    assert_int_equal(behind_walls(live, false), BROKE_OUT);
    close(readable);
}

static void test_description(void **state)
{
    char text[120];

    (void)state;
    sandbox_describe(text, sizeof text);
    assert_non_null(strstr(text, "landlock "));
    assert_non_null(strstr(text, "seccomp"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_outside_is_reached),
        cmocka_unit_test(test_threads_only_when_needed),
        cmocka_unit_test(test_decoders_can_live),
        cmocka_unit_test(test_description),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
