/*
 * decode - any bytes to valid UTF-8, and what was badly decoded mended
 *
 * Bytes: a byte order mark, the form of the text or the likeliest reading
 * says what character set it is in, and it becomes UTF-8.  A text of UTF-8
 * with a few bytes of another set in it keeps what is right: only lines
 * that are mostly of another set are read in that, and single bytes as
 * windows-1252.  Bytes that say nothing become U+FFFD.
 *
 * Mojibake: UTF-8 that was read as another set (Ã© for
 * é) goes back to what it was, however often that happened.  A
 * capital and a mark that closes its word (VOCÊ…) are no
 * mojibake, and stay.
 *
 * Entities: &eacute; &#8217; and, escaped twice, &amp;#8217; become the
 * character.  They stay in a text that holds tags, which is markup; before
 * what would look like a tag; between backquotes; in quotation marks or
 * brackets of their own; and where the & is right (AT&T, &copy=1).
 *
 * Controls go, and the sequences that steer a terminal; those of C1 are
 * read as windows-1252.  Characters without width go where nothing rests
 * on them: joiners stay in scripts that are spelled with them and in
 * emoji, direction marks in lines that hold a right-to-left script, signs
 * that choose a form after what has one.  Ligatures of type become
 * letters.  What is left is composed (NFC).
 *
 * Left alone: no-break and other spaces, fullwidth forms, quotation
 * marks, everything that is valid and visible.
 *
 * Letters that were lost: U+FFFD, or a question mark where a letter was,
 * becomes what a list of words in the language of the line says.  What
 * can only be guessed is held.
 *
 * Each pass looks at the text that the last one left, until none finds
 * anything: so a second run has nothing to do.
 */
#include <stdlib.h>

#include "charset.h"
#include "die.h"
#include "entity.h"
#include "lossy.h"
#include "mojibake.h"
#include "strays.h"
#include "unicode.h"

/* Where edits of several passes meet, the rule that comes first names what
 * they do. */
enum {
	CHARSET_SAID,
	CHARSET,
	CHARSET_GUESS,
	STRAY_BYTE,
	BROKEN_BYTE,
	BOM,
	MOJIBAKE_LOST,
	MOJIBAKE,
	LOST_LETTER,
	LOST_CONTEXT,
	LOST_GUESS,
	LOST_APOSTROPHE,
	LOST_DASH,
	LOST_QUOTE,
	LOST_QUESTION,
	QUESTION_CONTEXT,
	QUESTION_GUESS,
	ENTITY,
	C1,
	CONTROL,
	INVISIBLE,
	SOFT_HYPHEN,
	BIDI_MARK,
	LINE_MARK,
	LIGATURE,
	NFC,
	RULES
};

static const struct rule rules[] = {
	[CHARSET_SAID] = { "charset-said",
	    "bytes to UTF-8 from the character set that the user names", 99 },
	[CHARSET] = { "charset",
	    "bytes to UTF-8 from a character set that their form shows", 99 },
	[CHARSET_GUESS] = { "charset-guess",
	    "bytes to UTF-8 from the character set of the likeliest reading",
	    96 },
	[STRAY_BYTE] = { "stray-byte",
	    "a byte of another character set in a text of UTF-8", 90 },
	[BROKEN_BYTE] = { "broken-byte",
	    "bytes that say nothing become the sign for it", 99 },
	[BOM] = { "bom", "a byte order mark goes", 99 },
	[MOJIBAKE] = { "mojibake",
	    "UTF-8 that was read as another set is read again", 99 },
	[MOJIBAKE_LOST] = { "mojibake-lost",
	    "mojibake that lost a byte is read as what fits best", 95 },
	[LOST_LETTER] = { "lost-letter",
	    "U+FFFD becomes the letter that makes a word of a list", 95 },
	[LOST_CONTEXT] = { "lost-context",
	    "U+FFFD becomes the letter that stands there in words like it",
	    80 },
	[LOST_GUESS] = { "lost-guess",
	    "U+FFFD becomes the likeliest letter of the language", 70 },
	[LOST_APOSTROPHE] = { "lost-apostrophe",
	    "U+FFFD in a word that wants one becomes an apostrophe", 85 },
	[LOST_DASH] = { "lost-dash",
	    "U+FFFD becomes a dash, or the sign of degrees", 45 },
	[LOST_QUOTE] = { "lost-quote",
	    "a pair of U+FFFD about words becomes quotation marks", 25 },
	[LOST_QUESTION] = { "lost-question",
	    "a question mark in a word becomes the letter that was lost", 96 },
	[QUESTION_CONTEXT] = { "question-context",
	    "a question mark becomes the letter of words like this", 87 },
	[QUESTION_GUESS] = { "question-guess",
	    "a question mark in a word of no list, in a line with several",
	    75 },
	[ENTITY] = { "entity",
	    "an entity of HTML in a text becomes its character", 98 },
	[C1] = { "c1", "a C1 control is read as windows-1252", 97 },
	[CONTROL] = { "control", "a control character goes", 99 },
	[INVISIBLE] = { "invisible",
	    "a character without width on which nothing rests goes", 99 },
	[SOFT_HYPHEN] = { "soft-hyphen",
	    "a soft hyphen goes; at the end of a line it becomes a hyphen",
	    99 },
	[BIDI_MARK] = { "bidi-mark",
	    "a direction mark goes in a line that runs one way", 99 },
	[LINE_MARK] = { "line-mark",
	    "the line and paragraph separators become line ends", 95 },
	[LIGATURE] = { "ligature", "a ligature of type becomes letters", 99 },
	[NFC] = { "nfc", "letters and their marks are composed (NFC)", 99 },
};

