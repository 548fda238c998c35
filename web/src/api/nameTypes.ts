/** What the service says about names: lists, campaigns, unnamed roads, words, reservations. */
import type { Category, Evidence, Kind, NameReport, Relation, Verdict } from './types'

export interface RowError {
  row: number
  field: string
  value: string | null
  code: string
  reason: string
  mend: string | null
}

export interface ListedName extends NameReport {
  row: number
  /** As the file has it. */
  written: string
}

export interface ListAnswer {
  results: ListedName[]
  errors: RowError[]
  unknown_columns: string[]
}

export interface RuleTitle {
  rule: string
  title: string
  category: string | null
}

export interface CampaignName extends NameReport {
  kind: Kind
  id: string
  fid: number
  region_code: string | null
}

export interface CampaignAnswer {
  names: number
  counts: Record<Verdict, number>
  by_rule: Record<string, number>
  total: number
  results: CampaignName[]
  next: number | null
}

export interface UnnamedRoad {
  id: string
  fid: number
  region_code: string | null
  region_name: string | null
  class: string | null
  length_m: number | null
  doorplates: number
  /** As far as somebody told. */
  people: number | null
  middle: [number, number] | null
  neighbours: { id: string; name: string; distance_m: number }[]
}

export interface TownCoverage {
  code: string
  name: string
  roads: number
  named: number
  unnamed: number
  unnamed_length_m: number
  unnamed_doorplates: number
  unnamed_people: number | null
  share: number
}

export interface Coverage {
  roads: number
  named: number
  unnamed: number
  towns: TownCoverage[]
}

export type Origin = 'variant' | 'sequence' | 'branch' | 'former' | 'bank' | 'place'

export interface Suggestion {
  name: string
  pinyin: string
  source: {
    origin: Origin
    text: string
    kind: Kind | null
    id: string | null
    distance_m: number | null
  }
  check: NameReport
}

export interface Reservation {
  id: string
  name: string
  category: Category | null
  region_code: string
  from: string
  until: string
  state: 'held' | 'expired' | 'released'
  released_on: string | null
  /** Told within the office alone. */
  holder?: string | null
  reference?: string | null
  /** What the rules say, once a name has just been reserved. */
  check?: NameReport
}

export interface ReservationDraft {
  name: string
  category?: string
  region_code: string
  until?: string
  holder?: string
  reference?: string
}

export const BANKS = ['candidate', 'forbidden', 'restricted'] as const
export type Bank = (typeof BANKS)[number]

export const WORD_PLACES = ['any', 'start', 'end', 'specific', 'name'] as const
export type WordPlace = (typeof WORD_PLACES)[number]

export interface WordDraft {
  bank: Bank
  word: string
  finding_category?: string | null
  categories: Category[]
  place: WordPlace
  meaning?: string | null
  article?: string | null
  source: string
  region_code?: string | null
  valid_from?: string | null
  valid_to?: string | null
}

export interface BankWord extends WordDraft {
  id: string
  version: number
}

export interface WordsAnswer {
  words: BankWord[]
  total: number
  next: string | null
}

export interface NameRecord {
  name: string
  role: 'standard' | 'former' | 'alias' | 'short' | 'on_map'
  pinyin: string | null
  readings: string[] | null
  locked: boolean
  valid_from: string | null
  valid_to: string | null
  legal_basis: string | null
}

export interface LookAlike extends Evidence {
  kind: Kind
  id: string
  name: string
  relation: Relation
}

export interface StandingName {
  records: NameRecord[]
  check?: NameReport
  searched: { level: string; code: string; name: string } | null
  look_alikes: LookAlike[]
  acts: string[]
}

export interface Spelling {
  name: string
  pinyin: string
  plain: string
  sign: string
  source: string
  syllables: { character: string; reading: string | null; source: string; readings: string[] }[]
  specific: string
  generic: string
  minority_spelling: string | null
  minority_language: string | null
}
