/*
 * model - make a language model from a folder of text, and measure one
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "io.h"
#include "lmbuild.h"

/* Files to read, and which of them are noisy. */
struct source {
	char *path;
	int noisy;
};

struct sources {
	struct source *v;
	size_t n, cap;
};

static void
usage(void)
{
	fputs("usage: pumice-model [-b bigrams] [-c count] [-l language] "
	      "[-m MiB]\n"
	      "           [-n noisy] [-t trigrams] [-v words] [-w percent]\n"
	      "           [-x model] -o file path ...\n"
	      "       pumice-model -p model [-x modern] file ...\n",
	    stderr);
	exit(EXIT_TROUBLE);
}

static void
add(struct sources *s, const char *path, int noisy)
{
	s->v = mem_room(s->v, s->n, &s->cap, sizeof(*s->v));
	if ((s->v[s->n].path = strdup(path)) == NULL)
		die_errno("memory");
	s->v[s->n++].noisy = noisy;
}

static int
by_name(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void
add_folder(struct sources *s, const char *path, int noisy)
{
	struct sources found = { 0 };
	struct buf name = { 0 };
	struct dirent *e;
	size_t i;
	DIR *d;

	if ((d = opendir(path)) == NULL)
		die_errno("%s", path);
	while (errno = 0, (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		name.n = 0;
		buf_printf(&name, "%s/%s", path, e->d_name);
		add(&found, buf_cstr(&name), noisy);
	}
	if (errno != 0)
		die_errno("%s", path);
	closedir(d);
	qsort(found.v, found.n, sizeof(*found.v), by_name);
	for (i = 0; i < found.n; i++) {
		add(s, found.v[i].path, noisy);
		free(found.v[i].path);
	}
	free(found.v);
	buf_free(&name);
}

/* Folders are replaced by what is in them, which goes behind the rest. */
static void
expand(struct sources *s)
{
	struct stat st;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		if (stat(s->v[i].path, &st) < 0)
			die_errno("%s", s->v[i].path);
		if (S_ISDIR(st.st_mode)) {
			add_folder(s, s->v[i].path, s->v[i].noisy);
			free(s->v[i].path);
		} else {
			s->v[n++] = s->v[i];
		}
	}
	s->n = n;
}

/* The clean ones first. */
static void
each(struct lmbuild *b, const struct sources *s,
    void (*with)(struct lmbuild *, struct str, int))
{
	struct buf text = { 0 };
	size_t i;
	int noisy;

	for (noisy = 0; noisy < 2; noisy++)
		for (i = 0; i < s->n; i++) {
			if (s->v[i].noisy != noisy)
				continue;
			text.n = 0;
			io_read(s->v[i].path, &text);
			with(b, buf_str(&text), noisy);
		}
	buf_free(&text);
}

static void
list_words(struct lmbuild *b, const struct sources *lists)
{
	struct buf text = { 0 };
	size_t i;

	for (i = 0; i < lists->n; i++) {
		text.n = 0;
		io_read(lists->v[i].path, &text);
		lmbuild_list(b, buf_str(&text));
	}
	buf_free(&text);
}

static void
build(struct lmbuild *b, const struct sources *s, const struct sources *lists,
    const char *out)
{
	struct buf bytes = { 0 };
	FILE *f;

	each(b, s, lmbuild_count);
	list_words(b, lists);
	lmbuild_doubt(b);
	lmbuild_choose(b);
	each(b, s, lmbuild_read);
	lmbuild_fit(b);
	lmbuild_write(b, &bytes);
	f = io_open(out, "w");
	io_write(f, buf_str(&bytes));
	io_close(f, out);
	fprintf(stderr,
	    "%s: %llu tokens, %u words, %zu bigrams, %zu trigrams, %zu bytes\n",
	    out, (unsigned long long)b->tokens, b->words - b->first, b->npair,
	    b->ntriple, bytes.n);
	buf_free(&bytes);
}

struct measure {
	uint64_t words, unknown, starts, order[4];
	double known_bits, spell_bits, all_bits, letters;
};

static void
measure_text(const struct lm *lm, struct str text, struct measure *m)
{
	uint32_t w2 = LM_START, w1 = LM_START, w;
	struct lm_token t;
	size_t at = 0, i;
	double bits;

	while (lm_scan(lm, text, &at, &t))
		for (i = 0; i < t.n; i++) {
			w = t.id[i];
			if (w == LM_START && w1 == LM_START)
				continue;
			bits = lm_cost(lm, w2, w1, w) / (double)LM_BIT;
			m->all_bits += bits;
			if (w == LM_UNKNOWN) {
				m->unknown++;
				m->spell_bits +=
				    lm_spell(lm, str_cut(text, t.off, t.end)) /
				    (double)LM_BIT;
			} else {
				m->known_bits += bits;
				m->order[lm_order(lm, w2, w1, w)]++;
			}
			m->words++;
			w2 = w == LM_START ? w : w1;
			w1 = w;
		}
}

static double
each_of(double sum, double n)
{
	return n > 0 ? sum / n : 0;
}

static double
share(double part, double whole)
{
	return 100 * each_of(part, whole);
}

static double
two_to(double bits)
{
	double x = 1;

	for (; bits >= 1; bits--)
		x *= 2;
	/* Near enough between whole bits: e^(x ln 2) by its series. */
	bits *= 0.69314718055994531;
	return x *
	       (1 + bits *
	                (1 + bits / 2 *
	                         (1 + bits / 3 *
	                                  (1 + bits / 4 *
	                                           (1 + bits / 5 *
	                                                    (1 + bits / 6))))));
}

static void
measure(const struct lm *lm, const struct sources *s)
{
	struct measure m = { 0 };
	struct buf text = { 0 };
	double known;
	size_t i;

	for (i = 0; i < s->n; i++) {
		text.n = 0;
		io_read(s->v[i].path, &text);
		measure_text(lm, buf_str(&text), &m);
	}
	buf_free(&text);
	known = (double)(m.words - m.unknown);
	printf("words %llu unknown %.2f%% perplexity %.1f (known words) "
	       "%.1f (all) bits %.3f (all, unknown ones spelled)\n",
	    (unsigned long long)m.words,
	    share((double)m.unknown, (double)m.words),
	    two_to(m.known_bits / known), two_to(m.all_bits / (double)m.words),
	    (m.all_bits + m.spell_bits) / (double)m.words);
	printf("found bigram %.1f%% trigram %.1f%% of known; an unknown word "
	       "costs %.1f bits to spell\n",
	    share((double)(m.order[2] + m.order[3]), known),
	    share((double)m.order[3], known),
	    each_of(m.spell_bits, (double)m.unknown));
}

static size_t
count_of(const char *s, const char *what)
{
	int64_t n = str_num(str_from(s));

	if (n <= 0)
		die("%s: %s: not a number over 0", what, s);
	return (size_t)n;
}

int
main(int argc, char **argv)
{
	struct lmbuild b = { .least = 3,
		.memory = (size_t)256 << 20,
		.max_pairs = 3000000,
		.max_triples = 5000000,
		.share = 51 };
	struct settings set = { .lang = "en" };
	struct sources s = { 0 }, lists = { 0 };
	const char *out = NULL, *model = NULL, *other = NULL;
	struct channel channel = { 0 };
	struct lm *lm;
	int c;

	die_name("pumice-model");
	while ((c = getopt(argc, argv, "b:c:l:m:n:o:p:t:v:w:x:")) != -1)
		switch (c) {
		case 'b':
			b.max_pairs = count_of(optarg, "-b");
			break;
		case 'c':
			b.least = (uint32_t)count_of(optarg, "-c");
			break;
		case 'l':
			set.lang = optarg;
			break;
		case 'm':
			b.memory = count_of(optarg, "-m") << 20;
			break;
		case 'n':
			add(&s, optarg, 1);
			break;
		case 'o':
			out = optarg;
			break;
		case 'p':
			model = optarg;
			break;
		case 't':
			b.max_triples = count_of(optarg, "-t");
			break;
		case 'v':
			add(&lists, optarg, 0);
			break;
		case 'w':
			b.share = (uint32_t)count_of(optarg, "-w") * 256 / 100;
			break;
		case 'x':
			other = optarg;
			break;
		default:
			usage();
		}
	for (; optind < argc; optind++)
		add(&s, argv[optind], 0);
	if (s.n == 0 || (out == NULL) == (model == NULL))
		usage();
	expand(&s);
	if (model != NULL) {
		lm = lm_load(model, other);
		measure(lm, &s);
		lm_close(lm);
		return 0;
	}
	if (other != NULL) {
		b.base_path = other;
		b.base = lm_load(other, NULL);
	}
	b.oracle = words_open(&set);
	b.elides = strcmp(set.lang, "fr") == 0;
	channel_open(&channel, &set);
	b.channel = &channel;
	build(&b, &s, &lists, out);
	channel_free(&channel);
	return 0;
}
