#!/bin/bash
# What was read on a page can be seen: words, boxes, the page itself.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
mkdir "$scratch/inbox"
printf 'dossier\nR-20-104233\n' >"$scratch/dossiers.csv"
text_pdf "$scratch/inbox/brief.pdf" 'Geachte gemeente,' 'Burgerservicenummer 999990019' 'Met vriendelijke groet,' 'A. Jansen'
printf 'Hallo gemeente,\n' >"$scratch/inbox/mail.txt"
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$scratch/out" "$scratch/inbox" >"$scratch/said" 2>&1
show() { "$bin/postkamer" show --out "$scratch/out" "$@" 2>"$scratch/said"; }
same "the pages of a submission are listed" "$(show brief.pdf)" "1 brief.pdf page 1, text"
show brief.pdf 1 | grep -q ' 999990019$'
ok "words are printed with their boxes" $?
show --image "$scratch/page.png" brief.pdf 1
ok "a page is drawn" $?
same "as a PNG file" "$(head -c 4 "$scratch/page.png" | tail -c 3)" PNG
show mail.txt 1 | grep -q ' gemeente,$'
ok "a text's words are printed" $?
show --image "$scratch/text.png" mail.txt 1
same "a text has no picture" $? 64
show brief.pdf 2
same "a page that is not there is not shown" $? 64
show nothing.pdf 1
same "nor a submission" $? 64
# Without capabilities, for those open what its mode closes.
reader=$([ "$(id -u)" != 0 ] || echo setpriv --inh-caps=-all --bounding-set=-all)
chmod a-w "$scratch/out/ledger.sqlite"
$reader "$bin/postkamer" show --out "$scratch/out" brief.pdf 1 >"$scratch/words" 2>"$scratch/said"
same "who may only read is shown nothing" "$? $(wc -c <"$scratch/words")" "74 0"
grep -q 'no right to write ledger.sqlite' "$scratch/said"
ok "and told why" $?
echo "1..$n"
