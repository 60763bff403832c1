/*
 * undo - give the original text back
 *
 * Reads a log of edits and the clean text that was written with it, and
 * takes every stage of every document back, last one first.  A text that is
 * not the one that was written is refused by its length and checksum.
 */
#include <stdlib.h>

#include "die.h"
#include "io.h"
#include "tool.h"

static const char usage[] =
    "usage: pumice-undo [-hiV] [-o FILE] LOG [CLEAN]\n"
    "Give the original text back.\n"
    "  -h, --help      print this and leave\n"
    "  -i, --in-place  put the files that the log names back\n"
    "  -o, --output=FILE  write to FILE\n"
    "  -V, --version   print the version and leave\n";

static void refuse(const struct log_document *d, const char *subject,
    const char *why) __attribute__((noreturn));

static void
refuse(const struct log_document *d, const char *subject, const char *why)
{
	if (d->record > 0)
		die("%s: record %zu of %.*s: %s", subject, d->record,
		    (int)d->name.n, d->name.p, why);
	die("%s: %s", subject, why);
}

/* Take a document off the stream at *at and write what it was. */
static void
undo_one(const struct log_document *d, const char *subject, struct str clean,
    size_t *at, struct buf *original)
{
	struct str rest = str_cut(clean, *at, clean.n);
	const char *why;

	if (rest.n < d->out_len + d->tail.n ||
	    !str_starts(str_cut(rest, d->out_len, rest.n), d->tail))
		refuse(d, subject, "not the text that was written");
	why = log_undo(d, str_cut(rest, 0, d->out_len), original);
	if (why != NULL)
		refuse(d, subject, why);
	buf_put(original, d->tail);
	*at += d->out_len + d->tail.n;
}

/* All is checked before anything is written. */
static void
undo_stream(struct log_reader *r, const char *path, struct buf *out)
{
	struct buf clean = { 0 }, original = { 0 };
	struct log_document d;
	size_t at = 0;

	io_read(path, &clean);
	while (log_next(r, &d)) {
		original.n = 0;
		undo_one(&d, io_name(path), buf_str(&clean), &at, &original);
		buf_put(out, buf_str(&original));
		log_document_free(&d);
	}
	if (at != clean.n)
		die("%s: not the text that was written", io_name(path));
	buf_free(&clean);
	buf_free(&original);
}

struct file {
	struct buf name, clean, original;
	size_t at;
};

static void
put_back(struct file *f)
{
	if (f->name.n == 0)
		return;
	if (f->at != f->clean.n)
		die("%s: not the text that was written", buf_cstr(&f->name));
	if (!str_eq(buf_str(&f->clean), buf_str(&f->original)))
		io_replace(buf_cstr(&f->name), NULL, buf_str(&f->original));
	buf_free(&f->name);
	buf_free(&f->clean);
	buf_free(&f->original);
	f->at = 0;
}

/* Documents of one file follow each other in the log. */
static void
undo_files(struct log_reader *r)
{
	struct buf one = { 0 };
	struct log_document d;
	struct file f = { 0 };

	while (log_next(r, &d)) {
		if (!str_eq(d.name, buf_str(&f.name)) || d.record <= 1) {
			put_back(&f);
			buf_put(&f.name, d.name);
			io_read(buf_cstr(&f.name), &f.clean);
		}
		one.n = 0;
		undo_one(&d, buf_cstr(&f.name), buf_str(&f.clean), &f.at, &one);
		buf_put(&f.original, buf_str(&one));
		log_document_free(&d);
	}
	put_back(&f);
	buf_free(&one);
}

int
main(int argc, char **argv)
{
	struct tool t = {
		.name = "pumice-undo", .usage = usage, .in_place = 1
	};
	struct buf text = { 0 };
	FILE *f;

	tool_open(&t, argc, argv);
	if (t.files) {
		undo_files(&t.reader);
	} else {
		undo_stream(&t.reader, t.clean, &text);
		f = tool_output(&t);
		io_write(f, buf_str(&text));
		tool_written(&t, f);
	}
	buf_free(&text);
	tool_close(&t);
	return 0;
}
