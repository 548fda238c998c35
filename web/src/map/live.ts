/** Follows the register's commits, so that an open map is never stale. */
import type { Map as MapLibre } from 'maplibre-gl'
import { meet, type Box } from '../geo/measure'

interface Commit {
  position: number | null
  bounds: Box | null
}

/**
 * Asks again for the tiles that a commit touched. Their addresses stay the same: the service's
 * ETag tells the browser which of them really changed.
 */
export function followCommits(map: MapLibre, heard: () => void): () => void {
  const events = new EventSource('/api/v1/events')
  let wasLost = false
  const refresh = () => {
    map.refreshTiles('mingjie')
    heard()
  }
  events.addEventListener('commit', (event: MessageEvent<string>) => {
    const { bounds } = JSON.parse(event.data) as Commit
    const [west, south, east, north] = map.getBounds().toArray().flat() as Box
    if (!bounds || meet(bounds, [west, south, east, north])) refresh()
  })
  // What was committed while the line was down went unheard.
  events.addEventListener('error', () => (wasLost = true))
  events.addEventListener('open', () => {
    if (wasLost) refresh()
    wasLost = false
  })
  return () => events.close()
}
