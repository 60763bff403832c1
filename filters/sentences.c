/*
 * sentences - mend what stands between sentences
 *
 * Sentences that run together get their space back: behind a full stop, a
 * question or exclamation mark, a comma or a semicolon, where there are words
 * on both sides.  Addresses, names of files and programs, numbers and
 * abbreviations have letters behind a stop too and stay.  A space before a
 * closing mark goes.
 *
 * A stop before a small letter is one too many or has lost a capital.  Which
 * one, the words about it tell: "power. has been" goes on, "home. then he"
 * begins.  Only a text that has capitals elsewhere is looked at, and what the
 * words do not tell is held.  A stop is missing before It, He and They where
 * a word with no need of a capital has one and a verb behind it.
 *
 * Machines translate and spin text; what they leave behind is taken out:
 * "opening or opening", a word of speech that stands alone behind a
 * quotation, function words that stand twice.  Mr and Mr. become the one that
 * most of the text has.
 *
 * Paragraphs (blank lines end them) are mended one by one, each until nothing
 * is left to mend in it.  What is said of the whole text - has it capitals,
 * has it Mr. - does not change with what is mended here.
 */
#include <stdlib.h>

#include "dict.h"
#include "map.h"
#include "settle.h"
#include "stop.h"
#include "unicode.h"

enum {
	GLUED_STOP,
	GLUED_NAME,
	GLUED_GUESS,
	GLUED_DOTS,
	GLUED_COMMA,
	COMMA_GUESS,
	GLUED_INITIAL,
	SPACE_BEFORE,
	STRAY_STOP,
	SUSPECT_STOP,
	LOST_CAPITAL,
	LOST_STOP,
	DOUBLED_WORD,
	X_OR_X,
	STRAY_VERB,
	TITLE_STOP,
};

static const struct rule rules[] = {
	[GLUED_STOP] = { "glued-stop",
	    "a space is missing between sentences, by the words about it", 99 },
	[GLUED_NAME] = { "glued-name",
	    "a space seems to be missing before a name or a number", 90 },
	[GLUED_GUESS] = { "glued-guess",
	    "a space seems to be missing in what may be a name", 60 },
	[GLUED_DOTS] = { "glued-dots",
	    "a space is missing between an ellipsis and a sentence", 85 },
	[GLUED_COMMA] = { "glued-comma",
	    "a space is missing behind a comma or a semicolon", 98 },
	[COMMA_GUESS] = { "comma-guess",
	    "a space seems to be missing in a list of names, or in a text "
	    "that has few behind its commas",
	    70 },
	[GLUED_INITIAL] = { "glued-initial",
	    "a space is missing behind the initial of a name", 90 },
	[SPACE_BEFORE] = { "space-before",
	    "there is a space before a closing mark", 99 },
	[STRAY_STOP] = { "stray-stop", "a full stop stands inside a sentence",
	    97 },
	[SUSPECT_STOP] = { "suspect-stop",
	    "a full stop stands before a small letter", 50 },
	[LOST_CAPITAL] = { "lost-capital",
	    "a sentence begins with a small letter", 90 },
	[LOST_STOP] = { "lost-stop",
	    "a full stop is missing before It, He, She or They", 95 },
	[DOUBLED_WORD] = { "doubled-word", "a function word stands twice", 97 },
	[X_OR_X] = { "x-or-x", "a word and itself are offered as a choice",
	    99 },
	[STRAY_VERB] = { "stray-verb",
	    "a verb of speech stands alone behind a quotation", 97 },
	[TITLE_STOP] = { "title-stop",
	    "Mr and Mr. become what most of the text has", 97 },
};

enum { SPACE = 1, STOP, COMMA }; /* classes of bytes to look at */

enum { /* classes of words in function.tsv */
	AUXILIARY = 1,
	CONJUNCTION = 2,
	PRONOUN = 4,
	BINDS = 8,
	DOUBLES = 16,
	SPEECH = 32,
	TITLE = 64,
	VERB = 256,
	OPEN_END = 128, /* "and." ends nothing */
};

