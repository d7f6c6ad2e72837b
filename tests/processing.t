#!/bin/bash
# The processing log: a line for each decision, the person hidden, found again by who has the key.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
inbox=$scratch/inbox
out=$scratch/out
log=$out/processing.ndjson
export POSTKAMER_OUT=$out
mkdir "$inbox"
registry "$scratch/dossiers.csv"
echo 'R-20-104235,tozo2,levensonderhoud,2020-06-01,2020-09-30,,Jansen,B.,1970-01-02,1234AD,7,,open' >>"$scratch/dossiers.csv"
statement "$inbox/afschrift.pdf" 06
mail "$inbox/vraag.eml" 'Vraag' 'Mijn BSN is 999990019, mijn dossier R-20-104233.' 'J.A. van der Meer'
mail "$inbox/vreemde.eml" 'Vraag' 'Kan iemand mij terugbellen?' 'A. Niemand'
: >"$inbox/leeg.pdf"
POSTKAMER_PROCESSING_ACTIVITY=https://register.example.org/post \
    "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" "$inbox" >"$scratch/said" 2>&1
ok "a run ends well" $?
same "a line a piece" "$(jq -r '.attributes["postkamer.piece"]' "$log" | sort)" "$(jq -r .piece "$out/report.ndjson" | sort)"
same "each with all that the standard asks" "$(jq -c 'select((.trace_id | test("^[0-9a-f]{32}$") | not) or (.operation_id | test("^[0-9a-f]{16}$") | not) or
    .status_code != "OK" or (.name | IN("file", "ask", "set-aside", "reject") | not) or
    (.start_time | test("^[0-9-]{10}T[0-9:]{8}[.][0-9]{3}Z$") | not) or .end_time < .start_time or .resource.name != "postkamer" or
    .attributes["dpl.core.processing_activity_id"] != "https://register.example.org/post" or .attributes["dpl.core.user"] != "machine")' "$log")" ""
same "no operation twice" "$(jq -r .operation_id "$log" | sort | uniq -d)" ""
same "a trace a submission" "$(jq -r .trace_id "$log" | sort -u | wc -l)" "$(jq -r .submission "$out/report.ndjson" | sort -u | wc -l)"
same "nobody's name or number" "$(grep -E '99999|Meer|Pietersen' "$log")" ""
same "the key is for its owner" "$(stat -c '%a %s' "$out/processing.key")" "600 64"

about() { printf '%s\n' "$@" | "$bin/postkamer" processing 2>"$scratch/said"; }
same "the person's lines are those of the papers in their dossier" \
    "$(about 999990019 | jq -r '.attributes["postkamer.piece"]' | sort)" \
    "$(jq -r 'select(.decision == "filed" and .dossier == "R-20-104233") | .piece' "$out/report.ndjson" | sort)"
ok "and there are some" "$([ -n "$(about 999990019)" ]; echo $?)"
same "others have none" "$(about 999990020 R-20-104233 9)" ""
piece=$(jq -r 'select(.submission == "vreemde.eml") | .piece' "$out/report.ndjson")
same "of whom is not known nobody is told" \
    "$(jq -r --arg piece "$piece" 'select(.attributes["postkamer.piece"] == $piece) | .attributes["dpl.core.data_subject_id"]' "$log")" null

