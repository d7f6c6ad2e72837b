/* Jobs end as they should, whatever they do, and nothing carries over between them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "pipeline/pool.h"
#include "pipeline/result.h"

#define MEMORY (64U << 20)
#define RESULT (1U << 20)

struct memory {
    int calls;
    char secret[64];
};
static struct memory memory;
static struct pool *pool;

static void *load(const void *arg, char *why, size_t size)
{
    if (arg) {
        snprintf(why, size, "%s", (const char *)arg);
        return NULL;
    }
    return &memory;
}

static int put_text(struct result_writer *out, const char *text)
{
    return result_item(out, NULL, text, strlen(text));
}

static int hog(void)
{
    for (size_t i = 0; i < 4 * MEMORY / 65536 + 16; i++) {
        char *p = malloc(65536);
        if (!p)
            _exit(WORKER_NO_MEMORY);
        memset(p, 1, 65536);
        *(char *volatile *)&memory.secret = p; /* keep it */
    }
    return 0;
}

static int flood(struct result_writer *out)
{
    char block[4096] = "x";

    put_text(out, "before");
    for (;;)
        if (result_item(out, NULL, block, sizeof block) < 0)
            return 1;
}

static int echo_inputs(const int *inputs, size_t count, struct result_writer *out)
{
    char text[256] = "";

    for (size_t i = 0; i < count; i++) {
        char part[32] = "";
        if (read(inputs[i], part, sizeof part - 1) < 0 || write(inputs[i], "!", 1) >= 0)
            return 1;
        strncat(text, part, sizeof text - strlen(text) - 1);
    }
    return put_text(out, text);
}

static int remember(struct memory *m, const char *request, struct result_writer *out)
{
    char text[160];

    snprintf(text, sizeof text, "%d %s", m->calls, m->secret);
    m->calls++;
    snprintf(m->secret, sizeof m->secret, "%s", request);
    return put_text(out, text);
}

static int work(void *state, const char *request, const int *inputs, size_t count,
                struct result_writer *out)
{
    volatile int *volatile nowhere = NULL;

    if (strcmp(request, "hang") == 0)
        sleep(1000);
    if (strcmp(request, "stop") == 0) { /* says who it is, and waits to be stopped */
        char text[24];
        snprintf(text, sizeof text, "%d", (int)getpid());
        put_text(out, text);
        sleep(1000);
    }
    if (strcmp(request, "spin") == 0)
        for (volatile int i = 0;; i = !i)
            ;
    if (strcmp(request, "crash") == 0)
        *nowhere = 1;
    if (strcmp(request, "abort") == 0)
        abort();
    if (strcmp(request, "fail") == 0)
        return 1;
    if (strcmp(request, "hog") == 0)
        return hog();
    if (strcmp(request, "flood") == 0)
        return flood(out);
    if (strcmp(request, "slow") == 0)
        usleep(300000);
    if (count > 0)
        return echo_inputs(inputs, count, out);
    if (strlen(request) > 1000)
        return put_text(out, request + strlen(request) - 4);
    return remember(state, request, out);
}

static const struct worker_class class = {.name = "test", .load = load, .work = work};

static int set_up(void **state)
{
    const struct pool_limits limits = {.memory = MEMORY, .result = RESULT, .seconds = 20};
    char why[200] = "";

    (void)state;
    pool = pool_start(&class, NULL, &limits, 3, why, sizeof why);
    if (!pool)
        fprintf(stderr, "%s\n", why);
    return pool ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pool_stop(pool);
    return 0;
}

static struct job *submit(const char *request, unsigned seconds)
{
    struct job *job =
        pool_submit(pool, request, NULL, 0, memfd_create("r", MFD_CLOEXEC), seconds, 0);

    assert_non_null(job);
    return job;
}

/* The bytes of the first item; the caller frees. */
static char *first_item(struct job *job)
{
    struct result_reader r;
    uint64_t offset, size;
    json_t *head;

    result_reader_init(&r, job_result(job));
    if (result_next(&r, &head, &offset, &size) != 1)
        return NULL;
    json_decref(head);
    return result_load(&r, offset, size);
}

static enum job_outcome outcome_of(const char *request, unsigned seconds)
{
    struct job *job = submit(request, seconds);

    assert_int_equal(pool_wait(pool, job, -1), 1);
    enum job_outcome outcome = job_outcome(job);
    job_free(job);
    return outcome;
}

