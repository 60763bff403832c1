/*
 * The marks of a paragraph are read together, by the cheapest path (Viterbi)
 * through the states that say what is open:
 *
 *	nothing, "…, '…, "'…, '"…, "'"…, '"'…
 *
 * A step costs what the mark's neighbours say against its role, what its
 * present form says against it, and what is odd about the pairing.  The
 * numbers are tenths of a nat, set by hand and tried on curly books.
 */
#include <stdlib.h>

#include "pairing.h"

enum { NSTATE = 7, FAR = 1 << 28 };

enum {
	STRAY_CLOSE = 33,     /* nothing is open that it could close */
	NESTED_SAME = 30,     /* opens what is open already */
	CROSSED = 20,         /* closes the outer before the inner */
	UNCLOSED_DOUBLE = 46, /* still open where the paragraph ends */
	UNCLOSED_SINGLE = 30,
	GOES_ON = 2,       /* and the next paragraph begins with a mark */
	WRONG_WAY = 24,    /* written the other way round */
	SPACE_INSIDE = 18, /* as in " so " */
	SWAPPED = 22,
	PRIME = 8,
};

/* What is open in each state: 2 double, 1 single, innermost last. */
static const struct {
	unsigned char top;
	signed char opens[2]; /* by single, double; -1: open already */
	signed char closes[2];
	unsigned char crossed[2];
	unsigned char singles, doubles, depth;
} states[NSTATE] = {
	{ 0, { 2, 1 }, { -1, -1 }, { 0, 0 }, 0, 0, 0 },
	{ 2, { 3, -1 }, { -1, 0 }, { 0, 0 }, 0, 1, 1 },
	{ 1, { -1, 4 }, { 0, -1 }, { 0, 0 }, 1, 0, 1 },
	{ 1, { -1, 5 }, { 1, 0 }, { 0, 1 }, 1, 1, 2 },
	{ 2, { 6, -1 }, { 0, 2 }, { 1, 0 }, 1, 1, 2 },
	{ 2, { -1, -1 }, { 1, 3 }, { 1, 0 }, 1, 2, 3 },
	{ 1, { -1, -1 }, { 4, 2 }, { 0, 1 }, 2, 1, 3 },
};

/* By what stands on the side that is not quoted, no space between. */
static const unsigned char open_outside[NSIDE] = {
	[SIDE_LOWER] = 32,
	[SIDE_UPPER] = 32,
	[SIDE_DIGIT] = 32,
	[SIDE_STOP] = 22,
	[SIDE_DOTS] = 14,
	[SIDE_COMMA] = 20,
	[SIDE_DASH] = 3,
	[SIDE_CLOSE] = 30,
	[SIDE_OTHER] = 6,
	[SIDE_MARK] = 4,
};
static const unsigned char close_outside[NSIDE] = {
	[SIDE_LOWER] = 28,
	[SIDE_UPPER] = 24,
	[SIDE_DIGIT] = 14,
	[SIDE_STOP] = 1,
	[SIDE_DOTS] = 1,
	[SIDE_DASH] = 1,
	[SIDE_OPEN] = 6,
	[SIDE_OTHER] = 4,
	[SIDE_MARK] = 4,
};
/* And on the side that is. */
static const unsigned char open_inside[NSIDE] = {
	[SIDE_LOWER] = 2,
	[SIDE_DIGIT] = 1,
	[SIDE_STOP] = 14,
	[SIDE_DOTS] = 3,
	[SIDE_COMMA] = 36,
	[SIDE_DASH] = 6,
	[SIDE_OPEN] = 2,
	[SIDE_CLOSE] = 40,
	[SIDE_EDGE] = 45,
	[SIDE_OTHER] = 4,
	[SIDE_MARK] = 4,
};
static const unsigned char close_inside[NSIDE] = {
	[SIDE_LOWER] = 3,
	[SIDE_UPPER] = 3,
	[SIDE_DIGIT] = 2,
	[SIDE_DASH] = 2,
	[SIDE_OPEN] = 40,
	[SIDE_CLOSE] = 2,
	[SIDE_EDGE] = 45,
	[SIDE_OTHER] = 3,
	[SIDE_MARK] = 4,
};

