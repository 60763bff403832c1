#!/bin/sh
# rest.sh - what cleaning clean output changes: the chain run twice, on the
# golden cases and the corpus and on the texts of the sets that are unpacked,
# without ocr, and with it on one set of newspapers
D=${PUMICE_EVAL:-/nonexistent}
B=${B:-build}

# over NAME FOLDER OPTION...: each file of a folder is a document.
over() {
	name=$1 dir=$2
	shift 2
	if [ ! -d "$dir" ]; then
		echo "rest: $name is not unpacked"
		return
	fi
	find "$dir" -type f ! -name README ! -name '*.tsv' ! -name '*.py' |
		sort | tr '\n' '\0' | xargs -0 -n 100000 "$B/rest" "$@" |
		sed "s|^|rest: $name: |"
}

over tests tests -s ocr
over corpus corpus
over html/wcxb-dev "$D/html/wcxb-dev" -s ocr
over html/cleaneval-dev "$D/html/cleaneval-dev" -s ocr
for s in clean_dev inj_dev trap_dev; do
	over "names/$s" "$D/names/$s" -s ocr
done
for s in bln600-train icdar2017-en-dev mibio overproof-train; do
	over "ocr/$s" "$D/ocr/$s" -s ocr
done
over ocr/icdar2017-fr-train "$D/ocr/icdar2017-fr-train" -s ocr -L fr
over ocr/nzz-de-train "$D/ocr/nzz-de-train" -s ocr -L de
over ocr/overproof-dev "$D/ocr/overproof-dev"
over dedup "$D/dedup" -s ocr
over char_sent/charset "$D/char_sent/charset" -s ocr
over wiki "$D/wiki" -s ocr -b 200000
