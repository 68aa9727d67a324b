/*
 * Records what a process does to the files below $RECORD_BELOW into $RECORD_LOG, in the order in which it happened, with
 * the answers "HTTP/1.1 2…" that it sends in between; and lets a chosen call fail. Loaded with LD_PRELOAD, needs no root.
 *
 * A record:  | op 1 B | 7 B zero | file 8 B | offset 8 B | length 8 B | length bytes |
 *
 *   O  a file was opened: offset = size, data = path      D  the same of a directory
 *   W  written: data = the bytes
 *   T  truncated to offset                                U  unlinked: data = path
 *   R  renamed: data = old path, zero byte, new path      L  linked: the same
 *   B  a sync begins: offset = its number                 S  that sync has ended well: offset = its number
 *   A  an answer is about to leave: data = the bytes
 *
 * Writes are recorded once they have returned, syncs around their call, answers before they leave: whatever the threads do
 * meanwhile, the record never claims more than was true. A sync covers what was recorded before it began, no more.
 *
 * $RECORD_FAULT = call:n:errno:path, call being write or sync: from the n-th such call on a path that ends with `path`
 * on, the call fails; with a path of "*" on any path.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 65536
#define REAL(type, name) \
  static __typeof__(type) real; \
  if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, name)

struct record {
  char op;
  char zero[7];
  uint64_t file, offset, length;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t files[MOST_FILES];
static char tails[MOST_FILES][32];
static int log_file = -1;
static const char *below;
static uint64_t syncs;
static char fault_call[8], fault_path[64];
static int fault_from, fault_errno, fault_count;

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("RECORD_LOG"), *fault = getenv("RECORD_FAULT");
  below = getenv("RECORD_BELOW");
  if (path) log_file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fault && sscanf(fault, "%7[^:]:%d:%d:%63s", fault_call, &fault_from, &fault_errno, fault_path) != 4) fault_from = 0;
}

static void emit(char op, uint64_t file, uint64_t offset, const struct iovec *parts, int count) {
  struct record head = {op, {0}, file, offset, 0};
  if (log_file < 0) return;
  for (int part = 0; part < count; part++) head.length += parts[part].iov_len;
  pthread_mutex_lock(&lock);
  syscall(SYS_write, log_file, &head, sizeof head);
  for (int part = 0; part < count; part++) syscall(SYS_write, log_file, parts[part].iov_base, parts[part].iov_len);
  pthread_mutex_unlock(&lock);
}

static void emit_one(char op, uint64_t file, uint64_t offset, const void *data, size_t length) {
  struct iovec part = {(void *)data, length};
  emit(op, file, offset, &part, length > 0);
}

static int is_ours(const char *path) {
  return below && path && !strncmp(path, below, strlen(below)) && !strstr(path, "-shm") && !strstr(path, "lock.sqlite");
}

static void opened(int descriptor, const char *path) {
  struct stat status;
  if (descriptor < 0 || descriptor >= MOST_FILES) return;
  files[descriptor] = 0;
  if (!is_ours(path) || fstat(descriptor, &status)) return;
  files[descriptor] = status.st_ino;
  size_t length = strlen(path);
  strncpy(tails[descriptor], path + (length > 31 ? length - 31 : 0), 31);
  emit_one(S_ISDIR(status.st_mode) ? 'D' : 'O', status.st_ino, status.st_size, path, length);
}

static uint64_t file_of(int descriptor) { return descriptor >= 0 && descriptor < MOST_FILES ? files[descriptor] : 0; }

static int fails(const char *call, int descriptor) {
  if (!fault_from || strcmp(call, fault_call)) return 0;
  size_t own = strlen(tails[descriptor]), wanted = strlen(fault_path);
  if (strcmp(fault_path, "*") && (own < wanted || strcmp(tails[descriptor] + own - wanted, fault_path))) return 0;
  if (__sync_add_and_fetch(&fault_count, 1) < fault_from) return 0;
  errno = fault_errno;
  return 1;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int (*)(const char *, int, ...), #name); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = va_arg(rest, mode_t); \
    va_end(rest); \
    int descriptor = real(path, flags, mode); \
    opened(descriptor, path); \
    return descriptor; \
  }
OPEN(open)
OPEN(open64)

#define PWRITE(name, offset_type) \
  ssize_t name(int descriptor, const void *bytes, size_t length, offset_type offset) { \
    REAL(ssize_t(*)(int, const void *, size_t, offset_type), #name); \
    uint64_t file = file_of(descriptor); \
    if (file && fails("write", descriptor)) return -1; \
    ssize_t written = real(descriptor, bytes, length, offset); \
    if (file && written > 0) emit_one('W', file, offset, bytes, written); \
    return written; \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

static int is_answer(const void *bytes, size_t length) { return length > 10 && !memcmp(bytes, "HTTP/1.1 2", 10); }

ssize_t write(int descriptor, const void *bytes, size_t length) {
  REAL(ssize_t(*)(int, const void *, size_t), "write");
  uint64_t file = file_of(descriptor);
  if (!file) {
    if (is_answer(bytes, length)) emit_one('A', 0, 0, bytes, length);
    return real(descriptor, bytes, length);
  }
  if (fails("write", descriptor)) return -1;
  off_t offset = lseek(descriptor, 0, SEEK_CUR);
  ssize_t written = real(descriptor, bytes, length);
  if (written > 0) emit_one('W', file, offset, bytes, written);
  return written;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  REAL(ssize_t(*)(int, const struct iovec *, int), "writev");
  if (!file_of(descriptor) && count > 0 && is_answer(parts[0].iov_base, parts[0].iov_len)) emit('A', 0, 0, parts, count);
  return real(descriptor, parts, count);
}

#define SYNC(name) \
  int name(int descriptor) { \
    REAL(int (*)(int), #name); \
    uint64_t file = file_of(descriptor); \
    if (!file) return real(descriptor); \
    if (fails("sync", descriptor)) return -1; \
    uint64_t number = __sync_add_and_fetch(&syncs, 1); \
    emit_one('B', file, number, 0, 0); \
    int result = real(descriptor); \
    if (!result) emit_one('S', file, number, 0, 0); \
    return result; \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type) \
  int name(int descriptor, offset_type length) { \
    REAL(int (*)(int, offset_type), #name); \
    int result = real(descriptor, length); \
    if (!result && file_of(descriptor)) emit_one('T', file_of(descriptor), length, 0, 0); \
    return result; \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
  REAL(int (*)(const char *), "unlink");
  int result = real(path);
  if (!result && is_ours(path)) emit_one('U', 0, 0, path, strlen(path));
  return result;
}

#define NAME_ANEW(name, op) \
  int name(const char *from, const char *to) { \
    REAL(int (*)(const char *, const char *), #name); \
    int result = real(from, to); \
    struct iovec parts[] = {{(void *)from, strlen(from) + 1}, {(void *)to, strlen(to)}}; \
    if (!result && is_ours(to)) emit(op, 0, 0, parts, 2); \
    return result; \
  }
NAME_ANEW(rename, 'R')
NAME_ANEW(link, 'L')

int close(int descriptor) {
  REAL(int (*)(int), "close");
  if (descriptor >= 0 && descriptor < MOST_FILES) files[descriptor] = 0;
  return real(descriptor);
}
