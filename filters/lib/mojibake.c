#include <stdlib.h>

#include "letters.h"
#include "mojibake.h"
#include "unicode.h"

enum {
	REACH = 0x2600, /* characters of these sets lie under this */
	CHAIN = 16,     /* sequences weighed together, at most */
	ENOUGH = 5,     /* the weight that a chain needs */
	LINE_BONUS = 4, /* where the line has others of the set */
	TEXT_BONUS = 1, /* where the text has several */
	SEVERAL = 3,
};

/* The sets that UTF-8 is read as by mistake, the commonest first. */
static const char *const names[] = {
	"windows-1252",
	"windows-1250",
	"windows-1251",
	"macintosh",
	"IBM437",
	"ISO-8859-2",
	"windows-1253",
	"windows-1254",
	"windows-1257",
	"IBM850",
	"IBM866",
	"KOI8-R",
	"windows-1255",
	"windows-1256",
};

enum { IBM866 = 10 }; /* among them */

struct mojibake {
	const struct letters *letters;
	uint8_t byte[NELEM(names)][REACH]; /* 0: not in the set */
	uint16_t lead[REACH];              /* sets where it is a first byte */
	uint16_t tail[REACH];              /* and where it is a later one */
};

static void
take_set(struct mojibake *m, size_t set)
{
	struct uc_charset *icu = uc_charset_open(names[set]);
	unsigned b;
	size_t at;
	uint32_t c;
	char byte;

	if (icu == NULL)
		return;
	/* What a set leaves open comes out as the control of that number,
	 * and so do all of them where Latin-1 or its like was meant. */
	if (set == 0 || strncmp(names[set], "ISO", 3) == 0)
		for (b = 0x80; b < 0xa0; b++)
			m->byte[set][b] = (uint8_t)b;
	for (b = 0x80; b < 0x100; b++) {
		byte = (char)b;
		at = 0;
		c = uc_charset_next(icu, str_of(&byte, 1), &at);
		if (c >= 0x80 && c < REACH)
			m->byte[set][c] = (uint8_t)b;
	}
	uc_charset_close(icu);
	for (c = 0x80; c < REACH; c++) {
		b = m->byte[set][c];
		/* In this set small letters begin what is nothing but
		 * letters, as all words do. */
		if (set == IBM866 && b > 0xdf)
			continue;
		if (b >= 0xc2 && b <= 0xf4)
			m->lead[c] |= (uint16_t)(1u << set);
		if (b >= 0x80 && b <= 0xbf)
			m->tail[c] |= (uint16_t)(1u << set);
	}
}

struct mojibake *
mojibake_open(const struct letters *letters)
{
	struct mojibake *m = mem_new(1, sizeof(*m));
	size_t i;

	m->letters = letters;
	/* What may have been any byte. */
	m->tail[' '] = m->tail['?'] = 0xffff;

	for (i = 0; i < NELEM(names); i++)
		take_set(m, i);
	return m;
}

void
mojibake_close(struct mojibake *m)
{
	free(m);
}

/* Characters that were one: in[off, end), the c that they spell, and the
 * first and last of them. */
struct seq {
	size_t off, end;
	uint32_t c, first, last;
	size_t n;     /* bytes */
	int closers;  /* all but the first are marks that may close a word */
	int controls; /* a C1 control among them */
	int letters;  /* all but the first are letters */
	int boxes;    /* all but the first are for drawing */
	int spaced;   /* a space stands for a no-break space */
	int inner;    /* and it stands inside a word */
	int lost;     /* a byte was lost: U+FFFD, or '?' at the end of a mark */
};

/* What windows-1252 and its like leave open, and so gets lost. */
static const unsigned char holes[] = { 0x81, 0x8d, 0x8f, 0x90, 0x9d };

static int
between(uint32_t c, uint32_t a, uint32_t b)
{
	return c >= a && c <= b;
}

static int
closer(uint32_t c)
{
	return c == 0xa0 || c == 0xa8 || c == 0xab || c == 0xae || c == 0xbb ||
	       c == 0xb4 || c == 0xb0 || c == 0xb7 || c == 0xbf || c == 0xa1 ||
	       c == 0xa9 || (c >= 0xb2 && c <= 0xb3) || c == 0xb9 ||
	       (c >= 0x2013 && c <= 0x203a) || c == 0x2122 || c == 0xaa ||
	       c == 0xba || c == 0xad || c == 0xb8;
}

