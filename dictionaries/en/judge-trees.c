/*
 * judge-trees [-n trees] [-e rate] [-l loss] [-i idle] [-c harm] [-r times]
 *     [-s score] [-h half] [-x feature,...] [-d scores] [-b bound] <CASES
 *
 * Makes judge.tsv from what judge-cases.py writes: trees that say whether a
 * change of the ocr filter is right, boosted one upon another.  That leaf is
 * cut in two which gains most by it, until there are LEAVES of them.  A word
 * that is broken counts as -l words that are mended, in a clean text -c times
 * as much, and one put for another where both are wrong as -i.
 *
 * The documents are split into FOLDS; each is judged by trees of the others.
 * From this come the thresholds: one for all rules, so that each set keeps
 * within its bounds, and a higher one for a rule that is wrong too often.
 * The figures go to the standard error, and with -d the scores of the cases
 * to a file.  With -h only that half of the documents is learned from, and
 * the thresholds are a guess.  Needs nothing but libc.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FEATURES = 106, /* as misread.h has them */
	NOISE = 64,     /* of the document, in thousandths */
	LEAVES = 48,
	FEW = 40, /* cases of a leaf */
	STAGES = 4,
	BINS = 64,
	FOLDS = 3,
	RULES = 12,
	MARKS = 6, /* from this rule on they seldom break a word */
	SETS = 16,
	SURER = 500, /* in a clean text, as judge.c has it */
	UNIT = 1000, /* of a score, in a natural log of the odds */
	TOP = 1 << 20,
};

static const char *const rule[RULES] = { "misread", "misread-name", "real-word",
	"case", "split", "merge", "marks", "digits", "junk", "stop",
	"misread-rare", "number" };

struct row {
	int x[FEATURES];
	int words, letters;
	int cluster; /* of the document */
	int from, end;
	int doc;
	float f, g, h, weight;
	int early[STAGES], score;
	unsigned char y, made;
};

/* A question, or with a feature of -1 the points of a leaf. */
struct node {
	int feature, over;
	struct node *kid[2];
};

static struct row *v;
static size_t n, cap;
static struct {
	int set, half, fold;
	long right;
} * docs;
static int ndocs;
static struct {
	char name[40];
	int truth, clean; /* without errors, and in modern print */
	int taught;       /* misread by misreader.py: it only teaches */
	long right, fixed, broken, made;
} set[SETS];
static int nsets;
static unsigned char *code; /* the bin of each feature of each case */
static int edge[FEATURES][BINS], nedges[FEATURES];
static int trees = 300, off[FEATURES], low_score = -UNIT / 2, half = -1;
static double times = 20, loss = 6, harm = 2, rate = 0.1, ridge = 20,
              idle = 0.25, bound = 0.5;
static const char *dump;
static int threshold[RULES];

/* Behind so many trees, what is hopeless. */
static const int stage[STAGES] = { 20, 50, 100, 200 };
static int hopeless[STAGES];

static void
die(const char *why)
{
	fprintf(stderr, "judge-trees: %s\n", why);
	exit(2);
}

static uint32_t
chance(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 32);
}

static int
set_named(const char *name)
{
	int i;

	for (i = 0; i < nsets; i++)
		if (strcmp(set[i].name, name) == 0)
			return i;
	assert(nsets < SETS && strlen(name) < sizeof(set[0].name));
	strcpy(set[nsets].name, name);
	set[nsets].clean = strncmp(name, "clean", 5) == 0;
	set[nsets].taught = strncmp(name, "made", 4) == 0;
	set[nsets].truth = set[nsets].clean || strncmp(name, "gt", 2) == 0;
	return nsets++;
}

static void
read_row(char *line)
{
	struct row *r;
	char *p = line + 1;
	int i;

	if (n == cap) {
		cap = cap ? 2 * cap : 1 << 16;
		if ((v = realloc(v, cap * sizeof(*v))) == NULL)
			die("out of memory");
	}
	r = &v[n++];
	r->cluster = (int)strtol(p, &p, 10);
	r->from = (int)strtol(p, &p, 10);
	r->end = (int)strtol(p, &p, 10);
	r->words = (int)strtol(p, &p, 10);
	r->letters = (int)strtol(p, &p, 10);
	for (i = 0; i < FEATURES; i++)
		r->x[i] = (int)strtol(p, &p, 10);
	if (*p != '\n')
		die("a case has other features than these");
	r->doc = ndocs - 1;
}

