#!/bin/bash
# Hostile files in the inbox: the run ends well, every one gets a verdict, nothing is lost and
# nothing is written outside OUT. Our own small ones first; then, where HOSTILE_FILES or
# ../shared/hostile has a collection, a fixed sample of it.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
sample=${HOSTILE_SAMPLE:-100} # or all, or PART/PARTS: every PARTS-th, from the PART-th
# A decoder that asks for gigabytes gets none, as behind the walls of a build without sanitizers.
export ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=1024

registry "$scratch/dossiers.csv"
judge() { # INBOX, OUT, what it is
    timeout ${HOSTILE_SECONDS:-900} "$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$2" "$1" >"$scratch/said" 2>&1
    same "$3: the run ends well" $? 0
    same "$3: no sanitizer speaks" "$(grep -aE -A 8 -m 3 'ERROR: [A-Za-z]*Sanitizer|runtime error' "$scratch/said")" ""
    "$bin/postkamer" verify --out "$2" >"$scratch/said" 2>&1
    same "$3: verify finds every page" $? 0
    find "$1" -mindepth 1 -maxdepth 1 ! -name '.*' ! -name '*.part' ! -name '*.tmp' ! -name '*.meta.json' -printf x |
        wc -c >"$scratch/entries"
    same "$3: every entry has a verdict" \
        "$(jq -r 'select(.kind == "piece") | .submission | @json' "$2/report.ndjson" | sort -u | wc -l)" "$(cat "$scratch/entries")"
    same "$3: no page has two" "$(jq -r 'select(.kind == "piece") | .submission as $s | .pages[] | [$s, .file, .page] | @json' \
        "$2/report.ndjson" | sort | uniq -d)" ""
    same "$3: no type where nothing could be read" \
        "$(jq -r 'select(.kind == "piece" and .decision == "rejected" and .type != null) | .submission' "$2/report.ndjson")" ""
    same "$3: nothing in OUT is for others than owner and group, keys are for the owner" \
        "$(find "$2" -perm /007 -print; find "$2" -name '*.key' ! -perm 600 -print)" ""
    same "$3: only plain names, files and folders in OUT" \
        "$(find "$2" \( ! -type f ! -type d -o -perm /111 -type f \) -print
        find "$2" -print0 | LC_ALL=C grep -zaP '[\x00-\x1f\x7f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]' | tr '\0' '\n')" ""
}
decision() { # entry of our own
    jq -r --arg name "$1" 'select(.submission == $name) | .decision' "$scratch/out/report.ndjson" | sort -u | tr '\n' ' '
}

# Our own. What stands outside OUT is compared before and after.
inbox=$scratch/inbox
mkdir "$inbox" "$scratch/abroad"
tests/hostile-files "$inbox" "$scratch/abroad" || exit 1
brief='Een gewone brief over dossier R-20-104233'
text_pdf "$inbox/"$'fact\e[31m\u202efdp\nexe.pdf' "$brief"
text_pdf "$inbox/"$'\xff\xfe.pdf' "$brief" 'twee'
text_pdf "$inbox/--help.pdf" "$brief" 'drie'
text_pdf "$inbox/half.pdf.part" "$brief" 'nog niet'
ln -s /etc/passwd "$inbox/link.pdf"
ln -s .. "$inbox/up"
mkfifo "$inbox/pipe.pdf"
mkdir -p "$inbox/map/leeg" "$inbox/niets"
ln -s /etc/passwd "$inbox/map/link.txt"
mkfifo "$inbox/map/pipe.txt"
echo 'Een briefje.' >"$inbox/map/goed.txt"
(cd "$inbox/map" && tar cf ../links.tar link.txt pipe.txt goed.txt)
gzip -9 -n <"$inbox/links.tar" >"$inbox/links.tar.gz"
mkdir "$scratch/holes" && truncate -s 600M "$scratch/holes/gat.bin" && echo einde >>"$scratch/holes/gat.bin"
tar -C "$scratch/holes" -S -cf "$inbox/sparse.tar" gat.bin
outside() {
    find "$inbox" "$scratch/abroad" -printf '%p %s %T@\n' | LC_ALL=C sort | tr -c '[:graph:] \n' '?'
    find / . .. "$scratch" "$scratch/.." -maxdepth 1 -name 'slip*'
}
outside >"$scratch/before"
judge "$inbox" "$scratch/out" "our own"
same "our own: nothing was written outside OUT" "$(outside)" "$(cat "$scratch/before")"
same "a link is rejected, and not followed" "$(decision link.pdf)" "rejected "
! grep -rqa '^root:' "$scratch/out/review" "$scratch/out/rejected" "$scratch/out/dossiers" "$scratch/out/aside" 2>/dev/null
ok "no file of the machine got into OUT" $?
for name in empty.pdf noise.bin huge.tif huge.png huge.bmp noise.jpg; do
    same "$name is rejected" "$(decision "$name")" "rejected "
