#!/usr/bin/env python3
"""marks.py - make the tables by which ocr mends marks

usage: marks.py words TEXT ... >marks.tsv
       marks.py pauses TEXT ... >pauses.tsv
       marks.py gaps READ TRUTH ... >gaps.tsv
       marks.py trees pumice-ocr READ TRUTH ... >marktrees.tsv

words counts in clean texts what stands behind and before words.  pauses
learns from clean texts which mark the words about a gap ask for; it wants
numpy, 3 GB of memory and five minutes for 27 million words.  gaps counts
in pairs what was read between two words, and what is there in truth.  trees
learns from what pumice-ocr --mark-evidence thinks of in READ whether it is
so.  READ is best a text whose words have been mended, by pumice-ocr with an
empty marktrees.tsv; a text that is its own truth says what is to be left
alone; pumice-ocr may have options, as in "pumice-ocr -L de".  trees wants
numpy and lightgbm, and prints to the standard error how often each rule is
right in documents that it did not learn from.
"""
import difflib, math, random, re, subprocess, sys, tempfile
from collections import Counter, defaultdict

FOLD = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201a\u201b`\u00b4\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ac\u00ad",
                    "-"),
    "\u017f": "s"})
WORD = re.compile(r"[^\W_]+")
KINDS = " ,.;-"


# ---- words ----

def kind(gap):
    s = gap.strip().strip("\"'()")
    if "\n\n" in gap:
        return None
    if not s:
        return " "
    return {",": ",", ".": ".", "?": ".", "!": ".", ";": ";", ":": ";",
            "-": "-"}.get(s[0])


def odds(n, total, c, weight):
    """Eight times the log of the odds of c to a blank."""
    share = weight / sum(total.values())
    return round(8 * math.log2((n[c] + share * total[c])
                               / (n[" "] + share * total[" "])))


def words(paths):
    token = re.compile(r"([A-Za-z]+(?:'[A-Za-z]+)*)([^A-Za-z0-9]{0,6})")
    behind, before, pairs = (defaultdict(Counter) for _ in range(3))
    for path in paths:
        last = None
        text = open(path, errors="replace").read().translate(FOLD)
        for m in token.finditer(text):
            w = m[1].lower()
            if last and last[2] == m.start() and last[1]:
                behind[last[0]][last[1]] += 1
                before[w][last[1]] += 1
                pairs[last[0], w][last[1]] += 1
            last = w, kind(m[2]), m.end()
    total = sum(behind.values(), Counter())
    prior = {c: odds(total, total, c, 1) for c in KINDS}
    row = {}
    for w in sorted(set(behind) | set(before)):
        if sum(behind[w].values()) + sum(before[w].values()) >= 400:
            row[w] = [odds(n[w], total, c, 20) for n in (behind, before)
                      for c in KINDS[1:]]
            print(w, *row[w], sep="\t")
    for (a, b), n in sorted(pairs.items()):
        if sum(n.values()) < 60 or a not in row or b not in row:
            continue
        n["."] += n[";"]
        both = {",": row[a][0] + row[b][4] - prior[","],
                ".": row[a][1] + row[b][5] - prior["."]}
        got = {}
        for c in both:
            p = 1 / (1 + 2 ** (-both[c] / 8))
            got[c] = round(8 * math.log2((n[c] + 5 * p)
                                         / (n[" "] + 5 * (1 - p))))
        if max(abs(got[c] - both[c]) for c in both) >= 12:
            print(a + " " + b, got[","], got["."], sep="\t")


# ---- pauses ----

# As lib/pauses.h has them: word, gap kinds, hidden units; words kept.
DIM, SIDE, KINDS_, HIDDEN, OUT, VOCABULARY = 24, 4, 10, 64, 6, 16000
BATCH, SAMPLES = 2048, 14000000


def pause_kind(gap):
    if re.search(r"\n\s*\n", gap):
        return 8
    k = 0
    for c in gap:
        if c in ".!?":
            return 2
        if c == "," or c in ";:" and k != 1:
            k = 1 if c == "," else 3
        elif k == 0 and not c.isspace() and c not in ";:":
            k = 4 if c == "-" else 6 if c in "'\"" else 7
    return 5 if gap == "'" else k


def rare(w):
    """What stands for a word that is not kept."""
    return "0a" if any(map(str.isdigit, w)) else \
        "~" + w[-2:] if len(w) > 2 else "~"


def pause_text(paths):
    """Words, as numbers; the gaps behind them; capitals; the vocabulary."""
    import array
    import numpy
    parts = []
    for path in paths:
        text = open(path, errors="replace").read().translate(FOLD)
        parts += [text[k:k + 1000000] for k in range(0, len(text), 1000000)]
    random.seed(3)
    random.shuffle(parts)
    number, kind = {}, {}
    w, g, u = array.array("I"), array.array("B"), array.array("B")
    for part in parts:
        for m in re.finditer(r"([^\W_]+)([\W_]*)", part):
            s = "0" * min(len(m[1]), 5) if m[1].isdigit() else m[1].lower()
            w.append(number.setdefault(s, len(number)))
            if m[2] not in kind:
                kind[m[2]] = pause_kind(m[2])
            g.append(kind[m[2]])
            u.append(m[1][0].isupper())
    w, g, u = (numpy.array(x) for x in (w, g, u))
    n = numpy.bincount(w)
    words = list(number)
    kept = [words[i] for i in numpy.argsort(-n, kind="stable")[:VOCABULARY]]
    held = set(kept)
    ends = Counter()
    for s, k in number.items():
        if s not in held:
            ends[rare(s)] += int(n[k])
    del ends["~"]
    vocabulary = ["", "~"] + [s for s, _ in ends.most_common(600)] + kept
    place = {s: i for i, s in enumerate(vocabulary)}
    to = [place[s] if s in held else place.get(rare(s), 1) for s in words]
    return numpy.array(to, numpy.uint16)[w], g, u, vocabulary


class Net:
    """Words, gaps and capitals to one layer of hidden units, to marks."""

    def __init__(self, words):
        import numpy as np
        self.np, self.rng = np, np.random.default_rng(1)

        def start(*shape):
            return self.rng.standard_normal(shape).astype(np.float32)
        n, zero = 2 * SIDE * DIM, np.zeros
        self.words = start(words, DIM) / 10
        self.moved = np.full(words, 1e-3, np.float32)
        self.layers = {
            "word": start(n, HIDDEN) / np.float32(n ** 0.5),
            "gap": zero((6 * KINDS_, HIDDEN), np.float32),
            "capital": zero((3, HIDDEN), np.float32),
            "bias": zero((1, HIDDEN), np.float32),
            "pause": start(HIDDEN, OUT) / 10,
            "odds": zero(OUT, np.float32)}
        self.mean = {k: v * 0 for k, v in self.layers.items()}
        self.square = {k: v * 0 for k, v in self.layers.items()}
        self.steps = 0

    def step(self, w, g, u, y, rate):
        np, a = self.np, self.layers
        e = self.words[w].reshape(len(w), -1)
        at = np.zeros((len(w), 6 * KINDS_), np.float32)
        np.put_along_axis(at, g + np.arange(6) * KINDS_, 1, 1)
        h = e @ a["word"] + at @ a["gap"] + u @ a["capital"] + a["bias"]
        on = np.maximum(h, 0)
        z = on @ a["pause"] + a["odds"]
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        loss = -np.log(p[np.arange(len(y)), y] + 1e-9).mean()
        p[np.arange(len(y)), y] -= 1
        p /= len(y)
        dh = (p @ a["pause"].T) * (h > 0)
        self.learn({"word": e.T @ dh, "gap": at.T @ dh,
                    "capital": u.T @ dh, "bias": dh.sum(0, keepdims=True),
                    "pause": on.T @ p, "odds": p.sum(0)}, rate)
        self.learn_words(w.ravel(), (dh @ a["word"].T).reshape(-1, DIM),
                         rate * 6 * len(y) ** 0.5, len(y))
        return loss

    def learn(self, slopes, rate):
        """Adam."""
        np = self.np
        self.steps += 1
        for k, d in slopes.items():
            m = self.mean[k] = 0.9 * self.mean[k] + 0.1 * d
            v = self.square[k] = 0.99 * self.square[k] + 0.01 * d * d
            self.layers[k] -= rate * (m / (1 - 0.9 ** self.steps)) / (
                np.sqrt(v / (1 - 0.99 ** self.steps)) + 1e-8)

    def learn_words(self, w, d, rate, size):
        """Adagrad, of the words of this batch alone."""
        np = self.np
        order = np.argsort(w, kind="stable")
        first = np.flatnonzero(np.diff(w[order], prepend=-1))
        d, w = np.add.reduceat(d[order], first, 0), w[order][first]
        self.moved[w] += (d * d).mean(1) * size
        self.words[w] -= rate * d / np.sqrt(self.moved[w])[:, None]


def pauses(paths):
    import numpy as np
    word, gap, upper, vocabulary = pause_text(paths)
    net, to = Net(len(vocabulary)), np.array([0, 1, 2, 3, 4, 5, 0, 0, 0, 0])
    at = np.arange(8, len(word) - 8)
    at = at[gap[at] != 8]
    net.rng.shuffle(at)
    # Half of the blanks say as much as all.
    at = at[(to[gap[at]] > 0) | (net.rng.random(len(at)) < 0.5)][:SAMPLES]
    steps, loss = len(at) // BATCH, 0
    for k in range(steps):
        p = at[k * BATCH:(k + 1) * BATCH]
        w, g, u = (np.stack([x[p + d] for d in about], 1) for x, about in (
            (word, range(1 - SIDE, SIDE + 1)), (gap, (-3, -2, -1, 1, 2, 3)),
            (upper, (-1, 0, 2))))
        # Marks may be lost, or not known.
        g = g.astype(np.int64)
        g[(g == 8) | (net.rng.random(g.shape) < 0.1)] = 9
        g[net.rng.random(g.shape) < 0.07] = 0
        loss += (net.step(w.astype(np.int64), g, u.astype(np.float32),
                          to[gap[p]], 0.003 * (1 - k / steps) + 5e-5)
                 - loss) / min(k + 1, 200)
        if k % 1000 == 999 or k + 1 == steps:
            print(f"{k + 1} of {steps}: loss {loss:.4f}", file=sys.stderr)
    write_net(net, vocabulary)


def write_net(net, vocabulary):
    """In whole numbers; sixteenths of a bit come out."""
    import numpy as np
    scale = np.quantile(abs(net.words[1:]), 0.9995, axis=0) / 44
    byte = np.clip(np.rint(net.words / scale), -46, 46).astype(int) + 79
    for s, v in zip(vocabulary[1:], byte[1:]):
        print(s, "".join(map(chr, v)).replace("\\", "]"), sep="\t")
    a, unit = net.layers, 16 / math.log(2)
    a["odds"][0] += math.log(2)
    for name, v in (
            ("word", a["word"] * np.tile(scale, 2 * SIDE)[:, None] * 32768),
            ("gap", a["gap"] * 32768), ("capital", a["capital"] * 32768),
            ("bias", a["bias"] * 32768), ("pause", a["pause"].T * 16 * unit),
            ("odds", [a["odds"] * 4096 * unit])):
        for row in np.rint(v).astype(int):
            print(name, *row, sep="\t")


# ---- gaps ----

def spelt(gap):
    """As lib/gap.h has it."""
    out = ""
    for c in gap:
        k = (" " if c.isspace() or ord(c) < 33 else
             c if c in ",.;:!?()-'\"&/%+=" else
             "(" if c in "[{" else ")" if c in "]}" else
             "$" if c in "$\u00a3\u20ac" else "*")
        if not (out and out[-1] == k and k in " *"):
            out += k
    return out


def load(path):
    return open(path, errors="replace").read().translate(FOLD)


def spans(text):
    return [(m.start(), m.end(), m[0]) for m in WORD.finditer(text)]


def aligned(read, truth):
    """For words of read their place in truth, and whether they are alike."""
    match = difflib.SequenceMatcher(None, [w[2].lower() for w in read],
                                    [w[2].lower() for w in truth],
                                    autojunk=False)
    to = {}
    for tag, a, b, x, y in match.get_opcodes():
        if tag == "equal" or tag == "replace" and b - a == y - x:
            for k in range(b - a):
                to[a + k] = x + k, tag == "equal"
    return to


def may_be(a, b):
    """Words are glued by hyphens and apostrophes alone; commas and quotes are
    not put where there is nothing else."""
    if " " in a and " " not in b:
        return b == "-" and a in (" ", " -", " - ") or \
            b == "'" and a in (" ", "' ", " '")
    more = len(b.replace(" ", "")) > len(a.replace(" ", ""))
    return not (more and b.count(",") > a.count(",")) and \
        sum(map(b.count, "'\"")) <= sum(map(a.count, "'\""))


def gaps(paths):
    seen, pairs = Counter(), Counter()
    for a, b in zip(paths[::2], paths[1::2]):
        read, truth = load(a), load(b)
        r, t = spans(read), spans(truth)
        to = aligned(r, t)
        for i in range(len(r) - 1):
            j = to.get(i, (0, 0))
            if not j[1] or to.get(i + 1) != (j[0] + 1, True):
                continue
            was = spelt(read[r[i][1]:r[i + 1][0]])
            is_ = spelt(truth[t[j[0]][1]:t[j[0] + 1][0]])
            if was == "- " and is_ in ("", "-"):
                is_ = was
            seen[was] += 1
            pairs[was, is_] += 1
    for (a, b), n in sorted(pairs.items(), key=lambda x: (x[0][0], -x[1])):
        if a != b and a and b and n >= (15 if a == " " else 3) and \
                len(a) < 8 and re.fullmatch(r"[ ,.;:'\"!?()\-]*", b) and \
                may_be(a, b):
            print(a, b, n, seen[a], sep="\t")


# ---- trees ----

ROUNDS, FEWEST = 250, 60000
SURE = {"mark-space": 0.92, "mark-stray": 0.77, "mark-lost": 0.9,
        "mark-misread": 0.78, "hyphen": 0.72, "speck": 0.75,
        "capital": 0.65}
# Rules with few cases to learn from are right by the marks alone, and learnt
# by fewer signs.  Of their trees, and of others: signs, leaves, the fewest
# cases in one, and what holds their points back.
FEW = "capital", "mark-lost", "mark-space"
SMALL, LARGE = (75, 24, 20, 5), (None, 48, 60, 10)


def distance(a, b):
    n = min(len(a), len(b))
    i = next((k for k in range(n) if a[k] != b[k]), n)
    a, b, n = a[i:], b[i:], n - i
    i = next((k for k in range(n) if a[-1 - k] != b[-1 - k]), n)
    a, b = a[:len(a) - i], b[:len(b) - i]
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


def guesses(program, paths):
    """For each text what is thought of: begin, end, rule, new text, signs."""
    with tempfile.TemporaryDirectory() as tmp:
        with open(tmp + "/in", "wb") as f:
            for path in paths:
                f.write(open(path, "rb").read().replace(b"\0", b" ") + b"\0")
        subprocess.run([*program.split(), "-q", "-0", "--mark-evidence", "-l",
                        tmp + "/log", tmp + "/in"], stdout=subprocess.DEVNULL,
                       check=True)
        found = None
        for line in open(tmp + "/log", errors="replace"):
            if line.startswith("document"):
                if found is not None:
                    yield found
                found = []
            elif line.startswith("held"):
                for c in line.rstrip("\n").split("\t")[7].split(";"):
                    f = c.split(" ", 4)
                    found.append((int(f[0]), int(f[1]), f[2],
                                  bytes.fromhex(f[3]).decode(), f[4]))
        yield found


def norm(s):
    return " ".join(re.sub(r"(?<=[A-Za-z])-\s+(?=[a-z])", "", s).split())


def right_among(read, truth, r, t, i, j, to, new):
    """The same where the words beside it were misread."""
    def surely(k):
        return to.get(k, (0, 0))[1]
    p, q = i, j
    while p >= 0 and not surely(p):
        p -= 1
    while q < len(r) and not surely(q):
        q += 1
    if p < 0 or q >= len(r) or q - p > 14:
        return None
    a, b, lo, hi = r[i][1], r[j][0], r[p][0], r[q][1]
    if "\n" in read[a:b]:
        new = new.replace(" ", "\n")
    is_ = norm(truth[t[to[p][0]][0]:t[to[q][0]][1]])
    was, now = norm(read[lo:hi]), norm(read[lo:a] + new + read[b:hi])
    words = [distance(s.split(), is_.split()) for s in (was, now)]
    chars = [distance(s, is_) for s in (was, now)]
    if words[0] == words[1]:
        return None if chars[1] < chars[0] else (0, 0.5)
    return int(words[1] < words[0] and chars[1] <= chars[0]), 0.7


def fewer(new, read, truth, r, t, i, j, to):
    """Words and characters in error that a change makes fewer, counted
    between the nearest words that were surely read rightly."""
    p, q = i - 1, j + 1
    while p >= 0 and not to.get(p, (0, 0))[1]:
        p -= 1
    while q < len(r) and not to.get(q, (0, 0))[1]:
        q += 1
    if q - p > 24:
        return None
    lo, x = (r[p][0], t[to[p][0]][0]) if p >= 0 else (0, 0)
    hi, y = (r[q][1], t[to[q][0]][1]) if q < len(r) else \
        (len(read), len(truth))
    a, b = r[i][1], r[j][0]
    if "\n" in read[a:b]:
        new = new.replace(" ", "\n")
    is_, was, now = map(norm, (truth[x:y], read[lo:hi],
                               read[lo:a] + new + read[b:hi]))
    return (distance(was.split(), is_.split()) -
            distance(now.split(), is_.split()),
            distance(was, is_) - distance(now, is_))


def right(rule, new, read, truth, r, t, i, j, to):
    """Is it so (1), not (0), and how much does the case count?"""
    y = likely(rule, new, read, truth, r, t, i, j, to)
    n = None if rule in FEW else fewer(new, read, truth, r, t, i, j, to)
    if n is None:
        return y
    gain = n[0] + 0.3 * n[1]
    if gain == 0:
        return y and (y[0], 0.15 * y[1])
    return int(gain > 0), min(abs(gain), 2) ** 0.5


def likely(rule, new, read, truth, r, t, i, j, to):
    """The same by the marks alone."""
    if rule == "capital":
        if not to.get(j, (0, 0))[1]:
            return None
        word = t[to[j][0]][2]
        return (word == new, 1) if word in (new, r[j][2]) else None
    a, b = to.get(i, (0, 0)), to.get(j, (0, 0))
    near = i in to and j in to and (a[1] or b[1])
    if not near or rule != "speck" and b[0] != a[0] + 1:
        return right_among(read, truth, r, t, i, j, to, new)
    if b[0] != a[0] + 1:
        return 0, 1
    is_ = spelt(truth[t[a[0]][1]:t[b[0]][0]])
    if rule == "speck":
        return 1, 1 if is_ == new else 0.5
    line = read[r[i][1]:r[j][0]]
    was = spelt(line)
    if (was == "- " or new == "- " and "\n" in line) and is_ in ("-", ""):
        is_ = "- "
    if is_ in (new, was):
        return is_ == new, 1
    if is_.strip() == new.strip():
        return 1, 0.5
    return (1, 0.3) if distance(new, is_) < distance(was, is_) else (0, 0.5)


def cases_of(read, truth, found):
    """The guesses of a text: rule, signs, right or not, weight."""
    place, at = {}, 0
    for k, c in enumerate(read):
        place[at] = k
        at += len(c.encode())
    place[at] = len(read)
    read = read.translate(FOLD)
    r, t = spans(read), spans(truth)
    to = aligned(r, t)
    begin = {w[0]: k for k, w in enumerate(r)}
    end = {w[1]: k for k, w in enumerate(r)}
    for off, to_, rule, new, signs in found:
        i, j = end.get(place.get(off)), begin.get(place.get(to_))
        if i is None or j is None:
            continue
        y = right(rule, new, read, truth, r, t, i, j, to)
        if y is None:
            continue
        weight = y[1] * (2 if read == truth else 1)
        # Most blanks are nothing else.
        if not y[0] and spelt(read[r[i][1]:r[j][0]]) == " " and \
                rule in ("mark-lost", "hyphen"):
            if random.random() > 0.34:
                continue
            weight *= 3
        yield rule, signs, y[0], weight


def cases(program, paths):
    """By rule: signs, right or not, weight, document."""
    import numpy
    out = defaultdict(list)
    random.seed(1)
    texts = list(zip(paths[::2], paths[1::2]))
    for k in range(0, len(texts), 30):
        part = texts[k:k + 30]
        for n, (a, found) in enumerate(
                zip(part, guesses(program, [a for a, _ in part]))):
            read = open(a[0], "rb").read().decode(errors="replace")
            for rule, signs, y, weight in cases_of(read, load(a[1]), found):
                out[rule].append((numpy.fromstring(signs, numpy.int16,
                                                   sep=" "), y, weight,
                                  k + n))
    return out


def dump(node):
    """In the order of its nodes, no before yes."""
    if "leaf_value" in node:
        return [round(100 * node["leaf_value"])]
    return (["%d>%d" % (node["split_feature"], math.floor(node["threshold"]))]
            + dump(node["left_child"]) + dump(node["right_child"]))


def grow(rule, x, y, weight):
    import lightgbm
    _, leaves, fewest, hold = SMALL if rule in FEW else LARGE
    return lightgbm.train(
        {"objective": "binary", "num_leaves": leaves, "learning_rate": 0.06,
         "min_data_in_leaf": fewest, "feature_fraction": 0.5,
         "lambda_l2": hold,
         "bagging_fraction": 0.8, "bagging_freq": 1, "max_bin": 63,
         "num_threads": 1, "seed": 1, "verbose": -1},
        lightgbm.Dataset(x, y, weight=weight), ROUNDS)


def trees(program, paths):
    import numpy
    for rule, v in sorted(cases(program, paths).items()):
        wrong = sum(not c[1] for c in v)
        most = max(10 * (len(v) - wrong), FEWEST)
        if wrong > most:
            random.seed(2)
            v = [(c[0], c[1], c[2] * (1 if c[1] else wrong / most), c[3])
                 for c in v if c[1] or random.random() < most / wrong]
        signs = (SMALL if rule in FEW else LARGE)[0]
        x = numpy.stack([c[0][:signs] for c in v]).astype(numpy.float32)
        y, weight = (numpy.array([c[k] for c in v], float) for k in (1, 2))
        doc = numpy.array([c[3] for c in v])
        z = numpy.zeros(len(y))
        for k in range(3):
            out = doc % 3 == k
            z[out] = grow(rule, x[~out], y[~out], weight[~out]).predict(
                x[out], raw_score=True)
        bar = math.log(SURE[rule] / (1 - SURE[rule]))
        full = numpy.where(y > 0, numpy.maximum(weight, 1), weight)
        made, good = (full * (z > bar)).sum(), (full * y * (z > bar)).sum()
        print(f"{rule}: {len(y)} cases, {y.sum():.0f} right; made {made:.0f},"
              f" {100 * good / max(made, 1):.1f} in 100 right",
              file=sys.stderr)
        print(rule, round(100 * bar), sep="\t")
        for t in grow(rule, x, y, weight).dump_model()["tree_info"]:
            print(rule, *dump(t["tree_structure"]), sep="\t")


HEAD = {
    "words": """\
# How often a comma, a stop, a semicolon and a dash is behind a word rather
# than a blank, and then before it: eight times the log of the odds.  Pairs
# have those of a comma and of a stop between them.""",
    "pauses": """\
# Which mark the words about a gap ask for: words, each with the numbers that
# stand for it (a byte each, O is 0), and the weights of a neural network that
# pauses.h describes.""",
    "gaps": """\
# What was read between words, what is there in truth, how often, and how
# often the first was read: marks as gap.h spells them.""",
    "trees": """\
# Whether marks were misread: trees, each a list of questions, is this sign
# over that, and of the points that their answers lead to.  Before those of a
# rule stands what their sum must be over.""",
}

verb, args = sys.argv[1], sys.argv[2:]
print(HEAD[verb] + "\n# Made by marks.py from texts that README names.")
if verb == "trees":
    trees(args[0], args[1:])
else:
    {"words": words, "pauses": pauses, "gaps": gaps}[verb](args)
