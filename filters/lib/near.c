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
	uint32_t all;           /* the bits of its truth's bytes */
	uint32_t first, second; /* the bits of two of them, or 0 */
	unsigned char cost;     /* at most OP_MAX */
	unsigned char nread, ntruth;
	unsigned char how; /* BEGINS, INSIDE: where its case fits */
};

enum { BEGINS = 1, INSIDE = 2 };

struct sides {
	char read[CHANNEL_SIDE], truth[CHANNEL_SIDE]; /* in small letters */
};

/* The confusions of a byte, or of none, and one byte of truth, by the bit of
 * that: what the cheapest costs, of those that the table does not know too,
 * and which there are for as many bits. */
struct single {
	unsigned char cost[LOST + 1][TREE_BITS];
	uint32_t some[LOST + 1][LEVELS];
};

/* The others.  First those for one byte that is read, or for none, by that
 * byte and the first that is true; then those for more, by the first two.
 * Among their like the cheapest come first. */
struct ops {
	struct single inside, begins; /* where they fit */
	struct op *v;
	struct sides *sides; /* of each */
	unsigned short first[LOST + 1][GROUPS + 1];
	uint32_t some[LOST + 1][LEVELS]; /* groups */
	unsigned char least[LOST + 1];   /* the cheapest of all */
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

static uint32_t
bit_of(char c)
{
	return (uint32_t)1 << tree_bit((unsigned char)c);
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
		o->all |= bit_of(low[i]);
	o->first = c->ntruth > 0 ? bit_of(s->truth[0]) : 0;
	o->second = c->ntruth > 1 ? bit_of(s->truth[1]) : 0;
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

/* There is something that costs so much. */
static void
fill_levels(uint32_t some[LEVELS], size_t bit, int cost)
{
	size_t level = (size_t)cost / CHANNEL_BIT;

	for (; level < LEVELS; level++)
		some[level] |= (uint32_t)1 << bit;
}

static void
put_single(struct single *t, size_t byte, size_t bit, unsigned char cost)
{
	if (cost >= t->cost[byte][bit])
		return;
	t->cost[byte][bit] = cost;
	fill_levels(t->some[byte], bit, cost);
}

/* Put an op of at most a byte a side; 0 if it is another. */
static int
put_op(struct ops *t, const struct op *o, const struct sides *s)
{
	size_t byte = o->nread == 0 ? LOST : (unsigned char)s->read[0];
	size_t bit = tree_bit((unsigned char)s->truth[0]);

	if (o->nread < 2 && o->cost < t->least[byte])
		t->least[byte] = o->cost;
	if (o->nread > 1 || o->ntruth != 1 || bit >= TREE_HIGH)
		return 0;
	if (o->how & INSIDE)
		put_single(&t->inside, byte, bit, o->cost);
	if (o->how & BEGINS)
		put_single(&t->begins, byte, bit, o->cost);
	return 1;
}

static struct ops *
make_ops(const struct channel *c, enum shape shape, int back)
{
	struct ops *t = mem_new(1, sizeof(*t));
	struct op *v = mem_new(c->n + 1, sizeof(*v));
	struct sides *sides = mem_new(c->n + 1, sizeof(*sides));
	size_t i, g, n = 0;

	t->v = mem_new(c->n + 1, sizeof(*t->v));
	t->sides = mem_new(c->n + 1, sizeof(*t->sides));
	memset(t->least, 0xff, sizeof(t->least));
	memset(t->inside.cost, c->any, sizeof(t->inside.cost));
	memset(t->begins.cost, c->any, sizeof(t->begins.cost));
	for (i = 0; i < c->n && n < 60000 && c->v[i].cost <= OP_MAX; i++) {
		make_op(&v[n], &sides[n], shape, &c->v[i], back);
		n += v[n].how != 0 && !put_op(t, &v[n], &sides[n]);
	}
	arrange(t, v, sides, n);
	for (i = 0; i <= LOST; i++)
		for (g = 0; g < GROUPS; g++)
			if (t->first[i][g] < t->first[i][g + 1])
				fill_levels(
				    t->some[i], g, t->v[t->first[i][g]].cost);
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

static inline int
is_back(const struct state *st)
{
	return (st->bits & BACK) != 0;
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
put_state(struct search *s, uint32_t node, unsigned pos, int cost,
    unsigned bits, int all)
{
	struct state *to = &s->v[s->n++];

	*to = (struct state){ node, s->bucket[all], (unsigned short)cost,
		(unsigned char)pos, (unsigned char)bits };
	s->bucket[all] = (uint32_t)s->n;
}

/* May it cost but half of what is to be spent to come from one place to
 * another?  From the front it is the middle that must be reached for that. */
static inline int
halved(const struct way *y, int back, size_t from, size_t to)
{
	return from < y->half && (back || to <= y->half);
}

/* Have a state wait, if it may yet come to something.  q is the queue of its
 * place, and half whether to come there may cost but half. */
__attribute__((always_inline)) static inline void
line_state(struct walk *w, const struct way *y, struct queue *q, uint32_t node,
    unsigned pos, int cost, unsigned bits, int half)
{
	const struct node *n = &y->tree->v[node];
	int rare = rarity(n), most = w->bound - rare, all;

	if (cost + y->least[pos] + rare >= (q->last + 1) * FINE ||
	    cost > (half ? most / 2 : most) || w->s->n >= STATES)
		return;
	all = cost + ahead(w, y, n, pos);
	if (all > most || !line_up(w, q, all + rare))
		return;
	__builtin_prefetch(&y->tree->v[n->child]);
	put_state(w->s, node, pos, cost, bits, all + rare);
}

/* The same of one that a state leads to. */
static inline void
push(struct walk *w, const struct way *y, const struct state *at, uint32_t node,
    unsigned pos, int cost, unsigned bits)
{
	int back = is_back(at);
	struct queue *q = &w->s->queue[back][pos];

	/* Most come to nothing, and the node is far in memory. */
	if (cost + y->least[pos] < (q->last + 1) * FINE)
		line_state(w, y, q, node, pos, cost, bits,
		    halved(y, back, at->pos, pos));
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
	half = halved(y, is_back(at), at->pos, to) ? most / 2 : most;
	if (most > q->last * FINE + FINE - rarity(n))
		most = q->last * FINE + FINE - rarity(n);
	all = most - below(y, n, to);
	return (all < half ? all : half) - at->cost;
}

/* Go on by an op whose truth leads on from a node, but for its first bytes,
 * that led there. */
static inline void
take_from(struct walk *w, const struct way *y, const struct state *at,
    const struct op *o, uint32_t to, size_t i)
{
	const struct sides *s = &y->ops->sides[o - y->ops->v];
	unsigned bits = confused(at->bits);

	for (; i < o->ntruth; i++)
		if ((to = tree_child(
		         y->tree, to, (unsigned char)s->truth[i])) == 0)
			return;
	if (o->ntruth > 0)
		bits = led(bits, o->how);
	push(w, y, at, to, at->pos + (unsigned)o->nread, at->cost + o->cost,
	    bits);
}

/* May the truth of an op go on from a node? */
static inline int
leads_on(const struct state *at, const struct node *n, const struct op *o)
{
	return o->ntruth == 0 ||
	       ((o->first & n->kids) != 0 && (o->all & ~n->all) == 0 &&
	           case_fits(at, o->how));
}

/* The ops from o to end, of which all have the truth's first byte that leads
 * to a kid. */
static inline void
take_by(struct walk *w, const struct way *y, const struct state *at,
    const struct op *o, const struct op *end, uint32_t kid, int most)
{
	const struct node *n = &y->tree->v[kid];
	uint32_t there = n->all | o->first;
	int here;

	if (o->cost > most)
		return;
	here = left(w, y, n, at, at->pos + (size_t)o->nread);
	if (here < most)
		most = here;
	for (; o < end && o->cost <= most; o++)
		if ((o->second & n->kids) != 0 && (o->all & ~there) == 0 &&
		    case_fits(at, o->how))
			take_from(w, y, at, o, kid, 1);
}

static inline size_t
level(int most)
{
	return most < OP_MAX ? (size_t)most / CHANNEL_BIT : LEVELS - 1;
}

/* The confusions for a byte, or for none, by the groups that there are. */
static void
take_some(struct walk *w, const struct way *y, const struct state *at,
    size_t byte, int most, uint32_t some)
{
	const struct node *n = &y->tree->v[at->node];
	const struct op *o, *end;
	uint32_t low;
	int g;

	for (; some != 0; some -= low) {
		low = some & -some;
		g = __builtin_ctz(some);
		o = y->ops->v + y->ops->first[byte][g];
		end = y->ops->v + y->ops->first[byte][g + 1];
		if (g < TREE_HIGH) {
			take_by(w, y, at, o, end, tree_kid(n, low), most);
			continue;
		}
		for (; o < end && o->cost <= most; o++)
			if (leads_on(at, n, o))
				take_from(w, y, at, o, at->node, 0);
	}
}

static inline void
take_all(struct walk *w, const struct way *y, const struct state *at,
    const struct node *n, size_t byte, int most)
{
	uint32_t some;

	if (most < 0)
		return;
	some = y->ops->some[byte][level(most)] &
	       (n->kids | (uint32_t)1 << TREE_BITS);
	if (some != 0)
		take_some(w, y, at, byte, most, some);
}

/* The confusions for more than one byte. */
static inline void
take_many(struct walk *w, const struct way *y, const struct state *at,
    const struct node *n)
{
	const struct op *o;
	size_t i;

	for (i = 0; i < y->nmany[at->pos]; i++) {
		o = &y->ops->v[y->many[at->pos][i]];
		if (leads_on(at, n, o) &&
		    o->cost <= left(w, y, n, at, at->pos + (size_t)o->nread))
			take_from(w, y, at, o, at->node, 0);
	}
}

/* The groups of which one is there for what is left, or a guess is. */
static inline uint32_t
payable(const struct walk *w, const struct single *t, size_t byte, int most)
{
	return most < 0                  ? 0
	       : most >= w->channel->any ? ~(uint32_t)0
	                                 : t->some[byte][level(most)];
}

/* What is left where no byte is read, and where one is. */
struct means {
	int none, one;
};

/* One byte of truth for a byte or for none: child by child; how is where it
 * fits. */
static void
take_kids(struct walk *w, const struct way *y, const struct state *at,
    const struct single *t, unsigned how, struct means m)
{
	const struct node *n = &y->tree->v[at->node];
	const unsigned char *read = t->cost[(unsigned char)y->text[at->pos]];
	int back = is_back(at), half[2], x, g;
	struct queue *q = &w->s->queue[back][at->pos];
	uint32_t lost = payable(w, t, LOST, m.none), low, i, end;
	uint32_t other = payable(w, t, (unsigned char)y->text[at->pos], m.one);
	uint32_t kids = n->kids & (lost | other);
	unsigned bits = led(confused(at->bits), how);

	half[0] = halved(y, back, at->pos, at->pos);
	half[1] = halved(y, back, at->pos, at->pos + 1u);
	for (; kids != 0; kids -= low) {
		low = kids & -kids;
		g = __builtin_ctz(kids);
		i = tree_kid(n, low);
		/* Several may have the last bit. */
		end = g < TREE_HIGH ? i + 1 : n->child + n->nchild;
		for (; i < end; i++) {
			x = t->cost[LOST][g];
			if ((lost & low) != 0 && x <= m.none)
				line_state(w, y, q, i, at->pos, at->cost + x,
				    bits, half[0]);
			x = read[g];
			if ((other & low) != 0 && x <= m.one)
				line_state(w, y, q + 1, i, at->pos + 1u,
				    at->cost + x, bits, half[1]);
		}
	}
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
read_on(struct walk *w, const struct way *y, const struct state *at)
{
	struct state st = *at;
	uint32_t to;

	for (; st.pos < w->n; st.pos++) {
		if ((to = copy(y, &st)) == 0)
			return;
		st.node = to;
		st.bits = (unsigned char)led(st.bits, y->how[st.pos]);
	}
	if (tree_ends(&y->tree->v[st.node]))
		push(w, y, at, st.node, st.pos, st.cost, st.bits);
}

/* All that may have been read as something else. */
static void
confuse(struct walk *w, const struct way *y, const struct state *at)
{
	int back = is_back(at), any = w->channel->any;
	const struct node *n = &y->tree->v[at->node];
	struct means m = { left(w, y, n, at, at->pos),
		left(w, y, n, at, at->pos + 1u) };

	if (at->pos < w->n) {
		take_all(w, y, at, n, (unsigned char)y->text[at->pos], m.one);
		take_many(w, y, at, n);
		if (any <= m.one)
			push(w, y, at, at->node, at->pos + 1u, at->cost + any,
			    confused(at->bits));
	}
	take_all(w, y, at, n, LOST, m.none);
	if ((back && (at->bits & CLOSED) != 0) || (m.none < 0 && m.one < 0))
		return;
	if (w->shape != SHAPE_TITLE)
		take_kids(w, y, at, &y->ops->inside, BEGINS | INSIDE, m);
	if (w->shape == SHAPE_TITLE && (back || at->node != 0))
		take_kids(w, y, at, &y->ops->inside, INSIDE, m);
	if (w->shape == SHAPE_TITLE && (back || at->node == 0))
		take_kids(w, y, at, &y->ops->begins, BEGINS, m);
}

/* Have memory bring the children of a state that comes to its turn soon. */
static inline void
fetch(const struct walk *w, const struct state *at, size_t work)
{
	const struct tree *t = w->s->way[is_back(at)].tree;
	const struct node *n = &t->v[at->node];
	uint32_t i;

	if (w->s->queue[is_back(at)][at->pos].looked == work)
		return;
	for (i = 0; i < n->nchild; i += 4)
		__builtin_prefetch(&t->v[n->child + i]);
}

static void
expand(struct walk *w, const struct state *at)
{
	const struct way *y = &w->s->way[is_back(at)];
	const struct node *n = &y->tree->v[at->node];
	uint32_t to;

	if (at->cost + y->rest[at->pos] + rarity(n) > w->bound) {
		if (at->pos < w->n)
			read_on(w, y, at);
		return;
	}
	if (at->pos < w->n && (to = copy(y, at)) != 0)
		push(w, y, at, to, at->pos + 1u, at->cost,
		    led(at->bits, y->how[at->pos]));
	confuse(w, y, at);
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
	struct state first = { .bits = back ? BACK : 0 };
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
	push(w, y, &first, 0, 0, 0, first.bits);
}

/* A word comes to so much: none is looked for that comes to much more. */
static void
shrink(struct walk *w, int all)
{
	if (all + SLACK < w->bound)
		w->bound = all + SLACK;
}

/* If the reading is a word as it is, the others may come to so much more. */
static void
begin_word(struct walk *w)
{
	const struct way *y = &w->s->way[0];
	struct state st = { 0 };
	uint32_t to = 0, word;

	for (; st.pos < w->n; st.pos++, st.node = to)
		if ((to = copy(y, &st)) == 0)
			return;
	if ((word = y->tree->word[st.node]) != 0)
		shrink(w, w->trie->rare[word - 1] * TRIE_RARE);
}

static void
begin(struct walk *w, struct str reading)
{
	struct search *s = w->s;
	size_t i;

	memset(s->bucket, 0, ((size_t)w->bound + 1) * sizeof(*s->bucket));
	s->n = 0;
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
	begin_word(w);
	begin_way(w, reading, 1);
}

/* The word that ends in a state is known, and what it costs: let it wait for
 * its turn.  Others may come to so much more. */
static void
finish(struct walk *w, const struct state *at)
{
	const struct tree *t = w->s->way[is_back(at)].tree;
	int all;

	if (!tree_ends(&t->v[at->node]) ||
	    (is_back(at) && (at->bits & FIRST) == 0) || w->s->n >= STATES)
		return;
	all = at->cost + w->trie->rare[t->word[at->node] - 1] * TRIE_RARE;
	shrink(w, all);
	if (all <= w->bound)
		put_state(
		    w->s, at->node, at->pos + 1u, at->cost, at->bits, all);
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
		if (st.next != 0)
			fetch(&w, &s->v[st.next - 1], work);
		q = &s->queue[is_back(&st)][st.pos];
		if (q->looked == work || met(s, &st))
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