static void
note_char(struct seq *q, uint32_t c)
{
	q->last = c;
	if (!closer(c))
		q->closers = 0;
	if (!uc_letter(c) || c == 0xaa || c == 0xba)
		q->letters = 0;
	/* Double lines do not go with the single ones that begin. */
	if (c < 0x2500 || c >= 0x25a0 || between(c, 0x2552, 0x256c))
		q->boxes = 0;
	if (c < 0xa0)
		q->controls = 1;
}

static int
byte_of(const struct mojibake *m, size_t set, uint32_t c)
{
	return c < REACH && c >= 0x80 ? m->byte[set][c] : 0;
}

/* A space after à that stands for the no-break space that it is made of:
 * does it go?  It does inside a word (GÃ idhlig) and where another follows;
 * else the two have become one (voilÃ le), and it separates words too. */
static size_t
spaced_end(struct str in, size_t off, size_t at, struct seq *q)
{
	size_t prev = off, next = at;

	if (at < in.n && (in.p[at] == ' ' || (unsigned char)in.p[at] == 0xc2))
		return at;
	if (off > 0 && uc_upper(utf8_prev(in, &prev)) && at < in.n &&
	    uc_lower(utf8_next(in, &next)) &&
	    (prev == 0 || !uc_letter(utf8_prev(in, &prev)))) {
		q->inner = 1;
		return at;
	}
	/* Portuguese às */
	if (at + 1 < in.n && in.p[at] == 's' && in.p[at + 1] == ' ')
		return at;
	return at - 1;
}

/* The other half of an emoji that was written as two surrogates. */
static int
surrogates(const struct mojibake *m, size_t set, struct str in,
    const unsigned char *high, struct seq *q)
{
	unsigned char low[3];
	size_t at = q->end, i;

	if (high[0] != 0xed || (high[1] & 0xf0) != 0xa0)
		return 0;
	for (i = 0; i < 3; i++) {
		if (at >= in.n)
			return 0;
		low[i] = (unsigned char)byte_of(m, set, utf8_next(in, &at));
	}
	if (low[0] != 0xed || (low[1] & 0xf0) != 0xb0 ||
	    (low[2] & 0xc0) != 0x80)
		return 0;
	q->end = at;
	q->c =
	    0x10000 +
	    ((uint32_t)(high[1] & 15) << 16 | (uint32_t)(high[2] & 63) << 10 |
	        (uint32_t)(low[1] & 15) << 6 | (uint32_t)(low[2] & 63));
	return 1;
}

/* The byte that the next character was, 0 if it was none of the kind. */
static int
tail_at(const struct mojibake *m, size_t set, struct str in, size_t *at,
    size_t left, struct seq *q)
{
	uint32_t c;
	int b;

	if (*at >= in.n)
		return 0;
	c = utf8_next(in, at);
	if (c == ' ' && left == 0) {
		q->spaced = 1;
		c = 0xa0;
	} else if (c == 0xfffd ||
	           (c == '?' && left == 0 && q->n == 3 && q->last == 0x20ac)) {
		q->lost++;
		return 0x9d;
	}
	b = byte_of(m, set, c);
	note_char(q, c);
	return b >= 0x80 && b <= 0xbf ? b : 0;
}

/* Is there one at off, in that set? */
static int
seq_at(const struct mojibake *m, size_t set, struct str in, size_t off,
    struct seq *q)
{
	size_t at = off, i;
	unsigned char utf8[4];
	int b;