static void expect_text(struct job *job, const char *text)
{
    assert_int_equal(pool_wait(pool, job, -1), 1);
    assert_int_equal(job_outcome(job), JOB_DONE);
    char *found = first_item(job);
    assert_non_null(found);
    assert_string_equal(found, text);
    free(found);
    job_free(job);
}

static void test_nothing_carries_over(void **state)
{
    (void)state;
    expect_text(submit("999990019", 0), "0 ");
    expect_text(submit("b", 0), "0 ");
    expect_text(submit("c", 0), "0 ");
}

static void test_ends(void **state)
{
    (void)state;
    assert_int_equal(outcome_of("fail", 0), JOB_FAILED);
    assert_int_equal(outcome_of("hang", 1), JOB_TIMEOUT);
    assert_int_equal(outcome_of("spin", 1), JOB_TIMEOUT);
    assert_int_not_equal(outcome_of("abort", 0), JOB_DONE);
#ifndef __SANITIZE_ADDRESS__ /* a sanitizer makes an exit of these */
    assert_int_equal(outcome_of("crash", 0), JOB_CRASHED);
    assert_int_equal(outcome_of("hog", 0), JOB_MEMORY);
#else
    assert_int_not_equal(outcome_of("crash", 0), JOB_DONE);
#endif
    assert_int_equal(outcome_of("ok", 0), JOB_DONE);
}

static void test_result_too_big_stays_readable(void **state)
{
    struct job *job = submit("flood", 0);

    (void)state;
    assert_int_equal(pool_wait(pool, job, -1), 1);
    assert_int_equal(job_outcome(job), JOB_TOO_BIG);
    assert_string_equal(job_problem(job), "limit-size");
    char *text = first_item(job);
    assert_string_equal(text, "before");
    free(text);
    assert_true(lseek(job_result(job), 0, SEEK_END) <= RESULT);
    job_free(job);
}

static void test_inputs_are_opened_anew(void **state)
{
    int fd = memfd_create("in", 0);
    struct job *jobs[4];

    (void)state;
    assert_int_equal(write(fd, "paper", 5), 5); /* the offset stands at the end */
    int both[] = {fd, fd};
    for (int i = 0; i < 4; i++)
        jobs[i] = pool_submit(pool, "echo", both, 2, memfd_create("r", 0), 0, 0);
    close(fd);
    for (int i = 0; i < 4; i++)
        expect_text(jobs[i], "paperpaper");
}

static void test_most_inputs_and_a_long_request(void **state)
{
    int fds[POOL_INPUTS_MAX + 1];
    char *text = malloc(100001);

    (void)state;
    int fd = memfd_create("in", 0);
    for (size_t i = 0; i <= POOL_INPUTS_MAX; i++)
        fds[i] = fd;
    struct job *job = pool_submit(pool, "x", fds, POOL_INPUTS_MAX, memfd_create("r", 0), 0, 0);
    assert_non_null(job);
    expect_text(job, "");
    assert_null(pool_submit(pool, "x", fds, POOL_INPUTS_MAX + 1, memfd_create("r", 0), 0, 0));
    assert_int_equal(errno, E2BIG);
    assert_null(pool_submit(pool, "x", NULL, 0, -1, 0, 0));
    assert_int_equal(errno, EBADF);
    close(fd);
    memset(text, 'a', 100000);
    strcpy(text + 99996, "last");
    expect_text(submit(text, 0), "last");
    free(text);
}

static void test_many_at_once(void **state)
{
    struct job *jobs[60];

    (void)state;
    for (int i = 0; i < 60; i++)
        jobs[i] = submit(i % 7 == 3 ? "fail" : "x", 0);
    assert_int_equal(pool_busy(pool), 60);
    assert_int_equal(pool_wait(pool, NULL, -1), 1);
    assert_int_equal(pool_busy(pool), 0);
    for (int i = 0; i < 60; i++) {
        assert_int_equal(job_outcome(jobs[i]), i % 7 == 3 ? JOB_FAILED : JOB_DONE);
        job_free(jobs[i]);
    }
}

