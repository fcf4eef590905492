#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_FIGURES_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_FIGURES_H_

#include <cstdint>
#include <string>
#include <string_view>

// Figures as people read and write them.
namespace archive_export {

// "512 B", "1.5 KiB", "61.2 MiB": the largest unit of 1,024 steps with a number of at least 1; one decimal, none for B.
std::string BytesText(uint64_t bytes);

// "0.0 s", "59.9 s", "1:05", "2:00:07". Negative, infinite and NaN are "?".
std::string DurationText(double seconds);

// What cannot be printed as it is (control characters, and bytes that are not UTF-8) is shown as "\x1b"; a file's name
// then moves no cursor and makes no line.
std::string Printable(std::string_view text);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_FIGURES_H_