	memset(q, 0, sizeof(*q));
	q->off = off;
	q->closers = q->letters = q->boxes = 1;
	q->first = q->last = utf8_next(in, &at);
	b = byte_of(m, set, q->first);
	if (b < 0xc2 || b > 0xf4)
		return 0;
	utf8[0] = (unsigned char)b;
	q->n = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
	for (i = 1; i < q->n; i++) {
		b = tail_at(m, set, in, &at, q->n - 1 - i, q);
		if (b == 0)
			return 0;
		utf8[i] = (unsigned char)b;
	}
	q->end = q->spaced && utf8[0] == 0xc3 ? spaced_end(in, off, at, q) : at;
	i = 0;
	q->c = utf8_next(str_of((char *)utf8, q->n), &i);
	if (q->lost > 1)
		return 0;
	if (q->lost && q->n > 2 && q->c != 0x201d)
		q->c = 0xfffd;
	return (q->c != UTF8_BAD && i == q->n) ||
	       (q->c == UTF8_BAD && surrogates(m, set, in, utf8, q));
}

/* What a spelled character is worth by itself. */
static int
worth(uint32_t c)
{
	static const struct {
		uint32_t a, b;
		int worth;
	} v[] = {
		{ 0x80, 0x9f, 1 },
		{ 0xa4, 0xa4, 2 },
		{ 0xa6, 0xa6, 2 },
		{ 0xac, 0xac, 2 },
		{ 0xaf, 0xaf, 2 },
		{ 0xb8, 0xb8, 2 },
		{ 0xa0, 0xbf, 4 },
		{ 0xd7, 0xd7, 3 },
		{ 0xf7, 0xf7, 3 },
		{ 0xc0, 0x17f, 4 },
		{ 0x1a0, 0x1a1, 5 },
		{ 0x1af, 0x1b0, 5 },
		{ 0x218, 0x21b, 4 },
		{ 0x300, 0x36f, 2 },
		{ 0x386, 0x3ce, 3 },
		{ 0x401, 0x45f, 3 },
		{ 0x5d0, 0x5ea, 3 },
		{ 0x60c, 0x6cc, 3 },
		{ 0x80, 0x8ff, -3 },
		{ 0x900, 0xe5f, 3 },
		{ 0x1ea0, 0x1eff, 5 },
		{ 0x2000, 0x200f, 3 },
		{ 0x2010, 0x203a, 6 },
		{ 0x20ac, 0x20ac, 6 },
		{ 0x2122, 0x2122, 6 },
		{ 0x2190, 0x2bff, 5 },
		{ 0x3000, 0x9fff, 3 },
		{ 0xac00, 0xd7a3, 3 },
		{ 0xfb01, 0xfb02, 6 },
		{ 0xff00, 0xffdf, 3 },
		{ 0x1f000, 0x1faff, 10 },
		{ 0x10000, 0x10ffff, 2 },
	};
	size_t i;

	if (c == 0xfffd || c == 0xfeff)
		return 4;
	if (!uc_assigned(c))
		return -20;
	for (i = 0; i < NELEM(v); i++)
		if (between(c, v[i].a, v[i].b))
			return v[i].worth;
	return 0;
}

/* A mark that may stand behind any word. */
static int
after_word(uint32_t c)
{
	return c == 0xa0 || c == 0xbb || c == 0x201d || c == 0x2019 ||
	       c == 0x2026 || c == 0x203a || c == 0x2013 || c == 0x2014 ||
	       c == 0x201c || c == 0x2018;
}

static int
latin(uint32_t c)
{
	return c < 0x250 && uc_letter(c);
}

/* A letter that begins a sequence of marks: a word's last capital does in
 * text that is right. */
static int
letter_fits(const struct seq *q, uint32_t before, uint32_t after, int leads)
{
	int mixed = uc_lower(before) && uc_upper(q->first);
	int word_after = (uc_letter(after) && after < 0x250 &&
	                     (q->last != 0xa0 || uc_lower(after))) ||
	                 leads;
	int w = mixed ? 4 : 0;

	if (q->closers && !word_after && !mixed && !q->controls) {
		if (!between(q->c, 0x2010, 0x2bff))
			w -= 4;
	} else if (!q->letters && word_after) {
		w += 2;
	}
	if (q->first >= 0x250 && latin(before) && q->letters)
		w += 2;
	else if (q->letters && !mixed && !q->controls)
		w -= q->first >= 0x250 ? 2 : 1;
	return w;
}

