/* Inside mail*.c only: the parts of a message in order, and what each is. */
#ifndef POSTKAMER_MAIL_PART_H
#define POSTKAMER_MAIL_PART_H

#include <gmime/gmime.h>
#include <stdbool.h>

enum leaf_kind {
    LEAF_BODY,      /* text of the mail itself */
    LEAF_FILE,      /* an attachment */
    LEAF_MESSAGE,   /* an attached message */
    LEAF_ENCRYPTED, /* nobody here has the key */
    LEAF_SEAL,      /* a detached cryptographic signature */
};

struct leaf {
    GMimeObject *object; /* borrowed from the message */
    enum leaf_kind kind;
    unsigned part; /* ordinal among the message's leaves, from 1 */
};

/* All leaves of a message in order; of alternative texts only the one that is taken. Array of
 * struct leaf, freed with g_array_free. */
GArray *mail_leaves(GMimeMessage *message);

bool mail_is_type(GMimeObject *o, const char *type, const char *subtype);
/* The name a part gives itself, UTF-8, "" when none. */
const char *mail_part_name(GMimeObject *o);

/* The decoded bytes of a part; its text as UTF-8. The caller frees with g_byte_array_free. */
GByteArray *mail_part_bytes(GMimePart *part);
GByteArray *mail_part_text(GMimePart *part);
/* Calls bytes for the decoded content, block by block; its non-zero answer ends it. */
int mail_part_stream(GMimePart *part, int (*bytes)(void *, const void *, size_t), void *context);

/* Is there nothing to be read in this text (or HTML, by its visible text)? */
bool mail_text_blank(const GByteArray *text, bool html);

/* Is this a small picture of a mail signature: shown within the text and too small to be
 * somebody's paper? html: the mail's HTML text, where its reference may stand; may be NULL. */
bool mail_is_logo(GMimeObject *o, const GByteArray *html);

#endif
