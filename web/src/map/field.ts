/** The field app's map: from the tiles that the phone took along, with no network at all. */
import {
  addProtocol,
  GeoJSONSource,
  Map as MapLibre,
  ScaleControl,
  setWorkerUrl,
  type StyleSpecification,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { FONTS } from './fonts'
import { drawImages } from './images'

/** The style that the service gives out. */
export type FieldStyle = StyleSpecification

export interface Stone {
  id: string
  at: [number, number]
  label: string
  state: 'open' | 'done' | 'chosen'
}

export interface Me {
  at: [number, number]
  accuracy_m: number
}

export interface FieldMap {
  map: MapLibre
  show(line: [number, number][][], stones: readonly Stone[]): void
  me(me: Me | null, target: [number, number] | null): void
  remove(): void
}

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

const feature = (geometry: GeoJSON.Geometry, properties: object = {}): GeoJSON.Feature => ({
  type: 'Feature',
  geometry,
  properties: { ...properties },
})

/** A circle of so many metres around a place. */
function circle([lon, lat]: [number, number], metres: number): GeoJSON.Polygon {
  const high = metres / 111_320
  const wide = high / Math.cos((lat * Math.PI) / 180)
  const ring = Array.from({ length: 49 }, (_, nth) => {
    const angle = (nth / 48) * 2 * Math.PI
    return [lon + wide * Math.cos(angle), lat + high * Math.sin(angle)]
  })
  return { type: 'Polygon', coordinates: [ring] }
}

let worker: string | undefined

/**
 * The map's worker, from what the service worker keeps: it is asked for the page's own requests, but not
 * for scripts of workers that lie outside of its scope.
 */
async function readyWorker(): Promise<void> {
  if (!worker) {
    const script = await (await fetch(workerUrl)).text()
    worker = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  }
  setWorkerUrl(worker)
}

let reads: ((id: string) => Promise<ArrayBuffer | null>) | undefined

/** The style that was taken along, drawing the tiles that were taken along. */
function offline(style: StyleSpecification, maxZoom: number): StyleSpecification {
  const own = structuredClone(style)
  // Pictures of another house are not taken along.
  const kept = Object.entries(own.sources).filter(([, source]) => source.type !== 'raster')
  own.sources = Object.fromEntries(kept)
  own.layers = own.layers.filter(
    (layer) => !('source' in layer) || (layer.source as string) in own.sources,
  )
  for (const source of Object.values(own.sources)) {
    if (source.type !== 'vector') continue
    delete source.url
    source.tiles = ['pack://{z}/{x}/{y}']
    source.maxzoom = maxZoom
    source.minzoom = Math.max(source.minzoom ?? 0, 8)
  }
  return own
}

export async function createField(
  container: HTMLElement,
  style: StyleSpecification,
  maxZoom: number,
  box: [number, number, number, number],
  read: (id: string) => Promise<ArrayBuffer | null>,
  choose: (id: string) => void,
): Promise<FieldMap> {
  await readyWorker()
  if (!reads) {
    addProtocol('pack', async ({ url }) => ({
      data: (await reads?.(url.slice('pack://'.length))) ?? new ArrayBuffer(0),
    }))
  }
  reads = read
  const map = new MapLibre({
    container,
    style: offline(style, maxZoom),
    bounds: box,
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
    localIdeographFontFamily: FONTS,
    minZoom: 7,
    maxZoom: 19,
    attributionControl: false,
    pitchWithRotate: false,
    fadeDuration: 0,
  })
  map.addControl(new ScaleControl({ maxWidth: 100, unit: 'metric' }), 'bottom-left')
  drawImages(map)
  await map.once('style.load')
  for (const name of ['field-line', 'field-stones', 'field-me', 'field-way']) {
    map.addSource(name, { type: 'geojson', data: EMPTY })
  }
  map.addLayer({
    id: 'field-line',
    type: 'line',
    source: 'field-line',
    paint: { 'line-color': '#b3261e', 'line-width': 3, 'line-dasharray': [4, 1.5] },
  })
  map.addLayer({
    id: 'field-way',
    type: 'line',
    source: 'field-way',
    paint: { 'line-color': '#1f5fa8', 'line-width': 3, 'line-dasharray': [1, 1.5] },
  })
  map.addLayer({
    id: 'field-accuracy',
    type: 'fill',
    source: 'field-me',
    filter: ['==', '$type', 'Polygon'],
    paint: { 'fill-color': '#1f7fe0', 'fill-opacity': 0.18 },
  })
  map.addLayer({
    id: 'field-stones',
    type: 'circle',
    source: 'field-stones',
    paint: {
      'circle-radius': ['match', ['get', 'state'], 'chosen', 13, 10],
      'circle-color': [
        'match',
        ['get', 'state'],
        'done',
        '#1f6b3a',
        'chosen',
        '#b3261e',
        '#f4f1e8',
      ],
      'circle-stroke-color': ['match', ['get', 'state'], 'open', '#b3261e', '#ffffff'],
      'circle-stroke-width': 3,
    },
  })
  map.addLayer({
    id: 'field-names',
    type: 'symbol',
    source: 'field-stones',
    layout: {
      'text-field': ['get', 'label'],
      'text-size': 13,
      'text-offset': [0, 1.4],
      'text-anchor': 'top',
      'text-allow-overlap': true,
    },
    paint: { 'text-color': '#22262b', 'text-halo-color': '#ffffff', 'text-halo-width': 2 },
  })
  map.addLayer({
    id: 'field-me',
    type: 'circle',
    source: 'field-me',
    filter: ['==', '$type', 'Point'],
    paint: {
      'circle-radius': 9,
      'circle-color': '#1f7fe0',
      'circle-stroke-color': '#ffffff',
      'circle-stroke-width': 3,
    },
  })
  map.on('click', 'field-stones', ({ features }) => {
    const id: unknown = features?.[0]?.properties['id']
    if (typeof id === 'string') choose(id)
  })
  const put = (name: string, features: GeoJSON.Feature[]) =>
    map.getSource<GeoJSONSource>(name)?.setData({ type: 'FeatureCollection', features })
  return {
    map,
    show(line, stones) {
      put('field-line', [feature({ type: 'MultiLineString', coordinates: line })])
      put(
        'field-stones',
        stones.map(({ id, at, label, state }) =>
          feature({ type: 'Point', coordinates: at }, { id, label, state }),
        ),
      )
    },
    me(me, target) {
      put(
        'field-me',
        me
          ? [feature(circle(me.at, me.accuracy_m)), feature({ type: 'Point', coordinates: me.at })]
          : [],
      )
      const way =
        me && target ? [feature({ type: 'LineString', coordinates: [me.at, target] })] : []
      put('field-way', way)
    },
    remove: () => map.remove(),
  }
}
