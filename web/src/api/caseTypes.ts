/** What the service says about cases: every label and every act comes with the answer. */
import type { Kind, NameReport } from './types'
import type { LonLat } from '../geo/systems'

export type FieldType =
  | 'text'
  | 'choice'
  | 'count'
  | 'date'
  | 'position'
  | 'attachments'
  | 'person'
  | 'persons'
  | 'case'
  | 'subjects'

export interface FormField {
  name: string
  label: string
  type: FieldType
  required: boolean
  /** Needed where the form holds one of these, and not everywhere. */
  required_when?: { field: string; among: string[] }
  most?: number
  choices?: { value: string; label: string }[]
  role?: string
  role_label?: string
  kinds?: Kind[]
}

export interface OpenAct {
  act: string
  label: string
  to: string | null
  to_label: string | null
  ends: boolean
  role: string | null
  fields: FormField[]
}

export interface Filled {
  name: string
  label: string
  type: FieldType
  value: unknown
  value_label: string | null
}

export interface CaseSummary {
  id: string
  number: string
  kind: string
  kind_label: string
  state: string
  state_label: string
  stage: 'open' | 'ended' | null
  version: number
  title: string
  region_code: string
  region_name: string | null
  position: LonLat | null
  opened_at: string
  opened_by: string | null
  closed_at: string | null
  due_on: string | null
  due_provisional: boolean
  overdue: boolean
}

export interface CaseEvent {
  ordinal: number
  act: string
  label: string
  at: string
  login: string | null
  name: string | null
  role: string
  role_label: string
  from: string | null
  from_label: string | null
  to: string
  to_label: string
  form: Filled[]
  comment: string | null
  notice: string | null
}

export interface CaseTask {
  id: string
  task: string
  label: string
  role: string
  role_label: string
  person: string | null
  person_name: string | null
  given_at: string
  due_on: string | null
  due_provisional: boolean
  overdue: boolean
  done_at: string | null
  done_by: string | null
  done_by_name: string | null
}

export interface Deadline {
  name: string
  label: string
  started_at: string
  due_on: string
  provisional: boolean
  basis: string | null
  stopped_at: string | null
  overdue: boolean
}

export interface CaseSubject {
  kind: Kind
  kind_label: string
  id: string
  name: string | null
}

export interface CaseSheet extends CaseSummary {
  opened_by_name: string | null
  form: Filled[]
  subjects: CaseSubject[]
  timeline: CaseEvent[]
  tasks: CaseTask[]
  deadlines: Deadline[]
  acts: OpenAct[]
  may_comment: boolean
  /** The checks of the name that it proposes, the latest first. */
  checks: NameCheck[]
  /** The papers that it has by now, beside the case sheet. */
  papers: CasePaper[]
}

export interface NameCheck extends NameReport {
  ordinal: number
  at: string
  judged_on: string
}

export interface CasePaper {
  paper: string
  label: string
  href: string
}

export interface ListedTask extends CaseTask {
  case: CaseSummary
}

export interface CaseKind {
  kind: string
  label: string
  prefix: string
  states: { state: string; label: string; stage: 'open' | 'ended' }[]
  subjects: Kind[]
  opening: OpenAct
}

export interface FaultReport {
  receipt: string
  kind_label: string
  state: string
  state_label: string
  stage: 'open' | 'ended' | null
  version: number
  opened_at: string
  closed_at: string | null
  due_on: string | null
  due_provisional: boolean
  events: { at: string; state: string; state_label: string; notice: string; form?: Filled[] }[]
  /** Told once, when the report is made. */
  follow_code?: string | null
  form?: Filled[]
  position?: LonLat | null
  acts?: OpenAct[]
  /** The photos that came with the report; told with its code. */
  own_photos?: string[]
}

export interface Attachment {
  id: string
  name: string
  mime: string
  bytes: number
  width: number | null
  height: number | null
  taken_at: string | null
  position: LonLat | null
  direction_deg: number | null
}

/** What somebody fills in, by the fields' names. */
export type Form = Record<string, unknown>
