/* Mail: message/rfc822 and mbox. mail*.c are the only users of GMime. */
#ifndef POSTKAMER_MAIL_H
#define POSTKAMER_MAIL_H

#include "pipeline/problem.h"
#include "stages/formats/members.h"

/* What the headers say, UTF-8, "" when absent; date as ISO 8601 with offset. */
struct mail_headers {
    char from_name[200], from_address[200], subject[400], date[32];
};

/* Once a process, before the walls: loads the character sets, which are files. */
void mail_open(void);

/* Walks body and attachments of all messages. The body is one member, "body.txt" (the plain
 * alternative, else "body.html"), role "body", decoded to UTF-8. An attached message is a member
 * of type message/rfc822. Small inline pictures and detached signatures have role "signature".
 * headers: of the first message; may be NULL. 0, or -1 with p ("broken": cut off or no mail;
 * its code is empty when the sink stopped the walk). */
int mail_walk(int fd, const char *type, const struct member_sink *sink,
              struct mail_headers *headers, struct problem *p);

/* The headers of the first message only, from the file's beginning. 0, or -1. */
int mail_peek(int fd, const char *type, struct mail_headers *headers);

#endif
