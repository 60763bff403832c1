/*
 * lm - the language model, on a small one made of text written here
 *
 * What is tested is what must hold of every model: that the chances of all
 * words behind two others add up to one, that words are found as lm.h says,
 * that a file says when it is not what it should be, and that the table
 * under it all keeps what was put.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "fuse.h"
#include "io.h"
#include "lmbuild.h"
#include "lmfile.h"
#include "tap.h"

static void
test_fuse(void)
{
	enum { N = 20000 };
	uint64_t *key = mem_new(N, sizeof(*key));
	uint32_t *value = mem_new(N, sizeof(*value));
	struct buf out = { 0 };
	struct fuse f;
	size_t n, i, wrong = 0, strange = 0;

	for (i = 0; i < N; i++) {
		key[i] = fuse_mix(i, 7);
		value[i] = (uint32_t)fuse_mix(i, 8) & 0xff;
	}
	for (n = 0; n <= N; n = n * 3 + 1) {
		out.n = 0;
		fuse_build(&out, key, value, n, 16, 8);
		wrong += (size_t)!fuse_open(&f, buf_str(&out));
		for (i = 0; i < n; i++)
			wrong +=
			    (size_t)(fuse_get(&f, key[i]) != (int32_t)value[i]);
		for (i = n; i < N; i++)
			strange += (size_t)(fuse_get(&f, key[i]) >= 0);
	}
	tap(wrong == 0, "a fuse table gives what was put, for every size");
	tap(strange < 20, "and little else");
	wrong = 0;
	for (i = 0; i < out.n; i += out.n / 50 + 1)
		wrong += (size_t)fuse_open(&f, str_of(out.p, i));
	tap(wrong == 0, "one that was cut short is refused");
	buf_free(&out);
	free(key);
	free(value);
}

static void
test_spill(void)
{
	enum { N = 100000, KEYS = 3000 };
	struct spill_item t, last = { 0 };
	struct spill s;
	uint32_t i, keys = 0, wrong = 0, round;

	spill_open(&s, 64 << 10);
	for (i = 0; i < N; i++)
		spill_put(&s, fuse_mix(i % KEYS, 3), 1, i % KEYS);
	for (round = 0; round < 2; round++)
		for (spill_rewind(&s); spill_next(&s, &t); last = t, keys++)
			wrong += t.a < N / KEYS || t.a > N / KEYS + 1 ||
			         (keys % KEYS > 0 && t.key <= last.key);
	tap(keys == 2 * KEYS && wrong == 0,
	    "a spill gives each key once, in order, with its sum, again");
	spill_free(&s);
}

/* Sentences of a small grammar: enough for every kind of count. */
static void
write_text(struct buf *b, unsigned from, unsigned to)
{
	static const char *const who[] = { "The ferryman", "Mr. Tallow",
		"A lamplighter", "Old Mrs. Quill", "the well-known baker",
		"The ferryman's wife" };
	static const char *const did[] = { "carried", "mended", "sold",
		"forgot", "painted", "didn't want" };
	static const char *const what[] = { "the lantern", "a red boat",
		"12 lanterns", "the old clock", "her umbrella", "NATO maps" };
	static const char *const where[] = { "in Harwick.", "by the river.",
		"on Monday, at noon.", "for J. Tallow.", "again!", "twice." };
	static const char *const rare[] = { "Lanthorn", "Lantwick", "Larnwick",
		"Ferrowing", "Tallowing", "Hartern" };
	unsigned i, x;

	for (i = from; i < to; i++) {
		x = (unsigned)fuse_mix(i, 5);
		buf_printf(b, "%s %s %s %s ", who[x % 36 % 6 * (x % 2)],
		    did[x / 36 % 6], what[x / 216 % 6 * (x / 7 % 2)],
		    where[x / 1296 % 6]);
		if (i % 5 == 4)
			buf_puts(b, "\n\n");
		if (i % 400 == 7)
			buf_printf(
			    b, "%s sold %s. ", rare[x % 6], rare[x / 6 % 6]);
	}
}

