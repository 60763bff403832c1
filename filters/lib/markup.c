#include <stdlib.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "markup.h"
#include "utf8.h"

/* Deeper than this libxml2's own stacks become quadratic. */
#define DEPTH_MAX 1000

/* More in one tag are left out. */
#define ATTRIBUTES_MAX 200

/* As far as evidence for a format is looked for. */
#define SNIFF_MAX ((size_t)1 << 16)

static int
small(int c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static int
letter(int c)
{
	return small(c) >= 'a' && small(c) <= 'z';
}

static int
name_byte(int c)
{
	return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	       c == ':' || c == '.' || (c & 0x80);
}

static int
same_letters(struct str s, const char *word)
{
	size_t i;

	for (i = 0; i < s.n && word[i] != '\0'; i++)
		if (small(s.p[i]) != small(word[i]))
			return 0;
	return i == s.n && word[i] == '\0';
}

static int
listed(const char *const *list, size_t n, struct str s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (same_letters(s, list[i]))
			return 1;
	return 0;
}

int
markup_void(const char *name)
{
	static const char *const voids[] = { "area", "base", "br", "col",
		"embed", "hr", "img", "input", "link", "meta", "param",
		"source", "track", "wbr" };

	return listed(voids, NELEM(voids), str_from(name));
}

/* The end of the name that begins at off. */
static size_t
name_end(struct str in, size_t off)
{
	while (off < in.n && name_byte(in.p[off]))
		off++;
	return off;
}

/* Where the tag or declaration at off ends, behind its '>'; quotes hide
 * one, unless nothing ends at all then. */
static size_t
tag_end(struct str in, size_t off)
{
	size_t i, plain = str_chr(in, off, '>');
	int quote = 0;

	for (i = off; i < in.n; i++) {
		if (quote) {
			if (in.p[i] == quote)
				quote = 0;
		} else if (in.p[i] == '>') {
			return i + 1;
		} else if ((in.p[i] == '"' || in.p[i] == '\'') && i > off &&
		           (in.p[i - 1] == '=' || is_blank(in.p[i - 1]))) {
			quote = in.p[i];
		}
	}
	return plain < in.n ? plain + 1 : in.n;
}

/* Behind what, if it is there within far bytes of off; or 0. */
static size_t
behind(struct str in, size_t off, size_t far, struct str what)
{
	struct str near = str_cut(in, 0, far < in.n - off ? off + far : in.n);
	size_t at = str_find(near, off, what);

	return at < near.n ? at + what.n : 0;
}

/* Behind a comment, instruction or declaration at off, which begins with
 * "<!" or "<?".  What ends nowhere near ends at the first '>'. */
static size_t
declaration_end(struct str in, size_t off)
{
	struct str rest = str_cut(in, off, in.n);
	size_t end = 0, gt = str_chr(in, off, '>');

	if (str_starts(rest, STR("<!--"))) {
		end = behind(in, off + 4, in.n, STR("-->"));
		return end > 0 ? end : in.n;
	}
	if (str_starts(rest, STR("<?")))
		end = behind(in, off, 1024, STR("?>"));
	else if (rest.n > 9 && same_letters(str_cut(rest, 0, 9), "<!doctype") &&
	         str_chr(str_cut(in, 0, gt), off, '[') < gt)
		end = behind(in, off, 8192, STR("]>"));
	if (end > 0)
		return end;
	return gt < in.n ? gt + 1 : in.n;
}

/* -- what is it? -- */

static size_t
skip_blank(struct str s, size_t at)
{
	while (at < s.n && is_blank(s.p[at]))
		at++;
	return at;
}

/* Opening and closing tags of HTML, up to enough. */
static int
well_tagged(struct str s)
{
	static const char *const known[] = { "a", "article", "b", "blockquote",
		"body", "br", "center", "dd", "div", "dl", "dt", "em", "font",
		"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
		"header", "hr", "i", "img", "li", "link", "main", "meta", "nav",
		"ol", "p", "pre", "script", "section", "span", "strong",
		"style", "table", "tbody", "td", "th", "title", "tr", "ul" };
	size_t at, end, tags = 0;

	for (at = str_chr(s, 0, '<'); at < s.n; at = str_chr(s, at + 1, '<')) {
		size_t from = at + 1 + (at + 1 < s.n && s.p[at + 1] == '/');

		end = name_end(s, from);
		if (end > from && end - from < 12 &&
		    listed(known, NELEM(known), str_cut(s, from, end)) &&
		    ++tags == 8)
			return 1;
	}
	return 0;
}

static int
ends_in_tag(struct str s)
{
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s.n > 0 && s.p[s.n - 1] == '>';
}

static enum markup_format
html_kind(struct str s)
{
	static const struct str page = STR_INIT("ocr_page");
	struct str head = str_cut(s, 0, s.n < SNIFF_MAX ? s.n : SNIFF_MAX);

	return str_find(head, 0, page) < head.n ? MARKUP_HOCR : MARKUP_HTML;
}

static enum markup_format
by_root(struct str s, size_t at, int declared)
{
	static const char *const parts[] = { "a", "article", "base", "center",
		"div", "font", "form", "h1", "h2", "header", "link", "main",
		"meta", "nav", "p", "script", "section", "span", "style",
		"table", "title", "ul" };
	size_t end = name_end(s, at + 1), colon = str_chr(s, at, ':');
	struct str name = str_cut(s, colon < end ? colon + 1 : at + 1, end);
	struct str head =
	    str_cut(s, at, s.n - at < SNIFF_MAX ? s.n : at + SNIFF_MAX);

	if (str_eq(name, STR("alto")))
		return MARKUP_ALTO;
	if (str_eq(name, STR("PcGts")))
		return MARKUP_PAGE;
	if (str_eq(name, STR("TEI")) || str_eq(name, STR("TEI.2")) ||
	    str_eq(name, STR("teiCorpus")))
		return MARKUP_TEI;
	if (same_letters(name, "html") || same_letters(name, "head") ||
	    same_letters(name, "body"))
		return html_kind(s);
	if (!declared && listed(parts, NELEM(parts), name) && ends_in_tag(s) &&
	    well_tagged(head))
		return html_kind(s);
	return MARKUP_NONE;
}

enum markup_format
markup_sniff(struct str s)
{
	size_t at = 0, end;
	int declared = 0;

	if (str_starts(s, STR("\xef\xbb\xbf")))
		at = 3;
	while ((at = skip_blank(s, at)) + 1 < s.n && s.p[at] == '<') {
		if (s.p[at + 1] != '!' && s.p[at + 1] != '?')
			return by_root(s, at, declared);
		end = declaration_end(s, at);
		if (end - at > 13 &&
		    same_letters(str_cut(s, at, at + 13), "<!doctype htm"))
			return html_kind(s);
		declared |= s.p[at + 1] == '?';
		at = end;
	}
	return MARKUP_NONE;
}

int
markup_named(const char *name)
{
	static const char *const names[] = { "text", "html", "hocr", "alto",
		"page", "tei" };
	size_t i;

	for (i = 0; i < NELEM(names); i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

int
markup_any(struct str s)
{
	size_t at;
	int c;

	for (at = str_chr(s, 0, '<'); at + 1 < s.n;
	     at = str_chr(s, at + 1, '<')) {
		c = s.p[at + 1];
		if (letter(c) || c == '/' || c == '!' || c == '?')
			return 1;
	}
	return 0;
}

/* -- attributes and references -- */

int
markup_attr(struct str in, const struct markup_event *ev, const char *name,
    size_t *off, size_t *end)
{
	struct str s = str_cut(in, 0, ev->end), key;
	size_t at, from;

	if (ev->end <= ev->off)
		return 0;
	for (at = name_end(s, ev->off + 1); at < s.n;) {
		while (at < s.n && (is_blank(s.p[at]) || s.p[at] == '/'))
			at++;
		from = at;
		while (at < s.n && !is_blank(s.p[at]) && s.p[at] != '=' &&
		       s.p[at] != '/')
			at++;
		key = str_cut(s, from, at);
		at = skip_blank(s, at);
		*off = *end = at;
		if (at < s.n && s.p[at] == '=') {
			at = skip_blank(s, at + 1);
			if (at < s.n && (s.p[at] == '"' || s.p[at] == '\'')) {
				*off = at + 1;
				*end = str_chr(s, at + 1, s.p[at]);
				at = *end + 1;
			} else {
				for (*off = at; at < s.n && !is_blank(s.p[at]);)
					at++;
				*end = at;
			}
		} else if (at == from) {
			at++;
		}
		if (same_letters(key, name))
			return 1;
	}
	return 0;
}

int
markup_value(struct str in, const struct markup_event *ev, const char *name,
    struct str *value)
{
	size_t off, end;

	if (!markup_attr(in, ev, name, &off, &end))
		return 0;
	*value = str_cut(in, off, end);
	return 1;
}

int
markup_class(struct str classes, const char *name)
{
	size_t a, b, n = strlen(name);

	for (a = 0; a < classes.n; a = b + 1) {
		b = str_chr(classes, a, ' ');
		if (b - a == n && memcmp(classes.p + a, name, n) == 0)
			return 1;
	}
	return 0;
}

const char *
markup_alto_word(struct str in, const struct markup_event *ev, int *whole)
{
	struct str type = STR(""), v;

	markup_value(in, ev, "SUBS_TYPE", &type);
	if (*whole && str_eq(type, STR("HypPart2"))) {
		*whole = 0;
		return NULL;
	}
	*whole = str_eq(type, STR("HypPart1")) &&
	         markup_value(in, ev, "SUBS_CONTENT", &v) && v.n > 0;
	return *whole ? "SUBS_CONTENT" : "CONTENT";
}

/* Numbers from 128 to 159 are meant as Windows-1252's, by everybody. */
static uint32_t
windows(uint32_t c)
{
	static const uint16_t meant[32] = { 0x20ac, 0x81, 0x201a, 0x192, 0x201e,
		0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
		0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
		0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
		0x17e, 0x178 };

	return c >= 0x80 && c < 0xa0 ? meant[c - 0x80] : c;
}

uint32_t
markup_entity(struct str in, size_t off, size_t *end)
{
	char name[32];
	size_t at = off + 1, n;
	uint32_t c = 0;
	const htmlEntityDesc *known;
	int base = 10, digit;

	if (at + 1 < in.n && in.p[at] == '#') {
		at++;
		if (small(in.p[at]) == 'x') {
			base = 16;
			at++;
		}
		for (n = at; at < in.n && at - n < 8; at++) {
			digit = in.p[at] >= '0' && in.p[at] <= '9'
			            ? in.p[at] - '0'
			            : small(in.p[at]) - 'a' + 10;
			if (digit < 0 || digit >= base)
				break;
			c = c * (uint32_t)base + (uint32_t)digit;
		}
		if (at == n || at == in.n || in.p[at] != ';')
			return 0;
		*end = at + 1;
		return (c < 0x20 && c != '\t' && c != '\n') ||
		               (c >= 0xd800 && c < 0xe000) || c > 0x10ffff ||
		               (c & 0xfffe) == 0xfffe
		           ? 0
		           : windows(c);
	}
	for (n = 0; at < in.n && n + 1 < sizeof(name) &&
	            (letter(in.p[at]) || (in.p[at] >= '0' && in.p[at] <= '9'));)
		name[n++] = in.p[at++];
	name[n] = '\0';
	known = n > 0 ? htmlEntityLookup((const xmlChar *)name) : NULL;
	if (known == NULL)
		return 0;
	*end = at + 1;
	if (at < in.n && in.p[at] == ';')
		return known->value;
	/* The old ones do without, as "&nbsp" did, where nothing follows that
	 * could be more of a name, or of an address. */
	*end = at;
	return known->value < 0x100 &&
	               (at == in.n || (!name_byte(in.p[at]) && in.p[at] != '='))
	           ? known->value
	           : 0;
}

/* -- reading -- */

struct reader {
	struct str in;   /* what was given */
	struct str safe; /* as long, without what no parser takes */
	markup_sink *sink;
	void *ctx;
	xmlParserCtxtPtr parser;
	size_t done; /* what is before was put out, or is no text */
	unsigned depth;
	int xml;
};

static size_t
here(const struct reader *r)
{
	xmlParserInputPtr i = r->parser->input;
	size_t at;

	if (i == NULL)
		return r->done;
	at = i->consumed + (size_t)(i->cur - i->base);
	return at < r->in.n ? at : r->in.n;
}

static void
put_text(struct reader *r, size_t off, size_t end, struct str text, int exact)
{
	struct markup_event ev = { .type = MARKUP_TEXT,
		.name = "",
		.off = off,
		.end = end,
		.text = text,
		.exact = exact };

	r->sink(r->ctx, &ev);
	r->done = end;
}

static int
says(const struct reader *r, size_t off, struct str text)
{
	return off >= r->done && off + text.n <= r->safe.n &&
	       memcmp(r->safe.p + off, text.p, text.n) == 0;
}

/* Where in the input the parser's own pointer points, if it does. */
static size_t
inside(const struct reader *r, const xmlChar *p)
{
	xmlParserInputPtr i = r->parser->input;

	if (i == NULL || p < i->base || p >= i->end)
		return SIZE_MAX;
	return i->consumed + (size_t)(p - i->base);
}

/* A reference was read, or an '&' that begins none and stands for itself. */
static void
put_reference(struct reader *r, size_t off, size_t end, struct str text)
{
	struct buf c = { 0 };
	size_t at = 0;
	uint32_t u = utf8_next(text, &at);

	if (u == '&' && r->safe.p[end - 1] != ';') {
		put_text(r, off, off + 1, str_cut(r->in, off, off + 1), 1);
	} else if (at == text.n && windows(u) != u) {
		buf_putu(&c, windows(u));
		put_text(r, off, end, buf_str(&c), 0);
	} else {
		put_text(r, off, end, text, 0);
	}
	buf_free(&c);
}

/* The text that the parser has just read lies in its input, or ends where
 * it stands, or one character behind that (with its buffer full it has not
 * passed the last one yet), or is a reference, or it must be looked for. */
static void
on_text(void *ctx, const xmlChar *p, int len)
{
	struct reader *r = ctx;
	struct str text = str_of((const char *)p, (size_t)len);
	size_t at = here(r), off, k;

	if (len <= 0)
		return;
	off = inside(r, p);
	if (off < r->safe.n && says(r, off, text)) {
		put_text(
		    r, off, off + text.n, str_cut(r->in, off, off + text.n), 1);
		return;
	}
	/* A '<' that begins no tag is told of before it is passed. */
	if (str_eq(text, STR("<")) && says(r, at, text))
		at++;
	/* A short text could be found too far on. */
	for (k = 0; k < (text.n < 64 ? 1 : 4) && at + k >= text.n; k++)
		if (says(r, at + k - text.n, text)) {
			off = at + k - text.n;
			put_text(r, off, off + text.n,
			    str_cut(r->in, off, off + text.n), 1);
			return;
		}
	for (off = at; off > r->done && at - off < 40; off--)
		if (r->safe.p[off - 1] == '&') {
			put_reference(r, off - 1, at, text);
			return;
		}
	off = at > r->done ? str_find(str_cut(r->safe, 0, at), r->done, text)
	                   : at;
	if (off < at)
		put_text(
		    r, off, off + text.n, str_cut(r->in, off, off + text.n), 1);
	else if (at >= r->done)
		put_text(r, at, at, text, 0);
	else
		put_text(r, r->done, r->done, text, 0);
}

static void
too_deep(struct reader *r)
{
	if (++r->depth > DEPTH_MAX)
		xmlStopParser(r->parser);
}

/* The place of the open tag whose attributes the parser has just read. */
static void
place(struct reader *r, struct markup_event *ev)
{
	size_t at = here(r), off = r->done, n = strlen(ev->name);

	ev->off = ev->end = at;
	for (off = str_chr(r->safe, off, '<'); off < at;
	     off = str_chr(r->safe, off + 1, '<')) {
		size_t from = off + 1, end = name_end(r->safe, from);
		size_t colon = str_chr(str_cut(r->safe, 0, end), from, ':');

		if (r->xml && colon < end)
			from = colon + 1;
		if (end - from == n && end <= at &&
		    same_letters(str_cut(r->safe, from, end), ev->name)) {
			ev->off = off;
			r->done = at + (at < r->in.n && r->safe.p[at] == '/');
			r->done +=
			    r->done < r->in.n && r->safe.p[r->done] == '>';
			return;
		}
	}
}

static void
on_open(struct reader *r, const xmlChar *name)
{
	struct markup_event ev = { .type = MARKUP_OPEN,
		.name = (const char *)name,
		.text = STR_INIT("") };

	place(r, &ev);
	r->sink(r->ctx, &ev);
	too_deep(r);
}

static void
on_close(struct reader *r, const xmlChar *name)
{
	struct markup_event ev = { .type = MARKUP_CLOSE,
		.name = (const char *)name,
		.text = STR_INIT("") };
	size_t at = here(r);

	ev.off = ev.end = at;
	/* An element that another's start tag closes is closed when the
	 * parser stands inside that tag. */
	if (at > r->done && r->safe.p[at - 1] == '>')
		r->done = at;
	r->depth -= r->depth > 0;
	r->sink(r->ctx, &ev);
}

static void
html_open(void *ctx, const xmlChar *name, const xmlChar **atts)
{
	(void)atts;
	on_open(ctx, name);
}

static void
html_close(void *ctx, const xmlChar *name)
{
	on_close(ctx, name);
}

static void
xml_open(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nspaces, const xmlChar **spaces, int natts,
    int ndefault, const xmlChar **atts)
{
	(void)prefix;
	(void)uri;
	(void)nspaces;
	(void)spaces;
	(void)natts;
	(void)ndefault;
	(void)atts;
	on_open(ctx, name);
}

static void
xml_close(
    void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	(void)prefix;
	(void)uri;
	on_close(ctx, name);
}

static void
on_comment(void *ctx, const xmlChar *text)
{
	struct reader *r = ctx;
	size_t at = here(r);

	(void)text;
	if (at > r->done && r->safe.p[at - 1] == '>')
		r->done = at;
}

static void
on_instruction(void *ctx, const xmlChar *target, const xmlChar *data)
{
	(void)target;
	on_comment(ctx, data);
}

/* HTML's scripts and styles: not text. */
static void
on_raw(void *ctx, const xmlChar *text, int len)
{
	(void)ctx;
	(void)text;
	(void)len;
}

/* Whoever declares an entity is not believed: the scanner goes on. */
static void
on_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public_id,
    const xmlChar *system_id, xmlChar *content)
{
	struct reader *r = ctx;

	(void)name;
	(void)type;
	(void)public_id;
	(void)system_id;
	(void)content;
	xmlStopParser(r->parser);
}

static xmlParserInputPtr
no_entity(void *ctx, const xmlChar *public_id, const xmlChar *system_id)
{
	(void)ctx;
	(void)public_id;
	(void)system_id;
	return NULL;
}

static void
no_error(void *ctx, xmlErrorPtr error)
{
	(void)ctx;
	(void)error;
}

/* -- the scanner: tags as they come -- */

static void
scan_text(struct reader *r, size_t off, size_t end)
{
	struct buf c = { 0 };
	size_t at = off, behind;
	uint32_t u;

	while (off < end) {
		at = str_chr(str_cut(r->in, 0, end), at, '&');
		u = at < end ? markup_entity(r->in, at, &behind) : 0;
		if (at < end && (u == 0 || behind > end)) {
			at++;
			continue;
		}
		if (at > off)
			put_text(r, off, at, str_cut(r->in, off, at), 1);
		if (at == end)
			break;
		c.n = 0;
		buf_putu(&c, u);
		put_text(r, at, behind, buf_str(&c), 0);
		off = at = behind;
	}
	buf_free(&c);
}

/* Behind the raw text of a script that is not markup. */
static size_t
raw_end(struct str in, size_t at, const char *name)
{
	size_t n = strlen(name);

	for (at = str_find(in, at, STR("</")); at < in.n;
	     at = str_find(in, at + 2, STR("</")))
		if (at + 2 + n <= in.n &&
		    same_letters(str_cut(in, at + 2, at + 2 + n), name))
			return at;
	return in.n;
}

static size_t
scan_tag(struct reader *r, size_t at)
{
	struct markup_event ev = { .text = STR_INIT("") };
	char name[64];
	size_t from = at + 1, end, colon, i;

	ev.type = r->in.p[from] == '/' ? MARKUP_CLOSE : MARKUP_OPEN;
	from += ev.type == MARKUP_CLOSE;
	end = name_end(r->in, from);
	colon = str_chr(str_cut(r->in, 0, end), from, ':');
	if (r->xml && colon < end)
		from = colon + 1;
	for (i = 0; i + 1 < sizeof(name) && from + i < end; i++)
		name[i] = (char)(r->xml ? r->in.p[from + i]
		                        : small(r->in.p[from + i]));
	name[i] = '\0';
	ev.name = name;
	ev.off = at;
	end = tag_end(r->in, end);
	ev.end = end > at && r->in.p[end - 1] == '>' ? end - 1 : end;
	r->done = end;
	r->sink(r->ctx, &ev);
	if (ev.type == MARKUP_CLOSE)
		return end;
	if (r->xml ? r->in.p[ev.end - 1] == '/' : markup_void(name)) {
		ev.type = MARKUP_CLOSE;
		ev.off = ev.end = end;
		r->sink(r->ctx, &ev);
	} else if (!r->xml && (strcmp(name, "script") == 0 ||
	                          strcmp(name, "style") == 0)) {
		end = raw_end(r->in, end, name);
	}
	return end;
}

/* CDATA is text as it is. */
static size_t
scan_cdata(struct reader *r, size_t at)
{
	size_t end = str_find(r->in, at, STR("]]>"));

	if (end > at + 9)
		put_text(r, at + 9, end, str_cut(r->in, at + 9, end), 1);
	return end < r->in.n ? end + 3 : end;
}

static void
scan(struct reader *r, size_t at)
{
	size_t next;
	int c;

	for (; at < r->in.n; at = next) {
		next = str_chr(r->in, at, '<');
		while (next + 1 < r->in.n &&
		       (c = r->in.p[next + 1], !letter(c)) && c != '/' &&
		       c != '!' && c != '?')
			next = str_chr(r->in, next + 1, '<');
		if (next + 1 >= r->in.n)
			next = r->in.n;
		scan_text(r, at, next);
		if (next == r->in.n)
			break;
		at = next;
		c = r->in.p[at + 1];
		if (str_starts(str_cut(r->in, at, r->in.n), STR("<![CDATA[")))
			next = scan_cdata(r, at);
		else if (c == '!' || c == '?')
			next = declaration_end(r->in, at);
		else
			next = scan_tag(r, at);
	}
}

/* -- libxml2 -- */

/* Where the tag at off ends for the parsers; what is behind its first
 * ATTRIBUTES_MAX attributes is blanked in safe. */
static size_t
trim_tag(struct str in, size_t off, char *safe)
{
	size_t i, n = 0, cut = 0;
	int quote = 0, equals = 0, c;

	for (i = off; i < in.n; i++) {
		c = in.p[i];
		if (quote) {
			if (c == quote)
				quote = 0;
		} else if (c == '>') {
			break;
		} else if (equals && (c == '"' || c == '\'')) {
			quote = c;
			equals = 0;
		} else if (c == '=') {
			equals = 1;
			if (++n == ATTRIBUTES_MAX)
				cut = i;
		} else if (!is_blank(c)) {
			equals = 0;
		}
	}
	if (cut > 0)
		memset(safe + cut, ' ', i - cut);
	return i;
}

/* The parsers compare each attribute of a tag with all before it. */
static void
trim_tags(struct str in, char *safe)
{
	size_t at, from, end;
	struct str name;

	for (at = str_chr(in, 0, '<'); at + 1 < in.n;
	     at = str_chr(in, at, '<')) {
		from = ++at;
		if (!letter(in.p[at]))
			continue;
		end = name_end(in, from);
		name = str_cut(in, from, end);
		at = trim_tag(in, end, safe);
		if (same_letters(name, "script"))
			at = raw_end(in, at, "script");
		else if (same_letters(name, "style"))
			at = raw_end(in, at, "style");
	}
}

/* A copy of the same length that libxml2 reads to its end: no NUL, no
 * control character, nothing that is not UTF-8. */
static void
make_safe(struct str in, struct buf *out)
{
	size_t at = 0, from, i;
	uint32_t c;

	buf_put(out, in);
	for (i = 0; i < in.n; i++)
		if ((unsigned char)in.p[i] < 0x20 && in.p[i] != '\n' &&
		    in.p[i] != '\t' && in.p[i] != '\r')
			out->p[i] = ' ';
	trim_tags(in, out->p);
	while ((at = utf8_ascii(in, at)) < in.n) {
		from = at;
		c = utf8_next(in, &at);
		if (c == UTF8_BAD || c == 0xfffe || c == 0xffff)
			memset(out->p + from, '?', at - from);
	}
}

static void
set_handlers(xmlSAXHandlerPtr sax, int xml)
{
	memset(sax, 0, sizeof(*sax));
	sax->characters = on_text;
	sax->ignorableWhitespace = on_text;
	sax->comment = on_comment;
	sax->processingInstruction = on_instruction;
	sax->cdataBlock = xml ? on_text : on_raw;
	if (xml) {
		sax->initialized = XML_SAX2_MAGIC;
		sax->startElementNs = xml_open;
		sax->endElementNs = xml_close;
		sax->entityDecl = on_entity;
		sax->resolveEntity = no_entity;
	} else {
		sax->startElement = html_open;
		sax->endElement = html_close;
	}
	sax->serror = no_error;
}

static void
run_libxml(struct reader *r)
{
	xmlParserCtxtPtr p =
	    r->xml ? xmlCreateMemoryParserCtxt(r->safe.p, (int)r->safe.n)
	           : htmlCreateMemoryParserCtxt(r->safe.p, (int)r->safe.n);

	if (p == NULL)
		return;
	r->parser = p;
	if (r->xml) {
		xmlCtxtUseOptions(p, XML_PARSE_NONET | XML_PARSE_NOERROR |
		                         XML_PARSE_NOWARNING |
		                         XML_PARSE_IGNORE_ENC);
	} else {
		htmlCtxtUseOptions(p, HTML_PARSE_NONET | HTML_PARSE_NOERROR |
		                          HTML_PARSE_NOWARNING |
		                          HTML_PARSE_IGNORE_ENC |
		                          HTML_PARSE_RECOVER);
		p->options |= XML_PARSE_HUGE;
	}
	set_handlers(p->sax, r->xml);
	p->userData = r;
	xmlSwitchEncoding(p, XML_CHAR_ENCODING_UTF8);
	if (r->xml)
		xmlParseDocument(p);
	else
		htmlParseDocument(p);
	if (p->myDoc != NULL) {
		xmlFreeDoc(p->myDoc);
		p->myDoc = NULL;
	}
	r->parser = NULL;
	r->xml ? xmlFreeParserCtxt(p) : htmlFreeParserCtxt(p);
}

void
markup_start(void)
{
	xmlInitParser();
}

void
markup_read(struct str in, int xml, markup_sink *sink, void *ctx)
{
	struct reader r = { .in = in, .sink = sink, .ctx = ctx, .xml = xml };
	struct buf safe = { 0 };

	make_safe(in, &safe);
	r.safe = buf_str(&safe);
	run_libxml(&r);
	scan(&r, r.done);
	buf_free(&safe);
}
