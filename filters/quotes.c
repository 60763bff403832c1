/*
 * quotes - quotation marks, apostrophes, dashes and ellipses set right
 *
 * The marks of a paragraph are read together: which opens, which closes,
 * which is an apostrophe.  Then each is given the form and the spaces of
 * what it is:
 *
 *	- a mark that is written the wrong way round is turned
 *	- straight marks become curly, or curly ones straight, where that is
 *	  asked for; else in the form that most marks of the document have
 *	- a space inside a quotation goes: " so " is "so"
 *	- a missing space outside comes: "so,"he is "so," he
 *	- a space on the wrong side changes sides: it" so "on
 *	- a word that a mark splits is one again: don ’ t, China’ s
 *	- a grave or acute accent for a mark is one: isn`t, ``so''
 *	- -- is a dash and ... an ellipsis where curly marks are asked for or
 *	  the document itself writes them so
 *
 * What is right is left alone, and so are code (print("x"), key="x",
 * `x`), primes after figures (6' 2"), and marks whose reading has a close
 * rival: those are reported and stay.  Quotations that go on over
 * paragraphs, each begun with a mark, are no fault.
 *
 * Every paragraph is read again after its edits; if that would change it
 * once more, it is left as it was.
 */
#include <stdlib.h>

#include "dict.h"
#include "die.h"
#include "mark.h"
#include "pairing.h"
#include "utf8.h"

enum {
	CURL_DOUBLE,
	CURL_SINGLE,
	CURL_APOSTROPHE,
	STRAIGHTEN,
	LANGUAGE,
	TURN_DOUBLE,
	TURN_SINGLE,
	TURN_APOSTROPHE,
	ACCENT,
	PADDED,
	GLUED,
	SWAPPED,
	SPLIT_WORD,
	DASH,
	ELLIPSIS,
	MAYBE_TURN,
	MAYBE_SPACE,
};

static const struct rule rules[] = {
	[CURL_DOUBLE] = { "curl-double", "a straight double mark is curly",
	    99 },
	[CURL_SINGLE] = { "curl-single", "a straight single mark is curly",
	    95 },
	[CURL_APOSTROPHE] = { "curl-apostrophe",
	    "a straight apostrophe is curly", 99 },
	[STRAIGHTEN] = { "straighten", "a curly mark is straight", 99 },
	[LANGUAGE] = { "language-mark",
	    "a mark has the form that the language gives it", 97 },
	[TURN_DOUBLE] = { "turn-double",
	    "a double mark was the wrong way round", 97 },
	[TURN_SINGLE] = { "turn-single",
	    "a single mark was the wrong way round", 90 },
	[TURN_APOSTROPHE] = { "turn-apostrophe",
	    "an apostrophe was an opening mark", 97 },
	[ACCENT] = { "accent-mark", "an accent stood for a mark", 95 },
	[PADDED] = { "padded-mark", "a space inside a quotation goes", 96 },
	[GLUED] = { "glued-mark", "a space was missing outside a quotation",
	    94 },
	[SWAPPED] = { "swapped-space",
	    "a space was on the wrong side of a mark", 90 },
	[SPLIT_WORD] = { "split-word", "an apostrophe had split a word", 97 },
	[DASH] = { "dash", "hyphens stood for a dash", 97 },
	[ELLIPSIS] = { "ellipsis", "three stops are an ellipsis", 99 },
	[MAYBE_TURN] = { "maybe-turn",
	    "a mark may be the wrong way round", 60 },
	[MAYBE_SPACE] = { "maybe-space",
	    "a space about a mark may be wrong", 60 },
};

/* The forms that a language gives to double and single marks. */
struct forms {
	const char *lang;
	struct str open[2], close[2]; /* single, double */
	struct str dash, range;
	int inside; /* a no-break space inside double marks */
};

