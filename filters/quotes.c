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
 *	- in a paragraph with such spaces, those before stops and commas go too
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
#include "markstyle.h"
#include "plain.h"
#include "spacing.h"

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
	LOOSE_STOP,
	DASH,
	ELLIPSIS,
	LONE_PADDED,
	MAYBE_TURN,
	MAYBE_SPACE,
};

static const struct rule rules[] = {
	[CURL_DOUBLE] = { "curl-double", "a straight double mark is curly",
	    99 },
	[CURL_SINGLE] = { "curl-single", "a straight single mark is curly",
	    99 },
	[CURL_APOSTROPHE] = { "curl-apostrophe",
	    "a straight apostrophe is curly", 99 },
	[STRAIGHTEN] = { "straighten", "a curly mark is straight", 99 },
	[LANGUAGE] = { "language-mark",
	    "a mark has the form that the language gives it", 97 },
	[TURN_DOUBLE] = { "turn-double",
	    "a double mark was the wrong way round", 99 },
	[TURN_SINGLE] = { "turn-single",
	    "a single mark was the wrong way round", 99 },
	[TURN_APOSTROPHE] = { "turn-apostrophe",
	    "an apostrophe was an opening mark", 99 },
	[ACCENT] = { "accent-mark", "an accent stood for a mark", 95 },
	[PADDED] = { "padded-mark", "a space inside a quotation goes", 98 },
	[GLUED] = { "glued-mark", "a space was missing outside a quotation",
	    97 },
	[SWAPPED] = { "swapped-space",
	    "a space was on the wrong side of a mark", 97 },
	[SPLIT_WORD] = { "split-word", "an apostrophe had split a word", 99 },
	[LOOSE_STOP] = { "loose-stop",
	    "a space before a stop or comma goes, where marks had such too",
	    85 },
	[DASH] = { "dash", "hyphens stood for a dash", 99 },
	[ELLIPSIS] = { "ellipsis", "three stops are an ellipsis", 99 },
	[LONE_PADDED] = { "lone-padded",
	    "a space inside one of two straight marks goes", 95 },
	[MAYBE_TURN] = { "maybe-turn", "a mark may be the wrong way round",
	    60 },
	[MAYBE_SPACE] = { "maybe-space", "a space about a mark may be wrong",
	    60 },
};

enum style { KEEP, CURLY, STRAIGHT };

enum { SURE = 5 };

struct tables {
	const struct forms *forms;
	enum style asked;
	struct map elisions;
};

/* What the document does, and what one paragraph's neighbours say. */
struct view {
	const struct tables *t;
	const struct forms *forms;
	enum style style[2]; /* single, double */
	int force;           /* not only what is wrong */
	int dashes, dots;
	int lines; /* every line is a paragraph */
	struct pairing pairing;
};

static void
view_of(const struct tables *t, const struct mark_counts *c, struct view *v)
{
	size_t curly;
	int i;

	memset(v, 0, sizeof(*v));
	v->t = t;
	v->force = t->asked != KEEP;
	v->forms = t->asked == CURLY ? t->forms : forms_used(t->forms, c);
	for (i = 0; i < 2; i++) {
		curly = c->left[i] + c->right[i];
		if (i == 1)
			curly += c->low + (v->forms->angles ? c->angles : 0);
		v->style[i] = v->force                 ? t->asked
		              : c->straight[i] > curly ? STRAIGHT
		                                       : CURLY;
	}
	v->dashes =
	    t->asked == CURLY || (t->asked == KEEP && c->dashes > c->hyphens);
	v->dots =
	    t->asked == CURLY || (t->asked == KEEP && c->ellipses > c->stops);
	v->lines = c->wide * 10 > c->lines;
	v->pairing.low = v->forms->low;
	v->pairing.angles = v->forms->reversed;
	v->pairing.both = t->asked == CURLY && v->forms->low;
}

