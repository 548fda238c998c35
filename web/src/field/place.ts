/** Where we are: the latest fix, and the average of several. */
import { reactive } from 'vue'
import type { Position } from './types'

export interface Fix {
  lon: number
  lat: number
  accuracy_m: number
  time_ms: number
}

export const here = reactive({
  fix: null as Fix | null,
  /** Where the phone points, degrees clockwise from north. */
  heading: null as number | null,
  refused: false,
})

const watchers = new Set<(fix: Fix) => void>()
let watching: number | undefined

/** Begins to follow the receiver. */
export function follow(): void {
  if (watching !== undefined || !('geolocation' in navigator)) return
  watching = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      const fix = {
        lon: coords.longitude,
        lat: coords.latitude,
        accuracy_m: coords.accuracy,
        time_ms: Math.round(timestamp),
      }
      here.fix = fix
      here.refused = false
      for (const tell of watchers) tell(fix)
    },
    (error) => {
      here.refused = error.code === error.PERMISSION_DENIED
    },
    { enableHighAccuracy: true, maximumAge: 1000 },
  )
  addEventListener('deviceorientationabsolute', (event) => {
    const { alpha } = event as DeviceOrientationEvent
    if (alpha !== null) here.heading = (360 - alpha) % 360
  })
}

const MOST_FIXES = 120

/** Fixes until `stop` is called; the position that they average to, nearer ones counting for more. */
export function average(told: (count: number, position: Position) => void): () => void {
  const fixes: Fix[] = []
  const take = (fix: Fix) => {
    if (fixes.length >= MOST_FIXES || fixes.at(-1)?.time_ms === fix.time_ms) return
    fixes.push(fix)
    told(fixes.length, mean(fixes))
  }
  if (here.fix && Date.now() - here.fix.time_ms < 10_000) take({ ...here.fix })
  watchers.add(take)
  return () => void watchers.delete(take)
}

export function mean(fixes: readonly Fix[]): Position {
  let [lon, lat, weights] = [0, 0, 0]
  for (const fix of fixes) {
    const weight = 1 / Math.max(fix.accuracy_m, 0.01) ** 2
    lon += fix.lon * weight
    lat += fix.lat * weight
    weights += weight
  }
  // Errors of one receiver at one place hang together: the average is no better than its best fix.
  const accuracy_m = Math.min(...fixes.map((fix) => fix.accuracy_m))
  return {
    system: 'EPSG:4326',
    method: 'phone',
    lon: (lon / weights).toFixed(8),
    lat: (lat / weights).toFixed(8),
    accuracy_m: Math.round(accuracy_m * 100) / 100,
    fixes: fixes.map((fix) => [fix.lon, fix.lat, fix.accuracy_m, fix.time_ms]),
  }
}

/** From one place to another: metres, and degrees clockwise from north. */
export function towards(
  from: Fix,
  to: readonly [number, number],
): { metres: number; bearing: number } {
  // On the ellipsoid's two radii at the middle: right to a metre within the reach of a day's walk.
  const middle = ((from.lat + to[1]) / 2) * (Math.PI / 180)
  const [a, e2] = [6_378_137, 0.006_694_38]
  const w = 1 - e2 * Math.sin(middle) ** 2
  const north = ((to[1] - from.lat) * Math.PI * a * (1 - e2)) / (180 * w ** 1.5)
  const east = ((to[0] - from.lon) * Math.PI * a * Math.cos(middle)) / (180 * Math.sqrt(w))
  return {
    metres: Math.hypot(north, east),
    bearing: (Math.atan2(east, north) * (180 / Math.PI) + 360) % 360,
  }
}

const POINTS = [
  'north',
  'northeast',
  'east',
  'southeast',
  'south',
  'southwest',
  'west',
  'northwest',
] as const
export type Compass = (typeof POINTS)[number]

/** 北偏东31° is 31, as people say it: the nearest of eight winds for the eye, the degrees for the compass. */
export const windOf = (bearing: number): Compass => POINTS[Math.round(bearing / 45) % 8] ?? 'north'