static void test_abandoned_and_woken(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct job *hangs = submit("hang", 0);
    struct job *slow = submit("slow", 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(pool_wait(pool, hangs, ends[0]), 0);
    job_free(hangs); /* killed, not waited for */
    assert_int_equal(pool_wait(pool, slow, -1), 1);
    job_free(slow);
    assert_int_equal(pool_wait(pool, NULL, -1), 1);
    close(ends[0]);
    close(ends[1]);
}

static int open_files(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

/* Jobs that nobody waits for any more hold no files while they wait in the queue. */
static void test_abandoned_in_the_queue_hold_nothing(void **state)
{
    (void)state;
    int before = open_files();
    struct job *slow = submit("slow", 0);
    for (int i = 0; i < 50; i++)
        job_free(submit("x", 0));
    assert_true(open_files() < before + 20);
    assert_int_equal(pool_wait(pool, slow, -1), 1);
    job_free(slow);
    assert_int_equal(pool_wait(pool, NULL, -1), 1);
}

/* The youngest child of a process, by /proc: the zygote of this one, the template of the zygote,
 * which buries a dead one when it makes the next but one, if that one took its time to die. */
static pid_t child_of(pid_t parent)
{
    char path[64];
    long pid = 0;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
    FILE *f = fopen(path, "r");
    while (f && fscanf(f, "%ld", &pid) == 1)
        ;
    if (f)
        fclose(f);
    return (pid_t)pid;
}

static void test_template_is_replaced(void **state)
{
    pid_t template = child_of(child_of(getpid()));
    int ready[2];

    (void)state;
    if (template <= 0)
        skip();
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(write(ready[1], "x", 1), 1);
    struct job *slow = submit("slow", 0);
    assert_int_equal(pool_wait(pool, slow, ready[0]), 0); /* sent */
    kill(template, SIGKILL);
    expect_text(slow, "0 ");
    assert_int_not_equal(child_of(child_of(getpid())), template);
    close(ready[0]);
    close(ready[1]);
}

/* Runs the pool until a job that does "stop" has said who it is. */
static pid_t worker_of(struct job *job, int result)
{
    int ready[2];
    pid_t pid = 0;

    assert_int_equal(pipe(ready), 0);
    assert_int_equal(write(ready[1], "x", 1), 1);
    while (!pid) {
        assert_int_not_equal(pool_wait(pool, job, ready[0]), -1);
        char *text = lseek(result, 0, SEEK_END) > 0 ? first_item(job) : NULL;
        pid = text ? (pid_t)atoi(text) : 0;
        free(text);
        usleep(1000);
    }
    close(ready[0]);
    close(ready[1]);
    return pid;
}

/* Page 6 of 9 is the end of its worker; the other eight come out as they would have. */
static void test_one_of_nine(void **state)
{
    static const struct {
        const char *request;
        enum job_outcome outcome;
        const char *problem;
    } ends[] = {{"stop", JOB_TIMEOUT, "timeout"},
                {"spin", JOB_TIMEOUT, "timeout"},
#ifndef __SANITIZE_ADDRESS__
                {"crash", JOB_CRASHED, "crash"},
                {"hog", JOB_MEMORY, "memory"},
#endif
                {"fail", JOB_FAILED, "crash"}};

    (void)state;
    for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
        struct job *jobs[9];
        int result = -1;
        for (int i = 0; i < 9; i++) {
            int fd = memfd_create("r", MFD_CLOEXEC);
            result = i == 5 ? fd : result;
            jobs[i] = pool_submit(pool, i == 5 ? ends[e].request : "x", NULL, 0, fd, i == 5, 0);
            assert_non_null(jobs[i]);
        }
        if (e == 0)
            assert_int_equal(kill(worker_of(jobs[5], result), SIGSTOP), 0);
        for (int i = 0; i < 9; i++) {
            if (i != 5) {
                expect_text(jobs[i], "0 ");
                continue;
            }
            assert_int_equal(pool_wait(pool, jobs[i], -1), 1);
            assert_int_equal(job_outcome(jobs[i]), ends[e].outcome);
            assert_string_equal(job_problem(jobs[i]), ends[e].problem);
            job_free(jobs[i]);
        }
    }
}

static void test_load_that_fails(void **state)
{
    char why[200] = "";

    (void)state;
    assert_null(pool_start(&class, "no model", NULL, 1, why, sizeof why));
    assert_string_equal(why, "test: no model");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_carries_over),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_result_too_big_stays_readable),
        cmocka_unit_test(test_inputs_are_opened_anew),
        cmocka_unit_test(test_most_inputs_and_a_long_request),
        cmocka_unit_test(test_many_at_once),
        cmocka_unit_test(test_abandoned_and_woken),
        cmocka_unit_test(test_abandoned_in_the_queue_hold_nothing),
        cmocka_unit_test(test_template_is_replaced),
        cmocka_unit_test(test_one_of_nine),
        cmocka_unit_test(test_load_that_fails),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
