/** What the pages lay over the tiles: the selection's halo, conflict links, the draft's sketch. */
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import type { LonLat } from '../geo/systems'
import type { Link } from './desk'

type Overlay = 'selected' | 'links' | 'sketch'

const ACCENT = '#0b6bcb'
const CONFLICT = '#c62828'
const NOTHING: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

const isPoint: ['==', ['geometry-type'], 'Point'] = ['==', ['geometry-type'], 'Point']

const linkColor: ['case', ['==', ['get', 'isNote'], true], string, string] = [
  'case',
  ['==', ['get', 'isNote'], true],
  '#565d66',
  CONFLICT,
]

function layers(): LayerSpecification[] {
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  return [
    {
      id: 'selected-fill',
      type: 'fill',
      source: 'selected',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': ACCENT, 'fill-opacity': 0.08 },
    },
    {
      id: 'selected-halo',
      type: 'line',
      source: 'selected',
      layout: round,
      paint: { 'line-color': ACCENT, 'line-opacity': 0.3, 'line-width': 14 },
    },
    {
      id: 'selected-line',
      type: 'line',
      source: 'selected',
      layout: round,
      paint: { 'line-color': ACCENT, 'line-width': 3 },
    },
    {
      id: 'selected-ring',
      type: 'circle',
      source: 'selected',
      filter: isPoint,
      paint: {
        'circle-radius': 17,
        'circle-color': ACCENT,
        'circle-opacity': 0.08,
        'circle-stroke-color': ACCENT,
        'circle-stroke-width': 2.5,
      },
    },
    {
      id: 'sketch-line',
      type: 'line',
      source: 'sketch',
      layout: round,
      paint: { 'line-color': '#5b2a86', 'line-width': 4, 'line-dasharray': [1, 1.6] },
    },
    {
      id: 'sketch-point',
      type: 'circle',
      source: 'sketch',
      filter: isPoint,
      paint: {
        'circle-radius': 6,
        'circle-color': '#5b2a86',
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'links-line',
      type: 'line',
      source: 'links',
      layout: round,
      paint: { 'line-color': linkColor, 'line-width': 2.4, 'line-dasharray': [3, 1.5] },
    },
    {
      id: 'links-end',
      type: 'circle',
      source: 'links',
      filter: ['all', isPoint, ['!', ['has', 'label']]],
      paint: {
        'circle-radius': 6,
        'circle-color': '#ffffff',
        'circle-stroke-color': linkColor,
        'circle-stroke-width': 3,
      },
    },
    {
      id: 'links-label',
      type: 'symbol',
      source: 'links',
      filter: ['has', 'label'],
      layout: {
        'text-field': ['get', 'label'],
        'text-size': 13,
        'text-font': ['Noto Sans Bold'],
        'text-offset': [0, -1],
      },
      paint: { 'text-color': linkColor, 'text-halo-color': '#ffffff', 'text-halo-width': 2 },
    },
    {
      id: 'links-name',
      type: 'symbol',
      source: 'links',
      filter: ['has', 'name'],
      layout: {
        'text-field': [
          'format',
          ['get', 'name'],
          {},
          ['case', ['==', ['get', 'far'], ''], '', '\n'],
          {},
          ['get', 'far'],
          { 'font-scale': 0.85 },
        ],
        'text-size': 14,
        'text-font': ['Noto Sans Bold'],
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.8,
      },
      paint: { 'text-color': linkColor, 'text-halo-color': '#ffffff', 'text-halo-width': 2 },
    },
  ]
}

/** Adds the empty overlays on top of the style. */
export function addOverlays(map: MapLibre): void {
  for (const source of ['selected', 'sketch', 'links'] satisfies Overlay[]) {
    map.addSource(source, { type: 'geojson', data: NOTHING })
  }
  const firstLabel = map.getStyle().layers.find((layer) => layer.type === 'symbol')?.id
  for (const layer of layers()) {
    // The halo of a line or an area lies under the names; a ring stands on top of its point.
    const isUnder = layer.id.startsWith('selected') && layer.type !== 'circle'
    map.addLayer(layer, isUnder ? firstLabel : undefined)
  }
}

function feature(geometry: GeoJSON.Geometry, properties = {}): GeoJSON.Feature {
  return { type: 'Feature', geometry, properties }
}

function put(map: MapLibre, overlay: Overlay, features: GeoJSON.Feature[]): void {
  void map.getSource<GeoJSONSource>(overlay)?.setData({ type: 'FeatureCollection', features })
}

export function putSelected(map: MapLibre, geometry: GeoJSON.Geometry | null): void {
  put(map, 'selected', geometry ? [feature(geometry)] : [])
}

export function putSketch(map: MapLibre, geometry: GeoJSON.Geometry | null): void {
  if (geometry?.type !== 'LineString')
    return put(map, 'sketch', geometry ? [feature(geometry)] : [])
  const vertices: GeoJSON.Point[] = geometry.coordinates.map((coordinates) => ({
    type: 'Point',
    coordinates,
  }))
  put(
    map,
    'sketch',
    [geometry, ...vertices].map((part) => feature(part)),
  )
}

export function putLinks(map: MapLibre, links: readonly Link[]): void {
  const features = links.flatMap(({ from, to, label, name, isNote = false }) => {
    const words = name ? { name, far: from ? label : '' } : {}
    const end = feature({ type: 'Point', coordinates: to }, { ...words, isNote })
    if (!from) return [end]
    const half: LonLat = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
    return [
      feature({ type: 'LineString', coordinates: [from, to] }, { isNote }),
      feature({ type: 'Point', coordinates: half }, { label, isNote }),
      feature({ type: 'Point', coordinates: from }, { isNote }),
      end,
    ]
  })
  put(map, 'links', features)
}
