#include <stdlib.h>

#include "trie.h"

/* The children of a node lie together, in order of their bytes. */
struct node {
	uint32_t child;
	uint32_t kids; /* the letters of its children, a bit each */
	uint32_t all;  /* and of everything behind it */
	unsigned byte : 8, nchild : 7;
	unsigned near : 4, far : 5; /* bytes to the next and last word end */
	unsigned rare : 8;          /* the least of the words behind it */
};

struct trie {
	const struct str *words;
	const unsigned char *rare;
	struct node *v;
	uint32_t *word; /* index + 1 of that which ends at each; or 0 */
	size_t n, cap, wordcap;
};

enum {
	NEAR = 15,
	FAR = 31,                 /* bytes, or more */
	READ_MAX = 60,            /* bytes of a reading */
	STATES = 1 << 14,         /* waiting at once */
	LETTER = 5 * CHANNEL_BIT, /* at least, for one that is not there */
	SLACK = 12 * CHANNEL_BIT, /* behind the first that is found */
	SEEN = 1 << 12,
	OPS = 192,                 /* confusions at one place */
	OP_MAX = 13 * CHANNEL_BIT, /* dearer ones are as good as any */
	SHAPES = SHAPE_UPPER + 1,
	BUCKETS = 1024, /* no cost is larger */
};

struct state {
	uint32_t node, next;
	unsigned short pos, cost;
	unsigned char confused;
};

struct search {
	struct state v[STATES];
	size_t n;
	struct state step[2 * OPS + 1]; /* from one state, to be pushed */
	size_t nstep;
	uint32_t bucket[BUCKETS]; /* state + 1 */
	uint64_t seen[SEEN];      /* node, pos and epoch */
	uint32_t epoch;
	/* The confusions that may begin at a place, cheapest first, and at
	 * the end of them those of which nothing was read. */
	struct op {
		uint32_t first; /* the bit of its truth's first byte */
		uint32_t all;   /* and of all its bytes */
		unsigned short cost;
		unsigned char nread, ntruth;
		unsigned char begins, inside; /* where its case fits */
		char truth[CHANNEL_SIDE];     /* in small letters */
	} op[READ_MAX + 1][OPS];
	struct op same[READ_MAX];
	struct op *made[SHAPES]; /* of each confusion of the channel */
	size_t nop[READ_MAX + 1];
	size_t low[READ_MAX + 1], high[READ_MAX + 1]; /* what they read */
	uint32_t letters[READ_MAX + 1]; /* of the reading from a place on */
	int marks[READ_MAX + 1];        /* and what its other bytes cost */
	int least[READ_MAX + 1];        /* what all costs, be it any word */
};

/* What a walk needs to know. */
struct walk {
	const struct trie *trie;
	const struct channel *channel;
	struct search *s;
	struct str reading;
	enum shape shape;
	int bound;
};

struct range {
	uint32_t node;
	size_t lo, hi, depth;
};

/* How many bits are set. */
static int
ones(uint32_t x)
{
	x -= x >> 1 & 0x55555555;
	x = (x & 0x33333333) + (x >> 2 & 0x33333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f;
	return (int)(x * 0x01010101 >> 24);
}

/* The bit of a byte of the list, in the order of the bytes: the apostrophe,
 * the letters, and one for what is not ASCII; and one for all the rest. */
static uint32_t
bit(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)2 << (c - 'a');
	return c == '\'' ? 1 : (uint32_t)1 << (c >= 0x80 ? 27 : 28);
}

static void
add_child(struct trie *t, unsigned char byte)
{
	t->v = mem_room(t->v, t->n, &t->cap, sizeof(*t->v));
	t->word = mem_room(t->word, t->n, &t->wordcap, sizeof(*t->word));
	t->word[t->n] = 0;
	t->v[t->n++] = (struct node){ .byte = byte };
}

/* Give a node its children, and each child its range of the words. */
static void
branch(
    struct trie *t, struct range r, struct range **q, size_t *nq, size_t *capq)
{
	size_t i = r.lo, from;
	unsigned char c;

