/* The filter of system calls. Three kinds: what decoding needs is allowed; what libraries try
 * by habit (looking for a file, a terminal, the number of cores) fails with EPERM, and they go on;
 * all else kills the worker, for no decoder has business there.
 *
 * The program is compiled once and kept: a template makes it and its workers only load it. */
#include "pipeline/sandbox_private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SANDBOX_SANITIZED
/* A sanitizer that has something to report looks around first; its report must not be lost. */
#define ALL_ELSE SCMP_ACT_ERRNO(EACCES)
#define CORES SCMP_ACT_ALLOW /* its threads ask */
#else
#define ALL_ELSE SCMP_ACT_KILL_PROCESS
#define CORES SCMP_ACT_ERRNO(EPERM) /* so that libraries think of one */
#endif

static const int allowed[] = {
    /* descriptors that were handed in */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(write),
    SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(lseek), SCMP_SYS(fstat),
    SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(ftruncate),
    SCMP_SYS(fadvise64), SCMP_SYS(poll), SCMP_SYS(ppoll),
    /* memory; mmap and mprotect stand below */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    /* time, chance, and who am I */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(times), SCMP_SYS(getrusage), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getrandom), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getcpu),
    SCMP_SYS(getrlimit),
    /* threads' housekeeping, signals to oneself, the end */
    SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group)};

static const int refused[] = {
    /* looking for files and making them: Landlock refuses these too */
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(stat),
    SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
    SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(umask),
    SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(flock), SCMP_SYS(fchmod), SCMP_SYS(fallocate),
    /* memory and pipes that no limit would count */
    SCMP_SYS(memfd_create), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(mlock),
    SCMP_SYS(get_mempolicy), SCMP_SYS(membarrier),
    /* terminals, cores, priorities, names of threads */
    SCMP_SYS(ioctl), SCMP_SYS(sched_setaffinity), SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_getscheduler), SCMP_SYS(getpriority), SCMP_SYS(setpriority), SCMP_SYS(prctl),
    SCMP_SYS(arch_prctl),
    /* abort() sends itself a signal with it, and ends in a trap when it cannot; an argument
     * could not be bound to this process in a filter that is made before it */
    SCMP_SYS(tgkill)};

static const int fcntl_commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL};

static struct sock_filter program[4096];
static unsigned short program_length;
static bool program_threads;

static int add_lists(scmp_filter_ctx f)
{
    int rc = 0;

    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        rc |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
    return rc | seccomp_rule_add(f, CORES, SCMP_SYS(sched_getaffinity), 0);
}

/* Allowed with these arguments, EPERM with others. libseccomp takes no two actions for one call
 * with and without arguments, so the refusal is spelled as the opposite test. */
static int add_memory(scmp_filter_ctx f)
{
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    int rc = 0;

    for (size_t i = 0; i < 2; i++) {
        rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        rc |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), calls[i], 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    }
    return rc;
}

static int add_files(scmp_filter_ctx f)
{
    int rc = 0;

    /* glibc's fstat. A path given with the flag would tell that a file is there and its size; its
     * content stays out of reach. */
    rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                           SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
    rc |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(newfstatat), 1,
                           SCMP_A3(SCMP_CMP_NE, AT_EMPTY_PATH, 0));
    /* Not F_SETOWN and its like, which send signals. */
    for (size_t i = 0; i < sizeof fcntl_commands / sizeof *fcntl_commands; i++)
        rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                               SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)fcntl_commands[i], 0));
    /* Asking for one's own limits. */
    rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0, 0),
                           SCMP_A2(SCMP_CMP_EQ, 0, 0));
    return rc;
}

static int add_threads(scmp_filter_ctx f, bool threads)
{
    /* clone3 hides its flags behind a pointer: ENOSYS makes glibc fall back to clone. */
    int rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(threads ? ENOSYS : EPERM), SCMP_SYS(clone3), 0);

    rc |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fork), 0);
    rc |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(vfork), 0);
    if (!threads)
        return rc | seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 0);
    rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                           SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    return rc | seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                                 SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
}

/* The compiled filter, through a memory file: libseccomp 2.5 writes to descriptors only. */
static int keep_program(scmp_filter_ctx f)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    ssize_t n = -1;

    if (fd < 0)
        return -1;
    if (seccomp_export_bpf(f, fd) == 0)
        n = pread(fd, program, sizeof program, 0);
    close(fd);
    if (n <= 0 || (size_t)n == sizeof program || (size_t)n % sizeof *program != 0) {
        errno = EINVAL;
        return -1;
    }
    program_length = (unsigned short)((size_t)n / sizeof *program);
    return 0;
}

int sandbox_prepare(const struct sandbox_needs *needs, char *why, size_t size)
{
    scmp_filter_ctx f;
    int rc;

    if (program_length > 0 && program_threads == needs->threads)
        return 0;
    f = seccomp_init(ALL_ELSE);
    errno = ENOMEM;
    if (!f)
        return sandbox_fail(why, size, "seccomp");
    rc = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    rc |= seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    rc |= add_lists(f) | add_memory(f) | add_files(f) | add_threads(f, needs->threads);
    errno = EINVAL;
    if (rc == 0)
        rc = keep_program(f);
    seccomp_release(f);
    program_threads = needs->threads;
    return rc == 0 ? 0 : sandbox_fail(why, size, "seccomp");
}

bool filter_offered(void)
{
    uint32_t action = SECCOMP_RET_KILL_PROCESS;

    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int filter_enter(const struct sandbox_needs *needs, char *why, size_t size)
{
    struct sock_fprog compiled = {.filter = program};

    if (sandbox_prepare(needs, why, size) < 0)
        return -1;
    compiled.len = program_length;
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &compiled) < 0)
        return sandbox_fail(why, size, "seccomp");
    return 0;
}
