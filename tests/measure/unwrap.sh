#!/bin/sh
# unwrap.sh - line ends that were divided wrongly or not joined, on the
# wrapped books and articles of eval-char_sent, and edits on clean prose
D=${PUMICE_EVAL:-/nonexistent}
B=${B:-build}
if [ ! -d "$D/char_sent/dehyph" ]; then
	echo "unwrap: char_sent/dehyph is not unpacked"
	exit 0
fi
python3 - "$B/pumice-unwrap" "$D"/char_sent/dehyph/*.jsonl <<'P'
import json, os, subprocess, sys
total = missed = 0
for name in sys.argv[2:]:
    recs = [json.loads(line) for line in open(name)]
    text = b''.join(r['in'].encode() + b'\0' for r in recs)
    out = subprocess.run([sys.argv[1], '-0'], input=text,
                         stdout=subprocess.PIPE, check=True).stdout
    out = out.decode().split('\0')
    breaks = sum(len(r['breaks']) for r in recs)
    wrong = sum(b['a'] + ('' if b['soft'] else '-') + b['b'] not in o
                for r, o in zip(recs, out) for b in r['breaks'])
    whole = sum(r['out'] == o for r, o in zip(recs, out))
    print('unwrap: %s: %.1f wrong in 1,000 divided words (%d of %d), '
          '%d of %d paragraphs whole' % (os.path.basename(name),
          1000 * wrong / breaks, wrong, breaks, whole, len(recs)))
    total += breaks
    missed += wrong
print('unwrap: all: %.1f wrong in 1,000 divided words' %
      (1000 * missed / total))
P
if [ -d "$D/names/clean_dev" ]; then
	n=$(for f in "$D"/names/clean_dev/*; do
		"$B/pumice-unwrap" -n -l - "$f"
	done | grep -c ^edit)
	echo "unwrap: clean_dev: $n edits"
fi
