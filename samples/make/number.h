/* Numbers with checks, and dates: as valid as real ones, and nobody's. */
#ifndef SAMPLES_NUMBER_H
#define SAMPLES_NUMBER_H

#include "samples/make/rng.h"

#define BSN_COUNT 909 /* numbers 99999xxxx that pass the eleven test */

/* The index-th (0..BSN_COUNT-1) BSN of the test range, ascending. */
void number_bsn(int index, char bsn[10]);

/* A Dutch IBAN with right check digits (ISO 13616, mod 97); bank: four letters, NULL: any. */
void number_iban(struct rng *r, const char *bank, char iban[19]);

void number_digits(struct rng *r, int count, char *to); /* first digit never 0; count + 1 bytes */
void number_vat(struct rng *r, char vat[15]);           /* NL999999999B99, shape only */

/* 1234567.89 in cents as '1.234.567,89'. */
void number_money(long cents, char *to, size_t size);

/* ICAO 9303 check digit (weights 7 3 1) over size characters. */
char number_mrz_check(const char *s, size_t size);

/* Dates are ISO 8601 text of 11 bytes; days count from 1970-01-01. */
long date_days(const char *iso);
void date_from_days(long days, char iso[11]);
void date_shift(const char *iso, int days, char to[11]);
void date_month(const char *iso, int months_later, char first[11], char last[11]);
int date_year(const char *iso);
int date_month_number(const char *iso);   /* 1..12 */
int date_day(const char *iso);            /* 1..31 */
extern const char *const month_names[12]; /* januari ... */

#endif
