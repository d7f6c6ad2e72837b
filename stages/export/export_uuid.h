/* UUIDs that follow from what they name. */
#ifndef POSTKAMER_EXPORT_UUID_H
#define POSTKAMER_EXPORT_UUID_H

/* Version 8 (RFC 9562: own making), of a SHA-256: the same id gives the same UUID. */
void export_uuid(const char *id, char uuid[37]);

#endif