done
while read -r name code; do
    ok "$name is rejected for $code" "$(jq -e --arg name "$name" --arg code "$code" -s \
        'any(.[]; .submission == $name and .decision == "rejected" and any(.reasons[]; .code == $code))' \
        "$scratch/out/report.ndjson" >"$scratch/said"; echo $?)"
done <<END
bomb.zip limit-ratio
deep.zip limit-depth
quine.gz limit-depth
quines.zip limit-depth
twice.zip overlap
sparse.tar sparse
huge.tif limit-pixels
huge.png limit-pixels
huge.gif limit-pixels
huge.bmp limit-pixels
many.tif limit-pages
noise.zip encrypted
cut.zip broken
loop.pdf broken
fan.pdf limit-pages
laugh.pdf broken
brackets.pdf broken
length.pdf broken
filters.pdf broken
tiles.pdf broken
colours.pdf broken
link.pdf link
pipe.pdf device
END
same "a page of snow is read in time, and goes to a clerk" \
    "$(jq -r 'select(.submission == "snow.png") | "\(.decision) \([.reasons[].code] | index("timeout"))"' "$scratch/out/report.ndjson")" "review null"
same "a page beside two trees that go round is still read" \
    "$(jq -r 'select(.submission == "cycle.pdf" and .decision == "review") | .pages | length' "$scratch/out/report.ndjson")" 1
same "members that cross a zip's borders are in it all the same" \
    "$(jq -r 'select(.submission == "slip.zip") | .pages[].file' "$scratch/out/report.ndjson" | sort | tr '\n' ' ')" \
    "$(printf '%s\n' a/slip.txt part-6 part-7 "${scratch#/}/abroad/slip.txt" slip.txt 'slip (2).txt' 'slip (3).txt' | sort | tr '\n' ' ')"
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$scratch/out" "$inbox" >"$scratch/said" 2>&1
same "a second run ends well" $? 0

# A collection, when there is one.
own=$(find "$inbox" -mindepth 1 -maxdepth 1 ! -name '*.meta.json' | wc -l)
from=${HOSTILE_FILES:-../shared/hostile}
if [ -d "$from" ]; then
    mkdir "$scratch/inbox2"
    find "$from" -mindepth 2 -type f | LC_ALL=C sort >"$scratch/list"
    [ "$sample" != all ] || sample=1/1
    case $sample in
    */*) awk -v part="${sample%/*}" -v parts="${sample#*/}" 'NR % parts == part % parts' "$scratch/list" ;;
    *) awk -v all="$(wc -l <"$scratch/list")" -v n="$sample" 'int(NR * n / all) > int((NR - 1) * n / all)' "$scratch/list" ;;
    esac >"$scratch/chosen"
    sample=$(wc -l <"$scratch/chosen")
    while IFS= read -r file; do
        i=$((${i:-0} + 1))
        cp "$file" "$scratch/inbox2/$i $(basename "$file")"
    done <"$scratch/chosen"
    judge "$scratch/inbox2" "$scratch/out2" "a sample of $sample"
    echo "# $sample hostile files of the collection, $own of our own"
else
    n=$((n + 1))
    echo "ok $n - a collection of hostile files # skip HOSTILE_FILES names no folder"
    echo "# $own hostile files of our own"
fi
echo "1..$n"