static void
read_cases(void)
{
	static char line[1 << 15], name[64], id[256];
	int r, h, again;
	uint32_t hash;
	char *p;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (line[0] != 'd') {
			read_row(line);
			continue;
		}
		docs = realloc(docs, (size_t)(ndocs + 1) * sizeof(*docs));
		if (docs == NULL ||
		    sscanf(line, "d %63s %255s %d %d", name, id, &r, &h) != 4)
			die("not a document");
		again = name[strlen(name) - 1] == '+';
		name[strlen(name) - again] = '\0';
		docs[ndocs].set = set_named(name);
		docs[ndocs].half = h;
		for (hash = 0, p = id; *p != '\0'; p++)
			hash = hash * 31 + (unsigned char)*p;
		docs[ndocs].fold = (int)((hash ^ hash >> 16) % FOLDS);
		docs[ndocs].right = r;
		set[docs[ndocs++].set].right += again ? 0 : r;
	}
}

static void
weigh(struct row *r)
{
	int clean = set[docs[r->doc].set].clean;
	/* The noisier, the fewer are the words that are right. */
	double cost = loss * (clean ? harm : 0.6 + r->x[NOISE] / 2000.0);

	r->y = r->words > 0 || (r->words == 0 && r->letters > 0);
	if (r->words > 0)
		r->weight = (float)r->words;
	else if (r->words < 0)
		r->weight = (float)(-r->words * cost);
	else
		r->weight = (float)(r->y ? 0.3 : r->x[0] >= MARKS ? 0.6 : idle);
	if (set[docs[r->doc].set].taught)
		r->weight /= 2;
}

static int
by_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Cut the values of a feature into bins of about as many cases each. */
static void
bin(int f)
{
	static int s[50000];
	size_t i, k, m = n < 50000 ? n : 50000;
	int b, e = 0;

	for (i = 0; i < m; i++)
		s[i] = v[n <= 50000 ? i : chance() % n].x[f];
	qsort(s, m, sizeof(*s), by_int);
	for (b = 1; b < BINS; b++) {
		k = m * (size_t)b / BINS;
		if (s[k] < s[m - 1] && (e == 0 || s[k] > edge[f][e - 1]))
			edge[f][e++] = s[k];
	}
	nedges[f] = e;
	for (i = 0; i < n; i++) {
		int lo = 0, hi = e;

		while (lo < hi) {
			b = (lo + hi) / 2;
			if (v[i].x[f] > edge[f][b])
				lo = b + 1;
			else
				hi = b;
		}
		code[i * FEATURES + (size_t)f] = (unsigned char)lo;
	}
}

/* ---- a tree ---- */

struct sums {
	double g, h;
	long n;
};

/* The cases of a leaf, which lie together in pick, and the best question
 * that would cut it. */
struct leaf {
	size_t from, n;
	struct sums all, (*bins)[BINS]; /* by feature */
	double gain;
	int feature, over;
	struct node **at; /* what points to it */
};

static struct leaf leaves[LEAVES];
static uint32_t *pick, *aside;
static int use[FEATURES], nuse;
static double worth[FEATURES];

static double
worth_of(double g, double h)
{
	return g * g / (h + ridge);
}

static void
count_bins(struct leaf *l)
{
	size_t i;
	int k;

	memset(l->bins, 0, FEATURES * sizeof(*l->bins));
	for (i = l->from; i < l->from + l->n; i++) {
		const struct row *r = &v[pick[i]];
		const unsigned char *c = &code[pick[i] * (size_t)FEATURES];

		for (k = 0; k < nuse; k++) {
			struct sums *s = &l->bins[use[k]][c[use[k]]];

			s->g += r->g;
			s->h += r->h;
			s->n++;
		}
	}
}

static void
best_question(struct leaf *l)
{
	struct sums s;
	double x, was = worth_of(l->all.g, l->all.h);
	int k, b, f;

	l->gain = 0;
	for (k = 0; k < nuse; k++) {
		if (chance() % 10 < 3)
			continue;
		f = use[k];
		s = (struct sums){ 0 };
		for (b = 0; b < nedges[f]; b++) {
			s.g += l->bins[f][b].g;
			s.h += l->bins[f][b].h;
			s.n += l->bins[f][b].n;
			if (s.n < FEW || l->all.n - s.n < FEW)
				continue;
			x = worth_of(s.g, s.h) +
			    worth_of(l->all.g - s.g, l->all.h - s.h) - was;
			if (x > l->gain) {
				l->gain = x;
				l->feature = f;
				l->over = b;
			}
		}
	}
}

