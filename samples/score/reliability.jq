# A plot (SVG) from `postkamer score --json`: left how often papers of a confidence are right, right
# how many could be filed at which share of wrong ones.
def size: 240;
def at(x; y): "\(x * size | round),\((1 - y) * size | round)";
def text_at(x; y; words; anchor): "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(words)</text>";
def frame(dx; title; below; ticks): "<g transform=\"translate(\(dx),40)\">",
    "<rect width=\"\(size)\" height=\"\(size)\" fill=\"none\" stroke=\"#888\"/>",
    text_at(size / 2; -12; title; "middle"), text_at(size / 2; size + 36; below; "middle"),
    (ticks[] | text_at(.x * size; size + 16; .label; "middle")),
    ((0, 0.5, 1) | text_at(-6; (1 - .) * size + 4; "\(. * 100)%"; "end"));
def line: "<polyline fill=\"none\" stroke=\"#0a5\" stroke-width=\"2\" points=\"\(join(" "))\"/>";

"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"340\" font-family=\"sans-serif\" font-size=\"11\">",
"<rect width=\"640\" height=\"340\" fill=\"#fff\"/>",
frame(60; "papers that are right"; "confidence"; [0, 0.5, 1] | map({x: ., label: "\(. * 100)%"})),
"<line x1=\"0\" y1=\"\(size)\" x2=\"\(size)\" y2=\"0\" stroke=\"#bbb\" stroke-dasharray=\"4\"/>",
(.reliability.bins | map(at(.confidence; .right / .papers)) | line),
(.reliability.bins[] | at(.confidence; .right / .papers) / ","
    | "<circle cx=\"\(.[0])\" cy=\"\(.[1])\" r=\"3\" fill=\"#0a5\"/>"),
"</g>",
(.reliability.shares | length - 1) as $last
| frame(370; "papers that confidence alone could file"; "wrong ones among them, at most";
    [.reliability.shares | to_entries[] | {x: (.key / $last), label: "\(.value.errors * 1000 | round / 10)%"}]),
([.reliability.shares | to_entries[] | at(.key / $last; .value | if .of > 0 then .papers / .of else 0 end)] | line),
"</g>",
"</svg>"
