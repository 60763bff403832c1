/*
 * The words that a reading may have been: a walk through the list and the
 * reading together, cheapest first, in which what lies ahead is counted at
 * the least that it can cost.
 *
 * A walk from the front finds the words whose first half is the cheaper, one
 * from the back the others, on the reading turned round; both take turns.
 */
#include <stdlib.h>

#include "tree.h"

enum {
	READ_MAX = 60,    /* bytes of a reading */
	STATES = 1 << 14, /* waiting at once */
	STEPS = 1024,     /* from one */
	FINE = CHANNEL_BIT / 4,
	LETTER = 5 * CHANNEL_BIT, /* at least, for one that is not there */
	SLACK = 12 * CHANNEL_BIT, /* behind the first that is found */
	SEEN = 1 << 12,
	OP_MAX = 13 * CHANNEL_BIT, /* dearer ones are as good as any */
	SHAPES = SHAPE_UPPER + 1,
	BUCKETS = 1024,         /* no cost is larger */
	GROUPS = TREE_BITS + 1, /* by the truth's first byte, or none */
	LOST = 256,             /* in the place of the byte that was read */
	LEVELS = OP_MAX / CHANNEL_BIT + 1,
	PAIRS = 512, /* of bytes that more than one is read as begin with */
	MANY = 60,   /* such confusions at one place */
};

/* A confusion as it is for words of a shape and a way to go. */
struct op {
	uint32_t all;       /* the bits of its truth's bytes */
	unsigned char cost; /* at most OP_MAX */
	unsigned char nread, ntruth;
	unsigned char how; /* BEGINS, INSIDE: where its case fits */
};

enum { BEGINS = 1, INSIDE = 2 };

struct sides {
	char read[CHANNEL_SIDE], truth[CHANNEL_SIDE]; /* in small letters */
};

/* The confusions.  First those for one byte that is read, or for none, by
 * that byte and the first that is true; then those for more, by the first
 * two.  Among their like the cheapest come first. */
struct ops {
	struct op *v;
	struct sides *sides; /* of each */
	unsigned short first[LOST + 1][GROUPS + 1];
	/* The groups that have one for as many bits. */
	uint32_t some[LOST + 1][LEVELS];
	uint32_t each[LOST + 1];       /* those of a single byte, everywhere */
	unsigned char least[LOST + 1]; /* the cheapest */
	unsigned short pair[PAIRS + 1];
};

struct state {
	uint32_t node, next;
	unsigned short cost;
	unsigned char pos;
	unsigned char bits; /* and how many confusions there were */
};

enum {
	CONFUSIONS = 0x1f,
	BACK = 0x20,   /* it goes from the back */
	FIRST = 0x40,  /* its last letter may begin the word */
	CLOSED = 0x80, /* and must */
};

/* The reading, as one way goes. */
struct way {
	const struct tree *tree;
	const struct ops *ops;
	size_t half;                    /* up to here, half must do */
	char low[READ_MAX];             /* each byte made small */
	uint32_t same[READ_MAX];        /* its bit, or 0 */
	unsigned char how[READ_MAX];    /* where its case fits */
	uint32_t letters[READ_MAX + 1]; /* of it from a place on */
	int marks[READ_MAX + 1];        /* and what its other bytes cost */
	int least[READ_MAX + 1];        /* what all costs, be it any word */
	int next[READ_MAX + 1];         /* the cheapest confusion here */
	int rest[READ_MAX + 1];         /* and here or later */
	unsigned short many[READ_MAX][MANY]; /* ops for more than a byte */
	unsigned char nmany[READ_MAX];
	char text[READ_MAX + CHANNEL_SIDE]; /* and NULs */
};

/* What waits and what waited at one place: how many by what they come to,
 * in steps of FINE.  Those that cannot come to their turn need not wait. */
struct queue {
	short last;            /* the step of the last that can */
	unsigned short looked; /* at, of them */
	unsigned short n;      /* how many wait up to it */
	unsigned char at[BUCKETS / FINE];
};

