#!/bin/sh
# ocr.sh - figures of ocr on the sets in $PUMICE_EVAL: the change of CER and
# WER, words fixed and broken as written, by the sets' own score.c.  Of
# bln600-train, nzz-de-train and icdar2017-fr-train every fifth document is
# held out of all tables, and counts.
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
eval=${PUMICE_EVAL:-/nowhere}
if [ ! -f "$eval/ocr/score.c" ]; then
	echo "ocr: sets not unpacked"
	exit 0
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cc -O2 -w -o "$tmp/score" "$eval/ocr/score.c" || exit 2

# The documents of a set go through one process, with NULs between them.
set_of() {
	rm -rf "$tmp/gt" "$tmp/out" "$tmp/in"
	mkdir "$tmp/gt" "$tmp/out"
	find "$eval/ocr/$1" -name '*.ocr.txt' | sort |
	    awk -v all="$2" 'all || NR % 5 == 0' >"$tmp/list"
	while read -r f; do
		id=${f##*/}
		id=${id%.ocr.txt}
		ln -s "$f" "${f%.ocr.txt}.gt.txt" "$tmp/gt"
		echo "$id"
		cat "$f" >>"$tmp/in"
		printf '\0' >>"$tmp/in"
	done <"$tmp/list" >"$tmp/ids"
	start=$(date +%s%N)
	"$B/pumice-ocr" -q -L "${3:-en}" -0 "$tmp/in" >"$tmp/all"
	ms=$((($(date +%s%N) - start) / 1000000))
	python3 - "$tmp" <<'PY'
import sys
tmp = sys.argv[1]
docs = open(tmp + "/all", "rb").read().split(b"\0")
for name, doc in zip(open(tmp + "/ids").read().split(), docs):
    open(tmp + "/out/" + name + ".txt", "wb").write(doc)
PY
	"$tmp/score" -fy -d "$tmp/gt" "$tmp/out" | awk -v set="$1" \
	    -v kb=$(($(wc -c <"$tmp/in") / 1000)) -v ms="$ms" '
	/^CER/ { cer = $NF }
	/^WER/ { wer = $NF }
	/as written/ {
		sub(/.*fixed /, "")
		printf "ocr %s: CER -%s WER -%s fixed %s (%.2f MB/s)\n",
		    set, cer, wer, $0, kb / ms
	}'
}

for set in overproof-dev icdar2017-en-dev snippets-en-train mibio \
    tess-books-light tess-books-medium tess-books-heavy; do
	[ ! -d "$eval/ocr/$set" ] || set_of "$set" 1
done
[ ! -d "$eval/ocr/bln600-train" ] || set_of bln600-train 0
[ ! -d "$eval/ocr/nzz-de-train" ] || set_of nzz-de-train 0 de
[ ! -d "$eval/ocr/icdar2017-fr-train" ] || set_of icdar2017-fr-train 0 fr

if [ -d "$eval/names/clean_dev" ]; then
	for f in "$eval"/names/clean_dev/*; do
		cat "$f"
		printf '\0'
	done >"$tmp/clean"
	start=$(date +%s%N)
	"$B/pumice-ocr" -q -0 -l "$tmp/log" "$tmp/clean" >/dev/null
	ms=$((($(date +%s%N) - start) / 1000000))
	words=$(wc -w <"$tmp/clean")
	grep -c '^edit' "$tmp/log" | awk -v words="$words" -v ms="$ms" \
	    -v kb=$(($(wc -c <"$tmp/clean") / 1000)) '{
		printf "ocr clean_dev: %d changes in %d words, %.2f in " \
		    "10,000 (%.2f MB/s)\n", $1, words, $1 * 10000 / words,
		    kb / ms }'
fi
