#!/bin/bash
# What a submission may take of the machine: room on the disk over all nesting, members, time; names
# that collide. What was inside the limits is taken all the same.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
. tests/papers.sh
export OMP_THREAD_LIMIT=1
mebi=$((1 << 20))
skip() { n=$((n + 1)); echo "ok $n - $1 # skip $2"; }
zip_of() { # FILE, perl that yields [name, bytes] pairs in @m; deflated where $packed
    perl -MCompress::Zlib -e 'my ($out, $code) = @ARGV; our (@m, $packed); eval $code; die $@ if $@;
        my ($files, $directory) = ("", "");
        for (@m) {
            my ($name, $bytes) = @$_;
            my $data = $bytes;
            if ($packed) { my $d = deflateInit(-WindowBits => -15, -Level => 1); $data = $d->deflate($bytes) . $d->flush }
            my $common = pack("vvvvvVVVvv", 20, 0, $packed ? 8 : 0, 0, 0x5171, crc32($bytes), length $data, length $bytes, length $name, 0);
            $directory .= pack("Vv", 0x02014b50, 20) . $common . pack("vvvVV", 0, 0, 0, 0, length $files) . $name;
            $files .= pack("V", 0x04034b50) . $common . $name . $data;
        }
        my ($count, $at) = (scalar @m, length $files);
        my $end = pack("VQ<vvVVQ<Q<Q<Q<", 0x06064b50, 44, 45, 45, 0, 0, $count, $count, length $directory, $at) .
            pack("VVQ<V", 0x07064b50, 0, $at + length $directory, 1);
        $end = "" if $count < 65536;
        my $few = $count < 65536 ? $count : 65535;
        open my $f, ">:raw", $out or die; print $f $files, $directory, $end, pack("VvvvvVVv", 0x06054b50, 0, 0, $few, $few, length $directory, $at, 0); close $f or die' "$1" "$2"
}

# A nest of which far more comes out than may: six archives of 120 MiB, each with a mail beside it.
nest=$scratch/nest disk=$scratch/disk
mkdir "$nest" "$disk"
for i in 1 2 3 4 5 6; do
    zip_of "$scratch/in$i.zip" '$packed = 1; srand('$i'); my $line = join "", map { chr(32 + rand 90) } 1 .. 800;
        push @m, ["groot'$i'.txt", substr(join("", map { "$_ $line" . " " x 95000 } 1 .. 1400), 0, 120 << 20)], ["klein'$i'.txt", "briefje '$i'\n"]'
done
zip_of "$nest/nest.zip" 'for my $i (1 .. 6) { open my $f, "<:raw", "'"$scratch"'/in$i.zip" or die; local $/; push @m, ["in$i.zip", <$f>], ["brief$i.txt", "brief $i\n"] }'
touch -d '2020-11-15T10:00:00+01:00' "$nest/nest.zip"
own=$(stat -c %s "$nest/nest.zip")
unpack() { # OUT, INBOX, jobs
    "$bin/postkamer-unpack" --quiet --jobs "$3" --out "$1" "$2" >"$scratch/stream" 2>"$scratch/said"
}
if mount -t tmpfs -o size=$((own + 512 * mebi + mebi)) tmpfs "$disk" 2>"$scratch/said"; then
    trap 'umount -l "$disk"; rm -rf "$scratch"' EXIT
    unpack "$disk" "$nest" 4 &
    high=0
    while kill -0 $! 2>/dev/null; do
        used=$(df --output=used -B1 "$disk" | tail -n 1)
        [ "$used" -le "$high" ] || high=$used
        sleep 0.02
    done
    wait $!
    same "a nest of 720 MiB is unpacked on a disk of its own size and 512 MiB" $? 0
    echo "# $(((high - own) / mebi)) MiB on the disk beyond its own size, at the highest that was seen"
    umount "$disk"
    trap 'rm -rf "$scratch"' EXIT
else
    skip "the disk's high water" "no file system may be mounted here"
    unpack "$disk" "$nest" 4
fi
cp "$scratch/stream" "$scratch/four"
codes() { jq -r 'select(.kind == "problem") | "\(.file) \(.code)"' "$scratch/stream"; }
files() { jq -r 'select(.kind == "file" and .role != "container") | .file' "$scratch/stream"; }
same "the limit is told, where it was reached and beyond" "$(codes | cut -d' ' -f2 | sort | uniq -c | tr -s ' ')" " 3 limit-size"
same "what was within it is taken" "$(files | tr '\n' ' ')" \
    "in1.zip!/groot1.txt in1.zip!/klein1.txt brief1.txt in2.zip!/groot2.txt in2.zip!/klein2.txt brief2.txt in3.zip!/groot3.txt in3.zip!/klein3.txt brief3.txt brief4.txt brief5.txt brief6.txt "
same "the original of what was not is kept" "$(jq -r 'select(.kind == "file" and .file == "in4.zip") | .blob' "$scratch/stream")" \
    "$(sha256sum <"$scratch/in4.zip" | cut -d' ' -f1)"
mkdir "$scratch/one"
unpack "$scratch/one" "$nest" 1
ok "the same with one worker" "$(cmp -s "$scratch/stream" "$scratch/four"; echo $?)"
rm -rf "$scratch/one" "$scratch"/in?.zip "$nest"

