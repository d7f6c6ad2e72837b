#!/bin/bash
# A record stream that is cut anywhere is no stream, before any stage: exit 65, no `end`, nothing of a
# cut submission, in OUT neither. A sample of the places, and of the end each; EVERY=1 cuts the small
# stream at every byte.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
export OMP_THREAD_LIMIT=1
cuts=${EVERY:+all}
cuts=${cuts:-20}
jobs=${JOBS:-$(nproc)}

registry "$scratch/dossiers.csv"
stages="paginate ocr split classify route"
run() { # STAGE OUT INPUT
    local words=()
    [ "$1" != route ] || words=(--registry "$scratch/dossiers.csv" --run one)
    "$bin/postkamer-$1" "${words[@]}" --quiet --jobs 1 --out "$2" <"$3"
}
# The streams of an inbox, NAME.0 (of unpack) to NAME.5 (of route), and what each stage finds.
whole() { # NAME INBOX
    local at=0 stage
    mkdir "$scratch/$1.out"
    "$bin/postkamer-unpack" --quiet --out "$scratch/$1.out" "$2" >"$scratch/$1.0" 2>"$scratch/said" || return
    for stage in $stages; do
        cp -a "$scratch/$1.out" "$scratch/$1.$stage"
        run $stage "$scratch/$1.out" "$scratch/$1.$at" >"$scratch/$1.$((at + 1))" 2>"$scratch/said" || return
        at=$((at + 1))
    done
}
mkdir "$scratch/small" "$scratch/post"
echo 'Een briefje.' >"$scratch/small/a"
statement "$scratch/post/afschrift.pdf" 06
mail "$scratch/post/vraag.eml" 'Vraag' 'Wanneer hoor ik iets over dossier R-20-104233?' 'J.A. van der Meer'
echo 'Een briefje.' >"$scratch/post/briefje.txt"
touch -d '2020-11-15T10:00:00+01:00' "$scratch/small"/* "$scratch/post"/*
whole small "$scratch/small" && whole post "$scratch/post"
ok "the whole streams are taken" $?

cut() { # NAME STAGE INPUT BYTES
    local at=$scratch/$1.$2.$4 said="$2: cut at $4 of $1:" status whole
    head -c "$4" "$3" >"$at.cut"
    whole=$(head -n "$(wc -l <"$at.cut")" "$at.cut" | grep -c '"kind":"submission-end"') # a line has its newline
    cp -a "$scratch/$1.$2" "$at.out"
    run "$2" "$at.out" "$at.cut" >"$at.got" 2>"$at.said"
    status=$?
    [ $status = 65 ] || echo "$said exit $status"
    ! grep -q '"kind":"end"' "$at.got" || echo "$said it has an end"
    [ "$(grep -c '"kind":"submission"' "$at.got")" = "$whole" ] ||
        echo "$said not exactly the whole submissions"
    [ -s "$at.said" ] || echo "$said it says nothing"
    if [ "$2" = route ]; then # what came whole is taken up, of the rest there is no trace
        [ "$(find "$at.out"/dossiers "$at.out"/review -mindepth 2 -type f ! -name why.txt ! -name status.json 2>/dev/null | wc -l)" = \
            "$whole" ] || echo "$said it filed otherwise"
    fi
    rm -rf "$at".*
}
export -f cut run
export scratch bin
places() { # bytes in all, cuts
    if [ "$2" = all ]; then seq 0 $(($1 - 1)); else
        awk -v size="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) print int(size * i / n); for (i = 1; i < 30; i += 7) print size - i }' | sort -nu
    fi
}
for name in small post; do
    many=$cuts
    [ $name = small ] || many=${EVERY:+400}
    at=0
    for stage in $stages; do
        input=$scratch/$name.$at
        at=$((at + 1))
        places "$(wc -c <"$input")" "${many:-16}" >"$scratch/places"
        bad=$(xargs -P "$jobs" -I '{}' bash -c "cut $name $stage '$input' {}" <"$scratch/places" 2>&1 | head -n 20)
        same "$stage: a stream of $(wc -c <"$input") bytes cut at $(wc -l <"$scratch/places") places is refused with 65" "$bad" ""
    done
done

sed '$d' "$scratch/post.1" >"$scratch/cut"
printf '{"kind":"end","counts":{"submissions":2}}\n' >>"$scratch/cut"
run split "$scratch/post.split" "$scratch/cut" >"$scratch/got" 2>"$scratch/said"
same "an end that counts otherwise is refused with 65" $? 65
echo "1..$n"
