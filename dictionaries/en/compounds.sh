#!/bin/sh
# compounds.sh FOLDER... >compounds.tsv
#
# Compounds that are written with a hyphen: in the text files of the folders
# at least five times, and four times as often as without.  The table in the
# repository comes from public-domain books (US) and newspapers of 1916, and
# is in the public domain.
set -eu
LC_ALL=C
export LC_ALL
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
find "$@" -name '*.txt' -print0 | sort -z | xargs -0 cat |
	tr 'A-Z' 'a-z' | grep -oE '[a-z]+(-[a-z]+)*' >"$T/words"
grep -E '^[a-z]+-[a-z]+$' "$T/words" | sort | uniq -c |
	awk '$1 >= 5 { print $2 "\t" $1 }' >"$T/parted"
cut -f1 "$T/parted" | tr -d - | sort -u >"$T/forms"
grep -Fxf "$T/forms" "$T/words" | sort | uniq -c |
	awk '{ print $2 "\t" $1 }' >"$T/joined"
echo '# Made by compounds.sh from public-domain text; in the public domain.'
echo '# compound	times with a hyphen	times without'
awk -F'\t' '
	FILENAME ~ /joined$/ { joined[$1] = $2; next }
	{
		word = $1
		sub("-", "", word)
		if ($2 >= 4 * joined[word])
			print $1 "\t" $2 "\t" joined[word] + 0
	}' "$T/joined" "$T/parted"
