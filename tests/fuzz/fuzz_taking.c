/* What the parent of unpack makes of a worker's answer: the worker may have been taken over. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/unpack/unpack_node.h"
#include "tests/fuzz/support.h"

static char folder[] = "/tmp/fuzz-taking-XXXXXX";
static struct spool spool;

static void clean(void)
{
    char command[80];

    spool_release(&spool);
    strcpy(command, "rm -rf ");
    strcat(command, folder);
    if (system(command))
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    if (!mkdtemp(folder) || spool_init(&spool, folder))
        abort();
    spool_batch(&spool); /* no sync each */
    atexit(clean);
    return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct unpacking u = {.spool = &spool, .head = json_object(), .packed = size};
    struct node *n = node_add(&u.root, strdup("a.zip"));
    int fd = fuzz_file(data, size);

    u.insert = &u.first;
    n->depth = 1;
    n->whole = size % 2;
    unpacking_take_result(&u, n, fd, size % 3);
    node_release(&u.root);
    json_decref(u.head);
    close(fd);
    return 0;
}
