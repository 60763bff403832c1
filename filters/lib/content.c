#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "content.h"
#include "dict.h"
#include "map.h"
#include "utf8.h"

enum {
	STOP = 1, /* a word that every prose has */
	MARK = 2, /* one that furniture likes */
	MARK_MAX = 14,
};

/* A node of a tree: go to left if the number is at most limit, else to
 * right; a leaf has feature -1 and its worth in limit. */
struct branch {
	int16_t feature;
	uint16_t left, right;
	float limit;
};

struct forest {
	struct branch *v;
	size_t n, cap;
	uint32_t *tree; /* where each tree begins */
	size_t trees, captree;
};

struct content {
	struct map hints;
	struct map words; /* bits: STOP, MARK */
	struct forest forest;
};

/* What a text's words tell. */
struct stats {
	float words, bytes, stop, caps, upper, digits, commas, ends, links,
	    bold;
	float marks;
	uint64_t hash;
	int first, last; /* kinds of character */
	float title, known, summary;
};

/* What lies in an element. */
struct inside {
	float words, links, prose, blocks;
	float score; /* as Readability counts */
};

struct page {
	const struct content *c;
	const struct html *h;
	struct stats *s;   /* a block */
	struct inside *in; /* a node */
	struct map same;   /* hash of a block's text: how often */
	struct map likes;  /* hash of a block's elements: index in like */
	struct map titles; /* words of the title */
	struct map known;  /* three words of the JSON-LD article in a row */
	struct like *like;
	uint32_t *like_of;
	size_t nlike, caplike;
	struct inside all;
	float stop;
	uint32_t top;
	size_t h1; /* the block of the first heading, or the number of blocks */
	int articles, has;
};

struct like {
	float n, words, links, stop;
};

/* -- words -- */

static int
word_byte(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c & 0x80);
}

static int
kind(int c)
{
	return c >= 'a' && c <= 'z'               ? 1
	       : c >= 'A' && c <= 'Z'             ? 2
	       : c >= '0' && c <= '9'             ? 3
	       : c & 0x80                         ? 4
	       : c == '.' || c == '!' || c == '?' ? 5
	       : c == ':' || c == ';' || c == ',' ? 6
	                                          : 7;
}

/* A hash of a word's letters in small. */
static uint64_t
word_hash(const char *p, size_t n)
{
	uint64_t x = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		x = (x ^ (unsigned char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32
		                                                    : p[i])) *
		    0x100000001b3u;
	return x ^ x >> 29;
}

static struct str
key_of(const uint64_t *x)
{
	return str_of((const char *)x, sizeof(*x));
}