static int
same_view(const struct view *a, const struct view *b)
{
	return a->forms == b->forms && a->style[0] == b->style[0] &&
	       a->style[1] == b->style[1] && a->dashes == b->dashes &&
	       a->dots == b->dots && a->lines == b->lines;
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
	const struct forms *f = v->forms;
	int role = r->role, curly = v->style[m->two] == CURLY;

	if (role == ROLE_LEAVE)
		return now;
	/* A wiki's italics, perhaps. */
	if (m->glyph == MARK_PAIR && !v->force &&
	    (r->partner == PAIRING_NONE || all[r->partner].glyph == MARK_PAIR))
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
	if (!curly &&
	    (v->force || m->glyph == MARK_TICK || m->glyph == MARK_PAIR))
		return straight(m->two);
	if (role == ROLE_APOSTROPHE)
		return STR("’");
	if (!v->force &&
	    (m->glyph == MARK_LOW || m->inner || m->glyph >= MARK_ANGLE_L))
		return now;
	if (!v->force && m->glyph != MARK_STRAIGHT && role == ROLE_CLOSE &&
	    r->partner < i && all[r->partner].glyph == MARK_LOW)
		return now; /* „so“ and „so” */
	if (f->angles && !m->two && r->depth == (role == ROLE_CLOSE))
		return m->inner ? now : role == ROLE_OPEN ? STR("‘") : STR("’");
	return role == ROLE_OPEN ? f->open[m->two] : f->close[m->two];
}

/* " so": one straight mark that could belong to either side, and the other
 * mark of the pair does not say. */
static int
lone(const struct mark *all, const struct mark *m, const struct reading *r)
{
	const struct mark *o;

	if (m->glyph != MARK_STRAIGHT || !m->lspace || !m->rspace ||
	    r->partner == PAIRING_NONE)
		return 0;
	o = &all[r->partner];
	return !(r->role == ROLE_OPEN ? o->lspace : o->rspace);
}

static int
rule_of(const struct mark *all, size_t i, const struct reading *r,
    struct spacing g, struct str now, struct str new)
{
	const struct mark *m = &all[i];
	int turn = !str_eq(now, new), role = r->role;
	int takes = g.take_left || g.take_right;
	int gives = g.give_left || g.give_right;

	if (takes || gives) {
		if (r->margin < SURE || g.unsure)
			return MAYBE_SPACE;
		if (role == ROLE_APOSTROPHE && m->tail)
			return SPLIT_WORD;
		if (!turn && takes && lone(all, m, r))
			return m->two ? LONE_PADDED : MAYBE_SPACE;
		return takes && gives ? SWAPPED : takes ? PADDED : GLUED;
	}
	if (!turn)
		return -1;
	if (m->glyph == MARK_TICK || m->glyph == MARK_PAIR)
		return ACCENT;
	if (new.n == 1)
		return STRAIGHTEN;
	if (m->glyph == MARK_STRAIGHT)
		return role == ROLE_APOSTROPHE ? CURL_APOSTROPHE
		       : m->two                ? CURL_DOUBLE
		                               : CURL_SINGLE;
	if (m->glyph >= MARK_LOW ||
	    (m->glyph == MARK_LEFT) == (role == ROLE_OPEN))
		return LANGUAGE;
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

/* How long the space is that ends, or begins, there; no-break ones too. */
static size_t
space_at(struct str s, size_t at, int back)
{
	static const struct str spaces[] = { STR_INIT(" "), STR_INIT("\u00a0"),
		STR_INIT("\u202f") };
	size_t i, n;

	for (i = 0; i < NELEM(spaces); i++) {
		n = spaces[i].n;
		if (back ? at >= n && memcmp(s.p + at - n, spaces[i].p, n) == 0
		         : s.n - at >= n &&
		               memcmp(s.p + at, spaces[i].p, n) == 0)
			return n;
	}
	return 0;
}

/* French marks have one no-break space inside: the place with a mark there
 * grows by what spaces there are, and its text by the one. */
static void
put_inside(struct str s, int open, size_t *a, size_t *b, struct buf *text)
{
	size_t n, from = open ? *b : *a, to = from;

	while ((n = space_at(s, open ? to : from, !open)) > 0)
		*(open ? &to : &from) += open ? n : -n;
	if (open ? to == s.n || s.p[to] == '\n'
	         : from == 0 || s.p[from - 1] == '\n')
		return;
	*(open ? b : a) = open ? to : from;
	if (to - from > 1 && space_at(s, from, 0) == to - from)
		buf_put(text, str_cut(s, from, to));
	else
		buf_put(text, STR("\u00a0"));
}

/* The place of a mark and what shall stand there. */
static void
compose(const struct view *v, struct str s, const struct mark *m, int role,
    struct spacing g, struct str new, size_t *a, size_t *b, struct buf *text)
{
	int in = v->forms->inside && m->two && role <= ROLE_CLOSE &&
	         (v->force || !str_eq(new, str_cut(s, m->off, m->end))) &&
	         new.n == 2;

