/* A municipality's profile: any bytes, checked, and compiled into what is not for us. */
#include <stdio.h>
#include <unistd.h>
#include "stages/common/profile.h"
#include "tests/fuzz/support.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char path[40], why[200];
    int fd = fuzz_file(data, size);

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    json_t *profile = profile_load(path, why, sizeof why);
    struct referrals *r =
        profile ? profile_referrals(profile, "classifiers/data/catalogue.json", why, sizeof why)
                : NULL;
    referrals_free(r);
    json_decref(profile);
    close(fd);
    return 0;
}
