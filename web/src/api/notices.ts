/** Names on public notice, and what is said to them: one function a question or an act. */
import type { LonLat } from '../geo/systems'
import type { Filled } from './caseTypes'
import { file, get, send } from './client'

const BASE = '/api/v1'
const noticeAt = (number: string) => `${BASE}/notices/${encodeURIComponent(number)}`
const answersAt = (name: string) => `${BASE}/cases/${encodeURIComponent(name)}/notice-comments`

export type Stance = 'support' | 'object' | 'other'

export interface NoticeComment {
  receipt: string
  stance: Stance
  stance_label: string
  body: string
  at: string
  reply: string | null
  replied_at: string | null
  /** Told within the office: whether comment and answer stand on the notice. */
  shown?: boolean | null
}

export interface Notice {
  number: string
  title: string
  state: string
  state_label: string
  region_code: string
  region_name: string
  from: string
  until: string
  open: boolean
  pinyin: string
  form: Filled[]
  facts: { label: string; value: string }[]
  position: LonLat | null
  geometry: GeoJSON.Geometry | null
  comments?: NoticeComment[]
  received?: number
}

export const notices = (signal?: AbortSignal) =>
  get<{ notices: Notice[] }>(`${BASE}/notices`, {}, signal)

export const notice = (number: string, signal?: AbortSignal) =>
  get<Notice>(noticeAt(number), {}, signal)

const json = async <T>(answer: Promise<Response>) => (await (await answer).json()) as T

export const say = (number: string, stance: Stance, body: string, key: string) =>
  json<{ receipt: string; follow_code: string }>(
    send('POST', `${noticeAt(number)}/comments`, { stance, body }, { 'Idempotency-Key': key }),
  )

/** One's own comment and its answer, by its code. */
export async function ownComment(
  number: string,
  receipt: string,
  code: string,
): Promise<NoticeComment> {
  const path = `${noticeAt(number)}/comments/${encodeURIComponent(receipt)}`
  const told = await file(path, { 'Mingjie-Follow-Code': code })
  return JSON.parse(await told.text()) as NoticeComment
}

/** What the public said to a case, for the office. */
export const commentsOf = (name: string) => get<{ comments: NoticeComment[] }>(answersAt(name))

export const answer = (name: string, receipt: string, reply: string, shown: boolean) =>
  json<{ comments: NoticeComment[] }>(
    send('PUT', `${answersAt(name)}/${encodeURIComponent(receipt)}/reply`, { reply, shown }),
  )
