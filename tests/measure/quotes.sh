#!/bin/sh
# The figures of quotes on curly books: damaged, repaired, compared; how
# often each rule is right there; and the speed beside cmark --smart.
set -eu
here=$(dirname "$0")
eval=${PUMICE_EVAL:-/nonexistent}
books=$eval/char_sent/quotes
[ -d "$books" ] || { echo "quotes: $books: not unpacked"; exit 0; }
set -- build/pumice-quotes "$books"/curly_*.txt --
python3 "$here/quotes.py" "$@" straight hyphens rightonly turn fold pad glue \
	swap mixed mixed20
python3 "$here/quotes.py" --rules "$@" straight mixed mixed20 swap

# Edits in 10,000 words of text that should need none.
for set in names/clean_dev wiki; do
	[ -d "$eval/$set" ] || continue
	files=$(find "$eval/$set" -name '*.txt' | sort | head -n 2000)
	words=$(cat $files | wc -w)
	for f in $files; do
		build/pumice-quotes -l /dev/stdout -o /dev/null "$f"
	done | awk -F '\t' -v words="$words" -v set="$set" '
	$1 == "edit" || $1 == "held" { n[$1 " " $5]++ }
	END {
		for (r in n)
			printf "quotes: %s: %s: %.3f in 10,000 words\n",
			    set, r, n[r] * 10000 / words
	}' | sort
done

# User and system time in seconds, the least of five runs.
seconds() {
	for i in 1 2 3 4 5; do
		{ bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null' - "$@"; } 2>&1
	done | awk '{ t = $1 + $2 } NR == 1 || t < least { least = t }
	END { print least }'
}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for i in $(seq 30); do cat "$books"/curly_*.txt; done >"$tmp/curly"
sed "s/[“”]/\"/g; s/[‘’]/'/g" "$tmp/curly" >"$tmp/straight"
mb=$(($(wc -c <"$tmp/straight") / 1000000))
for what in curly straight; do
	t=$(seconds build/pumice-quotes "$tmp/$what")
	echo "quotes: $what text as it is: $mb MB in $t s"
	command -v "${CMARK:-cmark}" >/dev/null || continue
	c=$(seconds "${CMARK:-cmark}" --smart "$tmp/$what")
	echo "quotes: cmark --smart: $mb MB in $c s: $(awk "BEGIN {
		printf \"%.1f\", $c / $t }") times as long"
done
t=$(seconds build/pumice-quotes --style=curly "$tmp/straight")
echo "quotes: straight text made curly: $mb MB in $t s"