static void
make(const char *path, const char *base, unsigned from, unsigned to)
{
	struct lmbuild b = { .least = 3,
		.memory = 64 << 10,
		.max_pairs = 100,
		.max_triples = 150,
		.share = 64,
		.base_path = base };
	struct buf text = { 0 }, out = { 0 };
	FILE *f;

	if (base != NULL)
		b.base = lm_load(base, NULL);
	write_text(&text, from, to);
	if (base != NULL)
		buf_puts(&text, "A zeppelin sold a zeppelin a zeppelin. ");
	lmbuild_count(&b, buf_str(&text), 0);
	lmbuild_choose(&b);
	lmbuild_read(&b, buf_str(&text), 0);
	lmbuild_fit(&b);
	lmbuild_write(&b, &out);
	f = io_open(path, "w");
	io_write(f, buf_str(&out));
	io_close(f, path);
	lm_close((struct lm *)(uintptr_t)b.base);
	lmbuild_free(&b);
	buf_free(&text);
	buf_free(&out);
}

static const struct lmbuild_word *
counted(const struct lmbuild *b, const char *word)
{
	static const struct lmbuild_word none;
	const int64_t *v = map_get(&b->map, str_from(word));

	return v == NULL ? &none : &b->word[map_entry_of(&b->map, v)];
}

/* A scan that reads every tenth e as o, and breaks words. */
static void
test_noise(void)
{
	struct settings set = { .lang = "xx", .dictionaries = "." };
	struct lmbuild b = { .least = 3, .memory = 64 << 10 };
	struct channel channel;
	struct buf clean = { 0 }, noisy = { 0 };
	const char *table = "xx/confusions.tsv";
	FILE *f;
	int i;

	if (mkdir("xx", 0700) < 0)
		die_errno("xx");
	f = io_open(table, "w");
	io_write(f, STR("e\te\t1000\ne\to\t100\n"));
	io_close(f, table);
	channel_open(&channel, &set);
	b.channel = &channel;
	for (i = 0; i < 60; i++) {
		buf_puts(&clean, "the ferry took the convention to Arwick. ");
		buf_printf(&noisy, "the ferry took th%c conven tion to Orno. ",
		    i % 5 == 0 ? 'o' : 'e');
	}
	lmbuild_count(&b, buf_str(&clean), 0);
	lmbuild_count(&b, buf_str(&noisy), 1);
	lmbuild_list(&b, STR("Quillby\nferry\n"));
	lmbuild_doubt(&b);
	lmbuild_choose(&b);
	tap(counted(&b, "tho")->noise && counted(&b, "tho")->noisy == 0 &&
	        !counted(&b, "the")->noise,
	    "a word misread in a scan is not counted");
	tap(counted(&b, "orno")->noisy == 60 && !counted(&b, "orno")->noise,
	    "what only the scan tells of is");
	tap(counted(&b, "conven")->noisy == 0 &&
	        counted(&b, "convention")->noisy == 60,
	    "a word that the scan broke is counted whole");
	tap(*map_get(&b.map, STR("quillby")) >= LM_FIRST &&
	        counted(&b, "quillby")->title == 1,
	    "a listed word is one without a use");
	lmbuild_free(&b);
	channel_free(&channel);
	unlink(table);
	rmdir("xx");
	buf_free(&clean);
	buf_free(&noisy);
}

/* How many in a thousand pairs of words have chances behind them that do
 * not add up to one; a gram that is taken for another is the cause. */
static double
off_one(const struct lm *lm)
{
	double sum, off = 0, pairs = 0;
	uint32_t u, v, w;

	for (u = 0; u < lm_words(lm); u++)
		for (v = 0; v < lm_words(lm); v++) {
			if (v == LM_START && u != LM_START)
				continue;
			for (w = 0, sum = 0; w < lm_words(lm); w++)
				sum += exp2(-lm_cost(lm, u, v, w) / 256.0);
			off += fabs(sum - 1) > 0.03;
			pairs++;
		}
	return 1000 * off / pairs;
}

