#!/usr/bin/env python3
"""summarize.py DIR - learn the weights of summarize(1)

DIR holds news-train.jsonl and rouge.py of eval-summ (only weights enter the
repository).  Run in the top folder after make; needs numpy and cc.  The
weights climb, one at a time, to where a choice of three sentences has the
best mean of ROUGE-1 and ROUGE-2 F against the human references; steps that
gain next to nothing are not taken.  Prints the table for
filters/summarize.c, and the figures where half of the texts were held out.
"""
import json, re, subprocess, sys, tempfile
from collections import Counter
import numpy as np

folder = sys.argv[1]
sys.path.insert(0, folder)
import rouge

docs = [json.loads(line) for line in open(folder + '/news-train.jsonl')]
texts = [d['text'].replace('\0', ' ').encode() for d in docs]
with tempfile.TemporaryDirectory() as tmp:
    exe = tmp + '/rows'
    libs = subprocess.run(['pkg-config', '--libs', 'hunspell', 'icu-i18n',
                           'icu-uc', 'libxml-2.0', 'yajl'],
                          stdout=subprocess.PIPE, check=True)
    subprocess.run(['cc', '-D_GNU_SOURCE', '-DVERSION="0"', '-Ifilters/lib',
                    '-o', exe, 'dictionaries/en/summarize-rows.c',
                    'build/lib.a'] + libs.stdout.decode().split() + ['-lm'],
                   check=True)
    out = subprocess.run([exe], input=b'\0'.join(texts) + b'\0',
                         stdout=subprocess.PIPE, check=True).stdout
names = re.findall(r'^\t(F_[A-Z]+),', open('filters/lib/salience.h').read(),
                   re.M)
rows = [[] for _ in docs]
for line in out.decode().split('\n'):
    if line:
        v = [int(x) for x in line.split()]
        rows[v[0]].append(v[1:])

def grams(text):
    t = [rouge.porter(w) if len(w) > 3 else w
         for w in re.findall('[a-z0-9]+', text.lower())]
    return Counter(t), Counter(zip(t, t[1:]))


class Doc:
    """The sentences that may be chosen, and how a choice scores."""

    def __init__(self, i):
        self.refs = [grams(r) for r in docs[i]['refs']]
        good = [r for r in rows[i] if r[0] and r[2] and not r[1]]
        self.spans = [(r[3], r[4]) for r in good]
        self.text = [texts[i][a:b].decode() for a, b in self.spans]
        self.x = np.array([r[6:] for r in good]).reshape(-1, len(names)) / 1000
        self.grams = [grams(t) for t in self.text]
        self.words = [{w for w in g[0] if len(w) > 3} for g in self.grams]
        self.memo = {}

    def choose(self, w, novel, cap=3):
        base, kept, said = self.x @ w, [], set()
        left = list(range(len(base)))
        while left and len(kept) < cap:
            best = max(left, key=lambda k: base[k] + novel *
                       len(self.words[k] - said) / max(1, len(self.words[k])))
            left.remove(best)
            kept.append(best)
            said |= self.words[best]
        return tuple(sorted(kept))

    def score(self, kept):
        if kept not in self.memo:
            one, two = Counter(), Counter()
            for k in kept:
                one += self.grams[k][0]
                two += self.grams[k][1]
            got = []
            for ref in self.refs:
                for mine, theirs in ((one, ref[0]), (two, ref[1])):
                    both = sum((mine & theirs).values())
                    got.append(2 * both / max(1, sum(mine.values()) +
                                              sum(theirs.values())))
            self.memo[kept] = sum(got) / len(got)
        return self.memo[kept]


all_docs = [Doc(i) for i in range(len(docs))]
NOVEL = 0.1


def value(which, w):
    return sum(d.score(d.choose(w, NOVEL)) for d in which)


def climb(which):
    """Coordinate ascent from a lead."""
    w = np.zeros(len(names))
    w[names.index('F_EARLY')] = 1
    best = value(which, w)
    for step in (0.4, 0.2, 0.1):
        for k in range(len(w)):
            for sign in (1, -1):
                v = w.copy()
                v[k] += sign * step
                got = value(which, v)
                # A step must pay for itself, or it is the sample's accident.
                if got > best + 0.0003 * len(which):
                    best, w = got, v
                    break
    return w


def figures(pick):
    sums = np.zeros(3)
    for i, d in enumerate(docs):
        text = '\n'.join(all_docs[i].text[k] for k in pick(i))
        s = rouge.score(d['refs'], text, stem=True, multi='max')
        sums += [s['1'][2], s['2'][2], s['Lsum'][2]]
    return tuple(100 * sums / len(docs))


halves = [climb([d for i, d in enumerate(all_docs) if i % 2 != k])
          for k in range(2)]
lead = np.zeros(len(names))
lead[names.index('F_EARLY')] = 1
print('# lead: R1 %.1f R2 %.1f RLsum %.1f' %
      figures(lambda i: all_docs[i].choose(lead, 0)))
print('# held out: R1 %.1f R2 %.1f RLsum %.1f' %
      figures(lambda i: all_docs[i].choose(halves[i % 2], NOVEL)))
for name, x in zip(names, climb(all_docs)):
    if x:
        print('\t[%s] = %d,' % (name, round(1000 * x)))
