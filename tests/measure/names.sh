#!/bin/sh
# names.sh - names repaired, traps merged and edited prose changed, on
# eval-names, by its own score.py
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
	for f in "$D/$set"/*; do
		"$B/pumice-names" -l "$T/log" "$f" >"$T/$set/${f##*/}"
		awk -F '\t' -v s="$set" \
		    '$1 == "edit" || $1 == "held" { print s, $1, $5 }' "$T/log"
	done | sort | uniq -c | sed 's/^ */names: /'
done
python3 "$D/score.py" "$D" dev "$T" | sed 's/^ */names: /'