static int
opening(const struct mark *m)
{
	int c = 0;

	if (m->swap && m->rspace)
		return SWAPPED;
	if (!m->lspace)
		c += open_outside[m->left];
	c += open_inside[m->right];
	if (m->rspace && m->glyph < MARK_ANGLE_L)
		c += SPACE_INSIDE;
	if (m->said && m->rspace && side_ends(m->left))
		c += 20;
	return c;
}

static int
closing(const struct mark *m)
{
	int c = 0;

	if (m->swap && m->lspace)
		return SWAPPED;
	if (!m->rspace) {
		c += close_outside[m->right];
		if (side_ends(m->left) && side_letter(m->right) &&
		    (!m->lspace || m->glyph == MARK_RIGHT))
			c -= 12;
	}
	c += close_inside[m->left];
	if (m->lspace && m->glyph < MARK_ANGLE_L)
		c += SPACE_INSIDE;
	if (m->said && side_ends(m->left))
		c -= c < 6 ? c : 6;
	return c;
}

static int
apostrophe(const struct mark *m)
{
	switch (m->hint) {
	case HINT_INNER:
		return 0;
	case HINT_TAIL:
		return 4;
	case HINT_ELISION:
		return 3;
	case HINT_DECADE:
		return 3;
	case HINT_FINAL:
		return 6;
	}
	if (m->glyph == MARK_RIGHT && m->lspace && side_letter(m->left) &&
	    (m->rspace || m->right == SIDE_COMMA || m->right == SIDE_STOP))
		return 12; /* goin ’ home */
	if (!m->lspace && (side_letter(m->left) || m->left == SIDE_DIGIT)) {
		if (!m->rspace && side_letter(m->right))
			return 1;
		return 12;
	}
	if (!m->rspace && side_letter(m->right))
		return m->left == SIDE_CLOSE && !m->lspace ? 2
		       : m->left == SIDE_COMMA || m->left == SIDE_EDGE ||
		               m->left == SIDE_STOP
		           ? 24
		           : 18;
	return 40;
}

static int
leaving(const struct mark *m)
{
	if (m->left != SIDE_DIGIT || m->lspace ||
	    (side_letter(m->right) && !m->rspace))
		return 90;
	return PRIME;
}

/* What the present form says against a role. */
static int
form(const struct pairing *p, const struct mark *m, int role)
{
	static const unsigned char plain[][2] = {
		[MARK_STRAIGHT] = { 0, 0 },
		[MARK_LEFT] = { 0, WRONG_WAY },
		[MARK_RIGHT] = { WRONG_WAY, 0 },
		[MARK_LOW] = { 0, 40 },
		[MARK_TICK] = { 4, 4 },
		[MARK_PAIR] = { 4, 2 },
		[MARK_ANGLE_L] = { 0, 40 },
		[MARK_ANGLE_R] = { 40, 0 },
	};
	int g = m->glyph, closes = role != ROLE_OPEN;

	if (g >= MARK_ANGLE_L && p->both)
		return 0;
	if (g >= MARK_ANGLE_L && p->angles)
		g ^= MARK_ANGLE_L ^ MARK_ANGLE_R;
	if (p->low && g == MARK_LEFT && role == ROLE_CLOSE)
		return 0;
	if (p->low && (g == MARK_LEFT || g == MARK_RIGHT))
		return 8 * !closes + 2;
	if (role == ROLE_LEAVE)
		return 0;
	/* What makes marks curly often takes these for openings. */
	if (g == MARK_LEFT && role == ROLE_APOSTROPHE &&
	    (m->hint == HINT_ELISION || m->hint == HINT_DECADE))
		return 8;
	return plain[g][closes];
}

