/** A small map on a page: our tiles, what the page is about, perhaps a tap that chooses. */
import {
  Map as MapLibre,
  Marker,
  ScaleControl,
  setWorkerUrl,
  type StyleSpecification,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { get } from '../api/client'
import { tileJson } from '../api/register'
import type { Box } from '../geo/measure'
import type { LonLat } from '../geo/systems'
import { placeAreaLabels, redirectAreaLabels } from './areaLabels'
import { layBaseMap } from './baseMap'
import { FONTS } from './fonts'
import { drawImages } from './images'
import type { Link } from './desk'
import { addOverlays, putLinks, putSelected } from './overlay'

export interface Mark {
  at: LonLat
  /** The spot itself, or where a photo was taken. */
  sort: 'spot' | 'photo'
  label: string
}

export interface SmallMap {
  map: MapLibre
  show(marks: readonly Mark[], outline: GeoJSON.Geometry | null, links: readonly Link[]): void
}

const CHINA: Box = [73.5, 18, 135.1, 53.6]

/** Makes it and waits until its style stands. */
export async function createSmall(container: HTMLElement, start: LonLat | null): Promise<SmallMap> {
  setWorkerUrl(workerUrl)
  const [style, tiles] = await Promise.all([get<StyleSpecification>('/style.json'), tileJson()])
  const reviewNumber = layBaseMap(style)
  redirectAreaLabels(style)
  const [lon, lat, zoom] = tiles.center ?? [0, 0, 0]
  const whole =
    zoom > 0 ? { center: [lon, lat] as LonLat, zoom } : { bounds: tiles.bounds ?? CHINA }
  const map = new MapLibre({
    container,
    style,
    ...(start ? { center: start, zoom: 15.5 } : whole),
    localIdeographFontFamily: FONTS,
    maxZoom: 21,
    minZoom: 3,
    attributionControl: reviewNumber ? { compact: false, customAttribution: reviewNumber } : false,
    pitchWithRotate: false,
    dragRotate: false,
    cooperativeGestures: false,
    fadeDuration: 0,
    // The sheet is printed, and so is the map on it.
    canvasContextAttributes: { preserveDrawingBuffer: true },
  })
  map.addControl(new ScaleControl({ maxWidth: 90, unit: 'metric' }), 'bottom-left')
  drawImages(map)
  await map.once('style.load')
  addOverlays(map)
  map.on('idle', () => placeAreaLabels(map))
  const markers: Marker[] = []
  return {
    map,
    show(marks, outline, links) {
      for (const marker of markers.splice(0)) marker.remove()
      for (const { at, sort, label } of marks) {
        const marker = new Marker({ color: sort === 'spot' ? '#b3261e' : '#1f5fa8' }).setLngLat(at)
        const element = marker.getElement()
        element.setAttribute('aria-label', label)
        element.setAttribute('role', 'img')
        element.removeAttribute('tabindex')
        element.style.pointerEvents = 'none'
        markers.push(marker.addTo(map))
      }
      putSelected(map, outline)
      putLinks(map, links)
    },
  }
}