static const struct forms forms[] = {
	{ "en", { STR_INIT("‘"), STR_INIT("“") },
	    { STR_INIT("’"), STR_INIT("”") }, STR_INIT("—"), STR_INIT("–"),
	    0 },
	{ "de", { STR_INIT("‚"), STR_INIT("„") },
	    { STR_INIT("‘"), STR_INIT("“") }, STR_INIT("–"), STR_INIT("–"),
	    0 },
	{ "fr", { STR_INIT("“"), STR_INIT("«") },
	    { STR_INIT("”"), STR_INIT("»") }, STR_INIT("—"), STR_INIT("–"),
	    1 },
	{ "es", { STR_INIT("“"), STR_INIT("«") },
	    { STR_INIT("”"), STR_INIT("»") }, STR_INIT("—"), STR_INIT("–"),
	    0 },
	{ "nl", { STR_INIT("‘"), STR_INIT("“") },
	    { STR_INIT("’"), STR_INIT("”") }, STR_INIT("–"), STR_INIT("–"),
	    0 },
};

enum style { KEEP, CURLY, STRAIGHT };

enum { SURE = 5, MARKS_MAX = 1 << 18 };

struct tables {
	const struct forms *forms;
	enum style asked;
	struct map elisions;
};

/* What the document does, and what one paragraph's neighbours say. */
struct view {
	const struct tables *t;
	enum style style[2]; /* single, double */
	int force;           /* not only what is wrong */
	int dashes, dots;
	int lines; /* every line is a paragraph */
	struct pairing pairing;
};

struct counts {
	size_t straight[2], curly[2];
	size_t dash, hyphens, ellipsis, dots;
	size_t low, angle;
};

static void
count(struct str s, struct counts *c)
{
	int two, glyph;
	size_t at, n;

	memset(c, 0, sizeof(*c));
	for (at = 0; at < s.n; at += n) {
		n = 1;
		switch ((unsigned char)s.p[at]) {
		case '"':
			c->straight[1]++;
			break;
		case '\'':
			c->straight[0]++;
			break;
		case '-':
			n = 0;
			while (at + n < s.n && s.p[at + n] == '-')
				n++;
			c->hyphens += n == 2;
			break;
		case '.':
			n = 0;
			while (at + n < s.n && s.p[at + n] == '.')
				n++;
			c->dots += n == 3;
			break;
		case 0xc2:
		case 0xe2:
			if (s.n - at > 2 && memcmp(s.p + at, "—", 3) == 0)
				c->dash++;
			if (s.n - at > 2 && memcmp(s.p + at, "…", 3) == 0)
				c->ellipsis++;
			n = mark_at(s, at, &two, &glyph);
			if (n == 0)
				n = 1;
			else if (glyph == MARK_LOW)
				c->low++;
			else if (glyph >= MARK_ANGLE_L)
				c->angle++;
			else if (glyph != MARK_TICK)
				c->curly[two]++;
		}
	}
}

/* Lines of more than a hundred letters are not wrapped: where most text is
 * in such, every line is a paragraph.  Letters, for no edit changes them. */
static int
long_lines(struct str s)
{
	size_t at, end, i, n, all = 0, in = 0;

	for (at = 0; at < s.n; at = end + 1) {
		end = str_chr(s, at, '\n');
		for (n = 0, i = at; i < end; i++)
			n += (unsigned)(s.p[i] | 32) - 'a' < 26;
		all += n;
		in += n > 100 ? n : 0;
	}
	return in * 2 > all;
}

static void
view_of(const struct tables *t, struct str s, struct view *v)
{
	struct counts c;
	int i;

	memset(v, 0, sizeof(*v));
	v->t = t;
	count(s, &c);
	for (i = 0; i < 2; i++)
		v->style[i] = t->asked != KEEP ? t->asked
		    : c.straight[i] > c.curly[i] + c.low + c.angle
		    ? STRAIGHT
		    : CURLY;
	v->force = t->asked != KEEP;
	v->dashes = t->asked == CURLY ||
	    (t->asked == KEEP && c.dash > c.hyphens);
	v->dots = t->asked == CURLY ||
	    (t->asked == KEEP && c.ellipsis > c.dots);
	v->lines = long_lines(s);
}

static int
same_view(const struct view *a, const struct view *b)
{
	return a->style[0] == b->style[0] && a->style[1] == b->style[1] &&
	    a->dashes == b->dashes && a->dots == b->dots &&
	    a->lines == b->lines;
}

static struct str
straight(int two)
{
	return two ? STR("\"") : STR("'");
}

