/* Is a text layer text? By its characters, the pairs its letters stand in, and its words. A font
 * whose codes are not characters gives symbols or letters in pairs that no language has. */
#include "stages/formats/pdf_private.h"

#include <string.h>

/* Bit b of row a: the pair ab is one of those that make up 96 % of the pairs of letters in the
 * Dutch and English word lists that come with tesseract's models (accents taken off). Of random
 * pairs they are 48 %, of German, Turkish and Polish text 86 % and more. */
static const unsigned pairs[26] = {0x37ebdff, 0x0164913, 0x11a4d95, 0x0164919, 0x3fefdff, 0x01e4931,
                                   0x01e69d1, 0x11a4111, 0x23efe7f, 0x0146419, 0x01e4d11, 0x13cdd7b,
                                   0x014d113, 0x33c6dff, 0x0fefd7f, 0x01ec991, 0x0100000, 0x37efdff,
                                   0x17cfd9f, 0x35e5bd7, 0x05ebd5f, 0x0024911, 0x0044111, 0x0000100,
                                   0x004a815, 0x0004111};

/* Latin-1 and Latin Extended-A letters without their accents; 0: none of them. */
static int base_letter(int c)
{
    static const char latin1[] = "aaaaaaaceeeeiiiidnooooo\0ouuuuyts"
                                 "aaaaaaaceeeeiiiidnooooo\0ouuuuyty";
    static const char extended[] =
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkk"
        "llllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    if (c >= 'a' && c <= 'z')
        return c;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 'a';
    if (c >= 0xC0 && c <= 0xFF)
        return latin1[c - 0xC0];
    return c >= 0x100 && c <= 0x17F ? extended[c - 0x100] : 0;
}

static bool is_bad(int c)
{
    return c < ' ' || c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 ||
           (c >= 0x7F && c < 0xA0);
}

static void judge_word(const char *text, struct pdf_judgement *j)
{
    size_t bad = j->bad;
    int before = 0, count = 0, c;
    for (; *text; count++) {
        text += fz_chartorune(&c, text);
        int letter = base_letter(c);
        j->characters++;
        j->bad += is_bad(c);
        j->letters += letter != 0;
        j->foreign += !letter && c >= 0x180 && c < 0xE000 && !(c >= 0x2000 && c < 0x2E80);
        if (letter && before) {
            j->pairs++;
            j->common += pairs[before - 'a'] >> (letter - 'a') & 1;
        }
        before = letter;
    }
    j->tokens++;
    j->singles += count == 1;
    j->lost += j->bad >= bad + 3;
}

void pdf_judge(const struct page *page, struct pdf_judgement *j)
{
    memset(j, 0, sizeof *j);
    for (size_t i = 0; i < page->word_count; i++)
        judge_word(page->words[i].text, j);
}

bool pdf_plausible(const struct pdf_judgement *j)
{
    if (j->characters == 0 || j->lost > 0 || j->bad * 50 > j->characters)
        return false;
    if (j->foreign * 2 > j->characters)
        return true;   /* another alphabet: its codes did map to letters */
    if (j->pairs < 40) /* a few words and numbers: nothing to judge by but their characters */
        return j->bad == 0;
    return j->common * 100 >= j->pairs * 80;
}
