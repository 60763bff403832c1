#include <limits.h>
#include <string.h>

#include "numeral.h"

enum {
	READ_MAX = 8,             /* bytes of a reading */
	LETTERS = 4,              /* if all are letters */
	DIGITS = 6,               /* of a number */
	DEAR = 16 * CHANNEL_BIT,  /* what the confusions may come to */
	UNIT = CHANNEL_BIT,       /* for each digit */
	RARE = 3 * CHANNEL_BIT,   /* for a day that no month has */
	POUNDS = 4 * CHANNEL_BIT, /* 5l., read as 51. as often as not */
};

static const struct tail {
	struct str text;
	enum numeral_kind kind;
} tails[] = {
	{ STR_INIT(""), NUMERAL_PLAIN },
	{ STR_INIT("s"), NUMERAL_SHILLINGS },
	{ STR_INIT("d"), NUMERAL_PENCE },
	{ STR_INIT("l"), NUMERAL_POUNDS },
	{ STR_INIT("th"), NUMERAL_ORDINAL },
	{ STR_INIT("st"), NUMERAL_ORDINAL },
	{ STR_INIT("nd"), NUMERAL_ORDINAL },
	{ STR_INIT("rd"), NUMERAL_ORDINAL },
};

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
value_of(struct str digits)
{
	size_t i;
	int value = 0;

	for (i = 0; i < digits.n; i++)
		value = value * 10 + digits.p[i] - '0';
	return value;
}

/* Does an ordinal end as its number does? */
static int
agrees(int value, struct str tail)
{
	int teen = value % 100 > 10 && value % 100 < 14;

	switch (teen ? 0 : value % 10) {
	case 1:
		return tail.p[0] == 's';
	case 2:
		return tail.p[0] == 'n';
	case 3:
		return tail.p[0] == 'r';
	default:
		return tail.p[0] == 't';
	}
}

/* Is there such a number: a day, so many shillings, so many pence? */
static int
makes_sense(struct str digits, const struct tail *t)
{
	int value = value_of(digits);

	if (t->kind == NUMERAL_PLAIN)
		return 1;
	if (digits.p[0] == '0')
		return 0;
	switch (t->kind) {
	case NUMERAL_ORDINAL:
		return value < 100 && agrees(value, t->text);
	case NUMERAL_SHILLINGS:
		return value < 100;
	case NUMERAL_PENCE:
		return value < 12;
	default:
		return 1;
	}
}

static size_t
digits_at(struct str s, size_t at)
{
	size_t end = at;

	while (end < s.n && is_digit(s.p[end]))
		end++;
	return end - at;
}

/* The length of the sign of the pound, or of what was read of it. */
static size_t
sign_of(struct str s)
{
	return str_starts(s, STR("\u00a3"))   ? 2
	       : str_starts(s, STR("\uFFFD")) ? 3
	                                      : 0;
}

static int
has_digit(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (is_digit(s.p[i]))
			return 1;
	return 0;
}

enum numeral_kind
numeral_kind(struct str s)
{
	size_t i, n, sign = sign_of(s);

	if (!has_digit(s))
		return NUMERAL_NONE;
	n = digits_at(s, sign);
	if (sign > 0)
		return sign + n == s.n ? NUMERAL_SIGN : NUMERAL_OTHER;
	for (i = 0; i < NELEM(tails); i++)
		if (str_eq(str_cut(s, n, s.n), tails[i].text))
			return tails[i].kind;
	return NUMERAL_OTHER;
}

/* A way through a reading. */
struct walk {
	const struct channel *channel;
	struct str read, sign; /* and what is before it */
	char digits[DIGITS];
	size_t n;
	int tail[READ_MAX + 1][NELEM(tails)]; /* what each costs, + 1, or 0 */
	struct numeral *out;
	size_t nout, max;
};

/* What a number costs for being this one. */
static int
prior(struct str digits, const struct tail *t)
{
	int value = value_of(digits);

	if (t->kind == NUMERAL_ORDINAL && value > 31)
		return RARE + 2 * UNIT;
	if (t->kind == NUMERAL_PLAIN && value >= 1500 && value < 2000)
		return 2 * UNIT;
	return (int)digits.n * UNIT;
}

