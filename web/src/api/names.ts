/** The naming desk's questions, one function each. */
import { get, post, send } from './client'
import type {
  BankWord,
  CampaignAnswer,
  Coverage,
  ListAnswer,
  Reservation,
  ReservationDraft,
  RuleTitle,
  Spelling,
  StandingName,
  Suggestion,
  UnnamedRoad,
  WordDraft,
  WordsAnswer,
} from './nameTypes'
import type { Feature, Finding, Kind, NameDraft } from './types'

const BASE = '/api/v1'

type Query = Record<string, string | number | undefined>

export const rules = () => get<{ rules: RuleTitle[] }>(`${BASE}/names/rules`)

/** A list of names as a file has it; the file's type stands in the Blob. */
export async function checkList(
  file: Blob,
  query: Query,
  signal: AbortSignal,
): Promise<ListAnswer> {
  const answer = await send('POST', `${BASE}/names/check${asked(query)}`, file, {}, signal)
  return (await answer.json()) as ListAnswer
}

/** The same as a table to keep. */
export async function checkedTable(file: Blob, query: Query): Promise<Blob> {
  return (await send('POST', `${BASE}/names/check${asked(query)}`, file)).blob()
}

function asked(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text ? `?${text}` : ''
}

export const campaign = (query: Query, signal: AbortSignal) =>
  get<CampaignAnswer>(`${BASE}/names/campaign`, query, signal)

export const unnamedRoads = (query: Query, signal: AbortSignal) =>
  get<{ roads: UnnamedRoad[]; total: number; next: string | null }>(
    `${BASE}/roads/unnamed`,
    query,
    signal,
  )

export const coverage = (region: string | undefined, signal: AbortSignal) =>
  get<Coverage>(`${BASE}/roads/coverage`, { region }, signal)

export const suggest = (
  wanted: Partial<NameDraft> & { road?: string; limit?: number },
  signal: AbortSignal,
) => post<{ suggestions: Suggestion[] }>(`${BASE}/names/suggest`, wanted, signal)

export const reservations = (query: Query) =>
  get<{ reservations: Reservation[] }>(`${BASE}/name-reservations`, query)

export const reserve = (draft: ReservationDraft) =>
  post<Reservation>(`${BASE}/name-reservations`, draft)

const why = (reason: string) => (reason ? { reason } : undefined)

export const release = (id: string, reason: string) =>
  send('DELETE', `${BASE}/name-reservations/${id}`, why(reason))

export const words = (query: Query, signal: AbortSignal) =>
  get<WordsAnswer>(`${BASE}/word-banks`, query, signal)

export const addWord = (word: WordDraft) => post<BankWord>(`${BASE}/word-banks`, word)

/** Changes a word as it was read. */
export async function changeWord(
  { id, version }: { id: string; version: number },
  draft: WordDraft,
): Promise<BankWord> {
  const told = { 'If-Match': `"${version}"` }
  return (await (await send('PATCH', `${BASE}/word-banks/${id}`, draft, told)).json()) as BankWord
}

export const withdrawWord = (id: string, reason: string) =>
  send('DELETE', `${BASE}/word-banks/${id}`, why(reason))

/** Overrules a finding to judge: `of` is what was checked, or the feature. */
export const overrule = (of: object, finding: Finding, reason: string) =>
  post<unknown>(`${BASE}/names/overrulings`, {
    ...of,
    rule: finding.rule,
    fingerprint: finding.fingerprint,
    reason,
  })

/** Takes an overruling back: the finding counts again. */
export const withdrawOverruling = (id: string, reason: string) =>
  send('DELETE', `${BASE}/names/overrulings/${id}`, { reason })

export const standing = (kind: Kind, id: string, signal: AbortSignal) =>
  get<StandingName>(`${BASE}/${kind}/${id}/names`, {}, signal)

/** How the generator spells a name, and what that rests on. */
export const spelling = (name: string, category: string | undefined, signal: AbortSignal) =>
  get<Spelling>(`${BASE}/names/romanize`, { name, category }, signal)

/** Settles how a name is read; `null` frees it again. */
export async function settleReading(
  kind: Kind,
  { id, version }: { id: string; version: number },
  readings: (string | null)[] | null,
  reason: string,
): Promise<Feature> {
  const told = { 'If-Match': `"${version}"` }
  const body = { readings, ...why(reason) }
  return (await (await send('PUT', `${BASE}/${kind}/${id}/reading`, body, told)).json()) as Feature
}
