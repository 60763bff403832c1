"""misreader.py - misread a text as documents were, for judge-cases.py

A pair of documents shows how often a word is misread, how often the one
behind it is then too, and as what; a Misreader does the same to other texts.
Of half the words that were seen misread it takes one of their readings, of
the others it takes their letters for what they were taken for in the pair
or, more seldom, in others.
"""
import difflib, random, re
from collections import Counter, defaultdict

SIDE = 4  # letters of a confusion
OTHERS = 0.02  # the weight of what other documents show


def edits(truth, read):
    """The runs of letters that differ: (place in truth, truth, read)."""
    out = []
    match = difflib.SequenceMatcher(None, truth, read, autojunk=False)
    for tag, a, b, c, d in match.get_opcodes():
        if tag != "equal":
            out.append((a, truth[a:b], read[c:d]))
    return out


class Profile:
    """How one document was misread."""

    def __init__(self, pair):
        self.confusions, self.grams = Counter(), Counter()
        self.words = defaultdict(list)
        # A word that is right or wrong, behind one that was.
        self.steps = [[1, 1], [1, 1]]
        last, at = 0, 0
        spots = [-1] + [i for i, t in enumerate(pair.to) if t is not None]
        for a, b in zip(spots, spots[1:] + [len(pair.to)]):
            lo = pair.to[a] + 1 if a >= 0 else 0
            hi = pair.to[b] if b < len(pair.to) else len(pair.truth)
            truth = pair.truth[lo:hi]
            read = [pair.raw[x:y].decode(errors="replace")
                    for x, y in pair.toks[a + 1:b]]
            for k in range(len(truth)):
                self.steps[last][1] += 1
                last = 1
            if truth and read and len(truth) + len(read) < 24:
                self.learn(truth, read)
            if b < len(pair.to):
                self.steps[last][0] += 1
                last = 0

    def learn(self, truth, read):
        t, r = " ".join(truth), " ".join(read)
        if len(r) > 2 * len(t) + 4 or len(t) > 2 * len(r) + 4:
            return
        if len(truth) == 1 and len(read) < 3:
            self.words[t].append(r)
        for n in range(1, SIDE + 1):
            for i in range(len(t) - n + 1):
                self.grams[t[i:i + n]] += 1
        for _, x, y in edits(t, r):
            if len(x) <= SIDE and len(y) <= SIDE:
                self.confusions[x, y] += 1


class Misreader:
    def __init__(self, pairs):
        self.profiles = [Profile(p) for p in pairs]
        self.words, self.all, self.grams = defaultdict(list), Counter(), \
            Counter()
        for p in self.profiles:
            self.all.update(p.confusions)
            self.grams.update(p.grams)
            for w, r in p.words.items():
                self.words[w] += r

    def chances(self, p):
        """By the first letter, or none: what it is read as, how often."""
        table = defaultdict(list)
        letters = sum(n for g, n in p.grams.items() if len(g) == 1)
        total = sum(n for g, n in self.grams.items() if len(g) == 1)
        for x, y in set(p.confusions) | set(
                c for c, n in self.all.items() if n > 2):
            there = p.grams[x] if x else letters
            every = self.grams[x] if x else total
            share = (p.confusions[x, y] + OTHERS * self.all[x, y]) / (
                there + OTHERS * every + 2)
            table[x[:1]].append((x, y, share))
        return table

    def word(self, w, table, rng):
        known = self.words.get(w)
        if known and rng.random() < 0.5:
            return rng.choice(known)
        out, i = "", 0
        while i < len(w):
            for x, y, share in table[w[i]] + table[""]:
                if w.startswith(x, i) and rng.random() < share:
                    out += y
                    i += len(x)
                    break
            else:
                out += w[i]
                i += 1
                continue
            if not x and i < len(w):
                out += w[i]
                i += 1
        return out

    def read(self, text, which, seed):
        """A text as the document was read that which names."""
        rng = random.Random(seed)
        p = self.profiles[which]
        table, last, out = self.chances(p), 0, ""
        for part in re.split(r"(\s+)", text):
            if not part or part.isspace():
                out += "" if last and rng.random() < 0.03 else part
                continue
            right, wrong = p.steps[last]
            last = int(rng.random() < wrong / (right + wrong))
            got = self.word(part, table, rng) if last else part
            out += got
        return out