struct search {
	struct state v[STATES];
	size_t n;
	struct state step[STEPS]; /* from one state, to be pushed */
	size_t nstep;
	uint32_t bucket[BUCKETS]; /* state + 1 */
	uint64_t seen[SEEN];      /* node, pos and epoch */
	uint32_t epoch;
	struct queue queue[2][READ_MAX + 2];
	struct ops *ops[2][SHAPES];
	struct way way[2];
};

/* What a walk needs to know. */
struct walk {
	const struct trie *trie;
	const struct channel *channel;
	struct search *s;
	size_t n; /* bytes of the reading */
	enum shape shape;
	int bound;
	unsigned most; /* that wait at one place */
};

struct search *
search_new(void)
{
	return mem_new(1, sizeof(struct search));
}

void
search_free(struct search *s)
{
	size_t i;

	for (i = 0; s != NULL && i < (size_t)2 * SHAPES; i++) {
		if (s->ops[i / SHAPES][i % SHAPES] == NULL)
			continue;
		free(s->ops[i / SHAPES][i % SHAPES]->v);
		free(s->ops[i / SHAPES][i % SHAPES]->sides);
		free(s->ops[i / SHAPES][i % SHAPES]);
	}
	free(s);
}

/* A letter of Latin-1 at p, and whether it is a capital: its second byte is
 * 32 less than that of the small one. */
static int
high_letter(const char *p, size_t n)
{
	return n > 1 && (unsigned char)p[0] == 0xc3 &&
	       (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] <= 0xbe &&
	       ((unsigned char)p[1] & 0x1f) != 0x17;
}

static int
high_capital(const char *p, size_t n)
{
	return high_letter(p, n) && (unsigned char)p[1] <= 0x9e;
}

/* Whether a truth can stand at the beginning of a word of the shape, or
 * behind it. */
static int
fits(enum shape shape, const char *truth, size_t n, int begins)
{
	int upper, lower;
	size_t i;

	for (i = 0; i < n; i++) {
		upper = (truth[i] >= 'A' && truth[i] <= 'Z') ||
		        high_capital(truth + i, n - i);
		lower = truth[i] >= 'a' && truth[i] <= 'z';
		if (shape == SHAPE_UPPER ||
		    (shape == SHAPE_TITLE && begins && i == 0)) {
			if (lower || (!upper && high_letter(truth + i, n - i)))
				return 0;
		} else if (upper) {
			return 0;
		}
	}
	return 1;
}

/* A byte of a text made small. */
static char
small(const char *p, size_t i)
{
	return (p[i] >= 'A' && p[i] <= 'Z') ||
	               (i > 0 && high_capital(p + i - 1, 2))
	           ? (char)(p[i] | 0x20)
	           : p[i];
}

static void
turn(char *out, const char *s, size_t n, int back)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = s[back ? n - 1 - i : i];
}

/* Where a truth fits. */
static unsigned char
how_of(enum shape shape, const char *truth, size_t n)
{
	return (unsigned char)((fits(shape, truth, n, 1) ? BEGINS : 0) |
	                       (fits(shape, truth, n, 0) ? INSIDE : 0));
}

static void
make_op(struct op *o, struct sides *s, enum shape shape,
    const struct confusion *c, int back)
{
	char low[CHANNEL_SIDE];
	size_t i;

	*o = (struct op){ .cost = (unsigned char)c->cost,
		.nread = c->nread,
		.ntruth = c->ntruth,
		.how = how_of(shape, c->truth, c->ntruth) };
	turn(s->read, c->read, c->nread, back);
	for (i = 0; i < c->ntruth; i++)
		low[i] = small(c->truth, i);
	turn(s->truth, low, c->ntruth, back);
	for (i = 0; i < c->ntruth; i++)
		o->all |= (uint32_t)1 << tree_bit((unsigned char)low[i]);
}

