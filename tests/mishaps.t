#!/bin/bash
# What goes wrong around a run: no room, no walls, workers that die, entries that move, clocks that
# lie, bad neighbours. The run says so or gets over it; the next one ends as if nothing had been.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
export OMP_THREAD_LIMIT=1
export ASAN_OPTIONS=detect_leaks=0 # who is traced cannot look for leaks
inbox=$scratch/inbox
mkdir "$inbox"
registry "$scratch/dossiers.csv"
statement "$inbox/afschrift.pdf" 06
mail "$inbox/vraag.eml" 'Vraag' 'Wanneer hoor ik iets over dossier R-20-104233?' 'J.A. van der Meer'
mail "$inbox/vreemde.eml" 'Vraag' 'Kan iemand mij terugbellen over mijn bedrijf?' 'A. Niemand'
: >"$inbox/leeg.pdf"
touch -d '2020-11-15T10:00:00+01:00' "$inbox"/*
run() { # OUT [INBOX]
    timeout 120 "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$1" "${2:-$inbox}" >"$scratch/said" 2>&1
}
whole=$scratch/whole
run "$whole"
ok "a run that is let alone ends well" $?
tree "$whole" >"$scratch/tree"
skip() { n=$((n + 1)); echo "ok $n - $1 # skip $2"; }

# No room, and no right to write.
disk=$scratch/disk
mkdir "$disk"
if mount -t tmpfs -o size=1M tmpfs "$disk" 2>"$scratch/said"; then
    trap 'umount -l "$disk"; rm -rf "$scratch"' EXIT
    for size in 24k 64k 112k 160k 256k; do
        rm -rf "$disk"/*
        mount -o remount,size=$size "$disk"
        run "$disk/out"
        status=$?
        ok "a disk of $size: the run fails as it should or fits (exit $status)" \
            "$([ $status = 74 ] && [ -s "$scratch/said" ] || [ $status = 0 ]; echo $?)"
        [ $size != 24k ] || same "24k is too little" $status 74
        mount -o remount,size=64M "$disk"
        run "$disk/out"
        same "with room the next run ends well" $? 0
        same "in the same tree" "$(tree "$disk/out")" "$(cat "$scratch/tree")"
    done
    mount -o remount,ro "$disk"
    cp -r "$inbox" "$scratch/more"
    statement "$scratch/more/nieuw.pdf" 07
    run "$disk/out" "$scratch/more"
    same "an OUT that cannot be written is told" "$? $(grep -ci 'read-only' "$scratch/said" | sed 's/[1-9][0-9]*/said/')" "74 said"
    same "and stays as it is" "$(tree "$disk/out")" "$(cat "$scratch/tree")"
    umount "$disk"
    trap 'rm -rf "$scratch"' EXIT
else
    skip "a full disk, an OUT that cannot be written" "no file system may be mounted here"
fi

