#!/bin/bash
# Samples that were cut at every 1%, flipped bit by bit, and made to lie: each gets one verdict, soon,
# from workers that stay within their memory. Without recognition: that takes its time for good
# pages too. SPOILT_KIB: samples up to this size. SPOILT_FILES: other files to try so, a folder;
# SPOILT_PART=PART/PARTS: every PARTS-th of them, from the PART-th.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
export OMP_THREAD_LIMIT=1 ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=1024
inbox=$scratch/inbox out=$scratch/out
mkdir "$inbox" "$out"
registry "$scratch/dossiers.csv"
if [ -n "${SPOILT_FILES:-}" ]; then
    part=${SPOILT_PART:-1/1}
    find "$SPOILT_FILES" -mindepth 1 -type f | LC_ALL=C sort |
        awk -v part="${part%/*}" -v parts="${part#*/}" 'NR % parts == part % parts' |
        while IFS= read -r file; do
            i=$((${i:-0} + 1))
            ln -s "$(realpath "$file")" "$scratch/link" && cp -L "$scratch/link" "$inbox/$i $(basename "$file")"
            rm "$scratch/link"
        done
else
    find samples/corpus/INBOX -type f ! -name '*.meta.json' -size -${SPOILT_KIB:-100}k -print0 | LC_ALL=C sort -z | xargs -0 tests/spoil "$inbox"
fi
touch -d '2020-11-15T10:00:00+01:00' "$inbox"/*
files=$(find "$inbox" -type f | wc -l)
# One worker at a time: what passes between the ends of two submissions is the later one's time.
timed() { # STAGE, words
    local stage=$1
    shift
    /usr/bin/time -o "$scratch/$stage.peak" -f %M "$bin/postkamer-$stage" --quiet --jobs 1 --out "$out" "$@" 2>"$scratch/$stage.said" |
        perl -MTime::HiRes=time -ne 'BEGIN { open $t, ">", shift; $before = time } print;
            if (/^\{"kind":"submission-end","submission":(".*")\}$/) { $now = time; printf $t "%.4f\t%s\n", $now - $before, $1; $before = $now }' "$scratch/$stage.times"
    echo "${PIPESTATUS[0]}" >"$scratch/$stage.status"
}
timed unpack "$inbox" >"$scratch/1"
timed paginate <"$scratch/1" >"$scratch/2"
for stage in split classify; do
    "$bin/postkamer-$stage" --quiet --out "$out" <"$scratch/2" >"$scratch/3" 2>"$scratch/$stage.said"
    echo $? >"$scratch/$stage.status"
    mv "$scratch/3" "$scratch/2"
done
"$bin/postkamer-route" --quiet --registry "$scratch/dossiers.csv" --out "$out" <"$scratch/2" >"$scratch/3" 2>"$scratch/route.said"
echo $? >"$scratch/route.status"
for stage in unpack paginate split classify route; do
    cp "$scratch/$stage.said" "$scratch/said"
    same "$stage ends well" "$(cat "$scratch/$stage.status")" 0
done
same "no sanitizer speaks" "$(grep -ahE -A 8 -m 3 'ERROR: [A-Za-z]*Sanitizer|runtime error' "$scratch"/*.said)" ""
"$bin/postkamer" verify --out "$out" >"$scratch/said" 2>&1
ok "verify accounts for all" $?
same "each of $files files has a verdict" "$(jq -r 'select(.kind == "piece") | .submission | @json' "$out/report.ndjson" | sort -u | wc -l)" "$files"
same "no page has two" "$(jq -r 'select(.kind == "piece") | .submission as $s | .pages[] | [$s, .file, .page] | @json' "$out/report.ndjson" | sort | uniq -d)" ""
figures=$(cat "$scratch"/*.times | awk -F'\t' '{ t[$2] += $1 } END { for (name in t) print t[name] }' | sort -n |
    awk '{ t[NR] = $1 } END { printf "%.3f %.3f %.3f", t[int((NR + 1) / 2)], t[int(NR * 0.99 + 0.5)], t[NR] }')
read -r median p99 most <<<"$figures"
peak=$(cat "$scratch"/*.peak | sort -n | tail -n 1)
# Whose worker was ended at its deadline, once each time.
jq -nr 'foreach inputs as $r (null; if $r.kind == "submission" then $r.submission else . end;
    select($r.kind == "problem" and $r.code == "timeout") | @json)' "$scratch/2" >"$scratch/late"
late=$(sort -u "$scratch/late" | wc -l)
# A file's budget: a worker's 60 seconds of the processor, by the clock four times as much, and as
# often as a worker was ended at them, which five pages of a file may ask for; ten for the rest.
over=$(cat "$scratch"/*.times | awk -F'\t' -v late="$scratch/late" 'BEGIN { while ((getline name <late) > 0) ended[name]++ }
    { took[$2] += $1 }
    END { for (name in took) {
        times = ended[name] > 5 ? 5 : ended[name] > 1 ? ended[name] : 1
        if (took[name] > 240 * times + 10) print name, took[name]
    } }')
crashes=$(jq -r 'select(.kind == "problem" and (.code == "crash" or .code == "memory")) | "\(.code) \(.file) \(.page)"' "$scratch/2" | sort)
cat "$scratch"/*.times | sort -rn | head -n 3 | sed 's/^/#   slow: /'
printf '%s' "$crashes" | head -n 5 | sed 's/^/#   a worker died: /'
sort -u "$scratch/late" | head -n 5 | sed 's/^/#   ended at its deadline: /'
echo "# $files spoilt files: median $median s, p99 $p99 s, most $most s; $late met their deadline, $(printf '%s' "$crashes" | grep -c .) dead workers; peak $((peak / 1024)) MiB"
if [ -z "${SANITIZE:-}" ] && ! nm -C "$bin/postkamer-unpack" 2>/dev/null | grep -q __asan_init; then
    ok "p99 within half a second without recognition ($p99 s)" "$(awk -v t="$p99" 'BEGIN { exit t > 0.5 }'; echo $?)"
    # Who meets its deadline is ended there: so nobody is over a budget, and it should be rare.
    same "none over its budget" "$over" ""
    same "who was ended at its deadline is rejected for that" \
        "$(jq -r 'select(.kind == "piece" and .decision == "rejected" and any(.reasons[]; .code == "timeout")) | .submission | @json' "$out/report.ndjson" | sort -u)" \
        "$(sort -u "$scratch/late")"
    ok "no more than one in a thousand met its deadline ($late)" "$([ $(((late - 1) * 1000)) -lt "$files" ]; echo $?)"
    ok "no process over 1 GiB ($((peak / 1024)) MiB)" "$([ "$peak" -le 1048576 ]; echo $?)"
fi
echo "1..$n"
