/** Picking a point or drawing a line on the map, with the pointer or with the keyboard. */
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import { watch } from 'vue'
import type { LonLat } from '../geo/systems'
import { picked, picking } from './desk'
import { putSketch } from './overlay'

/** Follows `picking`; returns how to stop. */
export function followPicking(map: MapLibre): () => void {
  let line: LonLat[] = []

  function add(at: LonLat): void {
    if (picking.value === 'point') return picked({ type: 'Point', coordinates: at })
    line.push(at)
    show()
  }
  function show(hover?: LonLat): void {
    const coordinates = hover ? [...line, hover] : line
    if (coordinates.length === 1)
      putSketch(map, { type: 'Point', coordinates: coordinates[0] as LonLat })
    else if (coordinates.length > 1) putSketch(map, { type: 'LineString', coordinates })
  }
  function finish(): void {
    // A double click adds its point twice.
    const coordinates = line.filter((at, i) => i === 0 || String(at) !== String(line[i - 1]))
    picked(coordinates.length > 1 ? { type: 'LineString', coordinates } : null)
  }
  const click = (event: MapMouseEvent) => add([event.lngLat.lng, event.lngLat.lat])
  const move = (event: MapMouseEvent) => {
    if (picking.value === 'line' && line.length > 0) show([event.lngLat.lng, event.lngLat.lat])
  }
  const twice = (event: MapMouseEvent) => {
    event.preventDefault()
    if (picking.value === 'line') finish()
  }
  const key = (event: KeyboardEvent) => {
    const onMap = event.target === map.getCanvas()
    if (event.key === 'Escape') picked(null)
    else if (event.key === 'Enter' && picking.value === 'line' && line.length > 1) finish()
    else if ((event.key === 'Enter' || event.key === ' ') && onMap)
      add(map.getCenter().toArray() as LonLat)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  function begin(): void {
    line = []
    map.getCanvas().style.cursor = 'crosshair'
    map.getCanvas().focus()
    map.on('click', click)
    map.on('mousemove', move)
    map.on('dblclick', twice)
    addEventListener('keydown', key, true)
  }
  function end(): void {
    map.getCanvas().style.cursor = ''
    map.off('click', click).off('mousemove', move).off('dblclick', twice)
    removeEventListener('keydown', key, true)
  }
  const stop = watch(picking, (now, before) => {
    if (before) end()
    if (now) begin()
  })
  return () => {
    stop()
    end()
  }
}
