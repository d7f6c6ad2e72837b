#!/bin/bash
# One submission that is a heap of pieces: hundreds of blank pages in a PDF. Workers make many of them
# at once and the disk syncs them together, so that the heap takes no longer a piece than a few do; and
# a kill or a disk that fails there loses nothing. What a call costs is counted, not timed.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
export OMP_THREAD_LIMIT=1
export ASAN_OPTIONS=detect_leaks=0 # who is traced cannot look for leaks
if ! strace -qq -o /dev/null -e trace=write true 2>"$scratch/said"; then
    echo "1..0 # skip strace may not trace here: $(head -n 1 "$scratch/said")"
    exit 0
fi
pages=320
registry "$scratch/dossiers.csv"
blanks() { # FILE, pages
    kids=$(seq -f '%.0f 0 R' -s ' ' 3 $((2 + $2)))
    printf '%%PDF-1.4\n' >"$1"
    pdf_object "$1" '<</Type/Catalog/Pages 2 0 R>>'
    pdf_object "$1" "<</Type/Pages/Kids[$kids]/Count $2>>"
    for _ in $(seq "$2"); do pdf_object "$1" '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>'; done
    pdf_end "$1"
}
prepare() { # NAME, pages: the records of a submission, as route gets them
    mkdir "$scratch/$1.in" "$scratch/$1"
    blanks "$scratch/$1.in/stapel.pdf" "$2"
    touch -d '2020-11-15T10:00:00+01:00' "$scratch/$1.in"/*
    "$bin/postkamer-unpack" --quiet --out "$scratch/$1" "$scratch/$1.in" 2>"$scratch/said" |
        "$bin/postkamer-paginate" --quiet --out "$scratch/$1" 2>>"$scratch/said" |
        "$bin/postkamer-split" --quiet --out "$scratch/$1" 2>>"$scratch/said" |
        "$bin/postkamer-classify" --quiet --out "$scratch/$1" >"$scratch/$1.records" 2>>"$scratch/said"
    cp -a "$scratch/$1" "$scratch/$1.before"
}
route() { # NAME, OUT, TRACER...
    local records=$scratch/$1.records out=$2
    shift 2
    "$@" "$bin/postkamer-route" --quiet --jobs 1 --registry "$scratch/dossiers.csv" --run een --out "$out" <"$records" >"$scratch/stream" 2>"$scratch/said"
}
prepare heap $pages
prepare few 40
for name in heap few; do
    route $name "$scratch/$name" strace -f -qq -o "$scratch/$name.calls" -e trace=fsync,syncfs,clone,clone3,fork
    same "$name: route ends well" $? 0
    "$bin/postkamer" verify --out "$scratch/$name" >"$scratch/said" 2>&1
    ok "$name: verify accounts for all" $?
done
calls() { # NAME, calls
    grep -cE "^[0-9]+ +($2)\(" "$scratch/$1.calls"
}
same "each page is a piece" "$(jq -r .decision "$scratch/heap/report.ndjson" | sort | uniq -c | tr -s ' ')" " $pages aside"
few=$(calls few 'clone|clone3|fork') heap=$(calls heap 'clone|clone3|fork')
ok "of a few each has a worker of its own ($few), a heap at most one for four ($heap)" \
    "$([ "$few" -ge 40 ] && [ "$heap" -le $((pages / 4)) ]; echo $?)"
ok "a few are synced one by one ($(calls few fsync)), a heap together ($(calls heap fsync) and $(calls heap syncfs))" \
    "$([ "$(calls few fsync)" -ge 40 ] && [ "$(calls heap fsync)" -le 40 ] && [ "$(calls heap syncfs)" -le 4 ]; echo $?)"
bad=$(find "$scratch/heap/aside" -name '*.pdf' | head -n 20 | while IFS= read -r pdf; do qpdf --check "$pdf" >/dev/null 2>&1 || echo "$pdf"; done)
same "and what was made together is whole" "$(find "$scratch/heap/aside" -name '*.pdf' | wc -l) $bad" "$pages "
tree "$scratch/heap" >"$scratch/tree"

# A long file is opened some twenty times, not once for every 32 of its pages.
mkdir "$scratch/long.in" "$scratch/long"
blanks "$scratch/long.in/lang.pdf" 1280
"$bin/postkamer-unpack" --quiet --out "$scratch/long" "$scratch/long.in" >"$scratch/long.files" 2>"$scratch/said"
strace -f -qq -o "$scratch/long.calls" -e trace=clone,clone3,fork \
    "$bin/postkamer-paginate" --quiet --jobs 1 --out "$scratch/long" <"$scratch/long.files" >"$scratch/long.records" 2>"$scratch/said"
same "long: each page has a record" "$(grep -c '"kind":"page"' "$scratch/long.records")" 1280
ok "long: few workers look at its pages ($(calls long 'clone|clone3|fork'))" "$([ "$(calls long 'clone|clone3|fork')" -le 24 ]; echo $?)"

# At each sync of the heap, and in the midst of its renames.
for fault in syncfs:when=1:signal=KILL syncfs:when=2:signal=KILL syncfs:when=3:signal=KILL renameat2:when=300:signal=KILL \
    syncfs:when=1:error=EIO syncfs:when=2:error=EIO; do
    rm -rf "$scratch/out"
    cp -a "$scratch/heap.before" "$scratch/out"
    route heap "$scratch/out" strace -qq -o "$scratch/injected" -e trace="${fault%%:*}" -e inject="$fault"
    ended=$?
    ok "$fault: it ends badly, without an end" "$([ $ended != 0 ] && grep -qE 'INJECTED|killed' "$scratch/injected" &&
        ! grep -q '"kind":"end"' "$scratch/stream"; echo $?)"
    route heap "$scratch/out"
    same "$fault: the next run ends well" $? 0
    same "$fault: with the same tree" "$(tree "$scratch/out")" "$(cat "$scratch/tree")"
    "$bin/postkamer" verify --out "$scratch/out" >"$scratch/said" 2>&1
    ok "$fault: verify accounts for all" $?
done
echo "# $pages pieces in a heap, 6 faults"
echo "1..$n"