static void
sum_up(struct leaf *l)
{
	int b, f = use[0];

	l->all = (struct sums){ 0 };
	for (b = 0; b < BINS; b++) {
		l->all.g += l->bins[f][b].g;
		l->all.h += l->bins[f][b].h;
		l->all.n += l->bins[f][b].n;
	}
}

/* Those over it go behind the others; returns how many are not. */
static size_t
part(const struct leaf *l)
{
	size_t i, a = l->from, b = 0;

	for (i = l->from; i < l->from + l->n; i++)
		if (code[pick[i] * (size_t)FEATURES + (size_t)l->feature] >
		    l->over)
			aside[b++] = pick[i];
		else
			pick[a++] = pick[i];
	memcpy(pick + a, aside, b * sizeof(*pick));
	return a - l->from;
}

static void
minus(struct leaf *big, const struct leaf *small)
{
	int k, b;

	for (k = 0; k < nuse; k++)
		for (b = 0; b < BINS; b++) {
			struct sums *s = &big->bins[use[k]][b];
			const struct sums *t = &small->bins[use[k]][b];

			s->g -= t->g;
			s->h -= t->h;
			s->n -= t->n;
		}
}

static struct node *
new_node(void)
{
	struct node *t = calloc(1, sizeof(*t));

	if (t == NULL)
		die("out of memory");
	t->feature = -1;
	return t;
}

/* Cut a leaf in two, of which the second is put at the end. */
static void
cut(struct leaf *l, struct leaf *new)
{
	struct node *t = *l->at;
	struct sums(*bins)[BINS] = new->bins;
	struct leaf *small, *big;
	size_t low = part(l);

	worth[l->feature] += l->gain;
	t->feature = l->feature;
	t->over = l->over;
	t->kid[0] = new_node();
	t->kid[1] = new_node();
	*new = (struct leaf){ .from = l->from + low, .n = l->n - low };
	new->at = &t->kid[1];
	l->at = &t->kid[0];
	l->n = low;
	small = l->n < new->n ? l : new;
	big = small == l ? new : l;
	big->bins = l->bins;
	small->bins = bins;
	count_bins(small);
	minus(big, small);
	sum_up(l);
	sum_up(new);
	best_question(l);
	best_question(new);
}

/* Does a case teach the trees of all folds but one? */
static int
teaches(const struct row *r, int fold)
{
	return docs[r->doc].fold != fold &&
	       (half < 0 || docs[r->doc].half < 0 || docs[r->doc].half == half);
}

/* Of cases that are plain by now, one in four is taken for all. */
static int
stays(struct row *r)
{
	if (fabsf(r->g) > 0.04f)
		return 1;
	if ((chance() & 3) != 0)
		return 0;
	r->g *= 4;
	r->h *= 4;
	return 1;
}

static struct node *
grow(int fold)
{
	struct node *root = new_node();
	size_t i, m = 0;
	int k, best, nleaves;

	nuse = 0;
	for (k = 0; k < FEATURES; k++)
		if (!off[k] && nedges[k] > 0 && chance() % 10 < 7)
			use[nuse++] = k;
	for (i = 0; i < n; i++)
		if (teaches(&v[i], fold) && (chance() & 3) != 0 && stays(&v[i]))
			pick[m++] = (uint32_t)i;
	leaves[0].from = 0;
	leaves[0].n = m;
	leaves[0].at = &root;
	count_bins(&leaves[0]);
	sum_up(&leaves[0]);
	best_question(&leaves[0]);
	for (nleaves = 1; nleaves < LEAVES; nleaves++) {
		for (best = k = 0; k < nleaves; k++)
			if (leaves[k].gain > leaves[best].gain)
				best = k;
		if (leaves[best].gain <= 0)
			break;
		cut(&leaves[best], &leaves[nleaves]);
	}
	for (k = 0; k < nleaves; k++)
		(*leaves[k].at)->over = (int)lround(
		    leaves[k].all.g / (leaves[k].all.h + ridge) * rate * UNIT);
	return root;
}

static int
points(const struct node *t, size_t i)
{
	while (t->feature >= 0)
		t = t->kid[code[i * FEATURES + (size_t)t->feature] > t->over];
	return t->over;
}

/* What the documents of a fold have behind some trees. */
static void
note_stage(int k, int fold)
{
	size_t i;
	int s;

	for (s = 0; s < STAGES; s++)
		for (i = 0; i < n && k == stage[s] - 1; i++)
			if (docs[v[i].doc].fold == fold)
				v[i].early[s] = (int)lround(v[i].f * UNIT);
}