static unsigned
pair_of(const char *read)
{
	return ((unsigned char)read[0] * 31u + (unsigned char)read[1]) % PAIRS;
}

/* Where what is like an op begins. */
static unsigned short *
place_of(struct ops *t, const struct op *o, const struct sides *s)
{
	unsigned read = o->nread == 0 ? LOST : (unsigned char)s->read[0];

	if (o->nread > 1)
		return &t->pair[pair_of(s->read)];
	return &t->first[read][o->ntruth == 0
	                           ? TREE_BITS
	                           : tree_bit((unsigned char)s->truth[0])];
}

/* Counts of what is at each place, as the sum of those before. */
static unsigned short
sum_before(unsigned short *at, size_t n, unsigned short sum)
{
	unsigned short k;
	size_t i;

	for (i = 0; i < n; i++) {
		k = at[i];
		at[i] = sum;
		sum = (unsigned short)(sum + k);
	}
	return sum;
}

/* Put ops, which are sorted by cost, in their places. */
static void
arrange(struct ops *t, const struct op *v, const struct sides *sides, size_t n)
{
	const size_t places = (size_t)(LOST + 1) * (GROUPS + 1);
	unsigned short *at = &t->first[0][0], k, ones;
	size_t i;

	for (i = 0; i < n; i++)
		++*place_of(t, &v[i], &sides[i]);
	ones = sum_before(at, places, 0);
	sum_before(t->pair, PAIRS + 1, ones);
	for (i = 0; i < n; i++) {
		k = (*place_of(t, &v[i], &sides[i]))++;
		t->v[k] = v[i];
		t->sides[k] = sides[i];
	}
	/* Each place is now the next one's. */
	memmove(at + 1, at, (places - 1) * sizeof(*at));
	at[0] = 0;
	memmove(t->pair + 1, t->pair, PAIRS * sizeof(*at));
	t->pair[0] = ones;
}

/* What there is in a group. */
static void
summarize(struct ops *t, size_t byte, size_t g)
{
	size_t i = t->first[byte][g], end = t->first[byte][g + 1], level;
	const struct op *o = &t->v[i];

	if (i == end)
		return;
	if (o->cost < t->least[byte])
		t->least[byte] = o->cost;
	level = (size_t)o->cost / CHANNEL_BIT;
	for (; level < LEVELS; level++)
		t->some[byte][level] |= (uint32_t)1 << g;
	for (; i < end; i++)
		if (t->v[i].ntruth == 1 && g < TREE_HIGH &&
		    t->v[i].how == (BEGINS | INSIDE))
			t->each[byte] |= (uint32_t)1 << g;
}

static struct ops *
make_ops(const struct channel *c, enum shape shape, int back)
{
	struct ops *t = mem_new(1, sizeof(*t));
	struct op *v = mem_new(c->n + 1, sizeof(*v));
	struct sides *sides = mem_new(c->n + 1, sizeof(*sides));
	size_t i, n = 0;

	t->v = mem_new(c->n + 1, sizeof(*t->v));
	t->sides = mem_new(c->n + 1, sizeof(*t->sides));
	for (i = 0; i < c->n && n < 60000 && c->v[i].cost <= OP_MAX; i++) {
		make_op(&v[n], &sides[n], shape, &c->v[i], back);
		n += v[n].how != 0;
	}
	arrange(t, v, sides, n);
	memset(t->least, 0xff, sizeof(t->least));
	for (i = 0; i < (size_t)(LOST + 1) * GROUPS; i++)
		summarize(t, i / GROUPS, i % GROUPS);
	free(v);
	free(sides);
	return t;
}

/* The least that the way costs from below a node, which is no more than it
 * costs from any of its children. */
static inline int
below(const struct way *y, const struct node *n, size_t pos)
{
	uint32_t missing = y->letters[pos] & ~n->all;
	int some = tree_ones(missing) * LETTER + y->marks[pos];

	return some > y->least[pos] ? some : y->least[pos];
}