/* The form that a mark should have. */
static struct str
wanted(const struct view *v, const struct mark *all, size_t i,
    const struct reading *r, struct str now)
{
	const struct mark *m = &all[i];
	const struct forms *f = v->t->forms;
	int role = r->role, curly = v->style[m->two] == CURLY;

	if (role == ROLE_LEAVE)
		return now;
	/* An Arabic ayin, perhaps. */
	if (m->glyph == MARK_TICK && role == ROLE_APOSTROPHE && !m->tail)
		return now;
	if (m->glyph == MARK_TICK && role != ROLE_APOSTROPHE &&
	    r->partner == PAIRING_NONE)
		return now;
	if (m->glyph == MARK_LEFT && m->hint == HINT_INNER && !m->tail &&
	    !v->force)
		return now;
	if (m->glyph == MARK_STRAIGHT && !curly)
		return now;
	if (!curly && (v->force || m->glyph == MARK_TICK))
		return straight(m->two);
	if (role == ROLE_APOSTROPHE)
		return STR("’");
	if (!v->force && m->glyph >= MARK_LOW && m->glyph != MARK_TICK)
		return now;
	if (!v->force && m->glyph != MARK_STRAIGHT && role == ROLE_CLOSE &&
	    r->partner < i && all[r->partner].glyph == MARK_LOW)
		return now; /* „so“ and „so” */
	return role == ROLE_OPEN ? f->open[m->two] : f->close[m->two];
}

/* The spaces to take and to give on both sides of a mark. */
struct spacing {
	unsigned char take_left, take_right, give_left, give_right;
	unsigned char unsure;
};

static int
letter(int side)
{
	return side == SIDE_LOWER || side == SIDE_UPPER;
}

static int
ends(int side)
{
	return side == SIDE_STOP || side == SIDE_COMMA || side == SIDE_DOTS;
}

/* Nothing but plain spaces between the mark and what it belongs to? */
static int
plain_left(struct str s, const struct mark *m)
{
	size_t i = m->from;

	/* After ". . ." a space is as good as none. */
	if (i > 1 && s.p[i - 1] == '.' && s.p[i - 2] == ' ')
		return 0;
	return m->from < m->off && i > 0 && (unsigned char)s.p[i - 1] > ' ' &&
	    s.p[i - 1] != '_' && s.p[i - 1] != '*';
}

static int
plain_right(struct str s, const struct mark *m)
{
	return m->to > m->end && m->to < s.n &&
	    (unsigned char)s.p[m->to] > ' ' && s.p[m->to] != '_' &&
	    s.p[m->to] != '*';
}

/* Words that are no part of another, so that where one touches a mark a
 * space was lost. */
static const char common[] =
    " a about after all an and are as at be because been before but by can "
    "could did do for from had has have he her him his how i if in into is "
    "it its like me my not now of on or our out said says she so some than "
    "that the their them then there these they this to too under until up "
    "upon us was we were what when where which while who will with without "
    "would you your called asked told replied cried added wrote ";

static int
is_common(struct str s, size_t a, size_t b)
{
	char key[16];
	size_t i;

	if (b <= a || b - a > sizeof(key) - 3)
		return 0;
	key[0] = ' ';
	for (i = a; i < b; i++)
		key[i - a + 1] = (char)(s.p[i] | 32);
	key[b - a + 1] = ' ';
	key[b - a + 2] = '\0';
	return strstr(common, key) != NULL;
}

static int
is_letter(struct str s, size_t at)
{
	return (unsigned)(s.p[at] | 32) - 'a' < 26;
}

/* Was a space lost between an opening mark and what stands before it? */
static int
glued_left(struct str s, const struct mark *m)
{
	size_t i = m->off;

	if (m->lspace || m->ltouch)
		return 0;
	if (m->left == SIDE_COMMA || m->left == SIDE_STOP)
		return i > 1 && (is_letter(s, i - 2) || s.p[i - 2] < 0) &&
		    letter(m->right);
	if (!letter(m->left))
		return 0;
	while (i > 0 && m->off - i < 16 && is_letter(s, i - 1))
		i--;
	if (m->glyph == MARK_LEFT && (m->two || m->right == SIDE_UPPER))
		return m->off - i > 1;
	return m->two && m->off - i > 1 && is_common(s, i, m->off);
}

