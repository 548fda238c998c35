/** Words of the proof of boundaries. */
import type { boundaries as zh } from '../zh-CN/boundaries'

export const boundaries: Record<keyof typeof zh, string> = {
  'rail.boundaries': 'Boundaries',
  'boundaries.title': 'Boundaries proved',
  'boundaries.close': 'Close the proof of boundaries',
  'boundaries.tolerance': 'Tolerance',
  'boundaries.metres': '{n} m',
  'boundaries.again': 'Prove again',
  'boundaries.proving': 'Proving regions, lines and markers…',
  'boundaries.total': '{n} findings in {regions} regions, {lines} lines and {markers} markers.',
  'boundaries.none': 'Nothing found in {regions} regions, {lines} lines and {markers} markers.',
  'boundaries.more': 'These are the {n} that weigh most; choose a rule to see others.',
  'boundaries.rules': 'Filter by rule',
  'boundaries.gap': 'Gap',
  'boundaries.overlap': 'Overlap',
  'boundaries.sliver': 'Sliver',
  'boundaries.dangle': 'Dangling end',
  'boundaries.unshared_vertex': 'Unshared vertex',
  'boundaries.line_off_polygon': 'Line off its border',
  'boundaries.marker_off_line': 'Marker off its line',
  'boundaries.order': 'Numbering',
  'boundaries.tripoint': 'Tri-point',
  'boundaries.sides': 'Sides',
  'boundaries.neighbour': 'Neighbours',
}
