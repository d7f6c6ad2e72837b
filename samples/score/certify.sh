#!/bin/sh
# How wrong filing can be at most, by what was filed of corpora that nothing was fitted on:
#   samples/score/certify.sh CERTIFICATE CORPUS OUT [CORPUS OUT]...
# A filing is a filed piece; it is wrong when one of its pages belongs elsewhere. The bound is the
# one-sided 95% one of C. Clopper and E. Pearson (1934), for all post and by channel.
set -eu
certificate=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
while [ $# -ge 2 ]; do
    jq -c '(if (.channel // "") == "" then "unknown" else .channel end) as $c | .submission as $s | .pieces[] | .dossier as $d | .pages[] | {key: "\($s)\n\(.file)\n\(.page)", value: [$d, $c]}' \
        "$1/truth.ndjson" | jq -s from_entries >"$work/truth"
    jq -r --slurpfile truth "$work/truth" 'select(.decision == "filed") | .submission as $s | .dossier as $d |
        [.pages[] | $truth[0]["\($s)\n\(.file)\n\(.page)"] // [null, "unknown"]] |
        "\(.[0][1]) \(if all(.[]; .[0] == $d) then 0 else 1 end)"' "$2/report.ndjson" >>"$work/filings"
    shift 2
done
awk '
function bound(n, k,   low, high, p, i, term, sum, round) { # the p at which k or fewer have a chance of 5%
    low = 0; high = 1
    if (k >= n) return 1
    for (round = 0; round < 60; round++) {
        p = (low + high) / 2
        term = exp(n * log(1 - p)); sum = term
        for (i = 0; i < k; i++) { term *= (n - i) / (i + 1) * p / (1 - p); sum += term }
        if (sum > 0.05) low = p; else high = p
    }
    return high
}
function line(kind) { return sprintf("{\"kind\": \"%s\", \"filings\": %d, \"wrong\": %d, \"bound\": %.5f}", kind, n[kind], k[kind], bound(n[kind], k[kind])) }
{ n["all"]++; k["all"] += $2; n[$1]++; k[$1] += $2; if (!($1 in seen)) { seen[$1] = 1; order[++kinds] = $1 } }
END {
    if (!n["all"]) exit 1
    printf "{\"confidence\": 0.95,\n \"kinds\": [\n  %s", line("all")
    for (i = 1; i <= kinds; i++) if (order[i] != "all") printf ",\n  %s", line(order[i])
    print "\n ]}"
}' "$work/filings" >"$certificate"
cat "$certificate"
