#!/usr/bin/env python3
"""judge-cases.py - what pumice-ocr could change, and whether it should

usage: judge-cases.py PROGRAMS en EVAL [JUDGE] >cases
       judge-cases.py PROGRAMS LANG FOLDER [JUDGE] >cases

Each change that PROGRAMS/pumice-ocr --evidence thinks of is tried on
ID.ocr.txt and held against ID.gt.txt: how many words, and then how many
letters, come right by it or go wrong.  The documents are halved: each half
is read with confusions that were learned from the other (pumice-channel), as
they will be from other documents than those that are to be mended.

With JUDGE, each half is also mended once by JUDGE.0 or JUDGE.1, which
judge-trees made of the other half, and there are cases of this text too, in
sets with a + behind their names: this is what a judge meets in later passes.

Documents are few: trees that learn from twice as many mend 6% more.  So there
are others, in a set named made: the truths of the pairs, each misread as
another of the same half and fold was (misreader.py).

Beside them are texts without errors, in which every change is wrong, the
first pages of each.

In another language, FOLDER is what ocr-text.py made.  There the model is of
the same documents, so each half is read with one of the other half as well.
Texts without errors are those in FOLDER/clean.

A line for each document: "d SET NAME WORDS HALF", with the words that are
right and the half that it is in, or -1; and for each change "c CLUSTER FROM
END WORDS LETTERS FEATURES ...", with one CLUSTER for what cannot be made at
once.
"""
import bisect, difflib, glob, json, os, random, re, shutil, subprocess, sys
import tempfile
import misreader

FOLD = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"',
                      "\u201d": '"', "\u2014": "-", "\u2013": "-",
                      "\u017f": "s", "\u00ac": "-", "`": "'"})
MOST = 24  # words between two that are right
PAGES = 50000  # bytes
FOLDS = 3  # as judge-trees has them
NOISY = 0.08  # words wrong in a document that others are misread as
HERE = os.path.dirname(os.path.abspath(__file__))
CLEAN = (("clean-news", "summ/news-train.jsonl"),
         ("clean-wiki", "wiki/*[05].txt"),
         ("clean-books", "books/[A-Z]*[39].txt"))


def norm(s):
    s = re.sub(r"(?<=[^\W\d_])-\s+(?=[a-z\u00df-\u00ff])", "",
               s.translate(FOLD))
    return re.sub(r"\s+", " ", s).strip()


def distance(a, b):
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return len(a) + len(b)
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1,
                                       last + (x != y))
    return row[-1]


class Pair:
    def __init__(self, path):
        self.raw = open(path, "rb").read()
        truth = open(path[:-8] + ".gt.txt", errors="replace").read()
        self.truth = truth.translate(FOLD).split()
        self.toks = [m.span() for m in re.finditer(rb"\S+", self.raw)]
        self.starts = [a for a, b in self.toks]
        words = [self.raw[a:b].decode(errors="replace").translate(FOLD)
                 for a, b in self.toks]
        self.to = [None] * len(words)
        match = difflib.SequenceMatcher(None, words, self.truth,
                                        autojunk=False)
        for a, b, n in match.get_matching_blocks():
            for i in range(n):
                self.to[a + i] = b + i
        self.right = sum(t is not None for t in self.to)

    def cluster(self, changes):
        """Words and letters gained by each change, or None."""
        to, toks, raw = self.to, self.toks, self.raw
        lo = min(c[0] for c in changes)
        hi = max(max(c[1], c[0] + 1) for c in changes)
        a = max(bisect.bisect_right(self.starts, lo) - 1, 0) - 1
        b = bisect.bisect_left(self.starts, hi)
        size = b - a
        while a >= 0 and to[a] is None:
            a -= 1
        while b < len(to) and to[b] is None:
            b += 1
        if b - a - size > MOST:
            return None
        lo = toks[a][1] if a >= 0 else 0
        hi = toks[b][0] if b < len(to) else len(raw)
        gt = norm(" ".join(self.truth[to[a] + 1 if a >= 0 else 0:
                           to[b] if b < len(to) else len(self.truth)]))
        old = norm(raw[lo:hi].decode(errors="replace"))
        was, letters = distance(old.split(), gt.split()), None
        known = {old: (0, 0)}
        gains = []
        for off, end, text, x in changes:
            now = norm((raw[lo:off] + text + raw[end:hi])
                       .decode(errors="replace"))
            if now not in known:
                if letters is None:
                    letters = distance(old, gt)
                known[now] = (was - distance(now.split(), gt.split()),
                              letters - distance(now, gt))
            gains.append(known[now])
        return gains