static int
glued_right(struct str s, const struct mark *m)
{
	size_t i = m->end;

	if (m->rspace || m->rtouch)
		return 0;
	if (s.n - i > 1 && s.p[i] == '(' && m->glyph == MARK_RIGHT && m->two)
		return ends(m->left) || m->left == SIDE_DASH;
	if (!letter(m->right))
		return 0;
	if (ends(m->left))
		return 1;
	while (i < s.n && i - m->end < 16 && is_letter(s, i))
		i++;
	return m->two && is_common(s, m->end, i);
}

/* Can a quotation begin with what stands to the right of a space, or end
 * with what stands to the left? */
static int
begins(int side)
{
	return letter(side) || side == SIDE_DIGIT || side == SIDE_OPEN ||
	    side == SIDE_DOTS || side == SIDE_MARK;
}

static int
finishes(int side)
{
	return letter(side) || ends(side) || side == SIDE_DIGIT ||
	    side == SIDE_CLOSE || side == SIDE_DASH || side == SIDE_MARK;
}

/* Does a mark touch, on the side that is not quoted, what it should not? */
static int
tight(const struct mark *m, int role)
{
	if (role == ROLE_OPEN)
		return !m->lspace && m->left != SIDE_EDGE &&
		    m->left != SIDE_OPEN && m->left != SIDE_DASH;
	return !m->rspace && (letter(m->right) || m->right == SIDE_DIGIT ||
	    m->right == SIDE_OPEN || m->right == SIDE_OTHER);
}

static struct spacing
spacing(struct str s, const struct mark *m, const struct reading *r,
    int goes_on)
{
	struct spacing g = { 0 };
	int plain = m->glyph == MARK_STRAIGHT;

	if (r->role == ROLE_APOSTROPHE && m->hint == HINT_TAIL) {
		g.take_left = m->from < m->off;
		g.take_right = m->to > m->end;
	}
	if (r->role == ROLE_APOSTROPHE && m->glyph == MARK_RIGHT &&
	    m->hint != HINT_TAIL && m->hint != HINT_ELISION &&
	    m->hint != HINT_DECADE && letter(m->left) &&
	    (m->rspace || ends(m->right)))
		g.take_left = (unsigned char)plain_left(s, m);
	if (r->role != ROLE_OPEN && r->role != ROLE_CLOSE)
		return g;
	if (r->role == ROLE_OPEN) {
		g.take_right = plain_right(s, m) && begins(m->right);
		g.give_left = (unsigned char)glued_left(s, m);
	} else {
		g.take_left = plain_left(s, m) && finishes(m->left);
		g.give_right = (unsigned char)glued_right(s, m);
	}
	if (r->partner == PAIRING_NONE && !goes_on)
		g.take_right = 0; /* ditto marks, for one */
	if (plain && !m->swap &&
	    (r->partner == PAIRING_NONE || tight(m, r->role)))
		g.take_left = g.take_right = 0;
	if (m->swap && m->lspace == (r->role == ROLE_CLOSE)) {
		g.give_left = r->role == ROLE_OPEN;
		g.give_right = r->role == ROLE_CLOSE;
	} else if ((g.take_left || g.take_right) &&
	    (g.give_left || g.give_right) &&
	    m->glyph != (r->role == ROLE_OPEN ? MARK_LEFT : MARK_RIGHT)) {
		return (struct spacing){ 0 };
	}
	g.unsure = !m->two && plain;
	return g;
}

static int
rule_of(const struct mark *m, const struct reading *r, struct spacing g,
    struct str now, struct str new)
{
	int turn = !str_eq(now, new), role = r->role;
	int takes = g.take_left || g.take_right;
	int gives = g.give_left || g.give_right;

	if (takes || gives) {
		if (r->margin < SURE || g.unsure)
			return MAYBE_SPACE;
		if (role == ROLE_APOSTROPHE && m->tail)
			return SPLIT_WORD;
		return takes && gives ? SWAPPED : takes ? PADDED : GLUED;
	}
	if (!turn)
		return -1;
	if (m->glyph == MARK_TICK)
		return ACCENT;
	if (new.n == 1)
		return STRAIGHTEN;
	if (m->glyph == MARK_STRAIGHT)
		return role == ROLE_APOSTROPHE ? CURL_APOSTROPHE
		    : m->two                   ? CURL_DOUBLE
					       : CURL_SINGLE;
	if (r->margin < SURE)
		return MAYBE_TURN;
	if (role == ROLE_APOSTROPHE)
		return TURN_APOSTROPHE;
	return m->two ? TURN_DOUBLE : TURN_SINGLE;
}

