#!/bin/sh
# The audit trail, as who checks it sees it: a run prints what it signed, verify names whatever was
# done to the trail afterwards, and what was cut away shows by the line that was kept elsewhere.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
inbox=$scratch/inbox
mkdir "$inbox"
registry "$scratch/dossiers.csv"
statement "$inbox/afschrift.pdf" 06
mail "$inbox/vraag.eml" 'Vraag' 'Wanneer hoor ik iets over dossier R-20-104233?' 'J.A. van der Meer'
mail "$inbox/vreemde.eml" 'Vraag' 'Kan iemand mij terugbellen?' 'A. Niemand'
touch -d '2020-11-15T10:00:00+01:00' "$inbox"/*
run() { "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$1" "$inbox" >"$scratch/stdout" 2>"$scratch/said"; }
run "$scratch/whole"
ok "a run ends well" $?
kept=$(sed -n 's/^checkpoint //p' "$scratch/stdout" "$scratch/said")
entries=$(wc -l <"$scratch/whole/audit.ndjson")
same "it prints the end of the trail" "${kept%%:*}" "$entries"
same "each decision tells who, what, by which evidence and with which model" \
    "$(jq -r 'select(.event == "piece" and .by == "machine" and .decision and (.evidence | length > 0)) | .model' "$scratch/whole/audit.ndjson")" \
    "$(for i in 1 2 3; do sha256sum <"${BUILD:-build}/share/postkamer/model.bin" | cut -d' ' -f1; done)"
out=$scratch/out
verify() { "$bin/postkamer" verify --out "$out" "$@" >"$scratch/said" 2>&1; }
fresh() { rm -rf "$out" && cp -a "$scratch/whole" "$out"; }
fresh
verify --checkpoint "$kept"
ok "verify finds it whole, and what was printed in it" $?
tampered() { # what is named, how, then a command
    fresh
    named=$1
    what=$2
    shift 2
    "$@"
    verify
    same "$what is found and named" "$? $(grep -c "$named" "$scratch/said" | sed 's/[1-9][0-9]*/named/')" "1 named"
}
sql() { sqlite3 "$out/ledger.sqlite" "$1"; }
tampered 'audit.ndjson: line 2 ' "a changed line" sed -i '2s/"by"/"BY"/' "$out/audit.ndjson"
tampered 'audit.ndjson: line 2 ' "a removed line" sed -i 2d "$out/audit.ndjson"
tampered 'audit.ndjson: line 1 ' "a line that was moved" sed -i '1{h;d};2G' "$out/audit.ndjson"
tampered 'before entry 2' "an entry changed in the ledger" sql "UPDATE audit SET line = replace(line, 'machine', 'clerk') WHERE seq = 1"
tampered 'lacks entry 2' "an entry removed from it" sql 'DELETE FROM audit WHERE seq = 2'
cut_tail() {
    sql "DELETE FROM audit WHERE seq = $entries"
    sed -i '$d' "$out/audit.ndjson"
}
tampered 'cut: run ' "a cut tail" cut_tail
fresh
cut_tail
: >"$out/checkpoints.ndjson"
verify --checkpoint "$kept"
same "and with all checkpoints gone too, by the one that was printed" "$? $(grep -c 'cut: the checkpoint that was given' "$scratch/said")" "1 1"
run "$out"
verify --checkpoint "$kept"
same "also when another run has signed since" "$? $(grep -c 'checkpoint that was given' "$scratch/said")" "1 1"
echo "1..$n"
