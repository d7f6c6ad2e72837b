/* Taking a submission apart, when it has had its time: what came out goes on, what is still closed
 * is kept as it is and named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "pipeline/limits.h"
#include "stages/unpack/unpack_node.h"
#include "stages/unpack/unpack_worker.h"

static char folder[64];
static struct spool spool;

static struct taken_file packed(const char *path, const char *text)
{
    unsigned char bytes[200];
    z_stream z = {.next_in = (Bytef *)text, .avail_in = (uInt)strlen(text)};
    struct taken_file f = {.path = (char *)path};

    z.next_out = bytes;
    z.avail_out = sizeof bytes;
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    f.size = z.total_out;
    deflateEnd(&z);
    assert_int_equal(spool_store(&spool, bytes, f.size, f.key), 0);
    return f;
}

/* "file role;" or "file problem;", of all but opened containers. */
static void told(const struct submission *s, char *text, size_t size)
{
    size_t i;
    const json_t *record;

    *text = '\0';
    json_array_foreach(s->records, i, record)
    {
        const char *code = json_string_value(json_object_get(record, "code"));
        const char *role = json_string_value(json_object_get(record, "role"));
        if (!code && (!role || strcmp(role, "container") == 0))
            continue;
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s %s;",
                 json_string_value(json_object_get(record, "file")), code ? code : role);
    }
}

static void take_apart(double seconds, const char *expected)
{
    const struct pool_limits limits = {0};
    struct taken_file files[] = {packed("a.txt.gz", "een"), packed("b.txt.gz", "twee")};
    struct taken t = {.files = files, .count = 2, .folder = true};
    char why[200] = "", text[400];
    struct pool *pool = pool_start(&unpack_class, NULL, &limits, 1, why, sizeof why);

    assert_non_null(pool);
    struct unpacking *u = unpacking_new(&spool, pool, json_pack("{s:s}", "submission", "map"), &t);
    assert_non_null(u);
    u->seconds = seconds;
    while (!unpacking_done(u)) {
        assert_int_equal(unpacking_submit(u, 1), 0);
        assert_int_equal(unpacking_step(u, -1), 1);
    }
    struct submission *s = unpacking_result(u);
    assert_non_null(s);
    told(s, text, sizeof text);
    assert_string_equal(text, expected);
    submission_free(s);
    unpacking_free(u);
    pool_stop(pool);
}

static void test_a_submission_has_its_time(void **state)
{
    (void)state;
    take_apart(0, "a.txt.gz!/a.txt document;b.txt.gz!/b.txt document;");
    take_apart(LIMIT_SUBMISSION_SECONDS,
               "a.txt.gz!/a.txt document;b.txt.gz document;b.txt.gz timeout;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_submission_has_its_time)};
    char command[100];

    strcpy(folder, "/tmp/test-unpacking-XXXXXX");
    if (!mkdtemp(folder) || spool_init(&spool, folder))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    spool_release(&spool);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) || failed;
}
