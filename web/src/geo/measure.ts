/** Small measures for the pages: lengths, directions, boxes. Exact ones come from the service. */
import type { LonLat } from './systems'

const RADIUS_M = 6371008.8
const RADIANS = Math.PI / 180

export type Box = [west: number, south: number, east: number, north: number]

/** Metres on the sphere; within 0.5 % of the ellipsoid. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const north = (b[1] - a[1]) * RADIANS
  const east = (b[0] - a[0]) * RADIANS
  const h =
    Math.sin(north / 2) ** 2 +
    Math.cos(a[1] * RADIANS) * Math.cos(b[1] * RADIANS) * Math.sin(east / 2) ** 2
  return 2 * RADIUS_M * Math.asin(Math.sqrt(h))
}

export function lengthOf(line: LonLat[]): number {
  return line.slice(1).reduce((sum, to, i) => sum + metresBetween(line[i] as LonLat, to), 0)
}

/** Every position of a geometry, in order. */
export function positions(geometry: GeoJSON.Geometry): LonLat[] {
  if (geometry.type === 'GeometryCollection') return geometry.geometries.flatMap(positions)
  const flatten = (part: unknown): LonLat[] => {
    const list = part as unknown[]
    return typeof list[0] === 'number' ? [list as unknown as LonLat] : list.flatMap(flatten)
  }
  return flatten(geometry.coordinates)
}

export function boxOf(geometry: GeoJSON.Geometry): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of positions(geometry)) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

export const meet = (a: Box, b: Box): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

/** A position that stands for the whole: the middle vertex of a line, the box's centre of an area. */
export function middle(geometry: GeoJSON.Geometry): LonLat {
  const all = positions(geometry)
  if (geometry.type.endsWith('Polygon')) {
    const [west, south, east, north] = boxOf(geometry)
    return [(west + east) / 2, (south + north) / 2]
  }
  return all[Math.floor(all.length / 2)] as LonLat
}

/** The position of a geometry that is nearest: on its lines and outlines, not only its vertices. */
export function nearestOn(geometry: GeoJSON.Geometry, from: LonLat): LonLat {
  const east = Math.cos(from[1] * RADIANS)
  const square = ([lon, lat]: LonLat) => ((lon - from[0]) * east) ** 2 + (lat - from[1]) ** 2
  const all = positions(geometry)
  let best = all[0] as LonLat
  // Parts follow each other in `all`; the bridges between them are no part of the geometry.
  const isOneLine = geometry.type === 'LineString'
  for (let i = 0; i < all.length; i++) {
    const b = all[i] as LonLat
    const a = isOneLine && i > 0 ? (all[i - 1] as LonLat) : b
    const [dx, dy] = [(b[0] - a[0]) * east, b[1] - a[1]]
    const length = dx * dx + dy * dy
    const along = ((from[0] - a[0]) * east * dx + (from[1] - a[1]) * dy) / (length || 1)
    const share = Math.min(1, Math.max(0, along))
    const at: LonLat = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
    if (square(at) < square(best)) best = at
  }
  return best
}

/**
 * Whether a road runs rather east–west than north–south: its sign is blue then, else green.
 * Each stretch counts by its length, so that a bend at the end does not decide.
 *
 * # Law
 * The orientation colours of street signs under GB 17733.
 */
export function runsEastWest(geometry: GeoJSON.Geometry): boolean {
  let east = 0
  let north = 0
  const parts = geometry.type === 'MultiLineString' ? geometry.coordinates : [positions(geometry)]
  for (const part of parts) {
    for (let i = 1; i < part.length; i++) {
      const [a, b] = [part[i - 1] as LonLat, part[i] as LonLat]
      east += Math.abs(b[0] - a[0]) * Math.cos(a[1] * RADIANS)
      north += Math.abs(b[1] - a[1])
    }
  }
  return east >= north
}

/** Area (in square degrees, to weigh with) and centroid of a ring. */
export function ringArea(ring: LonLat[]): { area: number; center: LonLat } {
  const [x0, y0] = ring[0] ?? [0, 0]
  let twice = 0
  let lon = 0
  let lat = 0
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as LonLat
    const [bx, by] = ring[i] as LonLat
    const cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    twice += cross
    lon += (ax + bx - 2 * x0) * cross
    lat += (ay + by - 2 * y0) * cross
  }
  if (twice === 0) return { area: 0, center: [x0, y0] }
  return {
    area: Math.abs(twice) / 2,
    center: [x0 + lon / (3 * twice), y0 + lat / (3 * twice)],
  }
}