struct tables {
	struct ruling ruling;
	struct stops *stops;
	struct map function;
	unsigned char look[256];
	int french; /* spaces before ! ? ; are right */
};

/* What the whole text says, found out when it is first asked for. */
struct whole {
	struct str text;
	int known;
	int capitals; /* sentences begin with them */
	int stopped;  /* Mr. 1, Mr -1, undecided 0 */
	int reverent; /* He may be God */
	int tight;    /* most commas have no space behind them */
};

struct scan {
	const struct tables *t;
	struct whole *whole;
	struct str s; /* a paragraph */
	struct edits *out;
	size_t done; /* behind the last edit */
};

static void
read_function(struct tables *t, const struct settings *set)
{
	static const char letters[] = "acpbdstov";
	struct tsv rows = { .text = dict_map(set, "function.tsv", 0) };
	struct str f[2];
	const char *p;
	size_t i;
	int64_t v;

	while (tsv_next(&rows, f, 2) > 0) {
		for (v = 0, i = 0; i < f[1].n; i++) {
			p = strchr(letters, f[1].p[i]);
			if (p == NULL || *p == '\0')
				dict_broken(set, "function.tsv", rows.line,
				    "no such class of words");
			v |= 1 << (p - letters);
		}
		*map_borrow(&t->function, f[0]) = v;
	}
}

static void *
open_tables(const struct settings *set)
{
	struct tables *t = mem_new(1, sizeof(*t));

	t->ruling = set->ruling;
	t->stops = stops_open(set);
	read_function(t, set);
	t->look[' '] = t->look['\n'] = SPACE;
	t->look['.'] = t->look['!'] = t->look['?'] = STOP;
	t->look[','] = t->look[';'] = COMMA;
	t->french = strcmp(set->lang, "fr") == 0;
	return t;
}

static void
close_tables(void *tables)
{
	struct tables *t = tables;

	stops_close(t->stops);
	map_free(&t->function);
	free(t);
}

/* The classes of a word, whatever its case. */
static int
class_of(const struct tables *t, struct str w)
{
	char low[16];
	size_t i;
	int64_t *v;

	if (w.n == 0 || w.n > sizeof(low))
		return 0;
	for (i = 0; i < w.n; i++)
		low[i] = (char)(w.p[i] >= 'A' && w.p[i] <= 'Z' ? w.p[i] | 0x20
		                                               : w.p[i]);
	v = map_get(&t->function, str_of(low, w.n));
	return v != NULL ? (int)*v : 0;
}

static int
at_is(struct str s, size_t at, int c)
{
	return at < s.n && s.p[at] == c;
}

static int
small_at(struct str s, size_t at)
{
	return at < s.n && s.p[at] >= 'a' && s.p[at] <= 'z';
}

static int
large_at(struct str s, size_t at)
{
	return at < s.n && s.p[at] >= 'A' && s.p[at] <= 'Z';
}

static int
letter_at(struct str s, size_t at)
{
	return at < s.n && (small_at(s, at) || large_at(s, at) ||
	                       (unsigned char)s.p[at] >= 0xc3);
}

static int
word_at(struct str s, size_t at)
{
	return letter_at(s, at) ||
	       (at < s.n && ((s.p[at] >= '0' && s.p[at] <= '9') ||
	                        (unsigned char)s.p[at] >= 0x80));
}

/* The ASCII letters at at. */
static struct str
letters_at(struct str s, size_t at)
{
	size_t end = at;

	while (end < s.n && end < at + 32 &&
	       (small_at(s, end) || large_at(s, end)))
		end++;
	return str_cut(s, at < s.n ? at : s.n, end < s.n ? end : s.n);
}

/* The ASCII letters that end at end. */
static struct str
letters_before(struct str s, size_t end)
{
	size_t at = end;

	while (at > 0 && end - at < 32 &&
	       (small_at(s, at - 1) || large_at(s, at - 1)))
		at--;
	return str_cut(s, at, end);
}

