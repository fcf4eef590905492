#!/usr/bin/env bash
# Copies a package's static archive and puts a prefix before each allocation function that it defines.
# Usage: rename_symbols.sh <pkg-config name> <archive> <prefix> <output>
set -euo pipefail

archive="$(pkg-config --variable=libdir "$1")/$2"
readonly archive prefix="$3" output="$4"

# What a C library or the C++ runtime defines, too: the malloc family, operator new and delete (in their mangled names),
# and the system calls that an allocator wraps. Everything else has a name of the allocator's own.
readonly functions='^(_Zn[wa].*|_Zd[la]P.*|__libc_.*|(aligned_|posix_mem|p?v|mem)?al(loc|ign)|[mc]alloc|realloc|c?free|free(_aligned)?_sized|malloc_.*|mall(info|opt)|.?allocx|mmap|mmap64|mremap|munmap|sbrk|mallctl.*|posix_memalign|p?valloc)$'

symbols="$(mktemp)"
trap 'rm -f "$symbols"' EXIT
nm --defined-only --extern-only --format=posix "$archive" 2>/dev/null | awk -v functions="$functions" -v prefix="$prefix" \
  'NF >= 2 && $1 ~ functions && !seen[$1]++ { print $1, prefix $1 }' >"$symbols"
grep -q '^malloc ' "$symbols" || { echo "rename_symbols.sh: $archive defines no malloc" >&2; exit 1; }
objcopy --redefine-syms="$symbols" "$archive" "$output"
