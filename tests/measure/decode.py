"""decode.py - what decode.sh prints; see there"""
import glob
import gzip
import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

DECODE, EVAL = sys.argv[1:3]

# Python's names for the sets that the folders are called by; a set that
# has a wider one is read in that, as all browsers do.
CODECS = {"MacCyrillic": "mac_cyrillic", "MacRoman": "mac_roman",
    "TIS-620": "cp874", "GB2312": "gb18030", "Big5": "big5hkscs",
    "EUC-KR": "cp949", "SHIFT_JIS": "cp932", "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254"}
DECLARED = re.compile(rb"(charset|encoding)=([\"']?)[\w-]+")


def decode(data):
    return subprocess.run([DECODE], input=data, check=True,
        capture_output=True).stdout.decode("utf-8", "replace")


def codec(folder):
    name = re.sub(r"^((iso-8859-\d+)|(windows-\d+))-\w+$", r"\1", folder)
    return CODECS.get(name, name.replace("windows-", "cp"))


def same(got, want):
    """Line by line: files hold stray bytes, and tables differ in signs."""
    pairs = list(zip(got.split("\n"), want.split("\n")))
    high = [(a, b) for a, b in pairs if not b.isascii()]
    wrong = 0
    for a, b in high:
        off = sum(x != y for x, y in zip(a, b)) + abs(len(a) - len(b))
        wrong += off * 5 > sum(not c.isascii() for c in b) and off > 1
    return wrong * 20 <= len(high)


def charsets(top, declared):
    good = n = 0
    for folder in sorted(os.listdir(top)):
        if not os.path.isdir(os.path.join(top, folder)):
            continue
        for name in sorted(os.listdir(os.path.join(top, folder))):
            data = open(os.path.join(top, folder, name), "rb").read()
            try:
                want = data.decode(codec(folder), "replace")
            except LookupError: # EUC-TW
                want = subprocess.run(["uconv", "-f", folder],
                    input=data, capture_output=True).stdout.decode()
            if not declared:
                data = DECLARED.sub(rb"\1=\2x", data)
                want = DECLARED.sub(rb"\1=\2x", want.encode(
                    "utf-8", "replace")).decode()
            right = same(decode(data), decode(want.encode("utf-8", "replace")))
            n += 1
            good += right
            if not right:
                print("# decode: not read right: %s/%s" % (folder, name))
    print("decode: charset files%s: %d of %d (%.1f%%)" % (
        "" if declared else ", declarations taken out", good, n,
        100 * good / n))


charsets(os.path.join(EVAL, "char_sent/charset/chardet_tests"), True)
charsets(os.path.join(EVAL, "char_sent/charset/chardet_tests"), False)


def lines_of(top):
    """Lines of clean text by language: UD's German and French, edited
    English, and the manual pages that this machine has of others."""
    ud = os.path.join(top, "char_sent/ud/%s_gsd_test_blocks5.jsonl")
    for lang in ("de", "fr"):
        if os.path.exists(ud % lang):
            yield lang, [s for line in open(ud % lang)
                for p in json.loads(line)["paras"] for s in p]
    names = glob.glob(os.path.join(top, "names/clean_dev/*"))
    yield "en", [s for f in sorted(names) for s in open(f, errors="ignore")]
    for lang in "es it pt_BR nl sv da nb fi pl cs hu ro tr".split():
        text = []
        for f in sorted(glob.glob("/usr/share/man/%s/man*/*.gz" % lang)):
            for s in gzip.open(f, "rt", errors="ignore"):
                if s[0] not in ".'":
                    text.append(re.sub(r"\\f(\(..|\[\w*\]|.)", "", s))
        yield lang, text


def usable(s):
    return 20 <= len(s) <= 160 and not s.isascii() and \
        not re.search(r"[ÂÃ&=/|\\?\ufffd]", s) and \
        all(ord(c) < 0x250 or 0x2010 <= ord(c) < 0x2030 for c in s) and \
        sum(c.isalpha() or c == " " for c in s) > len(s) * .8


DAMAGE = {
    "mojibake": lambda s: s.encode().decode("latin-1"),
    "mojibake, twice":
        lambda s: s.encode().decode("latin-1").encode().decode("latin-1"),
    "mojibake that lost a byte":
        lambda s: s.encode().decode("cp1252", "replace"),
    "U+FFFD for each letter": lambda s: re.sub(r"[^\0-\x7f]", "\ufffd", s),
    "U+FFFD for each byte": lambda s: s.encode().decode("ascii", "replace"),
    "? for each letter": lambda s: re.sub(r"[^\0-\x7f]", "?", s),
}


def restored(top):
    sample = {}
    for lang, text in lines_of(top):
        good = sorted({s.strip() for s in text if usable(s.strip())})
        random.Random(1).shuffle(good)
        if good:
            sample[lang] = good[:100]
            clean = "\n\n".join(good)
            changed = sum(a != b for a, b in zip(good,
                decode(clean.encode()).split("\n\n")))
            print("decode: clean lines changed, %s: %d of %d" % (
                lang, changed, len(good)))
    for kind, damage in DAMAGE.items():
        ok = n = 0
        for good in sample.values():
            if "lost" in kind:
                good = [s for s in good if "\ufffd" in damage(s)]
            bad = "\n\n".join(map(damage, good))
            ok += sum(a == b for a, b in
                zip(good, decode(bad.encode()).split("\n\n")))
            n += len(good)
        print("decode: lines restored, %s: %d of %d (%.1f%%), %d languages"
            % (kind, ok, n, 100 * ok / max(n, 1), len(sample)))


def ftfy_cases(path):
    ok = n = 0
    for c in json.load(open(path)):
        got = decode(c["original"].encode("utf-8", "surrogatepass"))
        want = c["fixed"], c.get("fixed-encoding", c["fixed"])
        n += 1
        ok += got in want
    print("decode: ftfy's own cases: %d of %d" % (ok, n))


def seconds(command, path):
    start = time.monotonic()
    subprocess.run(command, stdin=open(path), check=True,
        stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def speed(top):
    books = sorted(glob.glob(os.path.join(top, "books/*.txt")))[:100]
    if not books:
        return
    with tempfile.NamedTemporaryFile() as f:
        for b in books:
            f.write(open(b, "rb").read())
        f.flush()
        size = os.path.getsize(f.name) / 1e6
        mine = min(seconds([DECODE], f.name) for _ in range(3))
        print("decode: books, whole program: %.0f MB/s" % (size / mine))
        if importlib.util.find_spec("ftfy") is None:
            print("decode: ftfy is not installed: no ratio")
            return
        import ftfy
        text = open(f.name, errors="ignore").read(3000000)
        start = time.process_time()
        ftfy.fix_text(text)
        peer = len(text) / 1e6 / (time.process_time() - start)
        print("decode: ftfy: %.1f MB/s, ratio %.0f" % (
            peer, size / mine / peer))


restored(EVAL)
if os.environ.get("FTFY_CASES"):
    ftfy_cases(os.environ["FTFY_CASES"])
speed(EVAL)
