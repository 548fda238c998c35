/** The kinds of cases and their words, as the service describes them. */
import { shallowRef, watch } from 'vue'
import { kinds as askKinds } from '../api/cases'
import type { CaseKind } from '../api/caseTypes'
import { connection, Problem } from '../api/client'
import { lang } from '../lang'

/** Every kind; empty until the service has told. */
export const caseKinds = shallowRef<readonly CaseKind[]>([])

async function load(): Promise<void> {
  try {
    caseKinds.value = (await askKinds()).kinds
  } catch (error) {
    // The banner says it; `recovered` brings us back here.
    if (!(error instanceof Problem)) throw error
  }
}

watch([() => connection.recovered, lang], () => void load(), { immediate: true })
