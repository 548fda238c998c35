/** What is filled in and not yet sent: it outlives a page that was left or that the phone threw away. */
import { ref, watch } from 'vue'
import { freshKey } from '../api/cases'
import type { Form } from '../api/caseTypes'

interface Draft {
  form: Form
  /** Tells a sending that is repeated from another one. */
  key: string
}

export const emptyDraft = (): Draft => ({ form: {}, key: freshKey() })

function restored(name: string): Draft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(name) ?? '') as Draft
    if (kept.key && kept.form) return kept
  } catch {
    // Nothing was kept, or it cannot be read: a new one begins.
  }
  return emptyDraft()
}

/** The draft of this name, kept with every change. */
export function keptDraft(name: string) {
  const draft = ref(restored(name))
  watch(draft, (now) => sessionStorage.setItem(name, JSON.stringify(now)), { deep: true })
  return draft
}
