/* Checksums and grammars of what identifies a person or a company. Pure functions of text. */
#ifndef POSTKAMER_CHECKS_H
#define POSTKAMER_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

/* Exactly 9 digits, not all the same, that pass the eleven test: the sum of digit times weight
 * 9, 8, 7, 6, 5, 4, 3, 2, -1 is a multiple of 11 (Logisch Ontwerp BSN). 1 in 11 random strings
 * passes. */
bool check_bsn(const char *digits);

/* An IBAN without spaces, upper case: a country, two digits, 0-9A-Z to the length that it has in
 * that country, mod 97 is 1 (ISO 13616, ISO 7064); a Dutch one is NLdd, four letters (none
 * begins with ZZZ, which creditors' numbers have), ten digits. */
bool check_iban(const char *iban);

/* A KvK number: exactly 8 digits, not all the same. It has no checksum. */
bool check_kvk(const char *digits);

/* A Dutch postcode without space: 1000-9999 and two letters, not SA, SD, SS. */
bool check_postcode(const char *postcode);

/* ISO 8601 day ("2020-02-29") that exists, years 1850 to 2199. */
bool check_date(const char *iso);

/* Check digit of ICAO 9303 part 3 (weights 7, 3, 1; 0-9, A-Z as 10 to 35, < as 0) over `size`
 * characters: '0' to '9', or 0 when a character is none of these. */
char check_mrz_digit(const char *text, size_t size);

/* Machine readable zone in lines joined by \n, as on a TD3 passport (2 x 44), TD1 card (3 x 30),
 * TD2 (2 x 36) or Dutch driving licence (1 x 30, ISO 18013-1 style: last digit over the rest):
 * how many check digits there are, and how many hold. False: no such shape. */
bool check_mrz(const char *lines, int *digits, int *holding);

#endif
