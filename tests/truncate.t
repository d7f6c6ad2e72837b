#!/bin/sh
# A record stream that is cut anywhere is no stream: exit 65, no `end`, nothing of a cut submission.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
export OMP_THREAD_LIMIT=1
cuts=60

inbox=$scratch/inbox
out=$scratch/out
mkdir "$inbox" "$out"
statement "$inbox/afschrift.pdf" 06
mail "$inbox/vraag.eml" 'Vraag' 'Wanneer hoor ik iets over dossier R-20-104233?' 'J.A. van der Meer'
echo 'Een briefje.' >"$inbox/briefje.txt"
"$bin/postkamer-unpack" --out "$out" "$inbox" >"$scratch/1" 2>"$scratch/said" &&
    "$bin/postkamer-paginate" --out "$out" <"$scratch/1" >"$scratch/2" 2>>"$scratch/said" &&
    "$bin/postkamer-split" --out "$out" <"$scratch/2" >"$scratch/3" 2>>"$scratch/said"
ok "the whole stream is taken" $?

size=$(wc -c <"$scratch/2")
bad=
check() { # bytes
    head -c "$1" "$scratch/2" >"$scratch/cut"
    "$bin/postkamer-split" --quiet --out "$out" <"$scratch/cut" >"$scratch/got" 2>"$scratch/said"
    status=$?
    [ $status = 65 ] || bad="$bad
cut at $1: exit $status"
    ! grep -q '"kind":"end"' "$scratch/got" || bad="$bad
cut at $1: it has an end"
    [ "$(grep -c '"kind":"submission"' "$scratch/got")" = "$(grep -c '"kind":"submission-end".*}$' "$scratch/cut")" ] ||
        bad="$bad
cut at $1: not exactly the whole submissions"
    [ -s "$scratch/said" ] || bad="$bad
cut at $1: it says nothing"
}
i=0
while [ $i -lt $cuts ]; do
    check $((size * i / cuts))
    i=$((i + 1))
done
back=1
while [ $back -lt 30 ]; do
    check $((size - back))
    back=$((back + 3))
done
same "a stream of $size bytes cut at $cuts places and near its end is refused with 65" "$bad" ""

sed '$d' "$scratch/2" >"$scratch/cut"
printf '{"kind":"end","counts":{"submissions":2}}\n' >>"$scratch/cut"
"$bin/postkamer-split" --quiet --out "$out" <"$scratch/cut" >"$scratch/got" 2>"$scratch/said"
same "an end that counts otherwise is refused with 65" $? 65
echo "1..$n"