/* Is there a mark that could close what the single mark m opens? */
static int
closes_later(const struct mark *m, const struct mark *end)
{
	const struct mark *k;
	int n = 0;

	for (k = m + 1; k < end && n < 24; k++, n++) {
		if (k->two || k->locked || (k->lspace && !side_ends(k->left)) ||
		    (!k->rspace &&
		        (side_letter(k->right) || k->right == SIDE_DIGIT)))
			continue;
		if (side_ends(k->left) ||
		    (k->hint != HINT_FINAL && k->off - m->off < 48))
			return 1;
	}
	return n == 24;
}

static int
cost(const struct pairing *p, const struct mark *m, const struct mark *end,
    int role)
{
	int c = 0;

	if (m->locked)
		return role == ROLE_LEAVE ? 0 : FAR;
	switch (role) {
	case ROLE_OPEN:
		c = opening(m);
		if (m->hint == HINT_ELISION || m->hint == HINT_DECADE)
			c += 14;
		if (m->hint == HINT_INNER || m->hint == HINT_TAIL)
			c += 20;
		if (!m->two && !closes_later(m, end))
			c += 14;
		break;
	case ROLE_CLOSE:
		c = closing(m);
		if (m->hint == HINT_INNER || m->hint == HINT_TAIL)
			c += 20;
		break;
	case ROLE_APOSTROPHE:
		if (m->two || m->inner)
			return FAR;
		c = apostrophe(m);
		break;
	case ROLE_LEAVE:
		c = leaving(m);
		break;
	}
	return c + form(p, m, role);
}

/* Where the roles lead from each state, and what is odd about that. */
struct steps {
	unsigned char to[2][NROLE][NSTATE]; /* by single, double */
	unsigned char odd[2][NROLE][NSTATE];
};

static void
step(struct steps *st, int two, int role, int from)
{
	int to = from, odd = 0;

	if (role == ROLE_OPEN) {
		to = states[from].opens[two];
		if (to < 0)
			odd = NESTED_SAME;
	} else if (role == ROLE_CLOSE) {
		to = states[from].closes[two];
		if (to < 0)
			odd = STRAY_CLOSE;
		else
			odd = CROSSED * states[from].crossed[two];
	}
	st->to[two][role][from] = (unsigned char)(to < 0 ? from : to);
	st->odd[two][role][from] = (unsigned char)odd;
}

static void
all_steps(struct steps *st)
{
	int two, role, from;

	for (two = 0; two < 2; two++)
		for (role = 0; role < NROLE; role++)
			for (from = 0; from < NSTATE; from++)
				step(st, two, role, from);
}

static int
ending(const struct pairing *p, int state)
{
	return states[state].doubles *
	           (p->next_double ? GOES_ON : UNCLOSED_DOUBLE) +
	       states[state].singles *
	           (p->next_single ? GOES_ON : UNCLOSED_SINGLE);
}

static void
forward(const struct steps *st, const struct mark *m, size_t n,
    const int (*costs)[NROLE], int (*best)[NSTATE],
    unsigned char (*back)[NSTATE])
{
	const unsigned char *to, *odd;
	int s, r, c;
	size_t i;

	for (i = 0; i < n; i++) {
		for (s = 0; s < NSTATE; s++)
			best[i + 1][s] = FAR;
		for (s = 0; s < NSTATE; s++)
			for (r = 0; r < NROLE && best[i][s] < FAR; r++) {
				to = st->to[m[i].two][r];
				odd = st->odd[m[i].two][r];
				c = best[i][s] + costs[i][r] + odd[s];
				if (c >= best[i + 1][to[s]])
					continue;
				best[i + 1][to[s]] = c;
				back[i][to[s]] = (unsigned char)(s << 2 | r);
			}
	}
}

/* Closing marks and apostrophes are one character. */
static int
same(const struct mark *m, int a, int b)
{
	return !m->two && !m->lspace && a != ROLE_OPEN && b != ROLE_OPEN &&
	       a != ROLE_LEAVE && b != ROLE_LEAVE;
}