	if (t->words[i].n == r.depth)
		t->word[r.node] = (uint32_t)i++ + 1;
	t->v[r.node].child = (uint32_t)t->n;
	while (i < r.hi) {
		from = i;
		c = (unsigned char)t->words[i].p[r.depth];
		while (i < r.hi && (unsigned char)t->words[i].p[r.depth] == c)
			i++;
		*q = mem_room(*q, *nq, capq, sizeof(**q));
		(*q)[(*nq)++] =
		    (struct range){ (uint32_t)t->n, from, i, r.depth + 1 };
		add_child(t, c);
		t->v[r.node].nchild++;
	}
}

/* Children lie behind their parents: sum up from the end. */
static void
sum_up(struct trie *t)
{
	struct node *n, *c;
	size_t i, k;

	for (i = t->n; i-- > 0;) {
		n = &t->v[i];
		n->near = t->word[i] != 0 ? 0 : NEAR;
		n->rare = t->word[i] != 0 ? t->rare[t->word[i] - 1] : 255;
		for (k = 0; k < n->nchild; k++) {
			c = &t->v[n->child + k];
			n->kids |= bit(c->byte);
			n->all |= bit(c->byte) | c->all;
			if (c->near + 1 < n->near)
				n->near = (c->near + 1) & NEAR;
			if (c->far + 1 > n->far)
				n->far =
				    c->far < FAR ? (c->far + 1) & FAR : FAR;
			if (c->rare < n->rare)
				n->rare = c->rare;
		}
	}
}

struct trie *
trie_open(const struct str *words, const unsigned char *rare, size_t n)
{
	struct trie *t = mem_new(1, sizeof(*t));
	struct range *q = NULL, r = { 0, 0, n, 0 };
	size_t nq = 0, capq = 0;

	t->words = words;
	t->rare = rare;
	add_child(t, 0);
	/* The last first: so the ends of words lie together in memory. */
	if (n > 0)
		branch(t, r, &q, &nq, &capq);
	while (nq > 0) {
		r = q[--nq];
		branch(t, r, &q, &nq, &capq);
	}
	free(q);
	sum_up(t);
	return t;
}

void
trie_close(struct trie *t)
{
	if (t == NULL)
		return;
	free(t->v);
	free(t->word);
	free(t);
}

static uint32_t
child(const struct trie *t, uint32_t node, unsigned char byte)
{
	const struct node *p = &t->v[node];
	const struct node *v = t->v + p->child;
	uint32_t b = bit(byte);
	size_t i;

	if ((p->kids & b) == 0)
		return 0;
	/* Letters have a bit each, in their order. */
	i = (size_t)ones(p->kids & (b - 1));
	if (byte >= 'a' && byte <= 'z')
		return p->child + (uint32_t)i;
	if (b == bit(0))
		i = 0;
	for (; i < p->nchild; i++)
		if (v[i].byte == byte)
			return p->child + (uint32_t)i;
	return 0;
}

uint32_t
trie_find(const struct trie *t, struct str word)
{
	uint32_t node = 0;
	size_t i;

	for (i = 0; i < word.n; i++)
		if ((node = child(t, node, (unsigned char)word.p[i])) == 0)
			return UINT32_MAX;
	return t->word[node] == 0 ? UINT32_MAX : t->word[node] - 1;
}

struct search *
search_new(void)
{
	return mem_new(1, sizeof(struct search));
}

void
search_free(struct search *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < SHAPES; i++)
		free(s->made[i]);
	free(s);
}

/* The least that the rest of the way costs: letters that are not there, what
 * cannot be read as it is, and too few or too many of them. */
static int
ahead(const struct walk *w, const struct node *n, size_t pos)
{
	uint32_t missing = w->s->letters[pos] & ~n->all;
	int left = (int)(w->reading.n - pos), more = 0;

	if (left < n->near)
		more = n->near - left;
	else if (left > n->far && n->far < FAR)
		more = left - n->far;
	more *= 3 * CHANNEL_BIT;
	left = ones(missing) * LETTER + w->s->marks[pos];
	if (left < w->s->least[pos])
		left = w->s->least[pos];
	return left > more ? left : more;
}

