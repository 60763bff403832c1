#include <stdlib.h>

#include "dict.h"
#include "lossy.h"
#include "unicode.h"
#include "words.h"

enum {
	LANGS = 64,
	WORD = 32, /* letters of a word, at most */
	LOST = 0xfffd,
	AROUND = 300,     /* bytes beside a short line that tell its language */
	SHORT = 40,       /* letters */
	UNLISTED = 30,    /* half bits against a word that is on no list */
	ELISION = 9,      /* how frequent a word must be to be no elision */
	PAIR_STEP = 12,   /* how frequent a word of two letters must be */
	LONE_STEP = 15,   /* how frequent a word of one letter must be */
	SAID = 40,        /* quarter half bits for the language that is said */
	LAST_LETTER = 26, /* half bits that one too many costs */
	NEAR = 24,        /* half bits: a language that the line may be in */
	SURE_STEP = 4,    /* and to be taken for one with a question mark */
};

struct lossy {
	const struct letters *letters;
	struct str words, contexts;
	char lang[3]; /* that the user names */
	struct oracle *oracle;
};

/* What is asked for rarely and takes long to load waits until it is. */
struct oracle {
	struct settings set;
	struct words *words;
	int opened;
};

struct lossy *
lossy_open(const struct settings *s, const struct letters *letters)
{
	struct settings mul = *s;
	struct lossy *l = mem_new(1, sizeof(*l));

	mul.lang = "mul";
	l->letters = letters;
	l->words = dict_map(&mul, "accents.tsv", 1);
	l->contexts = dict_map(&mul, "contexts.tsv", 1);
	if (strlen(s->lang) == 2)
		memcpy(l->lang, s->lang, 2);
	l->oracle = mem_new(1, sizeof(*l->oracle));
	l->oracle->set = *s;
	return l;
}

void
lossy_close(struct lossy *l)
{
	words_close(l->oracle->words);
	free(l->oracle);
	free(l);
}

static int
is_word(const struct lossy *l, struct str s)
{
	struct oracle *o = l->oracle;
	char two[2];

	if (!o->opened)
		o->words = words_open(&o->set);
	o->opened = 1;
	if (s.n == 1)
		return memchr("aAiI", s.p[0], 4) != NULL;
	if (s.n == 2) {
		/* Se and In are more than small words. */
		two[0] = (char)(s.p[0] | 0x20);
		two[1] = (char)(s.p[1] | 0x20);
		s.p = two;
	}
	return o->words != NULL && words_know(o->words, s);
}

/* --- the list --- */

/* The field that a row begins with against a bare one, in which '?' stands
 * for every letter beyond ASCII. */
static int
compare_bare(struct str row, struct str bare)
{
	size_t at = 0, i;
	uint32_t c;
	int a, b;

	for (i = 0;; i++) {
		c = at < row.n ? utf8_next(row, &at) : '\t';
		a = c == '\t' ? 0 : c < 0x80 ? (int)c : '?';
		b = i < bare.n ? (unsigned char)bare.p[i] : 0;
		if (a != b)
			return a - b;
		if (a == 0)
			return 0;
	}
}

static struct str
row_at(struct str words, size_t at)
{
	return str_cut(words, at, str_chr(words, at, '\n'));
}

/* Where the first row that is not before bare begins. */
static size_t
find_bare(struct str words, struct str bare)
{
	size_t lo = 0, hi = words.n, mid, at;

	/* Past the comments. */
	while (lo < words.n && words.p[lo] == '#')
		lo = str_chr(words, lo, '\n') + 1;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		for (at = mid; at > lo && words.p[at - 1] != '\n';)
			at--;
		if (compare_bare(row_at(words, at), bare) < 0)
			lo = str_chr(words, at, '\n') + 1;
		else
			hi = at;
	}
	return lo;
}

/* --- a word --- */

struct word {
	size_t off, end;
	uint32_t c[WORD]; /* small; LOST for what was lost */
	size_t at[WORD];  /* offset of each */
	size_t len[WORD];
	size_t n, lost;
	int upper;    /* the first letter that is left is a capital */
	int capitals; /* all that are left are, and there are several */
};

/* What the line costs in each language, less the best. */
struct context {
	uint32_t cost[LANGS];
	size_t letters;
};

