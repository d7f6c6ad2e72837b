#!/bin/sh
# Streams of pages: borders learned and tested on a TSV; two streams compared; a new type without C.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
awk 'BEGIN {
    print "page\tdocument\ttext"
    for (i = 1; i <= 40; i++) {
        printf "1\td%d\tBakkerij Bos\\nFactuur\\nFactuurnummer 2020-%d\\nTe betalen %d,00\n", i, i, i
        if (i % 2) printf "2\td%d\tAlgemene voorwaarden\\nde koper betaalt binnen dertig dagen en anders niet\n", i
    }
}' >"$scratch/pages.tsv"
"$bin/postkamer-train" --boundaries "$scratch/pages.tsv" --folds 4 >"$scratch/said" 2>&1
ok "borders are learned and tested" $?
same "by fold, and over all" "$(cut -d' ' -f1 "$scratch/said" | sort | uniq -c | tr -s ' ' | tr '\n' ';')" " 1 all; 4 fold;"
same "all documents are judged" "$(sed -n 's/^all.* of \([0-9]*\) exact.*/\1/p' "$scratch/said")" 40
f1=$(sed -n 's/^all.* recall [0-9.]*, F1 \([0-9.]*\),.*/\1/p' "$scratch/said")
[ "$(awk -v f="$f1" 'BEGIN { print (f > 0.9) }')" = 1 ]
ok "and the borders are found" $?
figure() { # name of a figure, report: numerator of denominator
    "$bin/postkamer-score" --json --truth "$scratch/pages.tsv" --report "$2" 2>"$scratch/said" |
        jq -r --arg name "$1" '.report[$name] | "\(.numerator | floor) of \(.denominator | floor)"'
}
same "a stream agrees with itself" "$(figure 'document F1' "$scratch/pages.tsv")" "80 of 80"
sed 's/\td2\t/\td1\t/' "$scratch/pages.tsv" >"$scratch/joined.tsv"
same "two papers taken for one cost a border" "$(figure 'boundary F1' "$scratch/joined.tsv")" "76 of 77"
same "and three papers" "$(figure 'document F1' "$scratch/joined.tsv")" "76 of 79"
printf 'page\ttext\n1\tx\n' >"$scratch/bad.tsv"
"$bin/postkamer-score" --truth "$scratch/bad.tsv" --report "$scratch/bad.tsv" >"$scratch/said" 2>&1
same "a header without documents is refused" $? 65
"$bin/postkamer-train" --boundaries "$scratch/bad.tsv" >"$scratch/said" 2>&1
same "by both" $? 74

# A type that the shipped catalogue does not have: an entry, then labelled pages.
jq '.types += [{code: "aanvraag-tonk", label: "Aanvraag TONK", pages: [1, 4], whose: "applicant", accepted: true,
    retention_years: 7, needed_for: [], proves: ["aanvraag"], fields: ["name"], titles: ["aanvraag tonk"], phrases: ["woonlasten"]}]' \
    classifiers/data/catalogue.json >"$scratch/catalogue.json"
mkdir -p "$scratch/in/one" "$scratch/out" "$scratch/corpus/INBOX"
printf 'Gemeente Hogezand\n\nAanvraag TONK\nNaam: A. Bos\nWoonlasten per maand 800,00\n' >"$scratch/in/one/a.txt"
"$bin/postkamer-unpack" --quiet --out "$scratch/out" "$scratch/in" | "$bin/postkamer-paginate" --quiet --out "$scratch/out" |
    "$bin/postkamer-ocr" --quiet --out "$scratch/out" >"$scratch/words"
type_of() { # more options of split
    "$bin/postkamer-split" --quiet --out "$scratch/out" --catalogue "$scratch/catalogue.json" "$@" <"$scratch/words" |
        jq -r 'select(.kind == "piece") | .type'
}
same "an entry is enough to be typed by" "$(type_of)" aanvraag-tonk
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    mkdir "$scratch/corpus/INBOX/s$i"
    printf 'Steun voor het huishouden\nEnergie en water %s,00\nHypotheek %s,00\nHandtekening\n' $i $((i + 400)) >"$scratch/corpus/INBOX/s$i/a.txt"
    printf 'Beste mensen,\nHierbij stuur ik u de papieren van week %s.\nMet vriendelijke groet,\nA. Bos\n' $i >"$scratch/corpus/INBOX/s$i/b.txt"
    printf '{"submission": "s%s", "pieces": [{"type": "aanvraag-tonk", "pages": [{"file": "a.txt", "page": 1}]}, {"type": "brief", "pages": [{"file": "b.txt", "page": 1}]}]}\n' $i
done >"$scratch/corpus/truth.ndjson"
"$bin/postkamer-train" --out "$scratch/out" --catalogue "$scratch/catalogue.json" --corpus "$scratch/corpus" \
    --model "$scratch/mine.bin" >"$scratch/said" 2>&1
ok "labelled pages teach it to be known without its title" $?
for i in 1 2; do
    "$bin/postkamer-train" --quiet --out "$scratch/out" --catalogue "$scratch/catalogue.json" --corpus "$scratch/corpus" \
        --from-scratch --anyway --model "$scratch/$i.bin" >"$scratch/said" 2>&1
done
cmp "$scratch/1.bin" "$scratch/2.bin" >"$scratch/said" 2>&1
ok "the same lessons give the same bytes" $?
printf 'Gemeente Hogezand\n\nSteun voor het huishouden\nEnergie en water 90,00\nHypotheek 800,00\n' >"$scratch/in/one/a.txt"
printf 'Loonspecificatie\nPeriode maart 2020\nWerknemer A. Bos\nBruto loon 2.000,00\nLoonheffing 300,00\n' >"$scratch/in/one/b.txt"
"$bin/postkamer-unpack" --quiet --out "$scratch/out" "$scratch/in" | "$bin/postkamer-paginate" --quiet --out "$scratch/out" |
    "$bin/postkamer-ocr" --quiet --out "$scratch/out" >"$scratch/words"
same "and what was known is known still" "$(type_of --model "$scratch/mine.bin" | sort | tr '\n' ' ')" "aanvraag-tonk loonstrook "
echo "1..$n"
