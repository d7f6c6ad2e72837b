# For the whole-run tests: TAP, and the tree of an OUT as text. Sourced from the project's root.
bin=${BUILD:-build}/bin
unset SUDO_USER # whoever runs the tests, it is $USER whom they name
n=0
ok() { # description, status
    n=$((n + 1))
    if [ "$2" = 0 ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        [ ! -s "$scratch/said" ] || tail -n 15 "$scratch/said" | sed 's/^/# /'
    fi
}
same() { # description, got, wanted
    n=$((n + 1))
    if [ "$2" = "$3" ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        printf '%s\n' "$2" >"$scratch/got"
        printf '%s\n' "$3" >"$scratch/wanted"
        diff "$scratch/wanted" "$scratch/got" | head -n 20 | sed 's/^/# /'
    fi
}
tree() { # every file that a clerk sees, with its hash
    (cd "$1" && find dossiers review aside rejected -type f -print0 2>/dev/null | LC_ALL=C sort -z |
        xargs -0 -r sha256sum | sed 's/  / /')
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
