/*
 * extract - the text of a page of HTML, hOCR, ALTO, PAGE or TEI
 *
 * What begins like one of these is read as one; everything else, a text
 * with a few tags in it too, passes as it is, byte for byte.
 *
 * HTML: the main content stays, with its title, headings, lists, tables and
 * paragraphs; menus, banners, share lines, comment forms and the like are
 * dropped (furniture).  A forest of trees says of each block of text how
 * likely it is content (lib/content); a page without any keeps its best.
 * Paragraphs are set apart by an empty line, items of a list stand on lines
 * of their own behind "- ", cells of a table have tabs between them.
 * Preformatted text keeps its lines.
 *
 * hOCR, ALTO, PAGE: the lines in their reading order, an empty line between
 * paragraphs, a form feed between pages.  A word that is cut at a line's
 * end and that the file gives whole (SUBS_CONTENT) is put whole into the
 * first of the lines.  A region that is labelled as a running head, foot or
 * page number stays, and is reported.
 *
 * TEI: the text without its header, notes behind their paragraph.
 *
 * Text is copied from where it stands in the input; what is between goes.
 * Markup that libxml2 does not read to its end is read on by a scanner of
 * tags, so no text is lost.  The text that comes out does not read as
 * markup again: where it would, its first "<" is put as "&lt;".
 */
#include <stdlib.h>

#include "content.h"
#include "die.h"
#include "entity.h"
#include "filter.h"
#include "flow.h"
#include "html.h"
#include "layout.h"
#include "markup.h"

static const struct rule rules[] = {
	[FLOW_MARKUP] = { "markup", "take out tags, and set paragraphs apart",
	    99 },
	[FLOW_REFERENCE] = { "reference",
	    "put the character for a character reference", 99 },
	[FLOW_SPACE] = { "markup-space",
	    "make one space of white space that has no meaning in markup", 99 },
	[FLOW_FURNITURE] = { "furniture",
	    "drop what is not the page's main content", 90 },
	[FLOW_HEAD] = { "labelled-head",
	    "drop what the page labels as running head, foot or page number",
	    70 },
};

static const struct filter_option options[] = {
	{ "format", 'f', "FORMAT",
	    "read as html, hocr, alto, page, tei or text" },
	{ "keep-furniture", 0, NULL, "keep all of the text of HTML" },
	{ "no-title", 0, NULL, "keep a title only where the text has it" },
};

struct tables {
	struct content *content;
	struct entity *names;
	int format; /* a markup_format; -1: find out */
	int keep;   /* all of HTML's text */
	int title;  /* keep the title in any case */
};

static void *
open_tables(const struct settings *set)
{
	struct tables *t = mem_new(1, sizeof(*t));
	const char *format = settings_get(set, "format");

	t->format = -1;
	if (format != NULL && (t->format = markup_named(format)) < 0)
		die("--format: %s: not a format", format);
	t->keep = settings_get(set, "keep-furniture") != NULL;
	t->title = settings_get(set, "no-title") == NULL;
	t->content = content_open(set);
	t->names = entity_open(set);
	markup_start();
	return t;
}

static void
close_tables(void *tables)
{
	struct tables *t = tables;

	content_close(t->content);
	entity_close(t->names);
	free(t);
}

static void
put_html(const struct tables *t, struct str in, struct flow *f)
{
	struct html h = { 0 };
	char *keep;

	html_read(&h, in, content_hint, t->content);
	keep = mem_new(h.nblock + 1, 1);
	if (t->keep)
		memset(keep, 1, h.nblock);
	else
		content_keep(t->content, &h, t->title, keep);
	layout_html(&h, keep, t->names, f);
	free(keep);
	html_free(&h);
}

static int
extract(const struct tables *t, enum markup_format format, struct str in,
    struct edits *out, int guard)
{
	struct flow f;

	flow_start(&f, in, out);
	f.guard = guard;
	f.all = t->format > MARKUP_NONE;
	if (format == MARKUP_HTML)
		put_html(t, in, &f);
	else
		layout_page(in, format, &f);
	flow_end(&f);
	return f.opened && !f.all && !guard;
}

static void
edit(const void *tables, struct str in, struct edits *out)
{
	const struct tables *t = tables;
	enum markup_format format =
	    t->format < 0 ? markup_sniff(in) : (enum markup_format)t->format;
	struct buf text = { 0 };

	/* Who asks for a format has no first tag to prove it. */
	if (format == MARKUP_NONE || (t->format > 0 && !markup_any(in)))
		return;
	if (!extract(t, format, in, out, 0))
		return;
	edits_apply(out, in, &text);
	if (markup_sniff(buf_str(&text)) != MARKUP_NONE) {
		edits_free(out);
		extract(t, format, in, out, 1);
	}
	buf_free(&text);
}

const struct filter extract_filter = {
	.name = "extract",
	.summary = "take the main text out of HTML, hOCR, ALTO, PAGE and TEI",
	.rules = rules,
	.nrules = NELEM(rules),
	.options = options,
	.noptions = NELEM(options),
	.open = open_tables,
	.edit = edit,
	.close = close_tables,
};
