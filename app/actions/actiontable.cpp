// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/actions/actiontable.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

// clang-format off
constexpr std::array kActions = std::to_array<ActionSpec>({
    // id, text, icon, scope, group, keys: Trainyard, CVAT, labelme, command, repeats
    {"project.openFolder", QT_TRANSLATE_NOOP("Actions", "Open folder…"), "folder-open", Scope::Global, ActionGroup::Project, "Ctrl+O", nullptr, nullptr, "source add"},
    {"project.openProject", QT_TRANSLATE_NOOP("Actions", "Open project…"), "document-open-folder", Scope::Global, ActionGroup::Project, "Ctrl+Shift+O", nullptr, nullptr, ""},
    {"project.importLabels", QT_TRANSLATE_NOOP("Actions", "Import labels…"), "document-import", Scope::Global, ActionGroup::Project, "Ctrl+I", nullptr, nullptr, "import"},
    {"project.exportLabels", QT_TRANSLATE_NOOP("Actions", "Export labels…"), "document-export", Scope::Global, ActionGroup::Project, "Ctrl+E", nullptr, "Ctrl+Shift+E", "export"},
    {"project.trySample", QT_TRANSLATE_NOOP("Actions", "Try the sample"), "games-hint", Scope::Global, ActionGroup::Project, "", nullptr, nullptr, "demo"},
    {"project.rescan", QT_TRANSLATE_NOOP("Actions", "Look for new files"), "view-refresh", Scope::Global, ActionGroup::Project, "F5", nullptr, nullptr, "source rescan"},
    {"project.close", QT_TRANSLATE_NOOP("Actions", "Close project"), "document-close", Scope::Global, ActionGroup::Project, "Ctrl+W", nullptr, nullptr, ""},
    {"app.quit", QT_TRANSLATE_NOOP("Actions", "Quit"), "application-exit", Scope::Global, ActionGroup::Project, "Ctrl+Q", nullptr, nullptr, ""},
    {"edit.undo", QT_TRANSLATE_NOOP("Actions", "Undo"), "edit-undo", Scope::Global, ActionGroup::Edit, "Ctrl+Z", nullptr, nullptr, "undo", true},
    {"edit.redo", QT_TRANSLATE_NOOP("Actions", "Redo"), "edit-redo", Scope::Global, ActionGroup::Edit, "Ctrl+Shift+Z; Ctrl+Y", nullptr, nullptr, "redo", true},
    {"go.start", QT_TRANSLATE_NOOP("Actions", "Start"), "trainyard-start", Scope::Global, ActionGroup::Go, "Ctrl+1", nullptr, nullptr, ""},
    {"go.data", QT_TRANSLATE_NOOP("Actions", "Data"), "trainyard-data", Scope::Global, ActionGroup::Go, "Ctrl+2", nullptr, nullptr, ""},
    {"go.label", QT_TRANSLATE_NOOP("Actions", "Label"), "trainyard-label", Scope::Global, ActionGroup::Go, "Ctrl+3", nullptr, nullptr, ""},
    {"go.train", QT_TRANSLATE_NOOP("Actions", "Train"), "trainyard-train", Scope::Global, ActionGroup::Go, "Ctrl+4", nullptr, nullptr, ""},
    {"go.evaluate", QT_TRANSLATE_NOOP("Actions", "Evaluate"), "trainyard-evaluate", Scope::Global, ActionGroup::Go, "Ctrl+5", nullptr, nullptr, ""},
    {"go.models", QT_TRANSLATE_NOOP("Actions", "Models"), "trainyard-models", Scope::Global, ActionGroup::Go, "Ctrl+6", nullptr, nullptr, ""},
    {"view.query", QT_TRANSLATE_NOOP("Actions", "Filter or search"), "search", Scope::Global, ActionGroup::View, "Ctrl+K", nullptr, nullptr, "query"},
    {"view.palette", QT_TRANSLATE_NOOP("Actions", "Command palette"), "system-run", Scope::Global, ActionGroup::View, "Ctrl+Shift+P", nullptr, nullptr, ""},
    {"view.findings", QT_TRANSLATE_NOOP("Actions", "Findings"), "data-warning", Scope::Global, ActionGroup::View, "Ctrl+Shift+F", nullptr, nullptr, "findings"},
    {"view.jobs", QT_TRANSLATE_NOOP("Actions", "Jobs"), "view-list-details", Scope::Global, ActionGroup::View, "Ctrl+J", nullptr, "Ctrl+Shift+J", ""},
    {"view.fullScreen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "view-fullscreen", Scope::Global, ActionGroup::View, "F11", nullptr, nullptr, ""},
    {"view.themeSystem", QT_TRANSLATE_NOOP("Actions", "Theme: as the system"), "", Scope::Global, ActionGroup::View, "", nullptr, nullptr, ""},
    {"view.themeLight", QT_TRANSLATE_NOOP("Actions", "Theme: light"), "", Scope::Global, ActionGroup::View, "", nullptr, nullptr, ""},
    {"view.themeDark", QT_TRANSLATE_NOOP("Actions", "Theme: dark"), "", Scope::Global, ActionGroup::View, "", nullptr, nullptr, ""},
    {"view.languageEnglish", QT_TRANSLATE_NOOP("Actions", "Language: English"), "", Scope::Global, ActionGroup::View, "", nullptr, nullptr, ""},
    {"view.languageChinese", QT_TRANSLATE_NOOP("Actions", "Language: Simplified Chinese"), "", Scope::Global, ActionGroup::View, "", nullptr, nullptr, ""},
    {"view.settings", QT_TRANSLATE_NOOP("Actions", "Settings"), "configure", Scope::Global, ActionGroup::View, "F2", nullptr, nullptr, ""},
    {"help.keys", QT_TRANSLATE_NOOP("Actions", "Keyboard cheat sheet"), "input-keyboard", Scope::Global, ActionGroup::Help, "F1", nullptr, nullptr, ""},
    {"help.about", QT_TRANSLATE_NOOP("Actions", "About Trainyard"), "help-about", Scope::Global, ActionGroup::Help, "", nullptr, nullptr, ""},
    {"data.openInLabel", QT_TRANSLATE_NOOP("Actions", "Open in Label"), "draw-polyline", Scope::Data, ActionGroup::Data, "L", nullptr, nullptr, ""},
    {"data.selectAll", QT_TRANSLATE_NOOP("Actions", "Select all"), "edit-select-all", Scope::Data, ActionGroup::Data, "Ctrl+A", nullptr, nullptr, ""},
    {"data.selectNone", QT_TRANSLATE_NOOP("Actions", "Select nothing"), "edit-select-none", Scope::Data, ActionGroup::Data, "Esc", nullptr, nullptr, ""},
    {"data.larger", QT_TRANSLATE_NOOP("Actions", "Larger thumbnails"), "zoom-in", Scope::Data, ActionGroup::Data, "Ctrl+=; Ctrl++", nullptr, nullptr, "", true},
    {"data.smaller", QT_TRANSLATE_NOOP("Actions", "Smaller thumbnails"), "zoom-out", Scope::Data, ActionGroup::Data, "Ctrl+-", nullptr, nullptr, "", true},
    {"data.overlays", QT_TRANSLATE_NOOP("Actions", "Show shapes on thumbnails"), "view-visible", Scope::Data, ActionGroup::Data, "O", nullptr, nullptr, ""},
    {"data.tag", QT_TRANSLATE_NOOP("Actions", "Tag the selection"), "tag", Scope::Data, ActionGroup::Data, "T", nullptr, nullptr, "tag add"},
    {"data.removeClass", QT_TRANSLATE_NOOP("Actions", "Remove the class"), "edit-clear", Scope::Data, ActionGroup::Data, "Backspace", nullptr, nullptr, "annotation delete"},
    {"data.split", QT_TRANSLATE_NOOP("Actions", "Split into train, validation and test"), "view-split-left-right", Scope::Data, ActionGroup::Data, "Ctrl+Shift+S", nullptr, nullptr, "split"},
    {"data.version", QT_TRANSLATE_NOOP("Actions", "Freeze as a data version"), "document-save-as", Scope::Data, ActionGroup::Data, "Ctrl+Shift+V", nullptr, nullptr, "version create"},
    {"data.grid", QT_TRANSLATE_NOOP("Actions", "Grid"), "view-grid", Scope::Data, ActionGroup::Data, "G", nullptr, nullptr, ""},
    {"data.statistics", QT_TRANSLATE_NOOP("Actions", "Statistics"), "office-chart-bar", Scope::Data, ActionGroup::Data, "S", nullptr, nullptr, "stats"},
    {"data.clearFilter", QT_TRANSLATE_NOOP("Actions", "Clear the filter"), "edit-clear-all", Scope::Data, ActionGroup::Data, "Ctrl+Backspace", nullptr, nullptr, ""},
    {"data.class1", QT_TRANSLATE_NOOP("Actions", "Give class 1 to the selection"), "", Scope::Data, ActionGroup::Data, "1", nullptr, nullptr, "annotation add"},
    {"data.class2", QT_TRANSLATE_NOOP("Actions", "Give class 2 to the selection"), "", Scope::Data, ActionGroup::Data, "2", nullptr, nullptr, "annotation add"},
    {"data.class3", QT_TRANSLATE_NOOP("Actions", "Give class 3 to the selection"), "", Scope::Data, ActionGroup::Data, "3", nullptr, nullptr, "annotation add"},
    {"data.class4", QT_TRANSLATE_NOOP("Actions", "Give class 4 to the selection"), "", Scope::Data, ActionGroup::Data, "4", nullptr, nullptr, "annotation add"},
    {"data.class5", QT_TRANSLATE_NOOP("Actions", "Give class 5 to the selection"), "", Scope::Data, ActionGroup::Data, "5", nullptr, nullptr, "annotation add"},
    {"data.class6", QT_TRANSLATE_NOOP("Actions", "Give class 6 to the selection"), "", Scope::Data, ActionGroup::Data, "6", nullptr, nullptr, "annotation add"},
    {"data.class7", QT_TRANSLATE_NOOP("Actions", "Give class 7 to the selection"), "", Scope::Data, ActionGroup::Data, "7", nullptr, nullptr, "annotation add"},
    {"data.class8", QT_TRANSLATE_NOOP("Actions", "Give class 8 to the selection"), "", Scope::Data, ActionGroup::Data, "8", nullptr, nullptr, "annotation add"},
    {"data.class9", QT_TRANSLATE_NOOP("Actions", "Give class 9 to the selection"), "", Scope::Data, ActionGroup::Data, "9", nullptr, nullptr, "annotation add"},
    {"data.class10", QT_TRANSLATE_NOOP("Actions", "Give class 10 to the selection"), "", Scope::Data, ActionGroup::Data, "0", nullptr, nullptr, "annotation add"},
    {"label.next", QT_TRANSLATE_NOOP("Actions", "Next image"), "go-next", Scope::Label, ActionGroup::Label, "D; F", "F", "D; Ctrl+Shift+D", "", true},
    {"label.previous", QT_TRANSLATE_NOOP("Actions", "Previous image"), "go-previous", Scope::Label, ActionGroup::Label, "A", "D", "A; Ctrl+Shift+A", "", true},
    {"label.nextUnlabelled", QT_TRANSLATE_NOOP("Actions", "Next image without a label"), "go-last", Scope::Label, ActionGroup::Label, "Shift+D", "Shift+F", "Shift+D", ""},
    {"label.toolSelect", QT_TRANSLATE_NOOP("Actions", "Select"), "trainyard-select", Scope::Label, ActionGroup::Label, "V", nullptr, "V; Ctrl+J", ""},
    {"label.toolBox", QT_TRANSLATE_NOOP("Actions", "Box"), "trainyard-box", Scope::Label, ActionGroup::Label, "R", "N", "R; Ctrl+R", ""},
    {"label.toolPolygon", QT_TRANSLATE_NOOP("Actions", "Polygon"), "trainyard-polygon", Scope::Label, ActionGroup::Label, "P", "Shift+N", "P; Ctrl+N", ""},
    {"label.toolPan", QT_TRANSLATE_NOOP("Actions", "Pan"), "trainyard-pan", Scope::Label, ActionGroup::Label, "H", nullptr, nullptr, ""},
    {"label.delete", QT_TRANSLATE_NOOP("Actions", "Delete the shapes"), "edit-delete", Scope::Label, ActionGroup::Label, "Del", "Del; Shift+Del", "Del", "annotation delete"},
    {"label.copy", QT_TRANSLATE_NOOP("Actions", "Copy the shapes"), "edit-copy", Scope::Label, ActionGroup::Label, "Ctrl+C", nullptr, nullptr, ""},
    {"label.paste", QT_TRANSLATE_NOOP("Actions", "Paste the shapes"), "edit-paste", Scope::Label, ActionGroup::Label, "Ctrl+V", nullptr, nullptr, "annotation add"},
    {"label.duplicate", QT_TRANSLATE_NOOP("Actions", "Duplicate the shapes"), "edit-duplicate", Scope::Label, ActionGroup::Label, "Ctrl+D", "Ctrl+B", "Ctrl+D", "annotation add"},
    {"label.copyPrevious", QT_TRANSLATE_NOOP("Actions", "Copy the shapes of the previous image"), "edit-paste-in-place", Scope::Label, ActionGroup::Label, "Ctrl+Shift+V", nullptr, "Ctrl+P", "annotation add"},
    {"label.selectAll", QT_TRANSLATE_NOOP("Actions", "Select all shapes"), "edit-select-all", Scope::Label, ActionGroup::Label, "Ctrl+A", nullptr, nullptr, ""},
    {"label.acceptPrediction", QT_TRANSLATE_NOOP("Actions", "Accept the prediction"), "dialog-ok-apply", Scope::Label, ActionGroup::Label, "Y", nullptr, nullptr, "annotation add"},
    {"label.fit", QT_TRANSLATE_NOOP("Actions", "Fit the image"), "zoom-fit-best", Scope::Label, ActionGroup::Label, "Ctrl+0", "Ctrl+0", "Ctrl+F", ""},
    {"label.actualSize", QT_TRANSLATE_NOOP("Actions", "Actual size"), "zoom-original", Scope::Label, ActionGroup::Label, "Ctrl+Shift+0", "Ctrl+Shift+0", "Ctrl+0", ""},
    {"label.zoomIn", QT_TRANSLATE_NOOP("Actions", "Zoom in"), "zoom-in", Scope::Label, ActionGroup::Label, "Ctrl+=; Ctrl++", nullptr, nullptr, "", true},
    {"label.zoomOut", QT_TRANSLATE_NOOP("Actions", "Zoom out"), "zoom-out", Scope::Label, ActionGroup::Label, "Ctrl+-", nullptr, nullptr, "", true},
    {"label.showShapes", QT_TRANSLATE_NOOP("Actions", "Show shapes"), "view-visible", Scope::Label, ActionGroup::Label, "S", "T", "T", ""},
    {"label.addClass", QT_TRANSLATE_NOOP("Actions", "Add a class"), "list-add", Scope::Label, ActionGroup::Label, "C", nullptr, nullptr, "class add"},
    {"label.renameClass", QT_TRANSLATE_NOOP("Actions", "Rename the class"), "edit-rename", Scope::Label, ActionGroup::Label, "", nullptr, "Ctrl+E", "class rename"},
    {"label.deleteClass", QT_TRANSLATE_NOOP("Actions", "Delete the class"), "list-remove", Scope::Label, ActionGroup::Label, "", nullptr, nullptr, "class delete"},
    {"label.colourClass", QT_TRANSLATE_NOOP("Actions", "Colour of the class"), "color-picker", Scope::Label, ActionGroup::Label, "", nullptr, nullptr, ""},
    {"label.class1", QT_TRANSLATE_NOOP("Actions", "Class 1"), "", Scope::Label, ActionGroup::Label, "1", nullptr, nullptr, "annotation edit"},
    {"label.class2", QT_TRANSLATE_NOOP("Actions", "Class 2"), "", Scope::Label, ActionGroup::Label, "2", nullptr, nullptr, "annotation edit"},
    {"label.class3", QT_TRANSLATE_NOOP("Actions", "Class 3"), "", Scope::Label, ActionGroup::Label, "3", nullptr, nullptr, "annotation edit"},
    {"label.class4", QT_TRANSLATE_NOOP("Actions", "Class 4"), "", Scope::Label, ActionGroup::Label, "4", nullptr, nullptr, "annotation edit"},
    {"label.class5", QT_TRANSLATE_NOOP("Actions", "Class 5"), "", Scope::Label, ActionGroup::Label, "5", nullptr, nullptr, "annotation edit"},
    {"label.class6", QT_TRANSLATE_NOOP("Actions", "Class 6"), "", Scope::Label, ActionGroup::Label, "6", nullptr, nullptr, "annotation edit"},
    {"label.class7", QT_TRANSLATE_NOOP("Actions", "Class 7"), "", Scope::Label, ActionGroup::Label, "7", nullptr, nullptr, "annotation edit"},
    {"label.class8", QT_TRANSLATE_NOOP("Actions", "Class 8"), "", Scope::Label, ActionGroup::Label, "8", nullptr, nullptr, "annotation edit"},
    {"label.class9", QT_TRANSLATE_NOOP("Actions", "Class 9"), "", Scope::Label, ActionGroup::Label, "9", nullptr, nullptr, "annotation edit"},
    {"label.class10", QT_TRANSLATE_NOOP("Actions", "Class 10"), "", Scope::Label, ActionGroup::Label, "0", nullptr, nullptr, "annotation edit"},
    {"train.new", QT_TRANSLATE_NOOP("Actions", "New run"), "list-add", Scope::Train, ActionGroup::Train, "Ctrl+N", nullptr, nullptr, ""},
    {"train.start", QT_TRANSLATE_NOOP("Actions", "Start training"), "media-playback-start", Scope::Train, ActionGroup::Train, "Ctrl+Return", nullptr, nullptr, "train"},
    {"train.pause", QT_TRANSLATE_NOOP("Actions", "Pause"), "media-playback-pause", Scope::Train, ActionGroup::Train, "", nullptr, nullptr, "runs pause"},
    {"train.resume", QT_TRANSLATE_NOOP("Actions", "Resume"), "media-playback-start", Scope::Train, ActionGroup::Train, "", nullptr, nullptr, "runs resume"},
    {"train.stop", QT_TRANSLATE_NOOP("Actions", "Stop"), "media-playback-stop", Scope::Train, ActionGroup::Train, "", nullptr, nullptr, "runs stop"},
    {"train.delete", QT_TRANSLATE_NOOP("Actions", "Delete the run"), "edit-delete", Scope::Train, ActionGroup::Train, "", nullptr, nullptr, "runs delete"},
    {"train.smooth", QT_TRANSLATE_NOOP("Actions", "Smooth the curves"), "office-chart-line-forecast", Scope::Train, ActionGroup::Train, "S", nullptr, nullptr, ""},
    {"train.logAxis", QT_TRANSLATE_NOOP("Actions", "Logarithmic value axis"), "labplot-axis-vertical", Scope::Train, ActionGroup::Train, "G", nullptr, nullptr, ""},
    {"evaluate.openInLabel", QT_TRANSLATE_NOOP("Actions", "Open in Label"), "draw-polyline", Scope::Evaluate, ActionGroup::Evaluate, "L", nullptr, nullptr, ""},
    {"models.export", QT_TRANSLATE_NOOP("Actions", "Export to ONNX and verify"), "document-export", Scope::Models, ActionGroup::Models, "Ctrl+Shift+X", nullptr, nullptr, "model export"},
    {"models.openFolder", QT_TRANSLATE_NOOP("Actions", "Show the files"), "folder-open", Scope::Models, ActionGroup::Models, "", nullptr, nullptr, ""},
    {"models.evaluate", QT_TRANSLATE_NOOP("Actions", "Evaluate"), "office-chart-bar", Scope::Models, ActionGroup::Models, "", nullptr, nullptr, "evaluate"},
});
// clang-format on

} // namespace