static inline int
rarity(const struct node *n)
{
	return n->rare * TRIE_RARE;
}

/* The least that the rest of the way costs: letters that are not there, what
 * cannot be read as it is, and too few or too many of them. */
static inline int
ahead(
    const struct walk *w, const struct way *y, const struct node *n, size_t pos)
{
	int left = (int)(w->n - pos), more = 0, some = below(y, n, pos);

	if (left < n->near)
		more = n->near - left;
	else if (left > n->far && n->far < TREE_FAR)
		more = left - n->far;
	more *= 3 * CHANNEL_BIT;
	if (some < more)
		some = more;
	/* What stands here cannot be read as it is. */
	if (left > 0 && (y->same[pos] & n->kids) == 0 && some < y->next[pos])
		some = y->next[pos];
	return some;
}

/* The most that it may cost to come from one place to another, with so much
 * to spend: up to the middle, half.  From the front it is the middle that
 * must be reached for that. */
static inline int
limit(const struct way *y, int back, size_t from, size_t to, int most)
{
	return from < y->half && (back || to <= y->half) ? most / 2 : most;
}

static inline int
is_back(const struct state *st)
{
	return (st->bits & BACK) != 0;
}

/* States are written field by field: to copy what was just written waits for
 * the writing. */
static inline void
set_state(
    struct state *st, uint32_t node, unsigned pos, int cost, unsigned bits)
{
	st->node = node;
	st->cost = (unsigned short)cost;
	st->pos = (unsigned char)pos;
	st->bits = (unsigned char)bits;
}

/* Is there room in a queue for what comes to so much? */
static int
line_up(const struct walk *w, struct queue *q, int all)
{
	int at = all / FINE;

	if (at > q->last || (at == q->last && q->n >= w->most))
		return 0;
	q->at[at]++;
	q->n++;
	while (q->n - q->at[q->last] >= (int)w->most) {
		q->n = (unsigned short)(q->n - q->at[q->last]);
		q->last--;
	}
	return 1;
}

static inline void
put_state(struct search *s, const struct state *st, int all)
{
	struct state *to = &s->v[s->n++];

	set_state(to, st->node, st->pos, st->cost, st->bits);
	to->next = s->bucket[all];
	s->bucket[all] = (uint32_t)s->n;
}

/* Have a state wait, if it may yet come to something. */
static void
push(struct walk *w, const struct state *st, size_t from)
{
	struct search *s = w->s;
	int back = is_back(st);
	const struct way *y = &s->way[back];
	const struct node *n = &y->tree->v[st->node];
	int most = w->bound - rarity(n), all;

	if (s->n >= STATES || st->cost > limit(y, back, from, st->pos, most))
		return;
	all = st->cost + ahead(w, y, n, st->pos);
	if (all > most)
		return;
	all += rarity(n);
	if (!line_up(w, &s->queue[back][st->pos], all))
		return;
	__builtin_prefetch(&y->tree->v[n->child]);
	put_state(s, st, all);
}

/* Push it when all steps of a state are known: then their waits for memory
 * are one. */
static inline void
step(struct walk *w, uint32_t node, unsigned pos, int cost, unsigned bits)
{
	struct search *s = w->s;

	if (s->nstep == STEPS)
		return;
	__builtin_prefetch(&s->way[(bits & BACK) != 0].tree->v[node]);
	set_state(&s->step[s->nstep++], node, pos, cost, bits);
}

static void
push_steps(struct walk *w, size_t from)
{
	struct search *s = w->s;
	size_t i;

	for (i = 0; i < s->nstep; i++)
		push(w, &s->step[i], from);
	s->nstep = 0;
}

