#!/bin/sh
# Makes the large test corpus, runs the pipeline over it and writes what came of it to RESULTS and
# the plot beside it. What is there is not made or read again: a killed evaluation goes on where it
# was, and after a change of judgement no page is read anew.
# usage: samples/score/evaluate.sh MAKE-CORPUS BIN WORK SEED PAGES RESULTS
set -eu
make_corpus=$1 bin=$2 work=$3 seed=$4 pages=$5 results=$6
corpus=$work/corpus out=$work/out
say() { echo "evaluate: $*" >&2; }
hash_of() { sha256sum | cut -c1-16; }
# The last commit that touched these, with a + when they differ from it.
commit_of() {
    printf '%s%s' "$(git log -1 --format=%h -- "$@" 2>/dev/null || echo unknown)" \
        "$(git diff --quiet HEAD -- "$@" 2>/dev/null || echo +)"
}

mkdir -p "$work"
made_of=$({ find samples/make samples/templates samples/fonts.txt -type f | LC_ALL=C sort | xargs cat; echo "$seed $pages"; } | hash_of)
if [ "$(cat "$corpus/made-of" 2>/dev/null)" = "$made_of" ]; then
    say "the corpus of $pages pages is there"
else
    say "making $pages pages of the split test with seed $seed: about $((pages / 100 + 1)) minutes"
    rm -rf "$corpus" "$corpus.new" "$out"
    "$make_corpus" --seed "$seed" --split test --pages "$pages" --households 400 --jobs "$(nproc)" --out "$corpus.new" >&2
    echo "$made_of" >"$corpus.new/made-of"
    mv "$corpus.new" "$corpus"
fi

# Other programs or another model decide all anew; what was read stays in the spool.
judged_by=$(find "$bin" "$bin/../share" -type f | LC_ALL=C sort | xargs cat | hash_of)
mkdir -p "$out"
if [ "$(cat "$work/judged-by" 2>/dev/null)" != "$judged_by" ]; then
    find "$out" -mindepth 1 -maxdepth 1 ! -name spool -exec rm -rf {} +
    echo "$judged_by" >"$work/judged-by"
fi
say "running the pipeline into $out: about a second a page that it has not read before"
"$bin/postkamer" run --registry "$corpus/dossiers.csv" --out "$out" "$corpus/INBOX" >&2
say "scoring"
"$bin/postkamer" score --json --by lookalikes "$corpus" "$out" >"$work/score.json"
model=$(sha256sum <"$bin/../share/postkamer/model.bin" | cut -c1-12)
jq -r -f samples/score/results.jq --arg seed "$seed" --arg model "$model" \
    --arg programs "$(commit_of pipeline stages classifiers)" \
    --arg templates "$(commit_of samples/make samples/templates samples/fonts.txt)" \
    "$work/score.json" >"$results.new"
jq -r -f samples/score/reliability.jq "$work/score.json" >"${results%.md}.svg"
mv "$results.new" "$results"
say "wrote $results and ${results%.md}.svg; all figures are in $work/score.json"
