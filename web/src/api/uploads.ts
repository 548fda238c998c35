/**
 * Files on their way over a bad network: announced, sent in pieces, gone on with where the service
 * says that it stands. A lost connection is waited out, not told as a failure.
 */
import type { Attachment } from './caseTypes'
import { get, Problem, send } from './client'

interface Upload {
  id: string
  size: number
  received: number
  attachment_id: string | null
}

export interface Progress {
  /** 0 to 1. */
  done: number
  /** No connection: it goes on by itself. */
  isWaiting: boolean
}

const BASE = '/api/v1/uploads'
const PIECE = 256 * 1024
const PATIENCE_MS = [500, 1000, 2000, 4000]

/** Waits a while, or until the browser says that the network is back. */
function pause(tries: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(new DOMException('given up', 'AbortError'))
      else resolve()
    }
    const timer = setTimeout(end, PATIENCE_MS[Math.min(tries, PATIENCE_MS.length - 1)])
    addEventListener('online', end)
    signal.addEventListener('abort', end)
  })
}

const isPassing = (error: unknown) =>
  error instanceof Problem && [0, 408, 409, 429, 502, 503, 504].includes(error.status)

/** Asks until there is an answer that is not about the network. */
async function patiently<T>(
  ask: () => Promise<T>,
  signal: AbortSignal,
  waiting: (isWaiting: boolean) => void,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await ask()
      waiting(false)
      return answer
    } catch (error) {
      if (!isPassing(error)) throw error
      waiting(true)
      await pause(tries, signal)
    }
  }
}

/** Brings a file, however often the line breaks. */
export async function upload(
  file: File,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  const progress: Progress = { done: 0, isWaiting: false }
  const say = (change: Partial<Progress>) => tell(Object.assign(progress, change))
  const waiting = (isWaiting: boolean) => say({ isWaiting })
  const begin = async () => {
    const answer = await send('POST', BASE, { name: file.name, size: file.size }, {}, signal)
    return (await answer.json()) as Upload
  }
  const { id } = await patiently(begin, signal, waiting)
  const path = `${BASE}/${id}`
  for (;;) {
    // Where it stands is the service's to say: a piece may have come though its answer did not.
    const now = await patiently(() => get<Upload>(path, {}, signal), signal, waiting)
    if (now.attachment_id) return about(now.attachment_id, signal, waiting)
    let at = now.received
    for (;;) {
      say({ done: at / file.size })
      const piece = file.slice(at, at + PIECE)
      const headers = {
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(at),
      }
      try {
        const answer = await send('PATCH', path, piece, headers, signal)
        waiting(false)
        if (answer.status === 200) {
          say({ done: 1 })
          return (await answer.json()) as Attachment
        }
        at = Number(answer.headers.get('upload-offset') ?? at + piece.size)
      } catch (error) {
        if (!isPassing(error)) throw error
        waiting(true)
        break
      }
    }
    await pause(0, signal)
  }
}

function about(
  id: string,
  signal: AbortSignal,
  waiting: (isWaiting: boolean) => void,
): Promise<Attachment> {
  const ask = () => get<Attachment>(`/api/v1/attachments/${id}/about`, {}, signal)
  return patiently(ask, signal, waiting)
}
