/**
 * One label an area. A tile holds only its own piece of a region or a cemetery, so that its label would stand
 * once in every tile; here the pieces are put together again and labelled in their middle.
 */
import type {
  ExpressionFilterSpecification,
  FilterSpecification,
  GeoJSONSource,
  LayerSpecification,
  Map as MapLibre,
  StyleSpecification,
} from 'maplibre-gl'
import { ringArea } from '../geo/measure'
import type { LonLat } from '../geo/systems'

const SOURCE = 'area-labels'
/** The layer of the tiles that a label comes from. */
const LAYER = 'mingjie:layer'
const LABELLED = ['regions', 'cemeteries']
/** What has no area weighs next to nothing, and is labelled where it lies. */
const POINT = 1e-12

interface Middle {
  properties: Record<string, unknown>
  weight: number
  lon: number
  lat: number
}

function isAreaLabel(layer: LayerSpecification): boolean {
  const metadata = layer.metadata as Record<string, unknown> | undefined
  return metadata?.['mingjie:area_label'] === true
}

/** Lets the style's area labels read from our points instead of from the tiles. */
export function redirectAreaLabels(style: StyleSpecification): void {
  style.sources[SOURCE] = {
    type: 'geojson',
    data: { type: 'FeatureCollection', features: [] },
  }
  for (const layer of style.layers) {
    if (!isAreaLabel(layer) || layer.type !== 'symbol') continue
    const isOurs: FilterSpecification = ['==', ['get', LAYER], layer['source-layer'] ?? '']
    const own = layer.filter as ExpressionFilterSpecification | undefined
    layer.filter = own ? ['all', isOurs, own] : isOurs
    layer.source = SOURCE
    delete layer['source-layer']
  }
}

function addPiece(middle: Middle, geometry: GeoJSON.Geometry): void {
  if (geometry.type === 'Point') {
    const [lon = 0, lat = 0] = geometry.coordinates
    middle.weight += POINT
    middle.lon += POINT * lon
    middle.lat += POINT * lat
  }
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : []
  for (const [outer] of polygons) {
    const { area, center } = ringArea((outer ?? []) as LonLat[])
    middle.weight += area
    middle.lon += area * center[0]
    middle.lat += area * center[1]
  }
}

/** Puts the labels where the pieces that are loaded now have their middle. */
export function placeAreaLabels(map: MapLibre): void {
  const middles = new Map<string, Middle>()
  for (const sourceLayer of LABELLED) {
    for (const piece of map.querySourceFeatures('mingjie', { sourceLayer })) {
      if (piece.properties['level'] === 'village') continue
      const key = `${sourceLayer}/${piece.id}`
      const properties = { ...piece.properties, [LAYER]: sourceLayer }
      const middle = middles.get(key) ?? { properties, weight: 0, lon: 0, lat: 0 }
      addPiece(middle, piece.geometry)
      middles.set(key, middle)
    }
  }
  const features: GeoJSON.Feature[] = [...middles.values()]
    .filter(({ weight }) => weight > 0)
    .map(({ properties, weight, lon, lat }) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Point', coordinates: [lon / weight, lat / weight] },
    }))
  // Setting the same again would make the map busy, and idle again, without end.
  const now = JSON.stringify(features)
  if (now === placed.get(map)) return
  placed.set(map, now)
  void map.getSource<GeoJSONSource>(SOURCE)?.setData({ type: 'FeatureCollection', features })
}

const placed = new WeakMap<MapLibre, string>()
