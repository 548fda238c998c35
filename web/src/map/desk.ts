/** What other rooms may ask of the map, without knowing the library that draws it. */
import { ref } from 'vue'
import type { LonLat } from '../geo/systems'

export interface Link {
  /** None: only the other end is marked. */
  from: LonLat | null
  to: LonLat
  /** Stands in the middle of the line. */
  label: string
  /** Stands at the other end. */
  name?: string
  /** Worth knowing rather than a conflict. */
  isNote?: boolean
}

export interface Desk {
  /** Moves so that the geometry is seen, beside the panels. */
  show(geometry: GeoJSON.Geometry): void
  /** Lines between what conflicts, with the distance on them. */
  link(links: Link[]): void
  /** The draft's own position or line. */
  sketch(geometry: GeoJSON.Geometry | null): void
  zoomBy(steps: number): void
  turnNorth(): void
  showAll(): void
}

let desk: Desk | undefined
let waiting: ((desk: Desk) => void)[] = []

/** Asks now, or as soon as the map is there. */
export function ask(act: (desk: Desk) => void): void {
  if (desk) act(desk)
  else waiting.push(act)
}

/** The map offers itself. */
export function offer(it: Desk): void {
  desk = it
  for (const act of waiting) act(it)
  waiting = []
}

export type Picking = 'point' | 'line'

/** What the reader is being asked to pick on the map, if anything. */
export const picking = ref<Picking | null>(null)

let deliver: ((geometry: GeoJSON.Point | GeoJSON.LineString | null) => void) | undefined

/** Lets the reader pick a point or draw a line; null when given up. */
export function pick(what: Picking): Promise<GeoJSON.Point | GeoJSON.LineString | null> {
  picked(null)
  picking.value = what
  return new Promise((resolve) => {
    deliver = resolve
  })
}

/** The picking ends, with a geometry or without. */
export function picked(geometry: GeoJSON.Point | GeoJSON.LineString | null): void {
  picking.value = null
  deliver?.(geometry)
  deliver = undefined
}
