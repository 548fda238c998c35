/** Something that takes a while and may fail: whether it runs, and what went wrong. */
import { ref, shallowRef } from 'vue'
import { isAborted, Problem } from '../api/client'

export function useTask() {
  const isRunning = ref(false)
  const problem = shallowRef<Problem | null>(null)

  /** Does it; says whether it went well. What we got wrong ourselves is not caught. */
  async function run(act: () => Promise<void>): Promise<boolean> {
    isRunning.value = true
    problem.value = null
    try {
      await act()
      return true
    } catch (error) {
      if (isAborted(error)) return false
      if (!(error instanceof Problem)) throw error
      problem.value = error
      return false
    } finally {
      isRunning.value = false
    }
  }

  return { isRunning, problem, run }
}