struct tables {
	struct ruling ruling;
	const char *charset;
	struct letters *letters;
	struct mojibake *mojibake;
	struct entity *entities;
	struct lossy *lossy;
};

/* A text on its way through the passes, and what they did so far. */
struct work {
	const struct tables *t;
	struct str in;  /* of the next pass */
	unsigned kinds; /* that it holds */
	struct buf text;
	struct edits done;
};

enum {
	MARK = 2,
	ROUNDS = 100,
	MARKS_MAX = 400, /* bytes: who heaps up more marks than that means it */
};

/* Each edit's note begins with a word that tells its rule, so that rules
 * come through when lists are composed. */
static void
mark_rules(struct edits *es)
{
	struct buf note = { 0 };
	struct str s;
	size_t i;

	for (i = 0; i < es->n; i++) {
		note.n = 0;
		buf_putc(&note, MARK);
		buf_putc(&note, '!' + es->v[i].rule);
		buf_putc(&note, ' ');
		s = edit_note(es, &es->v[i]);
		buf_put(&note, s);
		es->v[i].note = (uint32_t)es->pool.n;
		es->v[i].note_len = (uint32_t)note.n;
		buf_put(&es->pool, buf_str(&note));
	}
	buf_free(&note);
}

static unsigned
split_note(struct str note, struct buf *rest)
{
	unsigned rule = RULES, r;
	size_t a, b;

	rest->n = 0;
	for (a = 0; a < note.n; a = b + 1) {
		b = str_chr(note, a, ' ');
		if (b - a == 2 && note.p[a] == MARK) {
			r = (unsigned)(note.p[a + 1] - '!');
			rule = r < rule ? r : rule;
			continue;
		}
		if (b == a)
			continue;
		if (rest->n > 0)
			buf_putc(rest, ' ');
		buf_put(rest, str_cut(note, a, b));
	}
	return rule;
}

/* The list without what one pass did and the next took back. */
static void
give(const struct edits *es, struct str in, struct edits *out)
{
	struct buf rest = { 0 };
	const struct edit *e;
	unsigned rule;
	size_t i;

	for (i = 0; i < es->n; i++) {
		e = &es->v[i];
		if (str_eq(edit_text(es, e), str_of(in.p + e->off, e->len)))
			continue;
		rule = split_note(edit_note(es, e), &rest);
		edits_put(out, e->off, e->len, edit_text(es, e), rule);
		if (rest.n > 0)
			edits_note(out, buf_str(&rest));
	}
	buf_free(&rest);
}

static void
pass_charset(const struct tables *t, struct str in, struct edits *out)
{
	static const struct charset_rules r = {
		.said = CHARSET_SAID,
		.bom = BOM,
		.sure = CHARSET,
		.guessed = CHARSET_GUESS,
		.stray = STRAY_BYTE,
		.broken = BROKEN_BYTE,
	};

	charset_edits(t->letters, t->charset, in, &r, out);
}