/* These two begin what is commonest, and little else does. */
static int
common_lead(const struct seq *q, uint32_t before, uint32_t after)
{
	if (q->first == 0xc2 && between(q->c, 0xa0, 0xbf))
		return uc_upper(before) ? 0 : uc_space(before) ? 5 : 3;
	if (q->first != 0xc3)
		return 0;
	if (q->last == 0x2019 && (after | 0x20) == 's' && !uc_letter(before))
		return -6;
	if (q->letters)
		return 2;
	if (q->closers && (uc_space(before) || !after_word(q->last)))
		return 5;
	return q->closers && !uc_letter(before) ? 3 : 1;
}

/* What the place of a sequence adds: text that is right may hold the same
 * characters, a capital and the mark that closes its word above all. */
static int
fits(const struct seq *q, uint32_t before, uint32_t after, int leads)
{
	int w = 0, letter = uc_letter(q->first);
	int beside = uc_letter(before) || (uc_letter(after) && after < 0x250);

	if (q->lost)
		w += q->c == 0x201d ? 2 : 3;
	else if (q->c == 0xfffd)
		w += 3;
	if (q->spaced && q->first == 0xc3)
		return (uc_upper(before) && !q->inner ? -9 : 1) +
		       (uc_letter(before) || uc_lower(after) ? 0 : -6);
	if (q->spaced)
		return w - (uc_lower(after) || leads ? 3 : 9);
	if (q->controls)
		w += 4;
	if (q->c < 0xa0)
		w -= 2;
	if (letter)
		w += letter_fits(q, before, after, leads);
	else if (beside)
		w += 2;
	else if (q->n == 2)
		w -= 4;
	if (q->boxes && q->first != 0x2568 && q->first != 0x2564)
		w -= 5;
	return w + common_lead(q, before, after);
}

struct chain {
	size_t off, end, n;
	int weight;
	int native; /* sequences of letters of another script than Latin */
};

static int
is_lead(const struct mojibake *m, size_t set, uint32_t c)
{
	return c < REACH && (m->lead[c] >> set & 1);
}

/* Sequences that stand side by side bear each other out. */
static void
chain_at(const struct mojibake *m, size_t set, struct str in, size_t off,
    uint32_t before, struct chain *ch)
{
	struct seq q;
	size_t at = off, next;
	uint32_t after;

	memset(ch, 0, sizeof(*ch));
	ch->off = ch->end = off;
	while (at < in.n && ch->n < CHAIN && seq_at(m, set, in, at, &q)) {
		next = q.end;
		after = next < in.n ? utf8_next(in, &next) : ' ';
		if (q.spaced && after == ' ')
			after = next < in.n ? utf8_next(in, &next) : ' ';
		ch->weight += worth(q.c) +
		              fits(&q, before, after, is_lead(m, set, after));
		ch->native += !(ch->n == 0 && latin(before)) &&
		              q.first >= 0x250 && uc_letter(q.first) &&
		              (q.letters || q.last == 0xa0 ||
		                  between(q.c, 0x3000, 0xdfff)) &&
		              !between(q.c, 0x2010, 0x203a);
		ch->n++;
		ch->end = at = q.end;
		before = q.c;
	}
}

static unsigned
cheapest(const struct mojibake *m, struct str s)
{
	unsigned best = UINT32_MAX, cost;
	size_t i;

	for (i = 0; i < letters_languages(m->letters); i++) {
		cost = letters_word(m->letters, i, s);
		if (cost < best)
			best = cost;
	}
	return best;
}

static void
read_chain(const struct mojibake *m, size_t set, struct str in, size_t off,
    size_t end, struct buf *text)
{
	struct seq q;

	for (; off < end && seq_at(m, set, in, off, &q); off = q.end)
		buf_putu(text, q.c);
}

/* Letters that all belong to one script are words by themselves; they must
 * read much better after it, and there must be a few of them unless the
 * line has others. */
static int
reads_better(const struct mojibake *m, size_t set, struct str in,
    const struct chain *ch, int expected)
{
	struct buf text = { 0 };
	unsigned was, is;

	if (ch->native == 0)
		return 1;
	if (!expected && (ch->n < 2 || (ch->native == (int)ch->n && ch->n < 3)))
		return 0;
	read_chain(m, set, in, ch->off, ch->end, &text);
	was = cheapest(m, str_cut(in, ch->off, ch->end));
	is = cheapest(m, buf_str(&text));
	buf_free(&text);
	return is + (ch->native == (int)ch->n ? 20 : 8) < was;
}