/* The cheapest way through all marks in which mark i has each role, less
 * what the cheapest of all costs. */
static void
margins(const struct pairing *p, const struct steps *st, const struct mark *m,
    size_t n, const int (*costs)[NROLE], const int (*best)[NSTATE],
    struct reading *rd)
{
	int rest[NSTATE], before[NSTATE], with[NROLE];
	const unsigned char *to, *odd;
	int s, r, c, second;
	size_t i;

	for (s = 0; s < NSTATE; s++)
		rest[s] = ending(p, s);
	for (i = n; i-- > 0;) {
		for (s = 0; s < NSTATE; s++)
			before[s] = FAR;
		for (r = 0; r < NROLE; r++) {
			to = st->to[m[i].two][r];
			odd = st->odd[m[i].two][r];
			with[r] = FAR;
			for (s = 0; s < NSTATE && costs[i][r] < FAR; s++) {
				c = costs[i][r] + odd[s] + rest[to[s]];
				if (c < before[s])
					before[s] = c;
				if (c + best[i][s] < with[r])
					with[r] = c + best[i][s];
			}
		}
		memcpy(rest, before, sizeof(rest));
		r = rd[i].role;
		for (second = FAR, s = 0; s < NROLE; s++)
			if (s != r && !same(&m[i], r, s) && with[s] < second)
				second = with[s];
		c = second - with[r];
		rd[i].margin = (uint16_t)(c < 0 ? 0 : c > 999 ? 999 : c);
	}
}

/* Who pairs with whom, from the roles. */
static void
partners(const struct mark *m, size_t n, struct reading *rd)
{
	uint32_t open[4];
	int two[4], depth = 0, d;
	size_t i;

	for (i = 0; i < n; i++) {
		rd[i].partner = PAIRING_NONE;
		rd[i].depth = (unsigned char)depth;
		if (rd[i].role == ROLE_OPEN) {
			if (depth > 0 && two[depth - 1] == m[i].two)
				depth--;
			if (depth == 3)
				depth = 0;
			open[depth] = (uint32_t)i;
			two[depth++] = m[i].two;
			continue;
		}
		if (rd[i].role != ROLE_CLOSE)
			continue;
		for (d = depth; d > 0 && two[d - 1] != m[i].two; d--)
			continue;
		if (d == 0)
			continue;
		depth = d - 1;
		rd[i].partner = open[depth];
		rd[open[depth]].partner = (uint32_t)i;
	}
}

struct reading *
pairing_read(const struct pairing *p, const struct mark *m, size_t n)
{
	int(*costs)[NROLE] = mem_new(n, sizeof(*costs));
	int(*best)[NSTATE] = mem_new(n + 1, sizeof(*best));
	unsigned char(*back)[NSTATE] = mem_new(n, sizeof(*back));
	struct reading *rd = mem_new(n, sizeof(*rd));
	int s, r, end = 0, low = FAR;
	struct steps st;
	size_t i;

	all_steps(&st);
	for (i = 0; i < n; i++)
		for (r = 0; r < NROLE; r++)
			costs[i][r] = cost(p, &m[i], m + n, r);
	for (s = 1; s < NSTATE; s++)
		best[0][s] = FAR;
	forward(&st, m, n, (const int(*)[NROLE])costs, best, back);
	for (s = 0; s < NSTATE; s++)
		if (best[n][s] + ending(p, s) < low) {
			low = best[n][s] + ending(p, s);
			end = s;
		}
	for (i = n; i-- > 0; end = back[i][end] >> 2)
		rd[i].role = back[i][end] & 3;
	margins(p, &st, m, n, (const int(*)[NROLE])costs,
	    (const int(*)[NSTATE])best, rd);
	partners(m, n, rd);
	free(costs);
	free(best);
	free(back);
	return rd;
}
