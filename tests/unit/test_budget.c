/* What a submission may still use of time and room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "pipeline/limits.h"
#include "stages/read/budget.h"

static struct budget of(json_t *records)
{
    struct submission s = {.records = records};
    struct budget b;

    assert_non_null(records);
    budget_init(&b, &s);
    json_decref(records);
    return b;
}

static void test_members_take_room_and_the_entry_does_not(void **state)
{
    (void)state;
    struct budget b = of(json_pack("[{s:s,s:n,s:i},{s:s,s:s,s:i}]", "kind", "file", "parent",
                                   "size", 1000, "kind", "file", "parent", "a.zip", "size", 30));
    assert_int_equal(b.used, 30);
    assert_null(budget_spent(&b));
    b.used = LIMIT_DISK;
    assert_string_equal(budget_spent(&b), "limit-size");
}

static void test_pages_bring_time(void **state)
{
    (void)state;
    struct budget b = of(json_pack("[{s:s},{s:s}]", "kind", "page", "kind", "page"));
    assert_true(b.seconds == LIMIT_SUBMISSION_SECONDS + 2 * LIMIT_MEAN_SECONDS);
    b.seconds -= b.seconds - 0.5;
    assert_null(budget_spent(&b));
    b.seconds -= 0.5;
    assert_string_equal(budget_spent(&b), "timeout");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_take_room_and_the_entry_does_not),
        cmocka_unit_test(test_pages_bring_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
