#!/bin/sh
# extract.sh - how much of the main content of pages extract finds, and how
# fast.  $PUMICE_EVAL is the folder that holds html/.
set -eu
html=${PUMICE_EVAL:-}/html
if [ ! -d "$html" ]; then
	echo "extract: not unpacked"
	exit 0
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for set in wcxb-dev cleaneval-dev; do
	mkdir "$out/$set"
	for page in "$html/$set/html"/*.html; do
		build/pumice-extract "$page" \
			>"$out/$set/$(basename "$page" .html).txt"
	done
	python3 "$html/score.py" "$out/$set" --set "$set" --metric word |
		sed -n "s/^word */extract $set: /p"
done
