#include <stdlib.h>

#include "align.h"
#include "passage.h"

enum {
	PROBE = 48,      /* letters that show whether a pair is one */
	PROBE_FAR = 19,  /* edits at which it is not */
	UNIT_MAX = 2048, /* letters of a sentence that is looked at */
	SLACK = 24,      /* letters by which a model may be off */
	LEAP = 1024,     /* letters a model may leave out */
	NARROW = 100,    /* columns: lines over this are paragraphs */
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Fit the letters [from, to) into those before limit, about at. */
static struct fit
fit_at(const struct letters *l, size_t from, size_t to, size_t at, size_t slack,
    size_t limit, size_t most)
{
	size_t low = at > slack ? at - slack : 0;
	size_t high = least(at + (to - from) + slack, limit);
	struct fit f = { to - from, 0, 0 };

	if (low >= high)
		return f;
	if (at + (to - from) <= limit &&
	    memcmp(l->v + from, l->v + at, to - from) == 0)
		return (struct fit){ 0, at, at + (to - from) };
	f = align_fit(l->v + from, to - from, l->v + low, high - low, most);
	f.from += low;
	f.end += low;
	return f;
}

static int
probe(const struct letters *l, size_t a, size_t b)
{
	size_t m = least(PROBE, l->n - b), from = a > 12 ? a - 12 : 0;
	size_t to = least(a + m + 12, b);

	return align_short(l->v + b, m, l->v + from, to - from) * PROBE <
	       PROBE_FAR * m;
}

/* Is it worth a closer look?  Some letters behind or before its ends must
 * be alike too. */
static int
promising(const struct letters *l, const struct pair *p)
{
	size_t back;

	if (p->b_end - p->b >= 3 * PROBE || probe(l, p->a, p->b))
		return 1;
	back = least(p->a_end, PROBE);
	return probe(l, p->a_end - back, p->b_end - back);
}

/*
 * The units are sentences, cut where a line ends a paragraph of its own:
 * every line does where lines are long, and short ones do where they are
 * wrapped.
 */
static size_t
wrapped(struct str s)
{
	size_t at, end, wide = 0, lines = 0, width[NARROW + 1] = { 0 };

	for (at = 0; at < s.n; at = end + 1) {
		end = str_chr(s, at, '\n');
		if (end == at)
			continue;
		lines++;
		if (end - at > NARROW)
			wide++;
		else
			width[end - at]++;
	}
	if (wide * 20 >= lines)
		return 0;
	for (at = NARROW, wide = 0; at > 0 && (wide += width[at]) * 10 < lines;)
		at--;
	return at;
}

static void
put_unit(struct passages *p, size_t off, size_t end, int opens)
{
	if (off >= end)
		return;
	p->unit = mem_room(p->unit, p->units, &p->cap, sizeof(*p->unit));
	p->unit[p->units++] = (struct unit){ .off = (uint32_t)off,
		.end = (uint32_t)end,
		.opens = (uint8_t)(opens != 0) };
}

/* How many line ends between two places. */
static size_t
line_ends(struct str s, size_t from, size_t to)
{
	size_t n = 0;

	for (s.n = to; (from = str_chr(s, from, '\n')) < to; from++)
		n++;
	return n;
}

static void
put_units(struct passages *p, struct str s, struct span span, size_t width)
{
	size_t at = span.off, end, from = span.off, last, next;
	int opens;

	s.n = span.end;
	last = p->units > 0 ? p->unit[p->units - 1].end : 0;
	end = line_ends(s, last, span.off);
	opens = p->units == 0 || end > 1 || (end > 0 && width == 0);
	s.n = span.end; /* or each sentence would look to the text's end */
	while ((end = str_chr(s, at, '\n')) < span.end) {
		size_t start = at;

		while (start > 0 && s.p[start - 1] != '\n')
			start--;
		for (next = end; next < span.end && (uint8_t)s.p[next] <= ' ';)
			next++;
		if (end - start < width * 2 / 3 || width == 0) {
			put_unit(p, from, end, opens);
			from = next;
			opens = 1;
		}
		at = next;
	}
	put_unit(p, from, span.end, opens);
}

static void
cut(const struct sentences *t, const struct letters *l, struct passages *p)
{
	struct spans spans = { 0 };
	size_t i, width = wrapped(l->text);
	struct unit *u;

	sentences_split(t, l->text, &spans);
	for (i = 0; i < spans.n; i++)
		put_units(p, l->text, spans.v[i], width);
	for (i = 0; i < p->units; i++) {
		u = &p->unit[i];
		u->from = (uint32_t)letters_before(l, u->off);
		u->to = (uint32_t)letters_before(l, u->end);
	}
	spans_free(&spans);
}

size_t
passages_unit(const struct passages *p, size_t i)
{
	size_t low = 0, high = p->units, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (p->unit[mid].to <= i)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* How many edits a sentence of m letters may be away from its model. */
static size_t
limit(size_t m)
{
	return m < 12 ? m / 6 : m < 40 ? m / 4 : m * 3 / 8;
}

/* Fit the letters [from, to) about the letter at; with slack from where they
 * are expected.  How many edits it takes, or to - from if too many. */
static size_t
fit_long(const struct letters *l, size_t from, size_t to, size_t at,
    size_t slack, struct fit *out)
{
	size_t i, n, m = to - from;
	struct fit f;

	*out = (struct fit){ 0, at, at };
	for (i = 0; i < m; i += n) {
		n = least(m - i, ALIGN_MAX);
		f = fit_at(l, from + i, from + i + n, at, slack + n / 8, from,
		    limit(m) - out->dist);
		if ((out->dist += f.dist) > limit(m))
			return m;
		if (i == 0)
			out->from = f.from;
		out->end = at = f.end;
	}
	return out->dist;
}

/* Fit unit u about one of two letters; with slack from where it is expected. */
static int
match(const struct letters *l, struct unit *u, size_t at, size_t or_at,
    size_t slack)
{
	size_t m = u->to - u->from, far;
	struct fit f, g;

	if (u->copy || m == 0 || m > UNIT_MAX)
		return 0;
	far = fit_long(l, u->from, u->to, at, slack, &f);
	if (far > 0 && or_at != at &&
	    fit_long(l, u->from, u->to, or_at, slack, &g) < far) {
		f = g;
		far = g.dist;
	}
	if (far == m)
		return 0;
	u->a = (uint32_t)f.from;
	u->a_end = (uint32_t)f.end;
	u->dist = (uint32_t)far;
	u->copy = 1;
	return 1;
}

/* The letter that stands to a as at does to b. */
static size_t
on_diagonal(size_t at, size_t a, size_t b)
{
	return a + at > b ? a + at - b : 0;
}

/* Look at the units from u on that a pair touches, and at those behind them
 * as far as they go on repeating. */
static void
follow_on(const struct letters *l, struct passages *p, const struct pair *pair,
    size_t u)
{
	struct unit *unit;
	size_t at, last;

	at = on_diagonal(p->unit[u].from, pair->a, pair->b);
	for (; u < p->units; u++) {
		unit = &p->unit[u];
		last = at;
		if (unit->from < pair->b_end)
			last =
			    on_diagonal(unit->from, pair->a_end, pair->b_end);
		if (match(l, unit, at, last, SLACK)) {
			at = unit->a_end;
			continue;
		}
		if (unit->from >= pair->b_end)
			break;
		at += unit->to - unit->from;
	}
}

/* Look at the units before u as far as they repeat. */
static void
follow_back(const struct letters *l, struct passages *p, size_t u)
{
	size_t at = p->unit[u].a, n;

	while (u-- > 0) {
		n = p->unit[u].to - p->unit[u].from;
		if (n > at || (n > 0 && !match(l, &p->unit[u], at - n, at - n,
		                            SLACK / 2)))
			break;
		if (n > 0)
			at = p->unit[u].a;
	}
}

static void
follow(const struct letters *l, struct passages *p, const struct pair *pair)
{
	size_t u = passages_unit(p, pair->b), i;

	for (i = u; i < p->units && p->unit[i].from < pair->b_end; i++)
		if (!p->unit[i].copy)
			break;
	if (i == p->units || p->unit[i].from >= pair->b_end)
		return;
	follow_on(l, p, pair, u);
	if (p->unit[u].copy)
		follow_back(l, p, u);
}

/* Where most of a paragraph is a copy and some sentence is not, the fault
 * may be in where sentences end: fit it as a whole. */
static void
mend(const struct letters *l, struct unit *u, size_t n)
{
	size_t i, copied = 0, far = 0, first = n, from = u[0].from;
	size_t m = u[n - 1].to - from;
	struct fit f;

	for (i = 0; i < n; i++) {
		if (!u[i].copy)
			continue;
		copied += u[i].to - u[i].from;
		far += u[i].dist;
		first = least(first, i);
	}
	if (copied == m || copied * 2 < m || m > UNIT_MAX)
		return;
	i = on_diagonal(from, u[first].a, u[first].from);
	if (fit_long(l, from, u[n - 1].to, i, SLACK, &f) == m ||
	    f.dist > far + (m - copied) / 2)
		return;
	for (i = 0; i < n; i++) {
		first = u[i].from - from;
		u[i].a = (uint32_t)(f.from + first * (f.end - f.from) / m);
		first = u[i].to - from;
		u[i].a_end = (uint32_t)(f.from + first * (f.end - f.from) / m);
		u[i].dist = (uint32_t)(f.dist * (u[i].to - u[i].from) / m);
		u[i].copy = 1;
	}
}

static void
mend_all(const struct letters *l, struct passages *p)
{
	size_t i, end;

	for (i = 0; i < p->units; i = end) {
		for (end = i + 1; end < p->units && !p->unit[end].opens;)
			end++;
		mend(l, p->unit + i, end - i);
	}
}

static void
start(struct passages *p, size_t unit)
{
	p->v = mem_room(p->v, p->n, &p->vcap, sizeof(*p->v));
	p->v[p->n++] = (struct passage){
		.first = unit, .end = unit, .a = p->unit[unit].a
	};
}

static void
extend(struct passages *p, size_t unit)
{
	struct passage *q = &p->v[p->n - 1];
	const struct unit *u = &p->unit[unit];

	q->end = unit + 1;
	q->a_end = u->a_end;
	q->letters += u->to - u->from;
	q->dist += u->dist;
}

void
passages_split(struct passages *p, size_t i)
{
	size_t u, end = p->v[i].end;
	int fresh = 1;

	for (u = p->v[i].first; u < end; u++) {
		fresh |= p->unit[u].opens;
		if (!p->unit[u].copy)
			continue;
		if (fresh)
			start(p, u);
		fresh = 0;
		extend(p, u);
	}
}

static void
join(struct passages *p)
{
	const struct unit *u, *last = NULL;
	size_t i;

	for (i = 0; i < p->units; i++) {
		u = &p->unit[i];
		if (u->from == u->to)
			continue;
		if (!u->copy) {
			last = NULL;
			continue;
		}
		if (last == NULL || u->a + SLACK < last->a_end ||
		    u->a > last->a_end + LEAP)
			start(p, i);
		extend(p, i);
		last = u;
	}
}

static int
by_seeds(const void *pa, const void *pb)
{
	const struct pair *a = pa, *b = pb;

	if (a->seeds != b->seeds)
		return a->seeds > b->seeds ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->a < b->a ? -1 : a->a > b->a;
}

void
passages_find(
    const struct sentences *t, const struct letters *l, struct passages *p)
{
	struct pairs pairs = { 0 };
	size_t i, n = 0;

	shingle_pairs(l, &pairs);
	for (i = 0; i < pairs.n; i++)
		if (promising(l, &pairs.v[i]))
			pairs.v[n++] = pairs.v[i];
	if (n > 0) {
		qsort(pairs.v, n, sizeof(*pairs.v), by_seeds);
		cut(t, l, p);
		for (i = 0; i < n; i++)
			follow(l, p, &pairs.v[i]);
		mend_all(l, p);
		join(p);
	}
	pairs_free(&pairs);
}

void
passages_free(struct passages *p)
{
	free(p->unit);
	free(p->v);
	memset(p, 0, sizeof(*p));
}
