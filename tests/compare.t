#!/bin/sh
# The comparison with the baseline notices what it should, and bears what it should.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
cat >"$scratch/baseline" <<'E2'
{"report": {
 "accounted": {"value": 1, "low": 0.7, "high": 1, "numerator": 100, "denominator": 100},
 "misfiled": {"value": 0, "low": 0, "high": 0.3, "numerator": 0, "denominator": 60},
 "mislabelled": {"value": 0, "low": 0, "high": 0.3, "numerator": 0, "denominator": 60},
 "coverage": {"value": 0.75, "low": 0.6, "high": 0.9, "numerator": 75, "denominator": 100},
 "type accuracy": {"value": 0.95, "low": 0.94, "high": 0.97, "numerator": 95, "denominator": 100},
 "field accuracy kvk": {"value": 0.5, "low": 0.2, "high": 0.8, "numerator": 4, "denominator": 8}}}
E2
worse() { # name, numerator, denominator: what is said to be worse when this figure is so
    jq --arg name "$1" --argjson n "$2" --argjson d "$3" \
        '.report[$name] += {numerator: $n, denominator: $d, value: (if $d > 0 then $n / $d else null end)}' "$scratch/baseline" |
        jq -r -f samples/score/compare.jq --slurpfile baseline "$scratch/baseline" | sed -n 's/^worse *\([a-z ]*[a-z]\)  .*/\1/p'
}
same "the same score is no worse" "$(worse coverage 75 100)" ""
same "one lost page is worse" "$(worse accounted 99 100)" accounted
same "one misfiled page is worse" "$(worse misfiled 1 60)" misfiled
same "nothing filed is no more misfiled" "$(worse misfiled 0 0)" ""
same "a mislabelled page or two is borne" "$(worse mislabelled 2 60)" ""
same "four are worse" "$(worse mislabelled 4 60)" mislabelled
same "five points of coverage are borne" "$(worse coverage 70 100)" ""
same "six are worse, within its wide interval" "$(worse coverage 69 100)" coverage
same "two points of type are worse, beyond its narrow interval" "$(worse 'type accuracy' 93 100)" "type accuracy"
same "two of few are borne" "$(worse 'field accuracy kvk' 2 8)" ""
same "three of few are worse" "$(worse 'field accuracy kvk' 1 8)" "field accuracy kvk"
same "a figure without anything in it is worse" "$(worse coverage 0 0)" coverage
same "a better figure is no worse" "$(worse coverage 100 100)" ""
echo "1..$n"