/* What lies before the spaces before at. */
static size_t
before_space(struct str s, size_t at)
{
	while (at > 0 && s.p[at - 1] == ' ')
		at--;
	return at;
}

/* Ask for a change; one that overlaps an earlier one has to wait for the
 * next round. */
static int
put(struct scan *z, size_t off, size_t len, struct str text, unsigned rule)
{
	if (off < z->done || (off == z->done && len == 0 && z->out->n > 0))
		return 0;
	edits_put(z->out, off, len, text, rule);
	z->done = off + len;
	return 1;
}

static void
note(struct scan *z, const char *what, struct str a, struct str b)
{
	struct buf text = { 0 };

	buf_printf(&text, "%s: %.*s | %.*s", what, (int)(a.n < 40 ? a.n : 40),
	    a.p, (int)(b.n < 40 ? b.n : 40), b.p);
	edits_note(z->out, buf_str(&text));
	buf_free(&text);
}

/* Has the text Mr. and Mrs. (1), Mr and Mrs (-1), or both too often (0)? */
static int
count_titles(struct str s)
{
	size_t at = 0, with = 0, without = 0;

	while ((at = str_find(s, at, STR("Mr"))) < s.n) {
		at += 2;
		at += (size_t)at_is(s, at, 's');
		if (word_at(s, at))
			continue;
		while (at_is(s, at, ' '))
			at++;
		with += (size_t)at_is(s, at, '.');
		without += (size_t)large_at(s, at);
	}
	return with >= 2 * without ? with > 0 : without >= 2 * with ? -1 : 0;
}

/* Stops behind small letters, and what follows them: whether there are
 * spaces about the stop does not count, for they may change here. */
static int
count_capitals(struct str s)
{
	size_t at = 0, before, large, small = 0;

	while (at < s.n && !letter_at(s, at))
		at++;
	large = (size_t)large_at(s, at);
	for (at = 0; (at = str_chr(s, at, '.')) < s.n; at++) {
		before = before_space(s, at);
		if (before < 3 || !small_at(s, before - 1) ||
		    !small_at(s, before - 2) || !small_at(s, before - 3))
			continue;
		while (at_is(s, at + 1, ' '))
			at++;
		large += (size_t)large_at(s, at + 1);
		small += (size_t)small_at(s, at + 1);
	}
	return large > small;
}

/* Does it write Him and His amid sentences? */
static int
reverent(struct str s)
{
	size_t at = 0;

	for (; (at = str_find(s, at, STR(" Hi"))) < s.n; at += 3)
		if (at > 0 && small_at(s, at - 1) &&
		    (at_is(s, at + 3, 'm') || at_is(s, at + 3, 's')) &&
		    !letter_at(s, at + 4))
			return 1;
	return 0;
}

/* Have most commas no space behind them?  Those that may get one here, for
 * they have one before them, count as if they had. */
static int
tight(struct str s)
{
	size_t at = 0, glued = 0, spaced = 0;

	for (; (at = str_chr(s, at, ',')) < s.n; at++)
		if (at_is(s, at + 1, ' ') || at_is(s, at + 1, '\n') ||
		    at_is(s, at > 0 ? at - 1 : s.n, ' '))
			spaced++;
		else if (at > 0 && letter_at(s, at - 1) && letter_at(s, at + 1))
			glued++;
	return glued > 1 && glued > spaced;
}

static void
know(struct whole *w)
{
	if (w->known)
		return;
	w->known = 1;
	w->capitals = count_capitals(w->text);
	w->stopped = count_titles(w->text);
	w->reverent = reverent(w->text);
	w->tight = tight(w->text);
}

/* -- words ------------------------------------------------------------- */

