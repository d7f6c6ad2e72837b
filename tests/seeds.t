#!/bin/sh
# Each fuzz target takes its committed seeds, what fuzzers found among them, without dying; `make fuzz`
# goes on from there.
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh
seeds=${BUILD:-build}/tests/fuzz-seeds
many=0
for target in $("$seeds"); do
    # What libraries leave behind in a worker is not ours to free: it ends with its job.
    options=
    ! grep -q '^FUZZ_WORKER' "tests/fuzz/fuzz_$target.c" || options=detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=1024
    ASAN_OPTIONS=$options timeout 120 "$seeds" "$target" tests/fuzz/seeds/"$target"/* >"$scratch/said" 2>&1
    ok "$target takes its seeds" $?
    many=$((many + $(find "tests/fuzz/seeds/$target" -type f | wc -l)))
done
same "all targets are there" "$n" "$(find tests/fuzz -name 'fuzz_*.c' | wc -l)"
echo "# $((n - 1)) fuzz targets over $many seeds"
echo "1..$n"
