/** People at the door: sessions, accounts, keys, the audit log. One function a question. */
import { get, post, send } from './client'
import type {
  Account,
  AccountLink,
  ApiKey,
  AuditEvent,
  ChangeRow,
  Grant,
  GrantableRole,
  NewKey,
  OwnSession,
  SessionAnswer,
} from './officeTypes'

const BASE = '/api/v1'
const of = (login: string) => `${BASE}/accounts/${encodeURIComponent(login)}`

export const session = () => get<SessionAnswer>(`${BASE}/session`)

export const signIn = (login: string, password: string) =>
  post<SessionAnswer>(`${BASE}/session`, { login, password })

export const signOut = () => send('DELETE', `${BASE}/session`)

export const takeLink = (token: string, password: string) =>
  post<SessionAnswer>(`${BASE}/link`, { token, password })

export const changePassword = (old: string, fresh: string) =>
  send('POST', `${BASE}/session/password`, { old, new: fresh })

export const ownSessions = () => get<{ sessions: OwnSession[] }>(`${BASE}/sessions`)

export const endSession = (id: string) => send('DELETE', `${BASE}/sessions/${id}`)

export const accounts = () =>
  get<{ accounts: Account[]; roles: GrantableRole[] }>(`${BASE}/accounts`)

/** Why, for the log; an empty reason is none. */
const because = (reason: string) => (reason.trim() ? { reason: reason.trim() } : {})

export const makeAccount = (account: { login: string; name: string; grants: Grant[] }) =>
  post<Account>(`${BASE}/accounts`, account)

export const changeAccount = (
  login: string,
  change: { name?: string; locked?: boolean },
  reason: string,
) => send('PATCH', of(login), { ...change, ...because(reason) })

export const makeLink = (login: string, reason: string) =>
  post<AccountLink>(`${of(login)}/link`, because(reason))

export const grantRole = (login: string, grant: Grant, reason: string) =>
  send('POST', `${of(login)}/grants`, { ...grant, ...because(reason) })

export const revokeRole = (login: string, { role, region }: Grant, reason: string) =>
  send('DELETE', `${of(login)}/grants/${role}/${encodeURIComponent(region)}`, because(reason))

export const keys = () => get<{ keys: ApiKey[] }>(`${BASE}/keys`)

export const makeKey = (key: NewKey) => post<ApiKey>(`${BASE}/keys`, key)

export const revokeKey = (prefix: string, reason: string) =>
  send('DELETE', `${BASE}/keys/${prefix}`, because(reason))

export const audit = (query: Record<string, string | number | undefined>, signal?: AbortSignal) =>
  get<{ events: AuditEvent[]; next: string | null }>(`${BASE}/audit`, query, signal)

export const changesAfter = (since: number, limit: number) =>
  get<{ changes: ChangeRow[] }>(`${BASE}/changes`, { since, limit })
