/* How fast papers find their dossier among many: a registry of made-up people (their BSNs fail the
 * eleven test), loaded, opened again, and asked by papers as a recogniser leaves them.
 * usage: linkage DOSSIERS PAPERS FOLDER */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include "classifiers/checks.h"
#include "stages/decide/decide.h"
#include "stages/registry/registry.h"

#define ROUNDS 4 /* dossiers a person */
#define BATCH 8  /* papers a submission */

static const char *const begins[] = {"Bos",   "Berg", "Veen", "Dijk", "Hout", "Water",
                                     "Molen", "Kerk", "Land", "Zand", "Haar", "Brink",
                                     "Wold",  "Meer", "Laar", "Oever"};
static const char *const ends[] = {"man",  "stra",  "ink",  "huis", "sen",   "ma",
                                   "veld", "kamp",  "hoek", "wijk", "horst", "loo",
                                   "dorp", "zicht", "beek", "poort"};
static const char *const prefixes[] = {"", "", "", "van ", "de ", "van der "};

struct person {
    char bsn[10], surname[40], initials[8], birth[11], postcode[7], house[8], iban[19], kvk[9];
};

static unsigned long mix(unsigned long n)
{
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9UL;
    n = (n ^ (n >> 27)) * 0x94d049bb133111ebUL;
    return n ^ (n >> 31);
}

/* The n-th person, always the same. */
static void person(unsigned long n, struct person *p)
{
    unsigned long r = mix(n + 1);
    unsigned number = (unsigned)(100000000 + mix(n) % 890000000);

    do
        snprintf(p->bsn, sizeof p->bsn, "%09u", number++);
    while (check_bsn(p->bsn));
    snprintf(p->surname, sizeof p->surname, "%s%s%s%s", prefixes[r % 6], begins[r >> 4 & 15],
             begins[r >> 8 & 15], ends[r >> 12 & 15]);
    snprintf(p->initials, sizeof p->initials, "%c.%c.", 'A' + (int)(r % 26), 'A' + (int)(r % 23));
    r = mix(r);
    snprintf(p->birth, sizeof p->birth, "%u-%02u-%02u", 1950 + (unsigned)(r % 52),
             1 + (unsigned)(r / 64 % 12), 1 + (unsigned)(r / 1024 % 28));
    r = mix(r);
    snprintf(p->postcode, sizeof p->postcode, "%04u%c%c", 1000 + (unsigned)(r % 8999),
             'A' + (int)(r / 9000 % 26), 'A' + (int)(r / 300000 % 26));
    snprintf(p->house, sizeof p->house, "%u", 1 + (unsigned)(r >> 40) % 200);
    snprintf(p->iban, sizeof p->iban, "NL00BANK%010lu", mix(r) % 10000000000UL);
    snprintf(p->kvk, sizeof p->kvk, "%08lu", mix(r + 1) % 100000000UL);
}

static int write_registry(const char *path, unsigned long dossiers)
{
    static const char *const schemes[] = {"tozo1", "tozo2", "tozo3", "tozo4"};
    static const char *const periods[] = {"2020-03-01,2020-05-31", "2020-06-01,2020-09-30",
                                          "2020-10-01,2021-03-31", "2021-04-01,2021-06-30"};
    FILE *f = fopen(path, "w");

    if (!f)
        return -1;
    fputs("dossier,scheme,kind,period_start,period_end,bsn,surname,initials,birth_date,street,"
          "house_number,postcode,city,iban,kvk,company,partner_bsn,partner_surname,"
          "partner_initials,partner_birth_date,partner_iban,status,zaak_uuid\n",
          f);
    for (unsigned long i = 0; i < dossiers; i++) {
        struct person a, b;
        person(i / ROUNDS * 2, &a);
        person(i / ROUNDS * 2 + 1, &b);
        fprintf(f, "D-%07lu,%s,levensonderhoud,%s,%s,%s,%s,%s,Straat,%s,%s,Stad,%s,%s,%s Bedrijf,",
                i, schemes[i % ROUNDS], periods[i % ROUNDS], a.bsn, a.surname, a.initials, a.birth,
                a.house, a.postcode, a.iban, a.kvk, a.surname);
        fprintf(f, "%s,%s,%s,%s,%s,open,\n", b.bsn, b.surname, b.initials, b.birth, b.iban);
    }
    return fclose(f);
}

static json_t *evidence(const char *field, const char *value, double p)
{
    return json_pack("{s:s, s:s, s:f, s:s, s:b}", "field", field, "value", value, "p", p, "role",
                     "unknown", "valid", p > 0.6);
}

/* A paper of a person: four in ten with a BSN, the others with name, day, address or account; one
 * BSN in five and one name in seven were misread. */
