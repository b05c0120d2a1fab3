// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace trainyard::formats {

// Why a whole read or write cannot be done.
inline constexpr ErrorCode kUnknownFormat{"formats.unknown_format"};       // name, known
inline constexpr ErrorCode kNotRecognised{"formats.not_recognised"};       // file
inline constexpr ErrorCode kAmbiguousFormat{"formats.ambiguous_format"};   // file, first, second
inline constexpr ErrorCode kCannotWrite{"formats.cannot_write"};           // name
inline constexpr ErrorCode kNotThisFormat{"formats.not_this_format"};      // file, name
inline constexpr ErrorCode kResultsFile{"formats.results_file"};           // file
inline constexpr ErrorCode kNoAnnotations{"formats.no_annotations"};       // file
inline constexpr ErrorCode kBadXml{"formats.bad_xml"};                     // file, where, reason
inline constexpr ErrorCode kElementTooLarge{"formats.element_too_large"};  // file, where, limit
inline constexpr ErrorCode kOutputNotEmpty{"formats.output_not_empty"};    // folder
inline constexpr ErrorCode kReadBackDiffers{"formats.read_back_differs"};  // file, image, what, wanted, found

// Why a folder or file was taken for a format (the reason beside a detection).
inline constexpr ErrorCode kSeenClassFolders{"formats.seen_class_folders"}; // classes, images
inline constexpr ErrorCode kSeenSplitFolders{"formats.seen_split_folders"}; // classes, images, splits
inline constexpr ErrorCode kSeenVocFolder{"formats.seen_voc_folder"};       // files
inline constexpr ErrorCode kSeenVocBeside{"formats.seen_voc_beside"};       // files
inline constexpr ErrorCode kSeenCocoFile{"formats.seen_coco_file"};         // file

// What a reader noted about one thing while it went on.
inline constexpr ErrorCode kCutOff{"formats.cut_off"};                       // file, where, saved
inline constexpr ErrorCode kUnreadableEntry{"formats.unreadable_entry"};     // file, where, reason
inline constexpr ErrorCode kMissingImage{"formats.missing_image"};           // file, image
inline constexpr ErrorCode kAmbiguousImage{"formats.ambiguous_image"};       // file, image, first, second
inline constexpr ErrorCode kImageByCase{"formats.image_by_case"};            // image, found
inline constexpr ErrorCode kImageByName{"formats.image_by_name"};            // image, found
inline constexpr ErrorCode kImageByStem{"formats.image_by_stem"};            // image, found
inline constexpr ErrorCode kOutsideFolder{"formats.outside_folder"};         // file, image
inline constexpr ErrorCode kUnknownImageId{"formats.unknown_image_id"};      // file, annotation, image
inline constexpr ErrorCode kUnknownClassId{"formats.unknown_class_id"};      // file, annotation, class
inline constexpr ErrorCode kDuplicateId{"formats.duplicate_id"};             // file, kind, id
inline constexpr ErrorCode kDuplicateImage{"formats.duplicate_image"};       // file, image
inline constexpr ErrorCode kNoShape{"formats.no_shape"};                     // file, annotation
inline constexpr ErrorCode kTakenAsLabel{"formats.taken_as_label"};          // file, annotation
inline constexpr ErrorCode kEmptyBox{"formats.empty_box"};                   // file, annotation
inline constexpr ErrorCode kTurnedBox{"formats.turned_box"};                 // file, annotation
inline constexpr ErrorCode kNotFinite{"formats.not_finite"};                 // file, annotation
inline constexpr ErrorCode kShortPolygon{"formats.short_polygon"};           // file, annotation, numbers
inline constexpr ErrorCode kBadMask{"formats.bad_mask"};                     // file, annotation, reason
inline constexpr ErrorCode kEmptyMask{"formats.empty_mask"};                 // file, annotation
inline constexpr ErrorCode kSizeDiffers{"formats.size_differs"};             // file, declared, real
inline constexpr ErrorCode kTurnedToUpright{"formats.turned_to_upright"};    // file
inline constexpr ErrorCode kUnreadableImage{"formats.unreadable_image"};     // file, reason
inline constexpr ErrorCode kKeypointsLeft{"formats.keypoints_left"};         // file, annotation
inline constexpr ErrorCode kScoreLeft{"formats.score_left"};                 // file, annotation
inline constexpr ErrorCode kPartsLeft{"formats.parts_left"};                 // file, annotation
inline constexpr ErrorCode kOtherFileLeft{"formats.other_file_left"};        // file
inline constexpr ErrorCode kMasksBesideLeft{"formats.masks_beside_left"};    // folder, files
inline constexpr ErrorCode kOriginByWriter{"formats.origin_by_writer"};      // file, writer, origin
inline constexpr ErrorCode kOriginByZero{"formats.origin_by_zero"};          // file
inline constexpr ErrorCode kOriginGuessed{"formats.origin_guessed"};         // file, origin
inline constexpr ErrorCode kInTwoSplits{"formats.in_two_splits"};            // image, first, second
inline constexpr ErrorCode kListedButAbsent{"formats.listed_but_absent"};    // file, image
inline constexpr ErrorCode kNamelessClass{"formats.nameless_class"};         // file, class
inline constexpr ErrorCode kClassFolderEmpty{"formats.class_folder_empty"};  // folder
inline constexpr ErrorCode kLooseImages{"formats.loose_images"};             // folder, images
inline constexpr ErrorCode kLabelKept{"formats.label_kept"};                 // image, kept, offered

// What a writer cannot carry.
inline constexpr ErrorCode kLostShape{"formats.lost_shape"};         // image, shape, format
inline constexpr ErrorCode kShapeToBox{"formats.shape_to_box"};      // image, shape, format
inline constexpr ErrorCode kShapeToPolygon{"formats.shape_to_polygon"}; // image, shape, format
inline constexpr ErrorCode kHolesToMask{"formats.holes_to_mask"};    // image, format
inline constexpr ErrorCode kLostFlag{"formats.lost_flag"};           // image, flag, format
inline constexpr ErrorCode kLostAttributes{"formats.lost_attributes"}; // image, format
inline constexpr ErrorCode kLostTags{"formats.lost_tags"};           // tag, images, format
inline constexpr ErrorCode kNameChanged{"formats.name_changed"};     // image, written

} // namespace trainyard::formats