static void
put_state(struct search *s, uint32_t node, size_t pos, int cost, int confused,
    int all)
{
	struct state *st = &s->v[s->n++];

	st->node = node;
	st->pos = (unsigned short)pos;
	st->cost = (unsigned short)cost;
	st->confused = (unsigned char)confused;
	st->next = s->bucket[all];
	s->bucket[all] = (uint32_t)s->n;
}

static void
push(struct walk *w, uint32_t node, size_t pos, int cost, int confused)
{
	struct search *s = w->s;
	int all;

	if (cost > w->bound || s->n >= STATES)
		return;
	all = cost + ahead(w, &w->trie->v[node], pos) +
	      w->trie->v[node].rare * TRIE_RARE;
	if (all > w->bound)
		return;
	put_state(s, node, pos, cost, confused, all);
}

/* What is left may be known to be nothing: then the word itself tells. */
static void
finish(struct walk *w, const struct state *at)
{
	int all =
	    at->cost + w->trie->rare[w->trie->word[at->node] - 1] * TRIE_RARE;

	if (all <= w->bound && w->s->n < STATES)
		put_state(
		    w->s, at->node, at->pos + 1u, at->cost, at->confused, all);
}

/* Was it met before, and so more cheaply? */
static int
met(struct search *s, uint32_t node, size_t pos)
{
	uint64_t key =
	    (uint64_t)node << 32 | (uint64_t)pos << 24 | (s->epoch & 0xffffff);
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

/* The least that the way costs from below a node, which is no more than it
 * costs from any of its children: they need not be looked at. */
static int
below(const struct walk *w, const struct node *n, size_t pos)
{
	uint32_t missing = w->s->letters[pos] & ~n->all;

	int some = ones(missing) * LETTER + w->s->marks[pos];

	if (some < w->s->least[pos])
		some = w->s->least[pos];
	return some + n->rare * TRIE_RARE;
}

/* Go on from a state by a confusion, or by what was read as it is. */
static void
take(struct walk *w, const struct state *at, const struct op *o, int confused)
{
	struct state *s = &w->s->step[w->s->nstep];
	uint32_t to = at->node;
	size_t i;

	for (i = 0; i < o->ntruth; i++)
		if ((to = child(w->trie, to, (unsigned char)o->truth[i])) == 0)
			return;
	__builtin_prefetch(&w->trie->v[to]);
	s->node = to;
	s->pos = (unsigned short)(at->pos + o->nread);
	s->cost = (unsigned short)(at->cost + o->cost);
	s->confused = (unsigned char)(at->confused + confused);
	w->s->nstep++;
}

/* Push what was taken: all its waits for memory are one. */
static void
push_all(struct walk *w)
{
	const struct state *s = w->s->step, *end = s + w->s->nstep;

	for (; s < end; s++)
		push(w, s->node, s->pos, s->cost, s->confused);
}

static void
take_all(struct walk *w, const struct state *at, size_t place)
{
	const struct op *o = w->s->op[place], *end = o + w->s->nop[place];
	const struct node *n = &w->trie->v[at->node];
	uint32_t kids = n->kids, all = n->all;
	int left[CHANNEL_SIDE + 1], most = -1;
	size_t i;

	if (o == end)
		return;
	/* What is left to spend, by how much is read; and at most. */
	for (i = w->s->low[place]; i <= w->s->high[place]; i++) {
		left[i] = w->bound - at->cost - below(w, n, at->pos + i);
		if (most < left[i])
			most = left[i];
	}
	for (; o < end && o->cost <= most; o++) {
		if ((o->first & kids) != o->first || (o->all & ~all) != 0 ||
		    (o->first != 0 && !(at->node == 0 ? o->begins : o->inside)))
			continue;
		if (o->cost <= left[o->nread])
			take(w, at, o, 1);
	}
}

/* What the table does not know: any byte for any. */
static void
guess(struct walk *w, const struct state *at)
{
	const struct node *p = &w->trie->v[at->node];
	int cost = at->cost + w->channel->any, n = at->confused + 1;
	int more = at->pos < w->reading.n, lost, other;
	uint32_t i;

	if (cost > w->bound)
		return;
	lost = cost + below(w, p, at->pos) <= w->bound;
	other = more && cost + below(w, p, at->pos + 1u) <= w->bound;
	if (!lost && !other)
		return;
	for (i = p->child; i < p->child + p->nchild; i++) {
		if (lost)
			push(w, i, at->pos, cost, n);
		if (other)
			push(w, i, at->pos + 1u, cost, n);
	}
	if (other)
		push(w, at->node, at->pos + 1u, cost, n);
}

static void
expand(struct walk *w, const struct state *at)
{
	const struct op *o = &w->s->same[at->pos];

	w->s->nstep = 0;
	if (at->pos < w->reading.n) {
		if (at->node == 0 ? o->begins : o->inside)
			take(w, at, o, 0);
		take_all(w, at, at->pos);
	}
	take_all(w, at, READ_MAX);
	push_all(w);
	guess(w, at);
}

static void
begin(struct search *s, int bound)
{
	memset(s->bucket, 0, ((size_t)bound + 1) * sizeof(*s->bucket));
	s->n = 0;
	if ((++s->epoch & 0xffffff) == 0)
		memset(s->seen, 0, sizeof(s->seen));
}

static void
make_op(struct op *o, enum shape shape, const char *truth, size_t n,
    size_t nread, int cost)
{
	size_t i;

	o->cost = (unsigned short)cost;
	o->nread = (unsigned char)nread;
	o->ntruth = (unsigned char)n;
	o->begins = (unsigned char)fits(shape, truth, n, 1);
	o->inside = (unsigned char)fits(shape, truth, n, 0);
	for (i = 0; i < n; i++)
		o->truth[i] = (truth[i] >= 'A' && truth[i] <= 'Z') ||
		                      (i > 0 && high_capital(truth + i - 1, 2))
		                  ? (char)(truth[i] | 0x20)
		                  : truth[i];
	o->first = n > 0 ? bit((unsigned char)o->truth[0]) : 0;
	for (o->all = 0, i = 0; i < n; i++)
		o->all |= bit((unsigned char)o->truth[i]);
}

/* The confusions of a channel as they are for words of a shape; a search
 * is used with one channel. */
static void
make_ops(const struct walk *w)
{
	const struct channel *ch = w->channel;
	const struct confusion *c;
	struct op *v;
	size_t i;

	if (w->s->made[w->shape] != NULL)
		return;
	v = w->s->made[w->shape] = mem_new(ch->n + 1, sizeof(*v));
	for (i = 0; i < ch->n; i++) {
		c = &ch->v[i];
		make_op(
		    &v[i], w->shape, c->truth, c->ntruth, c->nread, c->cost);
	}
}

static void
begin_op(const struct walk *w, size_t place, const struct confusion *c)
{
	const struct op *made = &w->s->made[w->shape][c - w->channel->v];
	struct op *o = &w->s->op[place][w->s->nop[place]];

	if (w->s->nop[place] == OPS || (!made->begins && !made->inside))
		return;
	*o = *made;
	if (w->s->nop[place]++ == 0)
		w->s->low[place] = w->s->high[place] = o->nread;
	else if (o->nread < w->s->low[place])
		w->s->low[place] = o->nread;
	else if (o->nread > w->s->high[place])
		w->s->high[place] = o->nread;
}

/* A byte read as it is; of a letter of two, both are as its case is. */
static void
make_same(const struct walk *w, size_t i)
{
	const char *p = w->reading.p + i;
	struct op *o = &w->s->same[i];

	make_op(o, w->shape, p, 1, 1, 0);
	if (i > 0 && high_capital(p - 1, 2)) {
		o->truth[0] |= 0x20;
		o->inside = w->s->same[i - 1].inside;
		if (i == 1)
			o->inside |= w->s->same[0].begins;
	} else if (high_letter(p, w->reading.n - i)) {
		o->begins = (unsigned char)fits(w->shape, p, 2, 1);
		o->inside = (unsigned char)fits(w->shape, p, 2, 0);
	}
}

static void
begin_ops(const struct walk *w)
{
	const struct channel *ch = w->channel;
	const struct confusion *c;
	const char *p = w->reading.p;
	int dear = w->bound < OP_MAX ? w->bound : OP_MAX;
	size_t i;

	make_ops(w);
	for (i = 0; i < w->reading.n; i++) {
		w->s->nop[i] = 0;
		make_same(w, i);
		for (c = channel_from(ch, (unsigned char)p[i]);
		     c != NULL && c->cost <= dear; c = channel_next(ch, c))
			if (c->nread == 1 ||
			    (c->nread <= w->reading.n - i &&
			        memcmp(c->read, p + i, c->nread) == 0))
				begin_op(w, i, c);
	}
	w->s->nop[READ_MAX] = 0;
	for (c = channel_lost(ch); c != NULL && c->cost <= dear;
	     c = channel_next(ch, c))
		begin_op(w, READ_MAX, c);
}

/* Whether a word may hold a byte as it was read. */
static int
as_read(const struct op *o)
{
	return (o->begins || o->inside) && o->first != bit(0);
}

/* The least that a reading costs from a place on, by what it costs behind
 * it; own is what the byte there costs by itself. */
static int
least_from(const struct search *s, const int *behind, size_t i, int own)
{
	const struct op *o = s->op[i], *end = o + s->nop[i];
	int cost = behind[i + 1] + own;

	for (; o < end && o->cost < cost; o++)
		if (o->cost + behind[i + o->nread] < cost)
			cost = o->cost + behind[i + o->nread];
	return cost;
}

/* What the reading has from each place on, and the least that it costs. */
static void
begin_least(const struct walk *w)
{
	struct search *s = w->s;
	size_t i = w->reading.n;
	unsigned char c;
	int any = w->channel->any, letter;

	s->letters[i] = 0;
	s->marks[i] = s->least[i] = 0;
	while (i-- > 0) {
		c = (unsigned char)w->reading.p[i] | 0x20;
		letter = c >= 'a' && c <= 'z';
		s->letters[i] = s->letters[i + 1] | (letter ? bit(c) : 0);
		s->least[i] =
		    least_from(s, s->least, i, as_read(&s->same[i]) ? 0 : any);
		s->marks[i] = least_from(
		    s, s->marks, i, letter || as_read(&s->same[i]) ? 0 : any);
	}
}

size_t
trie_near(const struct trie *t, const struct channel *c, struct search *s,
    struct str reading, enum shape shape, int bound, size_t work,
    struct near *out, size_t max)
{
	struct walk w = { t, c, s, reading, shape, bound };
	struct state st;
	size_t n = 0;
	uint32_t at;
	int all = 0;

	if (bound >= BUCKETS)
		w.bound = BUCKETS - 1;
	if (reading.n == 0 || reading.n > READ_MAX || w.bound < 0 || max == 0)
		return 0;
	begin(s, w.bound);
	begin_ops(&w);
	begin_least(&w);
	push(&w, 0, 0, 0, 0);
	while (all <= w.bound && work > 0) {
		if ((at = s->bucket[all]) == 0) {
			all++;
			continue;
		}
		st = s->v[at - 1];
		s->bucket[all] = st.next;
		if (met(s, st.node, st.pos))
			continue;
		work--;
		if (st.pos > reading.n) {
			out[n++] = (struct near){ t->word[st.node] - 1,
				(short)st.cost, (short)all, st.confused };
			if (n == max)
				break;
			if (n == 1 && all + SLACK < w.bound)
				w.bound = all + SLACK;
			continue;
		}
		if (st.pos == reading.n && t->word[st.node] != 0)
			finish(&w, &st);
		expand(&w, &st);
	}
	return n;
}
