/** The audit log's words. */
import { t } from '../../lang'

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
] as const

type Act = (typeof ACTS)[number]

const isKnown = (act: string): act is Act => (ACTS as readonly string[]).includes(act)

/** What happened; a word that is newer than these pages stands as it is. */
export const actWords = (act: string): string => (isKnown(act) ? t(`event.${act}`) : act)

/** What else the log knows, as `name: value`. */
export function detailWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' · ')
}