lines=$(wc -l <"$log")
"$bin/postkamer" file "$piece" --dossier R-20-104235 >"$scratch/said" 2>&1
ok "a clerk files it" $?
same "that is one line more" "$(wc -l <"$log")" $((lines + 1))
same "of a clerk, about a dossier without a BSN" \
    "$(about R-20-104235 | jq -r '[.name, .attributes["dpl.core.user"], .attributes["dpl.core.data_subject_id_type"]] | join(" ")')" "file clerk dossier"
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" "$inbox" >"$scratch/said" 2>&1
same "what is decided as before adds nothing" "$? $(wc -l <"$log")" "0 $((lines + 1))"
# Looking at a page and handing a piece over are processing too.
last() { tail -n 1 "$log" | jq -r '[.name, .attributes["dpl.core.user"], .attributes["postkamer.piece"], .attributes["postkamer.to"]] | join(" ")'; }
filed=$(jq -r 'select(.submission == "afschrift.pdf") | .piece' "$out/report.ndjson")
before=$(wc -l <"$log")
USER=jansen "$bin/postkamer" show afschrift.pdf 1 >"$scratch/words" 2>"$scratch/said"
same "who is shown a page is in the log" "$? $(wc -l <"$log") $(last)" "0 $((before + 1)) show jansen $filed "
SUDO_USER=visser USER=postkamer "$bin/postkamer" show afschrift.pdf 1 >"$scratch/words" 2>"$scratch/said"
same "who called sudo is named" "$? $(last)" "0 show visser $filed "
before=$((before + 1))
same "the person finds that too" "$(about 999990019 | jq -r .name | sort | uniq -c | awk '$2 == "show" { print $1 }')" 2
USER=jansen "$bin/postkamer" show afschrift.pdf >"$scratch/list" 2>"$scratch/said"
same "a list of pages is no look at one" "$? $(wc -l <"$log")" "0 $((before + 1))"
chmod a-w "$log" && chattr +i "$log" 2>/dev/null
if ! (: >>"$log") 2>/dev/null; then
    "$bin/postkamer" show afschrift.pdf 1 >"$scratch/words" 2>"$scratch/said"
    same "what cannot be logged is not shown" "$? $(wc -c <"$scratch/words")" "74 0"
else
    n=$((n + 1))
    echo "ok $n - what cannot be logged is not shown # skip no file can be closed to this user here"
fi
chattr -i "$log" 2>/dev/null
chmod u+w "$log"
before=$(wc -l <"$log")
for i in 1 2 3 4 5 6 7 8; do "$bin/postkamer" show afschrift.pdf 1 >"$scratch/words.$i" 2>&1 & done
wait
same "eight at once have a line each, in order" "$(tail -n +$((before + 1)) "$log" | jq -r .seq | tr '\n' ' ')" \
    "$(seq $((before + 1)) $((before + 8)) | tr '\n' ' ')"
before=$(wc -l <"$log")
echo '{"version": 1, "code": "x", "name": "X", "archive_creator": {"name": "X", "identifier": "gm9"}}' >"$scratch/profile.json"
USER=pieters "$bin/postkamer" export --format mdto --to "$scratch/to" --profile "$scratch/profile.json" >"$scratch/handed" 2>"$scratch/said"
same "each piece that is handed over is in the log" \
    "$? $(tail -n +$((before + 1)) "$log" | jq -r 'select(.name == "export" and .attributes["dpl.core.user"] == "pieters" and .attributes["postkamer.to"] == "mdto") | .attributes["postkamer.piece"]' | sort | tr '\n' ' ')" \
    "0 $(jq -r 'select(.decision == "filed") | .piece' "$out/report.ndjson" | sort | tr '\n' ' ')"
"$bin/postkamer" verify >"$scratch/said" 2>&1
ok "verify finds it whole" $?
lines=$(($(wc -l <"$log") - 1))

cp "$log" "$scratch/log"
changed() { # what, sed's words
    sed "$2" "$scratch/log" >"$log"
    "$bin/postkamer" verify >"$scratch/said" 2>&1
    same "$1 is found" "$? $(grep -c 'processing.ndjson: ' "$scratch/said")" "1 1"
}
changed "a changed line" '2s/"OK"/"KO"/'
changed "a removed line" 2d
changed "a cut tail" '$d'
changed "a line of somebody else" '$p'
cp "$scratch/log" "$log"
truncate -s -20 "$log"
statement "$inbox/later.pdf" 07
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" "$inbox" >"$scratch/said" 2>&1
same "a tail that a crash cut is completed" "$? $(head -n $((lines + 1)) "$log" | cmp - "$scratch/log" 2>&1)" "0 "
echo 'geen regel' >>"$log"
about 999990019 >"$scratch/lines"
same "a line that is none is told" "$(grep -c 'is none of the log' "$scratch/said")" 1
head -c 64 /dev/zero >"$scratch/key"
same "another key finds nothing" "$(echo 999990019 | POSTKAMER_PROCESSING_KEY=$scratch/key "$bin/postkamer" processing 2>/dev/null)" ""
echo short >"$scratch/key"
echo 999990019 | POSTKAMER_PROCESSING_KEY=$scratch/key "$bin/postkamer" processing >"$scratch/lines" 2>"$scratch/said"
same "a file that is no key is refused" $? 74
"$bin/postkamer" processing 999990019 >"$scratch/lines" 2>"$scratch/said" </dev/null
same "an id among the arguments is refused" $? 64
echo "1..$n"