# The text of pages counts too, with what was unpacked.
mkdir "$scratch/text" "$scratch/pages"
book "$scratch/text/boek.pdf" 40
unpack "$scratch/pages" "$scratch/text" 1
jq -c 'if .kind == "file" then .parent = "kist.zip" | .size = 503315568 else . end' "$scratch/stream" >"$scratch/full"
"$bin/postkamer-paginate" --quiet --out "$scratch/pages" <"$scratch/full" >"$scratch/stream" 2>"$scratch/said"
same "pages beyond the room for text are told" "$? $(jq -r 'select(.kind == "page") | .page' "$scratch/stream" | wc -l) $(codes | sort -u)" "0 40 boek.pdf limit-size"
same "those within it are read" "$(jq -r 'select(.kind == "problem") | .page' "$scratch/stream" | sort -n | head -n 1)" 33

# And so does what is recognised.
mkdir -p "$scratch/white/map" "$scratch/seen"
for i in 1 2 3; do
    perl -MCompress::Zlib -e 'sub chunk { my ($kind, $bytes) = @_; pack("N", length $bytes) . $kind . $bytes . pack("N", crc32($kind . $bytes)) }
        print "\x89PNG\r\n\x1a\n", chunk("IHDR", pack("NNCCCCC", 300 + shift, 400, 1, 0, 0, 0, 0)), chunk("IDAT", compress(("\0" . "\xff" x 38) x 400)), chunk("IEND", "")' \
        $i >"$scratch/white/map/wit $i.png"
done
unpack "$scratch/seen" "$scratch/white" 1
"$bin/postkamer-paginate" --quiet --out "$scratch/seen" <"$scratch/stream" |
    jq -c 'if .kind == "file" and .file == "wit 1.png" then .parent = "kist.zip" | .size = 503316380 else . end' >"$scratch/full"
for turn in first second; do
    "$bin/postkamer-ocr" --quiet --out "$scratch/seen" <"$scratch/full" >"$scratch/stream" 2>"$scratch/said"
    same "recognised pages beyond the room are told, the $turn time too" "$? $(codes | tr '\n' ' ')" "0 wit 2.png limit-size wit 3.png limit-size "
done

# A file of which each page is a piece that is rejected stands on the disk once.
mkdir "$scratch/lost"
registry "$scratch/dossiers.csv"
lost_pages "$scratch/lost/weg.pdf" 60 2
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$scratch/kept" "$scratch/lost" >"$scratch/said" 2>&1
same "60 pages that are not there are 60 rejected pieces, accounted for" "$? $(jq -r .decision "$scratch/kept/report.ndjson" | sort | uniq -c | tr -s ' ')" "0  60 rejected"
same "each with the original" "$(find "$scratch/kept/rejected" -name '*.pdf' -size +2000k | wc -l)" 60
ok "which takes its own size, not sixty times ($(du -sm "$scratch/kept/rejected" | cut -f1) MiB)" "$([ "$(du -sm "$scratch/kept/rejected" | cut -f1)" -lt 5 ]; echo $?)"

# Members: one more than may be, of no bytes to speak of.
mkdir "$scratch/many" "$scratch/out"
zip_of "$scratch/many/veel.zip" 'push @m, ["d" . $_ % 50 . "/$_.txt", "x"] for 1 .. 120001'
unpack "$scratch/out" "$scratch/many" 2
same "of 120,001 members 120,000 are taken, and the limit is told" "$? $(files | wc -l) $(codes)" "0 120000 veel.zip limit-members"

# Names that differ in case only, of members and of submissions.
inbox=$scratch/inbox out=$scratch/cased
mkdir "$inbox"
registry "$scratch/dossiers.csv"
zip_of "$inbox/post.zip" 'push @m, ["Brief.txt", "een"], ["brief.TXT", "twee"], ["BRIEF.txt", "drie"], ["brief.txt", "vier"], ["brief.txt", "vijf"]'
mail "$inbox/VRAAG.eml" 'Vraag' 'Eerste vraag, van niemand.'
mail "$inbox/vraag.eml" 'Vraag' 'Tweede vraag, van niemand.'
mkdir "$inbox/Map" "$inbox/map"
: >"$inbox/Map/leeg.pdf"
: >"$inbox/map/LEEG.pdf"
"$bin/postkamer" run --quiet --registry "$scratch/dossiers.csv" --out "$out" "$inbox" >"$scratch/said" 2>&1
same "names that differ in case only: the run ends well, accounted for" $? 0
same "each has its piece" "$(jq -r '"\(.submission) \(.pages[0].file)"' "$out/report.ndjson" | LC_ALL=C sort | tr '\n' ',')" \
    "Map leeg.pdf,VRAAG.eml body.txt,map LEEG.pdf,post.zip BRIEF.txt,post.zip Brief.txt,post.zip brief (2).txt,post.zip brief.TXT,post.zip brief.txt,vraag.eml body.txt,"
same "and no two names in OUT do" "$(cd "$out" && find dossiers review aside rejected 2>/dev/null | tr '[:upper:]' '[:lower:]' | sort | uniq -d)" ""
echo "1..$n"