class Clean(Pair):
    def __init__(self, path):
        self.right = len(open(path, "rb").read().split())

    def cluster(self, changes):
        return [(-1, -1)] * len(changes)


def proposals(programs, tables, files, lang):
    """For each file, the clusters of changes: (from, end, text, features),
    and the text with those that are made."""
    with tempfile.TemporaryDirectory() as tmp:
        with open(tmp + "/in", "wb") as f:
            for path in files:
                f.write(open(path, "rb").read().replace(b"\0", b" ") +
                        b"\0")
        with open(tmp + "/out", "wb") as f:
            subprocess.run([programs + "/pumice-ocr", "-q", "-0", "-D",
                            tables, "-L", lang, "--evidence", "-l",
                            tmp + "/log", tmp + "/in"], stdout=f, check=True)
        made = iter(open(tmp + "/out", "rb").read().split(b"\0"))
        clusters = None
        for line in open(tmp + "/log", errors="replace"):
            f = line.rstrip("\n").split("\t")
            if f[0] == "document":
                if clusters is not None:
                    yield clusters, next(made)
                clusters = []
            elif f[0] in ("edit", "held") and f[-1].endswith(";"):
                changes = []
                for c in f[-1][:-1].split(";"):
                    off, end, rest = c.strip().split(" ", 2)
                    text, x = rest.split(" ", 1)
                    changes.append((int(off), int(end), bytes.fromhex(text),
                                    x))
                clusters.append(changes)
        if clusters is not None:
            yield clusters, next(made)


def put(name, kind, files, programs, tables, half=-1, lang="en", again=None):
    """The cases of some files; with a folder, the texts with the changes
    that were made are left there, and their names returned."""
    left = []
    if not files:
        return left
    for path, (clusters, made) in zip(files, proposals(programs, tables,
                                                       files, lang)):
        pair = kind(path)
        base = os.path.basename(path)
        print("d", name, base, pair.right, half)
        for n, changes in enumerate(clusters):
            gains = pair.cluster(changes)
            if gains is None:
                continue
            for c, (words, letters) in zip(changes, gains):
                print("c", n, c[0], c[1], words, letters, c[3])
        if again:
            os.makedirs(again, exist_ok=True)
            left.append(again + "/" + base)
            with open(left[-1], "wb") as f:
                f.write(made)
            if kind is Pair:
                os.symlink(os.path.abspath(path[:-8]) + ".gt.txt",
                           left[-1][:-8] + ".gt.txt")
    return left


def pairs(eval):
    """The sets of pairs to learn from; a fifth of bln600 is held out."""
    for name in ("overproof-train", "icdar2017-en-train", "bln600-train",
                 "noise"):
        files = sorted(glob.glob(eval + "/ocr/" + name + "/*.ocr.txt"))
        if name == "bln600-train":
            files = [f for i, f in enumerate(files) if i % 5 != 4]
        if files:
            yield name, files


def fold(path):
    """Of judge-trees: what it must not have seen at once."""
    h = 0
    for c in os.path.basename(path).encode():
        h = (h * 31 + c) & 0xffffffff
    return (h ^ h >> 16) % FOLDS


def misread(files, folder):
    """Truths of the files misread as others of them were."""
    os.makedirs(folder)
    read = [Pair(f) for f in files]
    by = misreader.Misreader(read)
    noisy = [i for i, p in enumerate(read)
             if p.right < (1 - NOISY) * len(p.truth)]
    for i, path in enumerate(files):
        like = [k for k in noisy
                if k != i and fold(files[k]) == fold(path)]
        if not like:
            continue
        name = os.path.basename(path)
        text = open(path[:-8] + ".gt.txt", errors="replace").read()
        which = like[random.Random(name).randrange(len(like))]
        to = folder + "/" + name
        with open(to, "w") as f:
            f.write(by.read(text, which, name))
        os.symlink(os.path.abspath(path[:-8]) + ".gt.txt",
                   to[:-8] + ".gt.txt")
        yield to