static void
pass_mojibake(const struct tables *t, struct str in, struct edits *out)
{
	mojibake_edits(t->mojibake, in, MOJIBAKE, MOJIBAKE_LOST, out);
}

/* Tags: then entities are markup, and not for us. */
static int
markup(struct str in)
{
	static const char *const tags[] = { "!--", "!doctype", "?xml", "a ",
		"b>", "br", "div", "em>", "h1", "h2", "head", "html", "i>",
		"img ", "li>", "meta", "p ", "p>", "script", "span", "table",
		"td", "tr>", "ul" };
	struct str low;
	size_t at, i;
	char word[12];

	for (at = 0; (at = str_chr(in, at, '<')) < in.n; at++) {
		low = str_cut(in, at + 1, in.n);
		if (low.n > 1 && low.p[0] == '/' && (low.p[1] | 0x20) >= 'a' &&
		    (low.p[1] | 0x20) <= 'z')
			return 1;
		for (i = 0; i < sizeof(word) && i < low.n; i++)
			word[i] = low.p[i] >= 'A' && low.p[i] <= 'Z'
			              ? (char)(low.p[i] | 0x20)
			              : low.p[i];
		low = str_of(word, i);
		for (i = 0; i < NELEM(tags); i++)
			if (str_starts(low, str_from(tags[i])))
				return 1;
	}
	return 0;
}

/* Is what stands from a up to b quoted, as in a text about entities? */
static int
quoted(struct str in, size_t a, size_t b)
{
	int open = a > 0 ? in.p[a - 1] : 0, close = b < in.n ? in.p[b] : 0;

	if (open == '`' || close == '`')
		return 1;
	return (open == '(' && close == ')') || (open == '[' && close == ']') ||
	       ((open == '"' || open == '\'') && close == open);
}

