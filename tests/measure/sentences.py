#!/usr/bin/env python3
"""The figures of sentences: see sentences.sh.

usage: sentences.py BUILD EVAL
"""
import collections
import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile

BUILD, EVAL = sys.argv[1:]
UD = EVAL + '/char_sent/ud/'
OTHER = [x for r in 'lost-stop doubled-word x-or-x stray-verb title-stop '
         'stray-stop lost-capital'.split() for x in ('--disable', r)]


def run(cmd, docs):
    data = ''.join(d + '\0' for d in docs).encode()
    out = subprocess.run(cmd, input=data, stdout=subprocess.PIPE, check=True)
    return out.stdout.decode()


def logged(docs):
    """For each text: (edit or held, offset, rule)."""
    with tempfile.TemporaryDirectory() as tmp:
        run([BUILD + '/pumice-sentences', '-0', '-l', tmp + '/log'], docs)
        edits = []
        for line in open(tmp + '/log', errors='replace'):
            f = line.split('\t')
            if f[0] == 'document':
                edits.append([])
            elif f[0] in ('edit', 'held'):
                edits[-1].append((f[0], int(f[1]), f[4]))
    return edits


def letters(s):
    return len(re.sub(r'\s', '', s))


def boundaries(name, lang='en'):
    paras = []
    for line in open(UD + name + '.jsonl'):
        for p in json.loads(line)['paras']:
            paras.append([x if isinstance(x, dict) else
                          {'text': x, 'nospace_after': False} for x in p])
    marks = []
    for dropped in (False, True):
        docs, truth = [], []
        for p in paras:
            text, ends, n = '', set(), 0
            for i, x in enumerate(p):
                n += letters(x['text'])
                ends.add(n)
                text += x['text']
                if i + 1 < len(p) and not dropped and not x['nospace_after']:
                    text += ' '
            docs.append(text)
            truth.append(ends - {n})
        got = run([BUILD + '/split', '-l', lang], docs).split('\n')
        got = [set(map(int, g.split())) for g in got[:len(docs)]]
        got = [g - {letters(d)} for g, d in zip(got, docs)]
        hit = sum(len(g & t) for g, t in zip(got, truth))
        marks.append(200 * hit / sum(len(g) + len(t)
                                     for g, t in zip(got, truth)))
    print('boundaries %s: F1 %.1f, with the space dropped %.1f' %
          (name, *marks))


def gaps(s):
    """Where white space stands, in characters that are none."""
    where, n = set(), 0
    for c in s:
        if c.isspace():
            where.add(n)
        else:
            n += 1
    return where


def together():
    d = json.load(open(UD + 'runtogether_20pct.json'))
    out = run([BUILD + '/pumice-sentences', '-0'] + OTHER, d['damaged'])
    hit = want = stops = commas = 0
    for a, b, truth in zip(d['damaged'], out.split('\0'), d['truth']):
        if letters(a) != letters(b):
            continue
        new, truth = gaps(b) - gaps(a), set(truth)
        solid = re.sub(r'\s', '', a)
        hit += len(new & truth)
        want += len(truth)
        for k in new - truth:
            commas += solid[k - 1] in ',;'
            stops += solid[k - 1] not in ',;'
    print('run together: recall %.3f, precision %.3f (%d of %d; elsewhere '
          '%d, and %d behind commas)' % (hit / want, hit / (hit + stops), hit,
                                         want, stops, commas))
    keep = open(UD + 'keep_inner_dot_sentences.txt').read().splitlines()
    out = run([BUILD + '/pumice-sentences', '-0'], keep).split('\0')
    n = sum(a != b for a, b in zip(keep, out))
    print('keep set: %d of %d changed, %.4f' % (n, len(keep), n / len(keep)))
    hard = json.load(open(UD + 'hard_runtogether.json'))
    out = run([BUILD + '/pumice-sentences', '-0'],
              [h['in'] for h in hard]).split('\0')
    for group in ('repair', 'keep'):
        v = [h['out'] == o for h, o in zip(hard, out) if h['group'] == group]
        print('hard cases to %s: %d of %d' % (group, sum(v), len(v)))


def damage(text, chance):
    """Put stops into sentences, take capitals and stops from their ends."""
    places = [(m.start(), 'stop inside')
              for m in re.finditer(r'(?<=[a-z]) (?=[a-z])', text)
              if chance.random() < .004]
    places += [(m.end() - 1, 'capital lost') for m in
               re.finditer(r'(?<=[a-z]{3})\. [A-Z](?=[a-z]* )', text)
               if chance.random() < .1 and
               re.search(r'\b' + re.match('[A-Za-z]+', text[m.end() - 1:])[0]
                         .lower() + r'\b', text)]
    places += [(m.start(), 'stop lost') for m in
               re.finditer(r'(?<=[a-z]{3})\. (?=(It|He|She|They) [a-z])',
                           text) if chance.random() < .3]
    out, last, near, faults = '', 0, -200, {}
    for at, kind in sorted(places):
        if at < near + 100:
            continue
        near = at
        out += text[last:at]
        faults[len(out.encode())] = kind
        if kind == 'stop inside':
            out += '.'
        elif kind == 'capital lost':
            out += text[at].lower()
        last = at + (kind != 'stop inside')
    return out + text[last:], faults


def made():
    chance = random.Random(5)
    files = sorted(glob.glob(EVAL + '/names/clean_dev/*'))
    docs, faults = [], []
    for f in files[::2]:
        d, f = damage(open(f, errors='ignore').read().replace('\0', ''),
                      chance)
        docs.append(d)
        faults.append(f)
    n, seen = collections.Counter(), collections.Counter()
    for edits, where in zip(logged(docs), faults):
        n.update(where.values())
        for how, off, rule in edits:
            near = [where[o] for o in range(off - 2, off + 3) if o in where]
            seen[rule, how, near[0] if near else 'none made'] += 1
    for kind in sorted(n):
        print('made: %d %s' % (n[kind], kind))
    for (rule, how, kind), k in sorted(seen.items()):
        print('made: %s (%s) where %s: %d' % (rule, how, kind, k))


def clean():
    docs = [open(f, errors='ignore').read().replace('\0', '')
            for f in sorted(glob.glob(EVAL + '/names/clean_dev/*'))]
    words = sum(len(d.split()) for d in docs)
    n = collections.Counter((how, rule) for e in logged(docs)
                            for how, _, rule in e)
    for (how, rule), k in sorted(n.items()):
        print('clean: %s %s: %d, %.3f in 10,000 words' %
              (how, rule, k, k * 1e4 / words))


for name in ('ewt_dev_docs', 'gum_dev_docs', 'ewt_test_docs', 'gum_test_docs',
             'pud_docs'):
    boundaries(name)
boundaries('de_gsd_test_blocks5', 'de')
boundaries('fr_gsd_test_blocks5', 'fr')
together()
if os.path.isdir(EVAL + '/names/clean_dev'):
    made()
    clean()