/* The word that ends at end stands again behind the space there. */
static void
doubled(struct scan *z, struct str word, size_t end)
{
	struct str s = z->s;
	size_t again = end + 1, behind = again + word.n;

	if (behind > s.n || word_at(s, behind) || at_is(s, behind, '\'') ||
	    at_is(s, behind, '-') ||
	    memcmp(word.p + 1, s.p + again + 1, word.n - 1) != 0 ||
	    !(class_of(z->t, word) & DOUBLES) ||
	    (word.p != s.p && word_at(s, (size_t)(word.p - s.p) - 1)) ||
	    (word.p != s.p && strchr("-'./", word.p[-1]) != NULL) ||
	    (word.n == 1 && !at_is(s, behind, ' ')) || large_at(s, again))
		return;
	if (s.p[end] == '\n' && at_is(s, behind, ' '))
		put(z, again, word.n + 1, STR(""), DOUBLED_WORD);
	else if (s.p[end] == ' ')
		put(z, end, word.n + 1, STR(""), DOUBLED_WORD);
}

/* The word before " or " at end stands again behind it, and then a mark. */
static void
x_or_x(struct scan *z, struct str word, size_t end)
{
	struct str s = z->s, again = letters_at(s, end + 4);
	size_t behind = end + 4 + again.n;

	if (word.n < 3 || !small_at(word, 0) || !str_eq(word, again) ||
	    behind >= s.n || strchr(".,;:!?)", s.p[behind]) == NULL ||
	    (word.p != s.p && word_at(s, (size_t)(word.p - s.p) - 1)))
		return;
	if (put(z, end, 4 + again.n, STR(""), X_OR_X))
		note(z, "twice", word, again);
}

/* May the word at at be the verb of It or They? */
static int
verb_at(const struct tables *t, struct str s, size_t at)
{
	struct str w = letters_at(s, at);

	if (w.n == 0 || !small_at(w, 0))
		return 0;
	if (class_of(t, w) & (AUXILIARY | VERB | SPEECH) ||
	    (w.n > 3 && (str_ends(w, STR("s")) || str_ends(w, STR("ed")))))
		return 1;
	at += w.n; /* hasn't */
	return str_ends(w, STR("n")) &&
	       (str_starts(str_cut(s, at, s.n), STR("'t ")) ||
	           str_starts(str_cut(s, at, s.n), STR("\u2019t ")));
}

/* Verse has capitals behind no stop, at the heads of its lines. */
static int
verse(struct str s, size_t at)
{
	static const struct str heads[] = { STR_INIT("And"), STR_INIT("Of"),
		STR_INIT("With"), STR_INIT("To"), STR_INIT("From"),
		STR_INIT("For"), STR_INIT("That"), STR_INIT("Which"),
		STR_INIT("Upon"), STR_INIT("As"), STR_INIT("Or"),
		STR_INIT("Nor"), STR_INIT("But"), STR_INIT("When"),
		STR_INIT("While"), STR_INIT("Where"), STR_INIT("If") };
	size_t low = at > 400 ? at - 400 : 1, i;
	size_t high = at + 400 < s.n ? at + 400 : s.n;
	struct str w;

	for (; low + 1 < high; low++) {
		if (s.p[low] != ' ' || !large_at(s, low + 1) ||
		    !(small_at(s, low - 1) || at_is(s, low - 1, ',') ||
		        at_is(s, low - 1, ';')) ||
		    low + 1 == at)
			continue;
		w = letters_at(s, low + 1);
		for (i = 0; i < NELEM(heads); i++)
			if (str_eq(w, heads[i]))
				return 1;
	}
	return 0;
}

/* It, He, She or They at at, with only a space before it. */
static void
lost_stop(struct scan *z, size_t at, struct str left)
{
	struct str s = z->s, word = letters_at(s, at);
	static const struct str starts[] = { STR_INIT("It"), STR_INIT("He"),
		STR_INIT("She"), STR_INIT("They") };
	int class = class_of(z->t, left);
	size_t i;

	for (i = 0; i < NELEM(starts) && !str_eq(word, starts[i]); i++)
		continue;
	if (z->t->function.n == 0 || i == NELEM(starts) ||
	    !at_is(s, at + word.n, ' ') || left.n < 3 ||
	    !(small_at(left, 0) ||
	        (small_at(left, 1) && stop_begins(z->t->stops, left) < 0)) ||
	    s.p[at - 1] != ' ' || !verb_at(z->t, s, at + word.n + 1) ||
	    (class != 0 && !str_eq(left, STR("there"))) ||
	    (small_at(left, 0) && !stop_knows(z->t->stops, left)))
		return;
	know(z->whole);
	if (!z->whole->capitals || (z->whole->reverent && i == 1) ||
	    verse(s, at))
		return;
	if (put(z, at - 1, 0, STR("."), LOST_STOP))
		note(z, "begins", left, word);
}

