/** What is wrong with boundaries, as the service proves it. */
import { get } from './client'
import type { Severity } from './types'

export const BOUNDARY_RULES = [
  'gap',
  'overlap',
  'sliver',
  'dangle',
  'unshared_vertex',
  'line_off_polygon',
  'marker_off_line',
  'order',
  'tripoint',
  'sides',
  'neighbour',
] as const

export type BoundaryRule = (typeof BOUNDARY_RULES)[number]

export interface BoundaryFinding {
  rule: BoundaryRule
  severity: Severity
  lon: number
  lat: number
  size_m: number
  area_m2: number | null
  features: string[]
  message: string
  mend: string
}

export interface BoundaryCheck {
  regions: number
  lines: number
  markers: number
  tolerance_m: number
  counts: Partial<Record<BoundaryRule, number>>
  total: number
  findings: BoundaryFinding[]
}

export const checkBoundaries = (
  where: { tolerance_m: number; rule?: BoundaryRule; region?: string; limit: number },
  signal?: AbortSignal,
) => get<BoundaryCheck>('/api/v1/boundaries/check', where, signal)