std::span<const ActionSpec> actionTable() { return kActions; }

QStringList keysOf(const ActionSpec &spec, KeyMap map) {
    const char *keys = spec.keys;
    if (map == KeyMap::Cvat && spec.cvat != nullptr)
        keys = spec.cvat;
    else if (map == KeyMap::Labelme && spec.labelme != nullptr)
        keys = spec.labelme;
    return QString::fromLatin1(keys).split(u"; "_s, Qt::SkipEmptyParts);
}

QString groupName(ActionGroup group) {
    switch (group) {
    case ActionGroup::Project: return QCoreApplication::translate("Actions", "Project");
    case ActionGroup::Edit: return QCoreApplication::translate("Actions", "Edit");
    case ActionGroup::View: return QCoreApplication::translate("Actions", "View");
    case ActionGroup::Go: return QCoreApplication::translate("Actions", "Go to");
    case ActionGroup::Data: return QCoreApplication::translate("Actions", "Data");
    case ActionGroup::Label: return QCoreApplication::translate("Actions", "Label");
    case ActionGroup::Train: return QCoreApplication::translate("Actions", "Train");
    case ActionGroup::Evaluate: return QCoreApplication::translate("Actions", "Evaluate");
    case ActionGroup::Models: return QCoreApplication::translate("Actions", "Models");
    case ActionGroup::Help: return QCoreApplication::translate("Actions", "Help");
    }
    return {};
}

} // namespace trainyard::app
