/** Who is signed in, and what that may do: pages offer nothing else. */
import { reactive } from 'vue'
import * as office from '../api/office'
import type { HeldRole, SessionAnswer } from '../api/officeTypes'
import { connection, credentials, Problem } from '../api/client'
import { labelOf, t } from '../lang'

export const session = reactive({
  /** Whether the service has said who we are. */
  isKnown: false,
  signedIn: false,
  login: '',
  name: '',
  roles: [] as HeldRole[],
  acts: new Set<string>(),
  mustChange: false,
})

function take(answer: SessionAnswer): void {
  credentials.csrf = answer.csrf
  Object.assign(session, {
    isKnown: true,
    signedIn: answer.signed_in,
    login: answer.person?.login ?? '',
    name: answer.person?.name ?? '',
    roles: answer.roles,
    acts: new Set(answer.acts),
    mustChange: answer.must_change_password,
  })
}

/** Asks who we are. */
export async function loadSession(): Promise<void> {
  try {
    take(await office.session())
  } catch (error) {
    // The banner says that the service is away; it is asked again once it is back.
    if (!(error instanceof Problem)) throw error
  }
}
credentials.renew = loadSession

/** Whoever has just come in or gone sees other things: views ask again. */
function turned(answer: SessionAnswer): void {
  take(answer)
  connection.recovered += 1
}

export async function signIn(login: string, password: string): Promise<void> {
  turned(await office.signIn(login, password))
}

export async function takeLink(token: string, password: string): Promise<void> {
  turned(await office.takeLink(token, password))
}

export async function signOut(): Promise<void> {
  await office.signOut()
  turned(await office.session())
}

export const may = (act: string): boolean => session.acts.has(act)

/** The region that whoever is signed in has a role in; nothing when it is all of them. */
export const ownRegion = (): string =>
  session.roles.find(({ region }) => region !== '*')?.region ?? ''

/** 经办人 · 嵊州市 */
export const roleWords = (held: HeldRole): string => {
  const place = held.region === '*' ? t('me.everywhere') : (held.region_name ?? held.region)
  return `${labelOf(held.label)} · ${place}`
}
