#!/bin/bash
# What is told outside the pieces and the report: no BSN, name or text of anybody in messages, the
# audit trail, the names of processes and their arguments; no core dumps.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
export OMP_THREAD_LIMIT=1
export ASAN_OPTIONS=detect_leaks=0 # who is traced cannot look for leaks
inbox=$scratch/inbox
out=$scratch/out
mkdir "$inbox" "$inbox/map"
registry "$scratch/dossiers.csv"
statement "$inbox/afschrift.pdf" 06
mail "$inbox/vraag.eml" 'Vraag' 'Mijn BSN is 999990019, mijn dossier R-20-104233.' 'J.A. van der Meer'
mail "$inbox/map/brief.eml" 'Brief' 'Hierbij mijn stukken.' 'K. Pietersen, BSN 999990020'
statement "$inbox/stuk.pdf" 07
truncate -s -300 "$inbox/stuk.pdf"
mail "$inbox/gok.eml" 'Vraag' 'Ik ben de heer Pietersen, BSN 999990019.' 'K. Pietersen'
printf '{"received":"gisteren","bsn":"999990019","name":"van der Meer"}' >"$inbox/stuk.pdf.meta.json"
printf '{"bsn":"999990020", "name":' >"$inbox/gok.eml.meta.json"
printf 'dossier,surname,bsn\nR-20-104299,Meer,x"y\n' >>"$scratch/dossiers.csv"
private='(^|[^0-9])99999[0-9]{4}([^0-9]|$)|Meer|Pietersen|Boodschappen|Voorbeeldbank|0417164300|1234AB|1980-02-29'

# A folder that is handed to a group of its own: whoever of it reads, nobody else does.
clerks=$(($(id -g) + 4321))
mkdir -m 2750 "$out"
grouped=
chgrp "$clerks" "$out" 2>/dev/null && chmod 2750 "$out" && grouped=1
tracer=
if strace -qq -o /dev/null -e trace=execve true 2>/dev/null; then
    tracer="strace -f -qq -s 4096 -v -o $scratch/started -e trace=execve,prctl"
fi
$tracer "$bin/postkamer" run --registry "$scratch/dossiers.csv" --out "$out" "$inbox" >"$scratch/stdout" 2>"$scratch/said"
ok "the run ends well" $?
rights() { find "$out" "$@"; }
if [ -n "$grouped" ]; then
    same "all in OUT is of the group that OUT was given" "$(rights ! -gid "$clerks")" ""
else
    n=$((n + 1))
    echo "ok $n - all in OUT is of the group that OUT was given # skip no folder can be given to a group here"
fi
same "the group reads, others nothing" "$(rights -type d ! -perm -050 -print -o -type f ! -name '*.key' ! -perm -040 -print -o -perm /027 -print)" ""
same "keys are their owner's only" "$(rights -name '*.key' -printf '%m\n' | sort -u)" 600
ok "something was told" "$([ -s "$scratch/said" ]; echo $?)"
same "no BSN, name or text in what the run said" "$(grep -hE "$private" "$scratch/said" "$scratch/stdout")" ""
"$bin/postkamer" rerun --out "$out" vraag.eml gok.eml >"$scratch/stdout" 2>"$scratch/said"
ok "a rerun ends well" $?
same "nor in what a rerun said" "$(grep -hE "$private" "$scratch/said" "$scratch/stdout")" ""
ok "the report knows them" "$(grep -qE "$private" "$out/report.ndjson"; echo $?)"
same "the audit trail does not" "$(grep -hE "$private" "$out/audit.ndjson" "$out/checkpoints.ndjson")" ""
if [ -n "$tracer" ]; then
    ok "programs were started" "$(grep -q 'postkamer-ocr' "$scratch/started"; echo $?)"
    same "no BSN, name or text in arguments, environments and names of processes" \
        "$(grep -E "$private" "$scratch/started" | cut -c1-300)" ""
fi
mkfifo "$scratch/never"
"$bin/postkamer-split" --quiet --out "$out" <"$scratch/never" >"$scratch/split" 2>&1 &
pid=$!
exec 9>"$scratch/never" # it waits for records that do not come
while kill -0 $pid && [ ! -s "$scratch/split" ]; do sleep 0.1; done
same "a program writes no core dump" "$(awk '/^Max core/ { print ($5 <= 1) }' "/proc/$pid/limits")" 1
exec 9>&-
wait $pid
"$bin/postkamer-unpack" --no-sandbox --quiet --out "$out" "$inbox" >"$scratch/stream" 2>"$scratch/said"
same "without walls is said, also when it is to be quiet" "$? $(grep -c 'WITHOUT WALLS' "$scratch/said")" "0 1"
echo "1..$n"
