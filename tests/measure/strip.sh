#!/bin/sh
# The figures of strip: lines of pages that go, and what it does to clean text.
set -eu
set=${PUMICE_EVAL:?}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for name in wcxb-dev cleaneval-dev; do
	if [ -d "$set/html/$name" ]; then
		mkdir "$tmp/$name"
		python3 tests/measure/strip.py "$set/html/$name" "$tmp/$name"
		python3 tests/measure/strip.py "$tmp/$name" |
		    sed "s/^strip/strip $name/"
	else
		echo "strip $name: not unpacked"
	fi
done

# clean SET FILE...: bytes that go, of all.
clean() {
	name=$1
	shift
	all=$(cat "$@" | wc -c)
	left=$(for f in "$@"; do build/pumice-strip "$f"; done | wc -c)
	echo "strip clean $name: $((all - left)) of $all bytes removed"
}
[ -d "$set/names/clean_dev" ] &&
    clean news $(ls -d "$set"/names/clean_dev/* | awk 'NR % 4 == 0') ||
    echo "strip clean news: not unpacked"
[ -d "$set/html/cleaneval-dev" ] &&
    clean cleaneval "$set"/html/cleaneval-dev/text/* ||
    echo "strip clean cleaneval: not unpacked"
[ -d "$set/wiki" ] && clean wiki $(ls -d "$set"/wiki/* | awk 'NR % 6 == 0') ||
    echo "strip clean wiki: not unpacked"
[ -d "$set/books" ] &&
    clean books $(ls -d "$set"/books/* | awk 'NR % 12 == 0') ||
    echo "strip clean books: not unpacked"
