#!/bin/sh
# The same bytes in many submissions at once: whatever is read once for all of them, each page gets
# the words of its own file and no other's.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
export OMP_THREAD_LIMIT=1

inbox=$scratch/inbox
out=$scratch/out
mkdir "$inbox" "$out"
i=0
while [ $i -lt 600 ]; do # each text in some neighbours, in another order each time
    printf 'stuk%d\n' $((i * 7 % 23 + i / 60 * 23)) >"$inbox/$i.txt"
    i=$((i + 1))
done
touch -d 2020-11-15 "$inbox"/*
"$bin/postkamer-unpack" --out "$out" "$inbox" >"$scratch/1" 2>"$scratch/said" &&
    "$bin/postkamer-paginate" --out "$out" <"$scratch/1" >"$scratch/2" 2>>"$scratch/said"
ok "the stages end well" $?
jq -r 'select(.kind == "page") | "\(.file) \(.words[:2])/\(.words[2:])"' "$scratch/2" | sort -n >"$scratch/pages"
(cd "$out/spool/objects" && cut -d' ' -f2 "$scratch/pages" | xargs jq -r '.words[0][7]') >"$scratch/words"
cut -d' ' -f1 "$scratch/pages" | paste -d' ' - "$scratch/words" >"$scratch/read"
(cd "$inbox" && grep . -- *.txt) | tr ':' ' ' | sort -n >"$scratch/written"
same "every page has its own words" "$(cat "$scratch/read")" "$(cat "$scratch/written")"
echo "1..$n"