/* Mr and Mrs as the others are. */
static void
title(struct scan *z, size_t at)
{
	struct str s = z->s, word = letters_at(s, at);
	size_t end = at + word.n;

	if (!str_eq(word, STR("Mr")) && !str_eq(word, STR("Mrs")))
		return;
	know(z->whole);
	if (z->whole->stopped > 0 && at_is(s, end, ' ') && large_at(s, end + 1))
		put(z, end, 0, STR("."), TITLE_STOP);
	else if (z->whole->stopped < 0 && at_is(s, end, '.') &&
	         at_is(s, end + 1, ' ') && large_at(s, end + 2))
		put(z, end, 1, STR(""), TITLE_STOP);
}

static void
at_space(struct scan *z, size_t begin, size_t at)
{
	struct str s = z->s, left;
	char c;

	if (at + 1 >= s.n)
		return;
	c = s.p[at + 1];
	if (at > begin && ((s.p[begin] ^ c) & ~0x20) == 0 &&
	    letter_at(s, at + 1))
		doubled(z, str_cut(s, begin, at), at);
	if (c == 'o' && at + 4 < s.n && s.p[at + 2] == 'r' &&
	    s.p[at + 3] == ' ') {
		x_or_x(z, letters_before(s, at), at);
	} else if (c == 'M' && at_is(s, at + 2, 'r')) {
		title(z, at + 1);
	} else if ((c == 'I' || c == 'H' || c == 'S' || c == 'T') && at > 0 &&
	           small_at(s, at - 1)) {
		left = letters_before(s, at);
		lost_stop(z, at + 1, left);
	}
}

/* -- marks ------------------------------------------------------------- */

/* The run of bytes about at that has no white space in it holds something
 * that prose does not. */
static int
odd_run(struct str s, size_t at)
{
	size_t i, low = at > 64 ? at - 64 : 0, commas = 0;
	size_t high = at + 64 < s.n ? at + 64 : s.n;

	for (i = at; i > low && s.p[i - 1] != ' ' && s.p[i - 1] != '\n'; i--)
		if (strchr("@\\=_#&<>{}|~^`+*/$", s.p[i - 1]) != NULL ||
		    (s.p[i - 1] == '(' && i > 1 && letter_at(s, i - 2)))
			return 1;
	for (; i < high && s.p[i] != ' ' && s.p[i] != '\n'; i++) {
		if (strchr("@\\=_#&<>{}|~^`+*/$[", s.p[i]) != NULL)
			return 1;
		commas += s.p[i] == ',' && letter_at(s, i + 1);
	}
	return commas > 1;
}

static void
glued_comma(struct scan *z, size_t at)
{
	struct str s = z->s;
	struct str left = letters_before(s, at), right = letters_at(s, at + 1);
	size_t low = at - left.n;
	int guess;

	if (left.n < 2 || right.n < 1 || word_at(s, at + 1 + right.n) ||
	    (low > 0 && (word_at(s, low - 1) || s.p[low - 1] == '.')) ||
	    (right.n == 1 && !str_eq(right, STR("I")) &&
	        !str_eq(right, STR("a"))) ||
	    (at_is(s, at + 1 + right.n, '.') &&
	        letter_at(s, at + 2 + right.n)) ||
	    (large_at(left, 0) && large_at(right, 0) &&
	        (large_at(right, 1) || !at_is(s, at + 1 + right.n, ' '))) ||
	    odd_run(s, at) || !stop_knows(z->t->stops, left) ||
	    !stop_knows(z->t->stops, right))
		return;
	know(z->whole);
	guess = z->whole->tight || (large_at(left, 0) && large_at(right, 0) &&
	                               !str_eq(right, STR("I")));
	if (put(z, at + 1, 0, STR(" "), guess ? COMMA_GUESS : GLUED_COMMA))
		note(z, "words", left, right);
}

