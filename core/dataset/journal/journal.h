// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"
#include "core/dataset/store/connection.h"

namespace trainyard::dataset {

enum class EntryKind : std::uint8_t { Act = 0, Undo = 1, Redo = 2, Piece = 3, Note = 4 };

/** What an entry changed; stored, so the bits never change their meaning. */
namespace changes {
inline constexpr std::uint32_t kObjects = 1, kItemsAdded = 2, kItemsRemoved = 4, kFacts = 8, kClasses = 16, kTags = 32,
                               kSplits = 64, kStates = 128, kSources = 256, kViews = 512, kVersions = 1024,
                               kRuns = 2048, kModels = 4096, kFindings = 8192, kManyItems = 16384, kAttributes = 32768;
}

/** More items than this are not listed in an entry: kManyItems stands instead. */
inline constexpr std::size_t kListedItems = 1000;

struct NewEntry {
    std::int64_t sequence = 0;
    EntryKind kind = EntryKind::Act;
    HistoryEntry::State state = HistoryEntry::State::Done;
    std::string_view act;
    std::string argumentsJson;
    std::int64_t target = 0, position = 0, undoneAt = 0;
    std::uint32_t changes = 0;
    ByteView items, ranges, changeset;
};

/** The number that the next entry will have; valid while the write lock is held. */
std::int64_t nextSequence(Connection &db);
void insertEntry(Connection &db, std::string_view session, std::string_view author, const NewEntry &entry);

std::string argumentsToJson(const ErrorArguments &arguments);
ErrorArguments argumentsFromJson(std::string_view json);

void storeFinding(Connection &db, const Finding &finding);

} // namespace trainyard::dataset
