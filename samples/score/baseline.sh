#!/bin/sh
# Runs the committed corpus and makes its score the baseline, showing what changes.
# usage: samples/score/baseline.sh BIN WORK
set -eu
bin=$1 work=$2 baseline=samples/baseline.json
mkdir -p "$work"
find "$work" -mindepth 1 -maxdepth 1 ! -name spool -exec rm -rf {} + # what was read stays
"$bin/postkamer" run --registry samples/corpus/dossiers.csv --out "$work" samples/corpus/INBOX
"$bin/postkamer" score --json samples/corpus "$work" >"$work/score.json"
[ -e "$baseline" ] || echo '{"report": {}}' >"$baseline"
jq -r -f samples/score/compare.jq --slurpfile baseline "$baseline" "$work/score.json"
jq -f samples/score/baseline.jq --arg truth "$(sha256sum <samples/corpus/truth.ndjson | cut -d' ' -f1)" \
    "$work/score.json" >"$baseline.new"
mv "$baseline.new" "$baseline"
echo "baseline: wrote $baseline; commit it with what changed the figures, and say why"
