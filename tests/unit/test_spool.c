#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "pipeline/spool.h"

/* FIPS 180-4's own example. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static char folder[] = "spool-test-XXXXXX";
static struct spool spool;

static int make(void **state)
{
    (void)state;
    return !mkdtemp(folder) || spool_init(&spool, folder);
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static int clear(void **state)
{
    (void)state;
    spool_release(&spool);
    return nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
}

static void keys_are_hashes(void **state)
{
    (void)state;
    char key[SPOOL_KEY_SIZE];
    hash_bytes("abc", 3, key);
    assert_string_equal(key, ABC);
    assert_true(spool_key_valid(ABC));
    assert_false(spool_key_valid("../../../../etc/passwd"));
    assert_false(
        spool_key_valid("BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assert_false(spool_key_valid(ABC "0"));
    assert_false(spool_key_valid(NULL));
    assert_int_equal(spool_open(&spool, "../x"), -1);
    assert_int_equal(errno, EINVAL);
}

static void what_is_stored_is_found(void **state)
{
    (void)state;
    char key[SPOOL_KEY_SIZE], *data;
    size_t size;
    assert_false(spool_has(&spool, ABC));
    assert_int_equal(spool_open(&spool, ABC), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(spool_store(&spool, "abc", 3, key), 0);
    assert_string_equal(key, ABC);
    assert_int_equal(spool_store(&spool, "abc", 3, key), 0);
    assert_int_equal(spool_load(&spool, ABC, 3, &data, &size), 0);
    assert_int_equal(size, 3);
    assert_string_equal(data, "abc");
    free(data);
    assert_int_equal(spool_load(&spool, ABC, 2, &data, &size), -1);
    assert_int_equal(errno, EFBIG);
}

static void rest_of_a_descriptor_is_stored(void **state)
{
    (void)state;
    char key[SPOOL_KEY_SIZE];
    uint64_t size;
    int fd = spool_temporary(&spool);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "skipabc", 7), 7);
    lseek(fd, 4, SEEK_SET);
    assert_int_equal(spool_store_fd(&spool, fd, &size, key), 0);
    assert_int_equal(size, 3);
    assert_string_equal(key, ABC);
    assert_int_equal(hash_fd(fd, &size, key), 0);
    assert_int_equal(size, 7);
    close(fd);
}

/* A file that lost its bytes is no object; storing it again mends it. */
static void damage_is_seen_and_mended(void **state)
{
    (void)state;
    char key[SPOOL_KEY_SIZE], path[200], *data;
    size_t size;
    assert_int_equal(spool_store(&spool, "abc", 3, key), 0);
    snprintf(path, sizeof path, "%s/objects/%.2s/%s", folder, ABC, &ABC[2]);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(spool_store(&spool, "abc", 3, key), 0);
    assert_int_equal(spool_load(&spool, ABC, 3, &data, &size), 0);
    assert_string_equal(data, "abc");
    free(data);
}

static void answers_are_remembered(void **state)
{
    (void)state;
    char key[SPOOL_KEY_SIZE], found[SPOOL_KEY_SIZE], path[200], name[SPOOL_KEY_SIZE];
    const char *question = "ocr 1 page 3 of x";
    assert_int_equal(spool_recall(&spool, question, found), 0);
    assert_int_equal(spool_store(&spool, "words", 5, key), 0);
    assert_int_equal(spool_remember(&spool, question, "nonsense"), -1);
    assert_int_equal(spool_remember(&spool, question, key), 0);
    assert_int_equal(spool_recall(&spool, question, found), 1);
    assert_string_equal(found, key);
    assert_int_equal(spool_recall(&spool, "ocr 1 page 4 of x", found), 0);
    hash_bytes(question, strlen(question), name);
    snprintf(path, sizeof path, "%s/cache/%.2s/%s", folder, name, name + 2);
    assert_int_equal(truncate(path, 20), 0); /* a power cut */
    assert_int_equal(spool_recall(&spool, question, found), 0);
    assert_int_equal(spool_remember(&spool, question, key), 0);
    snprintf(path, sizeof path, "%s/objects/%.2s/%s", folder, key, key + 2);
    assert_int_equal(unlink(path), 0); /* the answer is gone */
    assert_int_equal(spool_recall(&spool, question, found), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_hashes),
        cmocka_unit_test(what_is_stored_is_found),
        cmocka_unit_test(rest_of_a_descriptor_is_stored),
        cmocka_unit_test(damage_is_seen_and_mended),
        cmocka_unit_test(answers_are_remembered),
    };
    return cmocka_run_group_tests(tests, make, clear);
}