/* Trees of all documents but those of a fold. */
static void
boost(struct node **out, int fold)
{
	size_t i;
	int k;

	for (i = 0; i < n; i++)
		v[i].f = 0;
	for (k = 0; k < trees; k++) {
		for (i = 0; i < n; i++) {
			float p = 1 / (1 + expf(-v[i].f));

			v[i].g = v[i].weight * ((float)v[i].y - p);
			v[i].h = v[i].weight * p * (1 - p);
		}
		out[k] = grow(fold);
		for (i = 0; i < n; i++)
			v[i].f += (float)points(out[k], i) / UNIT;
		note_stage(k, fold);
	}
}

/* ---- thresholds ---- */

static int
by_choice(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a;
	const struct row *y = *(struct row *const *)b;

	if (x->doc != y->doc)
		return x->doc - y->doc;
	if (x->cluster != y->cluster)
		return x->cluster - y->cluster;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (x > y) - (x < y);
}

static struct row **order;

static void
choose(void)
{
	size_t i, j, k;

	for (k = 0; k < (size_t)nsets; k++)
		set[k].fixed = set[k].broken = set[k].made = 0;
	for (i = 0; i < n; i++) {
		struct row *r = order[i], *o;

		r->made = r->score > threshold[r->x[0]] +
		                         (r->x[NOISE] < 300 ? SURER : 0);
		for (j = i; r->made && j > 0; j--) {
			o = order[j - 1];
			if (o->doc != r->doc || o->cluster != r->cluster)
				break;
			if (o->made && o->from <= r->end && r->from <= o->end)
				r->made = 0;
		}
		if (!r->made)
			continue;
		k = (size_t)docs[r->doc].set;
		set[k].made++;
		if (r->words > 0)
			set[k].fixed += r->words;
		else
			set[k].broken -= r->words;
	}
}

static int
within_bounds(void)
{
	double made = 0, words = 0;
	int k;

	choose();
	for (k = 0; k < nsets; k++) {
		made += set[k].clean ? (double)set[k].made : 0;
		words += set[k].clean ? (double)set[k].right : 0;
		if (set[k].taught)
			continue;
		if ((double)set[k].broken * 100 > bound * (double)set[k].right ||
		    (!set[k].truth &&
		        (double)set[k].fixed < times * (double)set[k].broken))
			return 0;
	}
	return made * 10000 <= 2 * words;
}

static void
tell(void)
{
	int k;

	for (k = 0; k < nsets; k++)
		fprintf(stderr,
		    "%-20s made %6ld fixed %6ld broken %4ld (%.3f%%) %.1f\n",
		    set[k].name, set[k].made, set[k].fixed, set[k].broken,
		    100.0 * (double)set[k].broken / (double)set[k].right,
		    (double)set[k].fixed / (double)(set[k].broken + 1e-9));
}

static void
precision(int r, long *made, long *right, long *broken)
{
	size_t i;

	*made = *right = *broken = 0;
	for (i = 0; i < n; i++)
		if (v[i].made && v[i].x[0] == r &&
		    !set[docs[v[i].doc].set].taught) {
			++*made;
			*right += v[i].y;
			*broken += v[i].words < 0;
		}
}

/* How many in a hundred must be right.  Of stops marks.c knows more. */
static int
enough(int r)
{
	return strcmp(rule[r], "stop") == 0 ? 83 : 81;
}

static void
set_thresholds(void)
{
	long made, right, broken;
	size_t i;
	int r, t;

	for (i = 0; i < n; i++) {
		order[i] = &v[i];
	}
	qsort(order, n, sizeof(*order), by_choice);
	for (t = -UNIT; t <= 2 * UNIT; t += UNIT / 2) {
		for (r = 0; r < RULES; r++)
			threshold[r] = t;
		choose();
		fprintf(stderr, "at %d:\n", t);
		tell();
	}
	for (t = low_score; t < 8 * UNIT; t += UNIT / 20) {
		for (r = 0; r < RULES; r++)
			threshold[r] = t;
		if (within_bounds())
			break;
	}
	for (r = 0; r < RULES; r++)
		for (;; threshold[r] += UNIT / 20) {
			choose();
			precision(r, &made, &right, &broken);
			if (right * 100 >= made * enough(r) || made < 5)
				break;
		}
	choose();
	tell();
	for (r = 0; r < RULES; r++) {
		precision(r, &made, &right, &broken);
		if (made > 0)
			fprintf(stderr,
			    "%-13s over %5d: %6ld made, %.1f%% right, %.1f%% "
			    "broken\n",
			    rule[r], threshold[r], made,
			    100.0 * (double)right / (double)made,
			    100.0 * (double)broken / (double)made);
	}
}

