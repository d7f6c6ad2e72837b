#!/bin/sh
# Proves what the corpora promise of drawn pages: one seed gives the same bytes, the truth and the
# list of pages name the same pages, and no page is in two splits. tests/splits.t proves the rest.
# usage: samples/check.sh MAKE-CORPUS; needs what drawing needs, jq, and about two minutes.
set -eu
make=$1
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for split in train calibrate test; do
    "$make" --seed 77 --split $split --pages 25 --households 60 --out "$work/$split" >/dev/null
    jq -r '.text | select(length > 40) | @json' "$work/$split/pages.ndjson" | sort -u >"$work/$split.text"
    find "$work/$split/INBOX" -type f -size +0 ! -name '*.meta.json' -exec sha256sum {} + |
        cut -d' ' -f1 | sort -u >"$work/$split.bytes"
    jq -r '.submission as $s | (.pieces[].pages[], .blank[]) | "\($s)\t\(.file)\t\(.page)"' \
        "$work/$split/truth.ndjson" | grep -v -e DS_Store -e Thumbs.db -e 'image001.png' | sort >"$work/truth"
    jq -r '"\(.submission)\t\(.file)\t\(.page)"' "$work/$split/pages.ndjson" | sort >"$work/listed"
    cmp "$work/truth" "$work/listed" || { echo "check: $split: the truth names other pages" >&2; exit 1; }
    [ -z "$(uniq -d <"$work/listed")" ] || { echo "check: $split: a page twice" >&2; exit 1; }
done
for pair in "train calibrate" "train test" "calibrate test"; do
    for what in text bytes; do
        both=$(comm -12 "$work/${pair% *}.$what" "$work/${pair#* }.$what" | wc -l)
        [ "$both" -eq 0 ] || { echo "check: ${pair% *} and ${pair#* } share $both pages" >&2; exit 1; }
    done
done

"$make" --seed 77 --split test --pages 25 --households 60 --out "$work/again" >/dev/null
diff -r "$work/test" "$work/again" || { echo "check: one seed, two corpora" >&2; exit 1; }
echo "check: the same bytes twice; splits share no page"
