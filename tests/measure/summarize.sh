#!/bin/sh
# summarize.sh - ROUGE of summaries of three sentences, and of 100 words,
# against the human references of eval-summ, and whether the cap holds
D=${PUMICE_EVAL:-/nonexistent}/summ
B=${B:-build}
if [ ! -d "$D" ]; then
	echo "summarize: summ is not unpacked"
	exit 0
fi
python3 - "$B/pumice-summarize" "$D" <<'P'
import json, subprocess, sys
sys.path.insert(0, sys.argv[2])
import rouge
docs = [json.loads(l) for l in open(sys.argv[2] + '/news-train.jsonl')]
records = b''.join(d['text'].replace('\0', ' ').encode() + b'\0' for d in docs)
for option, words in (('-s3', None), ('-w100', 100)):
    out = subprocess.run([sys.argv[1], '-0', option], input=records,
                         stdout=subprocess.PIPE, check=True).stdout
    texts = [t.decode() for t in out.split(b'\0')[:-1]]
    sums = [0, 0, 0]
    for d, t in zip(docs, texts):
        s = rouge.score(d['refs'], t, stem=True, multi='max')
        which = 1 if words else 2
        sums = [a + s[k][which] for a, k in zip(sums, ('1', '2', 'L'))]
    print('summarize: %s: ROUGE-1 %.1f ROUGE-2 %.1f ROUGE-L %.1f (%s), '
          '%d empty, %d over the cap' % ((option,) +
          tuple(100 * x / len(docs) for x in sums) +
          ('recall' if words else 'F', sum(not t.strip() for t in texts),
           sum(len(t.split()) > (words or 10**9) for t in texts))))
P
