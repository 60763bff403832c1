#!/bin/sh
# The language model: perplexity on text that it was not made from, with
# four authors, a twelfth of the encyclopedia and the end of the newspapers
# held out.  Makes models of its own, which takes some minutes.
set -eu
set=${PUMICE_EVAL:-/nowhere}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for s in books news1916 wiki; do
	[ -d "$set/$s" ] || {
		echo "lm: $s: not unpacked"
		exit 0
	}
	mkdir -p "$tmp/in/$s" "$tmp/out/$s"
done
for f in "$set"/books/*; do
	case ${f##*/} in
	Trollope,* | Poe,* | Nesbit,* | Darwin,*) to=out ;;
	*) to=in ;;
	esac
	ln -s "$f" "$tmp/$to/books"
done
n=0
for f in "$set"/wiki/*; do
	n=$((n + 1))
	[ $((n % 12)) -eq 0 ] && to=out || to=in
	ln -s "$f" "$tmp/$to/wiki"
done
head -n 338000 "$set/news1916/news1916.txt" >"$tmp/in/news1916/text"
tail -n +338001 "$set/news1916/news1916.txt" >"$tmp/out/news1916/text"

make -s model MODEL="$tmp/model.bin" MODEL_TEXT="$tmp/in/books" \
    MODEL_NOISY="$tmp/in/news1916" MODEL_MODERN="$tmp/in/wiki"
for s in books news1916 wiki; do
	build/pumice-model -p "$tmp/model.bin" "$tmp/out/$s" |
	    sed "s/^/lm $s, model alone: /"
	build/pumice-model -p "$tmp/model.bin" -x "$tmp/modern.bin" \
	    "$tmp/out/$s" | sed "s/^/lm $s, with modern: /"
done