/* A line that is a command or a piece of a program. */
static int
code_line(struct str s, size_t at)
{
	size_t i, low = at > 200 ? at - 200 : 0;
	size_t high = at + 80 < s.n ? at + 80 : s.n;

	for (i = at; i > low && s.p[i - 1] != '\n'; i--)
		if (strchr("\\=_#<>{}|~^`*$@[", s.p[i - 1]) != NULL)
			return 1;
	for (; i < high && s.p[i] != '\n'; i++)
		if (strchr("\\=_#<>{}|~^`*$@[", s.p[i]) != NULL)
			return 1;
	return 0;
}

/* May the spaces before the mark at at go?  Where they begin, or at. */
static size_t
spaces_before(const struct scan *z, size_t at)
{
	struct str s = z->s;
	size_t low = before_space(s, at);

	if (low == at || low == 0 || at - low > 2 || s.p[low - 1] == '\n' ||
	    !(word_at(s, low - 1) || strchr(")\"'%", s.p[low - 1]) != NULL) ||
	    (z->t->french && strchr(";!?", s.p[at]) != NULL) ||
	    code_line(s, at) || odd_run(s, low))
		return at;
	return low;
}

static void
at_comma(struct scan *z, size_t at)
{
	struct str s = z->s;
	size_t low, next = at + 1;
	int blank = next >= s.n || s.p[next] == ' ' || s.p[next] == '\n';

	if (at == 0)
		return;
	if (s.p[at - 1] == ' ') {
		low = spaces_before(z, at);
		if (low == at ||
		    !(blank || (s.p[at] == ',' && small_at(s, next))))
			return;
		if (blank)
			put(z, low, at - low, STR(""), SPACE_BEFORE);
		else if (stop_knows(z->t->stops, letters_at(s, next)))
			put(z, low, at + 1 - low, STR(", "), SPACE_BEFORE);
	} else if (!blank && letter_at(s, next) && letter_at(s, at - 1)) {
		glued_comma(z, at);
	}
}

/* A small word behind a stop: which of the two is wrong? */
static void
small_behind(struct scan *z, const struct stop *p)
{
	struct str s = z->s;
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = letters_at(s, p->next), third;
	int class = class_of(z->t, right), opens, next;

	if (p->loud || p->dots || p->spaced || p->close > p->end ||
	    p->next > p->open || p->open != p->end + 1 || s.p[p->end] != ' ' ||
	    left.n < 2 || right.n == 0 || p->next_end != p->next + right.n ||
	    word_at(s, p->next_end) || at_is(s, p->next_end, '.') ||
	    stop_plain(z->t->stops, s, p) <= 40 ||
	    !stop_knows(z->t->stops, left) || !stop_knows(z->t->stops, right))
		return;
	know(z->whole);
	if (!z->whole->capitals)
		return;
	third = letters_at(s, p->next_end + 1);
	next = class_of(z->t, third);
	opens = stop_opens(z->t->stops, right);
	if (class_of(z->t, left) & OPEN_END) {
		put(z, p->off, 1, STR(""), STRAY_STOP);
	} else if (left.n > 4 &&
	           ((class & AUXILIARY && !(next & PRONOUN)) ||
	               (class & CONJUNCTION && next & AUXILIARY))) {
		put(z, p->off, 1, STR(""), STRAY_STOP);
	} else if (str_ends(right, STR("ly")) && right.n > 4 &&
	           (str_ends(third, STR("ed")) ||
	               str_ends(third, STR("ing")))) {
		put(z, p->off, 1, STR(""), STRAY_STOP);
	} else if (opens >= 15 && (class & PRONOUN || opens >= 19) &&
	           !(class_of(z->t, left) &
	               (CONJUNCTION | AUXILIARY | SPEECH))) {
		struct buf up = { 0 };

		buf_putc(&up, s.p[p->next] & ~0x20);
		put(z, p->next, 1, buf_str(&up), LOST_CAPITAL);
		buf_free(&up);
	} else if (!put(z, p->off, 1, STR(""), SUSPECT_STOP)) {
		return;
	}
	note(z, "words", left, right);
}