static uint32_t
word(const struct lm *lm, const char *s)
{
	return lm_word(lm, str_from(s));
}

static int
no_order(const struct lm *lm)
{
	uint32_t w;
	int wrong = 0;

	for (w = LM_FIRST; w < lm_words(lm); w++)
		wrong += lm_word(lm, lm_str(lm, w)) != w;
	for (w = LM_FIRST + 1; w < lm_words(lm); w++)
		wrong += lm_count(lm, w) > lm_count(lm, w - 1);
	return wrong;
}

static void
test_words(const struct lm *lm)
{
	uint32_t id[LM_PARTS];

	tap(word(lm, "ferryman") >= LM_FIRST &&
	        word(lm, "ferryman") == word(lm, "Ferryman") &&
	        word(lm, "ferryman") == word(lm, "FERRYMAN"),
	    "words are found in any case");
	tap(word(lm, "Mr.") >= LM_FIRST && word(lm, "J.") >= LM_FIRST &&
	        word(lm, "river.") == LM_UNKNOWN,
	    "abbreviations have their stop and other words have none");
	tap(word(lm, "didn't") >= LM_FIRST &&
	        word(lm, "didn't") == word(lm, "didn\u2019t"),
	    "an apostrophe may be curly");
	tap(word(lm, "12") == LM_NUMBER && word(lm, "1st") == LM_NUMBER &&
	        word(lm, "") == LM_UNKNOWN && word(lm, "\xff") == LM_UNKNOWN,
	    "numbers are one word, and nothing is none");
	tap(lm_split(lm, STR("Lantern-clock's"), id) == 2 &&
	        id[0] == word(lm, "lantern"),
	    "what is not a word is taken apart at hyphens");
	tap(no_order(lm) == 0, "spellings lead back, frequent words first");
	tap(lm_title(lm, word(lm, "harwick")) == 255 &&
	        lm_title(lm, word(lm, "river")) == 0 &&
	        lm_capitals(lm, word(lm, "nato")) == 255,
	    "names are known by their capitals");
	tap(lm_cost(lm, word(lm, "by"), word(lm, "the"), word(lm, "river")) <
	        lm_cost(
	            lm, word(lm, "by"), word(lm, "the"), word(lm, "monday")),
	    "what was read is likelier than what was not");
	tap(lm_spell(lm, STR("lanterns")) < lm_spell(lm, STR("ltrxnsbk")) &&
	        lm_spell(lm, STR("\xff\xfe")) > 0,
	    "words are spelled like words");
}

static void
test_scan(const struct lm *lm)
{
	struct str s = STR("(Mr. Tallow sold 3,500.5 maps; \xff\0the "
	                   "well-known U.S.A. clock.\n\n\"Again!");
	static const char *const want[] = { "Mr.", "Tallow", "sold", "3,500.5",
		"maps", "the", "well-known", "U.S.A", ".", "clock", ".",
		"Again", "!" };
	struct lm_token t;
	size_t at = 0, n = 0, wrong = 0;

	while (lm_scan(lm, s, &at, &t)) {
		if (t.id[0] == LM_START && s.p[t.off] == '\n')
			continue;
		wrong += n >= NELEM(want) ||
		         !str_eq(str_cut(s, t.off, t.end), str_from(want[n]));
		n++;
	}
	tap(n == NELEM(want) && wrong == 0, "a text is read as lm.h says");
}

/* Open the file and use it, in a process of its own: how that ended, and
 * what it said. */
