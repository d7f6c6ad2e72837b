#!/bin/sh
# Honest splits, as far as they show before anything is drawn: no person, template or paper is in two
# of them, and one family of wear is in the test split only.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
make=${BUILD:-build}/samples/make-corpus

for split in train calibrate test; do
    for seed in 1 2; do
        "$make" --plan --seed $seed --split $split --pages 1500 --out "$scratch/plan" || echo "failed $split"
    done >"$scratch/$split.all" 2>"$scratch/said"
    LC_ALL=C sort -u "$scratch/$split.all" >"$scratch/$split"
    ! grep -q '^failed' "$scratch/$split"
    ok "a $split split is planned" $?
done
"$make" --plan --seed 1 --split test --pages 1500 --out "$scratch/plan" >"$scratch/again"
head -n "$(wc -l <"$scratch/again")" "$scratch/test.all" | cmp -s - "$scratch/again"
ok "one seed, one plan" $?
for seed in 4041 4042; do
    "$make" --plan --seed $seed --split test --pages 1500 --out "$scratch/plan" | LC_ALL=C sort >"$scratch/seed$seed"
done
same "seeds that follow each other share no paper" \
    "$(LC_ALL=C comm -12 "$scratch/seed4041" "$scratch/seed4042" | grep '^paper ')" ""

shared() { LC_ALL=C comm -12 "$scratch/$1" "$scratch/$2" | grep "^$3 "; }
for what in person template paper; do
    for pair in "train calibrate" "train test" "calibrate test"; do
        same "${pair% *} and ${pair#* } share no $what" "$(shared ${pair% *} ${pair#* } $what)" ""
    done
done
same "the fax is in the test split only" "$(cd "$scratch" && grep -l '^wear fax$' train calibrate test)" test

# Every type that can be tested can be trained on, and has a template that was not.
for split in train calibrate test; do
    (cd samples/templates && grep -l "^<!-- split: $split" -- */*.html */*.txt) | cut -d/ -f1 | grep -v stamp |
        sort -u >"$scratch/types.$split"
done
same "train and test have the same types" "$(cat "$scratch/types.train")" "$(cat "$scratch/types.test")"
same "train and calibrate have the same types" "$(cat "$scratch/types.train")" "$(cat "$scratch/types.calibrate")"
echo "1..$n"
