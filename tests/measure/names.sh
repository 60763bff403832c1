#!/bin/sh
# names.sh - names repaired, traps merged and edited prose changed, on
# eval-names, by its own score.py; and the edits by rule
D=${PUMICE_EVAL:-/nonexistent}/names
B=${B:-build}
if [ ! -d "$D/inj_dev" ]; then
	echo "names: names is not unpacked"
	exit 0
fi
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' 0
for set in inj_dev trap_dev clean_dev; do
	mkdir "$T/$set"
	for f in $(LC_ALL=C ls "$D/$set"); do
		cat "$D/$set/$f"
		printf '\0'
	done | "$B/pumice-names" -0 -l "$T/log" >"$T/out"
	python3 -c '
import os, sys
for name, text in zip(sorted(os.listdir(sys.argv[1])),
                      open(sys.argv[2], "rb").read().split(b"\0")):
    open(os.path.join(sys.argv[3], name), "wb").write(text)
' "$D/$set" "$T/out" "$T/$set"
	awk -F '\t' -v s="$set" \
	    '$1 == "edit" || $1 == "held" { print s, $1, $5 }' "$T/log" |
	    sort | uniq -c | sed 's/^ */names: /'
done
python3 "$D/score.py" "$D" dev "$T" | sed 's/^ */names: /'
