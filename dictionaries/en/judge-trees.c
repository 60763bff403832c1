/*
 * judge-trees [-n trees] [-l loss] [-r times] [-s score] [-x feature,...] <CASES
 *
 * Makes judge.tsv from what judge-cases.py writes: trees that say whether a
 * change of the ocr filter is right, boosted one upon another.  A tree asks
 * DEPTH questions, the same ones of all cases, and so has 2^DEPTH leaves.
 * A word that is broken counts as -l words that are mended.
 *
 * The documents are split into FOLDS; each is judged by trees of the others.
 * From this come the thresholds: one for all rules, so that each set keeps
 * within its bounds, and a higher one for a rule that is wrong too often.
 * The figures go to the standard error.  Needs nothing but libc.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FEATURES = 66, /* as misread.h has them */
	NOISE = 64,    /* of the document, in thousandths */
	DEPTH = 6,
	LEAVES = 1 << DEPTH,
	BINS = 64,
	FOLDS = 4,
	RULES = 11,
	SETS = 16,
	UNIT = 1000, /* of a score, in a natural log of the odds */
	TOP = 1 << 20,
};

static const char *const rule[RULES] = { "misread", "misread-name",
	"real-word", "case", "split", "merge", "marks", "digits", "junk",
	"stop", "misread-rare" };

struct row {
	int x[FEATURES];
	int words, letters;
	int cluster; /* of the document */
	int from, end;
	int doc;
	float f, g, h, weight;
	int score;
	unsigned char leaf, used, y, made;
};

struct tree {
	int feature[DEPTH], over[DEPTH], leaf[LEAVES];
};

static struct row *v;
static size_t n, cap;
static struct {
	int set;
	long right;
} *docs;
static int ndocs;
static struct {
	char name[40];
	int truth, clean; /* without errors, and in modern print */
	long right, fixed, broken, made;
} set[SETS];
static int nsets;
static unsigned char *code[FEATURES];
static int edge[FEATURES][BINS], nedges[FEATURES];
static int trees = 240, off[FEATURES], low_score = -UNIT;
static double times = 20, loss = 4, harm = 2, rate = 0.12, ridge = 20;
static int threshold[RULES];

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
	static char line[1 << 14], name[64];
	int r;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (line[0] != 'd') {
			read_row(line);
			continue;
		}
		docs = realloc(docs, (size_t)(ndocs + 1) * sizeof(*docs));
		if (docs == NULL ||
		    sscanf(line, "d %63s %*s %d", name, &r) != 2)
			die("not a document");
		docs[ndocs].set = set_named(name);
		docs[ndocs].right = r;
		set[docs[ndocs++].set].right += r;
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
		r->weight = r->y ? 0.3f : 0.6f;
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
	code[f] = malloc(n);
	for (i = 0; i < n; i++) {
		int lo = 0, hi = e;

		while (lo < hi) {
			b = (lo + hi) / 2;
			if (v[i].x[f] > edge[f][b])
				lo = b + 1;
			else
				hi = b;
		}
		code[f][i] = (unsigned char)lo;
	}
}

struct sums {
	float g, h;
};

static uint32_t *pick;
static unsigned char *leaf;
static struct sums *gh;
static size_t npick;

static double
gain(double g, double h)
{
	return g * g / (h + ridge);
}

/* The best question of a feature at this level. */
static double
best_of(int f, int leaves, int *at)
{
	static struct sums s[LEAVES][BINS];
	const unsigned char *c = code[f];
	double total[BINS] = { 0 }, best = 0;
	struct sums all, left;
	size_t i;
	int k, b;

	for (k = 0; k < leaves; k++)
		memset(s[k], 0, sizeof(s[k]));
	for (i = 0; i < npick; i++) {
		struct sums *t = &s[leaf[i]][c[pick[i]]];

		t->g += gh[i].g;
		t->h += gh[i].h;
	}
	for (k = 0; k < leaves; k++) {
		all.g = all.h = left.g = left.h = 0;
		for (b = 0; b <= nedges[f]; b++) {
			all.g += s[k][b].g;
			all.h += s[k][b].h;
		}
		for (b = 0; b < nedges[f]; b++) {
			left.g += s[k][b].g;
			left.h += s[k][b].h;
			total[b] += gain(left.g, left.h) +
			            gain(all.g - left.g, all.h - left.h);
		}
	}
	for (b = 0; b < nedges[f]; b++)
		if (total[b] > best) {
			best = total[b];
			*at = b;
		}
	return best;
}

