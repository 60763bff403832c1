#!/bin/sh
# bench.sh - the speed of the chain and of each filter beside a peer that does
# that job, on the same text in the same run, as a ratio
#
# The text is BENCH_TEXT, or a prose made of the words of the corpus.  Peers
# are used where they are installed; "peers.txt" lists the Python ones, which
# are looked for in build/venv, and cmark is Debian's.
set -eu
B=${B:-build}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
here=$(dirname "$0")
text=${BENCH_TEXT:-$T/text}
python=python3
[ -x build/venv/bin/python ] && python=build/venv/bin/python

if [ -z "${BENCH_TEXT:-}" ]; then
	cat corpus/clean-news.in corpus/*.gold | awk -f "$here/prose.awk" >"$text"
fi
page=$T/page.html
{
	echo '<!DOCTYPE html><html><head><title>A page</title></head><body><main>'
	awk 'NF { print "<p>" $0 "</p>" }' "$text" | head -2000
	echo '</main></body></html>'
} >"$page"
head -c 200000 "$text" >"$T/small"
head -c 20000 "$text" >"$T/tiny"

# seconds COMMAND: the best of three runs.
seconds() {
	best=
	for i in 1 2 3; do
		a=$(date +%s%N)
		sh -c "$1" >/dev/null 2>&1 || { echo 0; return; }
		b=$(date +%s%N)
		t=$((b - a))
		if [ -z "$best" ] || [ $t -lt "$best" ]; then best=$t; fi
	done
	echo "$best"
}

# beside NAME OURS FILE PEER THEIRS FILE: both on a file of their own size,
# since some peers would take hours.
beside() {
	ours=$(seconds "$2 <$3")
	theirs=$(seconds "$5 <$6")
	awk -v n="$1" -v o="$ours" -v os="$(wc -c <"$3")" -v p="$4" \
	    -v t="$theirs" -v ts="$(wc -c <"$6")" 'BEGIN {
		if (o == 0) { printf "bench: %-10s failed\n", n; exit }
		a = os * 1000 / o
		printf "bench: %-10s %8.1f MB/s", n, a
		if (t == 0) { printf "  (%s is not installed)\n", p; exit }
		b = ts * 1000 / t
		printf "  %-22s %8.2f MB/s  ratio %.1f\n", p, b, a / b
	}'
}

peer() { echo "$python $here/peers.py $1"; }

beside chain "$B/pumice --skip=ocr" "$text" 'the peers, one by one' "$(peer all)" "$T/small"
beside decode "$B/pumice-decode" "$text" ftfy "$(peer ftfy)" "$T/small"
beside extract "$B/pumice-extract" "$page" trafilatura "$(peer trafilatura)" "$page"
beside dedup "$B/pumice-dedup" "$text" "awk '!seen[\$0]++'" "awk '!seen[\$0]++'" "$text"
beside sentences "$B/pumice-sentences" "$text" pySBD "$(peer pysbd)" "$T/small"
beside quotes "$B/pumice-quotes" "$text" 'cmark --smart' 'cmark --smart -t commonmark' "$text"
beside quotes "$B/pumice-quotes" "$text" smartypants "$(peer smartypants)" "$T/small"
beside summarize "$B/pumice-summarize" "$text" 'sumy (LexRank)' "$(peer sumy)" "$T/tiny"
beside ocr "$B/pumice-ocr" "$text" 'hunspell -a' 'hunspell -d en_US -a' "$T/small"
# Nobody else does these: cat is how fast bytes can be had at all.
for f in names strip unwrap; do
	beside $f "$B/pumice-$f" "$text" cat cat "$text"
done
