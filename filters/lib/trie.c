#include <stdlib.h>

#include "trie.h"

/* The children of a node lie together, in order of their bytes. */
struct node {
	uint32_t child;
	uint32_t word; /* index + 1; 0 if no word ends here */
	uint32_t kids; /* the letters of its children, a bit each */
	uint32_t all;  /* and of everything behind it */
	unsigned char byte, nchild;
	unsigned char near, far; /* bytes to the next and the last word end */
};

struct trie {
	const struct str *words;
	struct node *v;
	size_t n, cap;
};

enum {
	READ_MAX = 60,            /* bytes of a reading */
	STATES = 1 << 14,         /* waiting at once */
	LETTER = 4 * CHANNEL_BIT, /* at least, for one that is not there */
	SLACK = 9 * CHANNEL_BIT,  /* behind the first that is found */
	SEEN = 1 << 15,
	OPS = 192,                 /* confusions at one place */
	OP_MAX = 13 * CHANNEL_BIT, /* dearer ones are as good as any */
	BUCKETS = 1024,            /* no cost is larger */
};

struct state {
	uint32_t node, next;
	unsigned short pos, cost;
};

struct search {
	struct state v[STATES];
	size_t n;
	uint32_t bucket[BUCKETS]; /* state + 1 */
	uint64_t seen[SEEN];      /* node, pos and epoch */
	uint32_t epoch;
	/* The confusions that may begin at a place, cheapest first, and at
	 * the end of them those of which nothing was read. */
	struct op {
		const struct confusion *c;
		uint32_t first; /* the bit of its truth's first byte */
		int cost;
	} op[READ_MAX + 1][OPS];
	size_t nop[READ_MAX + 1];
	uint32_t letters[READ_MAX + 1]; /* of the reading from a place on */
	int marks[READ_MAX + 1];        /* and what is no letter */
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

static void
add_child(struct trie *t, unsigned char byte)
{
	t->v = mem_room(t->v, t->n, &t->cap, sizeof(*t->v));
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
		t->v[r.node].word = (uint32_t)i++ + 1;
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

/* The bit of a byte of the list. */
static uint32_t
bit(unsigned char c)
{
	return (uint32_t)1 << (c >= 'a' && c <= 'z' ? c - 'a'
	                       : c == '\''          ? 26
	                                            : 27);
}

/* Children lie behind their parents: sum up from the end. */
static void
sum_up(struct trie *t)
{
	struct node *n, *c;
	size_t i, k;

	for (i = t->n; i-- > 0;) {
		n = &t->v[i];
		n->near = n->word != 0 ? 0 : 255;
		for (k = 0; k < n->nchild; k++) {
			c = &t->v[n->child + k];
			n->kids |= bit(c->byte);
			n->all |= bit(c->byte) | c->all;
			if (c->near + 1 < n->near)
				n->near = (unsigned char)(c->near + 1);
			if (c->far + 1 > n->far && c->far < 254)
				n->far = (unsigned char)(c->far + 1);
		}
	}
}

struct trie *
trie_open(const struct str *words, size_t n)
{
	struct trie *t = mem_new(1, sizeof(*t));
	struct range *q = NULL;
	size_t nq = 0, capq = 0, i;

	t->words = words;
	add_child(t, 0);
	if (n > 0) {
		branch(t, (struct range){ 0, 0, n, 0 }, &q, &nq, &capq);
		for (i = 0; i < nq; i++)
			branch(t, q[i], &q, &nq, &capq);
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
	free(t);
}

static uint32_t
child(const struct trie *t, uint32_t node, unsigned char byte)
{
	const struct node *p = &t->v[node];
	const struct node *v = t->v + p->child;
	size_t i;

	for (i = 0; i < p->nchild; i++)
		if (v[i].byte >= byte)
			return v[i].byte == byte ? p->child + (uint32_t)i : 0;
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
	return t->v[node].word == 0 ? UINT32_MAX : t->v[node].word - 1;
}

struct search *
search_new(void)
{
	return mem_new(1, sizeof(struct search));
}

void
search_free(struct search *s)
{
	free(s);
}

/* The least that the rest of the way costs: letters that are not there,
 * marks that no word has, and too few or too many of them. */
static int
ahead(const struct walk *w, uint32_t node, size_t pos)
{
	const struct node *n = &w->trie->v[node];
	uint32_t missing = w->s->letters[pos] & ~n->all;
	int left = (int)(w->reading.n - pos), more = 0;

	if (left < n->near)
		more = n->near - left;
	else if (left > n->far)
		more = left - n->far;
	more *= 3 * CHANNEL_BIT;
	left = __builtin_popcount(missing) * LETTER + w->s->marks[pos];
	return left > more ? left : more;
}

static void
push(struct walk *w, uint32_t node, size_t pos, int cost)
{
	struct search *s = w->s;
	struct state *st;
	int all;

	if (cost > w->bound || s->n >= STATES)
		return;
	all = cost + ahead(w, node, pos);
	if (all > w->bound)
		return;
	st = &s->v[s->n++];
	st->node = node;
	st->pos = (unsigned short)pos;
	st->cost = (unsigned short)cost;
	st->next = s->bucket[all];
	s->bucket[all] = (uint32_t)s->n;
}

/* Was it met before, and so more cheaply? */
static int
met(struct search *s, uint32_t node, size_t pos)
{
	uint64_t key =
	    (uint64_t)node << 32 | (uint64_t)pos << 24 | (s->epoch & 0xffffff);
	size_t at = (key * 0x9e3779b97f4a7c15u) >> 49, tries;

	for (tries = 0; tries < 8; tries++, at = (at + 1) & (SEEN - 1)) {
		if (s->seen[at] == key)
			return 1;
		if ((s->seen[at] & 0xffffff) != (s->epoch & 0xffffff))
			break;
	}
	s->seen[at] = key;
	return 0;
}

/* The byte of the list that c of a truth stands for behind a node, or 0
 * where its case does not fit the shape. */
static unsigned char
fits(const struct walk *w, uint32_t node, unsigned char c)
{
	int upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';

	if (upper &&
	    (w->shape == SHAPE_UPPER || (w->shape == SHAPE_TITLE && node == 0)))
		return c | 0x20;
	if (upper || (lower && (w->shape == SHAPE_UPPER ||
	                           (w->shape == SHAPE_TITLE && node == 0))))
		return 0;
	return c;
}

/* The node behind node on the way of a truth, or 0. */
static uint32_t
along(const struct walk *w, uint32_t node, const char *truth, size_t n)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < n; i++) {
		if ((w->trie->v[node].kids &
		        bit((unsigned char)truth[i] | 0x20)) == 0)
			return 0;
		if ((c = fits(w, node, (unsigned char)truth[i])) == 0)
			return 0;
		if ((node = child(w->trie, node, c)) == 0)
			return 0;
	}
	return node;
}

static void
take(struct walk *w, uint32_t node, size_t pos, int cost, size_t place)
{
	const struct op *o = w->s->op[place], *end = o + w->s->nop[place];
	uint32_t kids = w->trie->v[node].kids, to;

	for (; o < end && cost + o->cost <= w->bound; o++) {
		if (o->first == 0)
			push(w, node, pos + o->c->nread, cost + o->cost);
		else if ((o->first & kids) != 0 &&
		         (to = along(w, node, o->c->truth, o->c->ntruth)) != 0)
			push(w, to, pos + o->c->nread, cost + o->cost);
	}
}

static void
confuse(struct walk *w, uint32_t node, size_t pos, int cost)
{
	if (pos < w->reading.n)
		take(w, node, pos, cost, pos);
	take(w, node, pos, cost, READ_MAX);
}

/* What the table does not know: any byte for any. */
static void
guess(struct walk *w, uint32_t node, size_t pos, int cost)
{
	const struct node *p = &w->trie->v[node];
	int any = w->channel->any;
	size_t i;

	if (cost + any > w->bound)
		return;
	for (i = 0; i < p->nchild; i++) {
		push(w, p->child + (uint32_t)i, pos, cost + any);
		if (pos < w->reading.n)
			push(w, p->child + (uint32_t)i, pos + 1, cost + any);
	}
	if (pos < w->reading.n)
		push(w, node, pos + 1, cost + any);
}

static void
expand(struct walk *w, uint32_t node, size_t pos, int cost)
{
	uint32_t to;

	if (pos < w->reading.n &&
	    (to = along(w, node, w->reading.p + pos, 1)) != 0)
		push(w, to, pos + 1, cost);
	confuse(w, node, pos, cost);
	guess(w, node, pos, cost);
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
begin_letters(struct search *s, struct str r)
{
	size_t i = r.n;
	unsigned char c;

	s->letters[i] = 0;
	s->marks[i] = 0;
	while (i-- > 0) {
		c = (unsigned char)r.p[i];
		s->letters[i] = s->letters[i + 1];
		s->marks[i] = s->marks[i + 1];
		if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
			s->letters[i] |= bit(c | 0x20);
		else if (c != '\'' && c < 0x80)
			s->marks[i] += 2 * CHANNEL_BIT;
	}
}

static void
begin_op(struct search *s, size_t place, const struct confusion *c)
{
	struct op *o;

	if (s->nop[place] == OPS)
		return;
	o = &s->op[place][s->nop[place]++];
	o->c = c;
	o->cost = c->cost;
	o->first = c->ntruth > 0 ? bit((unsigned char)c->truth[0] | 0x20) : 0;
}

static void
begin_ops(const struct walk *w)
{
	const struct channel *ch = w->channel;
	const struct confusion *c;
	const char *p = w->reading.p;
	int dear = w->bound < OP_MAX ? w->bound : OP_MAX;
	size_t i;

	for (i = 0; i < w->reading.n; i++) {
		w->s->nop[i] = 0;
		for (c = channel_from(ch, (unsigned char)p[i]);
		     c != NULL && c->cost <= dear; c = channel_next(ch, c))
			if (c->nread <= w->reading.n - i &&
			    memcmp(c->read, p + i, c->nread) == 0)
				begin_op(w->s, i, c);
	}
	w->s->nop[READ_MAX] = 0;
	for (c = channel_lost(ch); c != NULL && c->cost <= dear;
	     c = channel_next(ch, c))
		begin_op(w->s, READ_MAX, c);
}

size_t
trie_near(const struct trie *t, const struct channel *c, struct search *s,
    struct str reading, enum shape shape, int bound, size_t work,
    struct near *out, size_t max)
{
	struct walk w = { t, c, s, reading, shape, bound };
	const struct state *st;
	size_t n = 0;
	uint32_t node, at;
	int all = 0, cost;

	if (bound >= BUCKETS)
		w.bound = BUCKETS - 1;
	if (reading.n == 0 || reading.n > READ_MAX || w.bound < 0 || max == 0)
		return 0;
	begin(s, w.bound);
	begin_ops(&w);
	begin_letters(s, reading);
	push(&w, 0, 0, 0);
	while (all <= w.bound && work > 0) {
		if ((at = s->bucket[all]) == 0) {
			all++;
			continue;
		}
		st = &s->v[at - 1];
		s->bucket[all] = st->next;
		node = st->node;
		cost = st->cost;
		if (met(s, node, st->pos))
			continue;
		work--;
		if (st->pos == reading.n && t->v[node].word != 0) {
			out[n++] = (struct near){ t->v[node].word - 1, cost,
				shape == SHAPE_TITLE };
			if (n == max)
				break;
			if (n == 1 && cost + SLACK < w.bound)
				w.bound = cost + SLACK;
		}
		expand(&w, node, st->pos, cost);
	}
	return n;
}