if strace -f -qq -o /dev/null -e trace=write true 2>/dev/null; then
    # No walls, no worker.
    for wall in landlock_restrict_self landlock_create_ruleset seccomp prctl; do
        rm -rf "$scratch/out"
        mkdir "$scratch/out"
        strace -f -qq -o /dev/null -e trace=$wall -e inject=$wall:error=ENOSYS \
            "$bin/postkamer-unpack" --out "$scratch/out" "$inbox" >"$scratch/stream" 2>"$scratch/said"
        same "without $wall no worker starts" "$? $(grep -c '"kind":"end"' "$scratch/stream") $(grep -c 'no walls' "$scratch/said")" "70 0 1"
    done
    # Which are there is told to who asks.
    for wall in landlock_create_ruleset:landlock seccomp:seccomp prctl:no_new_privs; do
        strace -qq -o /dev/null -e trace=${wall%:*} -e inject=${wall%:*}:error=ENOSYS "$bin/postkamer" --version >"$scratch/said" 2>&1
        same "--version: ${wall#*:} is missing, and nothing else" "$(grep -o '[a-z_]* missing' "$scratch/said" | tr '\n' ' ')" "${wall#*:} missing "
    done
    # OpenMP reads its limit before main: a stage by hand starts itself again with it.
    env -u OMP_THREAD_LIMIT -u GLIBC_TUNABLES strace -f -qq -v -s 4000 -o "$scratch/execs" -e trace=execve \
        "$bin/postkamer-ocr" --quiet --out "$scratch/out" </dev/null >"$scratch/stream" 2>"$scratch/said"
    same "one thread is all that a library may start" \
        "$(grep -c execve "$scratch/execs") $(grep -c '/proc/self/exe.*"OMP_THREAD_LIMIT=1"' "$scratch/execs")" "2 1"
    same "and memory comes in large pages" "$(grep -c '/proc/self/exe.*"GLIBC_TUNABLES=glibc.malloc.hugetlb=1"' "$scratch/execs")" 1
    mkdir "$scratch/empty"
    strace -f -qq -v -s 4000 -o "$scratch/execs" -e trace=execve "$bin/postkamer" run --quiet --registry samples/corpus/dossiers.csv --out "$scratch/empty.out" "$scratch/empty" >"$scratch/said" 2>&1
    same "in a run too, and for ocr only" \
        "$(grep -c 'OMP_THREAD_LIMIT=1.*hugetlb=1\|hugetlb=1.*OMP_THREAD_LIMIT=1' "$scratch/execs") $(grep -c 'postkamer-ocr.*hugetlb=1' "$scratch/execs")" "1 1"
    # A worker that is killed, crashes or finds no memory at page 6 of 9: the others come out.
    mkdir "$scratch/pages" "$scratch/book"
    book "$scratch/pages/boek.pdf" 9
    "$bin/postkamer-unpack" --quiet --out "$scratch/book" "$scratch/pages" >"$scratch/1" 2>"$scratch/said"
    for fault in signal=SIGKILL:when=6 signal=SIGSEGV:when=6 signal=SIGSYS:when=6 error=ENOSPC:when=7; do
        rm -rf "$scratch/out"
        cp -a "$scratch/book" "$scratch/out"
        strace -f -qq -o /dev/null -e trace=pwrite64 -e inject=pwrite64:$fault \
            "$bin/postkamer-paginate" --quiet --out "$scratch/out" <"$scratch/1" >"$scratch/2" 2>"$scratch/said"
        same "a worker with $fault at page 6: paginate ends well" $? 0
        same "a worker with $fault at page 6: nine pages, at most that one rejected" \
            "$(jq -r 'select(.kind == "page") | .page' "$scratch/2" | tr '\n' ' ') $(jq -r 'select(.kind == "problem") | .page | select(. != 6)' "$scratch/2")" \
            "1 2 3 4 5 6 7 8 9  "
    done
    # Words of many pages: durable by one sync a range of pages, which a disk that fails it does not get by.
    rm -rf "$scratch/out" "$scratch/pages/boek.pdf" "$scratch/book"
    mkdir "$scratch/book"
    book "$scratch/pages/boek.pdf" 40
    "$bin/postkamer-unpack" --quiet --out "$scratch/book" "$scratch/pages" >"$scratch/1" 2>"$scratch/said"
    cp -a "$scratch/book" "$scratch/out"
    strace -f -qq -o "$scratch/synced" -e trace=fsync,syncfs "$bin/postkamer-paginate" --quiet --out "$scratch/out" <"$scratch/1" >"$scratch/2" 2>"$scratch/said"
    same "40 pages with words are synced twice, not one by one" \
        "$(grep -c syncfs "$scratch/synced") $(($(grep -c fsync "$scratch/synced") < 20)) $(grep -c '"kind":"page"' "$scratch/2")" "2 1 40"
    strace -f -qq -o /dev/null -e trace=syncfs -e inject=syncfs:error=EIO "$bin/postkamer-paginate" --quiet --out "$scratch/book" <"$scratch/1" >"$scratch/2" 2>"$scratch/said"
    same "when that fails, paginate stops and names no page" "$? $(grep -c '"kind":"page"' "$scratch/2")" "74 0"
    # An entry that goes, grows or is replaced between the listing and the reading.
    mkdir "$scratch/moving" "$scratch/out3"
    for name in weg groeit vervangen blijft; do statement "$scratch/moving/$name.pdf" 06; done
    touch "$scratch/moving"/*
    strace -qq -o "$scratch/trace" -e trace=clock_nanosleep -e inject=clock_nanosleep:delay_exit=3000000 \
        "$bin/postkamer-unpack" --quiet --out "$scratch/out3" "$scratch/moving" >"$scratch/stream" 2>"$scratch/said" &
    until [ -s "$scratch/trace" ] || ! kill -0 $! 2>/dev/null; do sleep 0.1; done
    rm "$scratch/moving/weg.pdf"
    echo >>"$scratch/moving/groeit.pdf"
    statement "$scratch/moving/.nieuw" 07 && mv "$scratch/moving/.nieuw" "$scratch/moving/vervangen.pdf"
    wait $!
    same "what moved in the inbox is left, what stayed is taken" \
        "$? $(jq -r 'select(.kind == "submission") | .submission' "$scratch/stream" | tr '\n' ' ')" "0 blijft.pdf "
    same "and each is told" "$(grep -c 'gone before\|being written' "$scratch/said")" 3
    run "$scratch/out3" "$scratch/moving"
    same "the next run takes what is there" "$? $(jq -r .submission "$scratch/out3/report.ndjson" | sort -u | tr '\n' ' ')" \
        "0 blijft.pdf groeit.pdf vervangen.pdf "
    # One that grows, is written over, replaced or taken away while its bytes are being read.
    for change in groeit overschreven vervangen weg; do
        rm -rf "$scratch/moving" "$scratch/out4" "$scratch/trace"
        mkdir "$scratch/moving" "$scratch/out4"
        paper=$scratch/moving/brief.txt
        seq 200000 >"$paper"
        touch -d '2020-11-15T10:00:00+01:00' "$paper"
        strace -qq -o "$scratch/trace" -P "$paper" -e trace=read,pread64 -e inject=read,pread64:delay_exit=1000000:when=2 \
            "$bin/postkamer-unpack" --quiet --out "$scratch/out4" "$scratch/moving" >"$scratch/stream" 2>"$scratch/said" &
        until [ "$(wc -l <"$scratch/trace" 2>/dev/null || echo 0)" -ge 1 ] || ! kill -0 $! 2>/dev/null; do sleep 0.05; done
        case $change in
        groeit) echo meer >>"$paper" ;;
        overschreven) printf 'x' | dd of="$paper" bs=1 seek=1000000 conv=notrunc status=none ;;
        vervangen) seq 200000 >"$scratch/moving/.nieuw" && mv "$scratch/moving/.nieuw" "$paper" ;;
        weg) rm "$paper" ;;
        esac
        wait $!
        same "an entry that is $change while it is read is left, and told" \
            "$? $(grep -c '"kind":"submission"' "$scratch/stream") $(grep -c 'gone before\|being written' "$scratch/said")" "0 0 1"
    done
else
    skip "walls, dying workers and moving entries" "strace may not trace here"
fi

# A clock that was set back: everything in OUT and in the inbox is from the future.
cp -a "$whole" "$scratch/ahead"
cp -a "$inbox" "$scratch/later"
statement "$scratch/later/nieuw.pdf" 07
touch -d '2037-01-01' "$scratch/later/nieuw.pdf" "$scratch/later"
find "$scratch/ahead" -exec touch -d '2037-01-01' {} +
run "$scratch/ahead" "$scratch/later"
same "a run from before the last one ends well and takes up what is new" \
    "$? $(jq -r 'select(.decision != "aside") | .submission' "$scratch/ahead/report.ndjson" | sort -u | tr '\n' ' ')" \
    "0 afschrift.pdf leeg.pdf nieuw.pdf vraag.eml vreemde.eml "

# Three that start together on one OUT: one runs, or one after the other, and the tree is the same.
for i in 1 2 3; do
    (
        timeout 120 "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$scratch/shared" "$inbox" >"$scratch/said.$i" 2>&1
        echo $? >"$scratch/status.$i"
    ) &
done
wait
same "of three at once on one OUT each ends well or is refused with 75" \
    "$(cat "$scratch"/status.? | sort -un | grep -vx 75 | tr '\n' ' ')" "0 "
same "who is refused says who holds it" "$(grep -Lx 0 "$scratch"/status.? | sed 's/status/said/' | xargs -r grep -L 'held by pid [0-9]')" ""
same "in the same tree" "$(tree "$scratch/shared")" "$(cat "$scratch/tree")"

# A bad neighbour: all hostile files as one submission among 99 small ones. The others come out byte
# for byte as without it.
mkdir "$scratch/crowd" "$scratch/abroad"
for i in $(seq 33); do
    printf 'From: J.A. van der Meer <j.vandermeer@example.org>\nSubject: Vraag %d\nDate: Sat, 14 Nov 2020 21:13:05 +0100\n\nMijn dossier is R-20-10423%d, brief %d.\n' \
        $i $((i % 5)) $i >"$scratch/crowd/vraag $i.eml"
    printf 'Briefje nummer %d over dossier R-20-104234.\n' $i >"$scratch/crowd/briefje $i.txt"
    book "$scratch/crowd/stuk $i.pdf" 1
    sed -i "s/Bladzijde 1 van een/Bladzijde $((10 + i)) van/" "$scratch/crowd/stuk $i.pdf"
done
touch -d '2020-11-15T10:00:00+01:00' "$scratch/crowd"/*
run "$scratch/alone" "$scratch/crowd"
same "a run of $(ls "$scratch/crowd" | wc -l) ordinary submissions ends well" $? 0
mkdir "$scratch/crowd/bommen"
tests/hostile-files "$scratch/crowd/bommen" "$scratch/abroad"
run "$scratch/beside" "$scratch/crowd"
same "with a hostile one among them too" $? 0
ok "it was read, and some of it rejected" "$(jq -es 'any(.[]; .submission == "bommen" and .decision == "rejected")' "$scratch/beside/report.ndjson" >"$scratch/said"; echo $?)"
same "the 99 others have the same lines in the report" \
    "$(grep -v '"submission": *"bommen"' "$scratch/beside/report.ndjson" | sha256sum)" "$(sha256sum <"$scratch/alone/report.ndjson")"
tree "$scratch/alone" >"$scratch/tree"
same "and the same files, byte for byte" "$(tree "$scratch/beside" | grep -Fxf "$scratch/tree")" "$(cat "$scratch/tree")"
echo "1..$n"
