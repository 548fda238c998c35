/** Which feature a click means. */
import type { Map as MapLibre, MapGeoJSONFeature, Point } from 'maplibre-gl'
import { KINDS, type Kind } from '../api/types'

/** Small things win over large ones that lie under them. */
const ORDER = [
  'boundary_markers',
  'doorplates',
  'plots',
  'places',
  'roads',
  'boundary_lines',
  'cemeteries',
] as const

const SINGULAR: Record<(typeof ORDER)[number], Kind> = {
  boundary_markers: 'boundary_marker',
  doorplates: 'doorplate',
  plots: 'plot',
  places: 'place',
  roads: 'road',
  boundary_lines: 'boundary_line',
  cemeteries: 'cemetery',
}

export interface Target {
  kind: Kind
  id: string
}

function target(feature: MapGeoJSONFeature): Target | null {
  const layer = ORDER.find((name) => name === feature.sourceLayer)
  const kind = layer ? SINGULAR[layer] : undefined
  if (!kind || !KINDS.includes(kind) || feature.id === undefined) return null
  return { kind, id: `fid:${feature.id}` }
}

const rank = (feature: MapGeoJSONFeature): number =>
  ORDER.findIndex((name) => name === feature.sourceLayer)

/** The feature at the point, or a few pixels beside it: fingers are wide. */
export function featureAt(map: MapLibre, point: Point, reach: number): Target | null {
  for (const r of [1, reach]) {
    const found = map
      .queryRenderedFeatures([
        [point.x - r, point.y - r],
        [point.x + r, point.y + r],
      ])
      .filter((feature) => feature.source === 'mingjie' && rank(feature) >= 0)
      .sort((a, b) => rank(a) - rank(b))[0]
    if (found) return target(found)
  }
  return null
}
