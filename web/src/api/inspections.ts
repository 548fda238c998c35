/** Joint inspections and what came from the field, as the desk asks for them. */
import type { FieldTask, Inspection, Reason, WholeInspection } from '../field/types'
import { get, post, send } from './client'

const BASE = '/api/v1/inspections'

export interface KeptOperation {
  id: string
  login: string
  body: unknown
  status: string
  reasons: Reason[]
  received_at: string
}

export interface Device {
  id: string
  login: string
  name: string
  pending_operations: number
  pending_photos: number
  pending_bytes: number
  seen_at: string
}

export interface Arrivals {
  quarantine: KeptOperation[]
  devices: Device[]
  may_settle: boolean
}

export interface NewInspection {
  line_code: string
  round: number
  lead_side: 'left' | 'right'
  starts_on: string
  ends_on: string
  plan: string | null
}

export const inspections = (signal?: AbortSignal) =>
  get<{ inspections: Inspection[]; may_open: boolean }>(BASE, {}, signal)

export const inspection = (id: string, signal?: AbortSignal) =>
  get<WholeInspection>(`${BASE}/${id}`, {}, signal)

export const openInspection = (order: NewInspection) => post<WholeInspection>(BASE, order)

export const assign = (id: string, tasks: string[], person: string | null) =>
  post<WholeInspection>(`${BASE}/${id}/assignments`, { tasks, person })

export async function setClosed(own: WholeInspection, closed: boolean): Promise<WholeInspection> {
  const headers = { 'If-Match': `"${own.version}"` }
  const answer = await send('PATCH', `${BASE}/${own.id}`, { closed }, headers)
  return (await answer.json()) as WholeInspection
}

export const markerRecords = (marker: string, signal?: AbortSignal) =>
  get<{ visits: { inspection: Inspection; task: FieldTask }[] }>(
    '/api/v1/field-records',
    { marker },
    signal,
  )

export const arrivals = (signal?: AbortSignal) => get<Arrivals>('/api/v1/sync/arrivals', {}, signal)

export const settle = (id: string, decision: 'let_in' | 'set_aside', reason: string) =>
  post<KeptOperation>(`/api/v1/sync/quarantine/${id}`, { decision, reason })
