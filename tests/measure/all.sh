#!/bin/sh
# all.sh - what make measure prints: the corpus, then each filter on the sets
# of PUMICE_EVAL=DIR that are unpacked
B=${B:-build}
export B
"$B/gold" corpus/*.in
for f in tests/measure/*.sh; do
	[ "$f" = "$0" ] || "$f"
done
