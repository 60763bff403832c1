#!/bin/sh
# The figures of dedup: planted copies found, and what it does to clean text.
set -eu
set=${PUMICE_EVAL:?}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

if [ -d "$set/dedup/inject" ]; then
	mkdir "$tmp/out"
	for f in "$set"/dedup/inject/docs/*.txt; do
		build/pumice-dedup "$f" >"$tmp/out/${f##*/}"
	done
	python3 "$set/dedup/inject/score.py" "$tmp/out" |
	    sed '/^cross/d; s/^/dedup planted: /'
else
	echo "dedup planted: not unpacked"
fi

# clean SET FILE...: bytes that go, of all.
clean() {
	name=$1
	shift
	cat "$@" | wc -c >"$tmp/all"
	for f in "$@"; do build/pumice-dedup "$f"; done | wc -c >"$tmp/left"
	echo "dedup clean $name: $(($(cat "$tmp/all") - $(cat "$tmp/left")))" \
	    "of $(cat "$tmp/all") bytes removed"
}
[ -d "$set/names/clean_dev" ] &&
    clean news $(ls -d "$set"/names/clean_dev/* | awk 'NR % 4 == 0') ||
    echo "dedup clean news: not unpacked"
[ -d "$set/wiki" ] &&
    clean wiki $(ls -d "$set"/wiki/* | awk 'NR % 6 == 0') ||
    echo "dedup clean wiki: not unpacked"
[ -d "$set/books" ] &&
    clean books $(ls -d "$set"/books/* | awk 'NR % 12 == 0') ||
    echo "dedup clean books: not unpacked"
