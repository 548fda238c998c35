/** What happens to cases while a page is open: one stream for all who listen. */

export interface CaseNews {
  id: string
  number: string
  state: string
  version: number
}

type Hear = (news: CaseNews | null) => void

const hearers = new Set<Hear>()
let stream: EventSource | undefined

function open(): void {
  stream = new EventSource('/api/v1/cases/events')
  let wasLost = false
  const tell = (news: CaseNews | null) => hearers.forEach((hear) => hear(news))
  stream.addEventListener('case', (event: MessageEvent<string>) =>
    tell(JSON.parse(event.data) as CaseNews),
  )
  stream.addEventListener('missed', () => tell(null))
  // What happened while the line was down went unheard.
  stream.addEventListener('error', () => (wasLost = true))
  stream.addEventListener('open', () => {
    if (wasLost) tell(null)
    wasLost = false
  })
}

/** Listens; `null` means that anything may have happened. Returns how to stop. */
export function hearCases(hear: Hear): () => void {
  hearers.add(hear)
  if (!stream) open()
  return () => {
    hearers.delete(hear)
    if (hearers.size > 0) return
    stream?.close()
    stream = undefined
  }
}
