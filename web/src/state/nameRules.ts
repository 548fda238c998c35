/** The titles of the naming rules, as the service has them in the reader's language. */
import { shallowRef, watch } from 'vue'
import { connection, Problem } from '../api/client'
import { rules as askRules } from '../api/names'
import type { RuleTitle } from '../api/nameTypes'
import { lang } from '../lang'

export const nameRules = shallowRef<readonly RuleTitle[]>([])

async function load(): Promise<void> {
  try {
    nameRules.value = (await askRules()).rules
  } catch (error) {
    // A rule's code still says which rule it is.
    if (!(error instanceof Problem)) throw error
  }
}

let isFollowed = false

/** Asks for them once, and again in another language. */
export function needNameRules(): void {
  if (isFollowed) return
  isFollowed = true
  watch([lang, () => connection.recovered], () => void load(), { immediate: true })
}

export const ruleTitle = (code: string): string =>
  nameRules.value.find(({ rule }) => rule === code)?.title ?? code
