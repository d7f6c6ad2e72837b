/* Lines of the processing log, and the persons in them. */
#include <stdlib.h>
#include <string.h>
#include "pipeline/processing.h"
#include "pipeline/pseudonym.h"
#include "tests/fuzz/support.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const unsigned char key[PSEUDONYM_KEY_SIZE] = {1, 2, 3};
    struct processing_line parts;
    char id[PSEUDONYM_ID_MAX + 1], hidden[PSEUDONYM_SIZE], *text = fuzz_text(data, size);
    json_t *line = json_loads(text, 0, NULL);

    if (processing_read(line, &parts) && parts.person)
        pseudonym_read(key, parts.person, id);
    /* Whatever can be hidden is found again. */
    if (strlen(text) <= PSEUDONYM_ID_MAX && pseudonym_make(key, text, hidden) == 0 &&
        (pseudonym_read(key, hidden, id) || strcmp(id, text) != 0))
        abort();
    json_decref(line);
    free(text);
    return 0;
}
