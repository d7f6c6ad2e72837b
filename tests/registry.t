#!/bin/sh
# The registry changes: what it gains frees what waited, what it loses or closes moves nothing.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
inbox=$scratch/inbox out=$scratch/out
mkdir "$inbox"
run() { "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$out" "$inbox" >"$scratch/said" 2>&1; }
of() { jq -r "select(.submission == \"$1\") | $2" "$out/report.ndjson"; } # submission, filter

registry "$scratch/dossiers.csv"
statement "$inbox/afschrift.pdf" 07
echo '{"received":"2020-08-01T10:00:00+02:00","channel":"portal","bsn":"999990019"}' >"$inbox/afschrift.pdf.meta.json"
text_pdf "$inbox/brief.pdf" 'H. de Vries' 'Lindelaan 12' '1234 AD Voorbeeldstad' '' 'Aan de gemeente' 'Voorbeeldstad, 3 juli 2020' \
    'Betreft: mijn aanvraag Tozo 2' 'BSN: 999990044' 'Geboortedatum: 12-05-1985' 'Geachte heer, mevrouw,' \
    'Hierbij laat ik u weten dat ik in juli geen opdrachten heb gehad.' 'Met vriendelijke groet,' 'H. de Vries'
run
ok "a run ends well" $?
same "a known person's statement is filed" "$(of afschrift.pdf .decision) $(of afschrift.pdf .dossier)" "filed R-20-104233"
same "an unknown person's letter waits" "$(of brief.pdf .decision) $(of brief.pdf .dossier)" "review null"
filed=$(tree "$out" | grep dossiers/)

echo 'R-20-104299,tozo2,levensonderhoud,2020-06-01,2020-09-30,999990044,de Vries,H.,1985-05-12,1234AD,12,,open' >>"$scratch/dossiers.csv"
run
ok "a run with one dossier more ends well" $?
same "what waited for it is filed" "$(of brief.pdf .decision) $(of brief.pdf .dossier)" "filed R-20-104299"
same "what was filed has not moved" "$(tree "$out" | grep R-20-104233)" "$filed"
ok "nothing is left in review" "$([ -z "$(ls "$out/review")" ]; echo $?)"

tree "$out" >"$scratch/before"
sed -i '/R-20-104233/d' "$scratch/dossiers.csv"
run
ok "a run without a dossier that holds papers ends well" $?
ok "it is named" "$(grep -q "dossier 'R-20-104233' is not in the registry any more" "$scratch/said"; echo $?)"
same "nothing moves, nothing is lost" "$(tree "$out")" "$(cat "$scratch/before")"

registry "$scratch/dossiers.csv"
sed -i '/R-20-104233/s/open$/closed/' "$scratch/dossiers.csv"
statement "$inbox/later.pdf" 08
echo '{"received":"2020-09-01T10:00:00+02:00","channel":"portal","bsn":"999990019"}' >"$inbox/later.pdf.meta.json"
run
same "a paper for a closed dossier waits, and says so" "$(of later.pdf .decision) $(of later.pdf '[.reasons[].code] | index("dossier-gesloten") != null')" "review true"

same "what lies in a closed dossier stays there" "$(tree "$out" | grep R-20-104233/)" "$(grep R-20-104233/ "$scratch/before")"
"$bin/postkamer" rerun --quiet --out "$out" afschrift.pdf --from route >"$scratch/said" 2>&1
same "also when its submission is decided again" "$(tree "$out" | grep R-20-104233/)" "$(grep R-20-104233/ "$scratch/before")"

# Two lines of one number; the person has another dossier, which is no place for these papers.
registry "$scratch/dossiers.csv"
sed -n '/R-20-104233/p' "$scratch/dossiers.csv" >>"$scratch/dossiers.csv"
echo 'R-20-104235,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990019,van der Meer,J.A.,1980-02-29,1234AB,5,NL91ABNA0417164300,open' >>"$scratch/dossiers.csv"
tree "$out" >"$scratch/before"
run
ok "two lines with one number are named, by file and line" "$(grep -q "dossiers.csv:.*'R-20-104233' stands in lines 2, 4" "$scratch/said"; echo $?)"
same "nothing is filed there, and the paper says why" "$(of later.pdf .decision) $(of later.pdf '[.reasons[].code] | index("dossier-dubbel") != null')" "review true"
same "what lies there stays" "$(tree "$out" | grep R-20-104233/)" "$(grep R-20-104233/ "$scratch/before")"
"$bin/postkamer" file --out "$out" --dossier R-20-104233 "$(of later.pdf .piece)" >"$scratch/said" 2>&1
same "no clerk files there either" "$? $(of later.pdf .decision)" "64 review"
ok "and is told why" "$(grep -q "several lines of the registry have dossier 'R-20-104233'" "$scratch/said"; echo $?)"
"$bin/postkamer" rerun --quiet --out "$out" afschrift.pdf --from route >"$scratch/said" 2>&1
same "deciding again moves nothing out of it" "$(tree "$out" | grep R-20-104233/)" "$(grep R-20-104233/ "$scratch/before")"

sed -i '/R-20-104233/d' "$scratch/dossiers.csv"
run
"$bin/postkamer" rerun --quiet --out "$out" afschrift.pdf --from route >"$scratch/said" 2>&1
same "nor out of a dossier that vanished" "$(tree "$out" | grep R-20-104233/)" "$(grep R-20-104233/ "$scratch/before")"
"$bin/postkamer" verify --out "$out" >"$scratch/said" 2>&1
ok "verify agrees" $?
echo "1..$n"
