#!/bin/bash
# Names and text from outside that a spreadsheet would compute, a browser would run or a reader would
# be led astray by: nothing of them acts in the report, the lists, why.txt, status or the exports.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
inbox=$scratch/inbox out=$scratch/out
export POSTKAMER_OUT=$out
mkdir "$inbox"
{
    echo 'dossier,scheme,kind,period_start,period_end,bsn,surname,initials,birth_date,postcode,house_number,iban,status'
    echo 'R-20-104233,tozo2,levensonderhoud,2020-06-01,2020-09-30,999990019,"=HYPERLINK(""http://x.example"")",J.A.,1980-02-29,1234AB,5,,open'
    echo '"=1+1 <b>x</b>",tozo2,levensonderhoud,2020-06-01,2020-09-30,999990020,"<img src=x onerror=alert(4)>",K.,1975-07-01,1234AC,6,,open'
    echo '@SUM(A1),tozo2,levensonderhoud,2020-06-01,2020-09-30,,"-2+3",K.,1975-07-02,1234AD,6,,open'
} >"$scratch/dossiers.csv"
i=0
while IFS= read -r bad; do
    i=$((i + 1))
    text_pdf "$inbox/${bad//\//_}.pdf" "$(printf '%s' "$bad" | sed 's/[()\\]/\\&/g')" "Stuk nummer $i" 'BSN 999990019 dossier R-20-104233'
    mail "$inbox/mail $i.eml" "$bad" "$bad" "Bij dossier R-20-104233, BSN 999990019" "$bad"
done <<'END'
=cmd|' /C calc'!A0
+1+2
-1-2
@SUM(1)
<script>alert(1)</script>
"><img src=x onerror=alert(2)>
' onmouseover='alert(3)
&lt;script&gt;
END
text_pdf "$inbox/"$'\t=1+1.pdf' 'tab'
text_pdf "$inbox/"$'\u202efdp.exe\u2066x.pdf' 'bidi'
printf '{"reference":"=1+1","name":"<script>alert(5)</script>"}' >"$inbox/mail 1.eml.meta.json"
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" "$inbox" >"$scratch/said" 2>&1
ok "a run ends well" $?
k=0
for piece in $(jq -r '.piece' "$out/report.ndjson"); do
    k=$((k + 1))
    case $((k % 3)) in 0) dossier='R-20-104233' ;; 1) dossier='=1+1 <b>x</b>' ;; *) dossier='@SUM(A1)' ;; esac
    [ $k -gt 9 ] || "$bin/postkamer" file "$piece" --dossier "$dossier" >"$scratch/said" 2>&1
done
html=$(ls -d "$out"/runs/*/report.html)
grep -q 'variabele POSTKAMER_OUT' "$html"
ok "the report says what its commands need" $?
same "one report for people" "$(printf '%s\n' "$html" | wc -l)" 1
ok "it tells of the names" "$(grep -q 'alert(1)' "$html"; echo $?)"
same "no tag of others in it" "$(grep -oE '<(script>alert|img src=x|b>x)' "$html" | sort | uniq -c)" ""
# Every tag is one of ours: whatever stands in quotes ends where it ends.
same "and no attribute" "$(sed 's/"[^"]*"//g' "$html" | grep -oE '<[a-z][^>]*(onerror|onmouseover)')" ""
led_astray() { find "$@" -type f \( -name '*.txt' -o -name '*.html' -o -name '*.csv' -o -name 'status.json' \) ! -name 'body*.txt' -print0 | xargs -0 grep -lP "[\x{202a}-\x{202e}\x{2066}-\x{2069}]"; }
same "nothing turns the direction of text around" "$(led_astray "$out/runs" "$out"/ontbreekt.csv)" ""
same "nor in why.txt" "$(find "$out/review" "$out/rejected" -name why.txt -print0 | LC_ALL=C.UTF-8 xargs -0 grep -lP "[\x{202a}-\x{202e}\x{2066}-\x{2069}]|[\x00-\x08\x0b-\x1f\x7f]")" ""
ok "why.txt was there to be looked at" "$([ -n "$(find "$out/review" -name why.txt -print -quit)" ]; echo $?)"
cells() { # FILE, delimiter: each cell of a CSV on a line
    perl -e 'my ($file, $d) = @ARGV; open my $f, "<:raw", $file or die; local $/; my $t = <$f>; $t =~ s/^\xef\xbb\xbf//;
        while ($t =~ /\G(?:"((?:[^"]|"")*)"|([^"$d\r\n]*))(?:[$d]|\r?\n|$)/g) { my $c = defined $1 ? $1 : $2; $c =~ s/\n/ /g; print "$c\n"; last if pos($t) >= length $t }' "$1" "$2"
}
list=$out/ontbreekt.csv
delimiter=$(head -n 1 "$list" | grep -q ';' && echo ';' || echo ,)
ok "the list tells of the dossiers" "$(cells "$list" "$delimiter" | grep -q 'SUM(A1)'; echo $?)"
same "no cell of it is a formula" "$(cells "$list" "$delimiter" | grep -aE "^[=+@-]|^$(printf '\t')")" ""
cat >"$scratch/profile.json" <<'EOF'
{"version": 1, "code": "voorbeeld", "name": "Gemeente Voorbeeld", "names": ["Voorbeeld"], "serves": [],
 "letterheads": [], "ibans": [], "dossier_patterns": [], "schemes": ["tozo2"], "rsin": "999990019",
 "archive_creator": {"name": "Gemeente Voorbeeld", "identifier": "gm9999"},
 "case_url": "https://zaken.example.org/api/v1/zaken/",
 "type_urls": {"default": "https://catalogi.example.org/api/v1/informatieobjecttypen/1"}}
EOF
"$bin/postkamer" export --format openzaak --to "$scratch/zaak" --profile "$scratch/profile.json" >"$scratch/said" 2>&1
ok "the list for Open Zaak is written" $?
ok "it tells of files and dossiers" "$(cells "$scratch/zaak/import.csv" , | grep -q '104233\|SUM'; echo $?)"
same "no cell of it is a formula" "$(cells "$scratch/zaak/import.csv" , | grep -aE "^[=+@-]|^$(printf '\t')")" ""
"$bin/postkamer" export --format mdto --to "$scratch/mdto" --profile "$scratch/profile.json" >"$scratch/said" 2>&1
ok "MDTO is written" $?
same "and is well-formed, with no element of others" "$(find "$scratch/mdto" -name '*.xml' -print0 | xargs -0 xmllint --noout 2>&1; grep -rlE '<(script|img|b)>' "$scratch/mdto" --include='*.xml')" ""
same "OUT's JSON is JSON" "$(find "$out" -name '*.json' -print0 | xargs -0 -n 1 jq -e . 2>&1 >/dev/null; jq -c . "$out/report.ndjson" 2>&1 >/dev/null)" ""
echo "1..$n"
