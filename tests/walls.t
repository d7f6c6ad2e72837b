#!/bin/sh
# The rooms of the house: who may include whom, and what may stand at the top.
cd "$(dirname "$0")/.." || exit 1
n=0
check() { # description, offenders
    n=$((n + 1))
    if [ -z "$2" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; echo "$2" | sed 's/^/# /'; fi
}
includes() { # pattern of headers, then files that may include them
    pattern=$1
    shift
    grep -rlE "^#include <($pattern)" --include='*.c' --include='*.h' pipeline stages classifiers |
        grep -vE "$1" || true
}
check "only pdf*.c know MuPDF" "$(includes 'mupdf/' '^stages/formats/pdf')"
check "only image*.c know leptonica, libtiff and libheif" \
    "$(includes 'leptonica/|tiff|libheif/' '^stages/formats/image')"
check "only text_library.c knows tesseract" "$(includes 'tesseract/' '^stages/formats/text_library')"
check "only mail.c knows GMime" "$(includes 'gmime/' '^stages/formats/mail')"
check "only archive.c knows libarchive" "$(includes 'archive' '^stages/formats/archive')"
check "no format or filter of archives beyond those of the contract, and nothing that writes members to names" \
    "$(grep -nE 'archive_(read_support_(format|filter)_(all|by_code|cab|xar|iso9660|lha|ar|mtree|warc|cpio|program|rpm|uu|lrzip|lzop|grzip)|write_disk|read_extract)' -r stages pipeline)"
check "only type.c knows libmagic" "$(includes 'magic\.h' '^stages/formats/type')"
check "only markup.c knows libxml2" "$(includes 'libxml/' '^stages/formats/markup')"
check "liblinear in one file" \
    "$(grep -rlE '^#include <(linear|liblinear)' --include='*.c' --include='*.h' pipeline stages classifiers | tail -n +2)"
check "classifiers know themselves only" \
    "$(grep -nE '^#include "(pipeline|stages)/|^#include <(jansson|sqlite3|stdio\.h>.*FILE)' classifiers/*.[ch])"
check "the spine knows no stage and no judge" "$(grep -nE '^#include "(stages|classifiers)/' pipeline/*.[ch])"
check "no stage includes another" "$(grep -nE '^#include "stages/[a-z_]+\.[ch]"' -r stages)"
check "what is private to a folder of stages stays in it" \
    "$(grep -rnE '^#include "stages/[a-z]+/[a-z_]*private\.h"' stages | grep -vE '^(stages/[a-z]+/)[^:]*:[0-9]+:#include "\1')"
check "what all stages share knows no subject of one" "$(grep -nE '^#include "stages/' stages/common/*.[ch] | grep -vE '"stages/(common|formats)/')"
check "third-party types stay out of the format headers" \
    "$(grep -lE '\b(fz_|pdf_obj|PIX\b|TIFF \*|GMime[A-Z]|struct archive \*|TessBaseAPI)' \
        stages/formats/pdf.h stages/formats/pdf_write.h stages/formats/image.h stages/formats/text.h \
        stages/formats/mail.h stages/formats/archive.h stages/formats/raster.h 2>/dev/null)"
check "only the agreed names at the top" \
    "$(git ls-files 2>/dev/null | cut -d/ -f1 | sort -u |
        grep -vxE 'pipeline|stages|classifiers|samples|tests|Makefile|README\.md|LICENSE|\..*')"
check "every fuzz target has seeds to begin with" \
    "$(for target in tests/fuzz/fuzz_*.c; do
        seeds=${target#tests/fuzz/fuzz_}
        [ -n "$(ls "tests/fuzz/seeds/${seeds%.c}" 2>/dev/null)" ] || echo "$target"
    done)"
echo "1..$n"
