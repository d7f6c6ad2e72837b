/* What comes out of a container (archive, mail, PDF attachments): a sink for members. */
#ifndef POSTKAMER_MEMBERS_H
#define POSTKAMER_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

struct member {
    const char *name;    /* raw bytes as the container has them; "" when nameless */
    const char *charset; /* what the container says of the name: "utf-8", "cp437", NULL: unknown */
    const char *type;    /* the container's own claim (MIME type), NULL: none */
    const char *role;    /* "member", "body" (a mail's text), "signature" (small inline picture of a
                            mail signature), "litter" is decided by name later */
    const char *problem; /* a problem code when the member has no bytes: "encrypted", "link",
                            "device", "sparse", "limit-ratio", ...; NULL: bytes follow */
    unsigned part; /* ordinal among the container's parts, from 1; 0: the container has none */
};

/* Callbacks return 0 to go on, -1 to stop (limit reached or I/O error). `end` gets a problem
 * code when the bytes stop short ("broken", "limit-size"), else NULL. */
struct member_sink {
    int (*begin)(void *context, const struct member *m);
    int (*bytes)(void *context, const void *data, size_t size);
    int (*end)(void *context, const char *problem);
    void *context;
};

#endif
