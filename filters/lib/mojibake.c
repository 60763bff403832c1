#include <stdlib.h>

#include "mojibake.h"
#include "unicode.h"

enum {
	REACH = 0x2600, /* characters of these sets lie under this */
	CHAIN = 16,     /* sequences weighed together, at most */
	ENOUGH = 5,     /* the weight that a chain needs */
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

struct mojibake {
	uint8_t byte[NELEM(names)][REACH]; /* 0: not in the set */
	uint16_t lead[REACH];              /* sets where it is a first byte */
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
	 * and so do all of them where Latin-1 was meant. */
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
	for (c = 0x80; c < REACH; c++)
		if (m->byte[set][c] >= 0xc2 && m->byte[set][c] <= 0xf4)
			m->lead[c] |= (uint16_t)(1u << set);
}

struct mojibake *
mojibake_open(void)
{
	struct mojibake *m = mem_new(1, sizeof(*m));
	size_t i;

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
 * first and second of them. */
struct seq {
	size_t off, end;
	uint32_t c, first, last;
	int closers;  /* all but the first are marks that may close a word */
	int controls; /* a C1 control among them */
	int letters;  /* all but the first are letters */
	int boxes;    /* all but the first are for drawing */
	int spaced;   /* a space stands for a no-break space */
};

static int
closer(uint32_t c)
{
	return c == 0xa0 || c == 0xa8 || c == 0xab || c == 0xae ||
	    c == 0xbb || c == 0xb4 || c == 0xb0 || c == 0xb7 || c == 0xbf ||
	    c == 0xa1 || c == 0xa9 || (c >= 0xb2 && c <= 0xb3) ||
	    c == 0xb9 || (c >= 0x2013 && c <= 0x203a) || c == 0x2122 ||
	    c == 0xaa || c == 0xba || c == 0xad;
}

static void
note_char(struct seq *q, uint32_t c)
{
	q->last = c;
	if (!closer(c))
		q->closers = 0;
	if (!uc_letter(c))
		q->letters = 0;
	if (c < 0x2500 || c >= 0x25a0)
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
spaced_end(struct str in, size_t off, size_t at)
{
	size_t prev = off, next = at;

	if (at < in.n && (in.p[at] == ' ' || (unsigned char)in.p[at] == 0xc2))
		return at;
	if (off > 0 && uc_upper(utf8_prev(in, &prev)) && at < in.n &&
	    uc_lower(utf8_next(in, &next)))
		return at;
	/* Portuguese às */
	if (at + 1 < in.n && in.p[at] == 's' && in.p[at + 1] == ' ')
		return at;
	return at - 1;
}

/* Is there one at off, in that set? */
static int
seq_at(const struct mojibake *m, size_t set, struct str in, size_t off,
    struct seq *q)
{
	size_t at = off, n, i;
	uint32_t c;
	char utf8[4];
	int b;

	memset(q, 0, sizeof(*q));
	q->off = off;
	q->closers = q->letters = q->boxes = 1;
	q->first = utf8_next(in, &at);
	b = byte_of(m, set, q->first);
	if (b < 0xc2 || b > 0xf4)
		return 0;
	utf8[0] = (char)b;
	n = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
	for (i = 1; i < n; i++) {
		if (at >= in.n)
			return 0;
		c = utf8_next(in, &at);
		if (c == ' ' && b == 0xc3 && n == 2 && set == 0) {
			q->spaced = 1;
			c = 0xa0;
		}
		b = byte_of(m, set, c);
		if (b < 0x80 || b > 0xbf)
			return 0;
		utf8[i] = (char)b;
		note_char(q, c);
		b = (unsigned char)utf8[0];
	}
	i = 0;
	q->end = q->spaced ? spaced_end(in, off, at) : at;
	q->c = utf8_next(str_of(utf8, n), &i);
	return q->c != UTF8_BAD && i == n;
}

/* What a spelled character is worth by itself. */
static int
worth(uint32_t c)
{
	if (!uc_assigned(c))
		return c == 0xfffd || c == 0xfeff ? 3 : -20;
	if (c < 0xa0)
		return 1;
	if (c < 0xc0)
		return c == 0xaa || c == 0xb8 || c == 0xaf || c == 0xac ||
			c == 0xa6 || c == 0xa4
		    ? 2
		    : 4;
	if (c < 0x180)
		return c == 0xd7 || c == 0xf7 ? 3 : 4;
	if (c >= 0x218 && c <= 0x21b)
		return 4;
	if (c >= 0x2010 && c <= 0x203a)
		return 6;
	if (c == 0x20ac || c == 0x2122 || c == 0xfb01 || c == 0xfb02)
		return 6;
	if ((c >= 0x1ea0 && c < 0x1f00) || c == 0x1a0 || c == 0x1a1 ||
	    c == 0x1af || c == 0x1b0)
		return 5;
	if (c >= 0x386 && c <= 0x3ce)
		return 3;
	if (c >= 0x401 && c <= 0x45f)
		return 3;
	if ((c >= 0x5d0 && c <= 0x5ea) || (c >= 0x621 && c <= 0x652) ||
	    c == 0x60c || c == 0x61f || (c >= 0x660 && c <= 0x6cc))
		return 3;
	if (c >= 0x2190 && c < 0x2c00)
		return 5;
	if (c >= 0x1f000 && c < 0x1fb00)
		return 10;
	if (c >= 0xe00 && c < 0xe60)
		return 3;
	if (c >= 0x900 && c < 0xe00)
		return 3;
	if ((c >= 0x3000 && c < 0xa000) || (c >= 0xac00 && c < 0xd7a4) ||
	    (c >= 0xff00 && c < 0xffe0))
		return 3;
	if (c >= 0x300 && c < 0x370)
		return 3;
	return c < 0x800 ? -3 : c >= 0x10000 ? 2 : 0;
}

/* What the place of a sequence adds: text that is right may hold the same
 * characters, a capital and the mark that closes its word above all. */
static int
fits(const struct seq *q, size_t set, uint32_t before, uint32_t after)
{
	int letter = uc_letter(q->first), w = 0;
	int word_after = uc_letter(after) && after < 0x250;

	if (q->controls)
		w += 4;
	if (q->c < 0xa0)
		w -= 2;
	if (letter && uc_lower(before) && uc_upper(q->first))
		w += 4;
	else if (!letter && (uc_letter(before) || word_after))
		w += 2;
	if (q->spaced)
		return uc_upper(before) && !word_after ? -9 : 1;
	if (letter && q->closers && !word_after && !q->controls)
		w -= q->c >= 0x2010 && q->c < 0x2123 ? 0 : 4;
	else if (letter && !q->letters && word_after)
		w += 2;
	if (q->boxes)
		w -= 6;
	if (letter && q->letters && !q->controls)
		w -= uc_upper(q->first) && uc_lower(before) ? 0 : 1;
	/* These two begin what is commonest, and little else does. */
	if (set == 0 && q->first == 0xc3 && !q->spaced)
		w += q->closers && !word_after ? 3 : 1;
	if (set == 0 && q->first == 0xc2 && q->c >= 0xa0 && q->c < 0xc0)
		w += uc_upper(before) ? 0 : 3;
	return w;
}

struct chain {
	size_t off, end, n;
	int weight;
	int foreign; /* letters of another script than Latin */
};

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
		ch->weight += worth(q.c) + fits(&q, set, before, after);
		ch->n++;
		ch->end = at = q.end;
		before = q.c;
	}
}

/* Put the chain, and what follows it and spells something too; where that
 * ends. */
static size_t
put_chain(const struct mojibake *m, size_t set, struct str in,
    const struct chain *ch, unsigned rule, struct edits *out)
{
	struct buf text = { 0 };
	struct seq q;
	size_t at = ch->off;

	while (at < in.n && seq_at(m, set, in, at, &q) &&
	    (at < ch->end || worth(q.c) > 2)) {
		buf_putu(&text, q.c);
		at = q.end;
	}
	edits_put(out, ch->off, at - ch->off, buf_str(&text), rule);
	buf_free(&text);
	buf_printf(&text, "read-as=%s", names[set]);
	edits_note(out, buf_str(&text));
	buf_free(&text);
	return at;
}

/* The heaviest chain that begins at off; its set, or -1. */
static int
best_at(const struct mojibake *m, struct str in, size_t off, uint32_t c,
    uint32_t before, struct chain *best)
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
		if (ch.n > 0 && ch.weight > best->weight) {
			*best = ch;
			set = (int)i;
		}
	}
	return set;
}

void
mojibake_edits(const struct mojibake *m, struct str in, unsigned rule,
    struct edits *out)
{
	struct chain ch;
	size_t at = 0, next, before_at;
	uint32_t c, before;
	int set;

	while ((at = utf8_ascii(in, at)) < in.n) {
		next = at;
		c = utf8_next(in, &next);
		if (c >= REACH || m->lead[c] == 0) {
			at = next;
			continue;
		}
		before = ' ';
		before_at = at;
		if (at > 0)
			before = utf8_prev(in, &before_at);
		if ((set = best_at(m, in, at, c, before, &ch)) >= 0)
			next = put_chain(
			    m, (size_t)set, in, &ch, rule, out);
		at = next;
	}
}
