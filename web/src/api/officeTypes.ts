/** What the service says about people, keys and the audit log. */
import type { Label } from './types'

export interface HeldRole {
  role: string
  label: Label
  region: string
  region_name: string | null
}

export interface SessionAnswer {
  signed_in: boolean
  via: string
  person: { id: string; login: string; name: string } | null
  roles: HeldRole[]
  acts: string[]
  /** Every role's label by its word. */
  role_labels: Record<string, Label>
  csrf: string | null
  must_change_password: boolean
}

export interface OwnSession {
  id: string
  current: boolean
  created_at: string
  seen_at: string
  expires_at: string
  address: string | null
  agent: string | null
}

export interface Grant {
  role: string
  region: string
}

export interface AccountLink {
  path: string
  token: string
  expires_at: string
}

export interface Account {
  id: string
  login: string
  name: string
  locked: boolean
  waits_until: string | null
  failed: number
  has_password: boolean
  must_change_password: boolean
  created_at: string
  password_at: string | null
  signed_in_at: string | null
  grants: Grant[]
  link?: AccountLink
}

export interface GrantableRole {
  role: string
  label: Label
}

export interface ApiKey {
  prefix: string
  name: string
  role: string
  region: string
  kinds: string[] | null
  rate: number
  created_at: string
  created_by: string
  expires_at: string
  revoked_at: string | null
  used_at: string | null
  used_from: string | null
  /** Told once, when it is made. */
  key?: string
}

export interface NewKey {
  name: string
  role?: string
  region: string
  kinds?: string[]
  rate?: number
  days?: number
}

export interface AuditEvent {
  commit: string
  position: number | null
  act: string
  at: string
  person: string | null
  login: string
  role: string
  via: string
  address: string | null
  kinds: string[] | null
  subject: string | null
  /** Why, where it was said. */
  reason: string | null
  detail: Record<string, unknown>
}

export interface ChangeRow {
  position: number
  kind: string
  id: string
  version: number
  op: 'insert' | 'update' | 'retire' | 'restore'
  at: string
}
