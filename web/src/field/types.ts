/** What the service and the field app tell each other. */

export type Side = 'left' | 'right' | 'both'

export interface Operation {
  id: string
  kind: 'record' | 'photo' | 'photo_file'
  task: string
  record: string
  by: string
  at: string
  set?: Record<string, unknown>
  base?: Record<string, string[]>
  [more: string]: unknown
}

export interface Reason {
  code: string
  field: string
  value: string
  reason: string
  mend: string
}

export interface Receipt {
  id: string | null
  kept_as: string
  status: 'applied' | 'quarantined' | 'set_aside' | 'send_file' | 'send_again'
  repeated: boolean
  reasons: Reason[]
}

export interface Merged {
  value: unknown
  operation: string
  login: string
  at: string
  others?: Merged[]
}

export interface FieldPhoto {
  id: string
  bytes: number | null
  about: { face?: string; taken_at?: string }
  at: string
  attachment: string | null
  address: string | null
}

export interface FieldFinding {
  rule: string
  message: string
  photo: string | null
}

export interface FieldRecord {
  id: string
  login: string
  side: Side
  fields: Record<string, Merged>
  photos: FieldPhoto[]
  began_at: string
  received_at: string
  finished: boolean
  withdrawn: boolean
  at: [number, number] | null
  offset_m: number | null
  line_difference_m: number | null
  reached: boolean
  findings: FieldFinding[]
}

export interface FieldTask {
  id: string
  ordinal: number
  kind: 'marker' | 'segment'
  marker: string | null
  label: string
  side: Side
  person: string | null
  from_m: number
  to_m: number
  at: [number, number] | null
  done: boolean
  contested: boolean
  differing: string[]
  apart_m: number | null
  records: FieldRecord[]
}

export interface Progress {
  tasks: number
  done: number
  records: number
  photos: number
  photos_missing: number
  contested: number
  with_findings: number
}

interface Unit {
  code: string
  name: string | null
}

export interface Inspection {
  id: string
  line: { id: string; code: string; name: string }
  round: number
  left: Unit
  right: Unit
  lead_side: Side
  own_side: Side
  starts_on: string
  ends_on: string
  plan: string | null
  state: 'field' | 'closed'
  overdue: boolean
  version: number
  progress: Progress
}

export interface WholeInspection extends Inspection {
  tasks: FieldTask[]
  may_assign?: boolean
  may_close?: boolean
}

export interface MarkerCard {
  number: string
  version: number
  type: string | null
  material: string | null
  north_m: number | null
  east_m: number | null
  grid: string | null
  height_m: number | null
  custodian_side: Side | null
  landmarks: string | null
  condition: string | null
}

export interface FieldPack {
  inspection: WholeInspection
  line: [number, number][][]
  markers: { id: string; at: [number, number] | null; card: MarkerCard }[]
  /** z/x/y, bytes, entity tag. */
  tiles: [string, number, string][]
  tile_bytes: number
  max_zoom: number
}

/** A position as measured: official figures are text and stay what they were. */
export interface Position {
  system: string
  method: 'phone' | 'rtk' | 'typed'
  lon?: string
  lat?: string
  north?: string
  east?: string
  height?: string
  height_system?: string
  accuracy_m?: number
  fixes?: [number, number, number, number][]
}
