#!/bin/sh
# The manual names the limits that the code has.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
value() { # LIMIT, divided by
    text=$(sed -n "s/^#define $1 *\\([^/]*[^/ ]\\) *\\/\\*.*/\\1/p;s/^#define $1 *\\([^/]*\\)$/\\1/p" pipeline/limits.h | sed 's/ULL//g')
    echo $(($text / $2))
}
told() { # name in the manual, LIMIT, unit, what follows the number
    wanted="$(value "$2" "$3") $4"
    got=$(awk -v name="$1" '$1 == ".It" { here = $2 == name; next } here' pipeline/postkamer.1 | tr '\n' ' ')
    case " $got" in *" $wanted"*) got=$wanted ;; esac
    same "postkamer(1) tells $2" "$got" "$wanted"
}
told limit-depth LIMIT_DEPTH 1 containers
told limit-members LIMIT_MEMBERS 1 members
told limit-size LIMIT_EXPANDED 1048576 MiB
told limit-ratio LIMIT_RATIO 1 times
told limit-pages LIMIT_PAGES 1 pages
told limit-pages LIMIT_PDF_NODES 1 nodes
told broken LIMIT_PDF_DEPTH 1 'nodes above a page'
told broken LIMIT_PDF_NESTING 1 'objects within one another'
told broken LIMIT_PDF_PARTS 1 parts
told limit-pixels LIMIT_PIXELS 1000000 'million pixels'
told limit-size LIMIT_AHEAD 1048576 MiB
told timeout LIMIT_PAGE_SECONDS 1 seconds
told limit-size LIMIT_DISK 1048576 MiB
told timeout LIMIT_SUBMISSION_SECONDS 1 'seconds for a submission'
told timeout LIMIT_MEAN_SECONDS 1 'seconds more for each page'
told memory LIMIT_WORKER_MEMORY 1048576 MiB
told name LIMIT_NAME 1 bytes
unpack() { # name, LIMIT, divided by
    same "postkamer-unpack(1) tells $2" "$(awk -v name="$1" '$1 == ".It" { here = $2 == name; next } here' stages/postkamer-unpack.1 |
        tr -d , | grep -oE '[0-9]+' | tail -n 1)" "$(value "$2" "$3")"
}
unpack limit-depth LIMIT_DEPTH 1
unpack limit-members LIMIT_MEMBERS 1
unpack limit-size LIMIT_EXPANDED 1048576
same "there are no others" "$(grep -c '^#define LIMIT_' pipeline/limits.h)" 17
echo "1..$n"
