#include <stdlib.h>

#include "line.h"
#include "lmtext.h"
#include "piece.h"
#include "trie.h"
#include "unicode.h"

enum letter_class { SPACE, PLAIN, ODD, DIGIT, LOWER, UPPER, OTHER };

/* What an ASCII byte is; 0 is SPACE: controls are blank. */
static const unsigned char classes[128] = {
	['!'] = PLAIN,
	['"'] = PLAIN,
	['\''] = PLAIN,
	['('] = PLAIN,
	[')'] = PLAIN,
	[','] = PLAIN,
	['-'] = PLAIN,
	['.'] = PLAIN,
	[':'] = PLAIN,
	[';'] = PLAIN,
	['?'] = PLAIN,
	['`'] = PLAIN,
	['&'] = PLAIN,
	['/'] = PLAIN,
	['['] = PLAIN,
	[']'] = PLAIN,
	['#'] = ODD,
	['$'] = ODD,
	['%'] = ODD,
	['*'] = ODD,
	['+'] = ODD,
	['<'] = ODD,
	['='] = ODD,
	['>'] = ODD,
	['@'] = ODD,
	['\\'] = ODD,
	['^'] = ODD,
	['_'] = ODD,
	['{'] = ODD,
	['|'] = ODD,
	['}'] = ODD,
	['~'] = ODD,
	['0'] = DIGIT,
	['1'] = DIGIT,
	['2'] = DIGIT,
	['3'] = DIGIT,
	['4'] = DIGIT,
	['5'] = DIGIT,
	['6'] = DIGIT,
	['7'] = DIGIT,
	['8'] = DIGIT,
	['9'] = DIGIT,
#define L(c) [c] = LOWER, [c - 32] = UPPER
	L('a'),
	L('b'),
	L('c'),
	L('d'),
	L('e'),
	L('f'),
	L('g'),
	L('h'),
	L('i'),
	L('j'),
	L('k'),
	L('l'),
	L('m'),
	L('n'),
	L('o'),
	L('p'),
	L('q'),
	L('r'),
	L('s'),
	L('t'),
	L('u'),
	L('v'),
	L('w'),
	L('x'),
	L('y'),
	L('z'),
#undef L
};

/* Typographic marks are as plain as their ASCII brothers. */
static int
plain(uint32_t c)
{
	return (c >= 0x2010 && c <= 0x201f) || c == 0xab || c == 0xbb ||
	       c == 0x2026 || c == 0x2032 || c == 0x2033 || c == 0xac ||
	       c == 0xad || c == 0xb4 || c == 0x2212;
}

/* The model is of words in Latin letters. */
static int
latin(uint32_t c)
{
	return c < 0x370 || (c >= 0x1e00 && c < 0x1f00) ||
	       (c >= 0xfb00 && c < 0xfb07);
}

static enum letter_class
class_of(struct str s, size_t *at)
{
	unsigned char b = (unsigned char)s.p[*at];
	uint32_t c;

	if (b < 0x80) {
		++*at;
		return classes[b];
	}
	c = utf8_next(s, at);
	if (c == UTF8_BAD)
		return ODD;
	if (plain(c))
		return PLAIN;
	if (uc_space(c))
		return SPACE;
	if (uc_letter(c))
		return !latin(c)     ? OTHER
		       : uc_upper(c) ? UPPER
		       : uc_lower(c) ? LOWER
		                     : OTHER;
	return uc_digit(c) ? DIGIT : ODD;
}

/* A mark that may stand inside a word. */
static int
joins(struct str s, size_t at)
{
	return s.p[at] == '\'' || s.p[at] == '.' ||
	       str_starts(str_cut(s, at, s.n), STR("\u2019"));
}

static int
letter_at(struct str s, size_t at)
{
	enum letter_class k;

	if (at >= s.n)
		return 0;
	k = class_of(s, &at);
	return k >= LOWER;
}

struct tally {
	unsigned lower, upper, digit, odd, other, mixed;
	unsigned dots; /* between small letters: a.out */
};

static void
count(struct tally *t, enum letter_class k)
{
	t->lower += k == LOWER;
	t->mixed += k == UPPER && t->lower > 0;
	t->upper += k == UPPER;
	t->digit += k == DIGIT;
	t->odd += k == ODD;
	t->other += k == OTHER;
}

static void
judge(struct piece *p, const struct tally *t, enum letter_class first)
{
	unsigned letters = t->lower + t->upper + t->other;

	p->kind = t->other > 0 || t->dots > 0 ? PIECE_KEEP
	          : letters > 0               ? PIECE_WORD
	          : t->digit > 0              ? PIECE_NUMBER
	                                      : PIECE_ODD;
	p->shape = t->upper > 1 && t->upper * 2 > letters ? SHAPE_UPPER
	           : first == UPPER                       ? SHAPE_TITLE
	                                                  : SHAPE_LOWER;
	p->mixed = t->mixed > 0 && t->lower > 0;
	p->digit = t->digit > 0;
	p->odd = t->odd > 0;
}

