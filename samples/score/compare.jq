# A score beside the baseline, a line a figure; lines that begin with "worse" are those that sank.
# Input: `postkamer score --json`; --slurpfile baseline FILE: what `make baseline` wrote.
#
# Pages that are lost, misfiled or wrongly aside or rejected may not become more. Any other figure
# may sink to the end of its interval, but by no more than 0.05 (or two of its denominator, where
# that is more): the same pages, read on another machine, differ by a word here and there.
def digits: if . == null then "-" else . * 10000 | round / 10000 | tostring end;
def width(n): . + " " * ([n - length, 0] | max) // .;
def never: IN("accounted", "misfiled", "wrongly aside", "wrongly rejected");
def low_is_good: startswith("mis") or startswith("wrongly");
def wrong(name): if name == "accounted" then .denominator - .numerator else .numerator end;
def room: [0.05, 2 / .denominator] | max;
def allowed(name):
    if name | low_is_good then [.high // 1, .value + room] | min
    else [.low // 0, .value - room] | max end;
def sank(name; was):
    if was.value == null then false
    elif name | never then wrong(name) > (was | wrong(name))
    elif .value == null then true
    elif name | low_is_good then .value > (was | allowed(name))
    else .value < (was | allowed(name)) end;
def told(name; was):
    if was.value == null then "" elif name | never then "no more wrong than \(was | wrong(name))"
    else "\(if name | low_is_good then "at most" else "at least" end) \(was | allowed(name) | digits)" end;

($baseline[0].report) as $was | .report | to_entries[]
| .key as $name | .value as $now | ($was[$name] // {value: null}) as $old
| (if $now | sank($name; $old) then "worse  "
   elif $now.value == $old.value then "same   " else "differs" end) + " "
    + ($name | width(32)) + ($old.value | digits | width(8))
    + ("(\($old.numerator // 0 | digits) of \($old.denominator // 0))" | width(22)) + "-> "
    + ($now.value | digits | width(8)) + ("(\($now.numerator | digits) of \($now.denominator))" | width(22))
    + told($name; $old)
