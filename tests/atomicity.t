#!/bin/sh
# Killing route at any of the calls by which it changes the disk, and running it again, ends in the
# same tree. The calls are sampled evenly over a whole run, so the points are the same each time.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
points=20
calls=write,pwrite64,pwritev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir
export OMP_THREAD_LIMIT=1 # else the program executes itself anew, under the tracer's count

if ! strace -qq -o /dev/null -e trace=write true 2>"$scratch/said"; then
    echo "1..0 # skip strace may not trace here: $(head -n 1 "$scratch/said")"
    exit 0
fi

inbox=$scratch/inbox
mkdir "$inbox" "$scratch/ready"
registry "$scratch/dossiers.csv"
statement "$inbox/afschrift juni.pdf" 06
statement "$inbox/afschrift juli.pdf" 07
cp "$inbox/afschrift juli.pdf" "$inbox/nog eens juli.pdf"
mail "$inbox/vraag.eml" 'Vraag over mijn aanvraag' 'Geachte heer, mevrouw,' \
    'Mijn dossiernummer is R-20-104233, mijn BSN 999990019.' 'Wanneer hoor ik iets?' 'J.A. van der Meer'
mkdir "$inbox/map"
mail "$inbox/map/brief.eml" 'Brief' 'Hierbij mijn stukken.' 'K. Pietersen, BSN 999990020'
mail "$inbox/vreemde.eml" 'Vraag' 'Kan iemand mij terugbellen over mijn bedrijf?' 'A. Niemand' # in no registry: review
: >"$inbox/map/leeg.pdf"
touch -d '2020-11-15T10:00:00+01:00' "$inbox"/* "$inbox"/*/*

ready=$scratch/ready
"$bin/postkamer-unpack" --out "$ready" "$inbox" >"$scratch/1" 2>"$scratch/said" &&
    "$bin/postkamer-paginate" --out "$ready" <"$scratch/1" >"$scratch/2" 2>>"$scratch/said" &&
    "$bin/postkamer-ocr" --out "$ready" <"$scratch/2" >"$scratch/3" 2>>"$scratch/said" &&
    "$bin/postkamer-split" --out "$ready" <"$scratch/3" >"$scratch/4" 2>>"$scratch/said" &&
    "$bin/postkamer-classify" --out "$ready" <"$scratch/4" >"$scratch/records" 2>>"$scratch/said"
ok "the stream is prepared" $?

route() { # OUT, run, tracer and its arguments
    out=$1
    run=$2
    shift 2
    "$@" "$bin/postkamer-route" --quiet --jobs 1 --registry "$scratch/dossiers.csv" --run "$run" --out "$out" \
        <"$scratch/records" >"$scratch/routed" 2>"$scratch/said"
}
cp -a "$ready" "$scratch/whole"
route "$scratch/whole" one strace -qq -o "$scratch/calls" -e trace=$calls
ok "an uninterrupted run ends well" $?
"$bin/postkamer-verify" --out "$scratch/whole" >>"$scratch/said" 2>&1
ok "and is accounted for" $?
tree "$scratch/whole" >"$scratch/tree"
ok "something stands in dossiers, review and rejected" \
    "$(grep -q ' dossiers/' "$scratch/tree" && grep -q ' review/' "$scratch/tree" && grep -q ' rejected/' "$scratch/tree"; echo $?)"

# name and how manieth of its name, for a sample of all calls
sed -n 's/^\([a-z0-9]*\)(.*/\1/p' "$scratch/calls" | awk '{ print $1, ++seen[$1] }' >"$scratch/all"
all=$(wc -l <"$scratch/all")
awk -v all="$all" -v points=$points 'int(NR * points / all) > int((NR - 1) * points / all)' "$scratch/all" >"$scratch/sample"
reached=0 bad=
while read -r name which; do
    rm -rf "$scratch/cut"
    cp -a "$ready" "$scratch/cut"
    route "$scratch/cut" one strace -qq -o /dev/null -e trace="$name" -e inject="$name:signal=SIGKILL:when=$which"
    [ $? = 0 ] || reached=$((reached + 1))
    route "$scratch/cut" two env || bad="$bad
the run after $name $which failed: $(tail -n 1 "$scratch/said")"
    "$bin/postkamer-verify" --out "$scratch/cut" >"$scratch/verify" 2>&1 || bad="$bad
verify after $name $which: $(head -n 3 "$scratch/verify")"
    tree "$scratch/cut" >"$scratch/tree.cut"
    cmp -s "$scratch/tree" "$scratch/tree.cut" || bad="$bad
another tree after $name $which: $(diff "$scratch/tree" "$scratch/tree.cut" | head -n 4)"
    cmp -s "$scratch/whole/report.ndjson" "$scratch/cut/report.ndjson" || bad="$bad
another report after $name $which"
done <"$scratch/sample"
ok "most of the $all calls sampled were reached ($reached of $points)" "$([ $reached -ge $((points * 3 / 4)) ]; echo $?)"
same "after each kill the next run ends in the same tree and report, accounted for" "$bad" ""
echo "1..$n"