static int
lost_at(struct str in, size_t at, int question)
{
	if (question)
		return in.p[at] == '?';
	return in.n - at >= 3 && memcmp(in.p + at, "\xef\xbf\xbd", 3) == 0;
}

static int
word_char(struct str in, size_t at, size_t *next, int question, uint32_t *c)
{
	*next = at;
	*c = utf8_next(in, next);
	if (lost_at(in, at, question)) {
		*c = LOST;
		return 1;
	}
	return uc_letter(*c);
}

/* The word about off; 0 if it is too long to be one. */
static int
take_word(struct str in, size_t off, int question, struct word *w)
{
	size_t at = off, prev, next, n = 0, upper = 0, left = 0;
	uint32_t c;

	memset(w, 0, sizeof(*w));
	while (at > 0 && n++ < WORD) {
		prev = at;
		utf8_prev(in, &prev);
		if (!word_char(in, prev, &next, question, &c))
			break;
		at = prev;
	}
	w->off = at;
	for (; at < in.n && word_char(in, at, &next, question, &c); at = next) {
		/* The lists are of the Latin script. */
		if (w->n == WORD || (c != LOST && c > 0x24f && c < 0x1e00))
			return 0;
		if (c != LOST && left++ == 0)
			w->upper = uc_upper(c);
		upper += c != LOST && uc_upper(c);
		w->lost += c == LOST;
		w->c[w->n] = c == LOST ? LOST : uc_tolower(c);
		w->at[w->n] = at;
		w->len[w->n++] = next - at;
	}
	w->end = at;
	w->capitals = left > 1 && upper == left;
	return w->lost > 0;
}

/* Two bytes that were one letter leave two marks. */
static int
halve(struct word *w)
{
	size_t i, k = 0;

	for (i = 0; i < w->n; i++) {
		if (w->c[i] == LOST) {
			if (i + 1 == w->n || w->c[i + 1] != LOST)
				return 0;
			w->c[k] = LOST;
			w->at[k] = w->at[i];
			w->len[k++] = w->len[i] + w->len[i + 1];
			i++;
			continue;
		}
		w->c[k] = w->c[i];
		w->at[k] = w->at[i];
		w->len[k++] = w->len[i];
	}
	w->n = k;
	w->lost /= 2;
	return w->lost > 0;
}

/* --- which language --- */