/* Stated. behind a quotation. */
static void
stray_verb(struct scan *z, const struct stop *p)
{
	struct str s = z->s, verb = letters_at(s, p->open);
	size_t end = p->open + verb.n;

	if (!p->quoted || p->open != p->close + 1 || s.p[p->close] != ' ' ||
	    verb.n < 3 || !large_at(verb, 0) || !at_is(s, end, '.') ||
	    !(end + 1 == s.n || s.p[end + 1] == ' ' || s.p[end + 1] == '\n') ||
	    !(class_of(z->t, verb) & SPEECH))
		return;
	put(z, p->close, verb.n + 2, STR(""), STRAY_VERB);
}

/* The initial of a given name or a title, with the name right behind it. */
static void
glued_initial(struct scan *z, const struct stop *p)
{
	struct str s = z->s, right = str_cut(s, p->next, p->next_end);
	struct str left = str_cut(s, p->word, p->tail), given;

	if (p->end != p->off + 1 || p->loud || p->close > p->end ||
	    p->next > p->open || p->token != p->word || left.n == 0 ||
	    !large_at(s, p->word) || right.n < 3 || !large_at(right, 0) ||
	    !small_at(right, 1) || !small_at(right, 2) ||
	    (p->token > 0 && s.p[p->token - 1] != ' ') || odd_run(s, p->off) ||
	    at_is(s, p->next_end, '.'))
		return;
	if (left.n == 1) {
		given = letters_before(s, p->token > 0 ? p->token - 1 : 0);
		if (given.n < 3 || !large_at(given, 0) || !small_at(given, 1))
			return;
	} else if (!(class_of(z->t, left) & TITLE)) {
		return;
	}
	if (put(z, p->end, 0, STR(" "), GLUED_INITIAL))
		note(z, "name", left, right);
}

/* A closing quote behind the stop, where none is open: it ought to open, and
 * the space goes before it. */
static int
wrong_way(struct str s, const struct stop *p)
{
	size_t at = p->end, low = at > 2000 ? at - 2000 : 0;

	if (p->close != p->end + 3 || memcmp(s.p + at, "\u201d", 3) != 0)
		return 0;
	while (at-- > low)
		if (s.p[at] == (char)0xe2 && s.p[at + 1] == (char)0x80 &&
		    (s.p[at + 2] == (char)0x9c || s.p[at + 2] == (char)0x9d))
			return s.p[at + 2] == (char)0x9d;
	return low == 0;
}

/* The rule for a missing space. */
static unsigned
glue(const struct scan *z, const struct stop *p, int score)
{
	struct str left = str_cut(z->s, p->word, p->tail);
	struct str right = str_cut(z->s, p->next, p->next_end);

	if (p->dots)
		return small_at(left, 0) && p->end == p->off + 3 &&
		               score >= 20 && !str_eq(right, STR("I")) &&
		               at_is(z->s, p->next_end, ' ') &&
		               small_at(z->s, p->next_end + 1)
		           ? GLUED_DOTS
		           : GLUED_GUESS;
	if (small_at(left, 0) && class_of(z->t, left) & OPEN_END)
		return GLUED_GUESS;
	if (score < 5)
		return GLUED_GUESS;
	if (score >= 10)
		return GLUED_STOP;
	return small_at(z->s, p->next) ? GLUED_GUESS : GLUED_NAME;
}

