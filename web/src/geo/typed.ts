/** Coordinates that somebody typed into the search box. */
import { SYSTEMS, fromSystem, type LonLat, type System } from './systems'

export interface TypedPosition {
  system: System
  /** CGCS2000. */
  at: LonLat
}

export type Typed =
  | { is: 'positions'; positions: TypedPosition[] }
  /** Makes sense only with latitude and longitude turned; said, never turned silently. */
  | { is: 'swapped'; mend: string }
  | { is: 'text' }

const PAIR =
  /^\s*(-?\d{1,3}(?:\.\d+)?)°?\s*[EeＥ]?\s*[,，;\s]\s*(-?\d{1,3}(?:\.\d+)?)°?\s*[NnＮ]?\s*$/

/** Reads `lon,lat` in degrees; each system that the numbers could be in is offered. */
export function readTyped(text: string): Typed {
  const found = PAIR.exec(text)
  if (!found) return { is: 'text' }
  const [first, second] = [Number(found[1]), Number(found[2])]
  if (Math.abs(first) <= 180 && Math.abs(second) <= 90) {
    const looksSwapped = first > 3 && first < 54 && second > 73
    if (looksSwapped) return { is: 'swapped', mend: `${found[2]},${found[1]}` }
    const systems = SYSTEMS.filter((system) => system !== 'WGS84')
    return {
      is: 'positions',
      positions: systems.map((system) => ({ system, at: fromSystem([first, second], system) })),
    }
  }
  if (Math.abs(first) <= 90 && Math.abs(second) <= 180) {
    return { is: 'swapped', mend: `${found[2]},${found[1]}` }
  }
  return { is: 'text' }
}