static json_t *paper(const struct person *of, unsigned long r, unsigned long n)
{
    char value[40];
    json_t *list = json_array();

    snprintf(value, sizeof value, "%s", of->bsn);
    if (r % 5 == 0)
        value[3 + r % 5] = value[3 + r % 5] == '0' ? '8' : '0';
    if (r % 10 < 4)
        json_array_append_new(list, evidence("bsn", value, r % 5 ? 0.95 : 0.5));
    snprintf(value, sizeof value, "%s", of->surname);
    if (r % 7 == 0)
        value[strlen(value) - 1] = 'e';
    json_array_append_new(list, evidence("name", value, 0.9));
    json_array_append_new(list, evidence("initials", of->initials, 0.9));
    if (r % 10 >= 4 || r % 3 == 0)
        json_array_append_new(list, evidence("birth_date", of->birth, 0.9));
    if (r % 10 >= 6) {
        json_array_append_new(list, evidence("postcode", of->postcode, 0.9));
        json_array_append_new(list, evidence("house_number", of->house, 0.9));
    }
    if (r % 10 == 5)
        json_array_append_new(list, evidence("iban", of->iban, 0.8));
    char id[24];
    snprintf(id, sizeof id, "%016lx", n);
    return json_pack("{s:s, s:s, s:s, s:s, s:f, s:o, s:{s:s}, s:[{s:s, s:i}]}", "kind", "piece",
                     "piece", id, "type", "bankafschrift", "disposition", "document", "confidence",
                     0.98, "evidence", list, "fields", "period", "2020-07-01/2020-07-31", "pages",
                     "file", "a.pdf", "page", (int)(n % BATCH) + 1);
}

static struct submission *submission(unsigned long n, unsigned long persons)
{
    char id[24];

    snprintf(id, sizeof id, "s%lu", n);
    struct submission *s = submission_new(
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "kind", "submission", "submission", id, "id", id,
                  "received", "2020-07-15T12:00:00+02:00", "channel", "scan"));
    for (unsigned long i = 0; i < BATCH; i++) {
        struct person of;
        unsigned long r = mix(n * BATCH + i);
        person(mix(n) % persons, &of);
        json_array_append_new(s->records, json_pack("{s:s, s:s, s:i}", "kind", "page", "file",
                                                    "a.pdf", "page", (int)i + 1));
        json_array_append_new(s->records, paper(&of, r, n * BATCH + i));
    }
    return s;
}

/* Processor time: what others do on the machine is none of ours. */
static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void tell(const char *message)
{
    fprintf(stderr, "linkage: %s\n", message);
}

static double peak(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static int ask(struct decider *d, unsigned long papers, unsigned long persons)
{
    double spent = 0;
    unsigned long filed = 0, wrong = 0, count = 0;

    for (unsigned long n = 0; count < papers; n++) {
        struct submission *s = submission(n, persons);
        double before = now();
        json_t *pieces = decide_submission(d, s), *piece;
        size_t i;
        spent += now() - before;
        json_array_foreach(pieces, i, piece)
        {
            if (strcmp(record_text(piece, "decision"), "filed"))
                continue;
            filed++;
            unsigned long number = strtoul(record_text(piece, "dossier") + 2, NULL, 10);
            wrong += number / ROUNDS != mix(n) % persons / 2 || number % ROUNDS != 1;
        }
        count += json_array_size(pieces);
        if (!pieces)
            return -1;
        json_decref(pieces);
        submission_free(s);
    }
    printf(
        "linkage    %8.1f s  %6.0f papers/s of one core  %lu papers, %lu filed, %lu of them wrong, "
        "peak %.0f MiB\n",
        spent, (double)count / spent, count, filed, wrong, peak());
    return 0;
}

int main(int argc, char **argv)
{
    unsigned long dossiers = argc == 4 ? strtoul(argv[1], NULL, 10) : 0;
    struct registry *r = NULL;
    struct ledger ledger = {0};
    struct spool spool;
    struct decider d;
    char csv[4096];

    if (!dossiers || snprintf(csv, sizeof csv, "%s/big.csv", argv[3]) >= (int)sizeof csv)
        return 64;
    setenv("POSTKAMER_MADE_UP_NUMBERS", "1", 1);
    if (write_registry(csv, dossiers) || spool_init(&spool, argv[3]))
        return 74;
    double start = now();
    if (registry_open(&r, csv, argv[3], tell) != REGISTRY_READY)
        return 65;
    printf("load       %8.1f s  %6.0f dossiers/s  peak %.0f MiB\n", now() - start,
           (double)dossiers / (now() - start), peak());
    registry_close(r);
    start = now();
    if (registry_open(&r, csv, argv[3], tell) != REGISTRY_READY ||
        decider_init(&d, r, &ledger, &spool))
        return 65;
    printf("open again %8.2f s\n", now() - start);
    int status = ask(&d, strtoul(argv[2], NULL, 10), dossiers / ROUNDS * 2);
    decider_release(&d);
    registry_close(r);
    spool_release(&spool);
    return status ? 70 : 0;
}