/* Was it met before, and so more cheaply? */
static int
met(struct search *s, const struct state *st)
{
	uint64_t where = st->node;
	uint32_t how =
	    (uint32_t)st->pos << 8 | (st->bits & ~(unsigned)CONFUSIONS);
	uint64_t key =
	    where << 40 | (uint64_t)how << 24 | (s->epoch & 0xffffff);
	size_t at = (key * 0x9e3779b97f4a7c15u) >> 52, tries;

	for (tries = 0; tries < 8; tries++, at = (at + 1) & (SEEN - 1)) {
		if (s->seen[at] == key)
			return 1;
		if ((s->seen[at] & 0xffffff) != (s->epoch & 0xffffff))
			break;
	}
	s->seen[at] = key;
	return 0;
}

/* May a truth go on here? */
static inline int
case_fits(const struct state *at, unsigned how)
{
	unsigned want = at->node == 0 ? BEGINS : INSIDE;

	return is_back(at) ? (at->bits & CLOSED) == 0 : (how & want) != 0;
}

/* The bits of a state to which a truth led. */
static inline unsigned
led(unsigned bits, unsigned how)
{
	return (bits & ~(unsigned)(FIRST | CLOSED)) |
	       (how & BEGINS ? FIRST : 0) | (how & INSIDE ? 0 : CLOSED);
}

/* The bits with one confusion more. */
static inline unsigned
confused(unsigned bits)
{
	return (bits & CONFUSIONS) == CONFUSIONS ? bits : bits + 1;
}

/* What is left to spend in a state to get to a place. */
static inline int
left(const struct walk *w, const struct way *y, const struct node *n,
    const struct state *at, size_t to)
{
	const struct queue *q = &w->s->queue[is_back(at)][to];
	int most = w->bound - rarity(n), half, all;

	if (to > w->n)
		return -1;
	half = limit(y, is_back(at), at->pos, to, most);
	if (most > q->last * FINE + FINE - rarity(n))
		most = q->last * FINE + FINE - rarity(n);
	all = most - below(y, n, to);
	return (all < half ? all : half) - at->cost;
}

/* Follow the truth of an op behind its first byte. */
static uint32_t
follow(const struct tree *t, uint32_t node, const char *truth, size_t n)
{
	size_t i;

	for (i = 1; i < n && node != 0; i++)
		node = tree_child(t, node, (unsigned char)truth[i]);
	return node;
}

/* Go on by an op; its truth's first byte leads to child, or if that is 0 to
 * one that is to be found. */
static inline void
take(struct walk *w, const struct state *at, const struct op *o, uint32_t child)
{
	const struct way *y = &w->s->way[is_back(at)];
	const struct sides *s = &y->ops->sides[o - y->ops->v];
	unsigned bits = confused(at->bits);

	if (o->ntruth == 0) {
		child = at->node;
	} else {
		if (!case_fits(at, o->how))
			return;
		if (child == 0)
			child = tree_child(
			    y->tree, at->node, (unsigned char)s->truth[0]);
		if (o->ntruth > 1 && (o->all & ~y->tree->v[at->node].all) != 0)
			return;
		if (o->ntruth > 1)
			child = follow(y->tree, child, s->truth, o->ntruth);
		if (child == 0)
			return;
		bits = led(bits, o->how);
	}
	step(w, child, at->pos + (unsigned)o->nread, at->cost + o->cost, bits);
}

/* The confusions for a byte, or for none: by the children that their truth
 * may begin with. */
static void
take_all(struct walk *w, const struct state *at, size_t byte, int most)
{
	const struct way *y = &w->s->way[is_back(at)];
	const struct node *n = &y->tree->v[at->node];
	const unsigned short *first = y->ops->first[byte];
	const struct op *o, *end;
	uint32_t some, low, child;
	int g;

	if (most < y->ops->least[byte])
		return;
	some =
	    y->ops->some[byte][most < OP_MAX ? most / CHANNEL_BIT : LEVELS - 1];
	some &= n->kids | (uint32_t)1 << TREE_BITS;
	for (; some != 0; some -= low) {
		low = some & -some;
		g = __builtin_ctz(some);
		child = g >= TREE_HIGH ? 0 : tree_kid(n, low);
		o = y->ops->v + first[g];
		end = y->ops->v + first[g + 1];
		for (; o < end && o->cost <= most; o++)
			take(w, at, o, child);
	}
}

