/* Inside the audit trail only: signatures of checkpoints. */
#ifndef POSTKAMER_AUDIT_PRIVATE_H
#define POSTKAMER_AUDIT_PRIVATE_H

#include <jansson.h>
#include <openssl/evp.h>
#include <stdbool.h>

#define AUDIT_SIGNATURE 64 /* bytes of an Ed25519 signature */

/* OUT/audit.pub; the caller frees. NULL: none that can be read. */
EVP_PKEY *audit_public_key(const char *out);
/* Does the checkpoint's `signature` (hex) sign its other members? */
bool audit_signed(EVP_PKEY *key, const json_t *checkpoint);

#endif
