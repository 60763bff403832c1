#!/bin/sh
# compounds.sh FOLDER... >compounds.tsv
#
# Compounds that keep their hyphen where a line divides them, though the
# dictionary knows the word without it or does not know one of their parts:
# "to-day", "re-enter".  Counted in the text files of the folders: written
# with a hyphen at least five times, and four times as often as without.
# The table in the repository comes from public-domain books (US) and
# newspapers of 1916, and is in the public domain.  It needs hunspell(1)
# with Debian's hunspell-en-us.
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
{ cat "$T/forms"; cut -f1 "$T/parted" | tr - '\n'; } | sort -u |
	LC_ALL=C.UTF-8 hunspell -d en_US -l | sort -u >"$T/unknown"
echo '# Made by compounds.sh from public-domain text; in the public domain.'
echo '# compound	times with a hyphen	times without'
awk -F'\t' '
	FILENAME ~ /unknown$/ { unknown[$1]; next }
	FILENAME ~ /joined$/ { joined[$1] = $2; next }
	{
		split($1, part, "-")
		word = part[1] part[2]
		if ($2 < 4 * joined[word]) next
		if (word in unknown && !(part[1] in unknown) && !(part[2] in unknown)) next
		print $1 "\t" $2 "\t" joined[word] + 0
	}' "$T/unknown" "$T/joined" "$T/parted"
