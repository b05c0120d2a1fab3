// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/pickle.h"

#include "core/models/errors.h"
#include "core/models/pickleglobals.h"

#include <map>
#include <unordered_map>

namespace trainyard::models {

namespace {

constexpr std::size_t kMaximumObjects = 2'000'000;
constexpr std::size_t kMaximumStack = 2'000'000;
constexpr std::size_t kMaximumRank = 16;
constexpr std::size_t kMaximumTensors = 500'000;
constexpr std::size_t kMaximumArguments = 64;      // of a call; the real ones have at most eight
constexpr std::size_t kMaximumCopied = 16'000'000; // handles copied from lists into dictionaries, in the whole pickle

// Codes: Lib/pickletools.py of CPython documents each.
enum Opcode : std::uint8_t {
    Mark = '(',
    Stop = '.',
    Pop = '0',
    PopMark = '1',
    Dup = '2',
    BinFloat = 'G',
    BinInt = 'J',
    BinInt1 = 'K',
    BinInt2 = 'M',
    None = 'N',
    BinPersistentId = 'Q',
    Reduce = 'R',
    BinString = 'T',
    ShortBinString = 'U',
    BinUnicode = 'X',
    Append = 'a',
    Build = 'b',
    Global = 'c',
    DictFromMark = 'd',
    Appends = 'e',
    BinGet = 'h',
    Inst = 'i',
    LongBinGet = 'j',
    ListFromMark = 'l',
    Obj = 'o',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    TupleFromMark = 't',
    SetItems = 'u',
    EmptyList = ']',
    EmptyTuple = ')',
    EmptyDict = '}',
    BinBytes = 'B',
    ShortBinBytes = 'C',
    Proto = 0x80,
    NewObj = 0x81,
    Ext1 = 0x82,
    Ext2 = 0x83,
    Ext4 = 0x84,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    Long4 = 0x8b,
    ShortBinUnicode = 0x8c,
    BinUnicode8 = 0x8d,
    BinBytes8 = 0x8e,
    EmptySet = 0x8f,
    AddItems = 0x90,
    FrozenSet = 0x91,
    NewObjEx = 0x92,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95,
};

/** The stack machine of pickle, without the power to call: REDUCE and its kin know the few names of pickleName(). */
class Machine final {
    using Handle = Unpickled::Handle;
    using Kind = Unpickled::Kind;

public:
    Machine(ByteView bytes, std::string_view file)
        : m_bytes(bytes)
        , m_file(file) {}

    Result<Unpickled> run() {
        for (;;) {
            if (m_at >= m_bytes.size())
                return fail(broken("the pickle has no end"));
            if (m_out.objects.size() > kMaximumObjects || m_stack.size() > kMaximumStack)
                return fail(broken("too many objects"));
            const std::uint8_t opcode = m_bytes[m_at++];
            if (opcode == Stop)
                break;
            if (!step(opcode))
                return fail(std::move(m_error));
        }
        if (m_stack.empty())
            return fail(broken("the pickle is empty"));
        m_out.root = m_stack.back();
        m_out.size = m_at;
        return std::move(m_out);
    }

private:
    [[nodiscard]] Error broken(std::string reason) const {
        return Error(kTorchBroken, {{"file", displayText(m_file)}, {"reason", std::move(reason)}});
    }
    bool refuse(std::string reason) {
        m_error = broken(std::move(reason));
        return false;
    }
    bool refuseImport(std::string_view name) {
        m_error = Error(kPickleImport, {{"file", displayText(m_file)}, {"name", displayText(name.substr(0, 200))}});
        return false;
    }

    // ---- bytes
    bool take(std::uint64_t count, ByteView &out) {
        if (count > m_bytes.size() - m_at)
            return refuse("the pickle is truncated");
        out = m_bytes.subspan(m_at, static_cast<std::size_t>(count));
        m_at += static_cast<std::size_t>(count);
        return true;
    }
    /** A little-endian number of 1, 2, 4 or 8 bytes. */
    bool takeNumber(int bytes, std::uint64_t &out) {
        ByteView view;
        if (!take(static_cast<std::uint64_t>(bytes), view))
            return false;
        out = 0;
        for (int i = 0; i < bytes; ++i)
            out |= std::uint64_t(view[static_cast<std::size_t>(i)]) << (8 * i);
        return true;
    }
    bool takeLine(std::string_view &out) {
        const std::string_view rest = asText(m_bytes.subspan(m_at));
        const std::size_t end = rest.find('\n');
        if (end > 1000) // npos too
            return refuse("the pickle is truncated");
        out = rest.substr(0, end);
        m_at += end + 1;
        return true;
    }

