#!/bin/sh
# The driver with stages of our own: what it starts, whom it blames, one run at a time, its end.
cd "$(dirname "$0")/.." || exit 1
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
mkdir "$T/bin" "$T/inbox"
cp "${BUILD:-build}/bin/postkamer" "$T/bin/" || exit 1
echo dossier >"$T/dossiers.csv"
echo paper >"$T/inbox/a.txt"
P=$T/bin/postkamer
n=0
ok() { # status, description
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$T/err"; fi
}
stage() { # name, body
    printf '#!/bin/sh\n%s\n' "$2" >"$T/bin/postkamer-$1"
    chmod +x "$T/bin/postkamer-$1"
}
pass='echo "$0 $*" >>"'$T'/calls"; cat'
all_well() {
    rm -f "$T/calls"
    for s in unpack paginate ocr split classify route verify; do stage $s "$pass"; done
}
run() { "$P" run --registry "$T/dossiers.csv" --out "$T/out" "$@" "$T/inbox" >"$T/std" 2>"$T/err"; }
says() { grep -q "$1" "$T/err"; }
is() { [ "$1" = "$2" ]; ok $? "$3 (exit $1)"; }
gone() { # pid; a zombie that nobody waits for is gone too
    ! grep -q '^State:[[:space:]]*[A-Y]' "/proc/$1/status" 2>/dev/null
}
until_there() { # path
    i=0
    while [ ! -e "$1" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
    [ -e "$1" ]
}

"$P" >"$T/std" 2>"$T/err"; is $? 64 "no command is a usage error"
"$P" nonsense >"$T/std" 2>"$T/err"; is $? 64 "an unknown command is a usage error"
"$P" ../bin/postkamer-unpack >"$T/std" 2>"$T/err"; is $? 64 "a command is no path"
"$P" --help 2>"$T/err" | grep -q '^usage: postkamer run'; ok $? "--help tells the usage"
for command in run rerun file split join verify show tidy processing export; do
    "$P" --help 2>"$T/err" | grep -q "^ *\(usage: \)\?postkamer $command " || echo "$command"
done >"$T/unsaid"
[ ! -s "$T/unsaid" ]; ok $? "and every command of a clerk's or an administrator's"
"$P" --version >"$T/std" 2>"$T/err"
grep -q '^postkamer [0-9]' "$T/std"; ok $? "--version tells the version"
grep -qE '^landlock ([0-9]+|missing), seccomp( missing)?, no_new_privs( missing)?, rlimits$' "$T/std"; ok $? "and the walls of the kernel"
"$P" run --out "$T/out" "$T/inbox" >"$T/std" 2>"$T/err"; is $? 64 "run wants a registry"

all_well
run; is $? 0 "a run of stages that do nothing"
awk '{ sub(".*/postkamer-", "", $1); print $1 }' "$T/calls" | sort -u | tr '\n' ' ' >"$T/names"
[ "$(cat "$T/names")" = "classify ocr paginate route split unpack verify " ]; ok $? "all stages ran"
head -n 1 "$T/calls" | grep -q 'route --check-registry'; ok $? "the registry is looked at first"
grep -q 'postkamer-verify .*--locked' "$T/calls"; ok $? "it ends with the accounting"
[ -z "$(ls "$T/out/runs")" ]; ok $? "a run that published nothing leaves no folder"

stage route 'case $1 in --check-registry) exit 65 ;; esac; cat'
rm "$T/calls"
run; is $? 65 "a registry that is refused"
[ ! -e "$T/calls" ]; ok $? "nothing was read then"

all_well; stage verify 'exit 1'
run; is $? 1 "what the accounting finds is the run's status"

all_well; stage ocr 'exit 70'; stage split 'cat; exit 65'
run; is $? 70 "the first that failed is blamed"

all_well; stage unpack 'exec yes'; stage paginate 'exec cat'; stage ocr 'exec cat'; stage split 'exec cat'
stage classify 'exec cat'; stage route 'case $1 in --check-registry) exit 0 ;; esac; exit 74'
run; is $? 74 "who was cut off by a broken pipe is not blamed"

all_well; stage split 'kill -SEGV $$'
run; is $? 70 "a crash is not a pass"
says 'postkamer-split was ended by signal 11'; ok $? "and is named"

"$P" run --registry "$T/dossiers.csv" --out "$T/inbox/out" "$T/inbox" >"$T/std" 2>"$T/err"
is $? 64 "OUT within the inbox is refused"
rmdir "$T/inbox/out"

slow='echo $$ >"'$T'/slow"; exec sleep 60'
all_well; stage ocr "$slow"
run & driver=$!
until_there "$T/slow"
"$P" run --registry "$T/dossiers.csv" --out "$T/out" "$T/inbox" >"$T/std" 2>"$T/err2"
is $? 75 "a second run"
grep -q "held by pid [0-9]* on .* since .*: postkamer run" "$T/err2"; ok $? "says who holds it"
kill -TERM $(sed 's/^pid \([0-9]*\).*/\1/' "$T/out/lock")
wait $driver; is $? 143 "SIGTERM ends a run"
gone "$(cat "$T/slow")"; ok $? "and its stages"
all_well
run; is $? 0 "the next run goes on"

# Four that start at the same instant, many times: never two at once, and who is refused says why.
all_well
stage unpack 'mkdir "'$T'/inside" || echo two >>"'$T'/overlaps"; sleep 0.1; rmdir "'$T'/inside"; cat'
rounds=12 bad=
for round in $(seq $rounds); do
    for i in 1 2 3 4; do
        (
            while [ ! -e "$T/start" ]; do sleep 0.01; done
            "$P" run --registry "$T/dossiers.csv" --out "$T/out" "$T/inbox" >"$T/std.$i" 2>"$T/err.$i"
            echo $? >"$T/status.$i"
        ) &
    done
    : >"$T/start"
    wait
    rm "$T/start"
    sort -n "$T"/status.* | tr '\n' ' ' >"$T/ends"
    case $(cat "$T/ends") in 0\ *) ;; *) bad="$bad round $round: none ran: $(cat "$T/ends");" ;; esac
    for i in 1 2 3 4; do
        case $(cat "$T/status.$i") in
        0) ;;
        75) grep -q "held by pid [0-9]* on .* since .*: postkamer run" "$T/err.$i" || bad="$bad round $round: $(cat "$T/err.$i");" ;;
        *) bad="$bad round $round: exit $(cat "$T/status.$i");" ;;
        esac
    done
done
[ -z "$bad" ] || echo "# $bad"
[ -z "$bad" ]; ok $? "$rounds times four at once: one runs, who is refused says who holds it"
[ ! -e "$T/overlaps" ]; ok $? "never two at once"

rm -f "$T/slow"; all_well; stage ocr "$slow"
run & driver=$!
until_there "$T/slow"
kill -KILL $(sed 's/^pid \([0-9]*\).*/\1/' "$T/out/lock")
wait $driver 2>/dev/null; is $? 137 "a driver that is killed"
sleep 0.3
gone "$(cat "$T/slow")"; ok $? "takes its stages with it"
all_well
run; is $? 0 "what a dead process left is no lock"
echo "1..$n"