def half_tables(programs, files, folder, judge):
    """Tables as they are, but with confusions of some pairs only, and a
    judge."""
    os.makedirs(folder + "/en")
    for f in glob.glob(HERE + "/*"):
        os.symlink(f, folder + "/en/" + os.path.basename(f))
    if judge:
        os.unlink(folder + "/en/judge.tsv")
        os.symlink(os.path.abspath(judge), folder + "/en/judge.tsv")
    for table, flag in (("confusions", []), ("misreadings", ["-w"])):
        path = folder + "/en/" + table + ".tsv"
        os.unlink(path)
        with open(path, "w") as f:
            subprocess.run([programs + "/pumice-channel"] + flag + files,
                           stdout=f, check=True)
    return folder


def pages(files, folder):
    """The first pages of each text, as files of their own."""
    texts = []
    for path in files:
        if path.endswith(".jsonl"):
            texts += [json.loads(line)["text"].encode()
                      for line in open(path)]
        else:
            text = open(path, "rb").read(PAGES)
            texts.append(text[:text.rfind(b"\n") + 1] or text)
    for i, text in enumerate(texts):
        with open("%s/%05d" % (folder, i), "wb") as f:
            f.write(text)
    return sorted(glob.glob(folder + "/*"))


def run(command, out=None):
    with open(out or os.devnull, "w") as f:
        subprocess.run(command, stdout=f, check=True)


def other_language(programs, lang, folder, judge):
    files = sorted(glob.glob(folder + "/pairs/*.ocr.txt"))
    for half in (0, 1):
        top = "%s/half%d" % (folder, half)
        to = "%s/%s/" % (top, lang)
        if not os.path.exists(to):
            os.makedirs(to)
            use = files[half::2]
            model = [programs + "/pumice-model", "-l", lang]
            run(model + ["-o", to + "model.bin", folder + "/text/book.txt"] +
                [folder + "/text/" + os.path.basename(f)[:-8] + ".txt"
                 for f in use])
            run(model + ["-x", to + "model.bin", "-b", "1", "-t", "1", "-o",
                         to + "modern.bin", folder + "/words.txt"])
            channel = programs + "/pumice-channel"
            run([channel] + use, to + "confusions.tsv")
            run([channel, "-w"] + use, to + "misreadings.tsv")
        if judge:
            shutil.copy("%s.%d" % (judge, half), to + "judge.tsv")
        with tempfile.TemporaryDirectory() as tmp:
            left = put(lang, Pair, files[1 - half::2], programs, top,
                       1 - half, lang, judge and tmp)
            put(lang + "+", Pair, left, programs, top, 1 - half, lang)
    put("clean-" + lang, Clean, sorted(glob.glob(folder + "/clean/*")),
        programs, top, lang=lang)


def main():
    programs, lang, eval = sys.argv[1:4]
    judge = sys.argv[4] if len(sys.argv) > 4 else None
    if lang != "en":
        other_language(programs, lang, eval, judge)
        return
    sets = list(pairs(eval))
    learned = [f for name, files in sets if name != "noise" for f in files]
    with tempfile.TemporaryDirectory() as tmp:
        for half in (0, 1):
            tables = half_tables(programs, learned[half::2],
                                 tmp + "/%d" % half,
                                 judge and "%s.%d" % (judge, half))
            made = list(misread(learned[1 - half::2],
                                "%s/%d-misread" % (tmp, half)))
            for name, files in sets + [("made", made)]:
                todo = [f for f in files if f not in learned[half::2]]
                todo = todo[half::2] if name == "noise" else todo
                left = put(name, Pair, todo, programs, tables, 1 - half,
                           again=judge and "%s/%d-%s" % (tmp, half, name))
                if name != "made":
                    put(name + "+", Pair, left, programs, tables, 1 - half)
        texts = [(name, sorted(glob.glob(eval + "/" + pattern)))
                 for name, pattern in CLEAN]
        texts += [("gt-" + name, [f[:-8] + ".gt.txt" for f in files])
                  for name, files in sets
                  if name in ("overproof-train", "bln600-train")]
        for name, files in texts:
            os.makedirs(tmp + "/" + name)
            put(name, Clean, pages(files, tmp + "/" + name), programs,
                os.path.dirname(HERE))


main()