    // ---- stack
    Handle make(Kind kind, std::int64_t number = 0) {
        m_out.objects.push_back({kind, number, {}, {}});
        return static_cast<Handle>(m_out.objects.size() - 1);
    }
    bool push(Handle handle) {
        m_stack.push_back(handle);
        return true;
    }
    bool pushNew(Kind kind, std::int64_t number = 0) { return push(make(kind, number)); }
    /** How deep the stack may be popped: not below the last mark. */
    [[nodiscard]] std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }
    bool pop(Handle &out) {
        if (m_stack.size() <= floor())
            return refuse("the pickle takes more from its stack than is there");
        out = m_stack.back();
        m_stack.pop_back();
        return true;
    }
    bool popToMark(std::vector<Handle> &out) {
        if (m_marks.empty())
            return refuse("the pickle takes more from its stack than is there");
        out.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back()), m_stack.end());
        m_stack.resize(m_marks.back());
        m_marks.pop_back();
        return true;
    }
    Unpickled::Object &object(Handle handle) { return m_out.objects[handle]; }

    bool pushText(int lengthBytes) {
        std::uint64_t length = 0;
        ByteView view;
        if (!takeNumber(lengthBytes, length) || !take(length, view))
            return false;
        const Handle handle = make(Kind::Text);
        object(handle).text = asText(view);
        return push(handle);
    }
    bool pushLong(int lengthBytes) {
        std::uint64_t length = 0;
        ByteView view;
        if (!takeNumber(lengthBytes, length) || !take(length, view))
            return false;
        if (length > 8) // only the legacy magic is longer; it is told by its bytes before the machine runs
            return pushNew(Kind::Opaque);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < view.size(); ++i)
            value |= std::uint64_t(view[i]) << (8 * i);
        if (!view.empty() && view.size() < 8 && (view.back() & 0x80) != 0)
            value |= ~std::uint64_t(0) << (8 * view.size());
        return pushNew(Kind::Int, static_cast<std::int64_t>(value));
    }
    bool pushTuple(std::size_t count) {
        if (m_stack.size() - floor() < count)
            return refuse("the pickle takes more from its stack than is there");
        std::vector<Handle> items(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
        m_stack.resize(m_stack.size() - count);
        return pushItems(Kind::Tuple, std::move(items));
    }
    bool pushItems(Kind kind, std::vector<Handle> items) {
        const Handle handle = make(kind);
        object(handle).items = std::move(items);
        return push(handle);
    }
    bool pushMarked(Kind kind) {
        std::vector<Handle> items;
        if (!popToMark(items))
            return false;
        if (kind == Kind::Dict && items.size() % 2 != 0)
            return refuse("a dictionary has a key without a value");
        return pushItems(kind, std::move(items));
    }

    // ---- memo
    bool remember(std::uint64_t index) {
        if (m_stack.size() <= floor())
            return refuse("the pickle takes more from its stack than is there");
        m_memo[index] = m_stack.back();
        return m_memo.size() <= kMaximumObjects || refuse("too many objects");
    }
    bool recall(int bytes) {
        std::uint64_t index = 0;
        if (!takeNumber(bytes, index))
            return false;
        const auto found = m_memo.find(index);
        if (found == m_memo.end())
            return refuse("the pickle refers to nothing");
        return push(found->second);
    }

    // ---- filling containers
    bool addItems(Kind kind, std::vector<Handle> items) {
        Handle target = 0;
        if (!pop(target))
            return false;
        Unpickled::Object &container = object(target);
        if (container.kind == kind) {
            if (kind == Kind::Dict && items.size() % 2 != 0)
                return refuse("a dictionary has a key without a value");
            container.items.insert(container.items.end(), items.begin(), items.end());
        } else if (container.kind != Kind::Opaque) {
            return refuse("the pickle fills what is no container");
        }
        return push(target);
    }
    bool addMarked(Kind kind) {
        std::vector<Handle> items;
        return popToMark(items) && addItems(kind, std::move(items));
    }
    bool addOne(Kind kind) {
        std::vector<Handle> items(kind == Kind::Dict ? 2 : 1);
        for (std::size_t i = items.size(); i-- > 0;) {
            if (!pop(items[i]))
                return false;
        }
        return addItems(kind, std::move(items));
    }

    // ---- names
    bool pushGlobal(std::string_view module, std::string_view name) {
        const auto known = pickleName(module, name);
        if (!known)
            return refuseImport(std::string(module.substr(0, 100)) + "." + std::string(name.substr(0, 100)));
        m_globals.push_back(*known);
        return pushNew(Kind::Global, static_cast<std::int64_t>(m_globals.size() - 1));
    }
    bool stackGlobal() {
        Handle name = 0;
        Handle module = 0;
        if (!pop(name) || !pop(module))
            return false;
        if (object(name).kind != Kind::Text || object(module).kind != Kind::Text)
            return refuse("a name that is no text");
        return pushGlobal(object(module).text, object(name).text);
    }
    /** What calling `callee` with `arguments` gives, for the few callees there are. */
    bool call(Handle callee, Handle arguments) {
        const Unpickled::Object &target = object(callee);
        if (target.kind == Kind::Opaque)
            return pushNew(Kind::Opaque);
        if (target.kind != Kind::Global || object(arguments).kind != Kind::Tuple)
            return refuse("the pickle calls what is no name");
        const PickleGlobal kind = m_globals[static_cast<std::size_t>(target.number)].kind;
        if (kind == PickleGlobal::Harmless)
            return pushNew(Kind::Opaque);
        if (object(arguments).items.size() > kMaximumArguments)
            return refuse("a call with too many arguments");
        const std::vector<Handle> items = object(arguments).items; // a copy: making objects moves the arena
        switch (kind) {
        case PickleGlobal::OrderedDict:
            return pushOrderedDict(items);
        case PickleGlobal::RebuildTensor:
            return pushTensor(items);
        case PickleGlobal::RebuildParameter:
            return items.empty() ? refuse("a parameter without data") : push(items[0]);
        default:
            return refuse("a storage that is not in the file");
        }
    }
    bool pushOrderedDict(const std::vector<Handle> &arguments) {
        std::vector<Handle> items;
        // The older form passes a list of pairs; the newer one none and fills the dictionary afterwards.
        if (!arguments.empty() && object(arguments[0]).kind == Kind::List) {
            for (const Handle pair : object(arguments[0]).items) {
                const Unpickled::Object &entry = object(pair);
                if ((entry.kind != Kind::Tuple && entry.kind != Kind::List) || entry.items.size() != 2)
                    return refuse("a dictionary made of what are no pairs");
                items.insert(items.end(), entry.items.begin(), entry.items.end());
            }
            m_copied += items.size();
            if (m_copied > kMaximumCopied)
                return refuse("too many objects");
        }
        return pushItems(Kind::Dict, std::move(items));
    }
    bool callMarked() { // OBJ: the class, then its arguments, above a mark
        std::vector<Handle> items;
        if (!popToMark(items))
            return false;
        if (items.empty())
            return refuse("the pickle calls nothing");
        const Handle callee = items.front();
        items.erase(items.begin());
        const Handle arguments = make(Kind::Tuple);
        object(arguments).items = std::move(items);
        return call(callee, arguments);
    }
    bool reduce(bool withKeywords) {
        Handle arguments = 0;
        Handle callee = 0;
        if (withKeywords && !pop(arguments))
            return false;
        return pop(arguments) && pop(callee) && call(callee, arguments);
    }
    bool build() {
        Handle state = 0;
        if (!pop(state))
            return false;
        if (m_stack.size() <= floor())
            return refuse("the pickle takes more from its stack than is there");
        // State of an OrderedDict is its `_metadata`, of a tensor its Python attributes: neither holds weights.
        const Kind kind = object(m_stack.back()).kind;
        if (kind != Kind::Dict && kind != Kind::Opaque && kind != Kind::Tensor)
            return refuse("the pickle sets the state of what has none");
        return true;
    }

    // ---- tensors
    bool pushStorage() {
        Handle id = 0;
        if (!pop(id))
            return false;
        const Unpickled::Object &tuple = object(id);
        // ("storage", type, key, location, elements) and, in older files, a view's (key, offset, size) or None.
        if (tuple.kind != Kind::Tuple || tuple.items.size() < 5 || object(tuple.items[0]).kind != Kind::Text ||
            object(tuple.items[0]).text != "storage")
            return refuse("a reference that is no storage");
        const Unpickled::Object &type = object(tuple.items[1]);
        const Unpickled::Object &key = object(tuple.items[2]);
        const Unpickled::Object &elements = object(tuple.items[4]);
        if (type.kind != Kind::Global || key.kind != Kind::Text || elements.kind != Kind::Int || elements.number < 0)
            return refuse("a storage that is described wrongly");
        const PickleName &name = m_globals[static_cast<std::size_t>(type.number)];
        if (name.kind != PickleGlobal::StorageType)
            return refuse("a storage of an unknown type");
        if (tuple.items.size() > 5 && object(tuple.items[5]).kind != Kind::None)
            return refuse("a view of a storage, as versions before 0.4 wrote");
        const int typeNumber = name.type ? static_cast<int>(*name.type) : -static_cast<int>(name.elementBytes);
        const auto [found, isNew] = m_storages.try_emplace({key.text, typeNumber}, m_out.storages.size());
        if (isNew)
            m_out.storages.push_back(
                {key.text, name.type, name.elementBytes, static_cast<std::uint64_t>(elements.number)});
        else if (m_out.storages[found->second].elements != static_cast<std::uint64_t>(elements.number))
            return refuse("a storage of two sizes");
        return pushNew(Kind::Storage, static_cast<std::int64_t>(found->second));
    }
    bool readSizes(Handle handle, std::vector<std::int64_t> &out) {
        const Unpickled::Object &tuple = object(handle);
        if ((tuple.kind != Kind::Tuple && tuple.kind != Kind::List) || tuple.items.size() > kMaximumRank)
            return refuse("a tensor without a shape");
        for (const Handle item : tuple.items) {
            if (object(item).kind != Kind::Int || object(item).number < 0)
                return refuse("a tensor with an impossible shape");
            out.push_back(object(item).number);
        }
        return true;
    }
    bool pushTensor(const std::vector<Handle> &arguments) { // (storage, offset, shape, strides, ...)
        if (arguments.size() < 4)
            return refuse("a tensor that is described wrongly");
        const Unpickled::Object &storage = object(arguments[0]);
        if (storage.kind == Kind::Opaque)
            return pushNew(Kind::Opaque);
        if (storage.kind != Kind::Storage || object(arguments[1]).kind != Kind::Int || object(arguments[1]).number < 0)
            return refuse("a tensor that is described wrongly");
        Unpickled::Tensor tensor;
        tensor.storage = static_cast<std::size_t>(storage.number);
        tensor.offset = object(arguments[1]).number;
        if (!readSizes(arguments[2], tensor.shape) || !readSizes(arguments[3], tensor.strides))
            return false;
        if (tensor.shape.size() != tensor.strides.size())
            return refuse("a tensor with an impossible shape");
        if (m_out.tensors.size() >= kMaximumTensors)
            return refuse("too many tensors");
        m_out.tensors.push_back(std::move(tensor));
        return pushNew(Kind::Tensor, static_cast<std::int64_t>(m_out.tensors.size() - 1));
    }

    bool step(std::uint8_t opcode) {
        std::uint64_t number = 0;
        std::string_view module;
        std::string_view name;
        Handle handle = 0;
        ByteView view;
        switch (opcode) {
        case Proto:
            return takeNumber(1, number) && (number <= 5 || refuse("a newer pickle protocol"));
        case Frame:
            return takeNumber(8, number);
        case Mark:
            m_marks.push_back(m_stack.size());
            return m_marks.size() <= kMaximumStack || refuse("too many objects");
        case Pop: {
            // As in pickle itself, POP on a bare mark takes the mark.
            if (!m_marks.empty() && m_stack.size() == m_marks.back()) {
                m_marks.pop_back();
                return true;
            }
            return pop(handle);
        }
        case PopMark: {
            std::vector<Handle> items;
            return popToMark(items);
        }
        case Dup:
            return pop(handle) && push(handle) && push(handle);
        case None:
            return pushNew(Kind::None);
        case NewTrue:
            return pushNew(Kind::Bool, 1);
        case NewFalse:
            return pushNew(Kind::Bool, 0);
        case BinInt:
            return takeNumber(4, number) && pushNew(Kind::Int, static_cast<std::int32_t>(number));
        case BinInt1:
            return takeNumber(1, number) && pushNew(Kind::Int, static_cast<std::int64_t>(number));
        case BinInt2:
            return takeNumber(2, number) && pushNew(Kind::Int, static_cast<std::int64_t>(number));
        case Long1:
            return pushLong(1);
        case Long4:
            return pushLong(4);
        case BinFloat:
            return take(8, view) && pushNew(Kind::Float);
        case BinUnicode:
        case BinString:
        case BinBytes:
            return pushText(4);
        case ShortBinUnicode:
        case ShortBinString:
        case ShortBinBytes:
            return pushText(1);
        case BinUnicode8:
        case BinBytes8:
            return pushText(8);
        case EmptyTuple:
            return pushNew(Kind::Tuple);
        case EmptyList:
            return pushNew(Kind::List);
        case EmptyDict:
            return pushNew(Kind::Dict);
        case EmptySet:
            return pushNew(Kind::List);
        case Tuple1:
            return pushTuple(1);
        case Tuple2:
            return pushTuple(2);
        case Tuple3:
            return pushTuple(3);
        case TupleFromMark:
        case FrozenSet:
            return pushMarked(Kind::Tuple);
        case ListFromMark:
            return pushMarked(Kind::List);
        case DictFromMark:
            return pushMarked(Kind::Dict);
        case Append:
            return addOne(Kind::List);
        case Appends:
        case AddItems:
            return addMarked(Kind::List);
        case SetItem:
            return addOne(Kind::Dict);
        case SetItems:
            return addMarked(Kind::Dict);
        case BinPut:
            return takeNumber(1, number) && remember(number);
        case LongBinPut:
            return takeNumber(4, number) && remember(number);
        case Memoize:
            return remember(m_memo.size());
        case BinGet:
            return recall(1);
        case LongBinGet:
            return recall(4);
        case Global:
            return takeLine(module) && takeLine(name) && pushGlobal(module, name);
        case StackGlobal:
            return stackGlobal();
        case Inst: {
            std::vector<Handle> items;
            if (!takeLine(module) || !takeLine(name) || !popToMark(items) || !pushGlobal(module, name) || !pop(handle))
                return false;
            const Handle arguments = make(Kind::Tuple);
            object(arguments).items = std::move(items);
            return call(handle, arguments);
        }
        case Ext1:
        case Ext2:
        case Ext4:
            return refuseImport("copyreg.extension");
        case Reduce:
        case NewObj:
            return reduce(false);
        case NewObjEx:
            return reduce(true);
        case Obj:
            return callMarked();
        case Build:
            return build();
        case BinPersistentId:
            return pushStorage();
        default:
            return refuse("unknown code " + std::to_string(opcode) + " in the pickle");
        }
    }

    ByteView m_bytes;
    std::string_view m_file;
    std::size_t m_at = 0;
    Error m_error;
    Unpickled m_out;
    std::vector<Handle> m_stack;
    std::vector<std::size_t> m_marks;
    std::size_t m_copied = 0;
    std::unordered_map<std::uint64_t, Handle> m_memo;
    std::vector<PickleName> m_globals;
    std::map<std::pair<std::string_view, int>, std::size_t> m_storages;
};

} // namespace

Result<Unpickled> unpickle(ByteView bytes, std::string_view file) {
    return Machine(bytes, file).run();
}

} // namespace trainyard::models