/* The confusions for more than one byte. */
static void
take_many(struct walk *w, const struct state *at)
{
	const struct way *y = &w->s->way[is_back(at)];
	const struct node *n = &y->tree->v[at->node];
	const struct op *o;
	size_t i;

	for (i = 0; i < y->nmany[at->pos]; i++) {
		o = &y->ops->v[y->many[at->pos][i]];
		if (o->cost <= left(w, y, n, at, at->pos + (size_t)o->nread))
			take(w, at, o, 0);
	}
}

/* Any byte for any, of those that the table does not know. */
static void
guess_kids(struct walk *w, const struct state *at, size_t byte, unsigned read)
{
	const struct way *y = &w->s->way[is_back(at)];
	const struct node *n = &y->tree->v[at->node];
	uint32_t kids = n->kids & ~y->ops->each[byte], high, i, low;
	unsigned pos = at->pos + read,
	         bits = led(confused(at->bits), BEGINS | INSIDE);
	int cost = at->cost + w->channel->any;

	if (is_back(at) && (at->bits & CLOSED) != 0)
		return;
	high = kids >> TREE_HIGH;
	for (kids &= ((uint32_t)1 << TREE_HIGH) - 1; kids != 0; kids -= low) {
		low = kids & -kids;
		step(w, tree_kid(n, low), pos, cost, bits);
	}
	if (high == 0)
		return;
	/* Several children have one bit; they are the last. */
	i = tree_kid(n, (uint32_t)1 << TREE_HIGH);
	for (; i < n->child + n->nchild; i++)
		step(w, i, pos, cost, bits);
}

/* What the table does not know.  none is what is left where no byte is read,
 * one where one is. */
static void
guess(struct walk *w, const struct state *at, int none, int one)
{
	const struct way *y = &w->s->way[is_back(at)];
	int any = w->channel->any;

	if (any <= none)
		guess_kids(w, at, LOST, 0);
	if (any > one)
		return;
	guess_kids(w, at, (unsigned char)y->text[at->pos], 1);
	step(w, at->node, at->pos + 1u, at->cost + any, confused(at->bits));
}

/* The node that a byte read as it stands leads to; 0 if none. */
static inline uint32_t
copy(const struct way *y, const struct state *st)
{
	const struct node *n = &y->tree->v[st->node];
	uint32_t bit = y->same[st->pos];

	if ((n->kids & bit) == 0 || !case_fits(st, y->how[st->pos]))
		return 0;
	return bit == (uint32_t)1 << TREE_HIGH
	           ? tree_child(
	                 y->tree, st->node, (unsigned char)y->low[st->pos])
	           : tree_kid(n, bit);
}

/* Read on while nothing is left to spend on a confusion. */
static void
read_on(struct walk *w, const struct state *at)
{
	const struct way *y = &w->s->way[is_back(at)];
	struct state st = *at;
	uint32_t to;

	for (; st.pos < w->n; st.pos++) {
		if ((to = copy(y, &st)) == 0)
			return;
		st.node = to;
		st.bits = (unsigned char)led(st.bits, y->how[st.pos]);
	}
	if (y->tree->word[st.node] != 0)
		push(w, &st, at->pos);
}

static void
expand(struct walk *w, const struct state *at)
{
	const struct way *y = &w->s->way[is_back(at)];
	const struct node *n = &y->tree->v[at->node];
	uint32_t to;
	int none, one;

	if (at->cost + y->rest[at->pos] + rarity(n) > w->bound) {
		if (at->pos < w->n)
			read_on(w, at);
		return;
	}
	if (at->pos < w->n && (to = copy(y, at)) != 0)
		step(w, to, at->pos + 1u, at->cost,
		    led(at->bits, y->how[at->pos]));
	none = left(w, y, n, at, at->pos);
	one = left(w, y, n, at, at->pos + 1u);
	if (at->pos < w->n) {
		take_all(w, at, (unsigned char)y->text[at->pos], one);
		take_many(w, at);
	}
	take_all(w, at, LOST, none);
	guess(w, at, none, one);
	push_steps(w, at->pos);
}