/* The number that was found, where it belongs among the cheapest. */
static void
put(struct walk *w, const struct tail *t, int cost)
{
	struct numeral x = { .cost = cost };
	size_t n = w->sign.n, i;

	memcpy(x.text, w->sign.p, n);
	memcpy(x.text + n, w->digits, w->n);
	memcpy(x.text + n + w->n, t->text.p, t->text.n);
	x.n = (unsigned char)(n + w->n + t->text.n);
	if (str_eq(str_cut(str_of(x.text, x.n), n, x.n), w->read))
		return;
	for (i = 0; i < w->nout; i++)
		if (str_eq(str_of(x.text, x.n),
		        str_of(w->out[i].text, w->out[i].n))) {
			if (cost >= w->out[i].cost)
				return;
			memmove(w->out + i, w->out + i + 1,
			    (--w->nout - i) * sizeof(*w->out));
		}
	for (i = w->nout; i > 0 && w->out[i - 1].cost > cost; i--)
		if (i < w->max)
			w->out[i] = w->out[i - 1];
	if (i == w->max)
		return;
	w->out[i] = x;
	w->nout += w->nout < w->max;
}

/* What it costs that the rest from a place is a tail. */
static int
tail_cost(struct walk *w, size_t at, size_t i)
{
	struct str rest = str_cut(w->read, at, w->read.n);
	struct str tail = tails[i].text;
	int *cost = &w->tail[at][i];

	if (rest.n > tail.n + 1 || (tail.n > 0 && w->sign.n > 0) ||
	    (tail.n == 0) != (rest.n == 0))
		return DEAR;
	if (*cost == 0)
		*cost = channel_cost(w->channel, tail, rest) + 1;
	return *cost - 1;
}

/* End the number here, if what is left may be read of a tail. */
static void
finish(struct walk *w, size_t at, int cost)
{
	struct str rest = str_cut(w->read, at, w->read.n);
	struct str digits = str_of(w->digits, w->n);
	size_t i;
	int more;

	for (i = 0; w->n > 0 && i < NELEM(tails); i++) {
		more = tail_cost(w, at, i);
		if (more >= DEAR - cost || !makes_sense(digits, &tails[i]))
			continue;
		put(w, &tails[i],
		    cost == 0 && str_eq(rest, STR("1"))
		        ? POUNDS
		        : cost + more + prior(digits, &tails[i]));
	}
}

static int
all_digits(const struct confusion *f)
{
	size_t i;

	for (i = 0; i < f->ntruth; i++)
		if (!is_digit(f->truth[i]))
			return 0;
	return f->ntruth > 0;
}

static void
go(struct walk *w, size_t at, int cost)
{
	const struct confusion *f;

	finish(w, at, cost);
	if (at == w->read.n)
		return;
	if (is_digit(w->read.p[at]) && w->n < DIGITS) {
		w->digits[w->n++] = w->read.p[at];
		go(w, at + 1, cost);
		w->n--;
		/* Digits are seldom read as others, and these not known. */
		return;
	}
	f = channel_from(w->channel, (unsigned char)w->read.p[at]);
	for (; f != NULL && f->cost < DEAR - cost;
	     f = channel_next(w->channel, f)) {
		if (!all_digits(f) || w->n + f->ntruth > DIGITS ||
		    !str_starts(str_cut(w->read, at, w->read.n),
		        str_of(f->read, f->nread)))
			continue;
		memcpy(w->digits + w->n, f->truth, f->ntruth);
		w->n += f->ntruth;
		go(w, at + f->nread, cost + f->cost);
		w->n -= f->ntruth;
	}
}

size_t
numeral_read(const struct channel *c, struct str reading, struct numeral *out,
    size_t max)
{
	size_t sign = sign_of(reading);
	struct walk w = { .channel = c,
		.read = str_cut(reading, sign, reading.n),
		.sign = str_cut(reading, 0, sign),
		.out = out,
		.max = max };

	if (w.read.n > 0 &&
	    w.read.n <= (has_digit(reading) ? READ_MAX : LETTERS))
		go(&w, 0, 0);
	return w.nout;
}
