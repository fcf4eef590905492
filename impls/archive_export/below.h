#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_BELOW_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_BELOW_H_

#include <functional>
#include <string>
#include <string_view>

#include "impls/fd.h"

// What lies below a directory, and what only seems to. Safe to use from several threads.
namespace archive_export {

// What `open` returns, an Fd; asked again for up to a second while no descriptor is to be had, since those who read
// files soon give theirs back.
impls::Fd OpenPatiently(const std::function<impls::Fd()>& open);

// Opens `path` below the open directory `root` with these flags of open(2), however long it is: a path beyond PATH_MAX
// is gone down in parts. No name of it is followed as a link, so that nothing outside is opened even if a directory
// becomes a link meanwhile. One system call where there is openat2(2), else one for each name. -1 with errno set: ELOOP
// for a link, but ENOTDIR for one at the end with O_DIRECTORY.
impls::Fd OpenBelow(const impls::Fd& root, const std::string& path, int flags);

// Whether the symbolic link `path` below the open directory `root`, whose text is `target`, leads to somewhere that is
// not below it: an absolute one does, and one with more ".." than there are directories, or with a link in it that
// does. Whether there is something where it leads does not matter; beyond PATH_MAX, other links are not seen. One
// system call for each name of it, and of the links it leads through.
bool LinkLeadsOut(const impls::Fd& root, const std::string& path, std::string_view target);

// Whether the name of an entry, which does not lead out here, does so for programs of systems where backslashes divide
// names, too, and letters name drives: `..\up`, `\up`, `c:up`.
bool NameLeadsOut(std::string_view name);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_BELOW_H_