static int
use(const char *path, const char *modern, char said[256])
{
	struct lm *lm;
	int fd[2], status;
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	fflush(stdout);
	if (pipe(fd) < 0 || (pid = fork()) < 0)
		die_errno("fork");
	if (pid == 0) {
		dup2(fd[1], STDERR_FILENO);
		lm = lm_load(path, modern);
		lm_word(lm, STR("ferryman"));
		lm_word(lm, STR("no such word"));
		lm_str(lm, lm_words(lm) - 1);
		lm_cost(lm, 5, 6, 7);
		lm_spell(lm, STR("ferryboat"));
		_exit(0);
	}
	close(fd[1]);
	while (n < 255 && (got = read(fd[0], said + n, 255 - n)) > 0)
		n += (size_t)got;
	said[n] = '\0';
	close(fd[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Does it end in one line that names the file, with status 2? */
static int
refused(const char *path, const char *modern)
{
	char said[256];

	return use(path, modern, said) == EXIT_TROUBLE &&
	       strstr(said, modern != NULL ? modern : path) != NULL &&
	       strchr(said, '\n') == said + strlen(said) - 1;
}

static void
damage(const char *from, const char *to, size_t cut, size_t at, int byte)
{
	struct buf b = { 0 };
	FILE *f;

	io_read(from, &b);
	if (cut < b.n)
		b.n = cut;
	if (at < b.n)
		b.p[at] = (char)byte;
	f = io_open(to, "w");
	io_write(f, buf_str(&b));
	io_close(f, to);
	buf_free(&b);
}

static void
test_damage(const char *model, const char *bad)
{
	size_t cut, at, missed = 0;
	char said[256];

	for (cut = 0; cut < 4000; cut = cut * 2 + 1) {
		damage(model, bad, cut, SIZE_MAX, 0);
		missed += !refused(bad, NULL);
	}
	tap(missed == 0, "a file that was cut short is refused by name");
	damage(model, bad, SIZE_MAX, 4 * H_VERSION, 99);
	tap(refused(bad, NULL), "so is one of another version");
	damage(model, bad, SIZE_MAX, 4 * H_WORDS + 1, 77);
	tap(refused(bad, NULL), "so is one whose numbers do not agree");
	for (at = LMFILE_HEADER, missed = 0; at < 20000; at += 97) {
		damage(model, bad, SIZE_MAX, at, 0xff);
		missed += use(bad, NULL, said) < 0;
	}
	tap(missed == 0, "wrong bytes in tables lead nowhere outside");
}

static int
same_file(const char *a, const char *b)
{
	struct str x = io_map(a), y = io_map(b);

	return str_eq(x, y);
}

int
main(int argc, char **argv)
{
	char dir[] = "/tmp/pumice-lm.XXXXXX";
	const char *model = "model.bin", *modern = "modern.bin";
	const char *twin = "twin.bin", *bad = "bad.bin";
	struct lm *lm, *two;

	(void)argc;
	die_name(argv[0]);
	if (mkdtemp(dir) == NULL || chdir(dir) < 0)
		die_errno("%s", dir);
	test_fuse();
	test_spill();
	test_noise();
	make(model, NULL, 0, 2000);
	make(twin, NULL, 0, 2000);
	tap(same_file(model, twin), "the same text gives the same bytes");
	lm = lm_load(model, NULL);
	tap(off_one(lm) < 2, "chances add up to one");
	test_words(lm);
	test_scan(lm);
	make(modern, model, 5000, 5400);
	two = lm_load(model, modern);
	tap(off_one(two) < 2, "so do those of two models");
	tap(word(lm, "zeppelin") == LM_UNKNOWN &&
	        word(two, "zeppelin") == lm_words(lm) &&
	        str_eq(lm_str(two, lm_words(lm)), STR("zeppelin")),
	    "the second has words of its own");
	make(twin, NULL, 100, 2000);
	tap(refused(twin, modern), "and is refused beside another first");
	test_damage(model, bad);
	lm_close(lm);
	lm_close(two);
	unlink(model);
	unlink(modern);
	unlink(twin);
	unlink(bad);
	if (chdir("/") < 0 || rmdir(dir) < 0)
		die_errno("%s", dir);
	return tap_done();
}
