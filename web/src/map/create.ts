/** The map itself: its style, its first view, and what it tells the rest. */
import { Map as MapLibre, ScaleControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { get } from '../api/client'
import { tileJson } from '../api/register'
import type { TileJson } from '../api/types'
import type { Box } from '../geo/measure'
import { address } from '../state/address'
import { placeAreaLabels, redirectAreaLabels } from './areaLabels'
import { layBaseMap } from './baseMap'
import { countUnnamed } from './groups'
import { FONTS } from './fonts'
import { drawImages } from './images'
import { addOverlays } from './overlay'
import { view } from './view'

const CHINA: Box = [73.5, 18, 135.1, 53.6]

export interface Made {
  map: MapLibre
  whole: Box
}

function firstView(tiles: TileJson, whole: Box) {
  const [lon, lat, zoom, bearing] = address.at?.split(',').map(Number) ?? []
  if (lon !== undefined && lat !== undefined && Number.isFinite(lon) && Math.abs(lat) <= 85) {
    return { center: [lon, lat] as [number, number], zoom: zoom ?? 14, bearing: bearing ?? 0 }
  }
  if (tiles.center && tiles.center[2] > 0) {
    const [x, y, z] = tiles.center
    return { center: [x, y] as [number, number], zoom: z }
  }
  return { bounds: whole, fitBoundsOptions: { padding: 40 } }
}

function tell(map: MapLibre): void {
  const { lng, lat } = map.getCenter()
  view.center = [lng, lat]
  view.zoom = map.getZoom()
  view.bearing = map.getBearing()
  view.bounds = map.getBounds().toArray().flat() as Box
}

function remember(): void {
  const [lon, lat] = view.center
  const parts = [lon.toFixed(5), lat.toFixed(5), view.zoom.toFixed(2)]
  if (Math.abs(view.bearing) >= 0.5) parts.push(view.bearing.toFixed(0))
  address.at = parts.join(',')
}

/** Makes the map in the element and waits until its style stands. */
export async function create(container: HTMLElement): Promise<Made> {
  setWorkerUrl(workerUrl)
  const [style, tiles] = await Promise.all([get<StyleSpecification>('/style.json'), tileJson()])
  const whole = tiles.bounds ?? CHINA
  view.reviewNumber = layBaseMap(style)
  redirectAreaLabels(style)
  const map = new MapLibre({
    container,
    style,
    ...firstView(tiles, whole),
    localIdeographFontFamily: FONTS,
    maxZoom: 21,
    minZoom: 3,
    attributionControl: false,
    pitchWithRotate: false,
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
  })
  map.addControl(new ScaleControl({ maxWidth: 120, unit: 'metric' }), 'bottom-left')
  drawImages(map)
  await map.once('style.load')
  addOverlays(map)
  map.on('move', () => tell(map))
  map.on('moveend', remember)
  map.on('idle', () => {
    countUnnamed(map)
    placeAreaLabels(map)
  })
  map.on('mousemove', ({ lngLat }) => (view.pointer = [lngLat.lng, lngLat.lat]))
  map.on('mouseout', () => (view.pointer = null))
  tell(map)
  return { map, whole }
}
