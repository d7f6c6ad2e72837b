#!/bin/sh
# Tidying takes the leftovers from the spool and leaves what reruns and proofs need.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
inbox=$scratch/inbox
out=$scratch/out
mkdir "$inbox"
registry "$scratch/dossiers.csv"
statement "$inbox/afschrift.pdf" 06
mail "$inbox/vraag.eml" 'Vraag' 'Wanneer hoor ik iets over dossier R-20-104233?' 'J.A. van der Meer'
printf 'geen pdf' >"$inbox/stuk.bin"
run() { "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$out" "$inbox" >"$scratch/said" 2>&1; }
run
ok "the run ends well" $?
tree "$out" >"$scratch/before"
cp "$out/report.ndjson" "$scratch/report"
count() { find "$out/spool/objects" "$out/spool/cache" -type f | wc -l; }
full=$(count)

"$bin/postkamer-tidy" --quiet --out "$out" >"$scratch/said" 2>&1
ok "tidy ends well" $?
same "what is younger than thirty days stays" "$(count)" "$full"
"$bin/postkamer" tidy --quiet --out "$out" --days 0 >"$scratch/said" 2>&1
ok "and so when all may go" $?
ok "something went ($(count) of $full left)" "$([ "$(count)" -lt "$full" ]; echo $?)"
same "no answer is left" "$(find "$out/spool/cache" -type f | wc -l)" 0
"$bin/postkamer" verify --out "$out" >"$scratch/said" 2>&1
ok "all is accounted for" $?
for file in "$inbox"/*; do
    key=$(sha256sum <"$file" | cut -d' ' -f1)
    ok "the original of $(basename "$file") is kept" \
        "$(cmp -s "$file" "$out/spool/objects/$(echo "$key" | cut -c1-2)/$(echo "$key" | cut -c3-)"; echo $?)"
done
"$bin/postkamer" rerun --quiet --out "$out" afschrift.pdf vraag.eml stuk.bin >"$scratch/said" 2>&1
ok "a rerun ends well" $?
tree "$out" >"$scratch/after"
ok "in the same tree and report" "$(cmp -s "$scratch/before" "$scratch/after" && cmp -s "$scratch/report" "$out/report.ndjson"; echo $?)"

statement "$inbox/later.pdf" 07
run
ok "a run after it ends well, accounted for" $?
key=$(sqlite3 "$out/ledger.sqlite" "SELECT records FROM submission WHERE name='vraag.eml'")
rm "$out/spool/objects/$(echo "$key" | cut -c1-2)/$(echo "$key" | cut -c3-)"
before=$(count)
"$bin/postkamer" tidy --quiet --out "$out" --days 0 >"$scratch/said" 2>&1
same "without a submission's records nothing is cleared" "$? $(count)" "74 $before"
# What is installed for cron and systemd tidies, by itself, with words that it takes.
cron=$(sed -n 's|.* /usr/local/bin/postkamer tidy |tidy |p' pipeline/systemd/postkamer.cron | sed "s|/srv/postkamer/out|$out|")
unit=$(sed -n 's|^ExecStartPost=.*/postkamer tidy \(.*\) \|\|.*|tidy \1|p' pipeline/systemd/postkamer.service | sed 's|"$OUT"|'"$out|")
rm -rf "$out"
run
for words in "$cron" "$unit"; do
    "$bin/postkamer" $words >"$scratch/said" 2>&1
    same "what is shipped says postkamer ${words%% --out*}" "$? ${words%% *} ${words##*--}" "0 tidy days 30"
done
for days in -1 x 99999; do
    "$bin/postkamer" tidy --out "$out" --days $days >"$scratch/said" 2>&1
    same "--days $days is refused" $? 64
done
echo "1..$n"
