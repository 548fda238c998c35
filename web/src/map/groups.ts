/** Layer switches on the drawn style, and the count of unnamed roads in view. */
import type { Map as MapLibre } from 'maplibre-gl'
import { counts } from '../state/layers'

const UNNAMED = 'road-unnamed'
const COUNTED_FROM_ZOOM = 12

function groupOf(metadata: unknown): string | undefined {
  return (metadata as Record<string, string> | undefined)?.['mingjie:group']
}

/** Shows every group but the hidden ones. */
export function applyHidden(map: MapLibre, hidden: ReadonlySet<string>): void {
  for (const layer of map.getStyle().layers) {
    const group = groupOf(layer.metadata)
    if (!group) continue
    map.setLayoutProperty(layer.id, 'visibility', hidden.has(group) ? 'none' : 'visible')
  }
}

/** Counts the unnamed roads that are drawn; each once, however many tiles it crosses. */
export function countUnnamed(map: MapLibre): void {
  if (map.getZoom() < COUNTED_FROM_ZOOM || !map.getLayer(UNNAMED)) {
    counts.unnamedRoads = null
    return
  }
  const drawn = map.queryRenderedFeatures({ layers: [UNNAMED] })
  counts.unnamedRoads = new Set(drawn.map((feature) => feature.id)).size
}