/* What the table says of a word. */
static int
look_up(const struct content *c, const char *p, size_t n)
{
	char word[MARK_MAX];
	const int64_t *v;
	size_t i;

	if (n > sizeof(word))
		return 0;
	for (i = 0; i < n; i++)
		word[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
	v = map_get(&c->words, str_of(word, n));
	return v != NULL ? (int)*v : 0;
}

struct roll {
	uint64_t a, b; /* the two words before */
};

static uint64_t
roll(struct roll *r, uint64_t x)
{
	uint64_t three = (r->a * 31 + r->b) * 31 + x;

	r->a = r->b;
	r->b = x;
	return three;
}

static void
count_word(const struct page *pg, struct stats *s, const char *p, size_t n,
    struct roll *r, const struct html_node *node)
{
	uint64_t x = word_hash(p, n), three = roll(r, x);
	int k = kind(p[0]), say = k <= 2 ? look_up(pg->c, p, n) : 0;

	/* Scripts without spaces: six bytes are a word. */
	float w = (p[0] & 0x80) && n > 18 ? (float)n / 6 : 1;

	s->words += w;
	s->hash = (s->hash ^ x) * 0x9e3779b97f4a7c15u;
	s->caps += k == 2;
	s->upper += k == 2 && n > 1 && kind(p[1]) == 2;
	s->digits += k == 3;
	s->stop += (say & STOP) != 0;
	s->marks += (say & MARK) != 0;
	if (node->in & HTML_IN_LINK)
		s->links += w;
	if (node->in & HTML_IN_BOLD)
		s->bold += w;
	if (pg->titles.n > 0 && map_has(&pg->titles, key_of(&x)))
		s->title += 1;
	if (pg->known.n > 0 && map_has(&pg->known, key_of(&three)))
		s->known += 1;
}

static void
count_text(const struct page *pg, struct stats *s, struct str t, struct roll *r,
    const struct html_node *node)
{
	size_t i, from;
	int k;

	for (i = 0; i < t.n;) {
		if (!word_byte(t.p[i])) {
			k = t.p[i] <= ' ' ? 0 : kind(t.p[i]);
			s->commas += t.p[i] == ',';
			s->ends += k == 5;
			if (k > 0) {
				s->last = k;
				s->bytes += 1;
			}
			if (s->first == 0)
				s->first = k;
			i++;
			continue;
		}
		for (from = i; i < t.n && word_byte(t.p[i]); i++)
			continue;
		s->last = kind(t.p[i - 1]);
		if (s->first == 0)
			s->first = kind(t.p[from]);
		s->bytes += (float)(i - from);
		count_word(pg, s, t.p + from, i - from, r, node);
	}
}

static void
count_block(const struct page *pg, const struct html_block *b, struct stats *s)
{
	const struct html_piece *p;
	struct roll r = { 0, 0 };
	uint32_t i;

	for (i = b->piece; i < b->last; i++) {
		p = &pg->h->piece[i];
		if (!p->line)
			count_text(pg, s, html_text(pg->h, p), &r,
			    &pg->h->node[p->node]);
	}
}

/* Put the words, or all threes of words, of a text into a map. */
static void
know(struct map *m, struct str t, int threes)
{
	struct roll r = { 0, 0 };
	uint64_t x, three;
	size_t i, from;

	for (i = 0; i < t.n;) {
		if (!word_byte(t.p[i])) {
			i += threes && t.p[i] == '\\' ? 2 : 1;
			continue;
		}
		for (from = i; i < t.n && word_byte(t.p[i]); i++)
			continue;
		x = word_hash(t.p + from, i - from);
		three = roll(&r, x);
		*map_put(m, key_of(threes ? &three : &x)) = 1;
	}
}

/* -- the page -- */

static float
share(float a, float b)
{
	return b > 0 ? a / b : 0;
}

static int
is_prose(const struct stats *s)
{
	return s->words >= 10 && share(s->links, s->words) < .3f &&
	       share(s->stop, s->words) > .2f;
}

static void
look_blocks(struct page *pg)
{
	const struct html *h = pg->h;
	const struct html_node *n;
	struct stats *s;
	struct inside *in;
	struct like *l;
	uint64_t x;
	int64_t *v;
	size_t i;
	float score;

	for (i = 0; i < h->nblock; i++) {
		s = &pg->s[i];
		count_block(pg, &h->block[i], s);
		n = &h->node[h->block[i].node];
		in = &pg->in[h->block[i].node];
		in->words += s->words;
		in->links += s->links;
		in->blocks += 1;
		if (is_prose(s))
			in->prose += s->words;
		pg->stop += s->stop;
		++*map_put(&pg->same, key_of(&s->hash));
		x = ((uint64_t)n->sign << 32) ^ h->node[n->parent].sign;
		x = x * 31 + n->depth;
		v = map_put(&pg->likes, key_of(&x));
		if (*v == 0) {
			pg->like = mem_room(
			    pg->like, pg->nlike, &pg->caplike, sizeof(*l));
			memset(&pg->like[pg->nlike], 0, sizeof(*l));
			*v = (int64_t)++pg->nlike;
		}
		pg->like_of[i] = (uint32_t)(*v - 1);
		l = &pg->like[*v - 1];
		l->n += 1;
		l->words += s->words;
		l->links += s->links;
		l->stop += s->stop;
		if (html_heading(n->tag) == 1 && pg->h1 == h->nblock)
			pg->h1 = i;
		if (s->words >= 8 && share(s->links, s->words) < .5f) {
			score = 1 + s->commas + fminf(s->words / 20, 3);
			pg->in[n->parent].score += score;
			pg->in[h->node[n->parent].parent].score += score / 2;
		}
	}
}

/* Add up what lies in each element; children come behind their parents. */
static void
look_nodes(struct page *pg)
{
	const struct html *h = pg->h;
	struct inside *in, *up;
	size_t i;
	float best = 0, score;

	for (i = h->nnode; i-- > 1;) {
		in = &pg->in[i];
		up = &pg->in[h->node[i].parent];
		up->words += in->words;
		up->links += in->links;
		up->prose += in->prose;
		up->blocks += in->blocks;
		if (h->node[i].tag == HTML_ARTICLE)
			pg->articles++;
		pg->has |= (int)(h->node[i].in & HTML_IN_MAIN);
		score = in->score * (1 - share(in->links, in->words));
		if (score > best) {
			best = score;
			pg->top = (uint32_t)i;
		}
	}
	pg->all = pg->in[0];
}

static float
link_share(const struct page *pg, size_t i)
{
	return share(pg->s[i].links, pg->s[i].words);
}

/* -- the numbers -- */

struct row {
	float *v;
	size_t n;
};

static void
put(struct row *r, float x)
{
	assert(r->n < CONTENT_NUMBERS);
	r->v[r->n++] = x;
}

static void
put_text(struct row *r, const struct stats *s)
{
	float w = s->words > 0 ? s->words : 1;

	put(r, s->words);
	put(r, s->bytes / w);
	put(r, s->links / w);
	put(r, s->stop / w);
	put(r, s->caps / w);
	put(r, s->upper / w);
	put(r, s->digits / w);
	put(r, s->commas / w);
	put(r, s->ends / w);
	put(r, s->bold / w);
	put(r, (float)s->first);
	put(r, (float)s->last);
	put(r, s->title / w);
	put(r, s->known / w);
	put(r, s->ends);
	put(r, s->marks);
	put(r, s->marks / w);
}

static void
put_element(struct row *r, const struct html_node *n)
{
	static const unsigned char kinds[] = { HTML_P, HTML_LI, HTML_TD,
		HTML_TH, HTML_DIV, HTML_PRE, HTML_BLOCKQUOTE, HTML_DT, HTML_DD,
		HTML_FIGCAPTION, HTML_SECTION, HTML_BUTTON, HTML_SUMMARY };
	size_t i;

	put(r, (float)html_heading(n->tag));
	for (i = 0; i < NELEM(kinds); i++)
		put(r, n->tag == kinds[i]);
	for (i = 0; i < 20; i++)
		put(r, (n->in >> i & 1) != 0);
	put(r, n->depth);
	for (i = 0; i < HTML_HINTS; i++)
		put(r, n->near[i]);
}

static void
put_place(struct row *r, const struct page *pg, size_t i, float before)
{
	size_t n = pg->h->nblock;

	put(r, (float)i);
	put(r, (float)(n - i));
	put(r, (float)i / (float)n);
	put(r, share(before, pg->all.words));
	put(r, before);
	put(r, pg->h1 == n ? -1000 : (float)i - (float)pg->h1);
}

/* The heading that the block stands under. */
static void
put_heading(
    struct row *r, const struct page *pg, size_t i, size_t heading, float since)
{
	const struct stats *s = &pg->s[heading < i ? heading : i];
	int there = heading < i;

	put(r, there ? (float)(i - heading) : -1);
	put(r, there ? since : -1);
	put(r, there ? (float)pg->h->node[pg->h->block[heading].node].tag : -1);
	put(r, there ? share(s->marks, s->words) : -1);
	put(r, there ? share(s->title, s->words) : -1);
	put(r, there ? share(s->links, s->words) : -1);
}

static void
put_neighbour(struct row *r, const struct page *pg, size_t i, int there)
{
	const struct stats *s = &pg->s[there ? i : 0];

	put(r, there ? s->words : -1);
	put(r, there ? link_share(pg, i) : -1);
	put(r, there ? share(s->stop, s->words) : -1);
	put(r, there ? (float)pg->h->node[pg->h->block[i].node].tag : -1);
	put(r, there ? (float)s->last : -1);
}

static void
put_window(struct row *r, const struct page *pg, size_t i, size_t reach)
{
	size_t a = i > reach ? i - reach : 0, k;
	size_t b =
	    i + reach + 1 < pg->h->nblock ? i + reach + 1 : pg->h->nblock;
	float words = 0, links = 0, stop = 0, prose = 0;

	for (k = a; k < b; k++) {
		words += pg->s[k].words;
		links += pg->s[k].links;
		stop += pg->s[k].stop;
		if (is_prose(&pg->s[k]))
			prose += pg->s[k].words;
	}
	put(r, words / (float)(b - a));
	put(r, share(links, words));
	put(r, share(stop, words));
	put(r, share(prose, words));
}

static void
put_inside(struct row *r, const struct page *pg, uint32_t node)
{
	const struct inside *in = &pg->in[node];

	put(r, in->words);
	put(r, share(in->links, in->words));
	put(r, share(in->prose, in->words));
	put(r, share(in->words, in->blocks));
	put(r, share(in->words, pg->all.words));
	put(r, share(in->prose, pg->all.prose));
}

/* The nearest element about a node that holds more than it does. */
static uint32_t
wider(const struct page *pg, uint32_t node)
{
	float blocks = pg->in[node].blocks;
	int steps;

	for (steps = 0; node != 0 && steps < 50; steps++) {
		node = pg->h->node[node].parent;
		if (pg->in[node].blocks > blocks)
			break;
	}
	return node;
}

static void
put_containers(struct row *r, const struct page *pg, uint32_t node)
{
	const struct html_node *top = &pg->h->node[pg->top];
	uint32_t a = wider(pg, node), b = wider(pg, a), c = wider(pg, b);

	put_inside(r, pg, a);
	put_inside(r, pg, b);
	put_inside(r, pg, c);
	put(r, node >= pg->top && node <= top->last ? 1
	       : node < pg->top                     ? 0
	                                            : 2);
	put(r, (float)pg->h->node[node].depth - (float)top->depth);
	put(r, share(pg->in[pg->top].words, pg->all.words));
	put(r, share(pg->in[pg->top].prose, pg->all.prose));
}

static void
put_likes(struct row *r, const struct page *pg, size_t i)
{
	const struct like *l = &pg->like[pg->like_of[i]];

	put(r, (float)*map_get(&pg->same, key_of(&pg->s[i].hash)));
	put(r, l->n);
	put(r, share(l->words, l->n));
	put(r, share(l->links, l->words));
	put(r, share(l->stop, l->words));
	put(r, share(l->words, pg->all.words));
}

static void
put_page(struct row *r, const struct page *pg)
{
	put(r, pg->all.words);
	put(r, share(pg->all.links, pg->all.words));
	put(r, share(pg->all.prose, pg->all.words));
	put(r, share(pg->stop, pg->all.words));
	put(r, pg->all.blocks);
	put(r, (float)pg->articles);
	put(r, pg->has != 0);
	put(r, pg->known.n > 0);
	put(r, (float)pg->h->nnode);
}

/* What was seen on the way down the page. */
struct way {
	float words;    /* before this block */
	float since;    /* words since the heading */
	size_t heading; /* the last one */
};

static void
describe(const struct page *pg, size_t i, const struct way *way, float *v)
{
	struct row r = { v, 0 };
	size_t n = pg->h->nblock;
	uint32_t node = pg->h->block[i].node;

	put_text(&r, &pg->s[i]);
	put_element(&r, &pg->h->node[node]);
	put_place(&r, pg, i, way->words);
	put_heading(&r, pg, i, way->heading, way->since);
	put_neighbour(&r, pg, i - 1, i > 0);
	put_neighbour(&r, pg, i - 2, i > 1);
	put_neighbour(&r, pg, i + 1, i + 1 < n);
	put_neighbour(&r, pg, i + 2, i + 2 < n);
	put_window(&r, pg, i, 4);
	put_containers(&r, pg, node);
	put_likes(&r, pg, i);
	put_page(&r, pg);
	assert(r.n == CONTENT_NUMBERS);
}

/* -- the forest -- */

static float
grow(const struct forest *f, const float *v)
{
	const struct branch *b;
	size_t t;
	float sum = 0;

	for (t = 0; t < f->trees; t++) {
		const struct branch *tree = f->v + f->tree[t];

		for (b = tree; b->feature >= 0;)
			b = tree +
			    (v[b->feature] <= b->limit ? b->left : b->right);
		sum += b->limit;
	}
	return 1 / (1 + expf(-sum));
}

void
content_score(const struct content *c, const struct html *h,
    struct content_block *b, float *rows)
{
	size_t n = h->nblock, i;
	struct page pg = { .c = c, .h = h, .h1 = n };
	struct way way = { .heading = n };
	float one[CONTENT_NUMBERS], *row;

	if (n == 0)
		return;
	pg.s = mem_new(n, sizeof(*pg.s));
	pg.in = mem_new(h->nnode, sizeof(*pg.in));
	pg.like_of = mem_new(n, sizeof(*pg.like_of));
	know(&pg.titles, buf_str(&h->title), 0);
	know(&pg.known, buf_str(&h->article), 1);
	look_blocks(&pg);
	look_nodes(&pg);
	for (i = 0; i < n; i++) {
		row = rows != NULL ? rows + i * CONTENT_NUMBERS : one;
		describe(&pg, i, &way, row);
		b[i].chance = grow(&c->forest, row);
		b[i].words = pg.s[i].words;
		b[i].title = share(pg.s[i].title, pg.s[i].words);
		way.words += b[i].words;
		way.since += b[i].words;
		if (html_heading(h->node[h->block[i].node].tag)) {
			way.heading = i;
			way.since = 0;
		}
	}
	free(pg.s);
	free(pg.in);
	free(pg.like);
	free(pg.like_of);
	map_free(&pg.same);
	map_free(&pg.likes);
	map_free(&pg.titles);
	map_free(&pg.known);
}

/* -- the cut -- */

#define STEPS 256

/* The chance from which on blocks are kept.  Keeping them promises an F1 of
 * twice the words that are right by the words kept and the words wanted
 * together. */
static float
best_cut(const struct content_block *b, size_t n)
{
	double kept[STEPS + 1] = { 0 }, good[STEPS + 1] = { 0 };
	double wanted = 0, k = 0, g = 0, best = -1, f;
	size_t i;
	int s, at = 0;

	for (i = 0; i < n; i++) {
		s = (int)(b[i].chance * STEPS);
		f = (double)b[i].words * (double)b[i].chance;
		kept[s] += (double)b[i].words;
		good[s] += f;
		wanted += f;
	}
	for (s = STEPS; s >= 0; s--) {
		k += kept[s];
		g += good[s];
		f = g / (k + wanted + 1e-9);
		if (k > 0 && f > best) {
			best = f;
			at = s;
		}
	}
	return (float)at / STEPS;
}

/* Keep the first heading too that says what the page's title does, if it
 * stands above most of what is kept. */
static void
keep_title(const struct html *h, const struct content_block *b, char *keep)
{
	size_t i, n = 0, best = h->nblock, seen = 0;

	for (i = 0; i < h->nblock; i++)
		n += keep[i] != 0;
	for (i = 0; i < h->nblock && seen <= n / 4; i++) {
		seen += keep[i] != 0;
		if (html_heading(h->node[h->block[i].node].tag) == 1 &&
		    b[i].title >= .5f && b[i].words < 40 &&
		    (best == h->nblock || b[i].title > b[best].title))
			best = i;
	}
	if (n > 0 && best < h->nblock)
		keep[best] = 1;
}

/* Keep the heading of what is kept. */
static void
keep_headings(const struct html *h, char *keep)
{
	size_t i;
	int begun = 0;

	for (i = 0; i + 1 < h->nblock; i++) {
		if (begun && keep[i + 1] &&
		    html_heading(h->node[h->block[i].node].tag) > 1)
			keep[i] = 1;
		begun |= keep[i];
	}
}

void
content_keep(
    const struct content *c, const struct html *h, int title, char *keep)
{
	struct content_block *b = mem_new(h->nblock + 1, sizeof(*b));
	float cut;
	size_t i;

	content_score(c, h, b, NULL);
	cut = best_cut(b, h->nblock);
	for (i = 0; i < h->nblock; i++)
		keep[i] = b[i].chance >= cut;
	keep_headings(h, keep);
	if (title)
		keep_title(h, b, keep);
	free(b);
}

/* -- the table -- */

uint32_t
content_hint(const void *ctx, struct str word)
{
	const struct content *c = ctx;
	const int64_t *v = map_get(&c->hints, word);

	return v != NULL ? (uint32_t)*v : 0;
}

static float
number(struct str s)
{
	char b[32];
	size_t n = s.n < sizeof(b) - 1 ? s.n : sizeof(b) - 1;

	memcpy(b, s.p, n);
	b[n] = '\0';
	return strtof(b, NULL);
}

/* "tree", and then a line for each branch: number, limit, left, right. */
static int
read_branch(struct forest *f, const struct str *v, size_t n)
{
	struct branch *b;

	if (f->trees == 0 || n != 5)
		return 0;
	f->v = mem_room(f->v, f->n, &f->cap, sizeof(*f->v));
	b = &f->v[f->n++];
	b->feature =
	    (int16_t)(v[1].n > 0 && v[1].p[0] == '-' ? -1 : str_num(v[1]));
	b->limit = number(v[2]);
	b->left = (uint16_t)str_num(v[3]);
	b->right = (uint16_t)str_num(v[4]);
	return b->feature < CONTENT_NUMBERS;
}

static int
read_row(struct content *c, const struct str *v, size_t n)
{
	struct forest *f = &c->forest;
	int64_t hint;

	if (n == 2 && str_eq(v[0], STR("stop"))) {
		*map_put(&c->words, v[1]) |= STOP;
	} else if (n == 2 && str_eq(v[0], STR("mark"))) {
		*map_put(&c->words, v[1]) |= MARK;
	} else if (n == 3 && str_eq(v[0], STR("hint"))) {
		hint = str_num(v[1]);
		if (hint < 0 || hint >= HTML_HINTS)
			return 0;
		*map_put(&c->hints, v[2]) |= (int64_t)1 << hint;
	} else if (n == 1 && str_eq(v[0], STR("tree"))) {
		f->tree =
		    mem_room(f->tree, f->trees, &f->captree, sizeof(*f->tree));
		f->tree[f->trees++] = (uint32_t)f->n;
	} else if (str_eq(v[0], STR("b"))) {
		return read_branch(f, v, n);
	} else {
		return 0;
	}
	return 1;
}

/* Branches must lead on, inside their tree. */
static int
sound(const struct forest *f)
{
	size_t t, i, end;

	for (t = 0; t < f->trees; t++) {
		end = t + 1 < f->trees ? f->tree[t + 1] : f->n;
		if (end == f->tree[t])
			return 0;
		for (i = f->tree[t]; i < end; i++)
			if (f->v[i].feature >= 0 &&
			    (f->tree[t] + f->v[i].left <= i ||
			        f->tree[t] + f->v[i].right <= i ||
			        f->tree[t] + f->v[i].left >= end ||
			        f->tree[t] + f->v[i].right >= end))
				return 0;
	}
	return 1;
}

struct content *
content_open(const struct settings *set)
{
	static const char name[] = "extract.tsv";
	struct content *c = mem_new(1, sizeof(*c));
	struct settings english = *set;
	struct tsv t = { 0 };
	struct str v[5];
	size_t n;

	t.text = dict_map(set, name, 0);
	if (t.text.n == 0) {
		english.lang = "en";
		t.text = dict_map(&english, name, 1);
	}
	while ((n = tsv_next(&t, v, NELEM(v))) > 0)
		if (!read_row(c, v, n))
			dict_broken(set, name, t.line, "not a row of it");
	if (!sound(&c->forest))
		dict_broken(set, name, t.line, "a tree that leads nowhere");
	return c;
}

void
content_close(struct content *c)
{
	free(c->forest.v);
	free(c->forest.tree);
	map_free(&c->words);
	map_free(&c->hints);
	free(c);
}
