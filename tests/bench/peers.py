"""peers.py NAME - what a peer makes of the standard input"""
import re
import sys

text = sys.stdin.buffer.read()


def ftfy(t):
    import ftfy
    return ftfy.fix_text(t.decode())


def trafilatura(t):
    import trafilatura
    return trafilatura.extract(t) or ''


def pysbd(t):
    import pysbd
    splitter = pysbd.Segmenter(language='en', clean=False)
    return '\n'.join(s for p in t.decode().split('\n\n')
                     for s in splitter.segment(p))


def smartypants(t):
    import smartypants
    return smartypants.smartypants(t.decode())


class Tokens:
    """Sentences and words for sumy, whose own want a download."""

    def to_sentences(self, text):
        return re.findall(r'[^.!?]+[.!?]+', text)

    def to_words(self, text):
        return re.findall(r'\w+', text)


def sumy(t):
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    parser = PlaintextParser.from_string(t.decode(), Tokens())
    return '\n'.join(map(str, LexRankSummarizer()(parser.document, 5)))


def everything(t):
    ftfy(t), pysbd(t), smartypants(t)
    lines = dict.fromkeys(t.decode().split('\n'))
    return '\n'.join(lines)


run = {'all': everything}.get(sys.argv[1]) or globals()[sys.argv[1]]
sys.stdout.write(run(text))
