/* The loop of a stage, run in a child with files as its input and output. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "pipeline/diag.h"
#include "pipeline/stage.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define START "{\"kind\":\"stream\",\"version\":1,\"program\":\"test\"}\n"
#define ONE(n)                                                                                     \
    "{\"kind\":\"submission\",\"submission\":\"" #n "\",\"id\":\"" ID "\"}\n"                      \
    "{\"kind\":\"page\",\"file\":\"x.pdf\",\"page\":1}\n"                                          \
    "{\"kind\":\"submission-end\",\"submission\":\"" #n "\"}\n"
#define END(n) "{\"kind\":\"end\",\"counts\":{\"submissions\":" #n "}}\n"

static char folder[] = "stage-test-XXXXXX";
static int started, finished, fail_at;

static int start(struct stage *self, struct submission *s)
{
    (void)self;
    json_object_set_new(s->head, "started", json_integer(++started));
    return 0;
}

static int finish(struct stage *self, struct submission *s)
{
    (void)self;
    if (++finished == fail_at)
        return EXIT_BUG;
    /* How many were under way when this one was ended. */
    json_object_set_new(s->head, "ahead", json_integer(started));
    return 0;
}

static int close_stage(struct stage *self, int complete)
{
    (void)self;
    return complete ? 0 : EXIT_USAGE; /* must not hide the first failure */
}

/* Runs the stage over a text; its exit status. *output is the caller's. */
static int run(const char *input, size_t size, int failing, const char *option, char **output)
{
    FILE *in = tmpfile(), *out = tmpfile();
    fwrite(input, 1, size, in);
    fflush(in);
    lseek(fileno(in), 0, SEEK_SET);
    pid_t pid = fork();
    if (pid == 0) {
        struct stage s = {.name = "test", .summary = "x", .start = start, .finish = finish};
        char *argv[] = {"test", "--spool", folder, (char *)option, NULL};
        s.close = close_stage;
        fail_at = failing;
        dup2(fileno(in), 0);
        dup2(fileno(out), 1);
        dup2(open("/dev/null", O_WRONLY), 2);
        int status = stage_run(&s, option ? 4 : 3, argv);
        _exit(status);
    }
    int status;
    waitpid(pid, &status, 0);
    off_t length = lseek(fileno(out), 0, SEEK_END);
    *output = calloc(1, (size_t)length + 1);
    assert_int_equal(pread(fileno(out), *output, (size_t)length, 0), length);
    fclose(in);
    fclose(out);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void passes_a_stream(void **state)
{
    (void)state;
    const char *text = START ONE(a) ONE(b) ONE(c) END(3);
    char *out;
    assert_int_equal(run(text, strlen(text), 0, NULL, &out), 0);
    assert_non_null(strstr(out, "\"program\":\"postkamer-test\""));
    assert_non_null(strstr(out, "\"counts\":{\"submissions\":3,\"pages\":3,"));
    assert_true(strstr(out, "\"submission\":\"a\"") < strstr(out, "\"submission\":\"c\""));
    free(out);
}

static void starts_ahead(void **state)
{
    (void)state;
    const char *text = START ONE(a) ONE(b) ONE(c) END(3);
    char *out;
    assert_int_equal(run(text, strlen(text), 0, NULL, &out), 0);
    assert_non_null(strstr(out, "\"started\":1,\"ahead\":3"));
    free(out);
}

static void cut_anywhere_is_never_an_end(void **state)
{
    (void)state;
    const char *text = START ONE(a) ONE(b) END(2);
    const size_t first = strlen(START ONE(a));
    for (size_t cut = 0; cut < strlen(text); cut += 7) {
        char *out;
        assert_int_equal(run(text, cut, 0, NULL, &out), EXIT_STREAM);
        assert_null(strstr(out, "\"kind\":\"end\""));
        assert_int_equal(strstr(out, "\"submission-end\",\"submission\":\"a\"") != NULL,
                         cut >= first);
        free(out);
    }
}

static void failure_ends_the_stage(void **state)
{
    (void)state;
    const char *text = START ONE(a) ONE(b) ONE(c) END(3);
    char *out;
    assert_int_equal(run(text, strlen(text), 2, NULL, &out), EXIT_BUG);
    assert_non_null(strstr(out, "\"submission-end\",\"submission\":\"a\""));
    assert_null(strstr(out, "\"submission\":\"b\""));
    assert_null(strstr(out, "\"kind\":\"end\""));
    free(out);
}

static void wrong_options_are_usage(void **state)
{
    (void)state;
    char *out;
    assert_int_equal(run("", 0, 0, "--nonsense", &out), EXIT_USAGE);
    free(out);
    assert_int_equal(run("", 0, 0, "--jobs=x", &out), EXIT_USAGE);
    free(out);
    assert_int_equal(run("", 0, 0, "operand", &out), EXIT_USAGE);
    free(out);
    assert_int_equal(run("", 0, 0, "--help", &out), EXIT_DONE);
    assert_ptr_equal(strstr(out, "usage: postkamer-test "), out);
    free(out);
}

static int make(void **state)
{
    (void)state;
    return !mkdtemp(folder) || setenv("OMP_THREAD_LIMIT", "1", 1);
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static int clear(void **state)
{
    (void)state;
    return nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_a_stream),
        cmocka_unit_test(starts_ahead),
        cmocka_unit_test(cut_anywhere_is_never_an_end),
        cmocka_unit_test(failure_ends_the_stage),
        cmocka_unit_test(wrong_options_are_usage),
    };
    return cmocka_run_group_tests(tests, make, clear);
}
