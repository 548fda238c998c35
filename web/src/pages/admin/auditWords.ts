/** The audit log's words. */
import { labelOf, t } from '../../lang'
import { regionWords } from '../../state/regions'
import { session } from '../../state/session'

export const ACTS = [
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'session_ended',
  'password_set',
  'account_made',
  'account_locked',
  'account_unlocked',
  'account_renamed',
  'role_granted',
  'role_revoked',
  'link_made',
  'key_made',
  'key_revoked',
  'exported',
  'personal_read',
  'changed',
  'case_acted',
  'overruled',
  'overruling_withdrawn',
] as const

type Act = (typeof ACTS)[number]

const isKnown = (act: string): act is Act => (ACTS as readonly string[]).includes(act)

/** What happened; a word that is newer than these pages stands as it is. */
export const actWords = (act: string): string => (isKnown(act) ? t(`event.${act}`) : act)

/** A role; the log and the keys have its word only, the service its label. */
export const roleWord = (role: string): string => {
  const label = session.roleLabels[role]
  return label ? labelOf(label) : role
}

const DETAILS = [
  'name',
  'role',
  'region',
  'before',
  'after',
  'reason',
  'changes',
  'act',
  'from',
  'to',
  'paper',
  'pages',
  'version',
] as const

type Detail = (typeof DETAILS)[number]

const detailName = (name: string): string =>
  (DETAILS as readonly string[]).includes(name) ? t(`detail.${name as Detail}`) : name

/** `clerk@330683` as 经办人 · 嵊州市 */
function grantWords(held: string): string {
  const [role = '', region = ''] = held.split('@')
  return `${roleWord(role)} · ${region === '*' ? t('me.everywhere') : regionWords(region)}`
}

function valueWords(name: string, value: unknown): string {
  if (name === 'role') return roleWord(String(value))
  if (name === 'region' && value === '*') return t('me.everywhere')
  if (Array.isArray(value)) return value.map((held) => grantWords(String(held))).join('、') || '—'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What else the log knows, as `name: value`. */
export function detailWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${detailName(name)} ${valueWords(name, value)}`)
    .join(' · ')
}
