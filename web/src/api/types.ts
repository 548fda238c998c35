/** What the service says, as CONTRACT and OpenAPI have it. */

export type Kind =
  | 'region'
  | 'place'
  | 'road'
  | 'doorplate'
  | 'boundary_line'
  | 'boundary_marker'
  | 'cemetery'
  | 'plot'

export const KINDS: readonly Kind[] = [
  'region',
  'place',
  'road',
  'doorplate',
  'boundary_line',
  'boundary_marker',
  'cemetery',
  'plot',
]

export type Value = string | number | boolean | null

export interface Properties {
  kind: Kind
  fid: number
  version: number
  state: string
  name?: string | null
  region_code?: string | null
  successor?: string
  [field: string]: Value | undefined
}

export interface Feature {
  type: 'Feature'
  id: string
  geometry: GeoJSON.Geometry | null
  properties: Properties
}

export interface FeatureCollection {
  type: 'FeatureCollection'
  features: Feature[]
  next: string | null
}

/** A text in both languages. */
export interface Label {
  'zh-CN': string
  en: string
}

export interface Choice {
  value: string
  label: Label
}

export interface Field {
  name: string
  label: Label
  type: string
  unit: string | null
  choices: Choice[] | null
}

export interface KindDescription {
  kind: Kind
  plural: string
  label: Label
  /** What whoever changes such features needs. */
  edit_act: string
  fields: Field[]
}

export interface Version {
  version: number
  position: number
  at: string
  op: 'insert' | 'update' | 'retire' | 'restore'
  reason: string | null
  /** Who made it, and in which role; told to the office alone. */
  by?: { login: string; role: string }
  feature: Feature
}

export interface Near {
  distance_m: number
  feature: Feature
}

export interface RegionName {
  code: string
  name: string
  level: string
}

export interface Reverse {
  address: string
  regions: RegionName[]
  doorplate: Near | null
  road: Near | null
}

export type Matched = 'name' | 'former_name' | 'alias' | 'pinyin' | 'initials' | 'fuzzy' | 'code'

export interface SearchHit {
  score: number
  matched: Matched
  label: string
  detail: string | null
  distance_m: number | null
  feature: Feature
}

export const CATEGORIES = [
  'road',
  'residential',
  'building',
  'village',
  'community',
  'division',
  'natural',
  'park',
  'facility',
  'other',
] as const

export type Category = (typeof CATEGORIES)[number]

export interface NameDraft {
  name: string
  category: Category
  region_code?: string
  length_m?: number
  width_m?: number
  area_m2?: number
  floor_area_m2?: number
  storeys?: number
  green_percent?: number
  geometry?: GeoJSON.Geometry
}

export type Severity = 'stop' | 'judge' | 'note'
export type Verdict = 'prohibited' | 'attention' | 'pass'
export type Relation = 'same' | 'same_sound' | 'same_sound_no_tone' | 'near'

export interface Evidence {
  text?: string
  kind?: Kind
  /** Null: a name of the same list. */
  id?: string | null
  name?: string
  relation?: Relation
  distance_m?: number | null
  region_code?: string | null
}

export interface Finding {
  rule: string
  category: string
  severity: Severity
  article: string | null
  message: string
  evidence: Evidence[]
  /** By which one to judge is named when it is overruled. */
  fingerprint?: string | null
  overruled?: { id: string; reason: string; by_role: string; at: string } | null
}

export interface NameReport {
  name: string
  category: string
  verdict: Verdict
  findings: Finding[]
  /** Rules that could not be asked, for want of a region or a position. */
  skipped?: string[]
  /** The rule pack in force. */
  pack?: string
}

/** RFC 9457. */
export interface ProblemBody {
  code: string
  title: string
  detail?: string
  instance?: string
  errors?: { field: string; value?: string; reason: string; mend?: string }[]
  /** A conflict tells how the case stands now. */
  case?: unknown
}

/** What `/tiles.json` says about where the data lies. */
export interface TileJson {
  bounds?: [number, number, number, number]
  center?: [number, number, number]
}
