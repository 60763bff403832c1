#!/usr/bin/env python3
"""extract.py PUMICE_EVAL [OUT] - train the forest of extract.tsv

Reads the pages and their main text in PUMICE_EVAL/html (wcxb-dev, CC BY 4.0
annotations, and cleaneval-dev; research use: only weights are kept), and
writes extract-words.tsv and the forest to OUT (extract.tsv beside this file).
Prints the F1 of five folds by site first.  Run it in the root of the
repository after make; needs numpy and lightgbm.

A block's label is the share of its words that diff(1) finds in the main
text, in order, or of its runs of four words that are there at all.
"""
import collections, os, re, subprocess, sys, tempfile
import numpy as np, lightgbm as lgb

NUMBERS = 149
HERE = os.path.dirname(os.path.abspath(__file__))
WORD = re.compile(r'\w+', re.U)


def tool(work):
    libs = subprocess.check_output(['pkg-config', '--libs', 'hunspell',
        'icu-i18n', 'icu-uc', 'libxml-2.0', 'yajl'], text=True).split()
    subprocess.check_call(['cc', '-O2', '-std=c11', '-D_GNU_SOURCE',
        '-Ifilters/lib', '-o', work + '/rows',
        HERE + '/extract-rows.c', 'build/lib.a'] + libs + ['-lm'])


def rows(work, pages):
    subprocess.run([work + '/rows', work + '/r', work + '/t'],
        input='\n'.join(pages) + '\n', text=True, check=True)
    x = np.fromfile(work + '/r', '<f4').reshape(-1, NUMBERS)
    page, text, k = [], [], -1
    for line in open(work + '/t', encoding='utf-8', errors='replace',
            newline='\n'):
        if line[0] == '\f':
            k += 1
        else:
            page.append(k)
            text.append(line)
    return x, np.array(page), text


def label(blocks, gold, work):
    """The share of each block's words that the main text has."""
    g = WORD.findall(gold.lower())
    w = [WORD.findall(b.lower()) for b in blocks]
    flat = [x for b in w for x in b]
    open(work + '/a', 'w').write('\n'.join(flat) + '\n')
    open(work + '/b', 'w').write('\n'.join(g) + '\n')
    out = subprocess.run(['diff', '-d', '--old-line-format=0',
        '--unchanged-line-format=1', '--new-line-format=', work + '/a',
        work + '/b'], stdout=subprocess.PIPE, text=True).stdout
    hit = np.array([c == '1' for c in out[:len(flat)]], float)
    fours = set(tuple(g[i:i + 4]) for i in range(len(g) - 3))
    res, at = [], 0
    for b in w:
        n = len(b)
        s = hit[at:at + n].mean() if n and len(hit) >= at + n else 0.
        if n >= 6:
            q = np.mean([tuple(b[i:i + 4]) in fours for i in range(n - 3)])
            s = max(s, q)
        # Chance hits of words here and there are no hit.
        res.append(0. if s < .3 else 1. if s > .9 else s)
        at += n
    return res


def load(root, work):
    pages, gold, site, sets = [], [], [], []
    for name in ('wcxb-dev', 'cleaneval-dev'):
        d = os.path.join(root, 'html', name)
        url = {}
        if os.path.exists(d + '/meta.tsv'):
            for l in open(d + '/meta.tsv', encoding='utf-8'):
                f = l.rstrip('\n').split('\t')
                url[f[0]] = f[2].split('/')[2] if f[2].count('/') > 1 else f[0]
        for f in sorted(os.listdir(d + '/html')):
            k = f[:-5]
            pages.append(f'{d}/html/{f}')
            gold.append(open(f'{d}/text/{k}.txt', encoding='utf-8',
                errors='replace').read())
            site.append(url.get(k, name + k))
            sets.append(name)
    return pages, gold, site, sets


