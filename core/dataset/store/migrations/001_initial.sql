-- SPDX-FileCopyrightText: The Trainyard developers
-- SPDX-License-Identifier: Apache-2.0
-- Numbers of enumerations: core/dataset/types.h. Paths are bytes (BLOB); names for people are UTF-8 (TEXT).
-- `revision` is the journal sequence number of the act that last changed the row. AUTOINCREMENT: an id that was ever
-- given is never given again, so that undo and redo bring back the row and not another one.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    root BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    added_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL REFERENCES source(id),
    split INTEGER NOT NULL,
    state INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    probed INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    name TEXT NOT NULL,
    path BLOB NOT NULL,
    kind INTEGER NOT NULL,
    raw_width INTEGER NOT NULL,
    raw_height INTEGER NOT NULL,
    orientation INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    hash BLOB,
    attributes TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX item_place ON item(source, path);
CREATE INDEX item_name ON item(name);
CREATE INDEX item_hash ON item(hash) WHERE hash IS NOT NULL;
CREATE INDEX item_unprobed ON item(id) WHERE probed = 0;

CREATE TABLE class (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    rgb INTEGER NOT NULL,
    digit INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    skeleton TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

-- flags: 1 occluded, 2 truncated, 4 difficult, 8 crowd, 16 hidden, 32 locked. shape: core/annotation/codec.h.
CREATE TABLE annotation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item INTEGER NOT NULL REFERENCES item(id),
    class INTEGER NOT NULL REFERENCES class(id),
    kind INTEGER NOT NULL,
    x0 REAL NOT NULL,
    y0 REAL NOT NULL,
    x1 REAL NOT NULL,
    y1 REAL NOT NULL,
    area REAL NOT NULL,
    score REAL NOT NULL,
    flags INTEGER NOT NULL,
    z INTEGER NOT NULL,
    group_number INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    model TEXT NOT NULL,
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    shape BLOB NOT NULL
) STRICT;
CREATE INDEX annotation_item ON annotation(item, class);
CREATE INDEX annotation_class ON annotation(class, item);

CREATE TABLE tag (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE item_tag (
    item INTEGER NOT NULL REFERENCES item(id),
    tag INTEGER NOT NULL REFERENCES tag(id),
    PRIMARY KEY (item, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_tag_tag ON item_tag(tag, item);

CREATE TABLE view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE version (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    author TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    items INTEGER NOT NULL,
    objects INTEGER NOT NULL,
    classes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    task TEXT NOT NULL,
    version TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    status TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE model (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    task TEXT NOT NULL,
    run TEXT NOT NULL,
    version TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    details TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity INTEGER NOT NULL,
    arguments TEXT NOT NULL,
    fix TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    UNIQUE (code, subject)
) STRICT;
CREATE INDEX finding_subject ON finding(subject);

-- kind: 0 act, 1 undo, 2 redo, 3 piece of a bulk act, 4 note (announced, not undoable).
-- state: 0 done, 1 undone, 2 dropped (can no longer be done again).
-- target: what an undo or redo is about; the act that a piece belongs to. position: order of the pieces of an act.
-- undone_at: sequence number of the undo, so that redo goes backwards. changes: bits of core/dataset/journal/journal.h.
-- items, ranges: core/dataset/journal/idlist.h. changeset: of the session extension, forwards.
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    session TEXT NOT NULL,
    author TEXT NOT NULL,
    act TEXT NOT NULL,
    arguments TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    target INTEGER NOT NULL,
    position INTEGER NOT NULL,
    undone_at INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    items BLOB,
    ranges BLOB,
    changeset BLOB
) STRICT;
CREATE INDEX journal_done ON journal(session, sequence) WHERE kind = 0 AND state = 0;
CREATE INDEX journal_done_any ON journal(sequence) WHERE kind = 0 AND state = 0;
CREATE INDEX journal_undone ON journal(session, undone_at) WHERE kind = 0 AND state = 1;
CREATE INDEX journal_history ON journal(sequence) WHERE kind < 3;
CREATE INDEX journal_pieces ON journal(target, position) WHERE kind = 3;
