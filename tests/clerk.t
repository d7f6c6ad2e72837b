#!/bin/sh
# A clerk's decisions: carried out at once, kept with time and name, undone by no rerun.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
inbox=$scratch/inbox out=$scratch/out
mkdir "$inbox"
export POSTKAMER_OUT=$out
run() { "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$out" "$inbox"; }
piece() { jq -r "select(.submission == \"$1\") | .piece" "$out/report.ndjson"; } # submission
of() { jq -c "select(.piece == \"$1\") | $2" "$out/report.ndjson"; }             # piece, filter

registry "$scratch/dossiers.csv"
statement "$scratch/plain.pdf" 03
qpdf --encrypt geheim geheim 256 -- "$scratch/plain.pdf" "$inbox/locked.pdf"
mail "$inbox/stranger.eml" "Vraag" "Geachte heer, mevrouw," "Wanneer hoor ik iets?" "Met vriendelijke groet," "K. Onbekend"
run >"$scratch/said" 2>&1
ok "a run with a locked PDF ends well" $?
locked=$(piece locked.pdf) letter=$(piece stranger.eml)
same "the locked PDF is rejected" "$(of "$locked" .decision)" '"rejected"'
same "a stranger's mail waits" "$(of "$letter" .decision)" '"review"'

"$bin/postkamer" file "$locked" --dossier R-20-104233 --type bankafschrift >"$scratch/said" 2>&1
ok "filing it without --original says why it waits" "$(grep -q 'original' "$scratch/said"; echo $?)"
same "and files nothing" "$(of "$locked" .decision)" '"review"'
"$bin/postkamer" file "$letter" --original --dossier R-20-104233 >"$scratch/said" 2>&1
same "what can be read is not filed as it came" $? 64
"$bin/postkamer" file "$locked" --original --by jansen --dossier R-20-104233 --type bankafschrift >"$scratch/said" 2>&1
ok "with --original it is filed" $?
path=$(jq -r "select(.piece == \"$locked\") | .path" "$out/report.ndjson")
same "in the dossier, marked by its name" "$(dirname "$path") $(echo "$path" | grep -c 'origineel, niet nagekeken')" "dossiers/R-20-104233 1"
ok "byte for byte" "$(cmp -s "$inbox/locked.pdf" "$out/$path"; echo $?)"
"$bin/postkamer" file "$letter" --by jansen --dossier R-20-104234 --type brief >"$scratch/said" 2>&1
ok "the letter is filed" $?
"$bin/postkamer" verify >"$scratch/said" 2>&1
ok "verify agrees" $?

tree "$out" >"$scratch/after"
run >"$scratch/said" 2>&1
same "a second run changes no byte" "$(tree "$out")" "$(cat "$scratch/after")"
"$bin/postkamer" rerun --quiet locked.pdf stranger.eml --from split >"$scratch/said" 2>&1
same "nor does a rerun" "$(tree "$out")" "$(cat "$scratch/after")"
same "time and name are kept" "$(sqlite3 "$out/ledger.sqlite" "SELECT count(*) FROM correction WHERE json_extract(json, '\$.who') = 'jansen' AND json_extract(json, '\$.time') LIKE '20__-__-__T%Z'")" 2

"$bin/postkamer" file 0123456789abcdef --dossier R-20-104234 >"$scratch/said" 2>&1
same "a correction for a piece that is not there is refused" $? 64
ok "and named" "$(grep -q "no such piece: '0123456789abcdef'" "$scratch/said"; echo $?)"
book "$inbox/two.pdf" 2
run >"$scratch/said" 2>&1
whole=$(piece two.pdf | head -n 1)
if [ "$(piece two.pdf | wc -l)" = 1 ]; then
    "$bin/postkamer" split "$whole" --after 1 --by jansen >"$scratch/said" 2>&1
else
    "$bin/postkamer" join $(piece two.pdf) --by jansen >"$scratch/said" 2>&1
fi
tree "$out" >"$scratch/after"
"$bin/postkamer" file "$whole" --dossier R-20-104234 --type brief >"$scratch/said" 2>&1
same "a correction for a piece that is no more is refused" $? 64
ok "and says who made what of it" "$(grep -q "piece '$whole' is no more: .* by 'jansen'" "$scratch/said" && grep -q "it became piece '$(piece two.pdf | head -n 1)'" "$scratch/said"; echo $?)"
same "nothing moves" "$(tree "$out")" "$(cat "$scratch/after")"
"$bin/postkamer" split "$letter" --after 7 >"$scratch/said" 2>&1
same "so is a split after a page that is not there" $? 64
echo "1..$n"
