#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/paper.h"
#include "pipeline/data.h"
#include "stages/common/profile.h"

/* Whom a page is for, by a shipped profile. */
static struct referral find(const char *profile, const char *text)
{
    char why[600] = "";
    struct page page;
    struct view view;
    struct catalogue *c = paper_catalogue();
    json_t *json = profile_load(profile, why, sizeof why);
    struct referrals *r = json ? profile_referrals(json, NULL, why, sizeof why) : NULL;
    assert_string_equal(why, "");
    assert_non_null(r);
    paper(&page, "a.pdf", 1, text);
    assert_int_equal(view_init(&view, c, &page, false, 2021), 0);
    struct referral found = referral_find(r, &view);
    view_release(&view);
    page_release(&page);
    referrals_free(r);
    json_decref(json);
    catalogue_free(c);
    return found;
}

static void knows_another_municipality(void **state)
{
    (void)state;
    const char *text =
        "Gemeente Capelle aan den IJssel\nPostbus 70\n#Aanvraag Tozo\nNaam: Jansen\n";
    struct referral r = find("waterveen", text);
    assert_int_equal(r.kind, REFERRAL_MUNICIPALITY);
    assert_string_equal(r.name, "Capelle aan den IJssel");
    assert_int_equal(find("rotterdam", text).kind, REFERRAL_NONE); /* whom it serves */
    assert_int_equal(find("", text).kind, REFERRAL_NONE);
}

static void own_name_beside_another_is_ours(void **state)
{
    (void)state;
    struct referral r = find("waterveen", "Gemeente Waterveen\nAan de gemeente Utrecht\n#Brief\n");
    assert_int_equal(r.kind, REFERRAL_NONE);
}

static void running_text_is_no_letterhead(void **state)
{
    (void)state;
    struct referral r =
        find("waterveen", "#Aanvraag Tozo\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n"
                          "15\n16\n17\n18\n19\n20\nik woonde in de gemeente Utrecht\n");
    assert_int_equal(r.kind, REFERRAL_NONE);
}

static void knows_another_scheme(void **state)
{
    (void)state;
    struct referral r =
        find("rotterdam", "Gemeente Rotterdam\n#Aanvraag bijzondere bijstand\nNaam: X\n");
    assert_int_equal(r.kind, REFERRAL_SCHEME);
    assert_string_equal(r.name, "Bijzondere bijstand");
    r = find("rotterdam", "Gemeente Rotterdam\n#Aanvraag Tozo\nNaam: X\n");
    assert_int_equal(r.kind, REFERRAL_NONE);
}

static void refuses_a_broken_profile(void **state)
{
    (void)state;
    char why[600] = "";
    assert_null(profile_load("nowhere", why, sizeof why));
    assert_non_null(strstr(why, "nowhere"));
    assert_null(profile_load("classifiers/data/catalogue.json", why, sizeof why));
    assert_non_null(strstr(why, "missing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_another_municipality),
        cmocka_unit_test(own_name_beside_another_is_ours),
        cmocka_unit_test(running_text_is_no_letterhead),
        cmocka_unit_test(knows_another_scheme),
        cmocka_unit_test(refuses_a_broken_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