	*a = g.take_left ? m->from : m->off;
	*b = g.take_right ? m->to : m->end;
	text->n = 0;
	if (g.give_left)
		buf_putc(text, ' ');
	if (in && role == ROLE_CLOSE)
		put_inside(s, 0, a, b, text);
	buf_put(text, new);
	if (in && role == ROLE_OPEN)
		put_inside(s, 1, a, b, text);
	if (g.give_right)
		buf_putc(text, ' ');
}

/* Two curly single marks that touch are somebody's double mark. */
static int
doubled(const struct mark *m, size_t i, size_t n)
{
	return !m[i].two && m[i].glyph != MARK_STRAIGHT &&
	       ((i > 0 && m[i - 1].end == m[i].off && !m[i - 1].two) ||
	           (i + 1 < n && m[i].end == m[i + 1].off && !m[i + 1].two));
}

static void
mark_edits(const struct view *v, struct str s, const struct mark *m, size_t n,
    const struct reading *rd, struct edits *es)
{
	size_t *edit = mem_new(n, sizeof(*edit)), i, a, b, last = 0;
	struct buf text = { 0 };
	struct str now, new;
	struct spacing g;
	int rule;

	for (i = 0; i < n; i++) {
		now = str_cut(s, m[i].off, m[i].end);
		new = wanted(v, m, i, &rd[i], now);
		if (!v->force && doubled(m, i, n))
			new = now;
		g = spacing_of(s, &m[i], &rd[i], v->pairing.next_double);
		if (g.take_left && m[i].from < last)
			g.take_left = 0;
		compose(v, s, &m[i], rd[i].role, g, new, &a, &b, &text);
		if (a < last || str_eq(buf_str(&text), str_cut(s, a, b)))
			continue;
		if ((rule = rule_of(m, i, &rd[i], g, now, new)) < 0)
			rule = LANGUAGE;
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
	const struct forms *f = v->forms;
	size_t at, n, digits;

	for (at = str_chr(s, 0, '-'); v->dashes && at < s.n;
	     at = str_chr(s, at + n, '-')) {
		for (n = 1; at + n < s.n && s.p[at + n] == '-';)
			n++;
		if (n < 2 || n > 3 || at == 0 || !wordish(s, at - 1) ||
		    (at + n < s.n && s.p[at + n] == '>') ||
		    (s.p[at - 1] == ' ' && at + n < s.n && s.p[at + n] != ' '))
			continue;
		digits = at + n < s.n && (unsigned)(s.p[at - 1] - '0') < 10 &&
		         (unsigned)(s.p[at + n] - '0') < 10;
		edits_put(es, at, n, digits ? STR("–") : f->dash, DASH);
	}
	for (at = str_chr(s, 0, '.'); v->dots && at < s.n;
	     at = str_chr(s, at + n, '.')) {
		for (n = 1; at + n < s.n && s.p[at + n] == '.';)
			n++;
		if (n == 3)
			edits_put(es, at, n, STR("…"), ELLIPSIS);
	}
}

/* The spaces before stops and commas; only where marks stand as loosely. */
static void
stop_edits(struct str s, struct edits *es)
{
	size_t at, a, b, i, n = es->n, k = 0;

	for (i = 0; i < n && es->v[i].rule != PADDED; i++)
		continue;
	if (i == n)
		return;
	for (at = str_chr(s, 0, ' '); at < s.n; at = str_chr(s, b, ' ')) {
		for (a = b = at; b < s.n && s.p[b] == ' ';)
			b++;
		if (a == 0 || b == s.n || strchr(",.;!?", s.p[b]) == NULL ||
		    s.p[b] == '\0' || strchr(" \n.,;!?", s.p[a - 1]) != NULL)
			continue;
		if (b + 1 < s.n && strchr(" \n\"'", s.p[b + 1]) == NULL &&
		    mark_at(s, b + 1, &(int){ 0 }, &(int){ 0 }) == 0)
			continue;
		if (b + 2 < s.n && s.p[b + 1] == ' ' && s.p[b + 2] == '.')
			continue;
		while (k < n && es->v[k].off + es->v[k].len <= a)
			k++;
		if (k < n && es->v[k].off < b)
			continue; /* the mark's edit took it */
		edits_put(es, a, b - a, STR(""), LOOSE_STOP);
	}
}

/* The edits of one paragraph as it stands. */
static void
read_paragraph(const struct view *v, struct str s, struct edits *es)
{
	struct pairing p = v->pairing;
	struct marks ms = { 0 };
	struct reading *rd;
	size_t i;

	marks_find(s, &v->t->elisions,
	    v->forms->angles ? MARKS_OUTER
	    : p.both         ? MARKS_LIKE
	                     : MARKS_NONE,
	    MARKS_MAX, &ms);
	for (i = 0; i < ms.n && !p.low; i++)
		p.low = ms.v[i].two && ms.v[i].glyph == MARK_LOW;
	if (ms.n > 0) {
		rd = pairing_read(&p, ms.v, ms.n);
		mark_edits(v, s, ms.v, ms.n, rd, es);
		free(rd);
	}
	if (!v->forms->inside)
		stop_edits(s, es);
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

static void
copy_edits(const struct edits *from, size_t base, struct edits *out)
{
	const struct edit *e;
	uint32_t groups = out->groups;
	size_t i;

	for (i = 0; i < from->n; i++) {
		e = &from->v[i];
		edits_put(
		    out, base + e->off, e->len, edit_text(from, e), e->rule);
		out->v[out->n - 1].held = e->held;
		if (e->group != 0)
			out->v[out->n - 1].group = groups + e->group;
	}
	out->groups = groups + from->groups;
}

/* How does the next paragraph begin?  With "' both go on. */
static void
neighbour(struct view *v, struct str s, size_t at)
{
	int two = 0, glyph, i;
	size_t n;

	while (at < s.n && is_blank(s.p[at]))
		at++;
	v->pairing.next_double = v->pairing.next_single = 0;
	for (i = 0; i < 2 && at < s.n; i++, at += n) {
		if ((n = mark_at(s, at, &two, &glyph)) == 0)
			return;
		*(two ? &v->pairing.next_double : &v->pairing.next_single) = 1;
	}
}

/* The marks' edits in a paragraph with nothing to decide, which begins at
 * base. */
static void
plain_edits(const struct view *v, struct plain_mark *m, size_t n, size_t base,
    struct edits *out)
{
	const struct forms *f = v->forms;
	size_t i;
	int rule;

	for (i = 0; i < n; i++) {
		if (m[i].glyph != MARK_STRAIGHT || v->style[m[i].two] != CURLY)
			continue;
		rule = m[i].role == ROLE_APOSTROPHE ? CURL_APOSTROPHE
		       : m[i].two                   ? CURL_DOUBLE
		                                    : CURL_SINGLE;
		edits_put(out, m[i].off - base, m[i].len,
		    m[i].role == ROLE_APOSTROPHE ? STR("’")
		    : m[i].role == ROLE_OPEN     ? f->open[m[i].two]
		                                 : f->close[m[i].two],
		    (unsigned)rule);
		if (m[i].partner == PAIRING_NONE)
			continue;
		/* The one that opens keeps its group for the other. */
		if (m[i].partner > i)
			m[i].partner = edits_group(out);
		else if (m[m[i].partner].glyph == MARK_STRAIGHT)
			m[i].partner = m[m[i].partner].partner;
		else
			continue;
		out->v[out->n - 1].group = m[i].partner;
	}
}

/* Is this a document whose marks plain_read knows? */
static int
plain_forms(const struct view *v)
{
	return v->t->asked != STRAIGHT && !v->forms->low && !v->forms->angles &&
	       str_eq(v->forms->open[1], STR("“"));
}

/* Is there a mark that plain_edits would curl, in what may be a program?
 * Those have short lines with signs of this kind in them. */
static int
program(const struct view *v, const struct plain *pl, struct str s)
{
	static const char signs[] = "=<&|{";
	size_t i;

	for (i = 0; i < pl->n; i++)
		if (pl->v[i].glyph == MARK_STRAIGHT &&
		    v->style[pl->v[i].two] == CURLY)
			break;
	if (i == pl->n || (s.n >= 160 && memchr(s.p, '\n', s.n) == NULL))
		return 0;
	for (i = 0; i + 1 < sizeof(signs); i++)
		if (memchr(s.p, signs[i], s.n) != NULL)
			return 1;
	for (i = 0; (i = str_chr(s, i, '(')) < s.n; i++)
		if (i > 0 && s.p[i - 1] != ' ')
			return 1;
	return str_find(s, 0, STR("::")) < s.n;
}

/* The same of one that has runs of hyphens or stops. */
static void
run_edits(const struct view *v, struct plain *pl, struct str in, size_t at,
    size_t end, struct edits *es, struct edits *out)
{
	es->n = es->pool.n = es->groups = 0;
	plain_edits(v, pl->v, pl->n, at, es);
	dash_edits(v, str_cut(in, at, end), es);
	edits_sort(es);
	copy_edits(es, at, out);
}

/* Is there nothing to decide in a paragraph, nor to do, after edits that
 * gave marks their form and nothing else? */
static int
at_rest(const struct view *v, struct plain *pl, struct str s,
    const struct edits *es)
{
	size_t i;

	for (i = 0; i < es->n; i++)
		if (!es->v[i].held && es->v[i].rule > CURL_APOSTROPHE &&
		    es->v[i].rule != DASH && es->v[i].rule != ELLIPSIS)
			return 0;
	plain_start(pl, s, v->lines, v->dashes || v->dots);
	if (plain_next(pl, 0) < s.n || pl->ran ||
	    !plain_read(pl, 0, s.n, &v->t->elisions,
	        v->pairing.next_double || v->pairing.next_single))
		return 0;
	for (i = 0; i < pl->n; i++)
		if (pl->v[i].glyph == MARK_STRAIGHT)
			return 0;
	return 1;
}

/* Would what a paragraph becomes be changed again?  pl is NULL where marks
 * have other forms than it knows. */
static int
settled(const struct view *v, struct plain *pl, struct str s, struct edits *es)
{
	struct edits again = { 0 };
	struct buf out = { 0 };
	int still;

	if (edits_check(es, s, NELEM(rules)) != NULL)
		return 0;
	hold(es);
	edits_apply(es, s, &out);
	still = pl != NULL && at_rest(v, pl, buf_str(&out), es);
	if (!still) {
		read_paragraph(v, buf_str(&out), &again);
		hold(&again);
		still = edits_applied(&again) == 0;
	}
	buf_free(&out);
	edits_free(&again);
	return still;
}

static void
paragraphs(struct view *v, struct str in, struct edits *out)
{
	struct edits es = { 0 };
	struct plain pl = { 0 }, after = { 0 };
	int plain = plain_forms(v);
	size_t at, end;

	plain_start(&pl, in, v->lines, v->dashes || v->dots);
	for (at = 0; at < in.n; at = end + 1) {
		end = plain_next(&pl, at);
		if (pl.n == 0 && !pl.odd && !pl.ran)
			continue;
		neighbour(v, in, end);
		if (plain &&
		    plain_read(&pl, at, end, &v->t->elisions,
		        v->pairing.next_double || v->pairing.next_single) &&
		    !program(v, &pl, str_cut(in, at, end))) {
			if (pl.ran)
				run_edits(v, &pl, in, at, end, &es, out);
			else
				plain_edits(v, pl.v, pl.n, 0, out);
			continue;
		}
		es.n = es.pool.n = es.groups = 0;
		read_paragraph(v, str_cut(in, at, end), &es);
		if (es.n > 0 && settled(v, plain ? &after : NULL,
		                    str_cut(in, at, end), &es))
			copy_edits(&es, at, out);
	}
	plain_free(&pl);
	plain_free(&after);
	edits_free(&es);
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	struct mark_counts c;
	struct view v, then;
	struct edit *e;
	size_t i;

	marks_count(in, &c);
	view_of(tables, &c, &v);
	paragraphs(&v, in, out);
	if (out->n == 0)
		return;
	/* A document that becomes one to be read otherwise is left alone. */
	for (i = 0; i < out->n; i++) {
		e = &out->v[i];
		if (!e->held)
			marks_recount(str_cut(in, e->off, e->off + e->len),
			    edit_text(out, e), &c);
		e->held = 0; /* for the engine to say */
	}
	view_of(tables, &c, &then);
	if (!same_view(&v, &then))
		out->n = out->pool.n = out->groups = 0;
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

	t->forms = forms_of(s->lang);
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