static int
tag_start(struct str in, size_t at)
{
	int c = at < in.n ? in.p[at] : 0;

	return c == '/' || c == '!' || c == '?' || c == '&' ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Names that scrapers cut the semicolon from. */
static uint32_t
cut_entity(struct str in, size_t at, size_t *end)
{
	static const struct {
		struct str name;
		uint32_t c;
	} cut[] = {
		{ STR_INIT("&nbsp"), 0xa0 },
		{ STR_INIT("&quot"), '"' },
		{ STR_INIT("&amp"), '&' },
	};
	struct str s = str_cut(in, at, in.n);
	size_t i;
	int c;

	for (i = 0; i < NELEM(cut); i++) {
		if (!str_starts(s, cut[i].name))
			continue;
		c = s.n > cut[i].name.n ? s.p[cut[i].name.n] : ' ';
		if (c != ' ' && c != '\n' && c != '&' && c != '.' && c != ',')
			return 0;
		*end = at + cut[i].name.n;
		return cut[i].c;
	}
	return 0;
}

static void
pass_entity(const struct tables *t, struct str in, struct edits *out)
{
	struct buf text = { 0 };
	size_t at, end = 0;
	uint32_t c;

	if (str_chr(in, 0, '&') == in.n || markup(in))
		return;
	for (at = 0; (at = str_chr(in, at, '&')) < in.n; at++) {
		c = entity_at(t->entities, in, at, &end);
		if (c == 0)
			c = cut_entity(in, at, &end);
		if (c == 0 || quoted(in, at, end) ||
		    (c == '<' && tag_start(in, end)) ||
		    (c < ' ' && c != '\t' && c != '\n') || c == 0x7f)
			continue;
		text.n = 0;
		buf_putu(&text, c);
		edits_put(out, at, end - at, buf_str(&text), ENTITY);
		at = end - 1;
	}
	buf_free(&text);
}

/* A character that was struck over by itself, or by a line under it: what
 * goes begins there.  Else the backspace at off alone does. */
static size_t
struck(struct str in, size_t done, size_t off)
{
	size_t at = off, a = off, next = off + 1;
	uint32_t c, d;

	if (in.p[off] != '\b' || off == done || off + 1 >= in.n)
		return off;
	c = utf8_prev(in, &a);
	d = utf8_next(in, &next);
	return a >= done && c >= ' ' && (c == d || c == '_') ? a : at;
}

static void
pass_strays(const struct tables *t, struct str in, struct edits *out)
{
	static const unsigned rule[] = {
		[STRAY_CONTROL] = CONTROL,
		[STRAY_C1] = C1,
		[STRAY_UNSEEN] = INVISIBLE,
		[STRAY_HYPHEN] = SOFT_HYPHEN,
		[STRAY_BIDI] = BIDI_MARK,
		[STRAY_LIGATURE] = LIGATURE,
		[STRAY_LINE] = LINE_MARK,
	};
	struct strays_line line = { 0 };
	struct buf text = { 0 };
	enum stray_kind kind;
	size_t at = 0, end, from, done = 0;

	(void)t;
	while ((at = strays_scan(in, at)) < in.n) {
		text.n = 0;
		kind = strays_at(in, at, &line, &end, &text);
		if (kind != STRAY_NONE) {
			from = struck(in, done, at);
			edits_put(
			    out, from, end - from, buf_str(&text), rule[kind]);
			done = end;
		}
		at = end;
	}
	buf_free(&text);
}

/* The end of what may compose with the character at off. */
static size_t
composing_end(struct str in, size_t off)
{
	size_t next = off;

	utf8_next(in, &next);
	for (off = next; off < in.n; off = next)
		if (uc_nfc_starts(utf8_next(in, &next)))
			break;
	return off;
}

/* Behind the characters from at on that are composed whatever stands about
 * them: ASCII, all under U+0300, and by their first bytes most of Greek,
 * Cyrillic, Chinese and Korean. */
static size_t
composed(struct str in, size_t at)
{
	unsigned char b;

	while ((at = utf8_ascii(in, at)) < in.n) {
		b = (unsigned char)in.p[at];
		if (b < 0xcc || (b >= 0xce && b <= 0xd1))
			at += 2;
		else if ((b >= 0xe4 && b <= 0xe9) || b == 0xeb || b == 0xec ||
		         (b == 0xe3 &&
		             ((unsigned char)in.p[at + 1] == 0x81 ||
		                 (unsigned char)in.p[at + 1] == 0x83)))
			at += 3;
		else
			break;
	}
	return at;
}

static void
compose(struct str in, size_t a, size_t b, struct buf *text, struct edits *out)
{
	text->n = 0;
	uc_put_nfc(text, str_cut(in, a, b));
	if (!str_eq(buf_str(text), str_cut(in, a, b)))
		edits_put(out, a, b - a, buf_str(text), NFC);
}

static void
pass_nfc(const struct tables *t, struct str in, struct edits *out)
{
	struct buf text = { 0 };
	size_t at = 0, next, start = 0;
	uint32_t c;

	(void)t;
	while (at < in.n) {
		if ((next = composed(in, at)) != at) {
			start = next;
			utf8_prev(in, &start);
			at = next;
			continue;
		}
		next = at;
		c = utf8_next(in, &next);
		if (uc_nfc_starts(c))
			start = at;
		if (!uc_nfc_plain(c)) {
			next = composing_end(in, at);
			if (next - start <= MARKS_MAX)
				compose(in, start, next, &text, out);
			start = next;
		}
		at = next;
	}
	buf_free(&text);
}

static void
pass_lossy(const struct tables *t, struct str in, struct edits *out)
{
	static const struct lossy_rules r = {
		.letter = LOST_LETTER,
		.context = LOST_CONTEXT,
		.guess = LOST_GUESS,
		.apostrophe = LOST_APOSTROPHE,
		.dash = LOST_DASH,
		.quote = LOST_QUOTE,
		.question = LOST_QUESTION,
		.question_context = QUESTION_CONTEXT,
		.question_guess = QUESTION_GUESS,
	};

	lossy_edits(t->lossy, in, &r, out);
}

typedef void pass_fn(const struct tables *, struct str, struct edits *);

/* A pass is for texts that hold any of those kinds; 0 for all. */
static const struct pass {
	pass_fn *run;
	unsigned kinds;
} passes[] = {
	{ pass_charset, 0 },
	{ pass_mojibake, STRAYS_HIGH },
	{ pass_entity, 0 },
	{ pass_strays, STRAYS_HIGH | STRAYS_CONTROLS },
	{ pass_nfc, STRAYS_HIGH },
	{ pass_lossy, 0 },
};

/* Is it done?  What makes UTF-8 of the text is in any case, for the passes
 * behind it; the engine leaves it out if it must. */
static int
is_done(const struct work *w, unsigned rule)
{
	return rule <= BROKEN_BYTE ||
	       ruling_applies(&w->t->ruling, rules, rule);
}

/* Keep the edits of rules that are only suspicions, or the others. */
static void
keep(const struct work *w, struct edits *es, int suspicions)
{
	size_t i, n = 0;

	for (i = 0; i < es->n; i++)
		if (is_done(w, es->v[i].rule) != suspicions)
			es->v[n++] = es->v[i];
	es->n = n;
}

/* Run one pass; did it change the text? */
static int
work_pass(struct work *w, const struct pass *pass)
{
	struct edits es = { 0 }, both = { 0 };
	struct buf next = { 0 };

	if (pass->kinds != 0 && !(pass->kinds & w->kinds))
		return 0;
	pass->run(w->t, w->in, &es);
	keep(w, &es, 0);
	if (es.n == 0) {
		edits_free(&es);
		return 0;
	}
	mark_rules(&es);
	edits_apply(&es, w->in, &next);
	if (w->done.n > 0) {
		edits_compose(&w->done, &es, w->in, &both);
		edits_free(&w->done);
		edits_free(&es);
		w->done = both;
	} else {
		w->done = es;
	}
	buf_free(&w->text);
	w->text = next;
	w->in = buf_str(&w->text);
	w->kinds = strays_survey(w->in);
	return 1;
}

static void
run_passes(struct work *w)
{
	size_t i = 0, round = 0;

	while (i < NELEM(passes) && round < ROUNDS) {
		if (work_pass(w, &passes[i])) {
			round++;
			i = 0;
		} else {
			i++;
		}
	}
}

/* What is only suspected is said of the text that is left, where nothing
 * else changes it, and so leads to nothing else. */
static void
suspect(const struct work *w, struct edits *out)
{
	struct edits low = { 0 };
	const struct edit *e, *d;
	size_t i, k = 0, grown = 0, shrunk = 0;

	pass_lossy(w->t, w->in, &low);
	keep(w, &low, 1);
	for (i = 0; i < low.n; i++) {
		e = &low.v[i];
		for (; k < w->done.n; k++) {
			d = &w->done.v[k];
			if (d->off + grown - shrunk + d->text_len > e->off)
				break;
			grown += d->text_len;
			shrunk += d->len;
		}
		if (k < w->done.n &&
		    w->done.v[k].off + grown - shrunk < e->off + e->len)
			continue;
		edits_put(out, e->off + shrunk - grown, e->len,
		    edit_text(&low, e), e->rule);
	}
	edits_free(&low);
	edits_sort(out);
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	struct work w = { .t = tables, .in = in };

	w.kinds = strays_survey(in);
	run_passes(&w);
	give(&w.done, in, out);
	suspect(&w, out);
	edits_free(&w.done);
	buf_free(&w.text);
}

static void *
open_tables(const struct settings *s)
{
	struct tables *t = mem_new(1, sizeof(*t));

	t->charset = settings_get(s, "charset");
	if (t->charset != NULL && !charset_known(t->charset))
		die("--charset: %s: not a character set", t->charset);
	t->ruling = s->ruling;
	t->letters = letters_open(s);
	t->mojibake = mojibake_open(t->letters);
	t->entities = entity_open(s);
	t->lossy = lossy_open(s, t->letters);
	return t;
}

static void
close_tables(void *tables)
{
	struct tables *t = tables;

	letters_close(t->letters);
	mojibake_close(t->mojibake);
	entity_close(t->entities);
	lossy_close(t->lossy);
	free(t);
}

static const struct filter_option options[] = {
	{ "charset", 0, "NAME", "what bytes that are no UTF-8 are in" },
};

const struct filter decode_filter = {
	.name = "decode",
	.summary =
	    "any bytes to valid UTF-8, and what was badly decoded mended",
	.rules = rules,
	.nrules = NELEM(rules),
	.options = options,
	.noptions = NELEM(options),
	.open = open_tables,
	.edit = edit,
	.close = close_tables,
};
