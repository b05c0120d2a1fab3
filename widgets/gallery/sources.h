// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace trainyard::widgets {

/**
 * Gives thumbnails when they are ready. Called on the GUI thread and answers by signals on the GUI thread; the work
 * is done elsewhere. The higher the priority, the sooner; a second request of an asker for a key changes its size and
 * priority. Askers, the views of one image at their own sizes, do not disturb each other; they are names only, never
 * called, and may be gone when the answer comes.
 */
class ThumbnailSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void request(const QObject *asker, qint64 key, int pixels, int priority) = 0;
    /** The asker does not wait for this key any more; its answer may still come. */
    virtual void cancel(const QObject *asker, qint64 key) = 0;

Q_SIGNALS:
    void ready(const QObject *asker, qint64 key, const QImage &image);
    void failed(qint64 key, const QString &reason); ///< for all who ask for it
    /** What was given for these keys, a picture or a failure, does not hold any more: ask again. */
    void outdated(const std::vector<qint64> &keys);
    /** From now on keys mean other images: what was made of the old ones is worth nothing. */
    void forgotten();
};

struct CellChip {
    QString text;
    QColor colour;
};

/** What is written on a cell. Asked for the cells in sight only, while painting: answer at once from memory. */
struct CellInfo {
    QString title;                ///< the file's name
    std::vector<CellChip> chips;  ///< classes
    QString badge;                ///< the split
    QStringList tags;
    QString problem;              ///< missing or damaged: in words, shown as a mark with this tooltip
};

class CellInfoSource {
public:
    virtual ~CellInfoSource() = default;
    [[nodiscard]] virtual CellInfo info(qint64 key) const = 0;
};

} // namespace trainyard::widgets
