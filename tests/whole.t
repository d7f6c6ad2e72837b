#!/bin/sh
# The whole run on the committed corpus: accounting, score, repetition, refusals.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
corpus=samples/corpus
out=$scratch/out

"$bin/postkamer" run --quiet --registry "$corpus/dossiers.csv" --out "$out" "$corpus/INBOX" >"$scratch/said" 2>&1
ok "a run over the samples ends well" $?
"$bin/postkamer" verify --out "$out" >"$scratch/said" 2>&1
ok "verify finds every page" $?
"$bin/postkamer" score --json --truth "$corpus/truth.ndjson" --report "$out/report.ndjson" >"$scratch/score" 2>"$scratch/said"
ok "score reads truth and report" $?
same "accounted is whole" "$(jq -r '.report.accounted | .numerator == .denominator and .denominator > 90' "$scratch/score")" true
same "nothing is misfiled" "$(jq -r '.report.misfiled.numerator' "$scratch/score")" 0
same "nothing is wrongly aside" "$(jq -r '.report."wrongly aside".numerator' "$scratch/score")" 0
same "the baseline is of this corpus (make baseline)" \
    "$(jq -r .truth samples/baseline.json)" "$(sha256sum <"$corpus/truth.ndjson" | cut -d' ' -f1)"
jq -r -f samples/score/compare.jq --slurpfile baseline samples/baseline.json "$scratch/score" >"$scratch/compared" 2>"$scratch/said"
ok "the score and its baseline can be compared" $?
same "no figure is worse than its baseline allows" "$(grep '^worse' "$scratch/compared")" ""

bad=$(find "$out/dossiers" -name '*.pdf' | while IFS= read -r pdf; do
    qpdf --check "$pdf" >/dev/null 2>&1 || echo "$pdf"
    grep -aqE '/(JavaScript|JS|Launch|EmbeddedFiles|XFA|SubmitForm|OpenAction)\b' "$pdf" && echo "active: $pdf"
done)
same "filed PDFs are whole and have no active content" "$bad" ""
filed=$(find "$out/dossiers" -name '*.pdf' | head -n 5 | while IFS= read -r pdf; do pdftotext "$pdf" - | wc -w; done | awk '$1 > 3' | wc -l)
ok "filed PDFs can be searched" "$([ "$filed" -ge 4 ]; echo $?)"
missing=$(find "$out/review" -mindepth 1 -maxdepth 1 -type d | while IFS= read -r folder; do [ -s "$folder/why.txt" ] || echo "$folder"; done)
same "each piece in review says why" "$missing" ""

tree "$out" >"$scratch/first"
cp "$out/report.ndjson" "$scratch/report"
"$bin/postkamer" run --quiet --registry "$corpus/dossiers.csv" --out "$out" "$corpus/INBOX" >"$scratch/said" 2>&1
ok "a second run ends well" $?
same "a second run changes no byte" "$(tree "$out")" "$(cat "$scratch/first")"
same "nor the report" "$(sha256sum <"$out/report.ndjson")" "$(sha256sum <"$scratch/report")"

flock "$out/lock" "$bin/postkamer" run --quiet --registry "$corpus/dossiers.csv" --out "$out" "$corpus/INBOX" >"$scratch/said" 2>&1
same "a second run at once is refused with 75" $? 75
sed 's/dossier,/nummer,/;1s/^dossier$/nummer/' "$corpus/dossiers.csv" | sed '1s/\bdossier\b/nummer/' >"$scratch/no.csv"
"$bin/postkamer" run --quiet --registry "$scratch/no.csv" --out "$scratch/none" "$corpus/INBOX" >"$scratch/said" 2>&1
same "a registry without the column dossier is refused with 65" $? 65
ok "and nothing was filed" "$([ ! -d "$scratch/none/dossiers" ] || [ -z "$(ls "$scratch/none/dossiers")" ]; echo $?)"

# By hand, between files, the stages say the same as in the run.
hand=$scratch/hand
mkdir "$hand"
cp -r "$out/spool" "$hand/spool" # what was read is not read again
"$bin/postkamer-unpack" --out "$hand" "$corpus/INBOX" >"$scratch/1" 2>"$scratch/said" &&
    "$bin/postkamer-paginate" --out "$hand" <"$scratch/1" >"$scratch/2" 2>>"$scratch/said" &&
    "$bin/postkamer-ocr" --out "$hand" <"$scratch/2" >"$scratch/3" 2>>"$scratch/said" &&
    "$bin/postkamer-split" --out "$hand" <"$scratch/3" >"$scratch/4" 2>>"$scratch/said" &&
    "$bin/postkamer-classify" --out "$hand" <"$scratch/4" >"$scratch/5" 2>>"$scratch/said" &&
    "$bin/postkamer-route" --registry "$corpus/dossiers.csv" --run by-hand --out "$hand" <"$scratch/5" >"$scratch/6" 2>>"$scratch/said"
ok "the stages run by hand between files" $?
same "with the same tree" "$(tree "$hand")" "$(cat "$scratch/first")"
same "and the same report" "$(sha256sum <"$hand/report.ndjson")" "$(sha256sum <"$scratch/report")"
head -n 4 "$scratch/3" >"$scratch/cut"
"$bin/postkamer-split" --out "$hand" <"$scratch/cut" >"$scratch/cut.out" 2>"$scratch/said"
same "a cut stream is refused with 65" $? 65
ok "and gets no end of its own" "$(grep -q '"kind":"end"' "$scratch/cut.out"; [ $? = 1 ]; echo $?)"
echo "1..$n"
