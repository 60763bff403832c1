#!/usr/bin/env python3
"""ocr-text.py - text for the ocr tables of a language of which little is had

usage: ocr-text.py LANG DICT SET BOOK WORDS OUT

LANG is de or fr and DICT its Hunspell dictionary; SET a folder of ID.ocr.txt
and ID.gt.txt; BOOK a text file; WORDS large_LANG.msgpack.gz of the Python
package wordfreq.  Every fifth document of SET, sorted by name, is left out.
OUT/pairs gets the others with words that were broken at line ends made whole,
OUT/text their truth and the book, OUT/words.txt words in no order, each as
often as it is in eight million.  Needs the programs hunspell and the package
msgpack.
"""
import glob, gzip, math, os, random, re, subprocess, sys

import msgpack

LETTER = r"[^\W\d_]"
EIGHT_MILLION = 8e6
LEAST = 3        # uses of a word, or it is not in the model
KNOWN = 1.9      # log10 of its uses in 10^9 words, if Hunspell knows it
UNKNOWN = 3.0    # and if not


def known(words, dic):
    """The words that Hunspell knows."""
    out = subprocess.run(["hunspell", "-d", dic, "-i", "utf-8", "-l"],
                         input="\n".join(words) + "\n", text=True,
                         capture_output=True, check=True).stdout
    return set(words) - set(out.split("\n"))


def whole(text):
    """Words broken by a hyphen or not-sign and a line end, in one."""
    text = re.sub(rf"(?<={LETTER})[-\u00ac]\s+(?=[a-z\u00df-\u00ff])", "",
                  text)
    return re.sub("\u00ac ?", "", text)


def joined(text, dic):
    """The same where the line end is lost: circons-tance."""
    pairs = re.findall(rf"\b({LETTER}+)-({LETTER}+)\b", text)
    ok = known(sorted({w for a, b in pairs for w in (a, b, a + b)}), dic)

    def one(m):
        a, b = m.groups()
        return a + b if a + b in ok and not (a in ok and b in ok) else m[0]
    return re.sub(rf"\b({LETTER}+)-({LETTER}+)\b", one, text)


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)


def read(path):
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
        return f.read()


def pairs(lang, dic, folder, out):
    for n, path in enumerate(sorted(glob.glob(folder + "/*.ocr.txt")), 1):
        if n % 5 == 0:
            continue
        name = os.path.basename(path)[:-8]
        for kind in ("ocr", "gt"):
            text = read(f"{path[:-8]}.{kind}.txt")
            if lang == "de":
                text = whole(text)
            write(f"{out}/pairs/{name}.{kind}.txt", text)
            if kind == "gt":
                write(f"{out}/text/{name}.txt",
                      joined(text, dic) if lang == "fr" else text)


def words(lang, dic, path):
    """Words as they are written, each as often as it is used."""
    lists = msgpack.load(gzip.open(path), raw=False)[1:]
    used = {w.replace("\u2019", "'"): 10 ** (-n / 100)
            for n, ws in enumerate(lists) for w in ws}
    used = {w: f for w, f in used.items()
            if re.fullmatch(r"[a-z\u00df-\u00f6\u00f8-\u00ff\u0153']+", w)
            and (len(w) > 1 or w in "a\u00e0y\u00f4o")}
    title = {w: w[0].upper() + w[1:] for w in used}
    small = known(list(used), dic)
    big = known(list(title.values()), dic)
    english = known(list(used), "en_US")
    text = []
    for w, f in used.items():
        is_word = w in small or title[w] in big
        zipf = 9 + math.log10(f)
        if zipf < (KNOWN if is_word else UNKNOWN) or \
                (w in english and not is_word):
            continue
        form = title[w] if is_word and w not in small else w
        n = max(round(f * EIGHT_MILLION), LEAST)
        forms = [form] * n
        if lang == "de" and "\u00df" in w:      # as the Swiss write it
            swiss = form.replace("\u00df", "ss")
            forms = [form] * max(n // 2, LEAST) + [swiss] * max(n // 2, LEAST)
        text += forms
    random.seed(1)
    random.shuffle(text)
    lines = (" ".join(text[i:i + 18]) for i in range(0, len(text), 18))
    text = ".\n".join(lines) + ".\n"
    if lang == "fr":
        text = re.sub(r"\b(qu|[cdjlmnst]) ", r"\1'", text)
    return text


def main():
    lang, dic, folder, book, freq, out = sys.argv[1:]
    for name in ("pairs", "text"):
        os.makedirs(f"{out}/{name}", exist_ok=True)
    pairs(lang, dic, folder, out)
    write(out + "/text/book.txt", read(book).replace("_", ""))
    write(out + "/words.txt", words(lang, dic, freq))


main()
