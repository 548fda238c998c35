/** Cases, tasks and reports from outside: one function a question or an act. */
import { file, get, send } from './client'
import type { CaseKind, CaseSheet, CaseSummary, FaultReport, Form, ListedTask } from './caseTypes'

const BASE = '/api/v1'
const caseAt = (name: string) => `${BASE}/cases/${encodeURIComponent(name)}`
const reportAt = (receipt: string) => `${BASE}/fault-reports/${encodeURIComponent(receipt)}`

/** A key that tells this request from any other, so that sending it again does nothing again. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Query = Record<string, string | number | undefined>

export const kinds = () => get<{ kinds: CaseKind[] }>(`${BASE}/case-kinds`)

export const cases = (query: Query, signal?: AbortSignal) =>
  get<{ cases: CaseSummary[]; next: string | null }>(`${BASE}/cases`, query, signal)

export const tasks = (query: Query, signal?: AbortSignal) =>
  get<{ tasks: ListedTask[]; next: string | null }>(`${BASE}/tasks`, query, signal)

export const sheet = (name: string, signal?: AbortSignal) =>
  get<CaseSheet>(caseAt(name), {}, signal)

/** The case sheet as a paper. */
export const printed = (name: string) => file(`${caseAt(name)}/sheet.pdf`)

/** A photo that came with a report, for whoever has its code. */
export const photoOfReport = (receipt: string, code: string, id: string, size: 'thumb' | 'view') =>
  file(`${reportAt(receipt)}/photos/${id}?size=${size}`, { 'Mingjie-Follow-Code': code })

export const people = (name: string, role: string) =>
  get<{ people: { login: string; name: string }[] }>(`${caseAt(name)}/people`, { role })

const json = async <T>(answer: Promise<Response>) => (await (await answer).json()) as T

export const act = (name: string, word: string, version: number, form: Form, key: string) =>
  json<CaseSheet>(
    send('POST', `${caseAt(name)}/acts/${word}`, { form, version }, { 'Idempotency-Key': key }),
  )

export const openCase = (kind: string, form: Form, key: string) =>
  json<CaseSheet>(send('POST', `${BASE}/cases`, { kind, form }, { 'Idempotency-Key': key }))

export const comment = (name: string, text: string, key: string) =>
  json<CaseSheet>(
    send('POST', `${caseAt(name)}/comments`, { comment: text }, { 'Idempotency-Key': key }),
  )

export const report = (form: Form, key: string) =>
  json<FaultReport>(send('POST', `${BASE}/fault-reports`, form, { 'Idempotency-Key': key }))

export const followed = (receipt: string, code: string, signal?: AbortSignal) =>
  get<FaultReport>(reportAt(receipt), { code: code || undefined }, signal)

export const actOnReport = (
  receipt: string,
  code: string,
  word: string,
  version: number,
  form: Form,
  key: string,
) =>
  json<FaultReport>(
    send(
      'POST',
      `${reportAt(receipt)}/acts/${word}`,
      { form, version },
      { 'Mingjie-Follow-Code': code, 'Idempotency-Key': key },
    ),
  )