def train(x, y, w):
    """Each block counts as both, by its share."""
    x2 = np.vstack([x, x])
    y2 = np.concatenate([np.ones(len(y)), np.zeros(len(y))])
    w2 = np.concatenate([w * y, w * (1 - y)])
    ok = w2 > 0
    return lgb.train(dict(objective='binary', num_leaves=20,
        learning_rate=.06, min_data_in_leaf=100, feature_fraction=.2,
        bagging_fraction=.7, bagging_freq=1, lambda_l2=5., seed=1,
        max_bin=127, verbosity=-1, num_threads=1, deterministic=True,
        force_row_wise=True),
        lgb.Dataset(x2[ok], y2[ok], weight=w2[ok]), 260)


def cut(p, w):
    o = np.argsort(-p, kind='stable')
    k, g = np.cumsum(w[o]), np.cumsum((w * p)[o])
    f = g / (k + (w * p).sum() + 1e-9)
    return p[o[np.argmax(f)]] if len(o) else 1.


def f1(gold, text):
    a, b = WORD.findall(gold.lower()), WORD.findall(text.lower())
    if not a:
        return 1. if not b else 0.
    if not b:
        return 0.
    o = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * o / (len(a) + len(b))


def evaluate(p, page, text, words, gold, sets, what):
    score = collections.defaultdict(list)
    for k in range(len(gold)):
        i = np.flatnonzero(page == k)
        t = cut(p[i], words[i])
        score[sets[k]].append(f1(gold[k],
            ' '.join(text[j] for j in i if p[j] >= t)))
    print(what, {s: round(float(np.mean(v)), 4) for s, v in score.items()},
        flush=True)


def forest(m):
    """LightGBM's trees as rows of the table, children behind parents."""
    out = []
    for t in m.dump_model()['tree_info']:
        nodes = []

        def walk(s):
            k = len(nodes)
            nodes.append(None)
            if 'leaf_value' in s:
                nodes[k] = (-1, s['leaf_value'], 0, 0)
            else:
                l = walk(s['left_child'])
                r = walk(s['right_child'])
                nodes[k] = (s['split_feature'], s['threshold'], l, r)
            return k
        walk(t['tree_structure'])
        out.append('tree')
        out += ['b\t%d\t%.5g\t%d\t%d' % b for b in nodes]
    return out


def main():
    root = sys.argv[1]
    out = sys.argv[2] if len(sys.argv) > 2 else HERE + '/extract.tsv'
    work = tempfile.mkdtemp(prefix='extract')
    tool(work)
    pages, gold, site, sets = load(root, work)
    x, page, text = rows(work, pages)
    words = np.array([len(WORD.findall(t)) for t in text], float)
    y = np.concatenate([label([text[i] for i in np.flatnonzero(page == k)],
        gold[k], work) for k in range(len(gold))])
    # All pages weigh alike, or nearly: F1 is a mean of pages.
    total = np.array([max(words[page == k].sum(), 50) for k in
        range(len(gold))])
    want = np.array([max((words * y)[page == k].sum(), 50) for k in
        range(len(gold))])
    w = words / np.sqrt(total * want)[page]
    w = w / w.mean()
    evaluate(np.ones(len(y)), page, text, words, gold, sets, 'everything')
    evaluate(y, page, text, words, gold, sets, 'best possible')
    names = sorted(set(site))
    rng = np.random.RandomState(1)
    fold_of = dict(zip(names, rng.permutation(len(names)) % 5))
    fold = np.array([fold_of[s] for s in site])[page]
    p = np.zeros(len(y))
    for f in range(5):
        a, b = fold != f, fold == f
        p[b] = train(x[a], y[a], w[a]).predict(x[b])
    evaluate(p, page, text, words, gold, sets, 'cross-validated')
    with open(out, 'w') as o:
        o.write(open(HERE + '/extract-words.tsv').read())
        o.write('# The forest, by extract.py: number, limit, left, right.\n')
        o.write('\n'.join(forest(train(x, y, w))) + '\n')


if __name__ == "__main__":
    main()