static void
put_group(struct edits *es, const struct reading *rd, size_t i, size_t *edit)
{
	struct edit *e = &es->v[es->n - 1], *o;
	uint32_t p = rd[i].partner;

	edit[i] = es->n;
	if (p == PAIRING_NONE || p >= i || edit[p] == 0)
		return;
	o = &es->v[edit[p] - 1];
	if (o->group == 0)
		o->group = edits_group(es);
	e->group = o->group;
}

static void
mark_edits(const struct view *v, struct str s, const struct mark *m,
    size_t n, const struct reading *rd, struct edits *es)
{
	size_t *edit = mem_new(n, sizeof(*edit)), i, a, b, last = 0;
	struct buf text = { 0 };
	struct str now, new;
	struct spacing g;
	int rule;

	for (i = 0; i < n; i++) {
		now = str_cut(s, m[i].off, m[i].end);
		new = wanted(v, m, i, &rd[i], now);
		g = spacing(s, &m[i], &rd[i], v->pairing.next_double);
		if (g.take_left && m[i].from < last)
			g.take_left = 0;
		if ((rule = rule_of(&m[i], &rd[i], g, now, new)) < 0)
			continue;
		a = g.take_left ? m[i].from : m[i].off;
		b = g.take_right ? m[i].to : m[i].end;
		text.n = 0;
		if (g.give_left)
			buf_putc(&text, ' ');
		buf_put(&text, new);
		if (g.give_right)
			buf_putc(&text, ' ');
		edits_put(es, a, b - a, buf_str(&text), (unsigned)rule);
		put_group(es, rd, i, edit);
		last = b;
	}
	buf_free(&text);
	free(edit);
}

static int
wordish(struct str s, size_t at)
{
	unsigned c = at < s.n ? (unsigned char)s.p[at] : 0;

	return (c | 32) - 'a' < 26 || c - '0' < 10 || c >= 0x80 ||
	    strchr(" ,.!?'\";:)", (int)c) != NULL;
}

/* Two or three hyphens between words, and three stops. */
static void
dash_edits(const struct view *v, struct str s, struct edits *es)
{
	const struct forms *f = v->t->forms;
	size_t at, n, digits;

	for (at = str_chr(s, 0, '-'); v->dashes && at < s.n;
	    at = str_chr(s, at + n, '-')) {
		for (n = 1; at + n < s.n && s.p[at + n] == '-';)
			n++;
		if (n < 2 || n > 3 || at == 0 || !wordish(s, at - 1) ||
		    (at + n < s.n && s.p[at + n] == '>') ||
		    (s.p[at - 1] == ' ' && at + n < s.n &&
			s.p[at + n] != ' '))
			continue;
		digits = at + n < s.n && (unsigned)(s.p[at - 1] - '0') < 10 &&
		    (unsigned)(s.p[at + n] - '0') < 10;
		edits_put(es, at, n, digits ? f->range : f->dash, DASH);
	}
	for (at = str_chr(s, 0, '.'); v->dots && at < s.n;
	    at = str_chr(s, at + n, '.')) {
		for (n = 1; at + n < s.n && s.p[at + n] == '.';)
			n++;
		if (n == 3)
			edits_put(es, at, n, STR("…"), ELLIPSIS);
	}
}

/* The edits of one paragraph as it stands. */
static void
read_paragraph(const struct view *v, struct str s, struct edits *es)
{
	struct pairing p = v->pairing;
	struct marks ms = { 0 };
	struct reading *rd;

	p.low = str_find(s, 0, STR("„")) < s.n;
	marks_find(s, &v->t->elisions, v->t->forms->open[1].n == 2,
	    MARKS_MAX, &ms);
	if (ms.n > 0) {
		rd = pairing_read(&p, ms.v, ms.n);
		mark_edits(v, s, ms.v, ms.n, rd, es);
		free(rd);
	}
	dash_edits(v, s, es);
	edits_sort(es);
	marks_free(&ms);
}

static void
hold(struct edits *es)
{
	unsigned char low[NELEM(rules)];
	size_t i;

	for (i = 0; i < NELEM(rules); i++)
		low[i] = rules[i].confidence < 80;
	edits_hold(es, low);
}