static double worth[FEATURES];

static void
grow(struct tree *t, int fold)
{
	double g[LEAVES] = { 0 }, h[LEAVES] = { 0 }, best, x, was = 0;
	int level, f, at = 0, k;
	size_t i;

	npick = 0;
	for (i = 0; i < n; i++) {
		struct row *r = &v[i];

		if (r->doc % FOLDS == fold || (chance() & 3) == 0)
			continue;
		gh[npick].g = r->g;
		gh[npick].h = r->h;
		leaf[npick] = 0;
		pick[npick++] = (uint32_t)i;
	}
	for (level = 0; level < DEPTH; level++) {
		best = -1;
		for (f = 0; f < FEATURES; f++) {
			if (off[f] || (chance() & 1) || nedges[f] == 0)
				continue;
			x = best_of(f, 1 << level, &at);
			if (x > best) {
				best = x;
				t->feature[level] = f;
				t->over[level] = at;
			}
		}
		f = t->feature[level];
		worth[f] += best - was;
		was = best;
		for (i = 0; i < npick; i++)
			leaf[i] |= (unsigned char)((code[f][pick[i]] >
			                               t->over[level])
			                           << level);
	}
	for (i = 0; i < npick; i++) {
		g[leaf[i]] += gh[i].g;
		h[leaf[i]] += gh[i].h;
	}
	for (k = 0; k < LEAVES; k++)
		t->leaf[k] = (int)lround(
		    g[k] / (h[k] + ridge) * rate * UNIT);
}

static void
add(const struct tree *t)
{
	size_t i;
	int k, l;

	for (i = 0; i < n; i++) {
		for (k = l = 0; k < DEPTH; k++)
			l |= (code[t->feature[k]][i] > t->over[k]) << k;
		v[i].f += (float)t->leaf[l] / UNIT;
	}
}

/* Trees of all documents but those of a fold. */
static void
boost(struct tree *out, int fold)
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
		grow(&out[k], fold);
		add(&out[k]);
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

		r->made = r->score > threshold[r->x[0]];
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
		if ((double)set[k].broken > 0.0017 * (double)set[k].right ||
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
		if (v[i].made && v[i].x[0] == r) {
			++*made;
			*right += v[i].y;
			*broken += v[i].words < 0;
		}
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
			if (right * 100 >= made * 81 || made < 5)
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

static void
write_trees(const struct tree *t)
{
	int i, k;

	printf("# What speaks for a change of the ocr filter: the score that"
	       " it must have, by\n# rule, and trees: six questions (is feature"
	       " A over B), and what the 64 leaves\n# add to the score.  Made"
	       " by make judge; see README.\n");
	for (i = 0; i < RULES; i++)
		printf("%s\t%d\n", rule[i], threshold[i]);
	for (i = 0; i < trees; i++) {
		for (k = 0; k < DEPTH; k++)
			printf("%d\t%d\t", t[i].feature[k],
			    edge[t[i].feature[k]][t[i].over[k]]);
		for (k = 0; k < LEAVES; k++)
			printf("%d%c", t[i].leaf[k],
			    k < LEAVES - 1 ? '\t' : '\n');
	}
}

int
main(int argc, char **argv)
{
	struct tree *t;
	char *p;
	size_t i;
	int c, f;

	while ((c = getopt(argc, argv, "n:l:r:s:x:c:")) != -1)
		if (c == 'n')
			trees = atoi(optarg);
		else if (c == 'l')
			loss = atof(optarg);
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
	for (f = 0; f < FEATURES; f++)
		bin(f);
	t = calloc((size_t)trees, sizeof(*t));
	pick = malloc(n * sizeof(*pick));
	leaf = malloc(n);
	gh = malloc(n * sizeof(*gh));
	order = malloc(n * sizeof(*order));
	if (t == NULL || pick == NULL || leaf == NULL || gh == NULL ||
	    order == NULL)
		die("out of memory");
	for (f = 0; f < FOLDS; f++) {
		boost(t, f);
		for (i = 0; i < n; i++)
			if (v[i].doc % FOLDS == f)
				v[i].score = (int)lround(v[i].f * UNIT);
	}
	set_thresholds();
	memset(worth, 0, sizeof(worth));
	boost(t, -1);
	for (f = 0; f < FEATURES; f++)
		fprintf(stderr, "worth %2d %9.0f\n", f, worth[f]);
	write_trees(t);
	return 0;
}
