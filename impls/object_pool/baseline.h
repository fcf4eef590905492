#ifndef PAWL_IMPLS_OBJECT_POOL_BASELINE_H_
#define PAWL_IMPLS_OBJECT_POOL_BASELINE_H_

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "impls/object_pool/object_pool.h"

namespace object_pool {

// malloc() and free() and std::string, as one writes without a pool. Keeps nothing and counts nothing.
struct Baseline {
  static constexpr std::string_view kName = "baseline";

  class Bytes {
   public:
    class Buffer {
     public:
      Buffer(Buffer&& from) noexcept
          : data_(std::exchange(from.data_, nullptr)), size_(from.size_), wipes_(from.wipes_) {}
      Buffer& operator=(Buffer&& from) noexcept {
        std::swap(data_, from.data_);
        std::swap(size_, from.size_);
        std::swap(wipes_, from.wipes_);
        from.Return();
        return *this;
      }
      ~Buffer() { Return(); }

      std::byte* data() const { return data_; }
      size_t size() const { return data_ == nullptr ? 0 : size_; }

      void Return() noexcept {
        if (data_ == nullptr) return;
        if (wipes_) explicit_bzero(data_, size_);
        std::free(std::exchange(data_, nullptr));
      }

     private:
      friend class Bytes;
      Buffer(void* data, size_t size, bool wipes) : data_(static_cast<std::byte*>(data)), size_(size), wipes_(wipes) {}

      std::byte* data_;
      size_t size_;
      bool wipes_;
    };

    explicit Bytes(const Options& options) : wipes_(options.wipe_on_return) {}

    Buffer Get(size_t bytes) {
      void* const data = std::malloc(std::max<size_t>(bytes, 1));
      if (data == nullptr) throw std::bad_alloc();
      return Buffer(data, bytes, wipes_);
    }
    void Trim(Level) {}
    PoolStats stats() const { return {}; }

   private:
    const bool wipes_;
  };

  // A new object each time, which is in its handle.
  template <typename T>
  class Fresh {
   public:
    class Handle {
     public:
      explicit Handle(bool wipes) : object_(std::in_place, wipes) {}
      Handle(Handle&& from) noexcept : object_(std::exchange(from.object_, std::nullopt)) {}
      Handle& operator=(Handle&& from) noexcept {
        Handle old(std::move(*this));
        object_.swap(from.object_);
        return *this;
      }
      T& operator*() { return *object_; }
      T* operator->() { return &*object_; }
      explicit operator bool() const { return object_.has_value(); }
      void Return() { object_.reset(); }

     private:
      std::optional<T> object_;
    };

    explicit Fresh(const Options& options) : wipes_(options.wipe_on_return) {}

    Handle Get() { return Handle(wipes_); }
    void Trim(Level) {}
    PoolStats stats() const { return {}; }

   private:
    const bool wipes_;
  };

  static void Wipe(std::string& text) { explicit_bzero(text.data(), text.size()); }

  class StringList {
   public:
    explicit StringList(bool wipes) : wipes_(wipes) {}
    StringList(StringList&&) = default;
    StringList& operator=(StringList&&) = default;
    ~StringList() {
      if (wipes_) std::for_each(strings_.begin(), strings_.end(), Wipe);
    }

    void Add(std::string_view text) { strings_.emplace_back(text); }
    void Append(std::string_view text) { strings_.back() += text; }
    std::string_view operator[](size_t i) const { return strings_[i]; }
    size_t size() const { return strings_.size(); }

   private:
    std::vector<std::string> strings_;
    bool wipes_;
  };

  class Map {
   public:
    explicit Map(bool wipes) : wipes_(wipes) {}
    Map(Map&&) = default;
    Map& operator=(Map&&) = default;
    ~Map() {
      if (wipes_) Clear();
    }

    void Set(std::string_view key, std::string_view value) { values_.insert_or_assign(std::string(key), value); }
    std::optional<std::string_view> Find(std::string_view key) const {
      const auto found = values_.find(std::string(key));
      if (found == values_.end()) return std::nullopt;
      return found->second;
    }
    size_t size() const { return values_.size(); }

   private:
    void Clear() {
      while (!values_.empty()) {
        auto node = values_.extract(values_.begin());
        Wipe(node.key());
        Wipe(node.mapped());
      }
    }

    std::unordered_map<std::string, std::string> values_;
    bool wipes_;
  };

  using Strings = Fresh<StringList>;
  using Maps = Fresh<Map>;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_BASELINE_H_
