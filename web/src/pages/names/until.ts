/** How long a reservation still holds. */
import type { Reservation } from '../../api/nameTypes'

const DAY_MS = 86_400_000
/** From here on somebody should look at it. */
const SOON = 30

/** Whole days from today, in China, to that day. */
export function daysTo(day: string): number {
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS)
}

export function untilClass({ state, until }: Reservation): string {
  if (state !== 'held') return 'over'
  return daysTo(until) <= SOON ? 'soon' : 'quiet'
}
