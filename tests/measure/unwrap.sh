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
from collections import Counter
total = missed = 0
for name in sys.argv[2:]:
    recs = [json.loads(line) for line in open(name)]
    text = '\n\n'.join(r['in'] for r in recs).encode()
    out = subprocess.run([sys.argv[1]], input=text, stdout=subprocess.PIPE,
                         check=True).stdout.decode()
    paragraphs = set(out.split('\n\n'))
    words = Counter(w for r in recs for w in r['out'].split())
    wrong = sum((words - Counter(out.split())).values())
    breaks = sum(len(r['breaks']) for r in recs)
    whole = sum(r['out'] in paragraphs for r in recs)
    print('unwrap: %s: %.1f wrong words in 1,000 hyphens (%d of %d), '
          '%d of %d paragraphs whole' % (os.path.basename(name),
          1000 * wrong / breaks, wrong, breaks, whole, len(recs)))
    total += breaks
    missed += wrong
print('unwrap: all: %.1f wrong words in 1,000 hyphens' %
      (1000 * missed / total))
P
if [ -d "$D/names/clean_dev" ]; then
	n=$(for f in "$D"/names/clean_dev/*; do
		"$B/pumice-unwrap" -n -l - "$f"
	done | grep -c ^edit)
	echo "unwrap: clean_dev: $n edits"
fi
