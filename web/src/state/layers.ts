/** The layer switches, and what can be counted in view. */
import { computed, reactive } from 'vue'
import { address } from './address'

export interface Group {
  id: GroupId
  /** First and last zoom at which the layer draws. */
  from: number
  to?: number
}

export type GroupId =
  | 'roads'
  | 'unnamed_roads'
  | 'doorplates'
  | 'places'
  | 'regions'
  | 'boundary_lines'
  | 'boundary_markers'
  | 'cemeteries'

export const GROUPS: readonly Group[] = [
  { id: 'roads', from: 9 },
  { id: 'unnamed_roads', from: 12 },
  { id: 'doorplates', from: 14 },
  { id: 'places', from: 9 },
  { id: 'regions', from: 4 },
  { id: 'boundary_lines', from: 6 },
  { id: 'boundary_markers', from: 10, to: 12 },
  { id: 'cemeteries', from: 11 },
]

export const hidden = computed<ReadonlySet<string>>(() => new Set(address.off?.split(',') ?? []))

export function setShown(id: GroupId, isShown: boolean): void {
  const off = new Set(hidden.value)
  if (isShown) off.delete(id)
  else off.add(id)
  address.off = off.size > 0 ? [...off].join(',') : null
}

/** Unnamed roads drawn in view; `null` while too far away to be counted. */
export const counts = reactive<{ unnamedRoads: number | null }>({ unnamedRoads: null })
