// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/shape.h"

namespace trainyard::annotation {

/** Of a part of a line: the point nearest to `p`. */
Point nearestOnSegment(Point a, Point b, Point p);
double distanceBetween(Point a, Point b);
/** Positive when clockwise on the screen (y down). */
double signedArea(const Ring &ring);
/** Even-odd crossing rule; half-open in y, so that shared borders belong to one side only. */
bool insideRing(const Ring &ring, Point p);
/** True when the parts ab and cd share a point. */
bool segmentsCross(Point a, Point b, Point c, Point d);
Point turned(Point p, Point centre, double angle);
/** Cuts a ring to a rectangle; Sutherland and Hodgman, "Reentrant polygon clipping" (1974). */
Ring clippedRing(const Ring &ring, const Rect &rect);

} // namespace trainyard::annotation
