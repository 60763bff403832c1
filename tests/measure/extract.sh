#!/bin/sh
# extract.sh - how much of the main content of pages extract finds, and how
# fast.  $PUMICE_EVAL is the folder that holds html/.  The forest has seen
# these pages: for pages that it has not, extract.py in dictionaries/en prints
# the cross-validated figures.
set -eu
html=${PUMICE_EVAL:-}/html
if [ ! -d "$html" ]; then
	echo "extract: not unpacked"
	exit 0
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for set in wcxb-dev cleaneval-dev; do
	for title in "" --no-title; do
		dir=$out/$set$title
		mkdir "$dir"
		for page in "$html/$set/html"/*.html; do
			build/pumice-extract $title "$page" \
				>"$dir/$(basename "$page" .html).txt"
		done
		python3 "$html/score.py" "$dir" --set "$set" --metric word |
			sed -n "s/^word */extract $set $title: /p"
	done
done
# One page after another in one process; its own time, not the clock's.
bytes=$(cat "$html"/wcxb-dev/html/*.html | wc -c)
(
	build/pumice-extract "$html"/wcxb-dev/html/*.html >/dev/null
	times
) | awk -v bytes="$bytes" 'NR == 2 {
	split($1, t, /[ms]/)
	printf "extract: %.0f MB/s\n", bytes / 1e6 / (t[1] * 60 + t[2])
}'
