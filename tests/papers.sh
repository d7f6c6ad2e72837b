# Small papers that the tests make for themselves. Sourced after tests/lib.sh.

pdf_object() { # FILE, bytes: adds an object to FILE and its place to FILE.xref
    printf '%010d 00000 n \n' "$(wc -c <"$1")" >>"$1.xref"
    printf '%d 0 obj\n%s\nendobj\n' "$(wc -l <"$1.xref")" "$2" >>"$1"
}
pdf_end() { # FILE: the table and the trailer; object 1 is the catalogue
    place=$(wc -c <"$1")
    count=$(($(wc -l <"$1.xref") + 1))
    {
        printf 'xref\n0 %d\n0000000000 65535 f \n' "$count"
        cat "$1.xref"
        printf 'trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' "$count" "$place"
    } >>"$1"
    rm "$1.xref"
}
text_pdf() { # FILE, lines: a born-digital PDF of one page
    file=$1
    shift
    text=$(printf '0 -16 Td (%s) Tj\n' "$@")
    text="BT /F 11 Tf 60 790 Td
$text
ET"
    printf '%%PDF-1.4\n' >"$file"
    pdf_object "$file" '<</Type/Catalog/Pages 2 0 R>>'
    pdf_object "$file" '<</Type/Pages/Kids[3 0 R]/Count 1>>'
    pdf_object "$file" '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>'
    pdf_object "$file" '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>'
    pdf_object "$file" "<</Length ${#text}>>stream
$text
endstream"
    pdf_end "$file"
}
statement() { # FILE, month: a bank statement of an invented person
    text_pdf "$1" 'Voorbeeldbank N.V.' "Rekeningafschrift" "Periode: 01-$2-2020 t/m 28-$2-2020" \
        'Rekeninghouder: J.A. van der Meer' 'IBAN: NL91 ABNA 0417 1643 00' 'Pagina 1 van 1' \
        'Datum Omschrijving Af Bij' "02-$2-2020 Boodschappen 12,50" "12-$2-2020 Factuur klant 450,00" \
        'Vorig saldo 1.203,11' 'Nieuw saldo 1.640,61'
}
mail() { # FILE, subject, lines: a mail of plain text
    file=$1
    subject=$2
    shift 2
    {
        printf 'From: J.A. van der Meer <j.vandermeer@example.org>\nTo: tozo@example.org\n'
        printf 'Subject: %s\nDate: Sat, 14 Nov 2020 21:13:05 +0100\n' "$subject"
        printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n'
        printf '%s\n' "$@"
    } >"$file"
}
registry() { # FILE
    {
        echo 'dossier,scheme,kind,period_start,period_end,bsn,surname,initials,birth_date,postcode,house_number,iban,status'
        echo 'R-20-104233,tozo2,levensonderhoud,2020-06-01,2020-09-30,999990019,van der Meer,J.A.,1980-02-29,1234AB,5,NL91ABNA0417164300,open'
        echo 'R-20-104234,tozo2,levensonderhoud,2020-06-01,2020-09-30,999990020,Pietersen,K.,1975-07-01,1234AC,6,,open'
    } >"$1"
}
lost_pages() { # FILE, pages, MiB: a PDF whose pages are not there, and bytes that are
    perl -e 'my ($out, $pages, $size) = @ARGV; my ($pdf, @at) = ("%PDF-1.4\n");
        srand(7);
        my $bytes = join "", map { chr rand 256 } 1 .. 1 << 20;
        for my $body ("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[" . join(" ", map { 9 + $_ . " 0 R" } 1 .. $pages) . "]/Count $pages>>",
            "<</Length " . ($size << 20) . ">>stream\n" . $bytes x $size . "\nendstream") {
            push @at, length $pdf;
            $pdf .= @at . " 0 obj\n$body\nendobj\n";
        }
        my $table = length $pdf;
        $pdf .= sprintf "xref\n0 %d\n0000000000 65535 f \n", 1 + @at;
        $pdf .= sprintf "%010d 00000 n \n", $_ for @at;
        open my $f, ">:raw", $out or die; print $f $pdf, sprintf("trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", 1 + @at, $table); close $f or die' "$@"
}
shared_picture() { # FILE, pages, MiB: papers of a page each that share one picture of so many bytes
    perl -e 'my ($out, $pages, $size) = @ARGV; my ($at, @at) = (0);
        open my $f, ">:raw", $out or die;
        sub put { print $f $_[0]; $at += length $_[0] }
        sub object { push @at, $at; put(@at . " 0 obj\n$_[0]\nendobj\n") }
        srand(8);
        my $bytes = join "", map { chr rand 256 } 1 .. 1 << 20;
        put("%PDF-1.4\n");
        object("<</Type/Catalog/Pages 2 0 R>>");
        object("<</Type/Pages/Kids[" . join(" ", map { 3 + 2 * $_ . " 0 R" } 1 .. $pages) . "]/Count $pages>>");
        object("<</Type/XObject/Subtype/Image/Width 1024/Height " . ($size << 10) . "/BitsPerComponent 8/ColorSpace/DeviceGray/Length " . ($size << 20) . ">>stream\n" . $bytes x $size . "\nendstream");
        object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
        for my $i (1 .. $pages) {
            my $text = sprintf "BT /F 11 Tf 60 790 Td 16 TL (Voorbeeldbank N.V.) Tj T* (Rekeningafschrift) Tj T* (Periode: 01-%02d-20%02d t/m 28-%02d-20%02d) Tj T* " .
                "(Rekeninghouder: J.A. van der Meer) Tj T* (Pagina 1 van 1) Tj T* (Volgnummer $i) Tj ET q 9 0 0 9 0 0 cm /I Do Q", 1 + $i % 12, 10 + $i / 12, 1 + $i % 12, 10 + $i / 12;
            object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>/XObject<</I 3 0 R>>>>/Contents " . (@at + 2) . " 0 R>>");
            object("<</Length " . (length $text) . ">>stream\n$text\nendstream");
        }
        my $table = $at;
        put(sprintf "xref\n0 %d\n0000000000 65535 f \n", 1 + @at);
        put(sprintf "%010d 00000 n \n", $_) for @at;
        put(sprintf "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", 1 + @at, $table); close $f or die' "$@"
}
book() { # FILE, pages: a born-digital PDF of many pages, each with its number
    awk -v pages="$2" 'function put(text) { printf "%s", text; at += length(text) }
    function object(body) { place[++count] = at; put(count " 0 obj\n" body "\nendobj\n") }
    BEGIN {
        put("%PDF-1.4\n")
        object("<</Type/Catalog/Pages 2 0 R>>")
        kids = ""
        for (i = 0; i < pages; i++) kids = kids " " (4 + 2 * i) " 0 R"
        object("<</Type/Pages/Kids[" kids "]/Count " pages ">>")
        object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
        for (i = 1; i <= pages; i++) {
            text = "BT /F 11 Tf 60 790 Td (Bladzijde " i " van een lang verhaal over een onderneming) Tj ET"
            object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents " (count + 2) " 0 R>>")
            object("<</Length " length(text) ">>stream\n" text "\nendstream")
        }
        start = at
        printf "xref\n0 %d\n0000000000 65535 f \n", count + 1
        for (i = 1; i <= count; i++) printf "%010d 00000 n \n", place[i]
        printf "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", count + 1, start
    }' >"$1"
}