/* What one in two thousand of the changes that are made has no more than. */
static void
set_hopeless(int stage)
{
	int *s = malloc(n * sizeof(*s));
	size_t i, m = 0;

	if (s == NULL)
		die("out of memory");
	for (i = 0; i < n; i++)
		if (v[i].made)
			s[m++] = v[i].early[stage];
	qsort(s, m, sizeof(*s), by_int);
	hopeless[stage] = s[m / 2000];
	free(s);
	for (i = m = 0; i < n; i++)
		m += v[i].early[stage] < hopeless[stage];
	fprintf(stderr, "%.1f%% are below %d at stage %d\n",
	    100.0 * (double)m / (double)n, hopeless[stage], stage);
}

static void
write_node(const struct node *t)
{
	if (t->feature < 0) {
		printf("\t%d", t->over);
		return;
	}
	printf("\t%d>%d", t->feature, edge[t->feature][t->over]);
	write_node(t->kid[0]);
	write_node(t->kid[1]);
}

static void
write_trees(struct node **t)
{
	int i, k;

	printf("# What speaks for a change of the ocr filter: the score that"
	       " it must have, by\n# rule, and trees.  A question (is feature"
	       " A over B) is before what follows if\n# it is not, and that"
	       " before what follows if it is; a number adds to the\n# score."
	       "  Made by make judge; see README.\n");
	for (i = 0; i < RULES; i++)
		printf("%s\t%d\n", rule[i], threshold[i]);
	for (i = 0; i < trees; i++) {
		printf("tree");
		write_node(t[i]);
		printf("\n");
		for (k = 0; k < STAGES; k++)
			if (i + 1 == stage[k])
				printf("hopeless\t%d\n", hopeless[k]);
	}
}

static void
write_scores(void)
{
	FILE *f = fopen(dump, "w");
	size_t i;

	if (f == NULL)
		die(dump);
	for (i = 0; i < n; i++)
		fprintf(f, "%d\n", v[i].score);
	fclose(f);
}

int
main(int argc, char **argv)
{
	struct node **t;
	char *p;
	size_t i;
	int c, f;

	while ((c = getopt(argc, argv, "n:l:r:s:x:c:h:e:d:i:b:")) != -1)
		if (c == 'n')
			trees = atoi(optarg);
		else if (c == 'l')
			loss = atof(optarg);
		else if (c == 'd')
			dump = optarg;
		else if (c == 'b')
			bound = atof(optarg);
		else if (c == 'i')
			idle = atof(optarg);
		else if (c == 'h')
			half = atoi(optarg);
		else if (c == 'e')
			rate = atof(optarg);
		else if (c == 'c')
			harm = atof(optarg);
		else if (c == 'r')
			times = atof(optarg);
		else if (c == 's')
			low_score = atoi(optarg);
		else if (c == 'x')
			for (p = optarg; *p != '\0'; p += *p == ',')
				off[strtol(p, &p, 10)] = 1;
		else
			return 2;
	read_cases();
	fprintf(stderr, "%zu cases of %d documents\n", n, ndocs);
	for (i = 0; i < n; i++)
		weigh(&v[i]);
	t = calloc((size_t)trees, sizeof(*t));
	code = malloc(n * FEATURES);
	pick = malloc(n * sizeof(*pick));
	aside = malloc(n * sizeof(*aside));
	order = malloc(n * sizeof(*order));
	for (f = 0; f < LEAVES; f++)
		leaves[f].bins = malloc(FEATURES * sizeof(*leaves[f].bins));
	if (t == NULL || code == NULL || pick == NULL || aside == NULL ||
	    order == NULL || leaves[LEAVES - 1].bins == NULL)
		die("out of memory");
	for (f = 0; f < FEATURES; f++)
		bin(f);
	for (f = 0; f < FOLDS && half < 0; f++) {
		boost(t, f);
		for (i = 0; i < n; i++)
			if (docs[v[i].doc].fold == f)
				v[i].score = (int)lround(v[i].f * UNIT);
	}
	if (dump != NULL)
		write_scores();
	if (half < 0) {
		set_thresholds();
		for (f = 0; f < STAGES; f++)
			set_hopeless(f);
	} else {
		for (f = 0; f < STAGES; f++)
			hopeless[f] = -100 * UNIT;
		for (f = 0; f < RULES; f++)
			threshold[f] = UNIT / 5;
	}
	memset(worth, 0, sizeof(worth));
	boost(t, -1);
	for (f = 0; f < FEATURES; f++)
		fprintf(stderr, "worth %2d %9.0f\n", f, worth[f]);
	write_trees(t);
	return 0;
}