/* The least that a reading costs from a place on, by what it costs behind
 * it; own is what the byte there costs by itself. */
static int
least_from(const struct way *y, const int *behind, size_t i, int own)
{
	const struct op *o;
	size_t k;
	int cost = y->ops->least[(unsigned char)y->text[i]];

	cost = behind[i + 1] + (own < cost ? own : cost);
	for (k = 0; k < y->nmany[i] && cost > 0; k++) {
		o = &y->ops->v[y->many[i][k]];
		if (o->cost + behind[i + o->nread] < cost)
			cost = o->cost + behind[i + o->nread];
	}
	return cost;
}

static int
min(int a, int b)
{
	return a < b ? a : b;
}

/* What the reading has from each place on, and the least that it costs. */
static void
begin_least(const struct walk *w, struct way *y)
{
	size_t i = w->n;
	unsigned char c;
	int any = w->channel->any, lost = min(y->ops->least[LOST], any), own;

	y->letters[i] = 0;
	y->marks[i] = y->least[i] = 0;
	y->next[i] = y->rest[i] = lost;
	while (i-- > 0) {
		c = (unsigned char)y->text[i];
		y->next[i] = min(y->ops->least[c], lost);
		if (y->nmany[i] > 0)
			y->next[i] =
			    min(y->next[i], y->ops->v[y->many[i][0]].cost);
		y->rest[i] = min(y->next[i], y->rest[i + 1]);
		c |= 0x20;
		own = c >= 'a' && c <= 'z' ? 0 : any;
		y->letters[i] = y->letters[i + 1] |
		                (own == 0 ? (uint32_t)1 << tree_bit(c) : 0);
		if (y->same[i] != 0)
			own = 0;
		y->marks[i] = least_from(y, y->marks, i, own);
		y->least[i] =
		    least_from(y, y->least, i, y->same[i] != 0 ? 0 : any);
	}
}

/* Where a byte fits; of a letter of two, both as its case is. */
static unsigned char
same_how(const struct walk *w, const char *p, size_t i)
{
	unsigned char how;

	if (i > 0 && high_letter(p + i - 1, 2)) {
		how = how_of(w->shape, p + i - 1, 2);
		return i == 1 && how != 0 ? how | INSIDE : how;
	}
	return how_of(w->shape, p + i, high_letter(p + i, w->n - i) ? 2 : 1);
}

/* The bytes as they may stand in a word. */
static void
begin_same(const struct walk *w, struct way *y, const char *p, int back)
{
	unsigned bit;
	size_t i, to;

	for (i = 0; i < w->n; i++) {
		to = back ? w->n - 1 - i : i;
		y->low[to] = small(p, i);
		y->how[to] = same_how(w, p, i);
		bit = tree_bit((unsigned char)y->low[to]);
		y->same[to] = y->how[to] == 0 || bit == TREE_OTHER
		                  ? 0
		                  : (uint32_t)1 << bit;
	}
}

/* The confusions for more than one byte that may begin at a place. */
static void
begin_many(const struct walk *w, struct way *y, size_t i)
{
	unsigned pair = pair_of(y->text + i);
	size_t k;

	y->nmany[i] = 0;
	for (k = y->ops->pair[pair]; k < y->ops->pair[pair + 1]; k++)
		if (y->ops->v[k].nread <= w->n - i && y->nmany[i] < MANY &&
		    memcmp(y->ops->sides[k].read, y->text + i,
		        y->ops->v[k].nread) == 0)
			y->many[i][y->nmany[i]++] = (unsigned short)k;
}