/* How much more, or less, the sets count in a line. */
struct bonus {
	int set[NELEM(names)];
};

/* The heaviest chain that begins at off; its set, or -1. */
static int
best_at(const struct mojibake *m, struct str in, size_t off, uint32_t c,
    uint32_t before, const struct bonus *bonus, struct chain *best)
{
	struct chain ch;
	unsigned sets = m->lead[c];
	int set = -1;
	size_t i;

	memset(best, 0, sizeof(*best));
	best->weight = ENOUGH - 1;
	for (i = 0; i < NELEM(names); i++) {
		if (!(sets >> i & 1))
			continue;
		chain_at(m, i, in, off, before, &ch);
		ch.weight += bonus->set[i];
		if (ch.n > 0 && ch.weight > best->weight &&
		    reads_better(m, i, in, &ch, bonus->set[i] >= LINE_BONUS)) {
			*best = ch;
			set = (int)i;
		}
	}
	return set;
}

/* The letters from at on, as they will be read, up to what is
 * none or was lost. */
static void
put_after(const struct mojibake *m, size_t set, struct str in, size_t at,
    struct buf *text)
{
	struct seq q;
	size_t next, n = 0;
	uint32_t c;

	for (; at < in.n && n < 32; at = next, n++) {
		next = at;
		c = utf8_next(in, &next);
		if (seq_at(m, set, in, at, &q)) {
			if (q.lost)
				break;
			c = q.c;
			next = q.end;
		}
		if (!uc_letter(c))
			break;
		buf_putu(text, c);
	}
}

static unsigned
word_cost(const struct mojibake *m, struct str head, uint32_t a, uint32_t b,
    struct str tail)
{
	struct buf word = { 0 };
	unsigned cost;

	buf_put(&word, head);
	buf_putu(&word, a);
	if (b != 0)
		buf_putu(&word, b);
	buf_put(&word, tail);
	cost = uc_letter(a) ? cheapest(m, buf_str(&word)) : UINT32_MAX;
	buf_free(&word);
	return cost;
}

/* The letter whose second byte was lost: the one that reads best in its
 * word, done up to here; where two in a row were lost, with the best
 * second one. */
static uint32_t
find_lost(const struct mojibake *m, size_t set, struct str in,
    const struct seq *lost, struct str done)
{
	struct buf tail = { 0 };
	struct seq q;
	size_t at, from, i, k;
	unsigned lead = (unsigned)byte_of(m, set, lost->first) & 0x1f;
	unsigned second = 0, best = UINT32_MAX, cost;
	uint32_t found = 0xfffd, c;

	at = lost->end;
	if (at < in.n && seq_at(m, set, in, at, &q) && q.lost && q.n == 2) {
		second = (unsigned)byte_of(m, set, q.first) & 0x1f;
		at = q.end;
	}
	put_after(m, set, in, at, &tail);
	for (from = done.n; from > 0 && done.n - from < 64; from = at) {
		at = from;
		if (!uc_letter(utf8_prev(done, &at)))
			break;
	}
	for (i = 0; i < NELEM(holes); i++)
		for (k = 0; k < (second ? NELEM(holes) : 1); k++) {
			c = lead << 6 | (holes[i] & 0x3f);
			cost = word_cost(m, str_cut(done, from, done.n), c,
			    second ? second << 6 | (holes[k] & 0x3f) : 0,
			    buf_str(&tail));
			if (cost < best) {
				best = cost;
				found = c;
			}
		}
	buf_free(&tail);
	return found;
}

/* The word before off, as far as this pass has not changed it. */
static void
put_before(struct str in, size_t off, size_t done, struct buf *text)
{
	size_t from = off, at;

	for (; from > done && off - from < 64; from = at) {
		at = from;
		if (!uc_letter(utf8_prev(in, &at)))
			break;
	}
	buf_put(text, str_cut(in, from, off));
}

/* Put the chain, and what follows it and spells something too; where that
 * ends. */
