#!/bin/sh
# Proves what the corpora promise: one seed gives the same bytes, and splits share no person and no
# template. usage: samples/check.sh MAKE-CORPUS; needs what drawing needs.
set -eu
make=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$make" --seed 77 --split test --pages 12 --out "$work/one" >/dev/null
"$make" --seed 77 --split test --pages 12 --out "$work/two" >/dev/null
diff -r "$work/one" "$work/two" || { echo "check: one seed, two corpora" >&2; exit 1; }

# Person: surname and birth date, of applicants and partners.
for split in train calibrate test; do
    for seed in 1 2 3; do
        "$make" --seed $seed --split $split --pages 1 --out "$work/$split.$seed" >/dev/null
        awk -F, 'NR > 1 { print $7 "," $9; if ($18 != "") print $18 "," $20 }' \
            "$work/$split.$seed/dossiers.csv"
    done | sort -u >"$work/$split"
done
for pair in "train calibrate" "train test" "calibrate test"; do
    set -- $pair
    both=$(comm -12 "$work/$1" "$work/$2" | wc -l)
    [ "$both" -eq 0 ] || { echo "check: $1 and $2 share $both persons" >&2; exit 1; }
done

# A template names one split; each type has one in every split.
for type in samples/templates/*/; do
    case $type in */lists/ | */stamp/) continue ;; esac
    for split in train calibrate test; do
        grep -lq "split: $split" "$type"* || { echo "check: $type has none for $split" >&2; exit 1; }
    done
done
echo "check: the same bytes twice; splits share nobody and no template"