static void
begin_way(struct walk *w, struct str reading, int back)
{
	struct way *y = &w->s->way[back];
	struct ops **ops = &w->s->ops[back][w->shape];
	size_t i;

	if (*ops == NULL)
		*ops = make_ops(w->channel, w->shape, back);
	y->tree = &w->trie->tree[back];
	y->ops = *ops;
	y->half = back ? w->n - w->n / 2 : w->n / 2;
	turn(y->text, reading.p, w->n, back);
	memset(y->text + w->n, 0, CHANNEL_SIDE);
	begin_same(w, y, reading.p, back);
	for (i = 0; i < w->n; i++)
		begin_many(w, y, i);
	begin_least(w, y);
	push(w, &(struct state){ .bits = back ? BACK : 0 }, 0);
}

static void
begin(struct walk *w, struct str reading)
{
	struct search *s = w->s;
	size_t i;

	memset(s->bucket, 0, ((size_t)w->bound + 1) * sizeof(*s->bucket));
	s->n = s->nstep = 0;
	if ((++s->epoch & 0xffffff) == 0)
		memset(s->seen, 0, sizeof(s->seen));
	for (i = 0; i < 2 * (w->n + 2); i++) {
		s->queue[i % 2][i / 2].last = (short)(w->bound / FINE);
		s->queue[i % 2][i / 2].n = 0;
		s->queue[i % 2][i / 2].looked = 0;
		memset(
		    s->queue[i % 2][i / 2].at, 0, (size_t)w->bound / FINE + 1);
	}
	begin_way(w, reading, 0);
	begin_way(w, reading, 1);
}

/* The word that ends in a state is known, and what it costs: let it wait for
 * its turn. */
static void
finish(struct walk *w, const struct state *at)
{
	uint32_t word = w->s->way[is_back(at)].tree->word[at->node];
	struct state st = *at;
	int all;

	if (word == 0 || (is_back(at) && (at->bits & FIRST) == 0) ||
	    w->s->n >= STATES)
		return;
	all = at->cost + w->trie->rare[word - 1] * TRIE_RARE;
	if (all > w->bound)
		return;
	st.pos++;
	put_state(w->s, &st, all);
}

/* Add a word that was found, unless it was before. */
static size_t
add(struct walk *w, const struct state *st, int all, struct near *v, size_t n)
{
	uint32_t word = w->s->way[is_back(st)].tree->word[st->node] - 1;
	size_t i;

	for (i = 0; i < n; i++)
		if (v[i].word == word)
			return n;
	v[n] = (struct near){ word, (short)st->cost, (short)all,
		st->bits & CONFUSIONS };
	if (n == 0 && all + SLACK < w->bound)
		w->bound = all + SLACK;
	return n + 1;
}

size_t
trie_near(struct trie *t, const struct channel *c, struct search *s,
    struct str reading, enum shape shape, int bound, size_t work,
    struct near *out, size_t max)
{
	struct walk w = { t, c, s, reading.n, shape, bound,
		(unsigned)work + (unsigned)work / 4 };
	struct queue *q;
	struct state st;
	size_t n = 0;
	uint32_t at;
	int all = 0;

	if (bound >= BUCKETS)
		w.bound = BUCKETS - 1;
	if (reading.n == 0 || reading.n > READ_MAX || w.bound < 0)
		return 0;
	tree_turn(t);
	begin(&w, reading);
	while (all <= w.bound && n < max) {
		if ((at = s->bucket[all]) == 0) {
			all++;
			continue;
		}
		st = s->v[at - 1];
		s->bucket[all] = st.next;
		if (met(s, &st))
			continue;
		q = &s->queue[is_back(&st)][st.pos];
		if (q->looked == work)
			continue;
		if (++q->looked == work)
			q->last = -1;
		if (st.pos > reading.n) {
			n = add(&w, &st, all, out, n);
			continue;
		}
		if (st.pos == reading.n)
			finish(&w, &st);
		expand(&w, &st);
	}
	return n;
}