/* No space behind a stop. */
static void
glued_stop(struct scan *z, const struct stop *p)
{
	struct str s = z->s;
	int score = stop_joins(z->t->stops, s, p);

	if (score <= 0) {
		glued_initial(z, p);
		return;
	}
	if ((unsigned char)s.p[p->end - 1] >= 0x80 && p->close == p->end &&
	    !p->dots)
		return;
	if (put(z, wrong_way(s, p) ? p->end : p->close, 0, STR(" "),
	        glue(z, p, score)))
		note(z, "words", str_cut(s, p->word, p->tail),
		    str_cut(s, p->next, p->next_end));
}

/* A space before the stop, and perhaps none behind it. */
static void
spaced_stop(struct scan *z, const struct stop *p)
{
	struct str s = z->s;
	size_t low = spaces_before(z, p->off);
	struct buf text = { 0 };
	int blank =
	    p->close == s.n || s.p[p->close] == '\n' ||
	    (s.p[p->close] == ' ' &&
	        (p->next == s.n || p->next > p->open || word_at(s, p->next)));

	if (low == p->off || p->dots || !letter_at(s, low - 1) ||
	    (p->token < p->word))
		return;
	if (blank) {
		put(z, low, p->off - low, STR(""), SPACE_BEFORE);
		return;
	}
	if (stop_joins(z->t->stops, s, p) < 10)
		return;
	buf_put(&text, str_cut(s, p->off, p->end));
	buf_putc(&text, ' ');
	put(z, low, p->end - low, buf_str(&text), SPACE_BEFORE);
	buf_free(&text);
}

/* Nearly always all is well about a stop, and this shows it at once. */
static int
well(struct str s, size_t at)
{
	size_t n = at + 1;

	if (at == 0 || s.p[at - 1] == ' ')
		return 0;
	if (at_is(s, n, '"'))
		n++;
	else if (n + 2 < s.n && memcmp(s.p + n, "\u201d", 3) == 0)
		n += 3;
	if (n >= s.n || s.p[n] == '\n')
		return 1;
	if (s.p[n] != ' ')
		return 0;
	if (small_at(s, n + 1))
		return s.p[at] != '.' && n > at + 1;
	if (!large_at(s, n + 1))
		return 0;
	if (n == at + 1)
		return 1;
	while (letter_at(s, ++n))
		continue;
	return !at_is(s, n, '.');
}

/* The offset behind what was looked at. */
static size_t
at_stop(struct scan *z, size_t at)
{
	struct str s = z->s;
	struct stop p;

	if (well(s, at))
		return at + 1;
	stop_read(s, at, &p);
	if (p.spaced)
		spaced_stop(z, &p);
	else if (p.open == p.close && p.close < s.n)
		glued_stop(z, &p);
	else if (small_at(s, p.next))
		small_behind(z, &p);
	else if (p.quoted)
		stray_verb(z, &p);
	return p.end;
}

/* -- a paragraph, and all of them -------------------------------------- */

static void
scan(struct scan *z)
{
	struct str s = z->s;
	const unsigned char *look = z->t->look;
	size_t at = 0, begin = 0, n;

	if (s.n > 1 && s.p[0] == 'M' && s.p[1] == 'r')
		title(z, 0);
	while (at < s.n) {
		switch (look[(unsigned char)s.p[at]]) {
		case SPACE:
			at_space(z, begin, at);
			begin = ++at;
			break;
		case STOP:
			n = at_stop(z, at);
			at = n;
			break;
		case COMMA:
			at_comma(z, at++);
			break;
		default:
			at++;
		}
	}
}

/* Look at a paragraph. */
static void
look(const void *ctx, struct str paragraph, struct edits *out)
{
	struct scan z = *(const struct scan *)ctx;

	z.s = paragraph;
	z.out = out;
	scan(&z);
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	struct whole w = { .text = in };
	struct scan z = { .t = tables, .whole = &w };

	settle(in, look, &z, rules, &z.t->ruling, out);
}

const struct filter sentences_filter = {
	.name = "sentences",
	.summary = "mend what stands between sentences",
	.rules = rules,
	.nrules = NELEM(rules),
	.open = open_tables,
	.edit = edit,
	.close = close_tables,
};
