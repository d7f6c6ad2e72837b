#!/bin/bash
# Killing the run at any moment and running again ends in the same tree.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
corpus=$scratch/corpus
mkdir -p "$corpus/INBOX"
cp samples/corpus/dossiers.csv "$corpus"
# A part of the samples: mails, an archive in an archive, a scan; each with its sidecar.
for entry in $(cd samples/corpus/INBOX && ls | grep -v 'meta.json$' | grep -E '\.(eml|mbox|gz)$|^MFP'); do
    cp -r samples/corpus/INBOX/"$entry" "$corpus/INBOX"
    cp samples/corpus/INBOX/"$entry".meta.json "$corpus/INBOX" 2>/dev/null
done
run() { # OUT; in a process group of its own, so that all of it can be killed at once
    exec setsid "$bin/postkamer" run --quiet --registry "$corpus/dossiers.csv" --out "$1" "$corpus/INBOX"
}
(run "$scratch/whole") >"$scratch/said" 2>&1
ok "an uninterrupted run ends well" $?
tree "$scratch/whole" >"$scratch/wanted-tree"
for round in 1 2 3; do
    out=$scratch/cut$round
    for moment in 0.$((round * 13 % 10)) $round $((round * 4)).5; do
        (run "$out") >/dev/null 2>&1 &
        leader=$!
        sleep "$moment"
        kill -9 -- "-$leader" 2>/dev/null || pkill -9 -s "$leader" 2>/dev/null
        wait "$leader" 2>/dev/null
        pkill -9 -f -- "--out $out" 2>/dev/null
        sleep 0.2
    done
    (run "$out") >"$scratch/said" 2>&1
    ok "after three kills the next run ends well ($round)" $?
    same "in the same tree ($round)" "$(tree "$out")" "$(cat "$scratch/wanted-tree")"
    same "with the same report ($round)" "$(sha256sum <"$out/report.ndjson")" "$(sha256sum <"$scratch/whole/report.ndjson")"
done
echo "1..$n"
