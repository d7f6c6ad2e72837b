#!/bin/sh
# Handing over: MDTO against its schema, Open Zaak's columns, ZGW's members; the same bytes again.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
inbox=$scratch/inbox out=$scratch/out
mkdir "$inbox"
export POSTKAMER_OUT=$out
schema=../shared/standards/MDTO-XML1.0.1.xsd
hand_over() { "$bin/postkamer" export --format "$1" --to "$scratch/$2" --profile "$scratch/profile.json" >"$scratch/said" 2>&1; }
files() { (cd "$scratch/$1" && find . -type f | LC_ALL=C sort | while IFS= read -r f; do sha256sum "$f"; done); }

registry "$scratch/plain.csv"
sed '1s/$/,zaak_uuid/; 2s/$/,0f3bfa5c-4c2e-4a0e-9d6f-1f2e3d4c5b6a/; 3s/$/,/' "$scratch/plain.csv" >"$scratch/dossiers.csv"
statement "$inbox/afschrift <maart> & april.pdf" 03
mail "$inbox/vraag.eml" "Vraag" "Geachte heer, mevrouw," "Wanneer hoor ik iets?" "Met vriendelijke groet," "=HYPERLINK(1)"
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$out" "$inbox" >"$scratch/said" 2>&1
ok "a run ends well" $?
for piece in $(jq -r '.piece' "$out/report.ndjson"); do
    "$bin/postkamer" file "$piece" --dossier R-20-104233 --type bankafschrift >"$scratch/said" 2>&1 || ok "a clerk files $piece" 1
done
cat >"$scratch/profile.json" <<'EOF'
{"version": 1, "code": "voorbeeld", "name": "Gemeente Voorbeeld & Co", "names": ["Voorbeeld"], "serves": [],
 "letterheads": [], "ibans": [], "dossier_patterns": [], "schemes": ["tozo2"], "rsin": "999990019",
 "archive_creator": {"name": "Gemeente Voorbeeld & Co", "identifier": "gm9999"},
 "case_url": "https://zaken.example.org/api/v1/zaken/",
 "type_urls": {"default": "https://catalogi.example.org/api/v1/informatieobjecttypen/1"}}
EOF
cp "$scratch/profile.json" "$scratch/whole.json"
jq '.archive_creator = {}' "$scratch/whole.json" >"$scratch/profile.json"
hand_over mdto none
same "a profile without the archive's creator is refused" $? 64
ok "by name" "$(grep -q "'archive_creator'" "$scratch/said"; echo $?)"
cp "$scratch/whole.json" "$scratch/profile.json"

hand_over mdto mdto
ok "MDTO is written" $?
same "an object and a file a piece, and one a dossier" "$(find "$scratch/mdto" -name '*.MDTO.xml' | wc -l | tr -d ' ')" 5
same "names have nothing that MDTO forbids" "$(cd "$scratch/mdto" && find . -name '*[ <>:"\\|?*#&]*')" ""
if [ -f "$schema" ] && command -v xmllint >/dev/null; then
    find "$scratch/mdto" -name '*.xml' -exec xmllint --noout --schema "$schema" {} + >"$scratch/said" 2>&1
    ok "valid against the schema of MDTO 1.0.1" $?
else
    n=$((n + 1))
    echo "ok $n - valid against the schema of MDTO 1.0.1 # skip no schema or no xmllint"
fi
pdf=$(find "$scratch/mdto" -name '*.pdf')
ok "the checksum is the file's" "$(grep -q "$(sha256sum <"$pdf" | cut -d' ' -f1)" "$pdf.bestand.MDTO.xml"; echo $?)"
ok "retention is the catalogue's" "$(grep -q '<termijnLooptijd>P7Y<' "${pdf%.pdf}.MDTO.xml"; echo $?)"
files mdto >"$scratch/first"
hand_over mdto mdto
same "again gives the same bytes" "$(files mdto)" "$(cat "$scratch/first")"

hand_over openzaak openzaak
ok "an Open Zaak import is written" $?
same "with 27 columns" "$(head -n 1 "$scratch/openzaak/import.csv" | tr ',' '\n' | wc -l | tr -d ' ')" 27
ok "its paths are there" "$(grep -oE '"R-20-104233/[^"]*"' "$scratch/openzaak/import.csv" | tr -d '"' | while IFS= read -r f; do [ -f "$scratch/openzaak/$f" ] || exit 1; done; echo $?)"
ok "with the case's UUID" "$(grep -q '0f3bfa5c-4c2e-4a0e-9d6f-1f2e3d4c5b6a' "$scratch/openzaak/import.csv"; echo $?)"
same "no cell is a formula" "$(grep -cE '(^|,)"?[=+@-]' "$scratch/openzaak/import.csv")" 0

hand_over zgw zgw
ok "ZGW documents are written" $?
same "with all that the API wants" "$(find "$scratch/zgw" -name '*.json' -exec jq -r '[.bronorganisatie, .creatiedatum, .titel, .auteur, .taal, .informatieobjecttype, .status, (.bestandsomvang > 0), .inhoud] | (map(. == null) | index(true)) == 8' {} \; | sort -u)" true
same "and their case" "$(jq -r .zaak "$scratch/zgw/zaken.ndjson" | sort -u)" "https://zaken.example.org/api/v1/zaken/0f3bfa5c-4c2e-4a0e-9d6f-1f2e3d4c5b6a"

"$bin/postkamer" export --format mdto --to "$scratch/run" --run other --profile "$scratch/profile.json" >"$scratch/said" 2>&1
same "of another run there is nothing" "$(cat "$scratch/said")" "documents 0"
"$bin/postkamer" export --format mdto --to "$scratch/named" --profile rotterdam >"$scratch/said" 2>&1
ok "a municipality that ships goes by its name" $?
"$bin/postkamer" export --format mdto --to "$scratch/named" --profile nergens >"$scratch/said" 2>&1
[ $? -ne 0 ] && grep -q nergens "$scratch/said"
ok "and one that is not there is named" $?
path=$(jq -r 'select(.type == "bankafschrift") | .path' "$out/report.ndjson" | grep pdf | head -n 1)
echo >>"$out/$path"
hand_over mdto changed
same "a file that changed is left out with 1" "$? $(grep -c 'is not the file that was filed' "$scratch/said")" "1 1"
echo "1..$n"