static size_t
put_chain(const struct mojibake *m, size_t set, struct str in,
    const struct chain *ch, size_t done, const unsigned *rules,
    struct edits *out)
{
	struct buf text = { 0 };
	struct seq q;
	size_t at = ch->off, skip;
	unsigned rule = rules[0];

	put_before(in, at, done, &text);
	skip = text.n;
	while (at < in.n && seq_at(m, set, in, at, &q) &&
	       (at < ch->end || (worth(q.c) > 2 && !q.spaced))) {
		if (q.lost && q.n == 2)
			q.c = find_lost(m, set, in, &q, buf_str(&text));
		if (q.lost)
			rule = rules[1];
		buf_putu(&text, q.c);
		at = q.end;
	}
	edits_put(out, ch->off, at - ch->off,
	    str_cut(buf_str(&text), skip, text.n), rule);
	text.n = 0;
	buf_printf(&text, "read-as=%s", names[set]);
	edits_note(out, buf_str(&text));
	buf_free(&text);
	return at;
}

/* The next character of a text that is known to be valid. */
static uint32_t
next_char(struct str in, size_t *at)
{
	const unsigned char *p = (const unsigned char *)in.p + *at;

	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	if (p[0] < 0xe0) {
		*at += 2;
		return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	}
	return utf8_next(in, at);
}

/* Can what follows c go on with what c begins, in any set? */
static int
followed(const struct mojibake *m, struct str in, size_t at, uint32_t c)
{
	uint32_t d;

	if (at >= in.n)
		return 0;
	d = next_char(in, &at);
	return d == 0xfffd || (d < REACH && (m->tail[d] & m->lead[c]) != 0);
}

/* One line, or many; the sets found are counted. */
static void
lines(const struct mojibake *m, struct str in, size_t at,
    const struct bonus *bonus, const unsigned *rules, size_t *count,
    struct edits *out)
{
	struct chain ch;
	size_t next, before_at, done = at;
	uint32_t c, before;
	int set;

	for (; at < in.n; at = next) {
		if ((unsigned char)in.p[at] < 0x80)
			at = utf8_ascii(in, at);
		if (at >= in.n)
			break;
		next = at;
		c = next_char(in, &next);
		if (c >= REACH || m->lead[c] == 0 || !followed(m, in, next, c))
			continue;
		before = ' ';
		before_at = at;
		if (at > 0)
			before = utf8_prev(in, &before_at);
		set = best_at(m, in, at, c, before, bonus, &ch);
		if (set >= 0) {
			next = done = put_chain(
			    m, (size_t)set, in, &ch, done, rules, out);
			count[set]++;
		}
	}
}

/* Once more, line by line, with what was found to go by. */
static void
look_again(const struct mojibake *m, struct str in, const size_t *count,
    const unsigned *rules, struct edits *out)
{
	struct edits first = { 0 };
	struct bonus text = { 0 }, line;
	size_t here[NELEM(names)], at, end, i, best;

	for (i = 0; i < NELEM(names); i++)
		text.set[i] = count[i] >= SEVERAL ? TEXT_BONUS : 0;
	for (at = 0; at < in.n; at = end) {
		end = str_chr(in, at, '\n');
		end += end < in.n;
		if (utf8_ascii(str_cut(in, 0, end), at) == end)
			continue;
		memset(here, 0, sizeof(here));
		lines(m, str_cut(in, 0, end), at, &text, rules, here, &first);
		first.n = first.pool.n = 0;
		line = text;
		for (i = 0, best = 0; i < NELEM(names); i++) {
			line.set[i] += here[i] > 0 ? LINE_BONUS : 0;
			best = here[i] > here[best] ? i : best;
		}
		line.set[best] += here[best] > 0;
		lines(m, str_cut(in, 0, end), at, &line, rules, here, out);
	}
	edits_free(&first);
}

void
mojibake_edits(const struct mojibake *m, struct str in, unsigned rule,
    unsigned lost, struct edits *out)
{
	struct bonus none = { 0 };
	size_t count[NELEM(names)] = { 0 };
	const unsigned rules[2] = { rule, lost };
	struct edits first = { 0 };

	lines(m, in, 0, &none, rules, count, &first);
	if (first.n > 0)
		look_again(m, in, count, rules, out);
	edits_free(&first);
}
