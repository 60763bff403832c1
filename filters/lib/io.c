#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "edits.h"
#include "io.h"

const char *
io_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

static void
read_all(int fd, const char *path, struct buf *out)
{
	size_t start = out->n;
	struct stat st;
	ssize_t got;
	size_t room = 65536;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (size_t)st.st_size <= EDITS_MAX)
		room = (size_t)st.st_size + 1;
	for (;;) {
		got = read(fd, buf_grow(out, room), room);
		out->n -= room;
		if (got == 0)
			return;
		if (got < 0 && errno != EINTR)
			die_errno("%s", io_name(path));
		if (got > 0)
			out->n += (size_t)got;
		if (out->n - start > EDITS_MAX)
			die("%s: over 1 GiB", io_name(path));
		room = out->cap - out->n > 65536 ? out->cap - out->n : 65536;
	}
}

void
io_read(const char *path, struct buf *out)
{
	int fd = STDIN_FILENO;

	if (strcmp(path, "-") != 0 &&
	    (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		die_errno("%s", path);
	read_all(fd, path, out);
	if (fd != STDIN_FILENO)
		close(fd);
}

FILE *
io_open(const char *path, const char *mode)
{
	FILE *f;

	if (strcmp(path, "-") == 0)
		return *mode == 'r' ? stdin : stdout;
	if ((f = fopen(path, mode)) == NULL)
		die_errno("%s", path);
	return f;
}

struct str
io_map(const char *path)
{
	struct stat st;
	void *p;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		die_errno("%s", path);
	if (fstat(fd, &st) < 0)
		die_errno("%s", path);
	if (!S_ISREG(st.st_mode))
		die("%s: not a regular file", path);
	if (st.st_size == 0) {
		close(fd);
		return STR("");
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		die_errno("%s", path);
	close(fd);
	return str_of(p, (size_t)st.st_size);
}

void
io_write(FILE *f, struct str s)
{
	/* Its failure is seen by io_close: ferror(3) stays set. */
	fwrite(s.p, 1, s.n, f);
}

void
io_close(FILE *f, const char *path)
{
	int lost = ferror(f);

	if (fflush(f) == EOF || (fclose(f) == EOF) || lost)
		die_errno("%s", path);
}

static int
write_all(int fd, struct str s)
{
	ssize_t put;

	while (s.n > 0) {
		put = write(fd, s.p, s.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		s = str_cut(s, (size_t)put, s.n);
	}
	return 0;
}

/* The folder of a file must reach the disk too, or the rename may not. */
static void
sync_folder(const char *path)
{
	struct buf dir = { 0 };
	const char *slash = strrchr(path, '/');
	int fd;

	if (slash == NULL)
		buf_puts(&dir, ".");
	else
		buf_put(&dir, str_of(path, (size_t)(slash - path) + 1));
	if ((fd = open(buf_cstr(&dir), O_RDONLY | O_CLOEXEC)) >= 0) {
		fsync(fd);
		close(fd);
	}
	buf_free(&dir);
}

static void
keep_old(const char *path, const char *suffix)
{
	struct buf old = { 0 };

	buf_printf(&old, "%s%s", path, suffix);
	if (unlink(buf_cstr(&old)) < 0 && errno != ENOENT)
		die_errno("%s", buf_cstr(&old));
	if (link(path, buf_cstr(&old)) < 0)
		die_errno("%s", buf_cstr(&old));
	buf_free(&old);
}

void
io_replace(const char *path, const char *suffix, struct str contents)
{
	struct buf name = { 0 };
	struct stat st;
	char *real, *temp;
	int fd, why;

	/* A link stays a link: its target is what is replaced. */
	if ((real = realpath(path, NULL)) == NULL || stat(real, &st) < 0)
		die_errno("%s", path);
	buf_printf(&name, "%s.XXXXXX", real);
	temp = (char *)(uintptr_t)buf_cstr(&name);
	if ((fd = mkstemp(temp)) < 0)
		die_errno("%s", path);
	/* Another owner's file stays his, or is refused. */
	if (write_all(fd, contents) < 0 ||
	    (fchown(fd, st.st_uid, st.st_gid) < 0 && st.st_uid != geteuid()) ||
	    fchmod(fd, st.st_mode & 07777) < 0 || fsync(fd) < 0 ||
	    close(fd) < 0) {
		why = errno;
		unlink(temp);
		errno = why;
		die_errno("%s", path);
	}
	if (suffix != NULL && *suffix != '\0')
		keep_old(real, suffix);
	if (rename(temp, real) < 0) {
		unlink(temp);
		die_errno("%s", path);
	}
	sync_folder(real);
	free(real);
	buf_free(&name);
}