/* Would what a paragraph becomes be changed again? */
static int
settled(const struct view *v, struct str s, struct edits *es)
{
	struct edits again = { 0 };
	struct buf out = { 0 };
	int still;

	hold(es);
	edits_apply(es, s, &out);
	read_paragraph(v, buf_str(&out), &again);
	hold(&again);
	still = edits_applied(&again) == 0;
	buf_free(&out);
	edits_free(&again);
	return still;
}

static void
copy_edits(const struct edits *from, size_t base, struct edits *out)
{
	const struct edit *e;
	uint32_t groups = out->groups;
	size_t i;

	for (i = 0; i < from->n; i++) {
		e = &from->v[i];
		edits_put(out, base + e->off, e->len, edit_text(from, e),
		    e->rule);
		if (e->group != 0)
			out->v[out->n - 1].group = groups + e->group;
	}
	out->groups = groups + from->groups;
}

static int
blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The end of the paragraph at at: where its last line ends. */
static size_t
paragraph_end(const struct view *v, struct str s, size_t at)
{
	size_t end, i;

	for (end = str_chr(s, at, '\n'); end < s.n && !v->lines;
	    end = str_chr(s, end + 1, '\n')) {
		for (i = end + 1; i < s.n && s.p[i] != '\n' && blank(s.p[i]);)
			i++;
		if (i >= s.n || s.p[i] == '\n')
			break;
	}
	return end;
}

static void
neighbour(struct view *v, struct str s, size_t at)
{
	int two = 0, glyph;

	while (at < s.n && blank(s.p[at]))
		at++;
	v->pairing.next_double = v->pairing.next_single = 0;
	if (at < s.n && mark_at(s, at, &two, &glyph) > 0) {
		v->pairing.next_double = two;
		v->pairing.next_single = !two;
	}
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	struct edits es = { 0 };
	struct buf text = { 0 };
	struct view v, after;
	size_t at, end;
	struct str s;

	view_of(tables, in, &v);
	for (at = 0; at < in.n; at = end + 1) {
		end = paragraph_end(&v, in, at);
		neighbour(&v, in, end);
		s = str_cut(in, at, end);
		es.n = es.pool.n = es.groups = 0;
		read_paragraph(&v, s, &es);
		if (es.n > 0 && settled(&v, s, &es))
			copy_edits(&es, at, out);
	}
	if (out->n > 0) {
		es.n = es.pool.n = es.groups = 0;
		copy_edits(out, 0, &es);
		hold(&es);
		edits_apply(&es, in, &text);
		view_of(tables, buf_str(&text), &after);
		if (!same_view(&v, &after))
			out->n = out->pool.n = out->groups = 0;
	}
	buf_free(&text);
	edits_free(&es);
}

static void
load(struct tables *t, const struct settings *s)
{
	struct tsv rows = { .text = dict_map(s, "apostrophes.tsv", 0) };
	struct str field[2];

	while (tsv_next(&rows, field, 2) > 0)
		*map_borrow(&t->elisions, field[0]) = 1;
}

static void *
open_tables(const struct settings *s)
{
	struct tables *t = mem_new(1, sizeof(*t));
	const char *style = settings_get(s, "style");
	size_t i;

	t->forms = &forms[0];
	for (i = 0; i < NELEM(forms); i++)
		if (strncmp(s->lang, forms[i].lang, 2) == 0)
			t->forms = &forms[i];
	if (style == NULL || strcmp(style, "keep") == 0)
		t->asked = KEEP;
	else if (strcmp(style, "curly") == 0)
		t->asked = CURLY;
	else if (strcmp(style, "straight") == 0)
		t->asked = STRAIGHT;
	else
		die("--style: %s: not a style", style);
	load(t, s);
	return t;
}

static void
close_tables(void *tables)
{
	struct tables *t = tables;

	map_free(&t->elisions);
	free(t);
}

static const struct filter_option options[] = {
	{ "style", 0, "STYLE", "curly, straight, or keep what there is" },
};

const struct filter quotes_filter = {
	.name = "quotes",
	.summary = "set quotation marks, apostrophes and dashes right",
	.rules = rules,
	.nrules = NELEM(rules),
	.options = options,
	.noptions = NELEM(options),
	.open = open_tables,
	.edit = edit,
	.close = close_tables,
};
