/** A configured outside base map under our own layers, with its review number (审图号). */
import type { StyleSpecification } from 'maplibre-gl'

interface BaseMap {
  tiles: string
  review_number: string
}

/** Lays it under the roads; returns the number that must be shown with it. */
export function layBaseMap(style: StyleSpecification): string {
  const metadata = style.metadata as Record<string, unknown> | undefined
  const base = metadata?.['mingjie:base_map'] as BaseMap | undefined
  if (!base) return ''
  style.sources['base'] = { type: 'raster', tiles: [base.tiles], tileSize: 256 }
  const ground = style.layers.findIndex((layer) => layer.type === 'background')
  style.layers.splice(ground + 1, 0, { id: 'base', type: 'raster', source: 'base' })
  // Our opaque ground would hide it.
  style.layers = style.layers.filter((layer) => layer.id !== 'region-land')
  return base.review_number
}