/* The piece that begins at at; where it ends, at elided if that is not 0. */
static size_t
read_piece(struct str s, size_t at, size_t elided, struct piece *p)
{
	struct tally t = { 0 };
	size_t next, mark;
	enum letter_class k, first = SPACE, last = SPACE;

	*p = (struct piece){ .off = at };
	while (elided == 0 || at < elided) {
		next = at;
		k = at < s.n ? class_of(s, &next) : SPACE;
		if (k >= ODD) {
			count(&t, k);
			if (first == SPACE)
				first = k;
		} else if (k == PLAIN && last >= LOWER && joins(s, at) &&
		           letter_at(s, next)) {
			mark = next;
			k = class_of(s, &mark);
			t.odd += s.p[at] == '.';
			t.dots += s.p[at] == '.' && last == LOWER && k == LOWER;
		} else {
			break;
		}
		last = k;
		at = next;
	}
	p->end = at;
	judge(p, &t, first);
	return at;
}

/* What the gap from at says of the piece before it; where it ends. */
static size_t
read_gap(struct str s, size_t at, struct piece *p, int *begins)
{
	size_t next, lines = 0, marks = 0, from = at;
	unsigned stop = 0;
	enum letter_class k;

	*begins = 0;
	for (; at < s.n; at = next) {
		next = at;
		k = class_of(s, &next);
		if (k >= ODD)
			break;
		if (k == SPACE) {
			lines += s.p[at] == '\n';
			p->blank = 1;
			p->stop |= stop & 1;
			if (str_ends(str_cut(s, from, at), STR("\u00ac")))
				p->hyphen = 1;
			else if (s.p[at] == '\n' && lines == 1 && at > from)
				p->hyphen = s.p[at - 1] == '-';
			continue;
		}
		marks++;
		stop |= s.p[at] == '!' || s.p[at] == '?' || s.p[at] == '.';
		if (s.p[at] == '.' && at == from)
			p->dot = 1;
		*begins |= s.p[at] == '"' || s.p[at] == '(' ||
		           str_starts(str_cut(s, at, s.n), STR("\u201c"));
	}
	p->stop |= lines > 1 || at >= s.n;
	p->line = lines > 0;
	p->tight = p->blank && marks == 0;
	*begins |= p->stop || stop;
	return at;
}

/* An address or code: everything up to white space stays as it is. */
static int
address(struct str s, size_t off, size_t end)
{
	size_t i;

	if (off > 0 && s.p[off - 1] == '`' && str_chr(s, off, '`') < end)
		return 1;
	for (i = off; i < end; i++)
		if ((s.p[i] == '@' && i > off && letter_at(s, i + 1) &&
		        letter_at(s, i - 1)) ||
		    s.p[i] == '\\' || s.p[i] == '_' || s.p[i] == '=' ||
		    (s.p[i] == ':' && i + 2 < end && s.p[i + 1] == '/' &&
		        s.p[i + 2] == '/'))
			return 1;
	return end - off > 4 && str_starts(str_cut(s, off, end), STR("www."));
}

/* Does a line of a program begin here, indented? */
static int
code_at(struct str s, size_t line)
{
	return (line < s.n && s.p[line] == '\t') ||
	               str_starts(str_cut(s, line, s.n), STR("    "))
	           ? line_code(str_cut(s, line, str_chr(s, line, '\n')))
	           : 0;
}

static size_t
chunk_end(struct str s, size_t at)
{
	while (at < s.n && (unsigned char)s.p[at] > ' ')
		at++;
	return at;
}

void
pieces_scan(struct str s, int elides, struct pieces *out)
{
	struct piece p, none;
	size_t at = 0, chunk = 0, n;
	int begins = 1, keep = 0, code = code_at(s, 0);

	at = read_gap(s, 0, &none, &begins);
	begins = 1;
	while (at < s.n) {
		if (at >= chunk) {
			chunk = chunk_end(s, at);
			keep = address(s, at, chunk);
		}
		n = elides ? lmtext_elided(str_cut(s, at, s.n)) : 0;
		at = read_piece(s, at, n > 0 ? at + n : 0, &p);
		p.begins = begins != 0;
		if (keep || code)
			p.kind = PIECE_KEEP;
		at = read_gap(s, at, &p, &begins);
		for (n = at; p.line && s.p[n - 1] != '\n';)
			n--;
		if (p.line)
			code = code_at(s, n);
		out->v = mem_room(out->v, out->n, &out->cap, sizeof(*out->v));
		out->v[out->n++] = p;
	}
}

void
pieces_free(struct pieces *ps)
{
	free(ps->v);
	memset(ps, 0, sizeof(*ps));
}