static int
ascii_letter(int c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static void
add_words(const struct lossy *l, struct str in, size_t a, size_t b,
    unsigned weight, struct context *x)
{
	size_t at = a, start, i, lang;
	struct str word;

	while (at < b) {
		while (at < b && !ascii_letter(in.p[at]))
			at++;
		for (start = at; at < b && ascii_letter(in.p[at]);)
			at++;
		/* Not what has something lost, or a sign, at its side. */
		if (at - start < 1 || at - start > 20 ||
		    (at < in.n && in.p[at] != ' ' && in.p[at] != ',' &&
		        in.p[at] != '.' && in.p[at] != '\n') ||
		    (start > 0 && in.p[start - 1] != ' ' &&
		        in.p[start - 1] != '\n'))
			continue;
		word = str_cut(in, start, at);
		for (lang = 0; lang < letters_languages(l->letters); lang++)
			if (!letters_many(l->letters, lang))
				x->cost[lang] +=
				    weight *
				    letters_word(l->letters, lang, word);
		x->letters += at - start;
	}
	for (i = 0; i < LANGS; i++)
		if (x->cost[i] > UINT32_MAX / 4)
			x->cost[i] = UINT32_MAX / 4;
}

static void
take_context(
    const struct lossy *l, struct str in, size_t off, struct context *x)
{
	size_t a = off, b = off, i, n = letters_languages(l->letters);
	uint32_t best = UINT32_MAX;

	memset(x, 0, sizeof(*x));
	while (a > 0 && off - a < AROUND && in.p[a - 1] != '\n')
		a--;
	while (b < in.n && b - off < AROUND && in.p[b] != '\n')
		b++;
	add_words(l, in, a, b, 4, x);
	if (x->letters < SHORT) {
		add_words(l, in, a > AROUND ? a - AROUND : 0, a, 1, x);
		add_words(
		    l, in, b, in.n - b > AROUND ? b + AROUND : in.n, 1, x);
	}
	for (i = 0; i < n; i++) {
		if (strcmp(letters_name(l->letters, i), l->lang) != 0)
			x->cost[i] += SAID;
		if (!letters_many(l->letters, i) && x->cost[i] < best)
			best = x->cost[i];
	}
	for (i = 0; i < n; i++)
		x->cost[i] = letters_many(l->letters, i)
		                 ? UINT32_MAX / 4
		                 : (x->cost[i] - best) / 4;
}

static size_t
best_language(const struct context *x, const struct lossy *l)
{
	size_t i, best = 0;

	for (i = 0; i < letters_languages(l->letters); i++)
		if (x->cost[i] < x->cost[best])
			best = i;
	return best;
}

static int
language_is(const struct context *x, const struct lossy *l, const char *name)
{
	return strcmp(letters_name(l->letters, best_language(x, l)), name) == 0;
}

static unsigned language_cost(
    const struct lossy *, const struct context *, const char *two);

static int
language_near(const struct context *x, const struct lossy *l, const char *two)
{
	return language_cost(l, x, two) <= NEAR;
}

/* --- what the word was --- */

struct answer {
	uint32_t c[WORD]; /* small */
	unsigned cost;
	unsigned step; /* how frequent, where listed */
	int listed;
	int agreed; /* the letters and the words like it say the same */
};

static unsigned
language_cost(const struct lossy *l, const struct context *x, const char *two)
{
	const char *name;
	size_t i;

	for (i = 0; i < letters_languages(l->letters); i++) {
		name = letters_name(l->letters, i);
		if (name[0] == two[0] && name[1] == two[1] && name[2] == '\0')
			return x->cost[i];
	}
	return UINT32_MAX / 4;
}

static void
weigh_row(const struct lossy *l, const struct word *w, const struct context *x,
    struct str row, struct answer *a)
{
	uint32_t c[WORD];
	size_t at = 0, i;
	unsigned cost, step;

	for (i = 0; i < w->n; i++) {
		c[i] = utf8_next(row, &at);
		if (w->c[i] == LOST ? c[i] < 0x80 : w->c[i] != c[i])
			return;
	}
	for (at++; at + 3 <= row.n; at += 3) {
		step = (unsigned)(row.p[at + 2] - 'a');
		cost = language_cost(l, x, row.p + at) + 53 -
		       (step > 24 ? 53 : step * 22 / 10);
		if (cost < a->cost) {
			memcpy(a->c, c, sizeof(c));
			a->cost = cost;
			a->step = step;
			a->listed = 1;
		}
	}
}

static void
ask_list(const struct lossy *l, const struct word *w, const struct context *x,
    struct answer *a)
{
	char bare[WORD];
	struct str row;
	size_t i, at;

	for (i = 0; i < w->n; i++)
		bare[i] = w->c[i] < 0x80 ? (char)w->c[i] : '?';
	for (at = find_bare(l->words, str_of(bare, w->n)); at < l->words.n;
	     at += row.n + 1) {
		row = row_at(l->words, at);
		if (compare_bare(row, str_of(bare, w->n)) != 0)
			break;
		weigh_row(l, w, x, row, a);
	}
}

/* The cheapest way through the letters that a language has for what was
 * lost (Viterbi: a letter depends on the one before alone). */
struct path {
	uint32_t c[80];
	unsigned cost[80];
	uint8_t from[80];
	size_t n;
};

static void
choices(const struct letters *t, size_t lang, uint32_t c, struct path *p)
{
	struct str alphabet = letters_alphabet(t, lang);
	size_t at = 0;

	p->n = 0;
	if (c != LOST) {
		p->c[p->n++] = c;
		return;
	}
	while (at < alphabet.n && p->n < NELEM(p->c)) {
		c = utf8_next(alphabet, &at);
		if (c >= 0x80)
			p->c[p->n++] = c;
	}
}

static void
step_on(
    const struct letters *t, size_t lang, const struct path *a, struct path *b)
{
	size_t i, k;
	unsigned cost;

	for (k = 0; k < b->n; k++) {
		b->cost[k] = UINT32_MAX;
		for (i = 0; i < a->n; i++) {
			cost = a->cost[i] +
			       letters_cost(t, lang, a->c[i], b->c[k]);
			if (cost < b->cost[k]) {
				b->cost[k] = cost;
				b->from[k] = (uint8_t)i;
			}
		}
	}
}

static void
ask_letters(const struct lossy *l, const struct word *w,
    const struct context *x, size_t lang, struct answer *a)
{
	struct path p[WORD + 2];
	size_t i, k;
	unsigned cost;

	p[0].n = p[w->n + 1].n = 1;
	p[0].c[0] = p[w->n + 1].c[0] = ' ';
	p[0].cost[0] = 0;
	for (i = 0; i < w->n; i++) {
		choices(l->letters, lang, w->c[i], &p[i + 1]);
		if (p[i + 1].n == 0)
			return;
		step_on(l->letters, lang, &p[i], &p[i + 1]);
	}
	step_on(l->letters, lang, &p[w->n], &p[w->n + 1]);
	cost = x->cost[lang] + p[w->n + 1].cost[0] + UNLISTED;
	if (cost >= a->cost)
		return;
	a->cost = cost;
	a->listed = 0;
	k = p[w->n + 1].from[0];
	for (i = w->n; i > 0; i--) {
		a->c[i - 1] = p[i].c[k];
		k = p[i].from[k];
	}
}

/* What the letters about one most often mean in the language; 0 if the
 * table does not say. */
static uint32_t
ask_width(const struct lossy *l, const char *lang, const char *bare, size_t i,
    size_t left, size_t right)
{
	char key[16];
	struct str row;
	size_t n = 0, at;

	key[n++] = lang[0];
	key[n++] = lang[1];
	memcpy(key + n, bare + i - left, left);
	n += left;
	key[n++] = '*';
	memcpy(key + n, bare + i + 1, right);
	n += right;
	at = find_bare(l->contexts, str_of(key, n));
	if (at >= l->contexts.n)
		return 0;
	row = row_at(l->contexts, at);
	if (row.n <= n || row.p[n] != '\t' || memcmp(row.p, key, n) != 0)
		return 0;
	at = n + 1;
	return utf8_next(row, &at);
}

/* Widest context first. */
static void
ask_contexts(const struct lossy *l, const struct word *w, const char *lang,
    struct answer *a)
{
	static const unsigned char widths[][2] = {
		{ 3, 3 },
		{ 3, 2 },
		{ 2, 3 },
		{ 2, 2 },
		{ 2, 1 },
		{ 1, 2 },
		{ 1, 1 },
	};
	char bare[WORD + 6];
	size_t i, k;
	uint32_t c;

	memset(bare, '^', 3);
	for (i = 0; i < w->n; i++)
		bare[i + 3] = w->c[i] < 0x80 ? (char)w->c[i] : '?';
	memset(bare + w->n + 3, '$', 3);
	a->agreed = 1;
	for (i = 0; i < w->n; i++) {
		if (w->c[i] != LOST)
			continue;
		for (k = 0, c = 0; k < NELEM(widths) && c == 0; k++)
			c = ask_width(
			    l, lang, bare, i + 3, widths[k][0], widths[k][1]);
		a->agreed &= c == a->c[i];
		if (c != 0)
			a->c[i] = c;
	}
}

/* --- marks --- */

static int
vowel(uint32_t c)
{
	return c != 0 && c < 0x80 && strchr("aeiouyhAEIOUYH", (int)c) != NULL;
}

/* Is it l’homme, it’s, O’Brien?  i is where the apostrophe was. */
static int
apostrophe(const struct lossy *l, const struct word *w, size_t i,
    const struct context *x)
{
	static const char *const ends[] = { "s", "t", "re", "ve", "ll", "d",
		"m", "em" };
	static const char *const elided[] = { "l", "d", "j", "m", "t", "s", "n",
		"c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "presqu",
		"dell", "all", "nell", "sull", "dall", "un", "quest", "quell",
		"com", "dov", "cos", "c", "anch", "tutt", "bell", "sant" };
	char head[WORD + 1], tail[WORD + 1];
	size_t k;

	if (w->lost != 1 || i == 0 || i + 1 == w->n)
		return 0;
	for (k = 0; k < w->n; k++)
		if (w->c[k] >= 0x80 && w->c[k] != LOST && k < i)
			return 0;
	for (k = 0; k < i; k++)
		head[k] = (char)w->c[k];
	head[i] = '\0';
	for (k = i + 1; k < w->n; k++)
		tail[k - i - 1] = w->c[k] < 0x80 ? (char)w->c[k] : '?';
	tail[w->n - i - 1] = '\0';
	if (language_near(x, l, "en")) {
		for (k = 0; k < NELEM(ends); k++)
			if (strcmp(tail, ends[k]) == 0)
				return strcmp(tail, "t") != 0 ||
				       head[i - 1] == 'n';
		if (w->upper && (strcmp(head, "o") == 0))
			return 1;
	}
	if (language_near(x, l, "fr") || language_near(x, l, "it") ||
	    language_near(x, l, "ca")) {
		if (strcmp(head, "aujourd") == 0)
			return 1;
		for (k = 0; k < NELEM(elided); k++)
			if (strcmp(head, elided[k]) == 0)
				return vowel(w->c[i + 1]) ||
				       w->c[i + 1] >= 0x80;
	}
	return 0;
}

/* What stands at a byte's side. */
static int
blank(struct str in, size_t at)
{
	return at >= in.n || in.p[at] == ' ' || in.p[at] == '\n' ||
	       in.p[at] == '\t' || in.p[at] == '\r';
}

static int
digit(struct str in, size_t at)
{
	return at < in.n && in.p[at] >= '0' && in.p[at] <= '9';
}

/* --- edits --- */

struct state {
	const struct lossy *l;
	struct str in;
	const struct lossy_rules *rules;
	struct edits *out;
	struct context x;
	size_t x_line; /* the line that x is for ends there; 0: none */
};

static const struct context *
context_at(struct state *s, size_t off)
{
	/* Long lines have more than one. */
	if (s->x_line <= off) {
		take_context(s->l, s->in, off, &s->x);
		s->x_line = str_chr(s->in, off, '\n') + 1;
		if (s->x_line > off + AROUND)
			s->x_line = off + AROUND;
	}
	return &s->x;
}

static void
put_char(struct state *s, size_t off, size_t len, uint32_t c, unsigned rule)
{
	struct buf text = { 0 };

	buf_putu(&text, c);
	edits_put(s->out, off, len, buf_str(&text), rule);
	buf_free(&text);
}

/* Does a sentence, or the text, begin at off? */
static int
begins(struct str in, size_t off)
{
	while (off > 0 && (in.p[off - 1] == ' ' || in.p[off - 1] == '"'))
		off--;
	if (off > 1 && in.p[off - 1] == '\n')
		off -= in.p[off - 2] != '\n';
	return off == 0 || in.p[off - 1] == '\n' || in.p[off - 1] == '.' ||
	       in.p[off - 1] == '!' || in.p[off - 1] == '?';
}

static void
put_answer(struct state *s, const struct word *w, const struct answer *a,
    unsigned rule)
{
	size_t i;
	uint32_t c;

	for (i = 0; i < w->n; i++) {
		if (w->c[i] != LOST)
			continue;
		c = a->c[i];
		if (w->capitals || (i == 0 && begins(s->in, w->off)))
			c = uc_toupper(c);
		put_char(s, w->at[i], w->len[i], c, rule);
	}
}

static void
ask(struct state *s, const struct word *w, const struct context *x,
    struct answer *a)
{
	a->cost = UINT32_MAX / 2;
	a->listed = 0;
	ask_list(s->l, w, x, a);
}

/* Does a word end at the byte? */
static int
behind(struct str in, size_t at)
{
	return blank(in, at) || strchr(".,;:!?)-", in.p[at]) != NULL;
}

/* Is one lost at the start of a word, and one at the end of one behind it
 * in the line?  Quotation marks come in pairs. */
static int
marks_beside(struct str in, size_t off, size_t end)
{
	size_t at, a = off, b = end, open = 0, close = 0, next;

	while (a > 0 && off - a < AROUND && in.p[a - 1] != '\n')
		a--;
	while (b < in.n && b - end < AROUND && in.p[b] != '\n')
		b++;
	for (at = a;
	     (at = str_find(str_cut(in, 0, b), at, STR("\xef\xbf\xbd"))) < b;
	     at += 3) {
		next = at + 3;
		if (at == a || blank(in, at - 1))
			open += next < in.n && uc_letter(utf8_next(in, &next));
		else
			close += open > close && behind(in, next);
	}
	return open > 0 && close > 0;
}

/* Was a mark left for each byte, and not for each letter?  Then none
 * stands alone in the line. */
static int
bytes_lost(struct str in, size_t off)
{
	size_t a = off, b = off, end;

	while (a > 0 && off - a < AROUND && in.p[a - 1] != '\n')
		a--;
	while (b < in.n && b - off < AROUND && in.p[b] != '\n')
		b++;
	for (; (a = str_find(str_cut(in, 0, b), a, STR("\xef\xbf\xbd"))) < b;
	     a = end) {
		for (end = a + 3; end < in.n && lost_at(in, end, 0);)
			end += 3;
		if (end - a == 3)
			return 0;
	}
	return 1;
}

/* A mark that was lost outside of a word: the dash between blanks or
 * digits, the sign of degrees, a pair of quotation marks. */
static uint32_t
outer_mark(const struct state *s, size_t off, size_t end)
{
	static const struct {
		const char *lang;
		uint32_t open, close;
	} marks[] = {
		{ "de", 0x201e, 0x201c },
		{ "cs", 0x201e, 0x201c },
		{ "sk", 0x201e, 0x201c },
		{ "sl", 0x201e, 0x201c },
		{ "pl", 0x201e, 0x201d },
		{ "hu", 0x201e, 0x201d },
		{ "ro", 0x201e, 0x201d },
		{ "sv", 0x201d, 0x201d },
		{ "fi", 0x201d, 0x201d },
	};
	struct str in = s->in;
	int before = off == 0 || blank(in, off - 1) || in.p[off - 1] == '(';
	uint32_t open = 0x201c, close = 0x201d;
	size_t i;

	if (before && blank(in, end))
		return off > 0 && end < in.n ? 0x2013 : 0;
	if (digit(in, off - (off > 0)) && digit(in, end))
		return 0x2013;
	if (off > 0 && digit(in, off - 1))
		return end < in.n && (in.p[end] == 'C' || in.p[end] == 'F' ||
		                         blank(in, end))
		           ? 0xb0
		           : 0;
	if ((!before && !behind(in, end)) || !marks_beside(in, off, end))
		return 0;
	for (i = 0; i < NELEM(marks); i++)
		if (language_is(&s->x, s->l, marks[i].lang)) {
			open = marks[i].open;
			close = marks[i].close;
		}
	return before ? open : close;
}

/* What is left of the word without its last letter, the lost one, may be
 * all of it. */
static int
whole_without(const struct lossy *l, struct str in, const struct word *w,
    const struct answer *a, size_t lang)
{
	struct buf with = { 0 };
	unsigned bare, full;
	size_t n = w->n - 1, i;

	if (w->c[n] != LOST || w->lost != 1)
		return 0;
	for (i = 0; i < w->n; i++)
		buf_putu(&with, a->c[i]);
	full = letters_word(l->letters, lang, buf_str(&with));
	buf_free(&with);
	bare = letters_word(l->letters, lang, str_cut(in, w->off, w->at[n]));
	return full > bare + LAST_LETTER;
}

static int
guess(const struct lossy *l, struct str in, const struct word *w,
    const struct context *x, struct answer *a)
{
	size_t lang = best_language(x, l);

	if (w->n < 3 || x->letters < SHORT / 4)
		return 0;
	ask_letters(l, w, x, lang, a);
	if (a->cost >= UINT32_MAX / 4)
		return 0;
	ask_contexts(l, w, letters_name(l->letters, lang), a);
	return !whole_without(l, in, w, a, lang);
}

/* In or at a word; 0 if it is for others to say. */
static int
mend_word(struct state *s, size_t off, size_t *end)
{
	const struct context *x = context_at(s, off);
	struct answer a;
	struct word w, half;
	size_t i;

	if (!take_word(s->in, off, 0, &w) ||
	    (w.off > 0 && digit(s->in, w.off - 1)) || digit(s->in, w.end) ||
	    (w.n > 2 && w.lost * 3 > w.n * 2 + 1))
		return 0;
	for (i = 0; i < w.n && w.at[i] != off; i++)
		continue;
	half = w;
	if (bytes_lost(s->in, off) && halve(&half))
		w = half;
	ask(s, &w, x, &a);
	half = w;
	if (!a.listed && halve(&half)) {
		w = half;
		ask(s, &w, x, &a);
	}
	*end = w.end;
	if (i < w.n && (!a.listed || a.step < ELISION) &&
	    apostrophe(s->l, &w, i, x)) {
		put_char(s, w.at[i], w.len[i], 0x2019, s->rules->apostrophe);
		return 1;
	}
	if (w.n == 1 && (!a.listed || a.step < LONE_STEP ||
	                    x->letters < SHORT / 2 || !blank(s->in, w.end) ||
	                    (w.off > 0 && !blank(s->in, w.off - 1))))
		return 0;
	/* Before or behind a word that is on no list may stand a mark. */
	if (!a.listed && (w.c[0] == LOST || w.c[w.n - 1] == LOST) &&
	    (w.lost == w.n || marks_beside(s->in, w.off, w.end)))
		return 0;
	if (!a.listed && !guess(s->l, s->in, &w, x, &a))
		return 0;
	put_answer(s, &w, &a,
	    a.listed   ? s->rules->letter
	    : a.agreed ? s->rules->context
	               : s->rules->guess);
	return 1;
}

static void
mend_lost(struct state *s, size_t off, size_t *end)
{
	uint32_t c;

	if (mend_word(s, off, end))
		return;
	*end = off + 3;
	while (*end - off < 9 && *end < s->in.n && lost_at(s->in, *end, 0))
		*end += 3;
	/* One, or the three bytes of one. */
	if (*end - off == 6)
		return;
	c = outer_mark(s, off, *end);
	if (c != 0)
		put_char(s, off, *end - off, c,
		    c == 0x2013 || c == 0xb0 ? s->rules->dash
		                             : s->rules->quote);
}

/* A question mark inside a word, or at its end where no sentence ends. */
static int
suspect(struct str in, size_t off)
{
	size_t prev = off, next = off + 1;
	int a = off > 0 && uc_letter(utf8_prev(in, &prev)), b;

	while (next < in.n && next - off < 4 && in.p[next] == '?')
		next++;
	b = next < in.n && uc_letter(utf8_next(in, &next));
	if (a && b)
		return 1;
	if (b)
		return off == 0 || in.p[off - 1] == ' ' ||
		       in.p[off - 1] == '\n';
	if (off + 2 >= in.n || (!a && (off == 0 || in.p[off - 1] != ' ')))
		return 0;
	if (in.p[off + 1] == ',' || in.p[off + 1] == ';')
		return 1;
	if (in.p[off + 1] == '.')
		return in.p[off + 2] != '.';
	return in.p[off + 1] == ' ' && off + 2 < in.n && in.p[off + 2] >= 'a' &&
	       in.p[off + 2] <= 'z';
}

/* Addresses have question marks in them. */
static int
address(struct str in, const struct word *w)
{
	size_t a = w->off, b = w->end;

	while (a > 0 && w->off - a < 100 && !blank(in, a - 1))
		if (in.p[--a] == '/' || in.p[a] == '=' || in.p[a] == '@')
			return 1;
	for (; b < in.n && b - w->end < 100 && !blank(in, b); b++)
		if (in.p[b] == '/' || in.p[b] == '=' || in.p[b] == '&')
			return 1;
	return 0;
}

/* A question that the next sentence was run into. */
static int
joint(struct str in, const struct word *w)
{
	size_t i, at;

	for (i = 1; i + 1 < w->n; i++) {
		at = w->at[i + 1];
		if (w->c[i] == LOST && !w->capitals &&
		    uc_upper(utf8_next(in, &at)))
			return 1;
	}
	return 0;
}

/* Do its question marks stand behind and between words of the language?
 * Then it is two that were run together, or one before a small letter. */
static int
asks(const struct lossy *l, struct str in, const struct word *w)
{
	size_t from = w->off, i;

	for (i = 0; i <= w->n; i++) {
		if (i < w->n && w->c[i] != LOST)
			continue;
		if (i == 0 ||
		    (w->at[i - 1] >= from &&
		        !is_word(l,
		            str_cut(in, from, i < w->n ? w->at[i] : w->end))))
			return 0;
		if (i < w->n)
			from = w->at[i] + w->len[i];
	}
	return 1;
}

/* How many of the line's question marks stand inside words. */
static size_t
lost_nearby(struct str in, size_t off)
{
	size_t a = off, b = off, at, prev, next, n = 0;
	struct word w;

	while (a > 0 && off - a < AROUND && in.p[a - 1] != '\n')
		a--;
	while (b < in.n && b - off < AROUND && in.p[b] != '\n')
		b++;
	for (at = a; (at = str_chr(in, at, '?')) < b; at++) {
		prev = at;
		next = at + 1;
		n += at > a && next < b && uc_letter(utf8_prev(in, &prev)) &&
		     (in.p[next] == '?' || uc_letter(utf8_next(in, &next))) &&
		     take_word(in, at, 1, &w) && w.n > 3 && !address(in, &w);
	}
	return n;
}

/* Is there a letter beyond ASCII nearby?  Then not all were lost, and what
 * looks like a question mark most likely is one. */
static int
accented(struct str in, size_t off)
{
	size_t at = off > AROUND ? off - AROUND : 0;
	size_t end = in.n - off > AROUND ? off + AROUND : in.n;
	struct str s;

	while (at < off && ((unsigned char)in.p[at] & 0xc0) == 0x80)
		at++;
	while (end < in.n && ((unsigned char)in.p[end] & 0xc0) == 0x80)
		end++;
	s = str_cut(in, 0, end);
	while ((at = utf8_ascii(s, at)) < s.n)
		if (uc_letter(utf8_next(s, &at)))
			return 1;
	return 0;
}

static void
mend_question(struct state *s, size_t off, size_t *end)
{
	const struct context *x;
	struct answer a;
	struct word w;
	size_t i;

	*end = off + 1;
	if (!take_word(s->in, off, 1, &w) ||
	    (w.n > 1 && w.lost * 3 > w.n + 1) || w.end <= off ||
	    address(s->in, &w))
		return;
	for (i = 0; i < w.n && w.at[i] != off; i++)
		continue;
	*end = w.end;
	x = context_at(s, off);
	if (accented(s->in, off) &&
	    (i == 0 || i + 1 >= w.n || w.n < 4 || w.lost > 1))
		return;
	ask(s, &w, x, &a);
	if ((!a.listed || a.step < ELISION) && apostrophe(s->l, &w, i, x)) {
		put_char(s, off, 1, 0x2019, s->rules->question);
		return;
	}
	i = lost_nearby(s->in, off);
	if (w.n < 3 &&
	    (!a.listed || a.step < (w.n == 1 ? LONE_STEP : PAIR_STEP) ||
	        a.cost > 60))
		return;
	/* In French a question mark stands alone. */
	if (w.n < 3 && i == 0 &&
	    (language_near(x, s->l, "fr") || language_near(x, s->l, "en") ||
	        x->letters < SHORT / 2))
		return;
	if (a.listed ? i == 0 && (a.step < SURE_STEP || a.cost > 60)
	             : i < 2 || w.n <= 3 || joint(s->in, &w) ||
	                   !guess(s->l, s->in, &w, x, &a))
		return;
	if (language_is(x, s->l, s->l->lang) && asks(s->l, s->in, &w))
		return;
	put_answer(s, &w, &a,
	    a.listed   ? s->rules->question
	    : a.agreed ? s->rules->question_context
	               : s->rules->question_guess);
}

void
lossy_edits(const struct lossy *l, struct str in,
    const struct lossy_rules *rules, struct edits *out)
{
	struct state s = { .l = l, .in = in, .rules = rules, .out = out };
	size_t at, end, lost, question;

	lost = str_chr(in, 0, 0xef);
	if (lost < in.n)
		lost = str_find(in, lost, STR("\xef\xbf\xbd"));
	question = str_chr(in, 0, '?');
	while ((at = lost < question ? lost : question) < in.n) {
		end = at + 1;
		if (at == lost)
			mend_lost(&s, at, &end);
		else if (suspect(in, at))
			mend_question(&s, at, &end);
		if (lost < end)
			lost = str_find(in, end, STR("\xef\xbf\xbd"));
		if (question < end)
			question = str_chr(in, end, '?');
	}
}
