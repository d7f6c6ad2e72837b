/* The registry: what is asked is found, what is broken is named and left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/registry/registry.h"

static char folder[64], csv[96], told[8000];

static void tell(const char *message)
{
    strncat(told, message, sizeof told - strlen(told) - 2);
    strcat(told, "\n");
}

static void write_csv(const char *text)
{
    FILE *out = fopen(csv, "w");

    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    told[0] = '\0';
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/test-registry-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(csv, sizeof csv, "%s/dossiers.csv", folder);
    return 0;
}

static int count_loaded(int clear)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int n = 0;

    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.') {
            n += strncmp(entry->d_name, "registry-", 9) == 0;
            if (clear)
                unlinkat(dirfd(dir), entry->d_name, 0);
        }
    closedir(dir);
    return n;
}

static int tear_down(void **state)
{
    (void)state;
    count_loaded(1);
    return rmdir(folder);
}

static int found(struct registry *r, enum registry_key key, const char *a, const char *b)
{
    struct registry_list list = {0};
    int n = registry_find(r, key, a, b, 10, &list);

    assert_int_equal(n, list.count);
    registry_list_release(&list);
    return n;
}

static void test_load_and_find(void **state)
{
    struct registry *r;
    struct registry_list list = {0};

    (void)state;
    write_csv("bsn,Dossier,surname,initials,birth_date,postcode,house_number,status,extra,iban,"
              "partner_bsn\n"
              "999990019,R-20-1,van der Meer,J.,1960-05-17,3011 AB,12,,x,NL02 ABNA 0123456789,\n"
              "999990020,R-20-2,\"Jansen\",A.,1962-01-02,3011AB,12,closed,,,999990019\n");
    assert_int_equal(registry_open(&r, csv, folder, tell), REGISTRY_READY);
    assert_int_equal(registry_size(r), 2);
    assert_int_equal(registry_find(r, REGISTRY_BSN, "999990019", NULL, 10, &list), 1);
    assert_string_equal(list.items[0].applicant.surname, "van der Meer");
    assert_string_equal(list.items[0].applicant.iban, "NL02ABNA0123456789");
    assert_false(list.items[0].closed);
    assert_float_equal(list.items[0].bsn_share, 1, 1e-9); /* both begin with 99999 */
    assert_int_equal(registry_find(r, REGISTRY_PARTNER_BSN, "999990019", NULL, 10, &list), 1);
    assert_int_equal(list.count, 2);
    assert_true(list.items[1].closed);
    assert_int_equal(registry_find(r, REGISTRY_BSN, "999990019", NULL, 10, &list), 1);
    assert_int_equal(list.count, 2); /* each once */
    registry_list_release(&list);
    assert_int_equal(found(r, REGISTRY_DOSSIER, "r 20-1", NULL), 1);
    assert_int_equal(found(r, REGISTRY_ADDRESS, "3011ab", "12"), 2);
    assert_int_equal(found(r, REGISTRY_BIRTH, "1960-05-17", "Meer, van der"), 1);
    assert_int_equal(found(r, REGISTRY_IBAN, "NL02ABNA0123456789", NULL), 1);
    assert_int_equal(found(r, REGISTRY_BSN, "", NULL), 0);
    assert_int_equal(registry_find(r, REGISTRY_ADDRESS, "3011AB", "12", 1, &list), 2);
    assert_int_equal(list.count, 0); /* over the limit */
    registry_close(r);
}

static void test_broken_lines_are_named(void **state)
{
    struct registry *r;

    (void)state;
    write_csv("dossier,bsn,birth_date\nA,,1960-02-30\nB,1\nC,,\nD,,\nC,,\nC,,\n,,\nE,999990018,\n");
    assert_int_equal(registry_open(&r, csv, folder, tell), REGISTRY_READY);
    assert_int_equal(registry_size(r), 2); /* D and E */
    assert_int_equal(found(r, REGISTRY_DOSSIER, "C", NULL), 3);
    assert_int_equal(found(r, REGISTRY_DOSSIER, "E", NULL), 1);
    assert_non_null(strstr(told, ":2: 'birth_date' is no date"));
    assert_non_null(strstr(told, ":3: it has 2 columns"));
    assert_non_null(strstr(told, ":4: dossier number 'C' stands in lines 4, 6, 7"));
    assert_non_null(strstr(told, ":6: dossier number"));
    assert_non_null(strstr(told, ":7: dossier number"));
    assert_non_null(strstr(told, ":8: it has no dossier number"));
    assert_non_null(strstr(told, ":9: the BSN does not pass"));
    assert_int_equal(registry_broken(r), 6);
    registry_close(r);
    told[0] = '\0';
    assert_int_equal(registry_open(&r, csv, folder, tell), REGISTRY_READY);
    assert_non_null(strstr(told, ":3: it has 2 columns")); /* told again */
    registry_close(r);
}

static void test_refused_and_replaced(void **state)
{
    struct registry *r;

    (void)state;
    write_csv("zaak,bsn\n1,2\n");
    assert_int_equal(registry_check(csv, tell), REGISTRY_REFUSED);
    assert_non_null(strstr(told, "no column 'dossier'"));
    assert_int_equal(registry_open(&r, csv, folder, tell), REGISTRY_REFUSED);
    assert_null(r);
    assert_int_equal(registry_check("/nonexistent", tell), REGISTRY_FAILED);
    write_csv("bsn;dossier\n999990019;A;\n999990019;B\n");
    assert_int_equal(registry_open(&r, csv, folder, tell), REGISTRY_READY);
    assert_int_equal(registry_size(r), 1);
    registry_close(r);
    write_csv("dossier\nA\nB\n");
    assert_int_equal(registry_open(&r, csv, folder, tell), REGISTRY_READY);
    assert_int_equal(registry_size(r), 2);
    assert_int_equal(count_loaded(0), 1); /* the older one is gone */
    registry_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_load_and_find, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken_lines_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_and_replaced, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
