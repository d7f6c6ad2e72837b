# RESULTS.md from `postkamer score --json`. Arguments: seed, model, programs, templates.
def digits(n): . * pow(10; n) | round | tostring
    | (if startswith("-") then "-" else "" end) as $sign | ltrimstr("-")
    | ("0" * ([n + 1 - length, 0] | max) // "") + .
    | $sign + .[:-n] + "." + .[-n:];
def count: if . == floor then tostring else digits(1) end;
def interval: if .low == null then "" else " [\(.low | digits(3)), \(.high | digits(3))]" end;
def cell: if .value == null then "–" else "\(.value | digits(3))\(interval)" end;
def errors: if .value == null then "–" else "\(.numerator | count) of \(.denominator | count)" end;
def row: "| " + join(" | ") + " |";
def rule: row, ([range(length)] | map("---") | row);
def figures: (["figure", "value", "95% interval", "of"] | rule),
    (to_entries[] | [.key, (.value.value | if . == null then "–" else digits(4) end),
        (.value | interval | ltrimstr(" ")), (.value | errors)] | row);
def main_columns: ["boundary F1", "document F1", "PQ", "type accuracy", "straight-through", "coverage"];
def error_columns: ["misfiled", "mislabelled", "wrongly aside", "wrongly rejected"];
def field_columns: ["bsn", "iban", "kvk", "dossier", "name", "birth_date", "document_date", "period"];
def table(member): .by[member] // {} | (([member, "pages"] + main_columns + error_columns) | rule),
    (to_entries[] | .value.figures as $f | [.key, (.value.pages | count)]
        + [main_columns[] | $f[.] | cell] + [error_columns[] | $f[.] | errors] | row);
def fields(member): .by[member] // {} | (([member] + field_columns) | rule),
    (to_entries[] | .value.figures as $f
        | [.key] + [field_columns[] | "\($f["field accuracy " + .] | cell) / \($f["field precision " + .].value | if . == null then "–" else digits(3) end)"] | row);
def named: map("\(.name) (\(.value | digits(2)))")
    | if length > 1 then (.[:-1] | join(", ")) + " and " + .[-1] else .[0] end;
def words(member; plural): .weakest[member] // {} | to_entries[] | select(.value | length > 0)
    | "The \(plural) weakest in \(.key): \(.value | named).";
def section(title; member): if .by[member] then "", "## \(title)", "", table(member) else empty end;

"# Results",
"",
"Written by `make evaluate`; do not edit. \(.pages | count) pages in \(.pieces | count) papers of \(.submissions) submissions, drawn with seed \($seed)",
"from templates, persons and wear that training never saw (split `test`). Programs of commit \($programs), templates of",
"\($templates), model \($model). How each figure is counted, and what its interval is: `postkamer-score(1)`.",
"",
"## In words",
"",
"\(.report.misfiled | errors) filed pages lie in a wrong dossier (95% interval\(.report.misfiled | interval)); \(.report.coverage.value | if . == null then "–" else . * 100 | digits(1) end)% of the pages that have a",
"dossier were filed there without a clerk, and \(.report.accounted | errors) pages are accounted for.",
words("type"; "types"), words("channel"; "channels"), words("wear"; "kinds of wear"), words("lookalikes"; "look-alikes"),
"(Only what has at least 10 in its denominator is named.)",
"",
"## All", "", (.report | figures),
"",
"## What knows nothing",
"",
"Every page a piece; every file one piece (never split); every page of the most frequent type, `\(.["most frequent type"])`.",
"",
(["floor", "figure", "value", "95% interval", "of"] | rule),
(.floors | to_entries[] | .key as $floor | .value | to_entries[]
    | [$floor, .key, (.value.value | digits(4)), (.value | interval | ltrimstr(" ")), (.value | errors)] | row),
section("By channel"; "channel"), section("By wear"; "wear"), section("By look-alike"; "lookalikes"),
section("By type"; "type"), section("By split"; "split"),
(if .by.wear then "", "## Fields by wear", "", "Accuracy with its interval / precision.", "", fields("wear") else empty end),
(if .by.channel then "", "## Fields by channel", "", fields("channel") else empty end),
"",
"## Types taken for others", "",
(["is", "taken for", "pages"] | rule),
([.types[] | select(.truth != .report)][:25][] | [.truth, .report, (.pages | count)] | row),
"",
"## What confidence is worth",
"",
"![Reliability of confidence, and what could be filed at which error rate](RESULTS.svg)",
"",
"Papers filed or waiting; right is a paper with exactly the true pages, type and dossier.",
"",
(["confidence", "right", "of"] | rule),
(.reliability.bins[] | [(.confidence | digits(3)), (.right / .papers | digits(3)), "\(.right | count) of \(.papers | count)"] | row),
"",
(["at most so many wrong", "could be filed by confidence alone", "from confidence"] | rule),
(.reliability.shares[] | ["\(.errors * 100 | digits(1))%", "\(.papers | count) of \(.of | count)", (.confidence | digits(3))] | row)
